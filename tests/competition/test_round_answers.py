"""The answer to the round through its pages: links, bad input, limits, and what the public sees."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from competition import demo_round, invitations, limits, round_answers, rounds
from competition.models import Addressee, Answer, Round
from competition.round_answers import Person, Said
from municipalities.models import Municipality
from tests import factories
from tests.competition.a_round import (
    ANSWER,
    FORBIDDEN,
    NOW,
    begin,
    invitation,
    link,
    meeting,
)
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def the_round(monkeypatch):
    return begin(monkeypatch)


def test_an_answer_by_the_link_needs_no_login_and_no_cookie_and_ends_at_its_receipt(the_round):
    client = Client(enforce_csrf_checks=True)
    response = client.post(link(), ANSWER)
    assert response.headers["Location"] == link() + "kvittering/1/"
    page = client.get(response.headers["Location"])
    assert "Kvittering 2014-751-1" in page.content.decode()
    assert "Anna Holm" in page.content.decode()
    one = Answer.objects.get()
    assert (one.via, one.by, one.takes_part, one.remarks) == ("link", None, True, "Tak.")
    assert [(c.name, c.is_main) for c in one.contacts.all()] == [("Anna Holm", True)]
    assert not client.cookies


def test_the_pages_by_the_link_are_kept_from_caches_machines_and_referrers(the_round):
    for address in (link(), link() + "kvittering/9/", "/svar/x/"):
        headers = Client().get(address).headers
        if "kvittering" not in address:
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Cache-Control"] == "private, no-store"
    assert 'content="noindex, nofollow"' in Client().get(link()).content.decode()
    assert "Disallow: /svar/" in Client().get("/robots.txt").content.decode()


def test_a_changed_answer_is_the_next_version_and_the_old_receipt_says_so(the_round):
    client = Client()
    client.post(link(), ANSWER)
    assert 'value="Anna Holm"' in client.get(link()).content.decode()
    client.post(link(), ANSWER | {"takes_part": "no"})
    assert list(Answer.objects.order_by("number").values_list("number", "takes_part")) == [
        (1, True),
        (2, False),
    ]
    assert "Svaret er ændret siden" in client.get(link() + "kvittering/1/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"takes_part": ""}, "Vælg ja eller nej."),
        ({"takes_part": "måske"}, "Vælg ja eller nej."),
        ({"c0-name": ""}, "Skriv personens navn."),
        ({"c0-email": "anna"}, "Skriv en hel e-mailadresse, for eksempel navn@kommune.dk."),
        ({"c0-phone": "ring"}, "Skriv nummeret med cifre, for eksempel 12 34 56 78."),
        ({"meeting": "999"}, "Det møde bliver ikke holdt. Vælg igen."),
        (
            {"c0-name": "", "c0-title": "", "c0-email": "", "c0-phone": ""},
            "Skriv mindst én kontaktperson, så vi ved, hvem vi skal skrive til.",
        ),
        ({"remarks": "x" * 2001}, "2000 tegn"),
        ({"c0-name": "a\0b"}, "Null"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_nothing_typed_is_lost(
    the_round, fields, sentence
):
    meeting()
    typed = ANSWER | {"remarks": "Det hele er skrevet."} | fields
    response = Client().post(link(), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert typed["c0-title"] in page
    assert typed["remarks"] in page
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("rows", ["", "-1", "99999", "x", "٣"])
def test_a_strange_number_of_lines_is_no_error(the_round, rows):
    assert Client().post(link(), ANSWER | {"rows": rows}).status_code == 302


def test_a_contact_row_is_added_without_javascript_and_keeps_what_is_typed(the_round):
    typed = ANSWER | {"c0-email": "halvt", "takes_part": "no", "add": "1"}
    response = Client().post(link(), typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('class="person"') == 2
    assert 'value="halvt"' in page
    assert 'name="rows" value="2"' in page
    assert "field-error" not in page
    assert re.search(r'value="no"[^>]*checked', page)
    assert Answer.objects.count() == 0
    full = Client().post(link(), ANSWER | {"add": "1", "rows": "8"}).content.decode()
    assert full.count('class="person"') == 8
    assert 'name="add"' not in full


def test_the_second_person_can_be_the_main_one_and_an_empty_line_is_nobody(the_round):
    more = {"rows": "3", "main": "3", "c2-name": "Bo", "c2-email": "bo@aarhus.example"}
    Client().post(link(), ANSWER | more)
    people = Answer.objects.get().contacts.order_by("id")
    assert [(one.name, one.is_main) for one in people] == [("Anna Holm", False), ("Bo", True)]


def test_a_meeting_is_signed_up_for_with_names(the_round):
    chosen = meeting()
    refused = Client().post(link(), ANSWER | {"meeting": str(chosen.pk)})
    assert "Skriv, hvem der kommer" in refused.content.decode()
    Client().post(link(), ANSWER | {"meeting": str(chosen.pk), "attending": "Anna og Bo"})
    one = Answer.objects.get()
    assert (one.meeting, one.attending) == (chosen, "Anna og Bo")
    off = meeting(cancelled_at=NOW, title="Aflyst møde")
    assert "Aflyst møde" not in Client().get(link()).content.decode()
    assert Client().post(link(), ANSWER | {"meeting": str(off.pk)}).status_code == 422


def test_after_the_deadline_the_answer_can_be_read_and_says_what_to_do(the_round):
    Client().post(link(), ANSWER)
    factories.the_clock_shows(at(2014, 9, 9))
    page = Client().get(link())
    assert page.status_code == 200
    assert "Svaret kan nu kun læses. Skal noget ændres, så skriv til KL" in page.content.decode()
    assert "Anna Holm" in page.content.decode()
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert Client().post(link(), ANSWER | {"takes_part": "no"}).status_code == 422
    assert Answer.objects.count() == 1


def test_a_wrong_link_a_renewed_and_a_withdrawn_one_are_answered_the_same(the_round):
    cache.clear()  # guesses that another test's browser made
    old = link()
    invitations.renew(invitation(), by=factories.editor(), now=NOW)
    renewed = link()
    invitations.withdraw(invitation(), by=factories.editor(), now=NOW)
    aalborg = invitations.key(invitation("851"))
    swapped = f"/svar/{invitation().pk}-{aalborg.partition('-')[2]}/"
    for wrong in (old, renewed, swapped, "/svar/nej/"):
        response = Client().get(wrong)
        assert (response.status_code, "Linket virker ikke" in response.content.decode()) == (
            404,
            True,
        )
        assert Client().post(wrong, ANSWER).status_code == 404
    assert Answer.objects.count() == 0


def test_nobody_may_guess_or_answer_without_end(the_round, monkeypatch):
    monkeypatch.setattr(limits, "_WINDOW", 60)
    here = {"REMOTE_ADDR": "10.1.1.1"}
    wrong = f"/svar/{invitation().pk}-{'a' * 24}/"
    codes = [Client(**here).get(wrong).status_code for _ in range(22)]
    assert codes == [404] * 20 + [429] * 2
    assert Client(**here).get(link()).status_code == 200
    there = {"REMOTE_ADDR": "10.1.1.2"}
    codes = [Client(**there).post(link(), ANSWER).status_code for _ in range(32)]
    assert codes == [302] * 30 + [429] * 2


def test_staff_answer_for_their_own_municipality_and_see_no_other(the_round):
    client = signed_in(factories.staff(Municipality.objects.get(code="751")))
    Client().post(link("851"), ANSWER | {"c0-name": "Asger"})
    page = client.get("/min-kommune/deltagelse/").content.decode()
    assert "Svar fra Aarhus" in page
    assert "Asger" not in page
    assert client.get("/min-kommune/deltagelse/kvittering/1/").status_code == 404
    response = client.post("/min-kommune/deltagelse/", ANSWER)
    assert response.headers["Location"] == "/min-kommune/deltagelse/kvittering/1/"
    one = Answer.objects.get(invitation__municipality="751")
    assert (one.via, one.by.email) == ("staff", "staff@example.dk")
    assert "Anna Holm" in client.get(response.headers["Location"]).content.decode()
    chosen = meeting()
    ics = client.get(reverse("own_participation_ics", args=[chosen.pk]))
    assert ics.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_the_demonstrations_round_fits_its_participants_and_names_nobody(db):
    race = factories.denmark()
    staff = factories.staff(Municipality.objects.get(code="751"))
    demo_round.load(race, by=factories.editor(), staff=staff)
    the_round = Round.objects.get()
    part = set(race.participations.values_list("municipality_id", flat=True))
    said = rounds.answered(the_round, by=rounds.closes_at(race) + timedelta(days=30))
    assert {code for code, yes in said.items() if yes} == part
    assert 0 < 98 - len(said) < 10
    assert rounds.outcome(the_round, at(2014, 10, 18)).joins == []
    assert {one.mayor_name + one.chief_name for one in Addressee.objects.all()} == {""}
    assert all(one.email.endswith(".example") for one in Addressee.objects.all())


def test_no_public_page_tells_of_answers_contacts_or_addresses(the_round):
    race = the_round.competition
    said = Said(takes_part=True, people=[Person("Anna Holm", "", "anna@b.dk", "12 34 56 78", True)])
    round_answers.give(invitation(), said=said, via=Answer.Via.LINK, by=None, now=NOW)
    Addressee.objects.create(municipality_id="751", email="anna@aarhus.example")
    factories.takes_part(race, Municipality.objects.get(code="751"))
    factories.the_clock_shows(at(2014, 10, 18, 10))
    for address in (
        "/", "/2014/kommuner/", "/2014/kommuner/aarhus/", "/2014/rangliste/mest-digitale/", "/data/",
        "/api/v1/competitions/2014/", "/api/v1/competitions/2014/municipalities/751/",
    ):  # fmt: skip
        body = Client().get(address).content.decode()
        assert [word for word in FORBIDDEN if word in body] == []
