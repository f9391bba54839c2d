"""Signing in through an identity provider that runs on loopback, by real HTTP."""

import pytest
import requests
from django.core import mail
from django.test import Client
from django.urls import reverse

from municipalities.models import Role, User
from signups.models import Step
from signups.releases import Refused
from tests import factories, identity_provider
from tests.factories import at

pytestmark = pytest.mark.django_db
ROLES = {"kl-admin": "administrator", "kl-tal": "editor", "kommune": "staff"}


@pytest.fixture(scope="module")
def running():
    server = identity_provider.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(running, settings, monkeypatch):
    monkeypatch.setattr("signups.clock.of", lambda _state: at(2014, 10, 18, 10))
    client_id, secret = identity_provider.CLIENT
    settings.OIDC_ISSUER = running.url
    settings.OIDC_ROLES = {}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Fælles login",
                    "client_id": client_id,
                    "secret": secret,
                    "settings": {"server_url": running.url},
                }
            ],
        }
    }
    running.claims = {"sub": "1", "email": "rikke@kl.example", "email_verified": True}
    factories.competition()
    return running


def come(client: Client | None = None):
    """From our button to the provider and back; our answer."""
    client = client or Client()
    there = client.post("/konto/oidc/login/").headers["Location"]
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def test_the_way_in_stands_on_the_sign_in_page(provider):
    assert "Fælles login" in Client().get("/konto/login/").content.decode()


def test_a_known_person_with_a_verified_address_is_let_in_and_keeps_the_role(provider):
    person = factories.editor("rikke@kl.example")
    client = Client()
    assert come(client).headers["Location"] == "/mit/"
    assert int(client.session["_auth_user_id"]) == person.pk
    provider.claims = {"sub": "1", "email": "nyt-navn@kl.example", "email_verified": True}
    again = Client()
    come(again)
    assert int(again.session["_auth_user_id"]) == person.pk


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "2", "email": "ukendt@kl.example", "email_verified": True},
        {"sub": "2", "email": "rikke@kl.example", "email_verified": False},
        {"sub": "2", "email": "rikke@kl.example", "email_verified": "true"},
        {"sub": "2"},
    ],
)
def test_whoever_is_not_known_or_not_verified_is_told_so_and_kept_out(provider, claims):
    factories.editor("rikke@kl.example")
    provider.claims = claims
    client = Client()
    response = come(client)
    assert response.status_code == 403
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1


def test_claims_give_role_and_municipality_to_a_newcomer(provider, settings):
    settings.OIDC_ROLES = ROLES
    factories.municipality("Aarhus", code="751", region_code="1082")
    provider.claims |= {"sub": "3", "groups": ["kommune", "andet"], "municipality": "0751"}
    assert come().status_code == 302
    person = User.objects.get(email="rikke@kl.example")
    assert (person.role, person.municipality_id) == (Role.STAFF, "751")
    assert person.has_usable_password() is False
    assert Step.objects.get(person=person).action == "invited"


def test_the_role_follows_the_claims_and_the_change_is_kept(provider, settings):
    settings.OIDC_ROLES = ROLES
    factories.administrator()
    person = factories.editor("rikke@kl.example")
    provider.claims |= {"sub": "4", "groups": ["kl-admin", "kl-tal"]}
    client = Client()
    come(client)
    person.refresh_from_db()
    assert (person.role, person.is_superuser) == (Role.ADMINISTRATOR, True)
    assert Step.objects.get(action="role changed").by is None
    assert client.get("/kl/personer/").status_code == 200


def test_a_municipality_that_is_none_gives_nobody_an_account(provider, settings):
    settings.OIDC_ROLES = ROLES
    provider.claims |= {"sub": "5", "groups": ["kommune"], "municipality": "999"}
    assert come().status_code == 403
    assert User.objects.count() == 0


def test_whose_access_has_ended_does_not_come_in_this_way(provider):
    person = factories.editor("rikke@kl.example")
    person.is_active = False
    person.save()
    assert come().status_code == 403


def test_an_answer_that_nobody_asked_for_is_refused(provider):
    factories.editor("rikke@kl.example")
    client = Client()
    response = client.get("/konto/oidc/login/callback/?code=x&state=y", follow=True)
    assert "_auth_user_id" not in client.session
    assert "Prøv igen" in response.content.decode() or response.status_code == 200


def test_the_sites_own_second_factor_is_asked_for_unless_the_providers_is_trusted(
    provider, settings
):
    settings.SECOND_FACTOR_REQUIRED = True
    factories.editor("rikke@kl.example")
    client = Client()
    come(client)
    assert client.get("/kl/").headers["Location"] == "/konto/sikkerhed/"
    settings.OIDC_HAS_SECOND_FACTOR = True
    assert client.get("/kl/").status_code == 200


def test_whom_the_provider_let_in_and_gives_no_role_any_more_stays_out(provider, settings):
    settings.OIDC_ROLES = ROLES
    provider.claims["groups"] = ["kl-tal"]
    come()
    assert User.objects.get(email="rikke@kl.example").role == Role.EDITOR
    provider.claims["groups"] = []
    client = Client()
    assert come(client).status_code == 403
    assert "_auth_user_id" not in client.session


def test_whom_an_administrator_let_in_keeps_the_role_without_a_word_of_the_provider(
    provider, settings
):
    settings.OIDC_ROLES = ROLES
    provider.claims["email"] = factories.approver().email
    client = Client()
    come(client)
    assert User.objects.get(email=provider.claims["email"]).role == Role.APPROVER
    assert "_auth_user_id" in client.session


def test_whom_the_provider_let_in_has_no_other_way_in(provider, settings):
    settings.OIDC_ROLES = ROLES
    provider.claims["groups"] = ["kl-tal"]
    come()
    person = User.objects.get(email="rikke@kl.example")
    Client().post(reverse("account_reset_password"), {"email": person.email})
    assert mail.outbox == []
    person.set_password(factories.PASSWORD)
    person.save()
    client = Client()
    sent = {"login": person.email, "password": factories.PASSWORD}
    answer = client.post("/konto/login/", sent, follow=True)
    assert "_auth_user_id" not in client.session
    assert "Det er din organisation, der giver dig adgang her." in answer.text
    provider.claims["groups"] = []
    assert come().status_code == 403


def test_of_the_providers_name_what_is_a_name_is_kept(provider, settings):
    settings.OIDC_ROLES = ROLES
    provider.claims |= {
        "groups": ["kl-tal"],
        "given_name": "Rikke\n\n(https://evil.example)",
        "family_name": "R" * 151,
    }
    come()
    assert User.objects.get().get_full_name() == f"Rikke https evil example {'R' * 60}"


def test_a_person_who_cannot_be_kept_is_told_why(provider, settings):
    settings.OIDC_ROLES = ROLES
    provider.claims |= {"groups": ["kl-tal"], "email": f"{'r' * 250}@kl.example"}
    answer = come()
    assert answer.status_code == 403
    assert "field-error" in answer.text
    assert User.objects.count() == 0


def test_of_two_first_visits_at_once_both_come_in_as_the_same_person(
    provider, settings, monkeypatch
):
    settings.OIDC_ROLES = ROLES
    provider.claims["groups"] = ["kl-tal"]

    def beaten(**_said):
        factories.editor("rikke@kl.example")
        raise Refused("There is one.")

    monkeypatch.setattr("signups.people.come_from_provider", beaten)
    client = Client()
    come(client)
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
