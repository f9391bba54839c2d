"""The curves: a Plotly figure for a race's trend, built here and drawn in the browser.

A figure is plain data for `json_script`: the traces and two layouts, one for a wide and one for a
narrow page. Colours are names of the style sheet's tokens (`var(--accent)`); the script that draws
puts in what they stand for, so that light and dark pages share one figure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

import plotly.graph_objects as go
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from competition import wording
from competition.categories import Category
from competition.curves import Role, Series
from competition.ranking import Ratio
from competition.standings import Entrant, Race
from competition.totals import share_of
from municipalities.models import Region
from signups.models import Release

type Figure = dict[str, Any]

FONT = "IBM Plex Sans, system-ui, sans-serif"
HEIGHT = {"wide": 440, "narrow": 360}
MARGIN = {"t": 14, "r": 2, "b": 30, "l": 0}
# The least width of a plot that gets the wide layout (see `charts.js`), and of one on a phone.
PLOT_WIDTH = {"wide": 900, "narrow": 288}
STEP = 5  # per cent between two grid lines


# --- what is drawn --------------------------------------------------------------------------------
def municipality_series(race: Race, entrant: Entrant) -> list[Series]:
    """The municipality's share of those aged 15 and over against its region's and the country's."""
    own = Series("own", entrant.name, entrant.name, [_share(entrant, r.pk) for r in race.releases])
    return [own, region_series(race, entrant.region, role="region"), country_series(race)]


def compared_series(race: Race, category: Category, entrants: Sequence[Entrant]) -> list[Series]:
    """The municipalities' values in a category side by side, and the whole country's; on a phone
    their labels are their numbers. A growth begins after its baseline.
    """
    begins = sum(not _has_value(race, category, release) for release in race.releases)
    own = [
        Series(
            "compared",
            e.name,
            str(n + 1),
            [_value(race, category, r, e) for r in race.releases],
            number=n,
            begins=begins,
        )
        for n, e in enumerate(entrants)
    ]
    country = [race.own_ratio(category, release) for release in race.releases]
    last = Series("country", _("The whole country"), _("the country"), country, begins=begins)
    return [*own, last]


def _has_value(race: Race, category: Category, release: Release) -> bool:
    """Whether a week can have a value in the category at all."""
    if category.kind != "growth":
        return True
    return race.baseline is not None and release.as_of > race.baseline.as_of


def _value(race: Race, category: Category, release: Release, entrant: Entrant) -> Ratio | None:
    found = (
        race.measure(category, release, entrant) if _has_value(race, category, release) else None
    )
    return found if isinstance(found, Ratio) else None


def region_series(race: Race, region: Region, *, role: Role = "own") -> Series:
    """The region's share of those aged 15 and over, of the municipalities that have a figure."""
    values = [share_of(race.total(r, region.code)) for r in race.releases]
    return Series(
        role, region.name, _("the region") if role == "region" else region.short_name, values
    )


def country_series(race: Race) -> Series:
    """The country's share of those aged 15 and over."""
    values = [share_of(race.total(r)) for r in race.releases]
    return Series("country", _("The whole country"), _("the country"), values)


def _share(entrant: Entrant, release: int) -> Ratio | None:
    counts, people = entrant.counts.get(release), entrant.population
    if counts is None or people is None or not people.population_15_plus:
        return None
    return Ratio(counts.registered_15_plus, people.population_15_plus)


# --- the figure -----------------------------------------------------------------------------------
def trend(
    race: Race, series: Sequence[Series], kind: Literal["share", "growth"] = "share"
) -> Figure | None:
    """The curves over the race's releases up to the closing day: `data`, `wide` and `narrow`.

    None where there is nothing to draw. Days count from the first release; values are per cent.
    """
    drawn = [s for s in series if s.last]
    if not drawn:
        return None
    start = race.releases[0].as_of
    days = [(r.as_of - start).days for r in race.releases]
    # The own curve comes last, on top of the others.
    traces = [curve(s, days) for s in reversed(drawn)]
    return made(traces, Frame(race, drawn, days, kind))


def made(traces: Sequence[go.Scatter], frame: "Frame") -> Figure:
    """The traces with the two layouts of a frame, as plain data."""
    wide = go.Figure(data=list(traces), layout=frame.layout("wide"))
    narrow = go.Figure(layout=frame.layout("narrow"))
    figure: Figure = wide.to_dict()
    return {"data": figure["data"], "wide": figure["layout"], "narrow": narrow.to_dict()["layout"]}


