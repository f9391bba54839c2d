"""Whole countries: the real Denmark with its demonstration figures, and invented ones."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from competition.models import Competition, Participation
from municipalities import names
from municipalities.models import Municipality, Population
from signups.models import Figure, Release
from signups.weeks import Week
from tests.factories.counted import published, store_figures, store_places
from tests.factories.judged import competition, takes_part
from tests.factories.kept import made_once
from tests.factories.who import POPULATION_DAY, at, region

ROOT = Path(__file__).resolve().parent.parent.parent


def denmark() -> Competition:
    """The 98 municipalities, their real population, and the 2014 competition with its 47
    (synthetic) participants; no figures yet."""
    for row in rows("municipalities/data/municipalities.csv"):
        Municipality.objects.create(
            code=row["code"],
            name=row["name"],
            region=region(row["region_code"], row["region_name"]),
        )
    Population.objects.bulk_create(
        Population(
            municipality_id=row["code"],
            as_of=POPULATION_DAY,
            population_15_plus=int(row["age_15_plus"]),
            population_15_24=int(row["age_15_24"]),
        )
        for row in rows("municipalities/data/population-2014k1.csv")
    )
    race = competition()
    Participation.objects.bulk_create(
        Participation(competition=race, municipality_id=row["code"], enrolled_at=at(2014, 9, 1, 12))
        for row in rows("competition/data/participants-demo.csv")
    )
    return race


def weekly_file(week: Week) -> bytes:
    """The demonstration's (synthetic) file of one week, as it is sent."""
    return (ROOT / "signups/data/weekly" / f"{week.slug}.csv").read_bytes()


def weekly_figures(release: Release) -> Release:
    """Give a release the demonstration's figures of its week."""
    store_figures(
        Figure(
            release=release,
            municipality_id=row["kommunekode"],
            registered_15_plus=int(row["tilmeldte 15+"]),
            registered_15_24=int(row["tilmeldte 15-24"]),
            exempt_15_plus=int(row["fritagne 15+"]),
        )
        for row in rows(f"signups/data/weekly/{release.iso_week.slug}.csv", delimiter=";")
    )
    return release


def autumn(*, weeks: Iterable[int] = range(34, 42)) -> Competition:
    """Denmark with these weeks of 2014 published, places stored, as the demonstration shows them.

    The clock is left alone; `the_clock_shows(at(2014, 10, 18, 10))` is the demonstration's day.
    """
    numbers = tuple(weeks)

    def anew() -> Competition:
        race = denmark()
        for number in numbers:
            store_places(weekly_figures(published(Week(2014, number))))
        return race

    return made_once(("autumn", numbers), anew)


def invented(count: int, *, race: Competition | None = None) -> list[Municipality]:
    """Many invented municipalities over the five regions, each with a population; every second one
    takes part in `race`."""
    regions = [region(f"108{n}") for n in range(1, 6)]
    made = Municipality.objects.bulk_create(
        Municipality(
            code=f"M{n:06}",
            name=f"Opfundet {n:06}",
            slug=f"opfundet-{n:06}",
            sort_key=names.sort_key(f"Opfundet {n:06}"),
            region=regions[n % 5],
        )
        for n in range(count)
    )
    Population.objects.bulk_create(
        Population(
            municipality=who,
            as_of=POPULATION_DAY,
            population_15_plus=5000 + 37 * n % 90000,
            population_15_24=800 + 7 * n % 4000,
        )
        for n, who in enumerate(made)
    )
    if race is not None:
        takes_part(race, *made[::2])
    return made


def invented_figures(release: Release, municipalities: Sequence[Municipality]) -> Release:
    """Give a release a figure for each of these (as `invented` made them), growing by the week."""
    counts = invented_counts(release, len(municipalities))
    store_figures(
        Figure(
            release=release,
            municipality=who,
            registered_15_plus=adults,
            registered_15_24=young,
            exempt_15_plus=exempt,
        )
        for who, (adults, young, exempt) in zip(municipalities, counts, strict=True)
    )
    return release


def invented_counts(release: Release, count: int) -> Iterator[tuple[int, int, int]]:
    """Registered 15+, 15-24 and exempt of so many invented municipalities in the release's week."""
    weeks = release.iso_week.number - 30
    for n in range(count):
        adults = 2000 + (37 * n % 90000) // 2 + weeks * (20 + n % 17)
        yield adults, 300 + (7 * n % 4000) // 3 + weeks, 100 + n % 300


def rows(path: str, *, delimiter: str = ",") -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
