"""Where it ends: a range and the chance of each place at the deadline.

The method, as one would tell it to a mayor:

1. A municipality's pace is how many percentage points its share has risen a week, lately.
2. We expect it to go on at that pace, drawn somewhat towards the whole country's, and the more so the
   more its own pace has jumped.
3. Four thousand times we play the days that are left, with the whole country faster or slower and each
   municipality luckier or unluckier by as much as the past weeks have varied, and the more so the
   further away the end is; nobody registers more than are left.
4. The range holds the middle 80 per cent of the ends, and the chance of a place is the part of them in
   which the municipality has it.

It knows nothing of a campaign that begins tomorrow: how far off it has been is measured by `backtest`.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from competition.categories import Category
from competition.paces import Ages, Paces, paces_of, stock_of, usable_weeks
from competition.ranking import Entry, Ratio, rank
from competition.tracks import Past, Runner

DRAWS = 4000
LEAST_WEEKS = 4
_LEVELS = np.array([0.10, 0.50, 0.90])
LEAST_DRAWS = 1000
ENDS = 1_000_000
"""Municipalities times draws: what a page has time for. Denmark has its four thousand draws."""
SHOCK = 3.0
"""The logarithm of how much faster or slower a country can become: twenty times."""
NEAR = 3
"""A held-back week may lie so many days from the distance asked for."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TooEarly:
    """Too few weeks with figures to say anything: `weeks` where `needed` are."""

    weeks: int
    needed: int = LEAST_WEEKS


@dataclass(frozen=True, slots=True)
class Forecast:
    """One municipality's end in one category. `low`, `middle` and `high` are the value (0.558 is 55.8
    per cent) at 10, 50 and 90 per cent of the draws; `best`, `typical` and `worst` the places there.
    `chances[n]` is the chance of place n + 1; they sum to 1. `in_region` likewise among the region's.
    """

    code: str
    now: float
    low: float
    middle: float
    high: float
    best: int
    typical: int
    worst: int
    chances: tuple[float, ...]
    in_region: tuple[float, ...]

    def chance_of(self, place: int) -> float:
        """The chance of this place or a better one."""
        return sum(self.chances[:place])

    def chance_in_region(self, place: int) -> float:
        """The chance of this place or a better one in the region."""
        return sum(self.in_region[:place])


@dataclass(frozen=True, slots=True)
class Error:
    """How far projections from earlier weeks were from what came. `points` is the median absolute error
    in percentage points (per cent for growth), `places` in places, `inside` the share of the outcomes
    that lay in the 80 per cent range. `outcomes` were looked at, of projections from `weeks` weeks,
    made between `days_ahead` (fewest, most) before.
    """

    points: float
    places: float
    inside: float
    outcomes: int
    weeks: int
    days_ahead: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Field:
    """The ranked of one category: for each the runner as last known, the numerators of its value in
    all draws (municipalities × draws, whole numbers) and the denominator.
    """

    runners: list[Runner]
    ratios: list[Ratio]
    numerators: npt.NDArray[np.int32]
    denominators: Ints

    least: Ints
    most: Ints

    def places(self, own: int, among: Bools) -> Ints:
        """The place of one of them among some, in each draw: 1 and those strictly ahead.

        Fractions are compared crosswise in whole numbers, so that the order, and who shares a place,
        is exactly that of `ranking.rank`. Who is ahead in every draw, or in none, is counted once.
        """
        theirs, mine = self.denominators[own], self.denominators
        always = among & (self.least * theirs > self.most[own] * mine)
        never = self.most * theirs <= self.least[own] * mine
        open_ = among & ~always & ~never
        rivals = self.numerators[open_].astype(np.int64) * theirs
        ahead = rivals > self.numerators[own].astype(np.int64) * mine[open_][:, None]
        return np.asarray(1 + always.sum() + ahead.sum(axis=0), dtype=np.int64)


