"""The own curve with the range that it leads into: as a Plotly figure, and as a small drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from competition import charts, wording
from competition.categories import Category
from competition.charts import Figure
from competition.curves import Series
from competition.own_projection import Landing
from competition.own_race import OwnRace
from competition.ranking import Ratio

STEP = 5
ROOM = {"wide": 1.10, "narrow": 1.34}
TOP, BOTTOM = 12.0, 90.0  # where the drawing's highest and lowest value stand, in per cent


def own_series(own: OwnRace, category: Category) -> Series:
    """The municipality's own values in a category, week by week; growth from its baseline on."""
    code = own.own.code
    track = next(n for n, track in enumerate(own.past.tracks) if track.code == code)
    weeks = range(len(own.past.days))
    begins = own.past.baseline_on if category.kind == "growth" else None
    values = [
        own.past.runners(week)[track].ratio(category)
        if begins is None or own.past.days[week] > begins
        else None
        for week in weeks
    ]
    return Series("own", own.own.name, own.own.name, values)


# --- the chart ------------------------------------------------------------------------------------
def fan(own: OwnRace, series: Series, landing: Landing) -> Figure | None:
    """The curve up to now, and the range at the deadline."""
    figure = charts.trend(own.race, [series], landing.category.kind)
    if figure is None or series.last is None:
        return None
    n, value = series.last
    start = own.race.releases[0].as_of
    now = (own.race.releases[n].as_of - start).days
    end = (own.race.competition.closing_as_of - start).days
    ends = [_number(landing.low), _number(landing.middle), _number(landing.high)]
    figure["data"] = [*_area(now, end, _number(value), ends), *figure["data"]]
    for size in ("wide", "narrow"):
        _widen(figure[size], ends, end, size)
        figure[size]["annotations"] = [
            *_labels(landing, end),
            _now(now, value),
            *_dates(list(figure[size]["annotations"])[1:], end),
        ]
    return figure


def _number(ratio: Ratio) -> float:
    return round(100 * ratio.numerator / ratio.denominator, 3)


def _area(now: int, end: int, value: float, ends: Sequence[float]) -> list[dict[str, Any]]:
    low, middle, high = ends
    blank = {"mode": "lines", "hoverinfo": "skip", "showlegend": False, "type": "scatter"}
    return [
        blank
        | {
            "x": [now, end, end, now],
            "y": [value, high, low, value],
            "fill": "toself",
            "fillcolor": "var(--accent-tint)",
            "line": {"width": 0},
        },
        blank
        | {
            "x": [now, end],
            "y": [value, middle],
            "line": {"color": "var(--accent)", "width": 2, "dash": "5px,4px"},
        },
    ]


def _widen(layout: dict[str, Any], ends: Sequence[float], end: int, size: str) -> None:
    """Room for the range above and below, and for its words at the right."""
    low, high = layout["yaxis"]["range"]
    low, high = min(low, max(0, ends[0] - STEP / 2) // STEP * STEP), max(high, ends[2] + STEP / 2)
    ticks = [
        t for t in range(int(low) + STEP, int(high) + 1, STEP) if t < high - 0.06 * (high - low)
    ]
    layout["yaxis"] |= {
        "range": [low, high],
        "tickvals": ticks,
        "ticktext": [
            *map(str, ticks[:-1]),
            *(f"{t}{wording.percent_gap()}{wording.percent_unit()}" for t in ticks[-1:]),
        ],
    }
    layout["xaxis"]["range"] = [layout["xaxis"]["range"][0], end * ROOM[size]]


def _labels(landing: Landing, end: int) -> list[dict[str, Any]]:
    font = {"size": 20, "color": "var(--accent)", "weight": 600}
    high, low = landing.high, landing.low
    same = wording.percent_number(high) == wording.percent_number(low)
    edges = [(high, "middle", 0)] if same else [(high, "bottom", -6), (low, "top", 6)]
    return [
        _label(wording.percent_number(ratio), end, _number(ratio), font=font)
        | {"yanchor": anchor, "xshift": 10, "xanchor": "left", "yshift": -shift}
        for ratio, anchor, shift in edges
    ]


def _dates(labels: list[dict[str, Any]], end: int) -> list[dict[str, Any]]:
    """The words of the dates; the deadline's stand in the middle below its line, where there is room."""
    return [each | {"xanchor": "center"} if each["x"] == end else each for each in labels]


def _now(day: int, value: Ratio) -> dict[str, Any]:
    font = {"size": 20, "color": "var(--accent)", "weight": 600}
    label = _label(wording.percent_number(value), day, _number(value), font=font)
    return label | {"xanchor": "right", "yanchor": "bottom", "xshift": -12, "yshift": 6}


def _label(text: str, x: float, y: float, *, font: dict[str, Any]) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "showarrow": False, "borderpad": 0, "font": font}


# --- the drawing ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Point:
    """Where a value stands, per cent of the drawing."""

    x: str
    y: str
    text: str = ""

    @property
    def is_late(self) -> bool:
        """Whether it stands where a phone has the deadline's words."""
        return float(self.x) > 72  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Drawing:
    """The overview's picture, in per cent of its size: points of the curve, the corners of the range,
    the shares at the side and the weeks below.
    """

    line: str
    area: str
    dots: Sequence[Point]
    now: Point
    low: Point
    high: Point
    grid: Sequence[Point]
    weeks: Sequence[Point]


def drawing(own: OwnRace, series: Series, landing: Landing) -> Drawing | None:
    """The curve and its range; None without a value."""
    known = [(n, v) for n, v in enumerate(series.values) if v is not None]
    if not known:
        return None
    start = own.race.releases[known[0][0]].as_of
    whole = max(1, (own.race.competition.closing_as_of - start).days)
    values = [_number(v) for _n, v in known]
    low, high = min([*values, _number(landing.low)]), max([*values, _number(landing.high)])
    scale = max(high - low, 1.0)

    def down(value: float) -> str:
        return f"{BOTTOM - (value - low) / scale * (BOTTOM - TOP):.2f}"

    def across(n: int) -> str:
        return f"{100 * (own.race.releases[n].as_of - start).days / whole:.2f}"

    dots = [
        Point(across(n), down(v), str(own.race.releases[n].iso_week.number))
        for (n, _ratio), v in zip(known, values, strict=True)
    ]
    last, ends = dots[-1], (down(_number(landing.high)), down(_number(landing.low)))
    return Drawing(
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        area=f"{last.x},{last.y} 100,{ends[0]} 100,{ends[1]}",
        dots=dots,
        now=Point(last.x, last.y, wording.percent_number(known[-1][1])),
        high=Point("100", ends[0], wording.percent_number(landing.high)),
        low=Point("100", ends[1], wording.percent_number(landing.low)),
        grid=_grid(low, high, down),
        weeks=[dot for dot in dots if float(dot.x) < 86],  # noqa: PLR2004  the deadline's words stand there
    )


def _grid(low: float, high: float, down: Any) -> list[Point]:
    """Lines at round shares: every second, or fifth where there would be more than six."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if (high - low) / s <= 6)  # noqa: PLR2004
    first = int(low // step + 1) * step
    unit = wording.percent_gap() + wording.percent_unit()
    marks = range(first, int(high) + 1, step)
    return [
        Point("0", down(mark), f"{mark}{unit}" if mark == marks[-1] else str(mark))
        for mark in marks
    ]
