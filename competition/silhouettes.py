"""A place on the map: its outline among its surroundings, for the head of its page.

The outlines are those of `data/map-paths.json`, in units of a drawing of 1000 by 1215 with Bornholm
in an inset. Map: react-denmark-map, MIT, © 2022 Martin Polley.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATHS = Path(__file__).parent / "data" / "map-paths.json"
ASPECT = 1.44
# Drawn in an inset, away from where it lies: a region's picture is not stretched to hold it.
INSET = {"400"}
_POINT = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the map, in the drawing's units."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Whether the two share any ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def framed(self, *, margin: float, least: float) -> "Box":
        """The same middle, `margin` times as large, at least `least` wide, in the page's aspect."""
        width = max(
            (self.right - self.left) * margin, (self.bottom - self.top) * margin * ASPECT, least
        )
        return self.around(width, width / ASPECT)

    def around(self, width: float, height: float) -> "Box":
        """A rectangle of this size with the same middle."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def view(self) -> str:
        """As an SVG `viewBox`."""
        size = (self.left, self.top, self.right - self.left, self.bottom - self.top)
        return " ".join(f"{n:.0f}" for n in size)


@dataclass(frozen=True, slots=True)
class Silhouette:
    """What to draw: the outlines of the place itself, and of the land around it."""

    view: str
    own: Sequence[str]
    land: Sequence[str]


@cache
def outlines() -> Mapping[str, tuple[str, Box]]:
    """By municipality code: its outline and the box around it."""
    paths: dict[str, str] = json.loads(PATHS.read_text(encoding="utf-8"))
    return {code: (path, _box(path)) for code, path in paths.items()}


def _box(path: str) -> Box:
    points = [(float(x), float(y)) for x, y in _POINT.findall(path)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def silhouette(
    codes: Collection[str], *, margin: float = 1.7, least: float = 330
) -> Silhouette | None:
    """The municipalities of these codes among their surroundings; None where the map has none."""
    known = outlines()
    own = [known[code] for code in codes if code in known]
    if not own:
        return None
    boxes = [known[code][1] for code in codes if code in known and code not in INSET]
    boxes = boxes or [box for _, box in own]
    view = Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    ).framed(margin=margin, least=least)
    # A page shows all of the view, and what its own shape leaves room for at the sides: land goes on.
    seen = view.around(2.6 * (view.right - view.left), 1.6 * (view.bottom - view.top))
    land = [path for code, (path, box) in known.items() if code not in codes and box.touches(seen)]
    return Silhouette(view.view, [path for path, _ in own], land)
