"""How fast people register: the country's pace and each municipality's own, from past weeks. Pure.

A pace is a rate per day of those left: of L left, L·(1 − e^(−pace·days)) register in so many days, so
that no projection can pass the population. Own paces are told as multiples of the country's.
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
LEAST_VARIATION = 0.10
"""Few and quiet weeks do not show that a country never changes its pace: at least a tenth."""
MOST = 5.0
"""A week's pace counts as at most so many times the country's, so that one wrong figure upsets no
estimate; a fall counts as at most as much below zero."""
FULLEST = 0.99
"""More of those left than this in one week counts as this: the rate of all of them is infinite."""


@dataclass(frozen=True, slots=True)
class Stock:
    """One age band over the weeks: `registered` and `left` (municipalities × weeks, NaN where it is not
    known) and the `days` between the weeks. Gaps between two figures are filled evenly over the days.
    """

    registered: Floats
    left: Floats
    days: Floats


@dataclass(frozen=True, slots=True)
class Paces:
    """The `country`'s rate per day and the standard deviation of its logarithm (`varies`); each
    municipality's `own`, as a multiple of the country's, with the variance of that estimate
    (`unsure`); the variance of one week's luck (`luck`), in weeks of so many days (`week`).
    """

    country: float
    varies: float
    own: Floats
    unsure: Floats
    luck: float
    week: float


def stock_of(past: Past, ages: Ages) -> Stock:
    """The figures of one age band. A municipality without a population has none."""
    at = np.array([day.toordinal() for day in past.days], dtype=np.float64)
    shape = (len(past.tracks), len(at))
    registered, left = np.full(shape, np.nan), np.full(shape, np.nan)
    for row, track in enumerate(past.tracks):
        known = [n for n, week in enumerate(track.weeks) if week is not None]
        if track.population is None or not known:
            continue
        figures = [_figures(week, track.population, ages) for week in track.weeks if week]
        inside = slice(known[0], known[-1] + 1)
        for target, values in zip((registered, left), zip(*figures, strict=True), strict=True):
            target[row, inside] = np.interp(at[inside], at[known], values)
    return Stock(registered, left, np.diff(at))


def _figures(week: Counts, population: People, ages: Ages) -> tuple[int, int]:
    """Registered, and left to register: never below 0."""
    if ages == "15_24":
        return week.registered_15_24, max(0, population.population_15_24 - week.registered_15_24)
    taken = week.registered_15_plus + week.exempt_15_plus
    return week.registered_15_plus, max(0, population.population_15_plus - taken)


def usable_weeks(stock: Stock) -> int:
    """How many weeks can be compared with the one before, and that one: 0, or 2 and more."""
    pairs = (~np.isnan(stock.registered[:, 1:]) & ~np.isnan(stock.registered[:, :-1])).any(axis=0)
    return int(pairs.sum()) + 1 if pairs.any() else 0


def paces_of(stock: Stock) -> Paces:
    """The paces of an age band. Where nobody registered, the country's is 0 and so are all."""
    new, left = np.diff(stock.registered, axis=1), stock.left[:, :-1]
    compared = ~np.isnan(new) & (left > 0)
    part = np.divide(new, left, out=np.full_like(new, np.nan), where=compared)
    rates = -np.log1p(-np.minimum(part, FULLEST)) / stock.days
    whole = np.where(compared, left, 0.0).sum(axis=0)
    joined = np.where(compared, new, 0.0).sum(axis=0) / np.maximum(whole, 1.0)
    country = np.maximum(0.0, -np.log1p(-np.minimum(joined, FULLEST)) / stock.days)
    moving = country[whole > 0]
    own, unsure, luck = _own(rates, country, left * country * stock.days)
    return Paces(
        country=float(moving[-LEVEL:].mean()) if moving.size else 0.0,
        varies=_variation(moving),
        own=own,
        unsure=unsure,
        luck=luck,
        week=float(stock.days.mean()) if stock.days.size else 7.0,
    )


def _variation(country: Floats) -> float:
    """How far the country's pace has been from what the weeks before it had led one to expect: the
    root of the mean square of the logarithms, each against the mean of the `LEVEL` weeks before.
    """
    moving = country[country > 0]
    if moving.size < 2:  # noqa: PLR2004  (two to compare)
        return LEAST_VARIATION
    expected = [moving[max(0, n - LEVEL) : n].mean() for n in range(1, moving.size)]
    steps = np.log(moving[1:] / np.array(expected))
    return max(LEAST_VARIATION, float(np.sqrt(np.mean(steps**2))))


def _own(rates: Floats, country: Floats, expected: Floats) -> tuple[Floats, Floats, float]:
    """Each municipality's multiple of the country's pace drawn towards 1, the variance of that
    estimate, and the variance of a week's luck beyond mere counting.

    What a week jumps by is partly counting (1 over the number expected, so much in small
    municipalities) and partly luck that strikes all alike. A multiple is trusted as far as
    municipalities differ by more than that.
    """
    usable = (country > 0) & ~np.isnan(rates)
    times = np.divide(rates, country, out=np.full_like(rates, np.nan), where=usable)
    times = np.clip(times, -MOST, MOST)[:, -RECENT:]
    counting = np.divide(1.0, expected, out=np.full_like(expected, np.nan), where=expected > 0)
    counting = np.where(np.isnan(times), np.nan, counting[:, -RECENT:])
    number = (~np.isnan(times)).sum(axis=1)
    mean = np.nansum(times, axis=1) / np.maximum(number, 1)
    small = np.nansum(counting, axis=1) / np.maximum(number, 1)
    several = number > 1
    spread = np.nansum((times - mean[:, None]) ** 2, axis=1) / np.maximum(number - 1, 1)
    luck = max(0.0, float(np.mean(spread[several] - small[several]))) if several.any() else 0.0
    jumps = np.where(number > 0, (luck + small) / np.maximum(number, 1), np.inf)
    some = number > 0
    differ = max(0.0, float(np.mean((mean[some] - 1) ** 2 - jumps[some]))) if some.any() else 0.0
    trust = np.where(some, differ / (differ + np.where(some, jumps, 1.0) + 1e-12), 0.0)
    return 1 + trust * (mean - 1), differ * (1 - trust), luck