class Projection:
    """All ends that were drawn. Ask `forecast` for one municipality in one category."""

    def __init__(self, past: Past, deadline: date, draws: int) -> None:
        tracks = sorted(past.tracks, key=lambda track: track.code)
        self._past = Past(past.days, past.baseline_on, tuple(tracks))
        self.draws = draws
        self._seed = _seed(self._past, deadline)
        last = {
            row: track.last_known
            for row, track in enumerate(tracks)
            if track.participant and track.population is not None
        }
        known = [(row, week) for row, week in last.items() if week is not None]
        self._rows = [row for row, _ in known]
        self._runners = [tracks[row].runner(week) for row, week in known]
        days = [(deadline - past.days[week]).days for _, week in known]
        self._days_left = np.maximum(0, np.array(days, dtype=np.float64))
        self._gained: dict[Ages, npt.NDArray[np.int32]] = {}
        self._fields: dict[str, _Field] = {}

    def forecast(self, category: Category, code: str) -> Forecast | None:
        """None for one that is not ranked in the category, or whose pace cannot be told because it has
        no figure or no population.
        """
        field = self._field(category)
        own = next((n for n, runner in enumerate(field.runners) if runner.code == code), None)
        if own is None:
            return None
        region = field.runners[own].region
        same = np.array([runner.region == region for runner in field.runners])
        places = field.places(own, np.ones_like(same))
        low, middle, high = np.quantile(field.numerators[own], _LEVELS, method="inverted_cdf")
        best, typical, worst = np.quantile(places, _LEVELS, method="inverted_cdf")
        below = int(field.denominators[own])
        return Forecast(
            code=code,
            now=field.ratios[own].numerator / below,
            low=int(low) / below,
            middle=int(middle) / below,
            high=int(high) / below,
            best=int(best),
            typical=int(typical),
            worst=int(worst),
            chances=_chances(places, len(field.runners)),
            in_region=_chances(field.places(own, same), int(same.sum())),
        )

    def ranges(self, category: Category) -> dict[str, tuple[Ratio, Ratio, Ratio]]:
        """By code, the exact value at 10, 50 and 90 per cent of the draws."""
        field = self._field(category)
        if not field.runners:
            return {}
        low, middle, high = np.quantile(field.numerators, _LEVELS, axis=1, method="inverted_cdf")
        ends = zip(field.runners, low, middle, high, field.denominators, strict=True)
        return {
            runner.code: (Ratio(int(a), int(d)), Ratio(int(b), int(d)), Ratio(int(c), int(d)))
            for runner, a, b, c, d in ends
        }

    def _field(self, category: Category) -> _Field:
        if category.slug not in self._fields:
            self._fields[category.slug] = self._measured(category)
        return self._fields[category.slug]

    def _measured(self, category: Category) -> _Field:
        """Every value is (registered now + gained − what is subtracted) over what it is divided by, so
        that what is gained goes straight onto the numerator.
        """
        measured = [
            (row, runner, ratio)
            for row, runner in enumerate(self._runners)
            if (ratio := runner.ratio(category)) is not None
        ]
        ratios = [ratio for _, _, ratio in measured]
        gained = self._gains(category)[[row for row, _, _ in measured]]
        now = np.array([ratio.numerator for ratio in ratios], dtype=np.int32)
        numerators = now[:, None] + gained
        return _Field(
            runners=[runner for _, runner, _ in measured],
            ratios=ratios,
            numerators=numerators,
            denominators=np.array([ratio.denominator for ratio in ratios], dtype=np.int64),
            least=numerators.min(axis=1).astype(np.int64),
            most=numerators.max(axis=1).astype(np.int64),
        )

    def _gains(self, category: Category) -> npt.NDArray[np.int32]:
        """Registrations in the category's ages until the deadline: municipalities × draws."""
        ages = category.ages
        if ages not in self._gained:
            stock = stock_of(self._past, ages)
            seed = np.random.SeedSequence([self._seed, len(ages)])
            self._gained[ages] = _draw(
                np.random.default_rng(seed),
                paces_of(stock),
                rows=self._rows,
                people=stock.population[self._rows],
                left=np.array([runner.left(category) or 0 for runner in self._runners]),
                days=self._days_left,
                draws=self.draws,
            )
        return self._gained[ages]


