"""Who stands where: one function computes every place on the site.

Values are fractions of whole numbers and are compared exactly; rounding is for display and never
decides. Equal values share a place and the next is skipped (1, 2, 2, 4). Source of the rules: the
press release of KL and Digitaliseringsstyrelsen of 9 September 2014, and `docs/architecture.md`.
"""

import enum
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress, islice, repeat
from operator import eq
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Unranked(enum.Enum):
    """Why a municipality has no place."""

    OUTSIDE = "outside"
    NO_FIGURE = "no figure"
    NO_POPULATION = "no population"
    BASELINE_WEEK = "baseline week"
    NO_BASELINE = "no baseline"
    ZERO_BASELINE = "zero baseline"

    @property
    def title(self) -> Promise:
        """The reason in words, in the reader's language."""
        return _REASONS[self]


_REASONS = {
    Unranked.OUTSIDE: _("outside the competition"),
    Unranked.NO_FIGURE: _("no data"),
    Unranked.NO_POPULATION: _("no population to divide by"),
    Unranked.BASELINE_WEEK: _("growth is measured from this week"),
    Unranked.NO_BASELINE: _("no figure in the week that growth is measured from"),
    Unranked.ZERO_BASELINE: _("none registered in the week that growth is measured from"),
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact value: `numerator` over `denominator`, the latter at least 1."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.denominator < 1:
            raise ValueError(f"denominator {self.denominator} is not at least 1")


@dataclass(frozen=True, slots=True)
class Entry:
    """One municipality in one category: its exact value, or the reason why it has none.

    `sort_key` orders equals in the Danish alphabet; `participant` says whether it can be ranked.
    """

    code: str
    sort_key: str
    region: str
    participant: bool
    measure: Ratio | Unranked


class Standing(NamedTuple):
    """Where one municipality stands: places from 1, or None and the `reason`.

    A tuple, since making a hundred thousand of them is half of the work of ranking.
    """

    code: str
    place: int | None
    place_in_region: int | None
    ratio: Ratio | None
    reason: Unranked | None


def rank(entries: Iterable[Entry]) -> list[Standing]:
    """Everybody's standing: the ranked from first to last, then participants without a place, then
    those outside the competition; equals and the unranked in alphabetical order.

    The value is turned into a whole number that keeps the exact order: two different fractions with
    denominators up to D differ by at least 1/D², so their multiples by D² differ by at least 1 and
    so do the floors; equal fractions give equal floors.
    """
    ranked: list[Entry] = []
    ratios: list[Ratio] = []
    unranked: list[Entry] = []
    for entry in entries:
        measure = entry.measure
        if entry.participant and isinstance(measure, Ratio):
            ranked.append(entry)
            ratios.append(measure)
        else:
            unranked.append(entry)
    unranked.sort(key=lambda e: (not e.participant, e.sort_key, e.code))
    return [*_with_places(ranked, ratios), *map(_without_place, unranked)]


def _with_places(ranked: list[Entry], ratios: list[Ratio]) -> list[Standing]:
    scale = max([ratio.denominator for ratio in ratios], default=1) ** 2
    values = [ratio.numerator * scale // ratio.denominator for ratio in ratios]
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    sorted_values = list(map(values.__getitem__, order))
    places = _places(sorted_values)
    _sort_equals(order, places, ranked)
    # Made in the order of arrival, which lies together in memory, and put in order afterwards.
    in_country = [0] * len(order)
    for position, place in zip(order, places, strict=True):
        in_country[position] = place
    in_region = _places_in_region(order, sorted_values, [entry.region for entry in ranked])
    codes = [entry.code for entry in ranked]
    rows = zip(codes, in_country, in_region, ratios, repeat(None), strict=False)
    made = list(map(Standing._make, rows))
    return list(map(made.__getitem__, order))


def _places(values: list[int]) -> list[int]:
    """The places of values that come best first: 1, 2, 2, 4."""
    places = list(range(1, len(values) + 1))
    same_as_before = map(eq, values, islice(values, 1, None))
    for n in compress(range(1, len(values)), same_as_before):
        places[n] = places[n - 1]
    return places


def _places_in_region(order: list[int], values: list[int], region_of: list[str]) -> list[int]:
    """The place of each position among its region's; `values` follow `order`, best first."""
    places = [0] * len(order)
    seen = dict.fromkeys(region_of, 0)
    last: dict[str, int | None] = dict.fromkeys(region_of)
    place = dict.fromkeys(region_of, 0)
    for position, value in zip(order, values, strict=True):
        region = region_of[position]
        seen[region] = count = seen[region] + 1
        if last[region] != value:
            last[region] = value
            place[region] = count
        places[position] = place[region]
    return places


def _sort_equals(order: list[int], places: list[int], ranked: list[Entry]) -> None:
    """Put those who share a place in alphabetical order."""
    shared = compress(places, map(eq, places, islice(places, 1, None)))
    for place in dict.fromkeys(shared):
        end = bisect_right(places, place)
        order[place - 1 : end] = sorted(
            order[place - 1 : end], key=lambda n: (ranked[n].sort_key, ranked[n].code)
        )


def _without_place(entry: Entry) -> Standing:
    ratio = entry.measure if isinstance(entry.measure, Ratio) else None
    reason = entry.measure if isinstance(entry.measure, Unranked) else Unranked.OUTSIDE
    return Standing(
        entry.code, None, None, ratio, reason if entry.participant else Unranked.OUTSIDE
    )
