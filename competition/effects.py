"""What a release does to the standings, for whoever decides whether it goes out: who takes the lead,
who climbs and who falls, in the country and in each region.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from competition import races
from competition.categories import Category
from competition.models import Competition
from competition.standings import Line, Table
from municipalities.models import Region
from signups.models import Release

MOVERS = 4


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads now and who led the release before; all who share the place."""

    category: Category
    now: Sequence[Line]
    before: Sequence[Line]

    @property
    def is_new(self) -> bool:
        """Whether others lead than before; not where nobody led."""
        return bool(self.before) and _codes(self.now) != _codes(self.before)


@dataclass(frozen=True, slots=True)
class Effect:
    """One category: the first places, the lead, and those who move most."""

    table: Table
    before: Table | None
    lead: Lead
    risen: Sequence[Line]
    fallen: Sequence[Line]

    @property
    def category(self) -> Category:
        return self.table.category


@dataclass(frozen=True, slots=True)
class Effects:
    """All categories, and each region with its lead in every category."""

    categories: Sequence[Effect]
    regions: Sequence[tuple[Region, Sequence[Lead]]]

    @property
    def new_leads(self) -> int:
        """How many of the leads, in the country and the regions, change hands."""
        regional = sum(lead.is_new for _region, leads in self.regions for lead in leads)
        return sum(effect.lead.is_new for effect in self.categories) + regional


def of(competition: Competition, release: Release) -> Effects | None:
    """The effects of a release, published or not; None where it has no standings there."""
    if not competition.baseline_as_of <= release.as_of <= competition.closing_as_of:
        return None
    known = Release.objects.filter(as_of__range=(competition.figures_from, release.as_of))
    race = races.load(competition, known.order_by("as_of"))
    before = race.before(release)
    pairs = [
        (race.table(category, release), race.table(category, before) if before else None)
        for category in competition.used_categories
    ]
    return Effects(
        [_effect(table, earlier) for table, earlier in pairs],
        [(region, [_regional(pair, region) for pair in pairs]) for region in race.regions],
    )


def _effect(table: Table, before: Table | None) -> Effect:
    moved = [line for line in table.ranked if line.change]
    moved.sort(key=lambda line: (-abs(line.change or 0), line.place or 0))
    return Effect(
        table=table,
        before=before,
        lead=Lead(table.category, table.leaders, before.leaders if before else []),
        risen=[line for line in moved if (line.change or 0) > 0][:MOVERS],
        fallen=[line for line in moved if (line.change or 0) < 0][:MOVERS],
    )


def _regional(pair: tuple[Table, Table | None], region: Region) -> Lead:
    now, before = pair
    return Lead(now.category, _first_in(now, region), _first_in(before, region) if before else [])


def _first_in(table: Table, region: Region) -> list[Line]:
    return [x for x in table.in_region(region.code) if x.standing.place_in_region == 1]


def _codes(lines: Sequence[Line]) -> set[str]:
    return {line.entrant.code for line in lines}
