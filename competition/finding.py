"""Finding a municipality by what somebody types: "Kbh", "arhus", "hoje taastrup", "aero"."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from municipalities.names import matches, search_key


class Named(Protocol):
    """Whatever has a name and its place in the alphabet."""

    @property
    def name(self) -> str: ...
    @property
    def sort_key(self) -> str: ...


def found[T: Named](everyone: Iterable[T], query: str) -> list[T]:
    """Those that the query may mean: the name itself first, then names that begin so, then others;
    none for an empty query.
    """
    wanted = search_key(query)
    if not wanted:
        return []
    meant = [one for one in everyone if matches(query, one.name)]
    return sorted(meant, key=lambda one: (_distance(wanted, one.name), one.sort_key))


def the_one[T: Named](everyone: Iterable[T], query: str) -> T | None:
    """The one that the query means beyond doubt: the only match, or the name itself."""
    meant: Sequence[T] = found(everyone, query)
    if len(meant) == 1 or (meant and _distance(search_key(query), meant[0].name) == 0):
        return meant[0]
    return None


def _distance(wanted: str, name: str) -> int:
    key = search_key(name)
    if wanted.replace(" ", "") == key.replace(" ", ""):
        return 0
    return 1 if key.startswith(wanted) else 2