def curve(
    series: Series, days: Sequence[int], said: Callable[[Ratio], str] = wording.percent_text
) -> go.Scatter:
    """One curve, with a dot at its end; `said` is how a value is told beside the pointer."""
    last = series.last
    dot = 13 if series.role == "own" else 9
    # Marks stand at every point where they tell the curves apart.
    others = 8 if series.role == "compared" else 0
    return go.Scatter(
        x=list(days),
        y=[per_cent(value) if value else None for value in series.values],
        customdata=[said(value) if value else "" for value in series.values],
        hovertemplate="%{customdata}",
        name=series.name,
        mode="lines+markers",
        line=series.line,
        marker={
            "color": series.line["color"],
            "symbol": series.symbol,
            "opacity": 1,
            "line": {"width": 0},
            "size": [dot if last and n == last[0] else others for n in range(len(days))],
        },
        cliponaxis=False,
    )


def per_cent(value: Ratio) -> float:
    """Where a value stands on the axis."""
    return round(100 * value.numerator / value.denominator, 3)


@dataclass(frozen=True)
class Frame:
    """What stands around the curves: axes, the lines of the dates, and the names at their ends."""

    race: Race
    series: Sequence[Series]
    days: Sequence[int]
    kind: Literal["share", "growth"] = "share"

    def layout(self, size: Literal["wide", "narrow"]) -> dict[str, Any]:
        low, high = self.bounds()
        left, right = self.span(size)
        return {
            "template": "none",
            "height": HEIGHT[size],
            "margin": MARGIN,
            "autosize": True,
            "showlegend": False,
            "dragmode": False,
            # On a phone the box would hide the curve; the table below has the same numbers.
            "hovermode": "x unified" if size == "wide" else False,
            "hoverdistance": 60,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "separators": pgettext("decimal separator", ".") + pgettext("thousand separator", ","),
            "font": {"family": FONT, "size": 13, "color": "var(--ink-2)"},
            "hoverlabel": {
                "bgcolor": "var(--paper)",
                "bordercolor": "var(--ink)",
                "font": {"family": FONT, "size": 15, "color": "var(--ink)"},
            },
            "xaxis": self._weeks(size, left, right),
            "yaxis": self.values_axis(low, high),
            "shapes": self._date_lines(),
            "annotations": [*self._end_labels(size, low, high), *self.date_labels(size)],
        }

    @property
    def _step(self) -> int:
        """Per cent between two grid lines; a growth is small at first."""
        if self.kind == "share":
            return STEP
        values = self._values()
        return next((s for s in (1, 2) if max(values) - min(values) <= 5 * s), STEP)

    def _values(self) -> list[float]:
        return [per_cent(v) for s in self.series for v in s.values if v]

    def bounds(self) -> tuple[float, float]:
        """A whole step below the values, with air for the dates' words, and half a step above them; a
        growth begins at zero.
        """
        values, step = self._values(), self._step
        low = int((min(values) - step / 2) // step) * step
        if min(values) >= 0:
            low = 0 if self.kind == "growth" else max(0, low)
        return low, max(max(values) + step / 2, low + 2.5 * step)

    def span(self, size: str) -> tuple[float, float]:
        """The days at the two edges: room for the shares at the left, for the names at the right."""
        closing = self.day(self.race.competition.closing_as_of)
        begin = self._label_day(self.days[-1], size)
        right = max(closing, 7, begin / (1 - self._room(size)))
        return -right * (0.05 if size == "wide" else 0.17), right

    def _room(self, size: str) -> float:
        """The part of the width that the names at the ends need."""
        room = max(s.label_width(size) for s in self.series) / PLOT_WIDTH[size]
        return min(room, 0.6)

    def _label_day(self, day: int, size: str) -> int:
        """Where the name of a curve that ends on a day begins: beyond the closing day's line, where
        that would run through it.
        """
        closing, room = self.day(self.race.competition.closing_as_of), self._room(size)
        reach = room * max(closing, 7, day / (1 - room))
        return closing if 0 < closing - day < reach else day

    def _weeks(self, size: str, left: float, right: float) -> dict[str, Any]:
        numbers = [r.iso_week.number for r in self.race.releases]
        if size == "wide":
            words = [_("week %(number)s") % {"number": n} for n in numbers]
        else:
            words = [str(n) for n in numbers]
        # The closing day's own label needs its room.
        near = 0.18 * right if size == "narrow" else 0.08 * right
        closing = self.day(self.race.competition.closing_as_of)
        ticks = [
            (d, w) for d, w in zip(self.days, words, strict=True) if not 0 < closing - d < near
        ]
        return {
            "range": [left, right],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "showline": False,
            "tickmode": "array",
            "tickvals": [day for day, _word in ticks],
            "ticktext": [word for _day, word in ticks],
            "ticklabeloverflow": "allow",
            "tickangle": 0,
            "ticks": "",
            "showspikes": True,
            "spikemode": "across",
            "spikesnap": "data",
            "spikedash": "solid",
            "spikethickness": 1,
            "spikecolor": "var(--rule-2)",
        }

    def values_axis(self, low: float, high: float) -> dict[str, Any]:
        """The grid lines and their values."""
        step = self._step if high - low <= 8 * self._step else 2 * self._step
        # A label stands above its line: the uppermost needs room for that.
        ticks = [
            t
            for t in range(int(low) + self._step, int(high) + 1, step)
            if t < high - 0.06 * (high - low)
        ]
        unit = wording.percent_gap() + wording.percent_unit()
        return ruled(low, high, ticks, f"{ticks[-1]}{unit}")

    def _date_lines(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "line",
                "layer": "below",
                "x0": self.day(day),
                "x1": self.day(day),
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": color, "width": 1, "dash": "2px,4px"},
            }
            for day, color in self.dates()
        ]

    def dates(self) -> Iterable[tuple[date, str]]:
        """The days that have a line, and its colour."""
        if self.race.baseline is not None:
            yield self.race.baseline.as_of, "var(--rule-2)"
        yield self.race.competition.closing_as_of, "var(--ink)"

    def day(self, day: date) -> int:
        """Days from the first release."""
        return (day - self.race.releases[0].as_of).days

    def date_labels(self, size: str) -> list[dict[str, Any]]:
        """The words at the days' lines."""
        found = self.closing_label(size)
        if self.race.baseline is not None:
            found.append(
                annotation(
                    _("growth is measured from here"),
                    x=self.day(self.race.baseline.as_of),
                    y=0,
                    yref="paper",
                    xanchor="left",
                    yanchor="bottom",
                    xshift=6,
                    font={"size": 13, "color": "var(--ink-2)"},
                )
            )
        return found

    def closing_label(self, size: str) -> list[dict[str, Any]]:
        """The closing day's, while it lies ahead."""
        closing = self.race.competition.closing_as_of
        if closing <= self.race.releases[-1].as_of:
            return []
        right = self.span(size)[1]
        return [
            annotation(
                wording.day_text(closing) if size == "wide" else _short_day(closing),
                x=self.day(closing),
                y=0,
                yref="paper",
                xanchor="right" if self.day(closing) > 0.9 * right else "center",
                yanchor="top",
                yshift=-5,
                font={"size": 13, "color": "var(--ink)", "weight": 600},
            )
        ]

    def _end_labels(self, size: str, low: float, high: float) -> list[dict[str, Any]]:
        """The names at the ends of the curves, moved apart where they would touch."""
        pixels = (HEIGHT[size] - MARGIN["t"] - MARGIN["b"]) / (high - low)
        ends = sorted(
            ((s, *s.last) for s in self.series if s.last), key=lambda end: -per_cent(end[2])
        )
        heights = [per_cent(value) * pixels for _s, _n, value in ends]
        tall = [s.label_height(size) for s, _n, _v in ends]
        return [
            annotation(
                s.label(value, size),
                x=self._label_day(self.days[n], size),
                y=per_cent(value),
                xanchor="left",
                yanchor="middle",
                align="left",
                xshift=14,
                yshift=round(moved - height),
                font=s.label_font(size),
            )
            for (s, n, value), height, moved in zip(
                ends, heights, spread(heights, tall), strict=True
            )
        ]


