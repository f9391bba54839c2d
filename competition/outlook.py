"""What it takes and what is still possible, in people, exactly. Formulas: `docs/architecture.md`.

Assumed throughout: nobody who is registered is taken off again (stocks do not fall), the population
is that of the competition's day, and those exempt today stay exempt. Who becomes exempt from here on
only makes fewer left, so a best place is a bound from above and a worst place one from below.
"""

import enum
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from competition.categories import Category, Counts
from competition.ranking import Ratio, Standing
from competition.tracks import Runner, standings

Key = int | float
"""A value as a whole number in its exact order, or infinity where nothing limits it."""


# --- Two municipalities -----------------------------------------------------------------------
def registrations_to_pass(own: Ratio, ahead: Ratio) -> int:
    """How many more registrations put `own` above `ahead` today, if `ahead` stands still.

    For shares of a population, s = max(0, ⌊b·Pa/Pb⌋ − a + 1). For growth the denominators are the
    baselines and the numerators the rise, and (⌊b1·a0/b0⌋ − a1 + 1) comes to the same expression.
    """
    level = ahead.numerator * own.denominator // ahead.denominator
    return max(0, level - own.numerator + 1)


def registrations_to_draw_level(own: Ratio, ahead: Ratio) -> int:
    """The fewest registrations after which `own` is not behind `ahead`: max(0, ⌈b·Pa/Pb⌉ − a). One less
    than it takes to pass where the two can be exactly equal, else the same number.
    """
    level = -(-ahead.numerator * own.denominator // ahead.denominator)
    return max(0, level - own.numerator)


def lead_over(own: Ratio, behind: Ratio) -> int:
    """How many registrations `behind` needs today to pass `own`; 0 where it is not behind."""
    return registrations_to_pass(behind, own)


def reachable(people: int, left: int | None) -> bool:
    """Whether so many are left to register. Where that is not known (None), nothing speaks against."""
    return left is None or people <= left


def per_day(people: int, days: int) -> int | None:
    """So many a day, rounded up, over so many days; None where no day is left."""
    return -(-people // days) if days > 0 else None


def weight(category: Category, runner: Runner) -> Ratio | None:
    """What one registration moves: percentage points of a share (100/P), per cent of growth (100/a0).
    None for one without a value. For a runner of the baseline week, whose growth begins: 100/a0 too.
    """
    ratio = replace(runner, is_baseline_week=False).ratio(category)
    return Ratio(100, ratio.denominator) if ratio else None


# --- One municipality in its field ------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Rung:
    """A rival and what lies between. `people` is what the one behind of the two needs to pass, `level`
    what it needs to draw level, `left` what it has left (None: not known).
    """

    code: str
    place: int
    people: int
    level: int
    left: int | None

    @property
    def is_reachable(self) -> bool:
        return reachable(self.people, self.left)

    def per_day(self, days: int) -> int | None:
        """So many a day to pass, over so many days."""
        return per_day(self.people, days)


@dataclass(frozen=True, slots=True)
class Ladder:
    """A municipality among the ranked of a category. `ahead` nearest first: what it needs itself;
    `equal` shares its place: 1 passes; `behind` nearest first: what they need, its lead over them.
    `left` is what it has left itself.
    """

    own: Standing
    left: int | None
    ahead: tuple[Rung, ...]
    equal: tuple[Rung, ...]
    behind: tuple[Rung, ...]

    @property
    def one_place_up(self) -> Rung | None:
        """The nearest one ahead: to pass it is the cost of the next place. None for a leader."""
        return self.ahead[0] if self.ahead else None


def ladder(
    category: Category, runners: Iterable[Runner], code: str, *, ahead: int = 10, behind: int = 10
) -> Ladder | None:
    """Who stands around a municipality, and what it takes. None for one without a place."""
    by_code = {runner.code: runner for runner in runners}
    table = [s for s in standings(category, list(by_code.values())) if s.place is not None]
    own = next((s for s in table if s.code == code), None)
    if own is None or own.place is None:
        return None

    def rungs(rivals: Iterable[Standing], *, own_moves: bool) -> tuple[Rung, ...]:
        return tuple(_rung(category, by_code, own, rival, own_moves=own_moves) for rival in rivals)

    before = [s for s in table if (s.place or 0) < (own.place or 0)]
    after = [s for s in table if (s.place or 0) > (own.place or 0)]
    equal = [s for s in table if s.place == own.place and s is not own]
    return Ladder(
        own=own,
        left=by_code[code].left(category),
        ahead=rungs(before[::-1][:ahead], own_moves=True),
        equal=rungs(equal, own_moves=True),
        behind=rungs(after[:behind], own_moves=False),
    )


def _rung(
    category: Category,
    by_code: dict[str, Runner],
    own: Standing,
    rival: Standing,
    *,
    own_moves: bool,
) -> Rung:
    mover, other = (own, rival) if own_moves else (rival, own)
    if mover.ratio is None or other.ratio is None:
        raise ValueError("a place without a value")
    return Rung(
        code=rival.code,
        place=rival.place or 0,
        people=registrations_to_pass(mover.ratio, other.ratio),
        level=registrations_to_draw_level(mover.ratio, other.ratio),
        left=by_code[mover.code].left(category),
    )


@dataclass(frozen=True, slots=True)
class Gain:
    """What so many registrations, of which some young, give in one category today: the standings
    before and after. `rise` is exact, in percentage points of a share or per cent of growth.
    """

    category: Category
    before: Standing
    after: Standing
    rise: Ratio

    @property
    def places(self) -> int:
        """Places won."""
        return (self.before.place or 0) - (self.after.place or 0)


def gains(
    categories: Iterable[Category],
    runners: Sequence[Runner],
    code: str,
    *,
    people: int = 1,
    young: int = 0,
) -> list[Gain]:
    """What `people` registrations of citizens of 15 and over, `young` of them aged 15-24, give in each
    category where the municipality has a place: ONE young one is people=1, young=1.
    """
    moved = [r.with_more(people, young) if r.code == code else r for r in runners]
    found = []
    for category in categories:
        before = _standing(category, runners, code)
        after = _standing(category, moved, code)
        if before is None or after is None or before.ratio is None or after.ratio is None:
            continue
        more = after.ratio.numerator - before.ratio.numerator
        found.append(Gain(category, before, after, Ratio(100 * more, before.ratio.denominator)))
    return found


def _standing(category: Category, runners: Sequence[Runner], code: str) -> Standing | None:
    table = standings(category, runners)
    return next((s for s in table if s.code == code and s.place is not None), None)


# --- What is still possible -------------------------------------------------------------------
class Verdict(enum.Enum):
    """Whether a place can still be had at the deadline."""

    SECURED = "secured"
    POSSIBLE = "possible"
    OUT_OF_REACH = "out of reach"


@dataclass(frozen=True, slots=True)
class Reach:
    """Best, present and worst place of one municipality, in the country and in its region.

    Best: it registers all whom it has left, the others stand still. Worst: it stands still and every
    other one registers all whom that one has left. To share a place is to have it.
    """

    code: str
    best: int
    now: int
    worst: int
    best_in_region: int
    now_in_region: int
    worst_in_region: int

    def verdict(self, place: int) -> Verdict:
        """Whether this `place` or a better one is secured, possible or out of reach."""
        return _verdict(self.best, self.worst, place)

    @property
    def first(self) -> Verdict:
        return self.verdict(1)

    @property
    def podium(self) -> Verdict:
        """One of the first three places."""
        return self.verdict(3)

    @property
    def first_in_region(self) -> Verdict:
        return _verdict(self.best_in_region, self.worst_in_region, 1)


def _verdict(best: int, worst: int, place: int) -> Verdict:
    if worst <= place:
        return Verdict.SECURED
    return Verdict.POSSIBLE if best <= place else Verdict.OUT_OF_REACH


def at_full(category: Category, runner: Runner) -> Runner:
    """The municipality when all whom it has left have registered; without a figure, with all its
    inhabitants. Unchanged where the population is not known.
    """
    left = runner.left(category)
    if left is not None:
        return runner.with_more(left, left if category.ages == "15_24" else 0)
    people = runner.population
    if people is None or runner.counts is not None:
        return runner
    return replace(runner, counts=Counts(people.population_15_plus, people.population_15_24, 0))


@dataclass(frozen=True, slots=True)
class _Span:
    """Where one municipality stands now (None: without a value) and could stand at most."""

    code: str
    region: str
    now: Key | None
    full: Key


def reach(category: Category, runners: Sequence[Runner]) -> dict[str, Reach]:
    """By code, what every participant with a place can still reach. O(n log n).

    One that lacks this week's figure can still come in ahead, with all its inhabitants at most, and
    counts in the others' worst places. So does one whose population is not known (growth alone is
    ranked then): nothing limits it, and its own best place is the first.
    """
    spans = _spans(category, runners)
    in_country = _extremes(spans)
    regions: dict[str, list[_Span]] = {}
    for span in spans:
        regions.setdefault(span.region, []).append(span)
    in_region = {c: e for members in regions.values() for c, e in _extremes(members).items()}
    return {code: Reach(code, *in_country[code], *in_region[code]) for code in in_country}


def _spans(category: Category, runners: Sequence[Runner]) -> list[_Span]:
    """The participants that have a value or can still get one, their values as whole numbers in exact
    order, as in `ranking.rank`: multiples by the square of the largest denominator.
    """
    found = [
        (runner, now, full)
        for runner in runners
        if runner.participant
        for now in (runner.ratio(category),)
        if (full := _fullest(category, runner, now)) is not None
    ]
    scale = max((full.denominator for _, _, full in found), default=1) ** 2

    def key(ratio: Ratio) -> int:
        return ratio.numerator * scale // ratio.denominator

    return [
        _Span(
            code=runner.code,
            region=runner.region,
            now=None if now is None else key(now),
            full=math.inf if now and runner.left(category) is None else key(full),
        )
        for runner, now, full in found
    ]


def _fullest(category: Category, runner: Runner, now: Ratio | None) -> Ratio | None:
    """The value of `at_full`: those left go straight onto the numerator."""
    if now is None:
        return at_full(category, runner).ratio(category)
    return Ratio(now.numerator + (runner.left(category) or 0), now.denominator)


def _extremes(spans: Sequence[_Span]) -> dict[str, tuple[int, int, int]]:
    """By code, the best, present and worst place among these; of those that have a value now."""
    nows = sorted(span.now for span in spans if span.now is not None)
    fulls = sorted(span.full for span in spans)
    return {
        span.code: (
            1 + _above(nows, span.full),
            1 + _above(nows, span.now),
            1 + _above(fulls, span.now) - (span.full > span.now),
        )
        for span in spans
        if span.now is not None
    }


def _above(rising: Sequence[Key], value: Key) -> int:
    """How many of these are larger than `value`."""
    return len(rising) - bisect_right(rising, value)
