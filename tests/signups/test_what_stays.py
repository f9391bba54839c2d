"""What can only be added to in the database, and what it remembers beside the figures."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from competition import setting_up
from competition.models import SetUpStep
from municipalities.models import Municipality, Population, Region
from signups import imports, releases, sightings
from signups.middleware import HistoryKnowsWho
from signups.models import Acknowledgement, Change, Sighting, Step
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)


@pytest.fixture
def draft():
    release = factories.draft("2014-W42")
    factories.figure(release, factories.municipality("Aarhus", code="751"), 500)
    return release


def sql(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def kept(table: str) -> list[Change]:
    return list(Change.objects.filter(table_name=table).order_by("id"))


def test_the_history_cannot_be_emptied_without_a_word(draft):
    with pytest.raises(IntegrityError):
        sql("TRUNCATE signups_change")
    assert Change.objects.exists()
    sql("SET LOCAL site.emptying = 'yes'", "TRUNCATE signups_change")
    assert not Change.objects.exists()


@pytest.mark.parametrize("word", ["", "SET LOCAL site.emptying = 'yes'"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signups_step SET note = 'x'",
        "DELETE FROM signups_step",
        "UPDATE competition_setupstep SET note = 'x'",
        "DELETE FROM competition_setupstep",
    ],
)
def test_steps_are_only_added_to(draft, statement, word):
    releases.record(Step.Action.ASKED, by=factories.editor(), now=NOW, release=draft)
    setting_up.record(
        SetUpStep.Action.CHANGED, competition=factories.competition(), by=None, now=NOW
    )
    with pytest.raises(IntegrityError):
        sql(*filter(None, [word, statement]))
    assert (Step.objects.get().note, SetUpStep.objects.get().note) == ("", "")


def test_answers_to_warnings_are_remembered_when_they_are_dropped(draft):
    Acknowledgement.objects.create(
        release=draft, warning="fall:751", text="Færre.", reason="Ringet.", by=factories.editor(), at=NOW
    )  # fmt: skip
    Acknowledgement.objects.all().delete()
    assert [(c.action, c.week) for c in kept("signups_acknowledgement")] == [
        ("I", "2014-W42"),
        ("D", "2014-W42"),
    ]
    assert kept("signups_acknowledgement")[1].old["reason"] == "Ringet."


def test_a_sighting_that_is_taken_away_is_remembered():
    sightings.note("2014-W42", by=factories.editor(), page=Sighting.Page.GRID, now=NOW)
    assert kept("signups_sighting") == []
    sql("DELETE FROM signups_sighting")
    assert [(c.action, c.week) for c in kept("signups_sighting")] == [("D", "2014-W42")]


def test_whoever_reads_an_answer_to_a_files_warning_in_the_history_is_noted(draft):
    factories.the_clock_shows(NOW)
    factories.competition()
    file = imports.receive(
        content=b"x",
        file_name="uge41.csv",
        week=Week(2014, 41),
        as_of=at(2014, 10, 10).date(),
        by=factories.editor(),
        now=NOW,
    )
    Acknowledgement.objects.create(
        import_record=file, warning="x", text="560", reason="y", by=factories.editor(), at=NOW
    )
    client = Client()
    client.force_login(factories.editor())
    client.get(reverse("history"), {"table": "signups_acknowledgement"})
    assert [(s.week, s.page) for s in Sighting.objects.all()] == [("2014-W41", "history")]


def test_regions_are_remembered(draft):
    Region.objects.update(name="Nord")
    (change,) = [c for c in kept("municipalities_region") if c.action == "U"]
    assert (change.row_key, change.new["name"]) == ("1081", "Nord")


@pytest.mark.parametrize("table", ["municipality/751", "region/1081"])
def test_what_decides_regional_winners_is_only_looked_at_in_the_admin(draft, table):
    factories.competition()
    factories.region("1082")
    client = Client()
    client.force_login(factories.administrator())
    address = f"/admin/municipalities/{table}/change/"
    assert client.get(address).status_code == 200
    form = {"code": "751", "name": "Århus", "slug": "aarhus", "region": "1082"}
    assert client.post(address, form).status_code == 403
    assert Municipality.objects.get().region_id == "1081"
    assert Region.objects.get(pk="1081").name == "Region Nordjylland"


def test_a_request_that_changes_something_leaves_its_person_in_the_history(draft):
    def change(_request) -> HttpResponse:
        Population.objects.update(population_15_plus=900)
        return HttpResponse()

    request = RequestFactory().post("/")
    request.user = factories.administrator()
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    HistoryKnowsWho(change)(request)
    (found,) = [c for c in kept("municipalities_population") if c.action == "U"]
    assert found.person == factories.administrator()
