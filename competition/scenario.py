"""What if: we reach so many more a week, the others keep their pace. Whole numbers throughout.

Assumed: everybody goes on registering as fast as in the weeks looked at, in numbers of people; nobody
registers more than are left; stocks do not fall; who is exempt today stays so, and nobody new is.
Extra registrations come on top of the own pace, so that none extra is the pace and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from competition.categories import Category, Counts
from competition.ranking import Standing
from competition.tracks import Past, Runner, Track, standings

DAYS = 7
MEAN_OF = 3
Pace = Literal["last", "mean"]


@dataclass(frozen=True, slots=True)
class Weekly:
    """So many registrations a week, `young` of them aged 15-24. Neither is negative, and the young are
    no more than all: ValueError.
    """

    people: int = 0
    young: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.young <= self.people:
            raise ValueError(f"{self.young} young of {self.people}")


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario: `extra` for municipality `code` on top of its pace; for some `rivals`, by code, a
    pace of their own instead of the one they have; the others go on as last week ("last") or as in
    the mean of the last three ("mean"). Days before `starts` are gone: until then everybody has gone on
    at their own pace. None means from the last figures on.
    """

    code: str
    extra: Weekly = Weekly()
    pace: Pace = "last"
    rivals: Mapping[str, Weekly] = field(default_factory=dict)
    starts: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One category at the deadline. `table` is everybody's standing, `own` the municipality's (None
    where it has no place), `today` its standing on the last day with figures and `at_pace` the one
    it gets with nothing extra. `passed` are ahead of it or level today and behind at the deadline,
    `passed_by` the other way round, `level` ahead today and level then: codes, best first.
    """

    category: Category
    table: tuple[Standing, ...]
    own: Standing | None
    today: Standing | None
    at_pace: Standing | None
    passed: tuple[str, ...]
    passed_by: tuple[str, ...]
    level: tuple[str, ...] = ()


class Gained(NamedTuple):
    """Registrations from the last figure until the deadline, `young` of them aged 15-24."""

    people: int
    young: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """What becomes of a plan: everybody at the deadline, what the municipality itself gains until then
    of what was `asked`, whether it is `everybody` who is left, and each category.
    """

    plan: Plan
    runners: tuple[Runner, ...]
    gained: Gained
    asked: Gained
    everybody: bool
    outcomes: tuple[Outcome, ...]

    @property
    def capped(self) -> bool:
        """Whether it gains something else than was asked, because of who is left."""
        return self.gained != self.asked


def play(plan: Plan, categories: Iterable[Category], past: Past, deadline: date) -> Scenario:
    """Carry everybody on from their last figure until the deadline. KeyError for a municipality that is
    not there; ValueError where there are no days at all.
    """
    if not past.days:
        raise ValueError("no days with figures")
    known = {track.code for track in past.tracks}
    if unknown := ({plan.code} | set(plan.rivals)) - known:
        raise KeyError(*sorted(unknown))
    courses = {track.code: _course(plan, track, past.days, deadline) for track in past.tracks}
    ends = [course.end for course in courses.values()]
    own = courses[plan.code]
    unhelped = [own.end_at_pace if end is own.end else end for end in ends]
    today = past.runners()
    return Scenario(
        plan=plan,
        runners=tuple(ends),
        gained=own.gained,
        asked=own.asked,
        everybody=own.gained.people == own.left,
        outcomes=tuple(
            _outcome(
                category,
                plan.code,
                today=standings(category, today),
                unhelped=standings(category, unhelped),
                table=standings(category, ends),
            )
            for category in categories
        ),
    )


# --- One municipality -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Course:
    """One municipality's way to the deadline."""

    end: Runner
    end_at_pace: Runner
    gained: Gained
    asked: Gained
    left: int | None


