"""Numbers, shares and days as the reader writes them."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from competition import wording
from competition.ranking import Ratio
from competition.templatetags import race
from signups.weeks import Week
from tests import factories
from tests.factories import at


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def test_a_share_has_a_comma_one_decimal_and_the_word_pct():
    assert wording.percent_text(Ratio(121593, 173589)) == "70,0 pct."


def test_english_readers_get_points_and_the_sign():
    with translation.override("en"):
        assert wording.percent_text(Ratio(121593, 173589)) == "70.0%"
        assert wording.number(2450367) == "2,450,367"


def test_thousands_are_parted_by_points():
    assert wording.number(2450367) == "2.450.367"
    assert wording.number(999) == "999"


def test_a_half_is_rounded_up_exactly_and_not_as_a_float_would():
    assert wording.percent_number(Ratio(10005, 100000)) == "10,0"
    assert wording.percent_number(Ratio(1005, 10000)) == "10,1"
    assert wording.percent_number(Ratio(-1005, 10000)) == "\N{MINUS SIGN}10,1"


def test_what_rounds_to_nothing_has_no_minus():
    assert wording.percent_number(Ratio(-1, 100000)) == "0,0"


def test_more_decimals_can_be_asked_for():
    assert wording.percent_text(Ratio(30317, 48810), 4) == "62,1123 pct."


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_rounded_share_is_never_more_than_half_a_step_away(numerator, denominator):
    with translation.override("en"):
        shown = wording.decimal(numerator, denominator, 1).replace(",", "")
    tenths = int(shown.replace(".", ""))
    assert abs(20 * numerator - 2 * tenths * denominator) <= denominator


def test_days_and_weeks_are_written_as_danes_write_them():
    friday = date(2014, 10, 24)
    assert wording.day_text(friday) == "24. oktober"
    assert wording.full_weekday_text(friday) == "fredag 24. oktober 2014"
    assert wording.short_day_text(date(2014, 10, 20)) == "man. 20. okt."
    assert wording.week_text(Week(2014, 42)) == "uge 42"
    assert wording.week_title(Week(2014, 42)) == "Uge 42"
    assert wording.time_text(at(2014, 10, 20, 8)) == "08.00"


def test_the_year_never_gets_a_thousand_separator():
    assert "2014" in wording.full_day_text(date(2014, 1, 1))


def test_names_are_joined_as_in_a_sentence():
    assert wording.joined([]) == ""
    assert wording.joined(["Aalborg"]) == "Aalborg"
    assert wording.joined(["Aalborg", "Favrskov"]) == "Aalborg og Favrskov"
    assert wording.joined(["A", "B", "C"]) == "A, B og C"


def test_long_names_may_be_broken_and_are_set_smaller():
    assert wording.soft("Vesthimmerlands") == "Vest\u00adhimmerlands"
    assert wording.soft("Aalborg") == "Aalborg"
    names = ["Aalborg", "Fredericia", "Albertslund", "Brønderslev", "Ringkøbing-Skjern"]
    classes = [wording.length_class(name) for name in names]
    assert classes == ["short", "mid", "mid", "mid", "xlong"]


@pytest.mark.parametrize(
    ("place", "danish", "english"),
    [
        (1, "1.", "1st"),
        (2, "2.", "2nd"),
        (3, "3.", "3rd"),
        (4, "4.", "4th"),
        (11, "11.", "11th"),
        (12, "12.", "12th"),
        (13, "13.", "13th"),
        (21, "21.", "21st"),
        (22, "22.", "22nd"),
        (101, "101.", "101st"),
        (111, "111.", "111th"),
    ],
)
def test_a_place_is_counted_as_the_language_counts(place, danish, english):
    with translation.override("da"):
        assert wording.ordinal(place) == danish
    with translation.override("en"):
        assert wording.ordinal(place) == english


def test_only_danish_has_a_space_before_per_cent():
    with translation.override("da"):
        assert wording.percent_gap() + wording.percent_unit() == " pct."
    with translation.override("en"):
        assert wording.percent_gap() + wording.percent_unit() == "%"


def test_a_day_and_its_time_are_written_as_one_moment():
    moment = at(2014, 8, 28, 10)
    written = (
        wording.day_time_text,
        wording.full_day_time_text,
        wording.weekday_time_text,
        wording.full_weekday_time_text,
    )
    assert [each(moment) for each in written] == [
        "28. august kl. 10.00",
        "28. august 2014 kl. 10.00",
        "torsdag 28. august kl. 10.00",
        "torsdag 28. august 2014 kl. 10.00",
    ]
    with translation.override("en"):
        assert wording.full_day_time_text(moment) == "28 August 2014 at 10:00"


def test_no_template_writes_a_day_and_a_bare_time_after_it():
    texts = [path.read_text() for path in (factories.ROOT / "templates").rglob("*.*")]
    bare = re.compile(r"day \}\} \{\{ time \}\}|day(?:\|capital)? \}\} \{\{ [\w.]+\|clock_time")
    assert [found[0] for text in texts if (found := bare.search(text))] == []


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "for under et minut siden"),
        (timedelta(minutes=5, seconds=1), "for 5\xa0minutter siden"),
    ],
)
def test_how_long_ago_something_was(passed, said):
    assert race.ago(timezone.now() - passed) == said
