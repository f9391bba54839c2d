"""Signing in with two factors as a person does: app, passkey (Chromium's virtual authenticator), time."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests import factories, identity_provider
from tests.browser.looks import faults_in_both_looks
from tests.browser.test_road import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = re.compile("/kl/$")


@pytest.fixture(autouse=True)
def production_rules(settings, autumn):
    """Whoever works for the organiser needs a second factor, as in production."""
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True
    yield
    cache.clear()


def confirm_password(page: Page) -> None:
    page.get_by_label("Adgangskode").fill(factories.PASSWORD)
    page.get_by_role("button", name="Fortsæt").click()


def code_for(secret: str) -> str:
    """The code of the next half minute: one that was used already is refused."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + 1))


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Log ud").click()
    page.goto("/konto/login/")


@pytest.fixture
def with_authenticator(visit):
    """A page of a browser that has a fingerprint reader, so to speak. WebAuthn wants a secure origin,
    which `localhost` is and a number is not.
    """
    page = visit()
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    client.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def test_the_way_to_the_desk_leads_over_an_authenticator_app(visit):
    person = factories.editor()
    page = visit(javascript=False)
    sign_in(page, person)
    expect(page.get_by_text("Før du går videre")).to_be_visible()
    page.goto("/kl/")
    expect(page).to_have_url(re.compile("/konto/sikkerhed/$"))
    page.get_by_role("link", name="Sæt en app op").click()
    confirm_password(page)
    secret = page.locator(".key-text").inner_text().replace(" ", "")
    page.get_by_label("Kode").fill("000000")
    page.get_by_role("button", name="Slå til").click()
    expect(page.locator(".field-error")).to_be_visible()
    assert page.locator(".key-text").inner_text().replace(" ", "") == secret
    page.get_by_label("Kode").fill(code_for(secret))
    page.get_by_role("button", name="Slå til").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    page.goto("/kl/")
    expect(page).to_have_url(DESK)

    sign_out(page)
    cache.clear()  # a code is good for one use only
    sign_in(page, person)
    expect(page).to_have_url(re.compile("/sikkerhed/authenticate/"))
    page.goto("/kl/")
    expect(page).to_have_url(re.compile("/sikkerhed/authenticate/"))
    page.get_by_label("Kode").fill(code_for(secret))
    page.get_by_role("button", name="Log ind", exact=True).click()
    expect(page).to_have_url(DESK)

    sign_out(page)
    sign_in(page, person)
    page.get_by_label("Kode").fill(recovery)
    page.get_by_role("button", name="Log ind", exact=True).click()
    expect(page).to_have_url(DESK)


def test_a_passkey_is_added_and_opens_the_desk_without_a_password(with_authenticator, live_server):
    page, person = with_authenticator, factories.approver()
    site = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{site}/konto/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Adgangskode").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.get_by_role("link", name="Tilføj en adgangsnøgle").click()
    confirm_password(page)
    page.get_by_label("Adgangsnøglens navn").fill("Min bærbare")
    page.get_by_label("Log ind med den alene").check()
    page.get_by_role("button", name="Tilføj en adgangsnøgle").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto(f"{site}/konto/sikkerhed/webauthn/")
    expect(page.get_by_text("Min bærbare").first).to_be_visible()
    page.goto(f"{site}/kl/")
    expect(page).to_have_url(DESK)

    page.get_by_role("button", name="Log ud").click()
    page.goto(f"{site}/konto/login/?next=/kl/indsend/")
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    expect(page).to_have_url(f"{site}/kl/indsend/")

    page.get_by_role("button", name="Log ud").click()
    page.goto(f"{site}/konto/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Adgangskode").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.get_by_role("button", name="Brug en adgangsnøgle").click()
    expect(page).to_have_url(DESK)
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1


def test_a_passkey_of_nobody_here_is_told_in_words(with_authenticator, live_server, complaints):
    page = with_authenticator
    page.goto(live_server.url.replace("127.0.0.1", "localhost") + "/konto/login/")
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    expect(page.locator("#passkey-error")).to_be_visible()
    expect(page.locator("#passkey-error")).to_be_focused()


def test_a_session_ends_by_itself_and_the_person_comes_back_to_the_page(
    visit, settings, monkeypatch
):
    settings.SECOND_FACTOR_REQUIRED = False
    page = visit()
    sign_in(page, factories.editor())
    expect(page).to_have_url(DESK)
    monkeypatch.setattr("municipalities.doors.seconds_for", lambda _person: 1)
    time.sleep(2.2)
    page.get_by_role("link", name="Send en fil", exact=True).click()
    expect(page.get_by_text("Du er logget ud, fordi der ikke skete noget")).to_be_visible()
    monkeypatch.undo()
    page.get_by_label("E-mail").fill("editor@example.dk")
    page.get_by_label("Adgangskode").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).click()
    expect(page).to_have_url(re.compile("/kl/indsend/$"))


def test_signing_out_everywhere_signs_the_other_machine_out(visit, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    person = factories.editor()
    here, there = visit(), visit(390)
    for page in (here, there):
        sign_in(page, person)
        expect(page).to_have_url(DESK)
    here.goto("/konto/")
    here.get_by_role("button", name="Log ud alle steder").click()
    expect(here.get_by_text("Du er logget ud alle steder.")).to_be_visible()
    there.goto("/kl/")
    expect(there).to_have_url(re.compile("/konto/login/"))


def test_the_organisations_own_provider_opens_the_desk(visit, settings):
    provider = identity_provider.start()
    client_id, secret = identity_provider.CLIENT
    settings.OIDC_ISSUER, settings.OIDC_HAS_SECOND_FACTOR = provider.url, True
    settings.OIDC_ROLES = {"tal": "editor"}
    app = {"provider_id": "oidc", "name": "Fælles login", "client_id": client_id}
    app |= {"secret": secret, "settings": {"server_url": provider.url}}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    provider.claims = {"sub": "9", "email": "ny@kl.example", "email_verified": True}
    provider.claims |= {"groups": ["tal"], "given_name": "Nina", "family_name": "Ny"}
    page = visit()
    page.goto("/konto/login/?next=/kl/indsend/")
    page.get_by_role("link", name="Log ind med Fælles login").click()
    expect(page.get_by_role("link", name="Nina Ny")).to_be_visible()
    page.goto("/kl/")
    expect(page).to_have_url(DESK)
    provider.shutdown()
    provider.server_close()


def test_the_pages_of_people_and_accounts_have_no_violation(visit, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    person, other = factories.administrator(), factories.editor()
    other.authenticator_set.create(type="totp", data={"secret": "x"})
    page = visit()
    sign_in(page, person)
    page.goto("/konto/adresse/")
    confirm_password(page)
    pages = (
        *("/konto/", "/konto/adresse/", "/konto/sikkerhed/", "/konto/password/change/"),
        *("/konto/sikkerhed/totp/activate/", "/konto/sikkerhed/webauthn/add/"),
        *("/kl/personer/", f"/kl/personer/{other.pk}/", f"/kl/personer/{person.pk}/"),
        *("/kl/kilder/", "/kl/kilder/ny/"),
    )
    found = []
    for address in pages:
        page.goto(address)
        expect(page).to_have_url(re.compile(re.escape(address) + "$"))
        found += faults_in_both_looks(page)
    assert found == []