def _course(plan: Plan, track: Track, days: Sequence[date], deadline: date) -> _Course:
    known = [(day, week) for day, week in zip(days, track.weeks, strict=True) if week is not None]
    if not known:
        nothing = Gained(0, 0)
        runner = track.runner(None)
        return _Course(runner, runner, nothing, nothing, None)
    now = track.runner(track.last_known)
    counted = known[-1][0]
    remaining = max(0, (deadline - counted).days)
    to_come = max(0, (deadline - max(counted, plan.starts or counted)).days)
    pace = _at_pace(known, plan.pace, remaining)
    asked = pace
    if track.code in plan.rivals:
        gone = _at_pace(known, plan.pace, remaining - to_come)
        asked = _plus(gone, _over(plan.rivals[track.code], to_come))
    if track.code == plan.code:
        asked = _plus(asked, _over(plan.extra, to_come))
    gained, at_pace = _within(now, asked), _within(now, pace)
    return _Course(now.with_more(*gained), now.with_more(*at_pace), gained, asked, now.left_in_all)


def _at_pace(known: Sequence[tuple[date, Counts]], pace: Pace, remaining: int) -> Gained:
    """What the pace of the last week, or of the last three, comes to; nothing where one figure is all
    there is or the stock has fallen. A missing week makes the one after it longer.
    """
    weeks = 1 if pace == "last" else MEAN_OF
    (first_day, first), (last_day, last) = known[max(0, len(known) - 1 - weeks)], known[-1]
    days = (last_day - first_day).days
    if not days:
        return Gained(0, 0)
    people = last.registered_15_plus - first.registered_15_plus
    young = last.registered_15_24 - first.registered_15_24
    return Gained(max(0, people * remaining // days), max(0, young * remaining // days))


def _plus(one: Gained, other: Gained) -> Gained:
    return Gained(one.people + other.people, one.young + other.young)


def _over(weekly: Weekly, days: int) -> Gained:
    """So many a week over so many days, whole people."""
    return Gained(weekly.people * days // DAYS, weekly.young * days // DAYS)


def _within(now: Runner, asked: Gained) -> Gained:
    """No more than are left, young or older. Young people who are not there are nobody, and do not
    turn into older ones; of everybody who is left, all the young are a part.
    """
    counts, left = now.counts, now.left_in_all
    if counts is None or left is None:
        return asked
    surplus = max(0, asked.young - now.left_young)
    people = min(max(0, asked.people - surplus), left)
    if people == left:
        return Gained(people, now.left_young)
    older = counts.registered_15_plus - counts.registered_15_24
    young = max(asked.young - surplus, people - now.left_older)
    return Gained(people, max(0, min(young, older + people)))


# --- One category -----------------------------------------------------------------------------
def _outcome(
    category: Category,
    code: str,
    *,
    today: Sequence[Standing],
    unhelped: Sequence[Standing],
    table: Sequence[Standing],
) -> Outcome:
    own, own_today = _of(table, code), _of(today, code)
    passed: list[str] = []
    passed_by: list[str] = []
    level: list[str] = []
    if own and own_today:
        before = {standing.code: _lead(standing, own_today) for standing in today}
        moved = [(s.code, before[s.code], _lead(s, own)) for s in table if s.code != code]
        passed = [
            c for c, was, now in moved if was is not None and now is not None if was >= 0 > now
        ]
        passed_by = [
            c for c, was, now in moved if was is not None and now is not None if was <= 0 < now
        ]
        level = [c for c, was, now in moved if was is not None and was > 0 and now == 0]
    return Outcome(
        category=category,
        table=tuple(table),
        own=own,
        today=own_today,
        at_pace=_of(unhelped, code),
        passed=tuple(passed),
        passed_by=tuple(passed_by),
        level=tuple(level),
    )


def _of(table: Iterable[Standing], code: str) -> Standing | None:
    """The standing of one municipality, None without a place."""
    return next((s for s in table if s.code == code and s.place is not None), None)


def _lead(rival: Standing, own: Standing) -> int | None:
    """By how many places the rival is ahead of its own; below zero behind, None without a place."""
    if rival.place is None or own.place is None:
        return None
    return own.place - rival.place
