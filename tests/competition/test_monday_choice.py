"""The Monday mail as its person's choice: taken, given up, seen, and sent again."""

import re

import pytest
from django.test import Client

from competition import monday_mail
from competition.models import MondayMail, MondayWish
from signups.models import Change
from signups.releases import Refused
from tests import factories
from tests.competition.monday import NOW, begin, off, publish, statuses, tick
from tests.factories import at, signed_in


@pytest.fixture
def week(db):
    return begin()


def test_the_mail_is_chosen_and_given_up_on_ones_own_page_and_both_are_kept(week):
    _race, towns, _person = week
    factories.the_clock_shows(NOW)
    person = factories.staff(towns["Aarhus"], "anna@aarhus.example")
    client = signed_in(person)
    page = client.get("/min-kommune/mandagsmail/").content.decode()
    assert 'value="nej" checked' in page
    client.post("/min-kommune/mandagsmail/", {"wanted": "ja", "language": "en"})
    wish = MondayWish.objects.get(person=person)
    assert (wish.language, wish.municipality_id) == ("en", towns["Aarhus"].code)
    assert 'value="ja" checked' in client.get("/min-kommune/mandagsmail/").content.decode()
    client.post("/min-kommune/mandagsmail/", {"wanted": "nej"})
    assert not MondayWish.objects.filter(person=person).exists()
    kept = Change.objects.filter(table_name="competition_mondaywish", person=person.pk)
    assert sorted(kept.values_list("action", flat=True)) == ["D", "I"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Svar ja eller nej."),
        ({"wanted": "måske"}, "Svar ja eller nej."),
        ({"wanted": "ja", "language": "xx"}, "Vælg dansk eller engelsk."),
    ],
)
def test_a_choice_that_makes_no_sense_is_told_of(week, sent, said):
    _race, _towns, person = week
    factories.the_clock_shows(NOW)
    response = signed_in(person).post("/min-kommune/mandagsmail/", sent)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_the_language_can_be_changed_without_losing_the_next_mail(week):
    _race, towns, person = week
    monday_mail.choose(language="en", by=person, now=NOW)
    publish(towns)
    assert tick() == 1


def test_the_organiser_has_no_monday_mail(week):
    _race, _towns, _person = week
    with pytest.raises(Refused):
        monday_mail.choose(language="da", by=factories.editor(), now=NOW)
    client = signed_in(factories.administrator())
    for address in ("", "eksempel/"):
        assert client.get(f"/min-kommune/mandagsmail/{address}").status_code == 403
    assert "/min-kommune/mandagsmail/" not in client.get("/kl/kommuner/odense/").content.decode()


def test_nobody_sends_a_colleagues_mail_again(week):
    _race, towns, _person = week
    publish(towns)
    monday_mail.make(now=NOW)
    row = MondayMail.objects.get()
    MondayMail.objects.update(status="failed")
    factories.the_clock_shows(NOW)
    colleague = signed_in(factories.staff(towns["Odense"], "anden@odense.example"))
    assert colleague.post(f"/min-kommune/mandagsmail/{row.pk}/igen/").status_code == 404
    assert statuses() == ["failed"]


def a_failed_mail(towns) -> MondayMail:
    """Week 37 is out, and its mail has failed."""
    publish(towns)
    monday_mail.make(now=NOW)
    MondayMail.objects.update(status="failed")
    return MondayMail.objects.get()


def asked_again(person, row) -> tuple[bool, str]:
    """Whether the page offers to send a mail again, and what it says when it is asked to."""
    client = signed_in(person)
    offers = "Send den til mig igen" in client.get("/min-kommune/mandagsmail/").content.decode()
    response = client.post(f"/min-kommune/mandagsmail/{row.pk}/igen/", follow=True)
    return offers, response.content.decode()


def test_what_failed_is_sent_again_while_it_is_the_newest(week):
    _race, towns, person = week
    row = a_failed_mail(towns)
    factories.the_clock_shows(NOW)
    offers, said = asked_again(person, row)
    assert (offers, "Mailen sendes igen om et øjeblik." in said) == (True, True)
    assert tick() == 1


def test_what_failed_is_not_sent_again_once_a_newer_week_is_out(week):
    _race, towns, person = week
    row = a_failed_mail(towns)
    publish(towns, "2014-W38")
    factories.the_clock_shows(at(2014, 9, 22, 8, 1))
    offers, said = asked_again(person, row)
    assert (offers, statuses()) == (False, ["failed"])
    assert "Den sendes ikke igen, for en nyere uge er offentliggjort." in said


def test_what_failed_is_not_sent_again_to_one_who_does_not_want_it(week):
    _race, towns, person = week
    row = a_failed_mail(towns)
    monday_mail.give_up(person, by=person, now=NOW)
    factories.the_clock_shows(NOW)
    offers, said = asked_again(person, row)
    assert (offers, statuses()) == (False, ["failed"])
    assert "Den sendes ikke igen, for du har sagt nej til mandagsmailen." in said


