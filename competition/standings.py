"""The state of a race: everything that a page, a table, a chart or the API says about it. Plain data,
which `races` reads.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from competition.categories import Basis, Category, Counts, People
from competition.models import Competition
from competition.outlook import registrations_to_pass
from competition.ranking import Entry, Ratio, Standing, Unranked, rank
from competition.totals import Total, growth_of, share_of, sums
from municipalities.models import Municipality, Region
from signups.models import Release
from signups.weeks import Week

NORTH_TO_SOUTH = ("1081", "1082", "1083", "1085", "1084")
"""Denmark's regions as the public lists them: down Jutland, over Funen and Zealand to the capital."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """One municipality in a race. `counts` by release id; `population` of the competition's day;
    `corrected` holds the ids of the releases whose figure was corrected after publication,
    `corrected_since` of those whose figure here is what it was when the winners were announced. `won`
    are its first places as far as they are known: category and region (None: the country).
    """

    code: str
    name: str
    slug: str
    sort_key: str
    region: Region
    participant: bool
    population: People | None
    counts: dict[int, Counts] = field(repr=False)
    corrected: frozenset[int] = frozenset()
    corrected_since: frozenset[int] = frozenset()
    won: frozenset[tuple[str, str | None]] = frozenset()

    @property
    def mended(self) -> frozenset[int]:
        """The releases of which a correction is told."""
        return self.corrected | self.corrected_since


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: an entrant's standing in a category on a release.

    `previous_place` is its place on the release before, None where it had none. `is_corrected` says
    that a figure behind the value was corrected: the week's, or for growth the baseline's;
    `is_corrected_since` that it was after the announcement, so that the value is the one before it.
    """

    entrant: Entrant
    standing: Standing
    counts: Counts | None
    previous_place: int | None
    is_corrected: bool = False
    is_corrected_since: bool = False

    @property
    def place(self) -> int | None:
        return self.standing.place

    @property
    def change(self) -> int | None:
        """Places won (above zero) or lost since the release before."""
        if self.standing.place is None or self.previous_place is None:
            return None
        return self.previous_place - self.standing.place


@dataclass(frozen=True, slots=True)
class Table:
    """A category's standings on one release: ranked lines from first to last, then participants
    without a place, then those outside the competition in alphabetical order.
    """

    category: Category
    release: Release
    ranked: Sequence[Line]
    unranked: Sequence[Line]
    outside: Sequence[Line]

    @property
    def lines(self) -> list[Line]:
        return [*self.ranked, *self.unranked, *self.outside]

    @property
    def leaders(self) -> list[Line]:
        """All who share the first place."""
        return [line for line in self.ranked if line.place == 1]

    def of(self, code: str) -> Line:
        """The line of one municipality. KeyError for an unknown one."""
        for line in self.lines:
            if line.entrant.code == code:
                return line
        raise KeyError(code)

    def in_region(self, region_code: str) -> list[Line]:
        """The region's ranked lines, best first."""
        return [line for line in self.ranked if line.entrant.region.code == region_code]


def north_to_south(code: str) -> tuple[int, str]:
    """Where a region stands among the others, by its code."""
    known = code in NORTH_TO_SOUTH
    return NORTH_TO_SOUTH.index(code) if known else len(NORTH_TO_SOUTH), code


def distance(behind: Line, ahead: Line) -> int | None:
    """Registrations that `behind` needs today to pass `ahead`; None where one has no value."""
    own, other = behind.standing.ratio, ahead.standing.ratio
    return registrations_to_pass(own, other) if own and other else None


