"""What looks wrong though it is possible: every warning, at its exact border."""

from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from signups import plausibility
from signups.lines import Row, Total
from signups.plausibility import _TEXTS, check

NAMES = {"101": "København", "851": "Aalborg"}
POPULATION = {"101": (10_000, 2_000), "851": (10_000, 2_000)}
AALBORG = Row(3, "851", 6_001, 1_001, 501)
LAST_WEEK = {"101": (6_000, 1_000, 500), "851": (6_000, 1_000, 500)}


def warnings(now: tuple[int, int, int], was: tuple[int, int, int] | None = None, **options):
    """Those of Copenhagen with these stocks, when it had those last week."""
    settings = {
        "municipalities": {"101": "København"},
        "previous": {"101": was} if was else None,
        "population": POPULATION,
        "file_total": None,
    }
    return check([Row(2, "101", *now)], **(settings | options))


def keys(*arguments, **options) -> list[str]:
    return [":".join(warning.key.split(":")[:3]) for warning in warnings(*arguments, **options)]


def test_an_ordinary_week_has_no_warning():
    assert keys((6_100, 1_010, 510), (6_000, 1_000, 500)) == []


def test_a_first_week_has_nothing_to_be_held_against():
    assert keys((6_000, 1_000, 500)) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ((5_970, 1_010, 510), []),
        ((5_969, 1_010, 510), ["fall:101:registered_15_plus"]),
        ((6_010, 995, 510), []),
        ((6_010, 994, 510), ["fall:101:registered_15_24"]),
        ((6_010, 1_010, 498), []),
        ((6_010, 1_010, 497), ["fall:101:exempt_15_plus"]),
    ],
)
def test_a_fall_of_more_than_half_a_per_cent_is_warned_of(now, expected):
    assert keys(now, (6_000, 1_000, 500)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ((6_500, 1_010, 510), []),
        ((6_501, 1_010, 510), ["rise:101:registered_15_plus"]),
        ((6_010, 1_100, 510), []),
        ((6_010, 1_101, 510), ["rise:101:registered_15_24"]),
        ((6_010, 1_010, 1_000), []),
        ((6_010, 1_010, 1_001), ["rise:101:exempt_15_plus"]),
    ],
)
def test_a_rise_of_more_than_five_percentage_points_is_warned_of(now, expected):
    assert keys(now, (6_000, 1_000, 500)) == expected


@pytest.mark.parametrize(
    ("now", "was", "expected"),
    [
        (99, 10, []),
        (100, 10, ["tenfold:101:exempt_15_plus"]),
        (9, 1, []),
        (10, 1, ["tenfold:101:exempt_15_plus"]),
        (10, 0, []),
        (51, 500, ["fall:101:exempt_15_plus"]),
        (50, 500, ["fall:101:exempt_15_plus", "tenth:101:exempt_15_plus"]),
        (0, 500, ["fall:101:exempt_15_plus", "tenth:101:exempt_15_plus"]),
        (0, 0, []),
    ],
)
def test_ten_times_or_a_tenth_of_last_weeks_number_is_warned_of(now, was, expected):
    assert keys((6_010, 1_010, now), (6_000, 1_000, was)) == expected


def test_more_people_than_live_there_is_warned_of_and_never_clipped():
    assert keys((9_000, 1_000, 1_000)) == []
    (warning,) = warnings((9_000, 1_000, 1_001))
    assert warning == plausibility.Warning(
        "above_population", "101", "", "København", now=10_001, reference=10_000
    )
    assert keys((9_000, 2_001, 900)) == ["young_above_population:101:registered_15_24"]


def test_without_a_population_nothing_is_held_against_it():
    assert keys((9_000, 9_000, 9_000), (6_000, 1_000, 1_000), population={}) == []


def test_figures_that_are_all_last_weeks_are_warned_of():
    rows = [Row(2, "101", 6_000, 1_000, 500), AALBORG]
    found = check(
        rows, municipalities=NAMES, previous=LAST_WEEK, population=POPULATION, file_total=None
    )
    assert [":".join(warning.key.split(":")[:3]) for warning in found] == ["unchanged:101:"]
    assert keys((6_000, 1_000, 501), (6_000, 1_000, 500)) == []