def test_what_failed_is_not_sent_again_under_the_embargo(week):
    _race, towns, person = week
    row = a_failed_mail(towns)
    factories.the_clock_shows(at(2014, 10, 27, 9))
    offers, said = asked_again(person, row)
    assert (offers, statuses()) == (False, ["failed"])
    assert "Den sendes ikke igen nu: Under embargoen sendes ingen mandagsmail." in said


# --- the way out ----------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["", "/en"])
def test_one_click_gives_it_up_without_signing_in_or_a_token(week, language):
    _race, towns, person = week
    client = Client(enforce_csrf_checks=True)
    body = "List-Unsubscribe=One-Click"
    kind = "application/x-www-form-urlencoded"
    response = client.post(off(person, language), body, content_type=kind)
    assert (response.status_code, response.cookies) == (200, {})
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not MondayWish.objects.exists()
    assert client.post(off(person, language)).status_code == 200
    publish(towns)
    assert tick() == 0


def test_a_mail_program_that_opens_the_link_gives_nothing_up(week):
    _race, _towns, person = week
    page = Client().get(off(person))
    assert page.status_code == 200
    assert "Ikke flere mandagsmails?" in page.content.decode()
    assert MondayWish.objects.count() == 1


def test_an_old_mails_link_does_not_end_what_was_chosen_later(week):
    _race, _towns, person = week
    old = off(person)
    monday_mail.give_up(person, by=person, now=NOW)
    person.refresh_from_db()
    assert "Du får ingen mandagsmail" in Client().get(old).content.decode()
    monday_mail.choose(language="da", by=person, now=NOW)
    person.refresh_from_db()
    for ask in (Client().get, Client().post):
        response = ask(old)
        assert response.status_code == 410
        assert "Linket er fra et tidligere valg" in response.content.decode()
    assert MondayWish.objects.filter(person=person).exists()
    assert Client().post(off(person)).status_code == 200
    assert not MondayWish.objects.filter(person=person).exists()


def test_a_new_language_leaves_the_links_that_were_sent_as_they_are(week):
    _race, _towns, person = week
    link = off(person)
    monday_mail.choose(language="en", by=person, now=NOW)
    assert Client().post(link).status_code == 200
    assert not MondayWish.objects.exists()


def test_the_link_of_the_sample_ends_nothing_before_the_mail_is_chosen(week):
    _race, towns, _person = week
    publish(towns)
    factories.the_clock_shows(NOW)
    other = factories.staff(towns["Aarhus"], "anna@aarhus.example")
    page = signed_in(other).get("/min-kommune/mandagsmail/eksempel/").content.decode()
    link = re.search(r"/mandagsmail/afmeld/[^/]+/", page)[0]
    monday_mail.choose(language="da", by=other, now=NOW)
    assert Client().post(link).status_code == 410
    assert MondayWish.objects.filter(person=other).exists()


def test_a_wrong_link_gives_nothing_up(week):
    _race, towns, person = week
    other = factories.staff(towns["Aarhus"], "anna@aarhus.example")
    since = person.monday_wish.since
    wrong = f"{person.pk}-{monday_mail.key(other, since).split('-', 1)[1]}"
    later = monday_mail.key(person, since).replace("-", "-1", 1)
    for token in ("x", wrong, later, f"999999-{'f' * 14}-{'a' * 24}", f"{person.pk}-"):
        assert Client().post(f"/mandagsmail/afmeld/{token}/").status_code == 404
    assert MondayWish.objects.count() == 1


def test_guessing_is_not_answered_for_ever(week):
    client = Client()
    codes = [client.get(f"/mandagsmail/afmeld/{n}-1-{'a' * 24}/").status_code for n in range(25)]
    assert codes[0] == 404
    assert codes[-1] == 429


# --- the sample -----------------------------------------------------------------------------------
def test_the_sample_is_the_newest_mail_and_may_do_nothing(week):
    _race, towns, person = week
    publish(towns)
    factories.the_clock_shows(NOW)
    client = signed_in(person)
    page = client.get("/min-kommune/mandagsmail/").content.decode()
    assert "Odense er nummer 2 af 3 i uge 37, uændret" in page
    sample = client.get("/min-kommune/mandagsmail/eksempel/")
    assert "91 flere tilmeldte giver plads 1 foran Aarhus." in sample.content.decode()
    policy = sample.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert sample.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_before_the_first_places_there_is_a_choice_and_no_sample(db):
    town = factories.municipality("Odense")
    factories.competition(participants=[town])
    factories.the_clock_shows(at(2014, 9, 1, 10))
    client = signed_in(factories.staff(town))
    assert client.get("/min-kommune/mandagsmail/").status_code == 200
    assert client.get("/min-kommune/mandagsmail/eksempel/").status_code == 404
    assert tick(now=at(2014, 9, 1, 10)) == 0
