"""A municipality's best chance: a title within reach, else the next place that costs least."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from competition import outlook, wording
from competition.own_race import OwnRace, Standpoint
from competition.standings import Line

WEEK = 7
STRETCH = 3
"""A title is within reach at up to so many times the own pace."""


@dataclass(frozen=True, slots=True)
class Chance:
    """So many `people` pass `others` and give the `place`: a title (of the `region`, where it is named),
    else the next place. Or, with nothing to win, what the one behind needs to take the lead.
    """

    at: Standpoint
    people: int
    is_lead: bool = False
    is_title: bool = False
    others: str = ""
    place: int = 1
    region: str = ""


def best(own: OwnRace) -> Chance | None:
    """The title that costs fewest weeks at the own pace, of those within reach; else the next place that
    does; else the lead that is smallest. Of equals the first.
    """
    climbs = list(_titles(own)) or list(_places(own))
    if climbs:
        return min(climbs, key=_cost)
    leads = [
        Chance(at, at.chaser.people, is_lead=True)
        for at in own.standpoints
        if at.place == 1 and at.chaser
    ]
    return min(leads, key=lambda chance: chance.people, default=None)


def _places(own: OwnRace) -> Iterator[Chance]:
    for at in own.standpoints:
        if at.next and at.next.is_reachable:
            others = wording.joined(at.next_names)
            yield Chance(at, at.next.people, others=others, place=at.next.place)


def _titles(own: OwnRace) -> Iterator[Chance]:
    """First places, of the country and then of the region, that can be had before the deadline."""
    placed = [at for at in own.standpoints if at.place]
    for at in placed:
        if at.place != 1:
            yield from _title(own, at, at.table.leaders, region="")
    for at in placed:
        if at.category.has_regional_winners and at.line.standing.place_in_region != 1:
            lines = at.table.in_region(own.own.region.code)
            leaders = [x for x in lines if x.standing.place_in_region == 1]
            yield from _title(own, at, leaders, region=own.own.region.name)


def _title(own: OwnRace, at: Standpoint, leaders: list[Line], *, region: str) -> Iterator[Chance]:
    mine, theirs = at.line.standing.ratio, leaders[0].standing.ratio if leaders else None
    if mine is None or theirs is None or at.ladder is None:
        return
    people = outlook.registrations_to_pass(mine, theirs)
    weeks = at.weeks_for(people)
    if weeks is None or weeks * WEEK > STRETCH * own.days_left:
        return
    if outlook.reachable(people, at.ladder.left):
        others = wording.joined([x.entrant.name for x in leaders])
        yield Chance(at, people, is_title=True, others=others, region=region)


def _cost(chance: Chance) -> tuple[bool, Fraction]:
    weeks = chance.at.weeks_for(chance.people)
    return weeks is None, weeks if weeks is not None else Fraction(chance.people)
