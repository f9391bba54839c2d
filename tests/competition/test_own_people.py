"""A municipality's people see to each other: invited, withdrawn, out and in again, and nobody else."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from municipalities.models import Role, User
from signups import people, tasks
from signups.models import Step
from signups.releases import Refused
from tests import factories
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
PAGE = "/min-kommune/adgang/"
NEW = {"email": "Ny@Aarhus.example", "first_name": "Nina", "last_name": "Ny"}


@pytest.fixture
def towns(monkeypatch):
    cache.clear()
    monkeypatch.setattr("signups.clock.of", lambda _state: NOW)
    monkeypatch.setattr(tasks.send_invitation, "delay", tasks.send_invitation)
    monkeypatch.setattr(tasks.tell_person, "delay", tasks.tell_person)
    factories.competition()
    return [
        factories.municipality("Aarhus", code="751"),
        factories.municipality("Odense", code="461"),
    ]


@pytest.fixture
def anna(towns):
    return factories.staff(towns[0], "anna@aarhus.example")


def invited(town, *, by, **more) -> User:
    return people.invite(**NEW | more, role="staff", municipality=town, by=by, now=NOW)


def act(client, person, what, **more):
    return client.post(reverse("own_person", args=[person.pk]), {"act": what}, **more)


def test_a_colleague_is_invited_to_the_own_municipality_and_the_organiser_sees_it(
    anna, towns, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sent = NEW | {"role": "administrator", "municipality": "461"}
        assert signed_in(anna).post(PAGE, sent).status_code == 302
    person = User.objects.get(email="ny@aarhus.example")
    assert (person.role, person.municipality, person.is_staff) == (Role.STAFF, towns[0], False)
    assert [letter.to for letter in mail.outbox] == [["ny@aarhus.example"]]
    step = Step.objects.get(person=person)
    assert (step.action, step.by) == ("invited", anna)
    page = signed_in(anna).get(PAGE).text
    assert [word in page for word in ("inviteret, til 25. oktober", "(dig)")] == [True] * 2
    log = signed_in(factories.administrator()).get(reverse("person", args=[person.pk])).text
    assert "anna@aarhus.example" in log or str(anna) in log


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "ny"}, "Skriv en hel e-mailadresse"),
        ({"email": ""}, "Skriv kollegaens e-mailadresse."),
        ({"first_name": ""}, "Skriv kollegaens fornavn."),
        ({"first_name": "kunde.\n\nKlik https://evil.example"}, "Skriv navnet med bogstaver"),
        ({"first_name": "Nina evil.example"}, "Skriv navnet med bogstaver"),
        ({"first_name": "n" * 61}, "højst 60 tegn"),
        ({"email": "ANNA@aarhus.example"}, "Kollegaen står allerede på listen."),
        ({"email": "odense@example.dk"}, "Adressen kan ikke inviteres her. Spørg arrangøren."),
        ({"email": "editor@example.dk"}, "Adressen kan ikke inviteres her. Spørg arrangøren."),
    ],
)
def test_a_bad_invitation_is_told_and_loses_no_typing(anna, towns, fields, sentence):
    factories.staff(towns[1], "odense@example.dk")
    factories.editor()
    before = User.objects.count()
    response = signed_in(anna).post(PAGE, NEW | fields)
    kept = 'value="Ny"' in response.text
    assert (response.status_code, sentence in response.text, kept) == (422, True, True)
    assert User.objects.count() == before


def test_nobody_invites_elsewhere_changes_roles_or_touches_others(anna, towns):
    other = factories.staff(towns[1], "odense@example.dk")
    for role, where in (("staff", towns[1]), ("editor", None), ("administrator", None)):
        with pytest.raises(Refused):
            people.invite(**NEW, role=role, municipality=where, by=anna, now=NOW)
    for person in (other, factories.editor(), factories.administrator()):
        for verb in (people.deactivate, people.activate, people.invite_again,
                     people.withdraw_invitation, people.remove_second_factor):  # fmt: skip
            with pytest.raises(Refused):
                verb(person, by=anna, now=NOW)
        for what in ("end", "give", "again", "withdraw"):
            assert act(signed_in(anna), person, what).status_code == 404
    colleague = factories.staff(towns[0], "bo@aarhus.example")
    with pytest.raises(Refused):
        people.change_role(colleague, role="staff", municipality=towns[1], by=anna, now=NOW)
    with pytest.raises(Refused):
        people.remove_second_factor(colleague, by=anna, now=NOW)
    assert (act(signed_in(anna), colleague, "promote").status_code, Step.objects.count()) == (
        404,
        0,
    )
    for role in (factories.editor(), factories.approver()):
        with pytest.raises(Refused):
            people.invite(**NEW, role="staff", municipality=towns[0], by=role, now=NOW)
        assert signed_in(role).post("/kl/kommuner/aarhus/adgang/", NEW).status_code == 403
        assert act(signed_in(role), colleague, "end").status_code == 403
    assert "odense@example.dk" not in signed_in(anna).get(PAGE).text


def test_access_ends_at_once_is_told_and_can_be_given_back(
    anna, towns, django_capture_on_commit_callbacks
):
    bo = factories.staff(towns[0], "bo@aarhus.example")
    theirs = signed_in(bo)
    with django_capture_on_commit_callbacks(execute=True):
        act(signed_in(anna), bo, "end")
    bo.refresh_from_db()
    assert (bo.is_active, theirs.get(PAGE).status_code) == (False, 302)
    assert [letter.to for letter in mail.outbox] == [["bo@aarhus.example"]]
    act(signed_in(anna), bo, "give")
    bo.refresh_from_db()
    assert (bo.is_active, list(Step.objects.values_list("action", "by"))) == (
        True, [("deactivated", anna.pk), ("activated", anna.pk)],
    )  # fmt: skip


def test_nobody_ends_their_own_access_so_somebody_is_always_left(anna, towns):
    told = act(signed_in(anna), anna, "end", follow=True).text
    assert "Ingen lukker sin egen adgang." in told
    bo = factories.staff(towns[0], "bo@aarhus.example")
    people.deactivate(bo, by=anna, now=NOW)
    with pytest.raises(Refused):
        people.deactivate(anna, by=bo, now=NOW)
    stale = User.objects.get(pk=bo.pk)
    stale.is_active = True  # as the request of a moment ago still has it
    with pytest.raises(Refused, match="Din egen adgang er lukket"):
        people.deactivate(anna, by=stale, now=NOW)
    anna.refresh_from_db()
    assert anna.is_active


def test_what_an_administrator_has_closed_a_colleague_does_not_open(anna, towns):
    bo, admin = factories.staff(towns[0], "bo@aarhus.example"), factories.administrator()
    people.deactivate(bo, by=admin, now=NOW)
    assert (
        "Arrangøren har lukket denne adgang." in act(signed_in(anna), bo, "give", follow=True).text
    )
    new = people.invite(**NEW, role="staff", municipality=towns[0], by=anna, now=NOW)
    people.withdraw_invitation(new, by=admin, now=NOW)
    with pytest.raises(Refused):
        people.invite_again(new, by=anna, now=NOW)
    assert list(User.objects.filter(pk__in=[bo.pk, new.pk], is_active=True)) == []


def test_an_invitation_is_withdrawn_and_sent_again(anna, towns, django_capture_on_commit_callbacks):
    new = people.invite(**NEW, role="staff", municipality=towns[0], by=anna, now=NOW)
    client = signed_in(anna)
    act(client, new, "withdraw")
    assert (
        "invitation trukket tilbage" in client.get(PAGE).text
        or not User.objects.get(pk=new.pk).is_active
    )
    with django_capture_on_commit_callbacks(execute=True):
        act(client, new, "again")
    new.refresh_from_db()
    assert (new.is_active, [letter.to for letter in mail.outbox]) == (True, [["ny@aarhus.example"]])


def test_invitations_are_limited_a_person(anna, monkeypatch):
    monkeypatch.setattr("competition.views.own_people.MOST_INVITATIONS", 2)
    client = signed_in(anna)
    codes = [client.post(PAGE, NEW | {"email": f"n{n}@a.example"}).status_code for n in range(3)]
    assert codes == [302, 302, 422]
    assert User.objects.filter(email__endswith="@a.example").count() == 2


def test_whoever_asks_many_addresses_is_told_to_wait_whether_they_are_known_or_not(
    anna, towns, monkeypatch
):
    monkeypatch.setattr("competition.views.own_people.MOST_INVITATIONS", 2)
    factories.staff(towns[1], "odense@example.dk")
    client, known = signed_in(anna), NEW | {"email": "odense@example.dk"}
    told = [client.post(PAGE, known).text for _ in range(3)]
    assert ["Adressen kan ikke inviteres her." in text for text in told] == [True, True, False]
    assert ["Vent ti minutter." in text for text in told] == [False, False, True]


@pytest.mark.parametrize(
    "name", ["kunde.\n\nDin konto er spærret", "Gå til evil.example", "a" * 61]
)
def test_no_name_carries_a_message_into_the_letter_whoever_invites(anna, towns, name):
    for by in (anna, factories.administrator()):
        for field in ("first_name", "last_name"):
            with pytest.raises(Refused, match="Skriv navnet med bogstaver"):
                invited(towns[0], by=by, **{field: name})
    new = invited(towns[0], by=anna)
    User.objects.filter(pk=new.pk).update(first_name=name)
    with pytest.raises(Refused, match="Skriv navnet med bogstaver"):
        people.invite_again(new, by=anna, now=NOW)


def test_a_municipality_has_so_many_unanswered_invitations_and_no_more(anna, towns, monkeypatch):
    monkeypatch.setattr(people, "MOST_UNANSWERED", 2)
    first = invited(towns[0], by=anna, email="1@a.example")
    second = invited(towns[0], by=anna, email="2@a.example")
    told = signed_in(anna).post(PAGE, NEW)
    assert (told.status_code, "2 invitationer venter allerede på svar." in told.text) == (422, True)
    people.withdraw_invitation(first, by=anna, now=NOW)
    invited(towns[0], by=anna, email="3@a.example")
    with pytest.raises(Refused):
        people.invite_again(first, by=anna, now=NOW)
    User.objects.filter(pk=second.pk).update(last_login=NOW)  # answered: it counts no longer
    people.invite_again(first, by=anna, now=NOW)
    other = factories.staff(towns[1], "odense@example.dk")
    assert invited(towns[1], by=other, email="4@a.example").is_active


def test_invitations_of_a_municipality_are_counted_one_after_the_other(anna, towns):
    with CaptureQueriesContext(connection) as asked:
        invited(towns[0], by=anna)
    said = [each["sql"] for each in asked]
    locks = [
        n
        for n, sql in enumerate(said)
        if 'FROM "municipalities_municipality"' in sql and sql.endswith("FOR NO KEY UPDATE")
    ]
    counts = [n for n, sql in enumerate(said) if "COUNT(*)" in sql]
    assert (len(locks), len(counts), locks < counts) == (1, 1, True)


def test_of_two_invitations_to_one_address_at_once_one_is_told_so(anna, towns, monkeypatch):
    invited(towns[0], by=anna)
    # As the second sees it that looked before the first was stored.
    monkeypatch.setattr(User, "full_clean", lambda _person, **_more: None)
    with pytest.raises(Refused, match="Der er allerede en person med denne adresse"):
        invited(towns[0], by=anna)
    assert (User.objects.filter(email="ny@aarhus.example").count(), Step.objects.count()) == (1, 1)


def test_what_a_colleague_has_closed_an_administrator_closes_to_colleagues(anna, towns):
    bo, admin = factories.staff(towns[0], "bo@aarhus.example"), factories.administrator()
    people.deactivate(bo, by=anna, now=NOW)
    desk, page = signed_in(admin), reverse("person", args=[bo.pk])
    assert "Afslut den som administrator" in desk.get(page).text
    desk.post(reverse("person_access", args=[bo.pk]), {"access": "end"})
    assert list(Step.objects.values_list("action", "by")) == [
        ("deactivated", anna.pk), ("deactivated", admin.pk),
    ]  # fmt: skip
    assert "Afslut den som administrator" not in desk.get(page).text
    for by, verb in (
        (anna, people.activate),
        (anna, people.deactivate),
        (admin, people.deactivate),
    ):
        with pytest.raises(Refused):
            verb(bo, by=by, now=NOW)
    bo.refresh_from_db()
    assert bo.is_active is False


def test_of_the_organiser_administrators_alone_see_who_has_access_and_send_nothing(anna):
    page, desk = "/kl/kommuner/aarhus/adgang/", "/kl/kommuner/aarhus/"
    for person, may in ((factories.administrator(), True), (factories.editor(), False), (factories.approver(), False)):  # fmt: skip
        client = signed_in(person)
        answer = client.get(page)
        assert (answer.status_code, "anna@aarhus.example" in answer.text) == ((200, True) if may else (403, False))  # fmt: skip
        assert ("Invitér en kollega" in answer.text, page in client.get(desk).text) == (False, may)
