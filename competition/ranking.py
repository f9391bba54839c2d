"""Who stands where: one function computes every place on the site.

Values are fractions of whole numbers and are compared exactly; rounding is for display and never
decides. Equal values share a place and the next is skipped (1, 2, 2, 4). Source of the rules: the
press release of KL and Digitaliseringsstyrelsen of 9 September 2014, and `docs/architecture.md`.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one municipality stands: places from 1, or None and the `reason`."""

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
    everybody = list(entries)
    ratios = [e.measure for e in everybody if e.participant and isinstance(e.measure, Ratio)]
    scale = max((r.denominator for r in ratios), default=1) ** 2
    ranked: list[tuple[int, str, str, Entry, Ratio]] = []
    unranked: list[Entry] = []
    for entry in everybody:
        measure = entry.measure
        if entry.participant and isinstance(measure, Ratio):
            exact = measure.numerator * scale // measure.denominator
            ranked.append((-exact, entry.sort_key, entry.code, entry, measure))
        else:
            unranked.append(entry)
    ranked.sort(key=lambda row: row[:3])
    unranked.sort(key=lambda e: (not e.participant, e.sort_key, e.code))
    return [*_with_places(ranked), *(_without_place(entry) for entry in unranked)]


def _with_places(ranked: list[tuple[int, str, str, Entry, Ratio]]) -> Iterable[Standing]:
    country = _Counter()
    regions: dict[str, _Counter] = {}
    for exact, _key, code, entry, ratio in ranked:
        region = regions.setdefault(entry.region, _Counter())
        yield Standing(code, country.place(exact), region.place(exact), ratio, None)


def _without_place(entry: Entry) -> Standing:
    measure = entry.measure
    ratio = measure if isinstance(measure, Ratio) else None
    reason = measure if isinstance(measure, Unranked) else Unranked.OUTSIDE
    return Standing(
        entry.code, None, None, ratio, reason if entry.participant else Unranked.OUTSIDE
    )


class _Counter:
    """Hands out places to values that come best first: 1, 2, 2, 4."""

    def __init__(self) -> None:
        self.seen = 0
        self.last: tuple[int, int] | None = None

    def place(self, value: int) -> int:
        self.seen += 1
        if self.last is None or self.last[0] != value:
            self.last = (value, self.seen)
        return self.last[1]
