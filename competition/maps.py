"""The map: shapes, the six steps of its colours, and where a pin goes.

The shapes are simplified from react-denmark-map 1.0.0 (MIT, © 2022 Martin Polley), in a view box of
1000 by 1215 with Bornholm moved into the top right corner.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from competition import wording
from competition.ranking import Ratio
from competition.standings import Line, Table, Total

STEPS = 6
STEP_WIDTH = 3
CAPITAL_BOX = (890, 735, 110, 95)
_PATHS = Path(__file__).parent / "data" / "map-paths.json"


@dataclass(frozen=True, slots=True)
class Area:
    """One municipality on the map; `step` from 1 to 6, 0 where there is no figure."""

    line: Line
    path: str
    step: int
    label: str
    in_capital: bool

    @property
    def code(self) -> str:
        return self.line.entrant.code


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the legend: how many municipalities, and the bar's length in per cent."""

    number: int
    text: str
    count: int
    length: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A numbered pin on the shape of a regional leader."""

    number: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Map:
    """All that the map draws."""

    areas: Sequence[Area]
    legend: Sequence[Step]
    pins: Sequence[Pin]

    @property
    def outside(self) -> list[Area]:
        return [area for area in self.areas if not area.line.entrant.participant]

    @property
    def near_capital(self) -> list[Area]:
        return [area for area in self.areas if area.in_capital]


@cache
def paths() -> dict[str, str]:
    """One SVG path by municipality code."""
    loaded: dict[str, str] = json.loads(_PATHS.read_text(encoding="utf-8"))
    return loaded


def lowest_bound(country: Total) -> int:
    """The per cent where the second step begins: the steps are three points wide and lie around the
    country's own share, so that the colours tell the municipalities apart in every week.
    """
    if country.population_15_plus < 1:
        return 0
    share = Fraction(100 * country.registered_15_plus, country.population_15_plus)
    return max(0, STEP_WIDTH * round(share / STEP_WIDTH) - 2 * STEP_WIDTH)


def step_of(ratio: Ratio, lowest: int) -> int:
    """The step, 1 to 6, that a share belongs to; compared exactly."""
    above = 100 * ratio.numerator - lowest * ratio.denominator
    return min(max(above // (STEP_WIDTH * ratio.denominator) + 2, 1), STEPS)


def draw(table: Table, country: Total, leads: dict[str, list[Line]]) -> Map:
    """The map of a table of shares. `leads` are the regional leaders, in the order of their pins."""
    lowest = lowest_bound(country)
    areas = [_area(line, lowest) for line in table.lines if line.entrant.code in paths()]
    numbered = enumerate(leads.values(), start=1)
    pins = [
        Pin(number, *middle(paths()[line.entrant.code]))
        for number, lines in numbered
        for line in lines
        if line.entrant.code in paths()
    ]
    return Map(areas, _legend(areas, lowest), pins)


def _area(line: Line, lowest: int) -> Area:
    path = paths()[line.entrant.code]
    ratio = line.standing.ratio
    x, y, width, height = CAPITAL_BOX
    at_x, at_y = middle(path)
    return Area(
        line=line,
        path=path,
        step=step_of(ratio, lowest) if ratio else 0,
        label=_label(line, ratio),
        in_capital=x <= at_x <= x + width and y <= at_y <= y + height,
    )


def _label(line: Line, ratio: Ratio | None) -> str:
    name = line.entrant.name
    if ratio is None:
        return _("%(name)s: no data") % {"name": name}
    words = {"name": name, "share": wording.percent_text(ratio), "place": line.place}
    if line.place is None:
        return _("%(name)s: %(share)s, outside the competition") % words
    return _("%(name)s: %(share)s, no. %(place)s") % words


def _legend(areas: Sequence[Area], lowest: int) -> list[Step]:
    counts = Counter(area.step for area in areas)
    most = max((counts[n] for n in range(1, STEPS + 1)), default=0)
    return [
        Step(n, _bounds(n, lowest), counts[n], f"{100 * counts[n] / most:.1f}%" if most else "0%")
        for n in range(STEPS, 0, -1)
    ]


def _bounds(step: int, lowest: int) -> str:
    low = lowest + (step - 2) * STEP_WIDTH
    high = wording.decimal(10 * (low + STEP_WIDTH) - 1, 10)
    if step == 1:
        return _("under %(high)s%%") % {"high": lowest}
    if step == STEPS:
        return _("%(low)s%% and over") % {"low": low}
    return _("%(low)s-%(high)s") % {"low": low, "high": high}


@cache
def middle(path: str) -> tuple[int, int]:
    """The centre of gravity of a path's largest outline, in whole units of the view box."""
    outlines = [_points(part) for part in path.split("M") if part.strip()]
    area, x, y = max((_gravity(outline) for outline in outlines), key=lambda found: abs(found[0]))
    if not area:
        return round(outlines[0][0][0]), round(outlines[0][0][1])
    return round(x), round(y)


def _points(text: str) -> list[tuple[float, float]]:
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _gravity(outline: list[tuple[float, float]]) -> tuple[float, float, float]:
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(outline, [*outline[1:], outline[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        area += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    return (area, x / (3 * area), y / (3 * area)) if area else (0.0, 0.0, 0.0)
