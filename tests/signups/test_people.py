"""People invited, given other roles, let out and in again; every change kept."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from municipalities.models import Role, User
from signups import letters, people, tasks
from signups.models import Step
from signups.releases import Refused
from tests import factories
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
NEW = {"email": "Ny@KL.example", "first_name": "Nina", "last_name": "Ny", "role": "editor"}


@pytest.fixture
def administrator(monkeypatch):
    monkeypatch.setattr("signups.clock.of", lambda _state: NOW)
    monkeypatch.setattr(tasks.send_invitation, "delay", tasks.send_invitation)
    monkeypatch.setattr(tasks.tell_person, "delay", tasks.tell_person)
    factories.competition()
    return factories.administrator()


def test_an_invitation_leads_to_a_password_once(administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(administrator).post(reverse("people"), NEW).status_code == 302
    person = User.objects.get(email="ny@kl.example")
    assert (person.role, person.has_usable_password()) == (Role.EDITOR, False)
    assert [letter.to for letter in mail.outbox] == [["ny@kl.example"]]
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    client = Client()
    form = client.get(link, follow=True)
    chosen = {"password1": "seks blå pærer i skabet", "password2": "seks blå pærer i skabet"}
    client.post(form.redirect_chain[-1][0], chosen)
    person.refresh_from_db()
    assert person.check_password("seks blå pærer i skabet")
    assert Client().get(link).context["token_fail"] is True
    step = Step.objects.get(person=person)
    assert (step.action, step.by, step.at) == ("invited", administrator, NOW)


def test_an_invitation_ends_in_time(administrator, settings):
    person = people.invite(**NEW, municipality=None, by=administrator, now=NOW)
    link = letters.invitation_path(person)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(link).context["token_fail"] is True


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "ikke en adresse"},
        {"email": "administrator@example.dk"},
        {"role": "staff"},
        {"role": "konge"},
        {"first_name": ""},
        {"first_name": "kunde.\n\nKlik https://evil.example"},
    ],
)
def test_a_bad_invitation_is_answered_with_a_sentence_and_loses_no_typing(administrator, fields):
    response = signed_in(administrator).post(reverse("people"), NEW | fields)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert 'value="Ny"' in response.content.decode()
    assert User.objects.count() == 1


def test_a_role_changes_is_kept_and_signs_the_person_out(administrator):
    person = factories.editor()
    theirs = signed_in(person)
    page = reverse("person", args=[person.pk])
    signed_in(administrator).post(page, {"role": "approver"})
    person.refresh_from_db()
    assert person.role == Role.APPROVER
    assert Step.objects.get(action="role changed").note == "editor@example.dk: editor → approver"
    assert theirs.get("/kl/").status_code == 302
    assert "editor → approver" in signed_in(administrator).get(page).content.decode()


def test_staff_move_from_one_municipality_to_another(administrator):
    first, second = factories.municipality(code="101"), factories.municipality(code="147")
    person = factories.staff(first)
    people.change_role(person, role="staff", municipality=second, by=administrator, now=NOW)
    person.refresh_from_db()
    assert person.municipality == second
    assert (
        people.change_role(person, role="staff", municipality=second, by=administrator, now=NOW)
        is None
    )


def test_nobody_changes_their_own_role_or_ends_their_own_access(administrator):
    factories.person("anden@example.dk", Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        people.change_role(
            administrator, role="editor", municipality=None, by=administrator, now=NOW
        )
    with pytest.raises(Refused):
        people.deactivate(administrator, by=administrator, now=NOW)
    assert Step.objects.count() == 0


def test_the_last_administrator_stays(administrator):
    other = factories.person("anden@example.dk", Role.ADMINISTRATOR)
    people.deactivate(other, by=administrator, now=NOW)
    with pytest.raises(Refused):
        people.change_role(administrator, role="editor", municipality=None, by=None, now=NOW)
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER])
def test_only_administrators_see_and_change_people(administrator, role):
    person = factories.person("en@example.dk", role)
    client = signed_in(person)
    assert client.get(reverse("people")).status_code == 403
    assert client.post(reverse("person", args=[administrator.pk]), NEW).status_code == 403
    with pytest.raises(Refused):
        people.deactivate(administrator, by=person, now=NOW)


def test_access_ends_at_once_and_can_be_given_back(administrator):
    person = factories.editor()
    theirs, client = signed_in(person), signed_in(administrator)
    address = reverse("person_access", args=[person.pk])
    client.post(address, {"access": "end"})
    assert theirs.get("/kl/").status_code == 302
    client.post(address, {"access": "give"})
    person.refresh_from_db()
    assert person.is_active is True
    actions = Step.objects.filter(person=person).values_list("action", flat=True)
    assert list(actions) == ["deactivated", "activated"]
    assert signed_in(person).get("/kl/").status_code == 200


def test_a_lost_second_factor_is_taken_away(administrator):
    person = factories.editor()
    person.authenticator_set.create(type="totp", data={"secret": "x"})
    address = reverse("person_factor", args=[person.pk])
    signed_in(administrator).post(address)
    assert person.authenticator_set.count() == 0
    assert Step.objects.get(person=person).action == "factor reset"


def test_people_are_looked_at_but_not_changed_in_the_administration(administrator):
    person = factories.editor()
    client = signed_in(administrator)
    assert client.get("/admin/municipalities/user/").status_code == 200
    address = f"/admin/municipalities/user/{person.pk}/change/"
    assert client.post(address, {"role": "administrator"}).status_code == 403


@pytest.mark.parametrize(
    "model",
    [
        "mfa/authenticator",
        "account/emailaddress",
        "socialaccount/socialaccount",
        "socialaccount/socialapp",
        "socialaccount/socialtoken",
    ],
)
def test_how_somebody_signs_in_cannot_be_touched_in_the_administration(administrator, model):
    assert signed_in(administrator).get(f"/admin/{model}/").status_code == 404


def test_nobodys_password_is_set_in_the_administration(administrator):
    person = factories.editor()
    address = f"/admin/municipalities/user/{person.pk}/password/"
    new = {"password1": "seks blå pærer i skabet", "password2": "seks blå pærer i skabet"}
    assert signed_in(administrator).post(address, new).status_code == 403
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)


def test_an_invitation_sent_again_voids_the_link_of_before(
    administrator, django_capture_on_commit_callbacks
):
    person = people.invite(**NEW, municipality=None, by=administrator, now=NOW)
    first = letters.invitation_path(person)
    address = reverse("person_invite", args=[person.pk])
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(administrator).post(address, {"invitation": "send"})
    person.refresh_from_db()
    assert Client().get(first).context["token_fail"] is True
    assert Client().get(letters.invitation_path(person)).status_code == 302
    assert [letter.to for letter in mail.outbox] == [["ny@kl.example"]]
    assert "i 7 dage" in mail.outbox[0].body
    actions = Step.objects.filter(person=person).values_list("action", flat=True)
    assert list(actions) == ["invited", "invited again"]


def test_an_invitation_withdrawn_is_void_at_once_and_can_be_sent_anew(administrator):
    person = people.invite(**NEW, municipality=None, by=administrator, now=NOW)
    link = letters.invitation_path(person)
    client = signed_in(administrator)
    address = reverse("person_invite", args=[person.pk])
    client.post(address, {"invitation": "withdraw"})
    person.refresh_from_db()
    assert person.is_active is False
    assert Client().get(link).context["token_fail"] is True
    page = client.get(reverse("person", args=[person.pk])).content.decode()
    assert "Invitationen er trukket tilbage." in page
    client.post(address, {"invitation": "send"})
    person.refresh_from_db()
    assert person.is_active is True
    actions = Step.objects.filter(person=person).values_list("action", flat=True)
    assert list(actions) == ["invited", "uninvited", "invited again"]


def test_who_has_come_in_is_not_invited_again_nor_uninvited(administrator):
    person = factories.editor()
    client, address = signed_in(administrator), reverse("person_invite", args=[person.pk])
    for what in ("send", "withdraw"):
        client.post(address, {"invitation": what})
    person.refresh_from_db()
    assert (person.is_active, person.check_password(factories.PASSWORD)) == (True, True)
    assert Step.objects.filter(person=person).count() == 0


def test_the_list_says_until_when_an_invitation_holds_and_when_it_is_over(administrator):
    people.invite(**NEW, municipality=None, by=administrator, now=NOW)
    assert "inviteret, til 25. oktober" in signed_in(administrator).get("/kl/personer/").text
    old = NEW | {"email": "gammel@kl.example"}
    people.invite(**old, municipality=None, by=administrator, now=at(2014, 10, 10, 10))
    assert "invitationen udløb 17. oktober" in signed_in(administrator).get("/kl/personer/").text


@pytest.mark.parametrize(
    ("view", "fields", "subject"),
    [
        ("person_factor", {}, "din anden faktor er fjernet"),
        ("person_access", {"access": "end"}, "din adgang er ophørt"),
        ("person", {"role": "approver"}, "du har fået en anden rolle"),
    ],
)
def test_the_person_is_told_by_e_mail_and_whom_to_write_to(
    administrator, django_capture_on_commit_callbacks, view, fields, subject
):
    person = factories.editor()
    person.authenticator_set.create(type="totp", data={"secret": "x"})
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(administrator).post(reverse(view, args=[person.pk]), fields)
    letter = mail.outbox[0]
    assert (letter.to, letter.subject.split(": ")[1]) == ([person.email], subject)
    assert administrator.email in letter.body
    assert str(administrator) in letter.body


def test_a_lost_second_factor_ends_every_session_of_the_person(administrator):
    person = factories.editor()
    person.authenticator_set.create(type="totp", data={"secret": "x"})
    theirs = signed_in(person)
    people.remove_second_factor(person, by=administrator, now=NOW)
    assert theirs.get("/kl/").headers["Location"].startswith("/konto/login/")
    with pytest.raises(Refused):
        people.remove_second_factor(administrator, by=administrator, now=NOW)