def test_a_file_that_is_last_weeks_whole_is_one_warning():
    rows = [Row(line, code, *LAST_WEEK[code]) for line, code in enumerate(NAMES, start=2)]
    found = check(
        rows, municipalities=NAMES, previous=LAST_WEEK, population=POPULATION, file_total=None
    )
    assert [":".join(warning.key.split(":")[:3]) for warning in found] == ["all_unchanged::"]


def test_the_same_file_is_warned_of():
    (warning,) = warnings((6_000, 1_000, 500), same_file_as="2014-uge-41.csv")
    assert (":".join(warning.key.split(":")[:3]), warning.detail) == (
        "same_file::",
        "2014-uge-41.csv",
    )


@pytest.mark.parametrize("kind", ["file_total", "national_total"])
def test_a_sum_that_differs_from_a_total_is_warned_of_by_figure(kind):
    rows = [Row(2, "101", 6_000, 1_000, 500), AALBORG]
    total = Total(12_001, None, 1_000)
    found = check(
        rows,
        municipalities=NAMES,
        previous=None,
        population={},
        file_total=total if kind == "file_total" else None,
        national_total=total if kind == "national_total" else None,
    )
    assert found == [plausibility.Warning(kind, field="exempt_15_plus", now=1_001, reference=1_000)]


def test_every_municipality_that_is_missing_is_named():
    found = check([], municipalities=NAMES, previous=None, population={}, file_total=None)
    assert [(":".join(w.key.split(":")[:3]), w.name) for w in found] == [
        ("missing:101:", "København"),
        ("missing:851:", "Aalborg"),
    ]


def test_what_is_about_the_whole_file_comes_first_and_then_the_order_of_the_file():
    rows = [Row(2, "851", 100, 10, 5), Row(3, "101", 9_000, 2_001, 5)]
    found = check(
        rows,
        municipalities=NAMES | {"147": "Frederiksberg"},
        previous=LAST_WEEK,
        population=POPULATION,
        file_total=Total(1, None, None),
        same_file_as="x",
    )
    assert [(warning.kind, warning.code) for warning in found] == [
        ("same_file", ""),
        ("file_total", ""),
        *[("fall", "851"), ("tenth", "851")] * 3,
        ("rise", "101"),
        ("rise", "101"),
        ("fall", "101"),
        ("tenth", "101"),
        ("young_above_population", "101"),
        ("missing", "147"),
    ]


@pytest.mark.parametrize("kind", _TEXTS)
def test_a_warning_survives_storage_and_is_said_in_words(kind):
    warning = plausibility.Warning(
        kind, "101", "exempt_15_plus", "København", 1_234, 5_678_901, 42, "x"
    )
    assert plausibility.Warning.from_dict(warning.as_dict()) == warning
    assert str(warning) == warning.text
    assert "%(" not in warning.text


def test_a_warning_speaks_the_readers_language():
    warning = plausibility.Warning(
        "fall", "101", "exempt_15_plus", "København", was=481_822, now=1_000
    )
    with translation.override("en"):
        assert warning.text == (
            "København: exempt 15+ falls by more than 0.5 per cent, from 481,822 to 1,000. "
            "Check that the number is right, and of the right week."
        )


stocks = st.tuples(*[st.integers(0, 3_000)] * 3)


@given(stocks, stocks, st.tuples(st.integers(0, 3_000), st.integers(0, 3_000)))
def test_the_comparisons_are_those_of_exact_fractions(now, was, people):
    found = set(keys(now, was, population={"101": people}))
    bands = (people[0], people[1], people[0])
    fields = ("registered_15_plus", "registered_15_24", "exempt_15_plus")
    expected = set()
    for field, new, old, band in zip(fields, now, was, bands, strict=True):
        if old and Fraction(old - new, old) > Fraction(5, 1000):
            expected.add(f"fall:101:{field}")
        if Fraction(new - old) > Fraction(5, 100) * band:
            expected.add(f"rise:101:{field}")
        if old and Fraction(new, old) >= 10:
            expected.add(f"tenfold:101:{field}")
        if old and Fraction(new, old) <= Fraction(1, 10):
            expected.add(f"tenth:101:{field}")
    if now[0] + now[2] > people[0]:
        expected.add("above_population:101:")
    if now[1] > people[1]:
        expected.add("young_above_population:101:registered_15_24")
    if now == was:
        expected.add("all_unchanged::")
    assert found == expected
