"""What may be seen when: drafts never, the future never, the closing release after the announcement."""

from datetime import UTC, datetime
from typing import Any

import pytest

from competition.models import Competition
from competition.visibility import PUBLIC, Viewer, Visibility
from signups.models import Release
from signups.weeks import Week
from tests import factories as make

pytestmark = pytest.mark.django_db


def weeks(race: Competition, now: datetime) -> list[str]:
    return [r.week for r in Visibility(race, now).releases()]


def own_weeks(race: Competition, now: datetime, viewer: Viewer) -> list[str]:
    return [r.week for r in Visibility(race, now).own_releases(viewer)]


def test_drafts_and_approved_releases_are_never_public() -> None:
    race = make.competition()
    make.published("2014-W40")
    make.approved("2014-W41", publish_at=make.at(2014, 10, 13, 8))
    make.draft("2014-W42")
    assert weeks(race, make.at(2099, 1, 1)) == ["2014-W40"]


def test_releases_come_oldest_first() -> None:
    race = make.competition()
    for week in ("2014-W41", "2014-W34", "2014-W38"):
        make.published(week)
    assert weeks(race, make.at(2014, 10, 18)) == ["2014-W34", "2014-W38", "2014-W41"]


def test_a_release_is_seen_from_the_moment_it_was_published_and_not_before() -> None:
    race = make.competition()
    make.published("2014-W41", published_at=make.at(2014, 10, 13, 8))
    assert weeks(race, make.at(2014, 10, 13, 7, 59)) == []
    assert weeks(race, make.at(2014, 10, 13, 8)) == ["2014-W41"]


def test_when_the_clock_is_moved_back_the_board_goes_back_with_it() -> None:
    race = make.competition()
    for number in range(34, 43):
        make.published(Week(2014, number))
    assert weeks(race, make.at(2014, 10, 20, 8))[-1] == "2014-W42"
    assert weeks(race, make.at(2014, 9, 30, 12))[-1] == "2014-W39"


def test_weeks_before_the_first_day_of_figures_are_another_competitions() -> None:
    race = make.competition()
    make.published("2014-W33")
    make.published("2014-W34")
    assert weeks(race, make.at(2014, 10, 18)) == ["2014-W34"]


def test_weeks_after_the_closing_release_are_not_of_the_race() -> None:
    race = make.competition()
    make.published("2014-W42")
    make.published("2014-W44")
    assert weeks(race, make.at(2014, 11, 10)) == ["2014-W42"]
    make.announce(race, make.at(2014, 11, 1, 12))
    assert weeks(race, make.at(2014, 11, 10)) == ["2014-W42"]


def test_the_closing_release_is_hidden_until_the_announcement() -> None:
    race = make.competition()
    make.published("2014-W42")
    make.published("2014-W43")
    assert weeks(race, make.at(2014, 10, 31, 23, 59)) == ["2014-W42"]
    assert weeks(race, make.at(2015, 6, 1)) == ["2014-W42"]
    make.announce(race, make.at(2014, 11, 1, 12))
    assert weeks(race, make.at(2014, 11, 1, 11, 59)) == ["2014-W42"]
    assert weeks(race, make.at(2014, 11, 1, 12)) == ["2014-W42", "2014-W43"]


def test_the_closing_release_is_hidden_by_its_day_whatever_its_week_is_called() -> None:
    race = make.competition()
    make.published("2014-W52", as_of=race.closing_as_of, published_at=make.at(2014, 10, 24, 20))
    assert weeks(race, make.at(2014, 10, 31)) == []


def test_the_embargo_begins_when_the_closing_day_is_over_and_ends_with_the_announcement() -> None:
    race = make.competition()

    def holds_back(now: datetime) -> bool:
        return Visibility(race, now).holds_back

    assert holds_back(make.at(2014, 10, 24, 23, 59)) is False
    assert holds_back(make.at(2014, 10, 25, 0, 0)) is True
    assert holds_back(make.at(2014, 11, 1, 11, 59)) is True
    make.announce(race, make.at(2014, 11, 1, 12))
    assert holds_back(make.at(2014, 11, 1, 11, 59)) is True
    assert holds_back(make.at(2014, 11, 1, 12)) is False


