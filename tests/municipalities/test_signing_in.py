"""Signing in: second factor, rate limits, passwords, sessions that end, signing out everywhere."""

import time
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from municipalities.links import Links
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/konto/login/"


@pytest.fixture(autouse=True)
def site(settings):
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True
    factories.competition()
    yield
    cache.clear()


def sign_in(person, password=factories.PASSWORD, client=None):
    client = client or Client()
    response = client.post(LOGIN, {"login": person.email, "password": password})
    return client, response


def code_for(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def set_up_app(client) -> str:
    again = client.get(reverse("mfa_activate_totp"))
    assert again.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    address = reverse("mfa_activate_totp")
    secret = client.get(address).context["form"].secret
    with mock.patch("django.db.transaction.on_commit", lambda call: call()):
        response = client.post(address, {"code": code_for(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


@pytest.mark.parametrize(
    "address", ["/kl/", "/kl/indsend/", "/", "/2014/regler/", "/admin/", "/konto/password/change/"]
)
def test_the_organisers_people_see_nothing_before_their_second_factor_is_set_up(address):
    client, _response = sign_in(factories.editor())
    assert client.get(address).headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_municipal_staff_may_do_without():
    own = factories.municipality("Aarhus", code="751", region_code="1082")
    client, _response = sign_in(factories.staff(own))
    assert client.get("/min-kommune/").status_code == 200


def test_in_the_demonstration_it_is_not_asked_for(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client, _response = sign_in(factories.editor())
    assert client.get("/kl/").status_code == 200


def test_an_app_is_set_up_and_asked_for_the_next_time():
    person = factories.editor()
    client, _response = sign_in(person)
    secret = set_up_app(client)
    assert client.get("/kl/").status_code == 200
    kept = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in kept
    again, response = sign_in(person)
    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert again.get("/kl/").headers["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in again.session
    cache.clear()  # a code is good for one use only
    wrong = again.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    again.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert again.get("/kl/").status_code == 200


def test_a_recovery_code_is_good_for_one_time():
    person = factories.editor()
    client, _response = sign_in(person)
    set_up_app(client)
    codes = RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes"))
    code = codes.get_unused_codes()[0]
    for expected in (True, False):
        again, _response = sign_in(person)
        again.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in again.session) is expected


def test_the_administration_has_no_door_of_its_own():
    response = Client().post(
        "/admin/login/", {"username": "administrator@example.dk", "password": factories.PASSWORD}
    )
    assert response.headers["Location"].startswith(LOGIN)


def test_guessing_passwords_is_slowed_down_for_the_address_that_is_guessed_at():
    person = factories.editor()
    for _try in range(5):
        sign_in(person, "forkert")
    client, response = sign_in(person)
    assert "_auth_user_id" not in client.session
    assert response.status_code == 200
    assert "field-error" in response.content.decode()


def test_guessing_codes_is_slowed_down_too():
    person = factories.editor()
    client, _response = sign_in(person)
    secret = set_up_app(client)
    again, _response = sign_in(person)
    for _try in range(6):
        again.post(reverse("mfa_authenticate"), {"code": "000000"})
    again.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert "_auth_user_id" not in again.session


def test_a_forgotten_password_gets_a_link_and_a_strangers_address_the_same_answer():
    person = factories.editor()
    known = Client().post(reverse("account_reset_password"), {"email": person.email})
    unknown = Client().post(reverse("account_reset_password"), {"email": "x@example.dk"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert [letter.to for letter in mail.outbox] == [[person.email]]


def test_a_forgotten_password_sends_five_letters_a_minute_and_no_more():
    person = factories.editor()
    asked = [
        Client().post(reverse("account_reset_password"), {"email": person.email}) for _n in range(6)
    ]
    assert [each.status_code for each in asked] == [302] * 5 + [429]
    assert len(mail.outbox) == 5
    assert "Vent nogle minutter" in asked[-1].text


def test_guessing_links_is_slowed_down():
    address = reverse("account_reset_password_from_key", args=["1", "abc-def"])
    asked = [Client().post(address, {"password1": "x"}).status_code for _n in range(21)]
    assert asked[-1] == 429
    assert 429 not in asked[:20]


def test_guessing_the_password_of_an_open_session_is_slowed_down(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client, _response = sign_in(factories.editor())
    for address, field, limit in (
        (reverse("account_reauthenticate"), "password", 10),
        (reverse("account_change_password"), "oldpassword", 5),
    ):
        asked = [client.post(address, {field: "forkert"}).status_code for _n in range(limit + 1)]
        assert (asked[-1], 429 in asked[:limit]) == (429, False)


def test_passwords_tried_on_many_addresses_from_one_machine_are_slowed_down():
    person = factories.editor()
    for n in range(10):
        Client().post(LOGIN, {"login": f"person{n}@example.dk", "password": "forkert"})
    client, _response = sign_in(person)
    assert "_auth_user_id" not in client.session


NO_PASSKEYS = [
    *("", "{}", "null", "[]", "7", "\x00", '{"id": "x"}'),
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": "x"}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "eA", "userHandle": "eA"}}',
]


@pytest.mark.parametrize("sent", NO_PASSKEYS)
def test_a_passkey_that_is_none_opens_nothing_and_breaks_nothing(sent):
    visitor = Client()
    asked = visitor.get(
        reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert asked.status_code == 200
    visitor.post(reverse("mfa_login_webauthn"), {"credential": sent})
    assert "_auth_user_id" not in visitor.session
    client, _response = sign_in(factories.editor())
    set_up_app(client)
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    response = client.post(reverse("mfa_add_webauthn"), {"credential": sent, "name": "Nøgle"})
    assert "field-error" in response.text
    half, _response = sign_in(factories.editor())
    half.get(reverse("mfa_authenticate"))
    half.post(reverse("mfa_authenticate"), {"credential": sent})
    assert "_auth_user_id" not in half.session
    client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": sent})
    assert Authenticator.objects.filter(type="webauthn").count() == 0


def test_the_link_for_a_forgotten_password_holds_for_hours_and_an_invitation_for_days(settings):
    person = factories.editor()
    links = Links()
    token = links.make_token(person)
    settings.FORGOTTEN_PASSWORD_SECONDS = -1
    assert links.check_token(person, token) is False
    person.set_unusable_password()
    token = links.make_token(person)
    assert links.check_token(person, token) is True
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert links.check_token(person, token) is False
    assert links.check_token(None, token) is False


def test_another_password_ends_the_sessions_elsewhere(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    person = factories.editor()
    here, _response = sign_in(person)
    there, _response = sign_in(person)
    new = "seks blå pærer i skabet"
    here.post(
        reverse("account_change_password"),
        {"oldpassword": factories.PASSWORD, "password1": new, "password2": new},
    )
    assert here.get("/kl/").status_code == 200
    assert there.get("/kl/").headers["Location"].startswith(LOGIN)
    assert person.email in mail.outbox[0].to


def test_a_session_that_nothing_is_done_with_ends_as_time_goes_by(settings, monkeypatch):
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr("municipalities.doors.seconds_for", lambda _person: 1)
    client, _response = sign_in(factories.editor())
    assert client.get("/kl/").status_code == 200
    time.sleep(2.1)
    response = client.post("/kl/indsend/", {"week": "2014-uge-42"}, follow=True)
    assert "fordi der ikke skete noget et stykke tid" in response.text
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("password", ["kort", "password1234", "editor@example.dk"])
def test_a_weak_password_is_refused(settings, password):
    settings.SECOND_FACTOR_REQUIRED = False
    client, _response = sign_in(factories.editor())
    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": factories.PASSWORD, "password1": password, "password2": password},
    )
    assert b"field-error" in response.content


@pytest.mark.parametrize(
    ("who", "minutes"), [("organiser", 30), ("municipality", 60)], ids=["organiser", "staff"]
)
def test_a_session_ends_when_nothing_is_done(settings, who, minutes):
    settings.SECOND_FACTOR_REQUIRED = False
    own = factories.municipality("Aarhus", code="751", region_code="1082")
    person = factories.editor() if who == "organiser" else factories.staff(own)
    page = "/kl/" if who == "organiser" else "/min-kommune/"
    client, _response = sign_in(person)
    client.get(page)
    for idle, status in ((minutes - 1, 200), (minutes + 1, 302)):
        session = client.session
        session["seen_at"] = int(time.time()) - idle * 60
        session.save()
        assert client.get(page).status_code == status
    assert "_auth_user_id" not in client.session


def test_what_a_page_asks_for_by_itself_keeps_no_session_alive(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client, _response = sign_in(factories.editor())
    session = client.session
    session["seen_at"] = then = int(time.time()) - 600
    session.save()
    client.get("/kl/", headers={"HX-Request": "true"})
    assert client.session["seen_at"] == then
    client.get("/kl/")
    assert client.session["seen_at"] > then


def test_signing_out_everywhere_ends_every_session(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    person = factories.editor()
    here, _response = sign_in(person)
    there, _response = sign_in(person)
    assert there.get("/kl/").status_code == 200
    here.post(reverse("sign_out_everywhere"))
    for client in (here, there):
        assert client.get("/kl/").headers["Location"].startswith(LOGIN)


def test_nobody_takes_another_address_or_ties_another_account():
    for address in ("/konto/email/", "/konto/oidc/", "/konto/signup/"):
        assert Client().get(address).status_code == 404


def test_under_a_new_secret_key_no_code_fits_an_old_secret(settings):
    person = factories.editor()
    client, _response = sign_in(person)
    secret = set_up_app(client)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "en helt anden nøgle, som er lang nok til at være en"
    wrapped = Authenticator.objects.get(user=person, type="totp").wrap()
    assert wrapped.validate_code(code_for(secret)) is False
    settings.SECRET_KEY_FALLBACKS = [old]
    cache.clear()
    assert wrapped.validate_code(code_for(secret)) is True
