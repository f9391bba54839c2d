"""The door: who may try how often, which of allauth's pages there are, and the letter with the link."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_attempts_before():
    cache.clear()


def sign_in(client, password=factories.PASSWORD, **headers):
    fields = {"login": "editor@example.dk", "password": password}
    return client.post(reverse("account_login"), fields, headers=headers)


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/?next=/admin/"])
def test_the_admin_has_no_door_of_its_own(path):
    page = Client().get(path, follow=True)
    assert page.redirect_chain[-1][0] == "/konto/login/?next=%2Fadmin%2F"
    assert Client().post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


def test_someone_without_the_right_is_not_let_in_by_the_admins_door():
    client = Client()
    client.force_login(factories.editor())
    assert client.get("/admin/login/").status_code == 403


def test_too_many_attempts_are_answered_in_our_own_words(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    client = Client()
    codes = [sign_in(client, "forkert").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    page = sign_in(client).content.decode()
    assert "<h1>For mange forsøg</h1>" in page
    assert 'class="foot' in page


def test_the_limit_counts_by_the_address_that_our_proxy_saw(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for address in ("10.0.0.1", "10.0.0.2"):
        said = {"X-Forwarded-For": f"1.2.3.4, {address}"}
        assert sign_in(Client(), "forkert", **said).status_code == 200
        assert sign_in(Client(), "forkert", **said).status_code == 429


def test_of_allauths_pages_only_those_that_are_used_are_there():
    for path in ("email", "signup", "inactive", "confirm-email", "login/code/confirm"):
        assert Client().get(f"/konto/{path}/").status_code == 404, path
    for name in ("account_email", "account_signup", "account_inactive"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize("name", ["account_change_password", "account_reauthenticate"])
def test_the_pages_for_those_who_are_signed_in_are_in_our_look(name):
    factories.editor()
    client = Client()
    assert sign_in(client).status_code == 302
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert "css/staff" in page.content.decode()


def test_someone_without_a_password_is_led_to_a_new_one():
    person = factories.editor()
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person)
    page = client.get(reverse("account_change_password"), follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == reverse("account_reset_password")


def test_a_closed_account_is_told_so():
    person = factories.editor()
    person.is_active = False
    person.save()
    client = Client()
    response = sign_in(client)
    assert response.headers["Location"] == reverse("account_login")
    assert "Kontoen er lukket" in client.get(reverse("account_login")).content.decode()


def test_a_new_password_is_chosen_by_a_letter_in_danish():
    factories.editor()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "editor@example.dk"})
    (letter,) = mail.outbox
    assert letter.subject == "Ny adgangskode til testserver"
    assert letter.to == ["editor@example.dk"]
    assert "Danmarks mest digitale kommune" in letter.body
    assert "“" not in letter.body
    (link,) = re.findall(r"http://testserver(/konto/password/reset/key/\S+)", letter.body)
    form = client.get(link, follow=True)
    chosen = {"password1": "otte blå pærer i skålen", "password2": "otte blå pærer i skålen"}
    done = client.post(form.redirect_chain[-1][0], chosen, follow=True)
    assert done.redirect_chain[-1][0] == reverse("account_reset_password_from_key_done")
    assert sign_in(client, chosen["password1"]).status_code == 302


def test_an_address_that_is_not_known_gets_no_letter_and_the_same_answer():
    factories.editor()
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("editor@example.dk", "nobody@example.dk")
    ]
    assert {answer.redirect_chain[-1][0] for answer in answers} == {
        reverse("account_reset_password_done")
    }
    assert [letter.to for letter in mail.outbox] == [["editor@example.dk"]]
