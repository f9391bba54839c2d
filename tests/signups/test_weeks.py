"""ISO weeks, as a label, an address and a file's name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signups.weeks import Week


@pytest.mark.parametrize("text", ["2014-W42", "2014-uge-42", "2014-week-42", " 2014-w42 "])
def test_a_week_is_read_in_every_form(text):
    assert Week.parse(text) == Week(2014, 42)


@pytest.mark.parametrize(
    "text",
    ["", "2014", "2014-42", "42", "2014-W00", "2014-W53", "2014-W54", "2014-W420", "x2014-W42"],
)
def test_what_is_no_week_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message, or the calendar's
        Week.parse(text)


def test_a_year_of_53_weeks_has_its_last():
    assert Week.parse("2015-W53").monday == date(2015, 12, 28)


def test_a_week_belongs_to_its_iso_year():
    assert Week.of(date(2014, 12, 29)) == Week(2015, 1)
    assert Week.of(date(2016, 1, 3)) == Week(2015, 53)


def test_a_week_lasts_from_monday_to_sunday():
    week = Week(2014, 43)
    days = [date(2014, 10, day) in week for day in range(19, 28)]
    assert days == [False, *[True] * 7, False]
    assert (week.monday, week.friday) == (date(2014, 10, 20), date(2014, 10, 24))


def test_a_week_has_an_address_and_a_label_of_two_digits():
    assert Week(2014, 9).slug == "2014-uge-09"
    assert str(Week(2014, 9)) == "2014-W09"


def test_weeks_come_in_order():
    assert sorted([Week(2015, 1), Week(2014, 43), Week(2014, 9)]) == [
        *(Week(2014, 9), Week(2014, 43), Week(2015, 1))
    ]


@pytest.mark.parametrize(
    ("name", "week"),
    [
        ("2014-uge-42.csv", Week(2014, 42)),
        ("2014_uge42.xlsx", Week(2014, 42)),
        ("tilmeldte 2014 Uge 7 endelig.csv", Week(2014, 7)),
        ("2014W42.csv", Week(2014, 42)),
        ("Uge 42 2014.csv", Week(2014, 42)),
        ("tal-uge-42-2014.csv", Week(2014, 42)),
        ("2014-uge-54.csv", None),
        ("uge 42.csv", None),
        ("2014-10-17.csv", None),
        ("tal.csv", None),
    ],
)
def test_the_week_is_guessed_from_a_files_name(name, week):
    assert Week.guess(name) == week


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_every_day_is_in_its_week_and_the_week_reads_back(day):
    week = Week.of(day)
    assert day in week
    assert Week.parse(str(week)) == Week.parse(week.slug) == week
