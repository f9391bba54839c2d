"""The race from one municipality's seat: where it stands, what it takes, what is still possible.

Read from a race as the public may see it; nothing here asks the database, and nothing of a release
that is held back is in it.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from competition import outlook, wording
from competition.categories import Category, Counts
from competition.comparing import Gain, gain_of
from competition.outlook import Ladder, Reach, Rung
from competition.portraits import MunicipalityPortrait
from competition.ranking import Ratio, Unranked
from competition.standings import Entrant, Line, Race, Table
from competition.totals import Total
from competition.tracks import Past, Runner, Track
from competition.visibility import Visibility
from signups.models import Release

WEEK = 7


class Phase(enum.Enum):
    """How far the race is, as the public sees it."""

    NO_FIGURES = "no figures"
    NO_PLACES = "no places"
    RUNNING = "running"
    OVER = "over"
    FINAL = "final"


def past_of(race: Race) -> Past:
    """All weeks of a race as the ideas take them. Who takes part is who did when the newest places
    were stored, so that what is reckoned from here agrees with the table.
    """
    outside: set[str] = set()
    if race.ranked_releases:
        table = race.table(race.competition.main_category, race.ranked_releases[-1])
        outside = {x.entrant.code for x in table.outside}
    baseline = race.baseline
    return Past(
        days=tuple(release.as_of for release in race.releases),
        baseline_on=baseline.as_of if baseline else None,
        tracks=tuple(
            Track(
                code=e.code,
                sort_key=e.sort_key,
                region=e.region.code,
                participant=e.participant if not race.ranked_releases else e.code not in outside,
                population=e.population,
                baseline=e.counts.get(baseline.pk) if baseline else None,
                weeks=tuple(e.counts.get(release.pk) for release in race.releases),
            )
            for e in race.entrants
        ),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a ladder. `people` is what the one behind of the two needs to pass the other."""

    entrant: Entrant
    side: str
    place: int
    ratio: Ratio | None = None
    people: int | None = None
    level: int | None = None
    reachable: bool = True
    per_day: int | None = None
    time: str = ""
    """How long it takes at the own pace."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """One category from the municipality's seat. `pace` is its own, in registrations a week of the
    category's ages; `first` its line in the first week that it had a place.
    """

    table: Table
    line: Line
    first: Line | None
    first_release: Release | None
    ladder: Ladder | None
    reach: Reach | None
    pace: Ratio | None
    weight: Ratio | None
    days_left: int

    @property
    def category(self) -> Category:
        return self.table.category

    @property
    def is_young(self) -> bool:
        return self.category.ages == "15_24"

    @property
    def place(self) -> int | None:
        return self.line.place

    @property
    def climbed(self) -> int | None:
        """Places won since the first week with a place; None in that week itself."""
        if self.first is None or self.first_release == self.table.release:
            return None
        return (self.first.place or 0) - (self.line.place or 0) if self.line.place else None

    @property
    def equals(self) -> list[Line]:
        """The others that share its place."""
        return [x for x in self.table.ranked if x.place == self.place and x is not self.line]

    @property
    def next(self) -> Rung | None:
        """The nearest one ahead: to pass it is to win the next place."""
        return self.ladder.one_place_up if self.ladder else None

    @property
    def next_names(self) -> list[str]:
        """Those who stand on the next place, and are passed together."""
        rung = self.next
        return [x.entrant.name for x in self.table.ranked if rung and x.place == rung.place]

    @property
    def chaser(self) -> Rung | None:
        """The nearest one behind."""
        return self.ladder.behind[0] if self.ladder and self.ladder.behind else None

    @property
    def chaser_name(self) -> str:
        chaser = self.chaser
        lines = self.table.ranked if chaser else []
        return next((x.entrant.name for x in lines if chaser and x.entrant.code == chaser.code), "")

    @property
    def leader(self) -> Line | None:
        return self.table.leaders[0] if self.table.leaders else None

    @property
    def to_first(self) -> int | None:
        """Registrations to pass the leader; None for a leader, and without a place."""
        own = self.line.standing.ratio
        if self.place in {None, 1} or own is None or self.leader is None:
            return None
        ahead = self.leader.standing.ratio
        return outlook.registrations_to_pass(own, ahead) if ahead else None

    def weeks_for(self, people: int) -> Fraction | None:
        """How many weeks so many take at the own pace; None without any."""
        if self.pace is None or self.pace.numerator <= 0:
            return None
        return Fraction(people * self.pace.denominator, self.pace.numerator)

    def time_for(self, people: int) -> str:
        """How long so many take at the own pace, in words; that the deadline comes first where it does."""
        weeks = self.weeks_for(people)
        if weeks is not None and weeks * WEEK > self.days_left:
            return _("not before the deadline")
        return wording.weeks_text(weeks)

    def steps(self, ahead: int, behind: int) -> list[Step]:
        """The ladder from the highest down, the municipality itself and its equals between."""
        if self.ladder is None:
            return []
        lines = {x.entrant.code: x for x in self.table.ranked}
        around = [self.line, *self.equals]
        around.sort(key=lambda x: (x.entrant.sort_key, x.entrant.code))
        equal = {rung.code: rung for rung in self.ladder.equal}
        middle = [
            self._step(lines[x.entrant.code], "equal", equal.get(x.entrant.code))
            if x is not self.line
            else Step(x.entrant, "own", x.place or 0, x.standing.ratio)
            for x in around
        ]
        above = [self._step(lines[r.code], "ahead", r) for r in self.ladder.ahead[:ahead]]
        below = [self._step(lines[r.code], "behind", r) for r in self.ladder.behind[:behind]]
        return [*reversed(above), *middle, *below]

    def _step(self, line: Line, side: str, rung: Rung | None) -> Step:
        place, ratio = line.place or 0, line.standing.ratio
        if rung is None:
            return Step(line.entrant, side, place, ratio)
        return Step(
            line.entrant,
            side,
            place,
            ratio,
            rung.people,
            rung.level,
            rung.is_reachable,
            rung.per_day(self.days_left) if side == "ahead" else None,
            self.time_for(rung.people) if side == "ahead" else "",
        )

    @property
    def bar_whole(self) -> int:
        """How many registrations the whole width of a step's bar stands for: a little over two weeks."""
        return self.week_pace * 216 // 100 if self.pace else 0

    @property
    def week_pace(self) -> int:
        """The own pace a week in whole people."""
        pace = self.pace
        return (2 * pace.numerator + pace.denominator) // (2 * pace.denominator) if pace else 0


