"""What the desk says stands between now and the next publication."""

import pytest

from competition import agenda
from competition.visibility import Visibility
from signups import entry, releases
from signups.models import Figure
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
WEEK = Week(2014, 42)


@pytest.fixture
def race():
    return factories.autumn(weeks=range(34, 42))


def build(race, now=NOW):
    return agenda.build(Visibility(race, now))


def marks(found):
    return [item.mark.value for item in found.items]


def test_before_anything_has_come_the_figures_are_asked_for(race):
    found = build(race)
    assert (found.week, found.release, found.goes_out) == (WEEK, None, at(2014, 10, 20, 8))
    assert marks(found) == ["warn", "wait", "wait"]
    assert found.items[0].address == "/kl/indsend/"
    assert found.left == 1


def test_a_whole_draft_waits_for_those_who_did_not_enter_it(race):
    factories.weekly_figures(factories.draft(WEEK))
    factories.approver()
    factories.administrator()
    found = build(race)
    assert marks(found) == ["ok", "ok", "ok", "warn", "wait"]
    approval = found.items[3]
    assert "administrator@example.dk" in approval.text
    assert "approver@example.dk" in approval.text
    assert "editor@example.dk" not in approval.text


def test_missing_rows_and_open_warnings_are_counted_with_the_page_that_solves_them(race):
    release = factories.weekly_figures(factories.draft(WEEK))
    Figure.objects.filter(release=release, municipality__in=["101", "741"]).delete()
    found = build(race)
    assert marks(found) == ["ok", "warn", "warn", "wait", "wait"]
    assert found.items[1].address == "/kl/uge/2014-uge-42/tal/?vis=missing"
    assert found.items[2].address == "/kl/uge/2014-uge-42/#warnings"
    assert "2" in found.items[2].text


def test_a_comment_stands_on_the_desk_until_somebody_works_on_it(race):
    release = factories.weekly_figures(factories.draft(WEEK))
    releases.send_back(release, by=factories.approver(), now=NOW, comment="Se efter")
    assert build(race).sent_back.note == "Se efter"
    entry.ask(release, by=factories.editor(), now=NOW)
    assert build(race).sent_back is None


def test_an_approved_week_asks_for_its_time_and_a_set_one_for_nothing(race):
    release = factories.weekly_figures(factories.approved(WEEK))
    assert marks(build(race)) == ["ok", "ok", "ok", "ok", "warn"]
    releases.schedule(release, by=factories.approver(), now=NOW, at=at(2014, 10, 20, 8))
    found = build(race)
    assert (marks(found), found.left, found.is_late) == (["ok"] * 5, 0, False)


def test_after_the_last_week_there_is_nothing_left(race):
    for number in (42, 43):
        factories.store_places(factories.weekly_figures(factories.published(Week(2014, number))))
    found = build(race, at(2014, 11, 2))
    assert (found.week, list(found.items)) == (None, [])