def ruled(low: float, high: float, ticks: Sequence[int], uppermost: str) -> dict[str, Any]:
    """An axis of values with a grid line at each tick; the uppermost one's words tell the unit."""
    return {
        "range": [low, high],
        "fixedrange": True,
        "gridcolor": "var(--rule)",
        "gridwidth": 1,
        "zeroline": False,
        "tickmode": "array",
        "tickvals": list(ticks),
        "ticktext": [*(str(tick) for tick in ticks[:-1]), uppermost],
        "ticklabelposition": "inside top",
        "tickfont": {"color": "var(--ink-2)"},
        "ticks": "",
    }


def spread(heights: Sequence[float], tall: Sequence[float]) -> list[float]:
    """Heights (from the highest down, in pixels) moved apart so that labels as `tall` as this do not
    touch; the uppermost of a heap moves up as far as the lowest moves down.
    """
    gaps = [(a + b) / 2 for a, b in pairwise(tall)]
    moved = list(heights)
    for _round in range(4 * len(moved)):
        for n, gap in enumerate(gaps):
            lacking = gap - (moved[n] - moved[n + 1])
            if lacking > 0:
                moved[n] += lacking / 2
                moved[n + 1] -= lacking / 2
    return moved


def _short_day(day: date) -> str:
    """`24. okt.`."""
    return date_format(day, pgettext("short date format", "j N"))


def annotation(text: str, **place: Any) -> dict[str, Any]:
    """Words at a place of the chart."""
    return {"text": text, "showarrow": False, "borderpad": 0, "bgcolor": "var(--paper)", **place}
