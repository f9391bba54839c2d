"""The desk where a walk found it wanting: a planned competition's round, files that wait, last looks."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from competition import agenda, invitations, rounds
from competition.models import Competition, Invitation
from competition.visibility import Visibility
from signups import preview, releases, tasks
from signups.findings import Problem
from signups.models import Import
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)


@pytest.fixture
def race():
    factories.the_clock_shows(NOW)
    return factories.autumn(weeks=(36, 41))


@pytest.fixture
def client(race, monkeypatch):
    monkeypatch.setattr(tasks.read_import, "delay", lambda _pk: None)
    client = Client()
    client.force_login(factories.editor())
    return client


def planned(race) -> Competition:
    Competition.objects.filter(pk=race.pk).update(
        state=Competition.State.PLANNED, enrolment_deadline=date(2014, 11, 20)
    )
    return Competition.objects.get(pk=race.pk)


def test_the_round_of_a_planned_competition_runs_and_its_link_shows_nothing_else(race, client):
    found = planned(race)
    assert client.get("/kl/runde/", follow=True).status_code == 200
    client.post(f"/kl/runde/{found.slug}/")
    one = Invitation.objects.select_related("round").filter(municipality="751").get()
    page = Client().get(f"/svar/{invitations.key(one)}/")
    assert page.status_code == 200
    assert f"/{found.slug}/" not in page.content.decode()
    assert (
        f"/kl/runde/{found.slug}/" in client.get(f"/kl/konkurrencer/{found.slug}/").content.decode()
    )
    answers = client.get(f"/kl/runde/{found.slug}/deltagere/").content.decode()
    assert f"/kl/konkurrencer/{found.slug}/deltagere/" in answers


def test_the_last_look_says_how_many_and_warns_of_meetings_that_are_not_there(race, client):
    found = planned(race)
    rounds.begin(found, by=factories.editor(), now=NOW)
    page = client.get(f"/kl/runde/{found.slug}/send/se-efter/").content.decode()
    assert "Send 98 invitationer?" in page
    assert "20. november" in page
    assert "Brevet nævner møderne, men der er ingen møder." in page


def test_a_file_without_a_week_waits_while_the_week_is_asked_for(race, client):
    content = factories.weekly_file(Week(2014, 42))
    page = client.post("/kl/indsend/", {"file": SimpleUploadedFile("tal.csv", content)})
    shown = page.content.decode()
    assert page.status_code == 422
    assert "tal.csv er modtaget." in shown
    word = shown.split('name="kept" value="')[1].split('"')[0]
    assert client.post("/kl/indsend/", {"kept": word, "week": "2014-uge-42"}).status_code == 302
    assert Import.objects.get().file_name == "tal.csv"
    assert bytes(Import.objects.get().source.content) == content


def test_an_empty_file_is_told_to_be_empty_and_a_guessed_day_is_named(race, client):
    page = client.post("/kl/indsend/", {"file": SimpleUploadedFile("tal.csv", b"")})
    assert "Filen er tom" in page.content.decode()
    assert "tal.csv er modtaget" not in page.content.decode()
    later = SimpleUploadedFile("2014-uge-43.csv", b"kode;kommune\n751;Aarhus\n")
    assert "Datoen 24.10.2014" in client.post("/kl/indsend/", {"file": later}).content.decode()


def test_what_was_sent_back_waits_for_whoever_entered_it(race):
    release = factories.weekly_figures(factories.draft("2014-W42"))
    releases.send_back(release, by=factories.approver(), now=NOW, comment="Se på Aarhus")
    approval = agenda.build(Visibility(race, NOW)).items[3]
    assert approval.text == f"Sendt tilbage: skal rettes af {release.entered_by}."
    assert approval.address == "/kl/uge/2014-uge-42/tal/"


def test_the_corrections_have_an_address_of_their_own(race):
    assert Client().get("/rettelser/").headers["Location"] == f"/{race.slug}/rettelser/"
    assert Client().get("/en/rettelser/").headers["Location"] == f"/en/{race.slug}/rettelser/"


def test_pages_of_no_competition_lead_to_the_rules_of_the_current_one(race, client):
    assert f'href="/{race.slug}/regler/"' in client.get("/kl/indsend/").content.decode()


def test_code_and_name_are_marked_in_the_line_that_they_stand_in():
    problem = Problem("unknown_municipality", 2, value="999 Andeby")
    found = preview._shown(problem, "999;Andeby;1;2")
    assert (found.before, found.value, found.after) == ("", "999;Andeby", ";1;2")


def test_the_same_week_and_day_once_more_change_nothing(race, client):
    content = factories.weekly_file(Week(2014, 42))
    sent = {"file": SimpleUploadedFile("2014-uge-42.csv", content)}
    client.post("/kl/indsend/", sent)
    found = Import.objects.get()
    Import.objects.update(status=Import.Status.CHECKED)
    dates = {"week": "2014-uge-42", "as_of": found.as_of.isoformat()}
    client.post(f"/kl/indsendt/{found.pk}/uge/", dates)
    assert Import.objects.get().status == Import.Status.CHECKED
    client.post(f"/kl/indsendt/{found.pk}/uge/", dates | {"as_of": "2014-10-16"})
    assert Import.objects.get().status == Import.Status.RECEIVED
