"""The countdown, the days ahead and the next steps, from the competition's dates."""

from datetime import date

import pytest
from django.utils import translation

from competition import timetable
from competition.visibility import Visibility
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def seen_at(moment, **fields) -> Visibility:
    return Visibility(factories.competition(**fields), moment)


def test_figures_come_on_the_monday_after_their_week_at_eight():
    assert timetable.publication_of(Week(2014, 42)) == at(2014, 10, 20, 8)


def test_the_countdown_runs_to_the_opening_then_the_closing_then_the_ceremony():
    visibility = seen_at(at(2014, 9, 1, 10))
    moments = [(9, 8, 10), (9, 9, 0), (10, 24, 23), (10, 25, 0), (11, 1, 9)]
    counted = []
    for month, day, hour in moments:
        now = Visibility(visibility.competition, at(2014, month, day, hour))
        countdown = timetable.countdown(now, None)
        counted.append((countdown.days, countdown.end) if countdown else None)
    assert counted == [
        (1, date(2014, 9, 9)),
        (45, date(2014, 10, 24)),
        (0, date(2014, 10, 24)),
        (7, date(2014, 11, 1)),
        (0, date(2014, 11, 1)),
    ]


def test_there_is_no_countdown_when_the_winners_are_known():
    visibility = seen_at(at(2014, 11, 1, 13), announced_at=at(2014, 11, 1, 12), state="announced")
    assert timetable.countdown(visibility, None) is None
    assert timetable.upcoming(visibility, None) == []


def test_the_strip_marks_today_the_day_of_news_and_the_end():
    current = factories.published("2014-W41")
    countdown = timetable.countdown(seen_at(at(2014, 10, 18, 10)), current)
    assert countdown is not None
    kinds = [(day.day.day, day.kind) for day in countdown.strip if day.kind]
    assert kinds == [(18, "is-today"), (20, "is-news"), (24, "is-end")]
    assert len(countdown.strip) == 7


def test_the_next_steps_come_in_the_order_of_time():
    current = factories.published("2014-W41")
    events = timetable.upcoming(seen_at(at(2014, 10, 18, 10)), current)
    assert [event.when for event in events] == [
        "mandag 20. oktober",
        "fredag 24. oktober",
        "27.-31. oktober",
        "lørdag 1. november",
    ]
    assert (events[0].at, events[-1].at) == ("08.00", "12.00")


def test_figures_that_are_late_are_expected_soon_and_not_in_the_past():
    current = factories.published("2014-W41")
    events = timetable.upcoming(seen_at(at(2014, 10, 20, 9)), current)
    assert events[0].when == "Snart"


def test_the_closing_week_is_never_announced_as_the_next_figures():
    current = factories.published("2014-W42")
    visibility = seen_at(at(2014, 10, 22, 10))
    assert timetable.upcoming(visibility, current)[0].when == "fredag 24. oktober"
    waiting = timetable.waiting(visibility, current)
    assert [(w.week.number, w.when) for w in waiting] == [(43, "ved kåringen")]


def test_only_the_next_week_and_the_closing_one_are_waited_for():
    current = factories.published("2014-W36")
    waiting = timetable.waiting(seen_at(at(2014, 9, 9, 10)), current)
    assert [(w.week.number, w.when) for w in waiting] == [
        (37, "man. 15. sept."),
        (43, "ved kåringen"),
    ]