def project(past: Past, deadline: date, *, draws: int | None = None) -> Projection | TooEarly:
    """Draw the ends of a race: `DRAWS` of them, of a continent fewer. The same data give the same draws,
    in whatever order they come. On the deadline itself and after, what stands is the end.
    """
    weeks = usable_weeks(stock_of(past, "15_plus"))
    if weeks < LEAST_WEEKS:
        return TooEarly(weeks)
    if draws is None:
        draws = min(DRAWS, max(LEAST_DRAWS, ENDS // max(1, len(past.tracks))))
    return Projection(past, deadline, draws)


def _seed(past: Past, deadline: date) -> int:
    """A number that is the data's own: two equal races are drawn alike."""
    text = repr((past, deadline)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:16])


def _draw(
    random: np.random.Generator,
    paces: Paces,
    *,
    rows: list[int],
    people: Floats,
    left: Ints,
    days: Floats,
    draws: int,
) -> npt.NDArray[np.int32]:
    """Play the remaining days: one number for the country in each draw (Student's distribution, since its
    variation is known from few weeks), one for each municipality (normal). A pace below 0 counts as
    0. Whole people, never more than are left.
    """
    country = random.standard_t(paces.freedom, draws) * paces.varies
    likely = np.maximum(1.0, paces.country * people * days)
    weeks = np.maximum(1.0, days / paces.week)
    jumps = np.sqrt(paces.unsure[rows] + paces.luck / weeks + 1 / likely)
    gained = random.standard_normal((len(rows), draws), dtype=np.float32)
    gained *= _column(jumps)
    gained += _column(paces.own[rows])
    np.maximum(gained, 0, out=gained)
    shock = _column(np.sqrt((2 + weeks) / 3)) * country.astype(np.float32)
    gained *= np.exp(np.clip(shock, -SHOCK, SHOCK)) * np.float32(paces.country)
    gained *= _column(people * days)
    np.minimum(gained, _column(left), out=gained)
    return np.minimum(np.rint(gained).astype(np.int32), left[:, None].astype(np.int32))


def _column(values: Floats | Ints) -> npt.NDArray[np.float32]:
    return values.astype(np.float32)[:, None]


def _chances(places: npt.NDArray[np.int_], ranked: int) -> tuple[float, ...]:
    counted = np.bincount(places - 1, minlength=ranked)
    return tuple((counted / places.size).tolist())


# --- How far off it has been ------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Miss:
    """One projected value against the one that came."""

    points: float
    places: int
    inside: bool


def backtest(past: Past, category: Category, *, ahead: int | None = None) -> Error | TooEarly:
    """Hold back the last weeks: from every earlier week with enough before it, project to the last one,
    or, with `ahead`, to the week so many days later (within `NEAR` days), and compare with what came.
    """
    misses: list[_Miss] = []
    distances: list[int] = []
    for origin in range(LEAST_WEEKS, len(past.days)):
        target = _target(past.days, origin - 1, ahead)
        if target is None or _before_growth(past, category, origin):
            continue
        projection = project(past.upto(origin), past.days[target], draws=LEAST_DRAWS)
        if isinstance(projection, TooEarly):
            continue
        found = _misses(projection, category, past.runners(target))
        if found:
            misses += found
            distances.append((past.days[target] - past.days[origin - 1]).days)
    if not misses:
        return TooEarly(len(past.days), LEAST_WEEKS + 1)
    return Error(
        points=float(np.median([miss.points for miss in misses])),
        places=float(np.median([miss.places for miss in misses])),
        inside=sum(miss.inside for miss in misses) / len(misses),
        outcomes=len(misses),
        weeks=len(distances),
        days_ahead=(min(distances), max(distances)),
    )


def _target(days: tuple[date, ...], origin: int, ahead: int | None) -> int | None:
    """The week to project to from `origin`."""
    if ahead is None:
        return len(days) - 1
    later = range(origin + 1, len(days))
    nearest = min(later, key=lambda n: abs((days[n] - days[origin]).days - ahead))
    off = abs((days[nearest] - days[origin]).days - ahead)
    return nearest if off <= NEAR else None


def _before_growth(past: Past, category: Category, origin: int) -> bool:
    """Whether growth had not begun, so that its baseline was not known."""
    if category.kind != "growth":
        return False
    return past.baseline_on is None or past.days[origin - 1] < past.baseline_on


def _misses(projection: Projection, category: Category, came: list[Runner]) -> list[_Miss]:
    """Of all that were projected and then had a figure; places are those among them."""
    ranges = projection.ranges(category)
    outcomes = {
        runner.code: ratio
        for runner in came
        if runner.code in ranges and (ratio := runner.ratio(category)) is not None
    }
    expected = _places({code: ranges[code][1] for code in outcomes})
    actual = _places(outcomes)
    return [
        _Miss(
            points=100 * abs(_value(ranges[code][1]) - _value(ratio)),
            places=abs(expected[code] - actual[code]),
            inside=_value(ranges[code][0]) <= _value(ratio) <= _value(ranges[code][2]),
        )
        for code, ratio in outcomes.items()
    ]


def _places(values: dict[str, Ratio]) -> dict[str, int]:
    entries = (Entry(code, code, "", participant=True, measure=r) for code, r in values.items())
    return {standing.code: standing.place or 0 for standing in rank(entries)}


def _value(ratio: Ratio) -> float:
    return ratio.numerator / ratio.denominator
