"""A second opinion on every place: PostgreSQL's own window functions over the tables.

The oracle reads figures, population and participants in SQL and shares no code with the ranking.
Values are compared as whole numbers of 10^-40, which tells all fractions of the tables' numbers apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition import races
from competition.categories import BY_SLUG, CATEGORIES
from competition.models import Competition, Participation
from municipalities.models import Municipality, Population
from signups.models import Figure, Release
from tests import factories as make

ORACLE = """
WITH numbers AS (
    SELECT m.code, m.sort_key, m.region_id AS region,
           EXISTS (SELECT FROM competition_participation c
                   WHERE c.municipality_id = m.code AND c.competition_id = %(race)s) AS takes_part,
           CASE %(category)s WHEN 'mest-digitale' THEN f.registered_15_plus
                             WHEN 'unge' THEN f.registered_15_24
                             ELSE f.registered_15_plus - b.registered_15_plus END::numeric AS up,
           NULLIF(CASE %(category)s WHEN 'mest-digitale' THEN p.population_15_plus
                                    WHEN 'unge' THEN p.population_15_24
                                    ELSE b.registered_15_plus END, 0)::numeric AS down
    FROM municipalities_municipality m
    LEFT JOIN signups_figure f ON f.municipality_id = m.code AND f.release_id = %(release)s
    LEFT JOIN signups_figure b ON b.municipality_id = m.code AND b.release_id = %(baseline)s
    LEFT JOIN municipalities_population p ON p.municipality_id = m.code AND p.as_of = %(people)s
), ranked AS (
    SELECT *, rank() OVER best AS place, rank() OVER best_in_region AS place_in_region
    FROM (SELECT *, div(up * 10::numeric ^ 40, down) AS value FROM numbers) valued
    WHERE takes_part AND up IS NOT NULL AND down IS NOT NULL
    WINDOW best AS (ORDER BY value DESC),
           best_in_region AS (PARTITION BY region ORDER BY value DESC)
)
SELECT n.code, r.place, r.place_in_region
FROM numbers n LEFT JOIN ranked r USING (code)
ORDER BY r.place NULLS LAST, NOT n.takes_part, n.sort_key COLLATE "C", n.code
"""
SIZE = 9
small = st.integers(0, 12)


@dataclass(frozen=True)
class Row:
    """One municipality's numbers; None where there is no figure or population."""

    takes_part: bool
    region: int
    population: tuple[int, int] | None
    before: tuple[int, int] | None
    now: tuple[int, int] | None


def both(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, int] | None]:
    """All, and the young among them, or nothing known."""
    return st.none() | st.tuples(numbers, numbers).map(lambda pair: (max(pair), min(pair)))


def rows(
    people: st.SearchStrategy[int], registered: st.SearchStrategy[int]
) -> st.SearchStrategy[Row]:
    """Municipalities, most of them participants, with such numbers."""
    return st.builds(
        Row,
        st.booleans() | st.just(value=True),
        st.integers(1, 3),
        both(people),
        both(registered),
        both(registered),
    )


# Few and small numbers give ties, zeros and equal fractions in other terms; large ones that lie
# close together give twins that agree in eleven decimals.
small_rows = rows(small, small)
twin_rows = rows(st.integers(10**6, 10**6 + 3), st.integers(10**6 - 3, 10**6))
examples = st.one_of(
    *(st.lists(kind, min_size=SIZE, max_size=SIZE) for kind in (small_rows, twin_rows)),
    st.lists(small_rows | twin_rows, min_size=SIZE, max_size=SIZE),
)


def by_the_oracle(
    race: Competition, category: str, release: Release, baseline: Release
) -> list[tuple[str, int | None, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            ORACLE,
            {
                "race": race.pk,
                "category": category,
                "release": release.pk,
                "baseline": baseline.pk,
                "people": race.population_as_of,
            },
        )
        return [tuple(row) for row in cursor.fetchall()]


def by_the_site(
    race: Competition, category: str, release: Release
) -> list[tuple[str, int | None, int | None]]:
    loaded = races.load(race, Release.objects.published().order_by("as_of"))
    found = loaded.compute(BY_SLUG[category], release)
    return [(s.code, s.place, s.place_in_region) for s in found]


def store(race: Competition, releases: Sequence[Release], rows: Sequence[Row]) -> None:
    """Put the numbers in the tables, in place of those of the example before."""
    with make.correcting():
        Figure.objects.all().delete()
    Population.objects.all().delete()
    Participation.objects.all().delete()
    found = list(Municipality.objects.order_by("code"))
    pairs = list(zip(found, rows, strict=False))
    for who, row in pairs:
        who.region_id = f"108{row.region}"
    Municipality.objects.bulk_update(found, ["region"])
    Participation.objects.bulk_create(
        Participation(competition=race, municipality=who, enrolled_at=make.at(2014, 9, 1, 12))
        for who, row in pairs
        if row.takes_part
    )
    Population.objects.bulk_create(
        Population(
            municipality=who,
            as_of=race.population_as_of,
            population_15_plus=row.population[0],
            population_15_24=row.population[1],
        )
        for who, row in pairs
        if row.population
    )
    make.store_figures(
        Figure(
            release=release,
            municipality=who,
            registered_15_plus=numbers[0],
            registered_15_24=numbers[1],
            exempt_15_plus=0,
        )
        for who, row in pairs
        for release, numbers in zip(releases, (row.before, row.now), strict=True)
        if numbers
    )


@pytest.fixture
def race(db: None) -> Competition:
    """A race with municipalities whose names want the Danish alphabet, and nothing else yet."""
    for name in ("Ærø", "Aalborg", "Ørsted", "Odder", "Allerød", "Åbenrå", "Vejle", "Zink", "Ål"):
        make.municipality(name, population=None)
    for code in ("1081", "1082", "1083"):
        make.region(code)
    return make.competition()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(many=examples)
def test_postgresql_gives_everybody_the_same_places(race: Competition, many: list[Row]) -> None:
    baseline = Release.objects.filter(week="2014-W36").first() or make.published("2014-W36")
    release = Release.objects.filter(week="2014-W41").first() or make.published("2014-W41")
    store(race, (baseline, release), many)
    for category in CATEGORIES:
        expected = by_the_oracle(race, category.slug, release, baseline)
        assert by_the_site(race, category.slug, release) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.slug)
def test_postgresql_gives_the_whole_country_the_places_that_were_stored(category) -> None:
    race = make.autumn(weeks=(36, 41))
    baseline, release = Release.objects.order_by("as_of")
    expected = {
        code: places for code, *places in by_the_oracle(race, category.slug, release, baseline)
    }
    stored = release.places.filter(category=category.slug)
    found = {p.municipality_id: [p.place, p.place_in_region] for p in stored}
    assert found == expected
    assert sum(places[0] is not None for places in found.values()) == 47
