"""The Monday mail: to those who want it, once a person and week, whatever restarts in between, and
never more than the dashboard shows."""

import smtplib
from datetime import timedelta

import psycopg
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from competition import monday_mail, tasks
from competition.models import MondayMail, MondayWish
from municipalities.models import Role, User
from signups.models import Change
from signups.releases import Refused
from tests import factories
from tests.factories import at
from tests.services import database_url, empty_the_queue, wait_until, worker

BEFORE, NOW = at(2014, 9, 12, 10), at(2014, 9, 15, 8, 1)
FIGURES = {"Aarhus": 500, "Odense": 400, "Randers": 300}


def begin():
    """Three municipalities, week 36 public, and somebody of Odense who wants the mail."""
    towns = {name: factories.municipality(name) for name in FIGURES}
    race = factories.competition(participants=towns.values())
    factories.published_with({towns[name]: count for name, count in FIGURES.items()}, "2014-W36")
    person = factories.staff(towns["Odense"], "dorte@odense.example")
    monday_mail.choose(language="da", by=person, now=BEFORE)
    return race, towns, person


@pytest.fixture
def week(db):
    return begin()


def publish(towns, week="2014-W37", **more):
    figures = {towns[name]: count for name, count in (FIGURES | {"Odense": 410}).items()}
    return factories.published_with(figures, week, **more)


def tick(now=NOW) -> int:
    """What the schedule does each minute."""
    monday_mail.make(now=now)
    return monday_mail.send_waiting(now=now)


def statuses() -> list[str]:
    return list(MondayMail.objects.order_by("pk").values_list("status", flat=True))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- what is sent ---------------------------------------------------------------------------------
def test_the_mail_goes_out_once_however_often_the_schedule_ticks(week):
    _race, towns, person = week
    publish(towns)
    assert [tick(), tick(), tick(now=NOW + timedelta(hours=1))] == [1, 0, 0]
    (letter,) = mail.outbox
    assert letter.to == ["dorte@odense.example"]
    assert letter.subject == "Odense er nummer 2 af 3 i uge 37, uændret"
    row = MondayMail.objects.get()
    assert (row.person, row.release.week, row.status, row.sent_at) == (
        person,
        "2014-W37",
        "sent",
        NOW,
    )


def test_it_says_place_change_and_what_it_takes_as_text_and_as_html(week):
    _race, towns, person = week
    publish(towns)
    tick()
    (letter,) = mail.outbox
    html = letter.alternatives[0].content
    assert letter.alternatives[0].mimetype == "text/html"
    off = f"http://localhost:8000/mandagsmail/afmeld/{monday_mail.key(person)}/"
    for text in (letter.body, html):
        for said in (
            "Uge 37, opgjort fredag 12. september 2014.",
            "uændret siden uge 36",
            "41,0 pct., op 1,00 procentpoint",
            "91 flere tilmeldte giver plads 1 foran Aarhus.",
            "Randers skal bruge 111 flere tilmeldte for at komme forbi.",
            "10 er kommet til siden ugen før.",
            "Vækst 2,5 pct.",
            "I fører.",
            "2 af 3",
            "http://localhost:8000/min-kommune/",
            off,
        ):
            assert said in text
    assert letter.extra_headers["List-Unsubscribe"] == f"<{off}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_mail_speaks_the_language_that_was_chosen(week):
    _race, towns, person = week
    monday_mail.choose(language="en", by=person, now=BEFORE)
    publish(towns)
    tick()
    (letter,) = mail.outbox
    assert letter.subject == "Odense is number 2 of 3 in week 37, unchanged"
    assert "http://localhost:8000/en/mandagsmail/afmeld/" in letter.body
    assert "1.00 percentage points" in letter.body


def test_whoever_chooses_it_after_the_week_is_out_waits_for_the_next(week):
    _race, towns, _person = week
    publish(towns)
    late = factories.staff(towns["Aarhus"], "sen@aarhus.example")
    monday_mail.choose(language="da", by=late, now=at(2014, 9, 15, 8, 1))
    tick()
    assert [letter.to for letter in mail.outbox] == [["dorte@odense.example"]]
    publish(towns, "2014-W38")
    tick(now=at(2014, 9, 22, 8, 1))
    assert sorted(letter.to[0] for letter in mail.outbox[1:]) == [
        "dorte@odense.example",
        "sen@aarhus.example",
    ]


