"""A form that could not be taken gives back what was typed; an address of a form is no blank page."""

import pytest
from django.test import Client

from municipalities import doors
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_SEC_FETCH_MODE": "navigate"}
TYPED = "Kommunens tal er byttet om: 1.204 & 12.204"
SEND_BACK = "/kl/uge/2014-uge-42/tilbage/"


@pytest.fixture
def race():
    factories.the_clock_shows(at(2014, 10, 18, 10))
    return factories.autumn(weeks=(36, 41))


def shown(response) -> str:
    return response.content.decode()


def test_a_form_sent_after_the_session_has_ended_is_given_back_with_what_was_typed(race):
    answer = Client().post(SEND_BACK, {"comment": TYPED}, **OURS)
    page = shown(answer)
    assert answer.status_code == 403
    assert "Det blev ikke sendt" in page
    assert "Du var logget ud" in page
    assert page.count("Kommunens tal er byttet om: 1.204 &amp; 12.204") == 2
    assert f'action="{SEND_BACK}"' in page
    assert 'href="/konto/login/"' in page
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_so_is_one_sent_when_nothing_was_done_for_too_long(race, monkeypatch):
    client = Client()
    client.force_login(factories.editor())
    client.get("/kl/")
    monkeypatch.setattr(doors, "seconds_for", lambda _person: -1)
    page = shown(client.post(SEND_BACK, {"comment": TYPED}, **OURS))
    assert "Du var logget ud" in page
    assert "12.204" in page
    assert "_auth_user_id" not in client.session


def test_a_form_with_an_old_token_is_sent_again_with_a_new_one_and_taken(race):
    release = factories.weekly_figures(factories.draft("2014-W42"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.approver())
    stale = {"comment": TYPED, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(SEND_BACK, stale, **OURS)
    page = shown(answer)
    assert answer.status_code == 403
    assert "Send det igen" in page
    assert "x" * 64 not in page
    assert release.steps.count() == 0
    token = page.split(f'action="{SEND_BACK}"')[1].split('value="')[1].split('"')[0]
    again = client.post(SEND_BACK, {"comment": TYPED, "csrfmiddlewaretoken": token}, **OURS)
    assert again.status_code == 302
    assert release.steps.get().note == TYPED


@pytest.mark.parametrize(
    "told",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://other.example"},
        {},
    ],
)
def test_what_another_site_has_filled_in_is_not_given_back(race, told):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.approver())
    answer = client.post(SEND_BACK, {"comment": TYPED}, **told)
    assert answer.status_code == 403
    assert "Det blev ikke sendt" in shown(answer)
    assert "12.204" not in shown(answer)
    signed_out = Client().post(SEND_BACK, {"comment": TYPED}, **told)
    assert signed_out.status_code == 302


def test_no_password_is_ever_given_back(race):
    client = Client(enforce_csrf_checks=True)
    sent = {"login": "a@b.dk", "password": "hemmeligt ord"}
    page = shown(client.post("/konto/login/", sent, **OURS))
    assert "Det blev ikke sendt" in page
    assert "hemmeligt ord" not in page
    page = shown(client.post(SEND_BACK, {"comment": "x", "new_password": "hemmeligt ord"}, **OURS))
    assert "hemmeligt ord" not in page


def test_what_a_script_sends_is_answered_as_before(race):
    script = OURS | {"HTTP_SEC_FETCH_MODE": "cors"}
    assert Client().post("/kl/uge/2014-uge-42/tal/raekker/", {}, **script).status_code == 302


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/kl/uge/2014-uge-42/godkend/", "/kl/uge/2014-uge-42/"),
        ("/kl/uge/2014-uge-42/kladde/", "/kl/uge/2014-uge-42/"),
        ("/kl/uge/2014-uge-42/tal/raekker/", "/kl/uge/2014-uge-42/tal/"),
        ("/kl/afslutning/2014/luk/", "/kl/afslutning/2014/"),
        ("/konto/afslut-alle/", "/konto/"),
        ("/en/kl/afslutning/2014/luk/", "/en/kl/afslutning/2014/"),
    ],
)
def test_the_address_of_an_act_opened_as_a_page_leads_to_the_page_it_belongs_to(
    race, address, above
):
    client = Client()
    client.force_login(factories.approver())
    answer = client.get(address, HTTP_ACCEPT="text/html,*/*")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert f'<a href="{above}">' in shown(answer)


def test_who_asks_for_no_page_gets_none(race):
    client = Client()
    client.force_login(factories.approver())
    assert client.get("/kl/afslutning/2014/luk/").content == b""
