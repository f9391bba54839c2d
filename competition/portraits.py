"""What the pages of one place tell: a municipality, a region, and the examples behind the rules.

Each is read from a race as the public may see it; nothing here asks the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import charts, history, neighbours, silhouettes, wording
from competition.categories import Category
from competition.charts import Figure
from competition.comparing import Gain, gain_of
from competition.curves import Series
from competition.history import Path
from competition.neighbours import Neighbour
from competition.ranking import Ratio
from competition.silhouettes import Silhouette
from competition.standings import Entrant, Line, Race, Table, distance
from competition.totals import Total
from municipalities.models import Region
from signups.models import Release


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality's line in one category, with the lines around it and the weeks behind it."""

    table: Table
    line: Line
    neighbours: Sequence[Neighbour]
    path: Path

    @property
    def category(self) -> Category:
        return self.table.category


class Portrait:
    """What the page of any place says of the race."""

    def __init__(self, race: Race) -> None:
        self.race = race

    @property
    def release(self) -> Release | None:
        """The newest release there is to see."""
        return self.race.current

    @property
    def has_standings(self) -> bool:
        """Whether places have begun: not before the baseline week."""
        return bool(self.race.ranked_releases)


class MunicipalityPortrait(Portrait):
    """All that a municipality's page says."""

    def __init__(self, race: Race, entrant: Entrant) -> None:
        super().__init__(race)
        self.entrant = entrant

    @cached_property
    def places(self) -> list[Place]:
        """One for each category, in the newest release; empty before the first."""
        if self.release is None:
            return []
        return [
            self._place(category, self.release)
            for category in self.race.competition.used_categories
        ]

    def _place(self, category: Category, release: Release) -> Place:
        table, code = self.race.table(category, release), self.entrant.code
        around = neighbours.neighbourhood(table, code) if self.has_standings else []
        return Place(table, table.of(code), around, history.path(self.race, category, code))

    @cached_property
    def has_history(self) -> bool:
        """Whether there is a way to show: places in more than one week."""
        weeks = len(self.race.ranked_releases)
        return weeks > 1 and any(place.path.has_places for place in self.places)

    @cached_property
    def total(self) -> Total | None:
        """Its people on the newest release; None without a figure or a population."""
        people, release = self.entrant.population, self.release
        counts = self.entrant.counts.get(release.pk) if release else None
        if counts is None or people is None:
            return None
        return Total(
            counts.registered_15_plus,
            counts.registered_15_24,
            counts.exempt_15_plus,
            people.population_15_plus,
            people.population_15_24,
        )

    @cached_property
    def gain(self) -> Gain | None:
        """How many more are registered than the week before; None where a figure is missing."""
        return gain_of(self.race, self.entrant)

    @property
    def gain_text(self) -> str:
        """The week's change in people, and in percentage points of the population; empty where nothing
        can be said.
        """
        gain, release = self.gain, self.release
        if gain is None or release is None:
            return ""
        before = wording.week_text(self.race.releases[-2])
        words = {
            "count": wording.number(abs(gain.people)),
            "week": before,
            "points": wording.decimal(100 * abs(gain.people), gain.population, 2),
        }
        if gain.people < 0:
            return (
                _(
                    "%(count)s fewer are registered than in %(week)s: %(points)s percentage points down."
                )
                % words
            )
        return (
            ngettext(
                "%(count)s more citizen is registered than in %(week)s: %(points)s percentage points up.",
                "%(count)s more citizens are registered than in %(week)s: %(points)s percentage points up.",
                gain.people,
            )
            % words
        )

    @property
    def company(self) -> str:
        """It and its nearest neighbours in the main table, as they stand in a comparison's address."""
        near = self.places[0].neighbours if self.places else []
        others = [n.line.entrant.slug for n in near if n.line.entrant != self.entrant]
        return ",".join([self.entrant.slug, *others[:2]])

    @cached_property
    def series(self) -> list[Series]:
        return charts.municipality_series(self.race, self.entrant)

    @cached_property
    def trend(self) -> Figure | None:
        """The curve; None without a figure of its own to draw."""
        return charts.trend(self.race, self.series) if self.series[0].last else None

    @cached_property
    def silhouette(self) -> Silhouette | None:
        return silhouettes.silhouette([self.entrant.code])


@dataclass(frozen=True, slots=True)
class Contender:
    """One line of a region's race; `people` is what it needs to pass the one before it."""

    line: Line
    place: int
    people: int | None


