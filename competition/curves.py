"""One curve of a chart: its values, how its line is drawn, and the label at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from competition import wording
from competition.ranking import Ratio

type Role = Literal["own", "region", "country", "compared"]

LINES: dict[Role, dict[str, Any]] = {
    "own": {"color": "var(--accent)", "width": 5},
    "region": {"color": "var(--ink-2)", "width": 2},
    "country": {"color": "var(--ink-2)", "width": 2, "dash": "5px,4px"},
}
# Curves side by side are told apart by their dashes and marks, not by colour alone.
COMPARED = (
    ({"color": "var(--accent)", "width": 4}, "circle"),
    ({"color": "var(--ink)", "width": 2.5, "dash": "9px,4px"}, "square"),
    ({"color": "var(--ink-2)", "width": 2.5}, "diamond"),
    ({"color": "var(--accent)", "width": 2.5, "dash": "2px,4px"}, "triangle-up"),
    ({"color": "var(--ink)", "width": 2.5, "dash": "12px,4px,2px,4px"}, "cross"),
    ({"color": "var(--ink-2)", "width": 2.5, "dash": "4px,3px"}, "x"),
)


@dataclass(frozen=True, slots=True)
class Series:
    """A value week by week, one a release of the race, None where there is no figure. Before the
    week that it `begins` with, counted from 0, there can be none.
    """

    role: Role
    name: str
    short_name: str
    values: Sequence[Ratio | None]
    number: int = 0
    begins: int = 0

    @property
    def line(self) -> dict[str, Any]:
        """How the curve is drawn."""
        return COMPARED[self.number][0] if self.role == "compared" else LINES[self.role]

    @property
    def symbol(self) -> str:
        """The mark at its points."""
        return COMPARED[self.number][1] if self.role == "compared" else "circle"

    @property
    def last(self) -> tuple[int, Ratio] | None:
        """The newest value and which release it belongs to, counted from 0; None without values."""
        known = [(n, value) for n, value in enumerate(self.values) if value is not None]
        return known[-1] if known else None

    @property
    def first(self) -> Ratio | None:
        """The oldest value."""
        return next((value for value in self.values if value is not None), None)

    def label(self, value: Ratio, size: str) -> str:
        """The words at the curve's end; on a phone the curves side by side go by their numbers."""
        number = wording.percent_number(value)
        if self.role == "compared" and size == "narrow":
            return f"{self.short_name}: {number}"
        if self.role == "own":
            return f"{self.short_name} {number}" if size == "wide" else number
        return f"{self.name} {number}" if size == "wide" else f"{number}<br>{self.short_name}"

    def label_font(self, size: str) -> dict[str, Any]:
        """Weight is a property: the library turns bold tags into style attributes, which the pages'
        policy refuses.
        """
        if self.role == "own":
            return {"size": 24 if size == "wide" else 20, "color": "var(--accent)", "weight": 600}
        return {"size": 15 if size == "wide" else 13, "color": "var(--ink)", "weight": 500}

    def label_width(self, size: str) -> float:
        """About as wide as the label gets, in pixels, with its distance from the dot."""
        if size == "narrow" and self.role == "compared":
            return 20 + 8 * 7
        if size == "narrow":
            return 20 + 8 * max(4, 0 if self.role == "own" else len(self.short_name))
        if self.role == "own":
            return 28 + 12.5 * (len(self.short_name) + 5)
        return 28 + 8 * (len(self.name) + 5)

    def label_height(self, size: str) -> float:
        """As tall, in pixels."""
        if self.role == "own":
            return 32
        return 24 if size == "wide" or self.role == "compared" else 38
