"""Who stands around a municipality in a table, and how many registrations lie between them."""

from dataclasses import dataclass
from typing import Literal

from competition.standings import Line, Table, distance
from competition.tracks import left_to_register


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One line of the neighbourhood.

    `people` is the number of registrations that the one behind needs today to pass the other: the
    municipality itself to pass this one (`ahead`), or this one to pass it (`behind`). `reachable`
    is false where there are not so many left to register.
    """

    line: Line
    side: Literal["ahead", "own", "equal", "behind"]
    people: int | None = None
    reachable: bool = True


def neighbourhood(table: Table, code: str, *, ahead: int = 2, behind: int = 2) -> list[Neighbour]:
    """A municipality between so many ranked lines `ahead` of it and `behind` it; nearer an end of the
    table the other side gets the lines that are not there. Empty for one without a place.
    """
    ranked = table.ranked
    here = next((n for n, line in enumerate(ranked) if line.entrant.code == code), None)
    if here is None:
        return []
    size = ahead + 1 + behind
    first = max(0, min(here - ahead, len(ranked) - size))
    own = ranked[here]
    return [_neighbour(table, own, line) for line in ranked[first : first + size]]


def _neighbour(table: Table, own: Line, other: Line) -> Neighbour:
    if other is own:
        return Neighbour(other, "own")
    if other.place == own.place:
        return Neighbour(other, "equal")
    if (other.place or 0) < (own.place or 0):
        people = distance(own, other)
        return Neighbour(other, "ahead", people, _reachable(table, own, people))
    people = distance(other, own)
    return Neighbour(other, "behind", people, _reachable(table, other, people))


def _reachable(table: Table, line: Line, people: int | None) -> bool:
    """Whether so many are left to register."""
    population, counts = line.entrant.population, line.counts
    if people is None or population is None or counts is None:
        return True
    return people <= left_to_register(table.category, counts, population)
