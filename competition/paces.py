"""How fast people register: the country's pace and each municipality's own, from past weeks. Pure.

A pace is the part of a population that registers in a day (percentage points a week on the page). In
the weeks that are known it has been steadier than the part of those left. Own paces are told as
multiples of the country's.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from competition.categories import Counts, People
from competition.tracks import Past

Ages = Literal["15_plus", "15_24"]
Floats = npt.NDArray[np.float64]

RECENT = 4
"""An own pace is the mean of so many latest weeks; with fewer, of all."""
LEVEL = 2
"""The country's pace of the coming weeks is the mean of so many latest weeks."""
EXPECTED_VARIATION = 0.20
EXPECTED_WEEKS = 2
"""Few and quiet weeks do not show that a country never changes its pace: until the weeks say otherwise
it is expected to by a fifth, and that counts as much as so many weeks."""
TINY = 1e-12
MOST = 5.0
"""A week's pace counts as at most so many times the country's, so that one wrong figure upsets no
estimate; a fall counts as at most as much below zero."""


@dataclass(frozen=True, slots=True)
class Stock:
    """One age band over the weeks: `registered` (municipalities × weeks, NaN where it is not known), the
    `population` (0 where it is not known; then nothing is registered either) and the `days` between
    the weeks. Gaps between two figures are filled evenly over the days.
    """

    registered: Floats
    population: Floats
    days: Floats


@dataclass(frozen=True, slots=True)
class Paces:
    """The `country`'s part of the population per day and the standard deviation of its logarithm
    (`varies`), known as well as from so many weeks (`freedom`); each municipality's `own` pace, as a multiple of the country's, with the variance of
    that estimate (`unsure`); the variance of one week's luck (`luck`), in weeks of so many days
    (`week`).
    """

    country: float
    varies: float
    freedom: int
    own: Floats
    unsure: Floats
    luck: float
    week: float


def stock_of(past: Past, ages: Ages) -> Stock:
    """The figures of one age band. A municipality without a population has none."""
    at = np.array([day.toordinal() for day in past.days], dtype=np.float64)
    registered = np.full((len(past.tracks), len(at)), np.nan)
    population = np.zeros(len(past.tracks))
    for row, track in enumerate(past.tracks):
        known = [n for n, week in enumerate(track.weeks) if week is not None]
        people = _people(track.population, ages)
        if not people or not known:
            continue
        population[row] = people
        figures = [_registered(week, ages) for week in track.weeks if week is not None]
        inside = slice(known[0], known[-1] + 1)
        # Rounded, so that what stands still over a gap stands still exactly.
        registered[row, inside] = np.interp(at[inside], at[known], figures).round(6)
    return Stock(registered, population, np.diff(at))


def _people(population: People | None, ages: Ages) -> int:
    if population is None:
        return 0
    return population.population_15_24 if ages == "15_24" else population.population_15_plus


def _registered(week: Counts, ages: Ages) -> int:
    return week.registered_15_24 if ages == "15_24" else week.registered_15_plus


def usable_weeks(stock: Stock) -> int:
    """How many weeks can be compared with the one before, and that one: 0, or 2 and more."""
    pairs = ~np.isnan(np.diff(stock.registered, axis=1)).all(axis=0)
    return int(pairs.sum()) + 1 if pairs.any() else 0


def paces_of(stock: Stock) -> Paces:
    """The paces of an age band. Where nobody registered, the country's is 0 and so are all."""
    new = np.diff(stock.registered, axis=1)
    compared = ~np.isnan(new)
    people = np.where(compared, stock.population[:, None], 0.0)
    whole = people.sum(axis=0)
    risen = np.maximum(0.0, np.where(compared, new, 0.0).sum(axis=0))
    country = risen / np.maximum(whole, 1.0) / stock.days
    expected = people * country * stock.days
    own, unsure, luck = _own(new, expected)
    measured = country[whole > 0]
    return Paces(
        country=float(measured[-LEVEL:].mean()) if measured.size else 0.0,
        varies=_variation(measured),
        freedom=_steps(measured).size + EXPECTED_WEEKS,
        own=own,
        unsure=unsure,
        luck=luck,
        week=float(stock.days.mean()) if stock.days.size else 7.0,
    )


def _steps(country: Floats) -> Floats:
    """The logarithms of the country's pace in each week against the mean of the `LEVEL` weeks before.
    One of more than `MOST` times counts as that.
    """
    moving = country[country > 0]
    expected = np.array([moving[max(0, n - LEVEL) : n].mean() for n in range(1, moving.size)])
    steps: Floats = np.clip(moving[1:] / expected, 1 / MOST, MOST)
    return np.log(steps)


def _variation(country: Floats) -> float:
    """How far the country's pace has been from what the weeks before it had led one to expect: the
    root of the mean square of the steps, among them `EXPECTED_WEEKS` as expected.
    """
    steps = _steps(country)
    square = np.sum(steps**2) + EXPECTED_WEEKS * EXPECTED_VARIATION**2
    return float(np.sqrt(square / (steps.size + EXPECTED_WEEKS)))


def _own(new: Floats, expected: Floats) -> tuple[Floats, Floats, float]:
    """Each municipality's multiple of the country's pace drawn towards 1, the variance of that
    estimate, and the variance of a week's luck beyond mere counting. `new` registered where so many
    were `expected` at the country's pace (municipalities × weeks).

    What a week jumps by is partly counting (1 over the number expected, so much in small
    municipalities) and partly luck that strikes all alike. A multiple is trusted as far as
    municipalities differ by more than that.
    """
    usable = ~np.isnan(new) & (expected > 0)
    nothing = np.full_like(new, np.nan)
    times = np.clip(np.divide(new, expected, out=nothing.copy(), where=usable), -MOST, MOST)
    counting = np.divide(1.0, expected, out=nothing.copy(), where=usable)
    times, counting = times[:, -RECENT:], counting[:, -RECENT:]
    number = (~np.isnan(times)).sum(axis=1)
    mean = np.nansum(times, axis=1) / np.maximum(number, 1)
    small = np.nansum(counting, axis=1) / np.maximum(number, 1)
    spread = np.nansum((times - mean[:, None]) ** 2, axis=1) / np.maximum(number - 1, 1)
    luck = _mean_above_zero((spread - small)[number > 1])
    jumps = (luck + small) / np.maximum(number, 1)
    some = number > 0
    differ = _mean_above_zero(((mean - 1) ** 2 - jumps)[some])
    trust = np.where(some, differ / (differ + jumps + TINY), 0.0)
    return 1 + trust * (mean - 1), differ * (1 - trust), luck


def _mean_above_zero(values: Floats) -> float:
    """The mean, 0 where there are none or it is below."""
    return max(0.0, float(values.mean())) if values.size else 0.0
