"""A session of one's own: how long it may last, and what ends it when a second factor is set up."""

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.municipalities.test_signing_in import LOGIN, code_for, set_up_app, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True
    factories.competition()
    yield
    cache.clear()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_second_factor_ends_the_sessions_that_began_without_it():
    there, _response = sign_in(factories.editor())
    here, _response = sign_in(factories.editor())
    set_up_app(here)
    assert here.get("/kl/").status_code == 200
    for address in ("/kl/", reverse("mfa_index")):
        assert there.get(address).headers["Location"].startswith(LOGIN)
    assert not is_in(there)


@pytest.mark.parametrize("address", ["/kl/", "/konto/sikkerhed/", "/konto/password/change/"])
def test_a_session_with_the_password_alone_is_no_way_around_the_second_factor(address):
    person = factories.editor()
    client, _response = sign_in(person)
    totp.TOTP.activate(person, totp.generate_totp_secret())
    answer = client.get(address)
    assert answer.headers["Location"].startswith(LOGIN)
    assert not is_in(client)
    assert "Log ind igen med din anden faktor." in client.get(LOGIN).text


def test_whoever_used_the_second_factor_is_not_asked_again():
    person = factories.editor()
    client, _response = sign_in(person)
    secret = set_up_app(client)
    cache.clear()
    again, _response = sign_in(person)
    again.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert again.get("/kl/").status_code == 200


def test_a_new_second_factor_is_told_by_e_mail_in_danish():
    person = factories.editor()
    client, _response = sign_in(person)
    set_up_app(client)
    letter = mail.outbox[0]
    assert letter.to == [person.email]
    assert "Authenticator app activated" not in letter.body
    assert "If you do not recognize" not in letter.body


def test_a_session_ends_after_a_working_day_however_busy(settings, monkeypatch):
    settings.SECOND_FACTOR_REQUIRED = False
    client, _response = sign_in(factories.editor())
    client.get("/kl/")
    session = client.session
    began = session["began_at"]
    assert time.time() - began < 60
    for hours, status in ((11, 200), (13, 302)):
        session = client.session
        session["began_at"] = began - hours * 60 * 60
        session.save()
        assert client.get("/kl/").status_code == status
    assert not is_in(client)
    assert "fordi der er gået en arbejdsdag" in client.get(LOGIN).text
