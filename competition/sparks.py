"""The small curves of the ranking: how far each municipality has moved ahead of the country.

All curves of levels look alike, since everybody rises. The difference to the country's own rise, in
percentage points since the first week shown, tells who runs faster. For drawing only: nothing here
decides a place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from competition import wording
from competition.categories import Category
from competition.standings import Entrant, Race, Table
from signups.models import Release

SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 96, 32, 4


@dataclass(frozen=True, slots=True)
class Spark:
    """A small curve: how far a municipality has moved ahead of the country (up) or behind it."""

    points: str
    end: str
    text: str


def of(race: Race, table: Table) -> dict[str, Spark]:
    """By code: percentage points won on the country since the first week shown.

    One scale for all, as wide as the ranked need; those outside are held within it.
    """
    releases = releases_shown(race, table)
    if len(releases) < 2:  # noqa: PLR2004  one point makes no curve
        return {}
    country = [_country(race, table.category, release) for release in releases]
    leads: dict[str, list[float]] = {}
    for entrant in race.entrants:
        values = [_own(race, table.category, entrant, release) for release in releases]
        pairs = zip(values, country, strict=True)
        ahead = [v - c for v, c in pairs if v is not None and c is not None]
        if len(ahead) == len(releases):
            leads[entrant.code] = [value - ahead[0] for value in ahead]
    shown = {line.entrant.code for line in table.ranked}
    drawn = [abs(value) for code, lead in leads.items() if code in shown for value in lead]
    reach = max(drawn, default=0.0) or 1.0
    return {code: _spark(lead, reach) for code, lead in leads.items()}


def releases_shown(race: Race, table: Table) -> list[Release]:
    """The releases that the curves run over: growth begins at the baseline."""
    every = race.ranked_releases if table.category.kind == "growth" else race.releases
    return [release for release in every if release.as_of <= table.release.as_of]


def _own(race: Race, category: Category, entrant: Entrant, release: Release) -> float | None:
    counts, people = entrant.counts.get(release.pk), entrant.population
    before = entrant.counts.get(race.baseline.pk) if race.baseline else None
    if counts is None:
        return None
    if category.kind == "growth":
        return _gain(counts.registered_15_plus, before.registered_15_plus if before else 0)
    if people is None:
        return None
    if category.key == "youth":
        return _share(counts.registered_15_24, people.population_15_24)
    return _share(counts.registered_15_plus, people.population_15_plus)


def _country(race: Race, category: Category, release: Release) -> float | None:
    if category.kind == "growth":
        if race.baseline is None:
            return None
        before, now = race.totals(race.baseline, release)
        return _gain(now.registered_15_plus, before.registered_15_plus)
    total = race.total(release)
    if category.key == "youth":
        return _share(total.registered_15_24, total.population_15_24)
    return _share(total.registered_15_plus, total.population_15_plus)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _gain(now: int, before: int) -> float | None:
    return 100 * (now / before - 1) if before else None


def _spark(lead: Sequence[float], reach: float) -> Spark:
    middle = SPARK_HEIGHT / 2
    step = (SPARK_WIDTH - 2 * SPARK_MARGIN) / (len(lead) - 1)
    points = [
        (SPARK_MARGIN + n * step, middle - min(max(value / reach, -1), 1) * (middle - SPARK_MARGIN))
        for n, value in enumerate(lead)
    ]
    text = wording.decimal(round(lead[-1] * 1000), 1000)
    return Spark(
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        end=f"{points[-1][1]:.1f}",
        text=text if text.startswith(wording.MINUS) else f"+{text}",
    )
