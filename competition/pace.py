"""New registrations week by week: a municipality's own against its region's, and where its events lie.

A value is new registrations in seven days per 1,000 citizens aged 15 and over, the exempt included,
so that a large and a small municipality, and a week that was passed over, can be compared. It is told
of what is public alone. That a rise follows an event proves no cause.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from textwrap import shorten
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from competition import charts, wording
from competition.curves import Series
from competition.ranking import Ratio
from competition.standings import Entrant, Race
from signups.models import Release

# The values are drawn and told as per cent are, so per thousand stands as ten times its share.
PER_THOUSAND = 10
ROOM = 1.35
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MOST_STEPS = 5
NEAR = {"wide": 0.03, "narrow": 0.1}
MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it is marked on the curve; events are numbered by their day."""

    number: int
    day: date
    title: str


@dataclass(frozen=True, slots=True)
class Week:
    """The time from the release before to this one: new registrations, and per 1,000 in seven days.
    None where a figure is missing in one of the two.
    """

    release: Release
    since: Release
    new: int | None
    own: Ratio | None
    region: Ratio | None
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Pace:
    """The weeks, the two curves over the race's releases, and the figure; `figure` is None where
    there is nothing to draw. `later` are the events that lie outside of it.
    """

    weeks: Sequence[Week]
    series: Sequence[Series]
    figure: charts.Figure | None
    later: Sequence[Event]


def build(race: Race, entrant: Entrant, events: Sequence[Event]) -> Pace:
    """The municipality's pace and its region's."""
    weeks = [_week(race, entrant, a, b, events) for a, b in pairwise(race.releases)]
    series = [
        Series("own", entrant.name, entrant.name, [None, *(w.own for w in weeks)]),
        Series("region", entrant.region.name, _("the region"), [None, *(w.region for w in weeks)]),
    ]
    last = race.competition.closing_as_of
    drawn = [event for event in events if event.day <= last]
    figure = _figure(race, series, drawn) if weeks else None
    return Pace(weeks, series, figure, [event for event in events if event.day > last])


def _week(
    race: Race, entrant: Entrant, before: Release, now: Release, events: Sequence[Event]
) -> Week:
    days = (now.as_of - before.as_of).days
    was, counts, people = (
        entrant.counts.get(before.pk),
        entrant.counts.get(now.pk),
        entrant.population,
    )
    new = counts.registered_15_plus - was.registered_15_plus if was and counts else None
    first, second = race.totals(before, now, entrant.region.code)
    return Week(
        release=now,
        since=before,
        new=new,
        own=_rate(new, people.population_15_plus if people else 0, days),
        region=_rate(
            second.registered_15_plus - first.registered_15_plus, second.population_15_plus, days
        ),
        events=[event for event in events if before.as_of < event.day <= now.as_of],
    )


def _rate(new: int | None, people: int, days: int) -> Ratio | None:
    if new is None or not people:
        return None
    return Ratio(7 * PER_THOUSAND * new, people * days)


def numbers(events: Iterable[Event]) -> str:
    """`1, 2 and 5`."""
    return wording.joined([str(event.number) for event in events])


# --- the figure -----------------------------------------------------------------------------------
def _figure(race: Race, series: Sequence[Series], events: Sequence[Event]) -> charts.Figure | None:
    drawn = [one for one in series if one.last]
    if not drawn:
        return None
    start = race.releases[0].as_of
    days = [(r.as_of - start).days for r in race.releases]
    frame = _Frame(race, drawn, days, "share", events)
    curves = [charts.curve(s, frame.days, wording.percent_number) for s in reversed(drawn)]
    return charts.made([*curves, *frame.marks()], frame)


@dataclass(frozen=True)
class _Frame(charts.Frame):
    """The frame of the pace: the events stand above the curves, a thin line at each one's day."""

    events: Sequence[Event] = field(default_factory=list)

    def marks(self) -> list[go.Scatter]:
        """A mark for each event; what it was stands beside the pointer."""
        if not self.events:
            return []
        top = self.top
        titles = [shorten(event.title, MOST_LETTERS, placeholder="…") for event in self.events]
        return [
            go.Scatter(
                x=[self.day(event.day) for event in self.events],
                y=[top] * len(self.events),
                customdata=[
                    f"{event.number}. {escape(title, quote=False)}"
                    for event, title in zip(self.events, titles, strict=True)
                ],
                hovertemplate="%{customdata}<extra></extra>",
                name=_("Events"),
                mode="markers",
                marker={"color": "var(--ink)", "symbol": "triangle-down", "size": 10},
                cliponaxis=False,
            )
        ]

    @property
    def top(self) -> float:
        """The height of the marks."""
        low, high = self.bounds()
        return low + 0.9 * (high - low)

    def bounds(self) -> tuple[float, float]:
        """From zero, or the lowest fall, to some room above the highest value for the marks."""
        values = [charts.per_cent(v) for s in self.series for v in s.values if v]
        return min(0.0, *values), max(1.0, *values) * ROOM

    def span(self, size: str) -> tuple[float, float]:
        """Wide enough for the first event."""
        left, right = super().span(size)
        days = [self.day(event.day) - 1 for event in self.events]
        return min([left, *days]), right

    def values_axis(self, low: float, high: float) -> dict[str, Any]:
        """A handful of whole steps, below the marks."""
        step = next((s for s in STEPS if high / s <= MOST_STEPS), 1000)
        ticks = list(range(step, int(self.top), step)) or [step]
        return charts.ruled(low, high, ticks, _("%(n)d per 1,000") % {"n": ticks[-1]})

    def dates(self) -> Iterable[tuple[date, str]]:
        """The days of the events, and the closing day."""
        for day in sorted({event.day for event in self.events}):
            yield day, "var(--rule-2)"
        yield self.race.competition.closing_as_of, "var(--ink)"

    def date_labels(self, size: str) -> list[dict[str, Any]]:
        """The events' numbers above their marks."""
        low, high = self.bounds()
        left, right = self.span(size)
        return [
            *self.closing_label(size),
            *(
                charts.annotation(
                    _either(group),
                    x=(self.day(group[0].day) + self.day(group[-1].day)) / 2,
                    y=self.top + 0.03 * (high - low),
                    xanchor="center",
                    yanchor="bottom",
                    font={"size": 13, "color": "var(--ink)", "weight": 600},
                )
                for group in _near(self.events, days=NEAR[size] * (right - left))
            ),
        ]


def _near(events: Sequence[Event], *, days: float) -> list[list[Event]]:
    """Events that lie so close that their numbers would touch, together."""
    groups: list[list[Event]] = []
    for event in events:
        if groups and event.day - groups[-1][-1].day < timedelta(days=days):
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def _either(group: Sequence[Event]) -> str:
    first, last = group[0].number, group[-1].number
    return str(first) if first == last else f"{first}-{last}"