class OwnRace:
    """All that a municipality's pages of numbers say."""

    def __init__(self, race: Race, own: Entrant, visibility: Visibility) -> None:
        self.race = race
        self.own = own
        self.visibility = visibility
        self.portrait = MunicipalityPortrait(race, own)

    @cached_property
    def phase(self) -> Phase:
        current = self.race.current
        if current is None:
            return Phase.NO_FIGURES
        if not self.race.ranked_releases:
            return Phase.NO_PLACES
        if current.as_of >= self.race.competition.closing_as_of:
            return Phase.FINAL
        return Phase.OVER if self.visibility.is_past_closing else Phase.RUNNING

    @property
    def is_running(self) -> bool:
        return self.phase is Phase.RUNNING

    @property
    def is_over(self) -> bool:
        return self.phase in {Phase.OVER, Phase.FINAL}

    @property
    def is_final(self) -> bool:
        return self.phase is Phase.FINAL

    @property
    def days_left(self) -> int:
        """Whole days until the closing day; 0 on the day itself and after."""
        closing: date = self.race.competition.closing_as_of
        return max(0, (closing - self.today).days)

    @property
    def today(self) -> date:
        """The day it is in Copenhagen."""
        return timezone.localtime(self.visibility.now).date()

    @property
    def release(self) -> Release | None:
        """The newest week with places."""
        return self.race.current if self.race.ranked_releases else None

    @property
    def before(self) -> Release | None:
        """The week before the newest, whether it had places or not."""
        return self.race.releases[-2] if len(self.race.releases) > 1 else None

    @cached_property
    def past(self) -> Past:
        return past_of(self.race)

    @cached_property
    def runners(self) -> list[Runner]:
        return self.past.runners() if self.race.releases else []

    @cached_property
    def counts(self) -> Counts | None:
        """The own figure of the newest public week."""
        return self.own.counts.get(self.race.current.pk) if self.race.current else None

    @property
    def total(self) -> Total | None:
        return self.portrait.total

    @cached_property
    def gain(self) -> Gain | None:
        return gain_of(self.race, self.own)

    def pace(self, ages: str) -> Ratio | None:
        """Own registrations a week between the two newest own figures; a stock that fell is a pace of
        0. None with fewer than two.
        """
        known = [
            (r.as_of, self.own.counts[r.pk]) for r in self.race.releases if r.pk in self.own.counts
        ]
        if len(known) < 2:  # noqa: PLR2004  a rise needs two
            return None
        (first_day, first), (last_day, last) = known[-2:]
        if ages == "15_24":
            more = last.registered_15_24 - first.registered_15_24
        else:
            more = last.registered_15_plus - first.registered_15_plus
        return Ratio(max(0, more) * WEEK, (last_day - first_day).days)

    @cached_property
    def standpoints(self) -> list[Standpoint]:
        """One for each category; empty before there are places."""
        release = self.release
        if release is None:
            return []
        return [self._standpoint(c, release) for c in self.race.competition.used_categories]

    def _standpoint(self, category: Category, release: Release) -> Standpoint:
        table, code = self.race.table(category, release), self.own.code
        line = table.of(code)
        ladder = outlook.ladder(category, self.runners, code) if line.place else None
        first_release, first = self._first(category)
        runner = next(r for r in self.runners if r.code == code)
        return Standpoint(
            table=table,
            line=line,
            first=first,
            first_release=first_release,
            ladder=ladder,
            reach=outlook.reach(category, self.runners).get(code) if line.place else None,
            pace=self.pace(category.ages),
            weight=outlook.weight(category, runner),
            days_left=self.days_left,
        )

    def _first(self, category: Category) -> tuple[Release | None, Line | None]:
        for release in self.race.ranked_releases:
            line = self.race.table(category, release).of(self.own.code)
            if line.place is not None:
                return release, line
        return None, None

    @property
    def main(self) -> Standpoint | None:
        return self.standpoints[0] if self.standpoints else None

    @property
    def has_places(self) -> bool:
        return any(at.place for at in self.standpoints)

    @property
    def is_outside(self) -> bool:
        """Whether it is not among those who take part."""
        if self.standpoints:
            return all(at.line.standing.reason is Unranked.OUTSIDE for at in self.standpoints)
        return not self.own.participant

    @property
    def region_size(self) -> int:
        """How many of the region have a place in the main category."""
        main = self.main
        return len(main.table.in_region(self.own.region.code)) if main else 0

    def region_change(self, at: Standpoint, since: Release | None) -> int | None:
        """Places won among the region's since an earlier week; None where one of the two has no place."""
        now = at.line.standing.place_in_region
        if now is None or since not in self.race.ranked_releases or since == at.table.release:
            return None
        then = self.race.table(at.category, since).of(self.own.code).standing.place_in_region
        return then - now if then is not None else None

    def has_kept(self, at: Standpoint, *, in_region: bool = False) -> bool:
        """Whether it has had the same place in every week since its first, the weeks between included."""
        first = at.first_release
        since = [r for r in self.race.ranked_releases if first and r.as_of >= first.as_of]
        standings = [self.race.table(at.category, r).of(self.own.code).standing for r in since]
        places = {s.place_in_region if in_region else s.place for s in standings}
        return len(places) == 1

    @property
    def region_lines(self) -> Sequence[Line]:
        return self.main.table.in_region(self.own.region.code) if self.main else []