class RegionPortrait(Portrait):
    """All that a region's page says."""

    def __init__(self, race: Race, region: Region) -> None:
        super().__init__(race)
        self.region = region

    @cached_property
    def entrants(self) -> list[Entrant]:
        """The region's municipalities in alphabetical order."""
        return [e for e in self.race.entrants if e.region.code == self.region.code]

    @cached_property
    def participants(self) -> list[Entrant]:
        return [e for e in self.entrants if e.participant]

    @cached_property
    def table(self) -> Table | None:
        return (
            self.race.table(self.race.competition.main_category, self.release)
            if self.release
            else None
        )

    @cached_property
    def contenders(self) -> list[Contender]:
        """The region's own race in the main category, best first; the region's winner is its best
        participant there.
        """
        if self.table is None or not self.has_standings:
            return []
        lines = self.table.in_region(self.region.code)
        found: list[Contender] = []
        for line in lines:
            place = line.standing.place_in_region or 0
            ahead = [c.line for c in found if c.place < place]
            found.append(Contender(line, place, distance(line, ahead[-1]) if ahead else None))
        return found

    @cached_property
    def leaders(self) -> list[Contender]:
        """All who share the region's first place."""
        return [c for c in self.contenders if c.place == 1]

    @property
    def leader_names(self) -> str:
        """The leaders' names as they stand in a sentence."""
        return wording.joined([c.line.entrant.name for c in self.leaders])

    @cached_property
    def runner_up(self) -> Contender | None:
        return next((c for c in self.contenders if c.place > 1), None)

    @cached_property
    def unranked(self) -> list[Line]:
        """Participants without a place."""
        lines = self.table.unranked if self.table and self.has_standings else []
        return [line for line in lines if line.entrant.region.code == self.region.code]

    @cached_property
    def outside(self) -> list[Entrant]:
        """Those outside the competition, in alphabetical order."""
        return [e for e in self.entrants if not e.participant]

    @cached_property
    def total(self) -> Total | None:
        if self.release is None:
            return None
        total = self.race.total(self.release, self.region.code)
        return total if total.population_15_plus else None

    @cached_property
    def series(self) -> list[Series]:
        return [
            charts.region_series(self.race, self.region),
            charts.country_series(self.race),
        ]

    @cached_property
    def trend(self) -> Figure | None:
        return charts.trend(self.race, self.series) if self.series[0].last else None

    @cached_property
    def silhouette(self) -> Silhouette | None:
        return silhouettes.silhouette([e.code for e in self.entrants], margin=1.12)


@dataclass(frozen=True, slots=True)
class Example:
    """Two lines of a category to reckon with: the leader, and the first with a lower place."""

    category: Category
    leader: Line
    follower: Line | None
    people: int | None
    leader_before: int | None
    follower_before: int | None

    @property
    def leader_exact(self) -> str:
        """The leader's value with three decimals."""
        return _exact(self.leader)

    @property
    def follower_exact(self) -> str:
        """The follower's value with three decimals."""
        return _exact(self.follower) if self.follower else ""

    @property
    def level(self) -> int | None:
        """How many the follower must have to be level, rounded down: ⌊b·Pa/Pb⌋."""
        ahead, own = self.leader.standing.ratio, self.follower and self.follower.standing.ratio
        if not ahead or not own:
            return None
        return ahead.numerator * own.denominator // ahead.denominator


def examples(race: Race) -> list[Example]:
    """A worked example for each category that has places, from the newest release."""
    release = race.current
    if release is None or not race.ranked_releases:
        return []
    tables = [race.table(category, release) for category in race.competition.used_categories]
    return [_example(race, table) for table in tables if table.ranked]


def _example(race: Race, table: Table) -> Example:
    leader = table.ranked[0]
    follower = next((line for line in table.ranked if line.place != 1), None)
    return Example(
        category=table.category,
        leader=leader,
        follower=follower,
        people=distance(follower, leader) if follower else None,
        leader_before=_at_baseline(race, leader),
        follower_before=_at_baseline(race, follower) if follower else None,
    )


def _at_baseline(race: Race, line: Line) -> int | None:
    counts = line.entrant.counts.get(race.baseline.pk) if race.baseline else None
    return counts.registered_15_plus if counts else None


def _exact(line: Line) -> str:
    return wording.percent_text(line.standing.ratio, 3) if line.standing.ratio else ""


@dataclass(frozen=True, slots=True)
class Rise:
    """The country's rise over one week, both ways of saying it: `points` is the change of the share
    in percentage points, `growth` that of the number of registered in per cent.
    """

    before: Release
    now: Release
    share_before: Ratio
    share_now: Ratio
    registered_before: int
    registered_now: int
    total: Total

    @property
    def points(self) -> str:
        """`1,3`."""
        old, new = self.share_before, self.share_now
        return wording.decimal(
            100 * (new.numerator * old.denominator - old.numerator * new.denominator),
            new.denominator * old.denominator,
        )

    @property
    def growth(self) -> Ratio:
        return Ratio(self.registered_now - self.registered_before, self.registered_before)


def rise(race: Race) -> Rise | None:
    """The newest week's rise, of the municipalities with a figure in both weeks; None before the
    second release, or where nobody was registered.
    """
    if len(race.releases) < 2:  # noqa: PLR2004  a rise needs two
        return None
    before, now = race.releases[-2:]
    old, new = race.totals(before, now)
    if not (old.population_15_plus and new.population_15_plus and old.registered_15_plus):
        return None
    return Rise(
        before,
        now,
        Ratio(old.registered_15_plus, old.population_15_plus),
        Ratio(new.registered_15_plus, new.population_15_plus),
        old.registered_15_plus,
        new.registered_15_plus,
        new,
    )
