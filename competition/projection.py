"""Where it ends: a range and the chance of each place at the deadline.

The method, as one would tell it to a mayor:

1. A municipality's pace is how large a part of those still left registered in a week.
2. We expect it to go on at its own recent pace, drawn somewhat towards the whole country's, and the more
   so the more its own pace has jumped.
3. Four thousand times we play the remaining weeks, with the country faster or slower and each
   municipality luckier or unluckier by as much as the past weeks have varied.
4. The range holds the middle 80 per cent of the ends, and the chance of a place is the part of them in
   which the municipality has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from competition.categories import Category
from competition.tracks import Past

DRAWS = 4000
LEAST_WEEKS = 4
RANGE = (0.10, 0.90)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TooEarly:
    """Too few weeks with figures to say anything."""

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


@dataclass(frozen=True, slots=True)
class Error:
    """How far projections from earlier weeks were from what came. `points` is the median absolute error
    in percentage points (per cent for growth), `places` in places, `inside` the share of the outcomes
    that lay in the 80 per cent range, `outcomes` how many were looked at, `days_ahead` from how many
    days before (shortest, longest).
    """

    points: float
    places: float
    inside: float
    outcomes: int
    days_ahead: tuple[int, int]


class Projection:
    """All ends that were drawn. Ask `forecast` for one municipality in one category."""

    def forecast(self, category: Category, code: str) -> Forecast | None:
        """None for one that is not ranked in the category, or whose pace cannot be told."""
        raise NotImplementedError


def project(past: Past, deadline: date, *, draws: int = DRAWS) -> Projection | TooEarly:
    """Draw the ends of a race. The same data give the same draws, in whatever order they come."""
    raise NotImplementedError


def backtest(past: Past, category: Category) -> Error | TooEarly:
    """Hold back the last weeks, for every earlier week with enough before it, and compare."""
    raise NotImplementedError
