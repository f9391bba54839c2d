"""The Monday mail once and only once to a person and week, whatever restarts in between."""

import smtplib
import socket
from datetime import timedelta

import psycopg
import pytest
from django.core import mail
from django.utils import timezone

from competition import monday_mail, races, tasks
from competition.models import Competition, MondayMail
from tests import factories
from tests.competition.monday import BEFORE, NOW, begin, publish, statuses, tick
from tests.factories import at, signed_in
from tests.mail_server import mail_server
from tests.services import database_url, empty_the_queue, wait_until, worker

BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def week(db):
    return begin()


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


def test_what_did_not_reach_the_server_is_tried_again_with_growing_pauses(week, monkeypatch):
    _race, towns, _person = week
    publish(towns)

    def refuse(_self):
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as broken:
        broken.setattr(f"{BACKEND}.open", refuse)
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

    def hang(_self, _mails):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    with monkeypatch.context() as broken:
        broken.setattr(f"{BACKEND}.send_messages", hang)
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

    monkeypatch.setattr(f"{BACKEND}.open", refuse)
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

    def broken(row, *more):
        if row.person_id == person.pk:
            raise RuntimeError("ugyldig")
        return real(row, *more)

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


# --- what the mail server says --------------------------------------------------------------------
def sent_through(answers, settings) -> tuple[str, list[str]]:
    """What becomes of a mail with a mail server that answers so, and what the server heard."""
    with mail_server(answers) as (port, heard):
        backend = "django.core.mail.backends.smtp.EmailBackend"
        options = {"host": "127.0.0.1", "port": port, "timeout": 10}
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        tick()
    return MondayMail.objects.get().status, heard


@pytest.mark.parametrize(
    ("word", "answer", "becomes"),
    [
        ("", "421 4.3.2 shutting down", "waiting"),
        ("", "554 5.3.2 no service", "waiting"),
        ("", None, "waiting"),
        ("MAIL", "451 4.3.0 try later", "waiting"),
        ("RCPT", "450 4.2.1 greylisted", "waiting"),
        ("RCPT", "421 4.7.0 too many", "waiting"),
        ("RCPT", "550 5.1.1 no such mailbox", "failed"),
        ("DATA", "451 4.3.0 try later", "waiting"),
        (".", "452 4.2.2 mailbox full", "waiting"),
        (".", "554 5.7.1 not wanted", "failed"),
        (".", None, "failed"),
        ("QUIT", "500 5.5.1 stay", "sent"),
        ("QUIT", None, "sent"),
    ],
)
def test_only_what_was_surely_not_taken_and_may_be_later_is_tried_again(
    week, settings, word, answer, becomes
):
    _race, towns, _person = week
    publish(towns)
    status, heard = sent_through({word: answer}, settings)
    row = MondayMail.objects.get()
    assert (status, row.not_before is not None) == (becomes, becomes == "waiting")
    assert ("." in heard) == (word in {".", "QUIT"})
    if answer is not None and becomes != "sent":
        assert answer[:3] in row.reason


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError("timed out"),
        OSError(113, "No route to host"),
        socket.gaierror(-3, "Temporary failure in name resolution"),
        smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong password"),
        smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_happens_before_the_server_is_reached_the_mail_is_tried_again(
    week, monkeypatch, error
):
    _race, towns, _person = week
    publish(towns)

    def fail(_self):
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(f"{BACKEND}.open", fail)
        tick()
    row = MondayMail.objects.get()
    assert (row.status, row.reason) == ("waiting", f"{type(error).__name__}: {error}")
    MondayMail.objects.update(not_before=timezone.now())
    assert tick() == 1


def test_a_silence_while_the_mail_is_handed_over_leaves_the_word_to_its_person(week, monkeypatch):
    _race, towns, _person = week
    publish(towns)

    def hang(_self, _mails):
        raise TimeoutError("timed out")

    monkeypatch.setattr(f"{BACKEND}.send_messages", hang)
    tick()
    assert statuses() == ["failed"]


# --- the race, once for all -----------------------------------------------------------------------
@pytest.fixture
def three(week, monkeypatch):
    """Three mails that wait, and how often the race was read for them."""
    race, towns, _person = week
    for name in ("Aarhus", "Randers"):
        more = factories.staff(towns[name], f"{name.lower()}@mail.example")
        monday_mail.choose(language="da", by=more, now=BEFORE)
    publish(towns)
    monday_mail.make(now=NOW)
    reads = []
    real = races.load
    monkeypatch.setattr(races, "load", lambda *given: reads.append(1) or real(*given))
    return race, reads


def between_the_mails(monkeypatch, act) -> None:
    """`act` once, after the first mail has gone out."""
    real = monday_mail.postbox.deliver
    acts = [act]

    def deliver(letter):
        real(letter)
        if acts:
            acts.pop()()

    monkeypatch.setattr(monday_mail.postbox, "deliver", deliver)


def test_the_race_is_read_once_for_all_mails(three):
    _race, reads = three
    assert monday_mail.send_waiting(now=NOW) == 3
    assert len(reads) == 1


def test_the_race_is_read_again_when_its_figures_have_changed(three, monkeypatch):
    _race, reads = three
    between_the_mails(monkeypatch, factories.new_data_version)
    assert monday_mail.send_waiting(now=NOW) == 3
    assert len(reads) == 2


def test_an_embargo_that_begins_between_two_mails_holds_back_the_second(three, monkeypatch):
    race, _reads = three
    embargo = {"closing_as_of": at(2014, 9, 12).date()}
    between_the_mails(monkeypatch, lambda: Competition.objects.filter(pk=race.pk).update(**embargo))
    assert monday_mail.send_waiting(now=NOW) == 1
    assert statuses() == ["sent", "dropped", "dropped"]
