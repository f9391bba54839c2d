"""All that the front page shows, gathered from a race."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from competition import headlines, maps, timetable, wording
from competition.categories import Category
from competition.headlines import region_text
from competition.maps import Map
from competition.ranking import Ratio
from competition.standings import Line, Race, Table, distance
from competition.timetable import Countdown, Event
from competition.totals import Total
from competition.visibility import Visibility
from municipalities.models import Municipality, Region
from signups.models import Release

PODIUM = 3
CLIMBERS = 6
WIDE_EXEMPT, WIDE_MISSING = 8, 20
"""Per cent below which the labels of the gap chart find no room inside it."""


@dataclass(frozen=True, slots=True)
class GapWeek:
    """One week of the closing gap: people, and how many more are registered than the week before."""

    release: Release
    total: Total
    more: int | None

    @property
    def missing(self) -> int:
        return max(self.total.missing_15_plus, 0)


@dataclass(frozen=True, slots=True)
class Gap:
    """The closing gap, week by week; `now` is the newest."""

    earlier: Sequence[GapWeek]
    now: GapWeek

    @property
    def weeks(self) -> list[GapWeek]:
        return [*self.earlier, self.now]

    @property
    def more_text(self) -> str:
        """How many more than the week before; empty in the first week."""
        if not self.earlier or self.now.more is None:
            return ""
        words = {
            "count": wording.number(abs(self.now.more)),
            "week": wording.week_text(self.earlier[-1].release),
        }
        if self.now.more < 0:
            return _("%(count)s fewer than in %(week)s") % words
        return _("%(count)s more than in %(week)s") % words

    @property
    def has_room_for_exempt(self) -> bool:
        """Whether the label of the exempt fits inside its part of a wide chart."""
        total = self.now.total
        return 100 * total.exempt_15_plus >= WIDE_EXEMPT * total.population_15_plus

    @property
    def has_room_for_missing(self) -> bool:
        """Whether the label of those missing fits inside its part."""
        return 100 * self.now.missing >= WIDE_MISSING * self.now.total.population_15_plus


@dataclass(frozen=True, slots=True)
class Podium:
    """The first three places of a category; all who share the first are leaders."""

    category: Category
    leaders: Sequence[Line]
    others: Sequence[Line]
    note: str


@dataclass(frozen=True, slots=True)
class RegionalLead:
    """Who leads a region (all who share it), and what the next one there needs."""

    number: int
    region: Region
    leaders: Sequence[Line]
    note: str


@dataclass(frozen=True, slots=True)
class Climber:
    """A municipality that won places since the week before."""

    line: Line
    places: int


@dataclass(frozen=True, slots=True)
class Sprinter:
    """A municipality with many more registered than the week before: `growth` of that number."""

    line: Line
    more: int
    growth: Ratio


@dataclass(frozen=True, slots=True)
class Front:
    """The front page. What is None or empty is not shown."""

    headline: str
    countdown: Countdown | None
    events: Sequence[Event]
    gap: Gap | None
    ranked_release: Release | None
    podiums: Sequence[Podium]
    map: Map | None
    leads: Sequence[RegionalLead]
    climbers: Sequence[Climber]
    sprinters: Sequence[Sprinter]
    before: Release | None
    participants: int
    municipalities: int
    is_final: bool
    more_figures: bool
    categories: Sequence[Category]
    told: Sequence[Municipality]


def build(race: Race, visibility: Visibility) -> Front:
    """The front page of a race at the moment of `visibility`."""
    release = next(reversed(race.ranked_releases), None)
    leads = race.regional_leads(release) if release else {}
    table = race.table(race.competition.main_category, release) if release else None
    used = race.competition.used_categories
    is_final = release is not None and release.as_of >= race.competition.closing_as_of
    is_over = visibility.is_past_closing
    return Front(
        headline=headlines.headline(race, visibility),
        countdown=timetable.countdown(visibility, race.current),
        events=timetable.upcoming(visibility, race.current),
        gap=_gap(race),
        ranked_release=release,
        podiums=[_podium(race.table(c, release), is_over) for c in used] if release else [],
        map=maps.draw(race, table, leads) if table else None,
        leads=[
            _lead(number, region, table, leads[region.code], is_final=is_final, is_over=is_over)
            for number, region in enumerate(race.regions, start=1)
        ]
        if table
        else [],
        climbers=_climbers(table) if table else [],
        sprinters=_sprinters(table, race.before(release)) if table and release else [],
        before=race.before(release) if release else None,
        participants=len(race.participants),
        municipalities=len(race.entrants),
        is_final=is_final,
        more_figures=len(timetable.weeks_to_come(race.competition, race.current)) > 1,
        categories=used,
        told=_told(visibility),
    )


def _told(visibility: Visibility) -> list[Municipality]:
    """The regional winners in the days between their naming and the announcement."""
    if visibility.is_announced or not visibility.regions_are_told:
        return []
    return list(visibility.regional_winners())


def _gap(race: Race) -> Gap | None:
    weeks: list[GapWeek] = []
    for release in race.releases:
        total = race.total(release)
        more = _more(race, weeks[-1].release, release) if weeks else None
        if total.population_15_plus:
            weeks.append(GapWeek(release, total, more))
    return Gap(weeks[:-1], weeks[-1]) if weeks else None


def _more(race: Race, before: Release, now: Release) -> int | None:
    """How many more are registered, of those with a figure in both weeks; None where nobody has."""
    first, second = race.totals(before, now)
    return second.registered_15_plus - first.registered_15_plus if second.counted else None


def _podium(table: Table, is_over: bool) -> Podium:
    others = [line for line in table.ranked if 1 < (line.place or 0) <= PODIUM]
    return Podium(
        table.category, table.leaders, others, headlines.chase_text(table, is_over=is_over)
    )


def _lead(
    number: int,
    region: Region,
    table: Table,
    leaders: Sequence[Line],
    *,
    is_final: bool,
    is_over: bool,
) -> RegionalLead:
    if not leaders:
        return RegionalLead(number, region, leaders, _("No municipality of the region takes part"))
    behind = [line for line in table.in_region(region.code) if line not in leaders]
    if len(leaders) > 1:
        note = _("They share the lead")
        if is_over:
            note = _("They share the victory") if is_final else _("They shared the lead")
    elif behind and distance(behind[0], leaders[0]) is not None:
        note = region_text(table.category, behind[0], leaders[0], is_over=is_over)
    else:
        note = _("The only participant of the region")
    return RegionalLead(number, region, leaders, note)


def _climbers(table: Table) -> list[Climber]:
    risen = [Climber(line, line.change) for line in table.ranked if line.change and line.change > 0]
    risen.sort(key=lambda climber: (-climber.places, climber.line.place or 0))
    return risen[:CLIMBERS]


def _sprinters(table: Table, before: Release | None) -> list[Sprinter]:
    """The participants whose registered grew most, in per cent, since the week before."""
    found = []
    for line in [*table.ranked, *table.unranked]:
        earlier = line.entrant.counts.get(before.pk) if before else None
        if (
            earlier
            and line.counts
            and 0 < earlier.registered_15_plus < line.counts.registered_15_plus
        ):
            more = line.counts.registered_15_plus - earlier.registered_15_plus
            found.append(Sprinter(line, more, Ratio(more, earlier.registered_15_plus)))
    found.sort(key=lambda each: (-_exact(each.growth), each.line.entrant.sort_key))
    return found[:CLIMBERS]


def _exact(ratio: Ratio) -> Fraction:
    return Fraction(ratio.numerator, ratio.denominator)
