"""A new e-mail address: confirmed from the new mailbox, told to the old one, and nothing left behind."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from municipalities.models import User
from signups import letters, people, tasks
from signups.models import Step
from signups.releases import Refused
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NEW = "ny.adresse@kl.example"


@pytest.fixture
def editor(monkeypatch):
    cache.clear()
    monkeypatch.setattr("signups.clock.of", lambda _state: at(2014, 10, 18, 10))
    for task in (tasks.send_new_address, tasks.tell_person):
        monkeypatch.setattr(task, "delay", task)
    factories.competition()
    yield factories.editor()
    cache.clear()


def sign_in(email: str) -> Client:
    client = Client()
    client.post("/konto/login/", {"login": email, "password": factories.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_nothing_changes_until_the_link_is_used_and_then_everything_does(
    editor, django_capture_on_commit_callbacks
):
    client = sign_in(editor.email)
    client.post(reverse("new_address"), {"email": "Ny.Adresse@KL.example"})
    assert [letter.to for letter in mail.outbox] == [[NEW]]
    editor.refresh_from_db()
    assert editor.email == "editor@example.dk"
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    assert NEW in Client().get(link).text
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(link)
    editor.refresh_from_db()
    assert editor.email == NEW
    assert not is_in(sign_in("editor@example.dk"))
    assert is_in(sign_in(NEW))
    assert client.get("/kl/").headers["Location"].startswith("/konto/login/")
    assert (mail.outbox[1].to, Step.objects.get(action="address changed").note) == (
        ["editor@example.dk"],
        f"editor@example.dk → {NEW}",
    )
    assert Client().post(link).status_code == 410


def test_the_old_address_gets_no_password_afterwards(editor):
    EmailAddress.objects.create(user=editor, email=editor.email, verified=True, primary=True)
    people.change_address(editor, email=NEW, by=editor, now=at(2014, 10, 18, 10))
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": "editor@example.dk"})
    assert mail.outbox == []


def test_whether_an_address_is_somebodys_is_not_told_and_they_get_no_letter(editor):
    factories.administrator()
    client = sign_in(editor.email)
    said = []
    for email in ("administrator@example.dk", NEW):
        page = client.post(reverse("new_address"), {"email": email}, follow=True)
        assert f"Hvis adressen kan bruges, er et link på vej til {email}." in page.text
        said.append((page.status_code, page.redirect_chain))
    assert said[0] == said[1]
    assert [letter.to for letter in mail.outbox] == [[NEW]]


@pytest.mark.parametrize("email", ["", "ikke en adresse"])
def test_an_address_that_cannot_be_used_is_answered_with_a_sentence(editor, email):
    response = sign_in(editor.email).post(reverse("new_address"), {"email": email})
    assert response.status_code == 422
    assert "field-error" in response.text
    assert email in response.text
    assert mail.outbox == []


def test_an_address_that_somebody_took_meanwhile_is_refused(editor):
    link = letters.new_address_path(editor, NEW)
    factories.person(NEW, "editor")
    response = Client().post(link)
    assert response.status_code == 422
    assert "field-error" in response.text


def test_a_link_ends_in_time_with_another_password_and_with_the_access(editor, settings):
    link = letters.new_address_path(editor, NEW)
    settings.NEW_ADDRESS_SECONDS = -1
    assert Client().get(link).status_code == 410
    settings.NEW_ADDRESS_SECONDS = 60
    assert Client().get(link).status_code == 200
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert Client().get(link).status_code == 410
    User.objects.filter(pk=editor.pk).update(is_active=True)
    editor.set_password("seks blå pærer i skabet")
    editor.save()
    assert Client().get(link).status_code == 410
    assert Client().get(reverse("new_address_confirm", args=["x-y"])).status_code == 410


def test_the_password_is_asked_for_first_and_what_was_typed_is_not_lost(editor):
    client = Client()
    client.post("/konto/login/", {"login": editor.email, "password": factories.PASSWORD})
    response = client.post(reverse("new_address"), {"email": NEW})
    asked = response.headers["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    client.post(asked, {"password": factories.PASSWORD, "next": reverse("new_address")})
    assert [letter.to for letter in mail.outbox] == [[NEW]]


def test_a_stranger_signs_in_first():
    response = Client().get(reverse("new_address"))
    assert response.headers["Location"].startswith("/konto/login/")


def test_letters_with_links_are_limited(editor):
    client = sign_in(editor.email)
    asked = [client.post(reverse("new_address"), {"email": f"n{n}@x.example"}) for n in range(11)]
    assert [each.status_code for each in asked] == [302] * 10 + [429]
    assert len(mail.outbox) == 10


def test_nobody_changes_the_address_of_another(editor):
    with pytest.raises(Refused):
        people.change_address(
            editor, email=NEW, by=factories.administrator(), now=at(2014, 10, 18, 10)
        )
