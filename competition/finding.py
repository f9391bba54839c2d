"""Finding a municipality by what somebody types: "Kbh", "arhus", "hoje taastrup", "aero", "751"."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from municipalities.models import Region
from municipalities.names import begins, matches, search_key

MOST_GUESSES = 3
_IN_NO_NAME = re.compile(r"[^\w\s.,:;'’´`&()/‐‑–-]")
_CODE = re.compile(r"\b\d+\b")
_LONG_ENOUGH = 4


class Named(Protocol):
    """Whatever has a code, a name and its place in the alphabet."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def sort_key(self) -> str: ...


def means(query: str, one: Named) -> bool:
    """Whether who types `query` may mean `one`: by its name, its code (or how that begins), or both.
    What stands in no name means nobody; an empty query means everybody.
    """
    if _IN_NO_NAME.search(query):
        return False
    codes = [code.lstrip("0") for code in _CODE.findall(query)]
    name = _CODE.sub(" ", query)
    has_code = all(code and one.code.lstrip("0").startswith(code) for code in codes)
    return has_code and (bool(codes and not name.strip()) or matches(name, one.name))


def found[T: Named](everyone: Iterable[T], query: str) -> list[T]:
    """Those that the query may mean: the name itself first, then names that begin so, then others;
    none for an empty query.
    """
    wanted = search_key(query)
    if not wanted:
        return []
    meant = [one for one in everyone if means(query, one)]
    return sorted(meant, key=lambda one: (_rank(wanted, one.name), one.sort_key))


def regions(everyone: Iterable[Region], query: str) -> list[Region]:
    """Those regions whose name begins with the query, or has a word that does; of three letters and
    more.
    """
    if len(search_key(query)) < _LONG_ENOUGH - 1 or _IN_NO_NAME.search(query):
        return []
    return [region for region in everyone if begins(query, region.name)]


def code_alone(query: str) -> str:
    """The code that the query is, where it is one and nothing else; else empty."""
    return query.strip() if re.fullmatch(r"\s*\d+\s*", query) else ""


def the_one[T: Named](everyone: Iterable[T], query: str) -> T | None:
    """The one that the query means beyond doubt: the only match, or the name itself."""
    meant: Sequence[T] = found(everyone, query)
    if len(meant) == 1 or (meant and _rank(search_key(query), meant[0].name) == 0):
        return meant[0]
    return None


def guesses[T: Named](everyone: Iterable[T], query: str) -> list[T]:
    """Those whose name is nearly what was typed, the nearest first: for a question, never an answer."""
    wanted = search_key(query).replace(" ", "")
    if len(wanted) < _LONG_ENOUGH:
        return []
    near = [(_slips(wanted, one.name), one.sort_key, one) for one in everyone]
    allowed = 1 if len(wanted) <= 5 else 2  # noqa: PLR2004
    least = min((slips for slips, _key, _one in near), default=allowed + 1)
    meant = sorted((n, key, one) for n, key, one in near if n == least <= allowed)
    return [one for _slips, _key, one in meant[:MOST_GUESSES]]


def _rank(wanted: str, name: str) -> int:
    key = search_key(name)
    if wanted.replace(" ", "") == key.replace(" ", ""):
        return 0
    return 1 if key.startswith(wanted) else 2


def _slips(wanted: str, name: str) -> int:
    """How many slips lie between what was typed and the name, one of its words, or its beginning."""
    key = search_key(name)
    whole = key.replace(" ", "")
    words = [word for word in key.split() if len(word) >= _LONG_ENOUGH]
    return min(slips(wanted, text) for text in {whole, whole[: len(wanted)], *words})


def slips(one: str, other: str) -> int:
    """The letters left out, put in, changed, or swapped with their neighbour between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, one[i - 2]) == (other[j - 2], b):
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
