"""Places week by week: one municipality's path through the whole field, as lengths for a drawing.

Coordinates are per cent of the drawing, as text with a decimal point in every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from competition.categories import Category
from competition.standings import Line, Race
from signups.models import Release

# More lines than these would hide the one that matters.
MOST_LINES = 120
SIDE, TOP = 6.0, 8.0


@dataclass(frozen=True, slots=True)
class Stop:
    """The municipality's line in one week and where it is drawn; no `y` without a place."""

    release: Release
    line: Line
    x: str
    y: str | None


@dataclass(frozen=True, slots=True)
class Path:
    """One category's history of one municipality, in the field of `size` ranked."""

    category: Category
    size: int
    stops: Sequence[Stop]
    own: Sequence[str]
    others: Sequence[str]

    @property
    def has_places(self) -> bool:
        return any(stop.line.place for stop in self.stops)

    @property
    def best(self) -> int | None:
        """The best place so far."""
        return min((s.line.place for s in self.stops if s.line.place), default=None)


def path(race: Race, category: Category, code: str) -> Path:
    """The stored places of one municipality in a category, and the others' lines behind it."""
    releases = race.ranked_releases
    columns = [_across(n, len(releases)) for n in range(len(releases))]
    tables = [race.table(category, release) for release in releases]
    size = max((len(table.ranked) for table in tables), default=0)
    places = [{x.entrant.code: x.place for x in t.ranked if x.place} for t in tables]
    stops = []
    for release, table, x in zip(releases, tables, columns, strict=True):
        line = table.of(code)
        stops.append(Stop(release, line, x, _down(line.place, size) if line.place else None))
    codes = sorted(set().union(*places) - {code}) if size <= MOST_LINES else []
    return Path(
        category=category,
        size=size,
        stops=stops,
        own=_lines(code, places, columns, size),
        others=[line for other in codes for line in _lines(other, places, columns, size)],
    )


def _lines(
    code: str, places: Sequence[dict[str, int]], columns: Sequence[str], size: int
) -> list[str]:
    """The points of the municipality's polylines: one for each run of weeks with a place."""
    runs: list[list[str]] = [[]]
    for x, placed in zip(columns, places, strict=True):
        if code in placed:
            runs[-1].append(f"{x},{_down(placed[code], size)}")
        elif runs[-1]:
            runs.append([])
    return [" ".join(run) for run in runs if len(run) > 1]


def _across(number: int, count: int) -> str:
    return f"{SIDE + (100 - 2 * SIDE) * (number / (count - 1) if count > 1 else 1):.2f}"


def _down(place: int, size: int) -> str:
    return f"{TOP + (100 - 2 * TOP) * ((place - 1) / (size - 1) if size > 1 else 0):.2f}"
