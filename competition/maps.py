"""The map: shapes, the six steps of its colours, what a reader singled out, and where a pin goes.

The shapes are simplified from react-denmark-map 1.0.0 (MIT, © 2022 Martin Polley), in a view box of
1000 by 1215 with Bornholm moved into the top right corner.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from django.utils.translation import gettext as _

from competition import silhouettes, wording
from competition.categories import Category
from competition.ranking import Ratio, Unranked
from competition.silhouettes import Box
from competition.standings import Line, Race, Table
from municipalities.models import Region

STEPS = 6
SHARE_WIDTH = 30
GROWTH_WIDTHS = (2, 5, 10, 20, 30, 50, 100)
"""Widths of a step, in tenths of a per cent."""
WHOLE = Box(-2, -2, 1004, 1217)
CAPITAL = Box(890, 735, 1000, 830)
BORNHOLM = "400"
TINY = 46
"""Units of the drawing: a shape that is no larger gets a wide edge that can be hit."""
ISLANDS = {
    "825": (631, 150, "middle"),
    "741": (566, 722, "start"),
    "563": (4, 950, "start"),
    "492": (500, 1150, "middle"),
}
"""Where the names of the smallest islands stand in the sea: x, y and which end of the text that is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader singled out: a region's slug, and a step from 1 to 6; empty and 0 for neither."""

    region: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """Six steps in tenths of a per cent: the second begins at `lowest`, and each is `width` wide but
    for the first and the last, which are open. `country` is the whole country's own value.
    """

    lowest: int
    width: int
    country: Ratio | None

    def step_of(self, ratio: Ratio) -> int:
        """The step, 1 to 6, that a value belongs to; compared exactly."""
        above = 1000 * ratio.numerator - self.lowest * ratio.denominator
        return min(max(above // (self.width * ratio.denominator) + 2, 1), STEPS)

    def bounds(self, step: int) -> str:
        """`57 til under 60`, `under 54 pct.` or `66 pct. og over`."""
        low = self.lowest + (step - 2) * self.width
        digits = 1 if self.lowest % 10 or self.width % 10 else 0
        if step == 1:
            return _("under %(high)s%%") % {"high": wording.decimal(self.lowest, 10, digits)}
        if step == STEPS:
            return _("%(low)s%% and over") % {"low": wording.decimal(low, 10, digits)}
        high = wording.decimal(low + self.width, 10, digits)
        words = {"low": wording.decimal(low, 10, digits), "high": high}
        return _("%(low)s to under %(high)s") % words

    def meaning(self, step: int) -> str:
        """How the step lies to the country's own value, in words that are the same in every week and
        every category; empty where the country has no value.
        """
        if self.country is None:
            return ""
        above = step - self.step_of(self.country)
        if above == 0:
            return _("about the country's level")
        if abs(above) == 1:
            return _("a little above the country") if above > 0 else _("a little below the country")
        return _("clearly above the country") if above > 0 else _("clearly below the country")


@dataclass(frozen=True, slots=True)
class Area:
    """One municipality on the map; `step` from 1 to 6, 0 where there is no figure. `is_far` lies
    outside the region that was asked for, `is_dim` on another step than the one asked for.
    """

    line: Line
    path: str
    step: int
    label: str
    in_capital: bool
    is_tiny: bool
    is_far: bool = False
    is_dim: bool = False

    @property
    def code(self) -> str:
        return self.line.entrant.code

    @property
    def is_shown(self) -> bool:
        """Whether it is among those that were asked for."""
        return not self.is_far and not self.is_dim


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the legend: how many municipalities, and the bar's length in per cent."""

    number: int
    text: str
    meaning: str
    count: int
    length: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A numbered pin on the shape of a regional leader."""

    number: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Island:
    """The name of an island too small to be found by itself."""

    area: Area
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    """All that the map draws. `view` is what is seen of it, `zoom` how much smaller that is, and
    `own` the value of the country or region that is seen.
    """

    areas: Sequence[Area]
    legend: Sequence[Step]
    pins: Sequence[Pin]
    scale: Scale
    box: Box = WHOLE
    own: Ratio | None = None

    @property
    def view(self) -> str:
        return self.box.view

    @property
    def zoom(self) -> str:
        return f"{(self.box.right - self.box.left) / (WHOLE.right - WHOLE.left):.3f}"

    @property
    def is_whole(self) -> bool:
        return self.box == WHOLE

    @property
    def outside(self) -> list[Area]:
        return [area for area in self.areas if not area.line.entrant.participant and area.step]

    @property
    def unknown(self) -> list[Area]:
        return [area for area in self.areas if not area.step]

    @property
    def near(self) -> list[Area]:
        """Those that are links where they lie: Bornholm has an inset when one region is seen."""
        return [a for a in self.areas if not a.is_far and (self.is_whole or a.code != BORNHOLM)]

    @property
    def far(self) -> list[Area]:
        return [a for a in self.areas if a.is_far and (self.is_whole or a.code != BORNHOLM)]

    @property
    def bornholm(self) -> Area | None:
        """Bornholm, where it belongs to the one region that is seen."""
        found = (a for a in self.areas if a.code == BORNHOLM and not a.is_far)
        return None if self.is_whole else next(found, None)

    @property
    def near_capital(self) -> list[Area]:
        return [area for area in self.areas if area.in_capital]

    @property
    def islands(self) -> list[Island]:
        return [
            Island(a, *ISLANDS[a.code]) for a in self.areas if a.code in ISLANDS and not a.is_far
        ]

    @property
    def shown(self) -> list[Area]:
        """Those that were asked for, in the order of the table."""
        return [area for area in self.areas if area.is_shown]


@cache
def paths() -> Mapping[str, str]:
    """One SVG path by municipality code."""
    return {code: path for code, (path, _box) in silhouettes.outlines().items()}


def scale_of(category: Category, country: Ratio | None, values: Sequence[Ratio]) -> Scale:
    """The steps lie around the country's own value, so that the colours tell the municipalities apart
    in every week. Those of a share are three points wide. A growth begins at nothing and spreads by
    the week: its steps are as wide as the middle nine tenths of the municipalities need.
    """
    width = _growth_width(values) if category.kind == "growth" else SHARE_WIDTH
    if country is None:
        return Scale(0, width, None)
    middle = round(Fraction(1000 * country.numerator, country.denominator * width))
    lowest = width * middle - 2 * width
    return Scale(lowest if category.kind == "growth" else max(0, lowest), width, country)


def _growth_width(values: Sequence[Ratio]) -> int:
    ordered = sorted(Fraction(1000 * v.numerator, v.denominator) for v in values)
    if not ordered:
        return GROWTH_WIDTHS[0]
    edge = len(ordered) // 20
    spread = ordered[-1 - edge] - ordered[edge]
    return next((w for w in GROWTH_WIDTHS if STEPS * w >= spread), GROWTH_WIDTHS[-1])


def draw(
    race: Race,
    table: Table,
    leads: Mapping[str, Sequence[Line]] | None = None,
    wish: Wish | None = None,
) -> Map:
    """The map of a table. `leads` are the regional leaders, in the order of their pins."""
    wish = wish or Wish()
    lines = [line for line in table.lines if line.entrant.code in paths()]
    values = [line.standing.ratio for line in lines if line.standing.ratio]
    scale = scale_of(table.category, race.own_ratio(table.category, table.release), values)
    areas = [_area(line, scale, wish) for line in lines]
    pins = [
        Pin(number, *middle(paths()[line.entrant.code]))
        for number, leading in enumerate((leads or {}).values(), start=1)
        for line in leading
        if line.entrant.code in paths()
    ]
    region = next((r for r in race.regions if r.slug == wish.region), None)
    own = race.own_ratio(table.category, table.release, region.code) if region else scale.country
    return Map(areas, _legend(areas, scale), pins, scale, _box_of(race, region), own)


def _box_of(race: Race, region: Region | None) -> Box:
    """What is seen: the whole country, or one region with some ground around it."""
    known = silhouettes.outlines()
    boxes = [
        known[e.code][1]
        for e in race.entrants
        if region and e.region.code == region.code and e.code in known and e.code != BORNHOLM
    ]
    if not boxes:
        return WHOLE
    around = Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
    return around.around(
        max(1.1 * (around.right - around.left), 220), max(1.1 * (around.bottom - around.top), 220)
    )


def _area(line: Line, scale: Scale, wish: Wish) -> Area:
    path, box = silhouettes.outlines()[line.entrant.code]
    ratio = line.standing.ratio
    step = scale.step_of(ratio) if ratio else 0
    at_x, at_y = middle(path)
    is_far = bool(wish.region) and line.entrant.region.slug != wish.region
    return Area(
        line=line,
        path=path,
        step=step,
        label=_label(line, ratio),
        in_capital=CAPITAL.left <= at_x <= CAPITAL.right and CAPITAL.top <= at_y <= CAPITAL.bottom,
        is_tiny=line.entrant.code in ISLANDS
        or max(box.right - box.left, box.bottom - box.top) <= TINY,
        is_far=is_far,
        is_dim=bool(wish.step) and step != wish.step,
    )


def _label(line: Line, ratio: Ratio | None) -> str:
    name = line.entrant.name
    if ratio is None:
        if line.standing.reason is Unranked.BASELINE_WEEK:
            return name
        return _("%(name)s: no data") % {"name": name}
    words = {"name": name, "share": wording.percent_text(ratio), "place": line.place}
    if line.place is None:
        return _("%(name)s: %(share)s, outside the competition") % words
    return _("%(name)s: %(share)s, no. %(place)s") % words


def _legend(areas: Sequence[Area], scale: Scale) -> list[Step]:
    counts = Counter(area.step for area in areas if not area.is_far)
    most = max((counts[n] for n in range(1, STEPS + 1)), default=0)
    return [
        Step(
            n,
            scale.bounds(n),
            scale.meaning(n),
            counts[n],
            f"{100 * counts[n] / most:.1f}%" if most else "0%",
        )
        for n in range(STEPS, 0, -1)
    ]


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