def test_nobody_without_a_wish_without_access_or_of_another_municipality_gets_it(week):
    _race, towns, person = week
    factories.staff(towns["Odense"], "uden@odense.example")
    for changes in (
        {"is_active": False},
        {"municipality": towns["Aarhus"]},
        {"role": Role.EDITOR, "municipality": None},
    ):
        User.objects.filter(pk=person.pk).update(
            **{"is_active": True, "role": Role.STAFF, "municipality": towns["Odense"]} | changes
        )
        assert monday_mail.wish_of(person) is None
    publish(towns)
    assert tick() == 0
    assert mail.outbox == []


def test_who_changes_municipality_between_the_making_and_the_sending_gets_nothing(week):
    _race, towns, person = week
    publish(towns)
    monday_mail.make(now=NOW)
    User.objects.filter(pk=person.pk).update(municipality=towns["Aarhus"])
    assert monday_mail.send_waiting(now=NOW) == 0
    assert (statuses(), mail.outbox) == (["dropped"], [])


def test_who_gives_it_up_between_the_making_and_the_sending_gets_nothing(week):
    _race, towns, person = week
    publish(towns)
    monday_mail.make(now=NOW)
    assert monday_mail.give_up(person, by=person, now=NOW)
    assert monday_mail.send_waiting(now=NOW) == 0
    assert (statuses(), mail.outbox) == (["dropped"], [])


def test_of_weeks_that_come_out_together_the_newest_alone_is_told(week):
    _race, towns, _person = week
    late = at(2014, 9, 23, 8)
    publish(towns, "2014-W37", published_at=late)
    publish(towns, "2014-W38", published_at=late)
    tick(now=at(2014, 9, 23, 8, 1))
    assert [letter.subject for letter in mail.outbox] == [
        "Odense er nummer 2 af 3 i uge 38, uændret"
    ]


def test_a_mail_that_waited_past_the_next_week_is_not_sent(week):
    _race, towns, _person = week
    publish(towns)
    monday_mail.make(now=NOW)
    publish(towns, "2014-W38")
    tick(now=at(2014, 9, 22, 8, 1))
    assert statuses() == ["dropped", "sent"]
    assert [letter.subject for letter in mail.outbox] == [
        "Odense er nummer 2 af 3 i uge 38, uændret"
    ]


def test_a_week_that_is_not_public_yet_is_not_told(week):
    _race, towns, _person = week
    publish(towns, published_at=NOW + timedelta(minutes=1))
    assert tick() == 0
    assert tick(now=NOW + timedelta(minutes=2)) == 1


def test_nothing_is_sent_under_the_embargo_and_the_result_at_the_announcement(week):
    race, towns, _person = week
    publish(towns, "2014-W43")
    assert tick(now=at(2014, 10, 27, 9)) == 0
    assert (MondayMail.objects.count(), mail.outbox) == (0, [])
    factories.announce(race, at(2014, 11, 1, 12))
    assert tick(now=at(2014, 11, 1, 12, 1)) == 1
    (letter,) = mail.outbox
    assert letter.subject == "Odense slutter som nummer 2 af 3"
    assert "91 flere tilmeldte havde givet plads 1 foran Aarhus." in letter.body


def test_a_planned_competition_sends_nothing(week):
    race, towns, _person = week
    publish(towns)
    race.state = "planned"
    race.save()
    assert tick() == 0


# --- once and only once ---------------------------------------------------------------------------
def test_a_mail_that_was_broken_off_waits_for_its_persons_word(week):
    _race, towns, person = week
    publish(towns)
    monday_mail.make(now=NOW)
    claimed = monday_mail._claim()
    assert tick() == 0
    MondayMail.objects.update(touched_at=timezone.now() - timedelta(hours=1))
    assert monday_mail.note_broken_off(before=timezone.now() - timedelta(minutes=5)) == 1
    assert tick() == 0
    claimed.refresh_from_db()
    assert (claimed.status, claimed.reason) == (
        "failed",
        "Afbrudt under afsendelsen: mailen kan være kommet frem.",
    )
    factories.the_clock_shows(NOW)
    client = signed_in(person)
    page = client.get("/min-kommune/mandagsmail/").content.decode()
    assert "Afbrudt under afsendelsen: mailen kan være kommet frem." in page
    client.post(f"/min-kommune/mandagsmail/{claimed.pk}/igen/")
    assert tick() == 1
    client.post(f"/min-kommune/mandagsmail/{claimed.pk}/igen/")
    assert tick() == 0


