"""What if: we reach so many more a week, the others keep their pace. Whole numbers throughout.

Assumed: everybody goes on registering as fast as in the weeks looked at, in numbers of people; nobody
registers more than are left; stocks do not fall; who is exempt today stays so, and nobody new is.
Extra registrations come on top of the own pace, so that none extra is the pace and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

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
    the mean of the last three ("mean").
    """

    code: str
    extra: Weekly = Weekly()
    pace: Pace = "last"
    rivals: Mapping[str, Weekly] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One category at the deadline. `table` is everybody's standing, `own` the municipality's (None
    where it has no place), `today` its standing on the last day with figures and `at_pace` the one
    it gets with nothing extra. `passed` are ahead of it or level today and behind at the deadline,
    `passed_by` the other way round: codes, best first.
    """

    category: Category
    table: tuple[Standing, ...]
    own: Standing | None
    today: Standing | None
    at_pace: Standing | None
    passed: tuple[str, ...]
    passed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What becomes of a plan: everybody at the deadline, the municipality's own registrations from now
    on (`capped`: there are not so many left), and each category.
    """

    plan: Plan
    runners: tuple[Runner, ...]
    own: Runner
    gained: Weekly
    capped: bool
    outcomes: tuple[Outcome, ...]


def play(plan: Plan, categories: Iterable[Category], past: Past, deadline: date) -> Scenario:
    """Carry everybody on from the last day with figures until the deadline. KeyError for a municipality
    that is not there; ValueError where there are no figures at all.
    """
    raise NotImplementedError