def test_the_closing_day_ends_at_midnight_in_copenhagen_also_for_a_moment_told_in_utc() -> None:
    race = make.competition()
    assert Visibility(race, datetime(2014, 10, 24, 21, 59, tzinfo=UTC)).holds_back is False
    assert Visibility(race, datetime(2014, 10, 24, 22, 0, tzinfo=UTC)).holds_back is True


def test_two_competitions_each_see_their_own_weeks() -> None:
    first = make.competition()
    spring: dict[str, Any] = {
        "figures_from": make.at(2015, 1, 2).date(),
        "opens_on": make.at(2015, 1, 12).date(),
        "baseline_as_of": make.at(2015, 1, 9).date(),
        "closing_as_of": make.at(2015, 3, 27).date(),
        "regional_announcement_on": make.at(2015, 3, 30).date(),
    }
    second = make.competition("2015", **spring)
    make.published("2014-W40")
    make.published("2015-W03")
    assert weeks(first, make.at(2015, 2, 1)) == ["2014-W40"]
    assert weeks(second, make.at(2015, 2, 1)) == ["2015-W03"]


# --- a municipality's own people ------------------------------------------------------------------
def test_a_municipality_sees_its_own_closing_figure_when_published_and_no_drafts() -> None:
    race = make.competition()
    make.published("2014-W42")
    make.published("2014-W43", published_at=make.at(2014, 10, 27, 8))
    own = Viewer(municipality="851")
    assert own_weeks(race, make.at(2014, 10, 27, 7), own) == ["2014-W42"]
    assert own_weeks(race, make.at(2014, 10, 27, 8), own) == ["2014-W42", "2014-W43"]
    with make.correcting():
        Release.objects.all().delete()
    make.draft("2014-W42")
    assert own_weeks(race, make.at(2014, 10, 27, 8), own) == []


def test_the_public_sees_through_a_municipalitys_eyes_nothing_more() -> None:
    race = make.competition()
    make.published("2014-W42")
    make.published("2014-W43")
    assert own_weeks(race, make.at(2014, 10, 31), PUBLIC) == ["2014-W42"]


def test_who_is_looking_is_told_by_role() -> None:
    aalborg = make.municipality("Aalborg", code="851")
    assert Viewer.of(make.staff(aalborg)) == Viewer(municipality="851")
    assert Viewer.of(make.editor()) == PUBLIC
    assert Viewer.of(make.approver()) == PUBLIC
    assert Viewer.of(make.administrator()) == PUBLIC


def test_strangers_and_people_who_have_left_are_the_public() -> None:
    former = make.editor()
    former.is_active = False
    assert Viewer.of(former) == PUBLIC
    assert Viewer.of(None) == PUBLIC
    assert Viewer.of("editor") == PUBLIC


def test_a_closing_release_that_another_competition_holds_back_is_hidden_in_this_one_too() -> None:
    held = make.competition()
    for number in (42, 43):
        make.published(Week(2014, number))
    winter = make.competition(
        "2014-2015",
        baseline_as_of=Week(2014, 40).friday,
        opens_on=Week(2014, 41).friday,
        figures_from=Week(2014, 40).friday,
        closing_as_of=Week(2015, 3).friday,
        regional_announcement_on=Week(2015, 4).friday,
    )
    assert weeks(winter, make.at(2014, 10, 28)) == ["2014-W42"]
    make.announce(held, make.at(2014, 11, 1, 12))
    assert weeks(winter, make.at(2014, 11, 1, 11)) == ["2014-W42"]
    assert weeks(winter, make.at(2014, 11, 1, 13)) == ["2014-W42", "2014-W43"]