def test_what_the_server_refused_outright_is_tried_again_with_growing_pauses(week, monkeypatch):
    _race, towns, _person = week
    publish(towns)

    def refuse(_self):
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert tick() == 0
    row = MondayMail.objects.get()
    pause = row.not_before - timezone.now()
    assert (row.status, row.attempts) == ("waiting", 1)
    assert timedelta(seconds=30) < pause <= timedelta(minutes=1)
    assert tick() == 0
    MondayMail.objects.update(not_before=timezone.now())
    assert tick() == 1
    assert len(mail.outbox) == 1


def test_what_may_have_been_delivered_is_not_tried_again_by_itself(week, monkeypatch):
    _race, towns, _person = week
    publish(towns)

    def hang(_self):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", hang)
        assert tick() == 0
    assert tick() == 0
    row = MondayMail.objects.get()
    assert (row.status, row.reason) == (
        "failed",
        "SMTPServerDisconnected: Connection unexpectedly closed",
    )


def test_it_is_given_up_after_many_attempts(week, monkeypatch):
    _race, towns, _person = week
    publish(towns)

    def refuse(_self):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    for _attempt in range(monday_mail.MOST_ATTEMPTS + 2):
        tick()
        MondayMail.objects.update(not_before=None)
    row = MondayMail.objects.get()
    assert (row.status, row.attempts) == ("failed", monday_mail.MOST_ATTEMPTS)


def test_one_mail_that_cannot_be_set_holds_up_no_other(week, monkeypatch):
    _race, towns, person = week
    other = factories.staff(towns["Aarhus"], "anna@aarhus.example")
    monday_mail.choose(language="da", by=other, now=BEFORE)
    publish(towns)
    real = monday_mail._letter

    def broken(row, now):
        if row.person_id == person.pk:
            raise RuntimeError("ugyldig")
        return real(row, now)

    monkeypatch.setattr(monday_mail, "_letter", broken)
    assert tick() == 1
    assert sorted(statuses()) == ["failed", "sent"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_claim_and_sending_leaves_nobody_with_two_mails(
    transactional_db, tmp_path
):
    empty_the_queue()
    factories.the_clock_shows(NOW)
    _race, towns, _person = begin()
    for name in ("Aarhus", "Randers"):
        more = factories.staff(towns[name], f"{name.lower()}@mail.example")
        monday_mail.choose(language="da", by=more, now=BEFORE)
    publish(towns)
    monday_mail.make(now=NOW)
    with psycopg.connect(database_url()) as held:
        # The mail asks for the figures after it is claimed, and waits there.
        held.execute("LOCK TABLE signups_figure IN ACCESS EXCLUSIVE MODE")
        with worker(tmp_path / "first.log") as first:
            tasks.send_monday_mail.delay()
            wait_until(lambda: statuses() == ["claimed", "waiting", "waiting"])
            first.kill()
        held.rollback()
    assert tick() == 2
    tasks.send_monday_mail()
    assert len(mail.outbox) == 2
    assert statuses() == ["claimed", "sent", "sent"]


# --- the choice -----------------------------------------------------------------------------------
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


# --- the way out ----------------------------------------------------------------------------------
def off(person, language=""):
    return f"{language}/mandagsmail/afmeld/{monday_mail.key(person)}/"


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


def test_a_wrong_link_gives_nothing_up(week):
    _race, towns, person = week
    other = factories.staff(towns["Aarhus"], "anna@aarhus.example")
    wrong = f"{person.pk}-{monday_mail.key(other).split('-')[1]}"
    for token in ("x", wrong, f"999999-{'a' * 24}", f"{person.pk}-"):
        assert Client().post(f"/mandagsmail/afmeld/{token}/").status_code == 404
    assert MondayWish.objects.count() == 1


def test_guessing_is_not_answered_for_ever(week):
    client = Client()
    codes = [client.get(f"/mandagsmail/afmeld/{n}-{'a' * 24}/").status_code for n in range(25)]
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