class Race:
    """A competition as one viewer may see it. Plain data; asks the database nothing."""

    def __init__(
        self, competition: Competition, releases: Sequence[Release], rows: Iterable[Municipality]
    ) -> None:
        self.competition = competition
        self.releases = list(releases)
        # Of a competition that is over: the race by the figures as they were corrected since.
        self.as_corrected: Race | None = None
        self.entrants: list[Entrant] = []
        self._stored: dict[tuple[int, str], dict[str, Standing]] = {}
        for row in rows:
            self._add(row)

    def _add(self, row: Municipality) -> None:
        # Without any release the two subqueries are empty as a whole, and come back as None.
        counts = {r: Counts(a, b, c) for r, a, b, c in row.race_figures or ()}  # type: ignore[attr-defined]
        population = (
            People(row.race_15_plus, row.race_15_24)  # type: ignore[attr-defined]
            if row.race_15_plus is not None  # type: ignore[attr-defined]
            else None
        )
        entrant = Entrant(
            code=row.code,
            name=row.name,
            slug=row.slug,
            sort_key=row.sort_key,
            region=row.region,
            participant=row.race_participant,  # type: ignore[attr-defined]
            population=population,
            counts=counts,
            corrected=frozenset(row.race_corrected or ()),  # type: ignore[attr-defined]
            won=frozenset((slug, region) for slug, region in row.race_won or ()),  # type: ignore[attr-defined]
        )
        self.entrants.append(entrant)
        for release, category, place, in_region, reason, num, den in row.race_places or ():  # type: ignore[attr-defined]
            ratio = None if num is None else Ratio(num, den)
            standing = Standing(
                row.code, place, in_region, ratio, Unranked(reason) if reason else None
            )
            self._stored.setdefault((release, category), {})[row.code] = standing

    def as_if(
        self,
        releases: Sequence[Release],
        entrants: Iterable[Entrant],
        afresh: Iterable[tuple[Release, Collection[str]]],
    ) -> "Race":
        """This race with other releases and figures; the places of `afresh` are computed anew, each
        among those (by code) who took part then.
        """
        other = Race(self.competition, releases, ())
        other.entrants = list(entrants)
        other._stored = dict(self._stored)
        for release, among in afresh:
            for category in self.competition.used_categories:
                places = {s.code: s for s in other.compute(category, release, among)}
                other._stored[release.pk, category.slug] = places
        return other

    # --- who ----------------------------------------------------------------------------------
    @cached_property
    def by_code(self) -> dict[str, Entrant]:
        return {e.code: e for e in self.entrants}

    @cached_property
    def by_slug(self) -> dict[str, Entrant]:
        return {e.slug: e for e in self.entrants}

    @cached_property
    def regions(self) -> list[Region]:
        """The regions as `NORTH_TO_SOUTH` has them; any other region after those, by its code."""
        found = {e.region.code: e.region for e in self.entrants}
        return sorted(found.values(), key=lambda r: north_to_south(r.code))

    @cached_property
    def participants(self) -> list[Entrant]:
        return [e for e in self.entrants if e.participant]

    # --- when ---------------------------------------------------------------------------------
    @cached_property
    def baseline(self) -> Release | None:
        """The release that growth is measured from."""
        return next((r for r in self.releases if r.as_of == self.competition.baseline_as_of), None)

    @cached_property
    def ranked_releases(self) -> list[Release]:
        """The releases that have standings: the baseline's and later."""
        return [r for r in self.releases if r.as_of >= self.competition.baseline_as_of]

    @property
    def current(self) -> Release | None:
        """The newest release there is to see."""
        return self.releases[-1] if self.releases else None

    def release_of(self, week: Week) -> Release | None:
        return next((r for r in self.releases if r.week == str(week)), None)

    def before(self, release: Release) -> Release | None:
        """The release with standings before this one."""
        earlier = [r for r in self.ranked_releases if r.as_of < release.as_of]
        return earlier[-1] if earlier else None

    # --- how it stands ------------------------------------------------------------------------
    def table(self, category: Category, release: Release) -> Table:
        """The standings as they were stored when the release was published, or corrected since."""
        key = (release.pk, category.slug)
        if key not in self._tables:
            self._tables[key] = self._table(category, release)
        return self._tables[key]

    @cached_property
    def _tables(self) -> dict[tuple[int, str], Table]:
        return {}

    def _table(self, category: Category, release: Release) -> Table:
        standings = self._stored.get((release.pk, category.slug))
        if standings is None:
            standings = {s.code: s for s in self.compute(category, release)}
        previous = self.before(release)
        before = self._stored.get((previous.pk, category.slug), {}) if previous else {}
        behind = {release.pk}
        if category.kind == "growth" and self.baseline:
            behind.add(self.baseline.pk)
        lines = [
            Line(
                entrant=entrant,
                standing=standings.get(entrant.code)
                or Standing(entrant.code, None, None, None, Unranked.NO_FIGURE),
                counts=entrant.counts.get(release.pk),
                previous_place=before[entrant.code].place if entrant.code in before else None,
                is_corrected=not behind.isdisjoint(entrant.mended),
                is_corrected_since=not behind.isdisjoint(entrant.corrected_since),
            )
            for entrant in self.entrants
        ]
        ranked = [line for line in lines if line.place is not None]
        ranked.sort(key=lambda line: (line.place, line.entrant.sort_key, line.entrant.code))
        rest = [line for line in lines if line.place is None]
        return Table(
            category=category,
            release=release,
            ranked=ranked,
            unranked=[x for x in rest if x.standing.reason is not Unranked.OUTSIDE],
            outside=[x for x in rest if x.standing.reason is Unranked.OUTSIDE],
        )

    def compute(
        self, category: Category, release: Release, among: Collection[str] | None = None
    ) -> list[Standing]:
        """The standings computed afresh from the figures: what is stored at publication. `among`
        says who took part, by code, where it is not those who do today.
        """
        return rank(
            Entry(
                code=e.code,
                sort_key=e.sort_key,
                region=e.region.code,
                participant=e.participant if among is None else e.code in among,
                measure=self.measure(category, release, e),
            )
            for e in self.entrants
        )

    def measure(self, category: Category, release: Release, entrant: Entrant) -> Ratio | Unranked:
        """One municipality's value in a category, or why it has none."""
        baseline = self.baseline
        return category.measure(
            Basis(
                figure=entrant.counts.get(release.pk),
                baseline=entrant.counts.get(baseline.pk) if baseline else None,
                population=entrant.population,
                is_baseline_week=baseline is not None and release.pk == baseline.pk,
            )
        )

    def own_ratio(
        self, category: Category, release: Release, region: str | None = None
    ) -> Ratio | None:
        """The whole country's own value in a category, or a region's (by its code), of the
        municipalities that have figures.
        """
        if category.kind == "growth":
            if self.baseline is None or self.baseline.as_of >= release.as_of:
                return None
            return growth_of(*self.totals(self.baseline, release, region))
        return share_of(self.total(release, region), young=category.key == "youth")

    def total(self, release: Release, region: str | None = None) -> Total:
        """Sums over the country or one region, of the municipalities that have a figure."""
        return sums(self._of(region), [release])[0]

    def totals(
        self, before: Release, now: Release, region: str | None = None
    ) -> tuple[Total, Total]:
        """The sums of two weeks, to be subtracted: of those alone that have a figure in both, since a
        missing figure is not zero. Of the country, or of one region.
        """
        first, second = sums(self._of(region), [before, now])
        return first, second

    def incomplete(self, region: str | None = None) -> list[tuple[Release, Total]]:
        """The weeks whose sums leave somebody out."""
        told = ((release, self.total(release, region)) for release in self.releases)
        return [(release, total) for release, total in told if total.is_partial]

    def _of(self, region: str | None) -> list[Entrant]:
        return [e for e in self.entrants if not region or e.region.code == region]

    def regional_leads(self, release: Release) -> dict[str, list[Line]]:
        """By region code, all who share the region's first place in the main category; an empty
        list where the region has no participant with a place.
        """
        table = self.table(self.competition.main_category, release)
        return {
            region.code: [
                line for line in table.in_region(region.code) if line.standing.place_in_region == 1
            ]
            for region in self.regions
        }
