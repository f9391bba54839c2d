"""The three categories, row by row as the rules say."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from competition.categories import (
    BY_SLUG,
    CATEGORIES,
    MAIN,
    Basis,
    Counts,
    People,
    growth,
    share_of_citizens,
    share_of_young,
)
from competition.ranking import Ratio, Unranked

BASIS = Basis(
    figure=Counts(registered_15_plus=600, registered_15_24=90, exempt_15_plus=70),
    baseline=Counts(registered_15_plus=500, registered_15_24=80, exempt_15_plus=60),
    population=People(population_15_plus=1000, population_15_24=150),
)


def test_the_main_category_is_the_share_of_all_citizens_of_15_and_over() -> None:
    assert share_of_citizens(BASIS) == Ratio(600, 1000)


def test_the_exempt_stay_in_the_denominator() -> None:
    assert BASIS.figure is not None
    all_exempt = replace(BASIS, figure=replace(BASIS.figure, exempt_15_plus=400))
    assert share_of_citizens(all_exempt) == share_of_citizens(BASIS)


def test_the_youth_category_is_the_share_of_those_of_15_to_24() -> None:
    assert share_of_young(BASIS) == Ratio(90, 150)


def test_the_sprint_is_the_rise_in_number_since_the_baseline_of_that_baseline() -> None:
    assert growth(BASIS) == Ratio(100, 500)


def test_the_sprint_needs_no_population() -> None:
    assert growth(replace(BASIS, population=None)) == Ratio(100, 500)


def test_growth_below_zero_is_a_value() -> None:
    assert growth(replace(BASIS, figure=Counts(499, 0, 0))) == Ratio(-1, 500)


def test_falling_to_none_is_a_value() -> None:
    assert growth(replace(BASIS, figure=Counts(0, 0, 0))) == Ratio(-500, 500)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_baseline_week": True}, Unranked.BASELINE_WEEK),
        ({"figure": None}, Unranked.NO_FIGURE),
        ({"baseline": None}, Unranked.NO_BASELINE),
        ({"baseline": Counts(0, 0, 0)}, Unranked.ZERO_BASELINE),
    ],
)
def test_without_growth_there_is_a_reason(change: dict[str, Any], reason: Unranked) -> None:
    assert growth(replace(BASIS, **change)) is reason


@pytest.mark.parametrize("measure", [share_of_citizens, share_of_young])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"figure": None}, Unranked.NO_FIGURE),
        ({"population": None}, Unranked.NO_POPULATION),
        ({"population": People(0, 0)}, Unranked.NO_POPULATION),
    ],
)
def test_without_a_share_there_is_a_reason(
    measure: Callable[[Basis], object], change: dict[str, Any], reason: Unranked
) -> None:
    assert measure(replace(BASIS, **change)) is reason


def test_missing_is_not_zero() -> None:
    none_registered = replace(BASIS, figure=Counts(0, 0, 0))
    assert share_of_citizens(none_registered) == Ratio(0, 1000)
    assert share_of_citizens(replace(BASIS, figure=None)) is Unranked.NO_FIGURE


def test_a_place_without_young_people_has_a_share_of_all_but_none_of_the_young() -> None:
    old = replace(BASIS, population=People(1000, 0))
    assert share_of_citizens(old) == Ratio(600, 1000)
    assert share_of_young(old) is Unranked.NO_POPULATION


def test_the_categories_have_the_addresses_and_accents_of_the_site() -> None:
    assert [(c.slug, c.key, c.kind) for c in CATEGORIES] == [
        ("mest-digitale", "main", "share"),
        ("slutspurt", "sprint", "growth"),
        ("unge", "youth", "share"),
    ]
    assert [BY_SLUG[c.slug] for c in CATEGORIES] == list(CATEGORIES)


def test_only_the_main_category_has_regional_winners() -> None:
    assert [c for c in CATEGORIES if c.has_regional_winners] == [MAIN]
