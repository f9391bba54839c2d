"""What outlook, projection and scenario look at: municipalities on one day, and over the weeks. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from competition.categories import Basis, Category, Counts, People
from competition.ranking import Entry, Ratio, Standing, rank


def left_to_register(category: Category, counts: Counts, people: People) -> int:
    """Those left to register in the category's ages, at least 0.

    Of those aged 15 and over the exempt are not left. How many of the young are exempt is not counted,
    so there the population alone sets the limit.
    """
    if category.ages == "15_24":
        return max(0, people.population_15_24 - counts.registered_15_24)
    taken = counts.registered_15_plus + counts.exempt_15_plus
    return max(0, people.population_15_plus - taken)


@dataclass(frozen=True, slots=True)
class Runner:
    """One municipality on one day. `counts` is None where the week has no figure; `baseline` is its
    figure on the day that growth is measured from; `is_baseline_week` says that this is that day.
    """

    code: str
    sort_key: str
    region: str
    participant: bool
    counts: Counts | None
    baseline: Counts | None
    population: People | None
    is_baseline_week: bool = False

    def entry(self, category: Category) -> Entry:
        """This municipality as `ranking.rank` takes it."""
        basis = Basis(self.counts, self.baseline, self.population, self.is_baseline_week)
        return Entry(
            self.code, self.sort_key, self.region, self.participant, category.measure(basis)
        )

    def ratio(self, category: Category) -> Ratio | None:
        """The exact value in a category, None where there is none."""
        measure = self.entry(category).measure
        return measure if isinstance(measure, Ratio) else None

    def left(self, category: Category) -> int | None:
        """Those left to register in the category's ages; None where that is not known."""
        if self.population is None or self.counts is None:
            return None
        return left_to_register(category, self.counts, self.population)

    @property
    def left_in_all(self) -> int | None:
        """Those of all ages who could still register; None where that is not known."""
        if self.counts is None or self.population is None:
            return None
        return max(0, self._left)

    @property
    def left_young(self) -> int:
        """Those aged 15-24 who could still register, as far as is known: also among all who are left."""
        if self.counts is None or self.population is None:
            return 0
        young = self.population.population_15_24 - self.counts.registered_15_24
        return max(0, min(young, self._left))

    @property
    def left_older(self) -> int:
        """Those of 25 and over who could still register, as far as is known."""
        if self.counts is None or self.population is None:
            return 0
        people = self.population.population_15_plus - self.population.population_15_24
        taken = self.counts.registered_15_plus - self.counts.registered_15_24
        return max(0, min(people - taken, self._left))

    @property
    def _left(self) -> int:
        assert self.counts is not None and self.population is not None  # noqa: S101, PT018
        taken = self.counts.registered_15_plus + self.counts.exempt_15_plus
        return self.population.population_15_plus - taken

    def with_more(self, people: int, young: int = 0) -> "Runner":
        """The same municipality after so many more registrations, of which `young` aged 15-24.
        Without a figure it is returned as it is.
        """
        if self.counts is None:
            return self
        counts = Counts(
            self.counts.registered_15_plus + people,
            self.counts.registered_15_24 + young,
            self.counts.exempt_15_plus,
        )
        return replace(self, counts=counts)


@dataclass(frozen=True, slots=True)
class Track:
    """One municipality over the weeks: a figure or None for each of the days of its `Past`."""

    code: str
    sort_key: str
    region: str
    participant: bool
    population: People | None
    baseline: Counts | None
    weeks: tuple[Counts | None, ...]

    @property
    def last_known(self) -> int | None:
        """The newest week with a figure."""
        known = (n for n in reversed(range(len(self.weeks))) if self.weeks[n] is not None)
        return next(known, None)

    def runner(self, week: int | None, *, is_baseline_week: bool = False) -> Runner:
        """The municipality in one of the weeks; None: without a figure."""
        return Runner(
            code=self.code,
            sort_key=self.sort_key,
            region=self.region,
            participant=self.participant,
            counts=None if week is None else self.weeks[week],
            baseline=self.baseline,
            population=self.population,
            is_baseline_week=is_baseline_week,
        )


@dataclass(frozen=True, slots=True)
class Past:
    """All that is known of a race: the `days` that figures describe (as_of, rising), the day that
    growth is measured from, and everybody's figures.
    """

    days: tuple[date, ...]
    baseline_on: date | None
    tracks: tuple[Track, ...]

    def __post_init__(self) -> None:
        if any(later <= day for day, later in zip(self.days, self.days[1:], strict=False)):
            raise ValueError("the days are not rising")
        if any(len(track.weeks) != len(self.days) for track in self.tracks):
            raise ValueError("a municipality has not as many weeks as there are days")

    def upto(self, weeks: int) -> "Past":
        """What was known after the first so many weeks."""
        tracks = (replace(track, weeks=track.weeks[:weeks]) for track in self.tracks)
        return Past(self.days[:weeks], self.baseline_on, tuple(tracks))

    def runners(self, week: int = -1) -> list[Runner]:
        """Everybody on one of the days, the last unless told."""
        is_baseline = self.days[week] == self.baseline_on
        return [track.runner(week, is_baseline_week=is_baseline) for track in self.tracks]


def standings(category: Category, runners: Sequence[Runner]) -> list[Standing]:
    """Everybody's place, by the one function that computes places."""
    return rank(runner.entry(category) for runner in runners)
