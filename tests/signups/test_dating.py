"""The week and the day that a file's own lines speak of."""

from datetime import date

import pytest

from signups.dating import day_in, week_and_day
from signups.weeks import Week


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Opgjort pr. 17.10.2014", date(2014, 10, 17)),
        ("17/10-2014", date(2014, 10, 17)),
        ("den 17. oktober 2014", date(2014, 10, 17)),
        ("17 okt. 2014", date(2014, 10, 17)),
        ("as of 2014-10-17", date(2014, 10, 17)),
        ("31.02.2014", None),
        ("17.13.2014", None),
        ("kommunekode;kommune", None),
        ("286.869.2014", None),
    ],
)
def test_a_day_is_found_as_danes_write_it(text, day):
    assert day_in(text) == day


def test_week_and_day_stand_above_the_headings():
    content = b"Tilmeldte, uge 42 2014\nOpgjort pr. 16. oktober 2014\nkode;kommune\n"
    assert week_and_day(content) == (Week(2014, 42), date(2014, 10, 16))


def test_a_day_alone_says_the_week_too():
    assert week_and_day(b"pr. 17.10.2014\n") == (Week(2014, 42), date(2014, 10, 17))


def test_a_day_of_another_week_than_the_one_named_is_not_believed():
    assert week_and_day(b"uge 41 2014, udskrevet 17.10.2014\n") == (Week(2014, 41), None)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"101;1;2;3\n"])
def test_what_says_nothing_gives_nothing(content):
    assert week_and_day(content) == (None, None)
