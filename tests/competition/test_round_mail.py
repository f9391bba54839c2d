"""The letters of the round: each once, whatever restarts in between; what fails is shown and sent again."""

from datetime import date, timedelta

import psycopg
import pytest
from django.core import mail
from django.utils import timezone

from competition import invitations, round_answers, round_mail, rounds, tasks
from competition.models import Addressee, Answer, Dispatch, Meeting, Reminder
from competition.round_answers import Person, Said
from municipalities.models import Municipality
from signups.releases import Refused
from tests import factories
from tests.factories import at
from tests.services import database_url, empty_the_queue, wait_until, worker

NOW = at(2014, 9, 1, 12)
CLOSES = at(2014, 9, 9)


def begin():
    for code, name in (("751", "Aarhus"), ("851", "Aalborg"), ("101", "København")):
        who = factories.municipality(name, code=code)
        Addressee.objects.create(municipality=who, email=f"post@{who.slug}.example")
    race = factories.competition(enrolment_deadline=date(2014, 9, 8))
    return rounds.begin(race, by=factories.editor(), now=NOW)


@pytest.fixture
def the_round(db):
    return begin()


def invitation(the_round, code="751"):
    return the_round.invitations.select_related("municipality").get(municipality_id=code)


def say(the_round, *, code="751", takes_part=True, people=()):
    said = Said(takes_part=takes_part, people=list(people))
    return round_answers.give(
        invitation(the_round, code), said=said, via=Answer.Via.LINK, by=None, now=NOW
    )


def statuses() -> list[str]:
    return sorted(Dispatch.objects.values_list("status", flat=True))


def test_everybody_is_invited_once_however_often_one_presses_or_a_task_is_delivered(the_round):
    assert round_mail.invite(the_round, by=factories.editor(), now=NOW) == 3
    assert round_mail.invite(the_round, by=factories.editor(), now=NOW) == 0
    assert round_mail.send_waiting(now=NOW) == 3
    assert round_mail.send_waiting(now=NOW) == 0
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "post@aalborg.example",
        "post@aarhus.example",
        "post@koebenhavn.example",
    ]


def test_the_letter_is_danish_text_and_html_with_the_municipalitys_own_link(the_round):
    Meeting.objects.create(
        round=the_round, title="Møde <b>", starts_at=at(2014, 9, 3, 10), ends_at=at(2014, 9, 3, 11),
        place="Aarhus", changed_at=NOW,
    )  # fmt: skip
    round_mail.invite(the_round, by=factories.editor(), now=NOW)
    round_mail.send_waiting(now=NOW)
    letter = next(each for each in mail.outbox if each.to == ["post@aarhus.example"])
    html = letter.alternatives[0].content
    link = f"/svar/{invitations.key(invitation(the_round))}/"
    for text in (letter.body, html):
        assert link in text
        assert "Aarhus Kommune" in text
        assert "mandag 8. september 2014 kl. 23.59" in text
        assert "onsdag 3. september 2014 kl. 10.00-11.00" in text
        assert invitations.key(invitation(the_round, "851")) not in text
    assert "Møde <b>" in letter.body
    assert "Møde &lt;b&gt;" in html
    assert letter.reply_to == [the_round.email]


def test_a_failure_is_shown_with_its_reason_and_sent_again(the_round, monkeypatch):
    round_mail.invite(the_round, by=factories.editor(), now=NOW)

    def refuse(_self):
        raise OSError(111, "Connection refused")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert round_mail.send_waiting(now=NOW) == 0
    assert statuses() == ["failed", "failed", "failed"]
    reason = Dispatch.objects.first().reason
    assert reason == "ConnectionRefusedError: [Errno 111] Connection refused"
    assert round_mail.invite(the_round, by=factories.editor(), now=NOW) == 3
    assert round_mail.send_waiting(now=NOW) == 3


def test_whoever_has_no_address_is_told_of_and_written_to_when_there_is_one(the_round):
    Addressee.objects.filter(municipality="751").update(email="")
    round_mail.invite(the_round, by=factories.editor(), now=NOW)
    round_mail.send_waiting(now=NOW)
    ours = invitation(the_round).dispatches.get()
    assert (ours.status, ours.reason) == ("failed", "Der er ingen e-mailadresse.")
    Addressee.objects.filter(municipality="751").update(email="ny@aarhus.example")
    round_mail.send_again(invitation(the_round), by=factories.editor(), now=NOW)
    round_mail.send_waiting(now=NOW)
    assert mail.outbox[-1].to == ["ny@aarhus.example"]
    with pytest.raises(Refused):
        round_mail.send_again(invitation(the_round), by=factories.editor(), now=NOW)


def test_a_renewed_link_can_be_sent_once(the_round):
    round_mail.invite(the_round, by=factories.editor(), now=NOW)
    invitations.renew(invitation(the_round), by=factories.editor(), now=NOW)
    round_mail.send_again(invitation(the_round), by=factories.editor(), now=NOW)
    with pytest.raises(Refused):
        round_mail.send_again(invitation(the_round), by=factories.editor(), now=NOW)
    assert invitation(the_round).dispatches.count() == 2


def test_a_letter_that_was_broken_off_is_not_sent_again_by_itself(the_round):
    round_mail.invite(the_round, by=factories.editor(), now=NOW)
    claimed = round_mail._claim()
    round_mail.send_waiting(now=NOW)
    assert round_mail.note_broken_off(before=timezone.now() - timedelta(minutes=5)) == 0
    Dispatch.objects.filter(pk=claimed.pk).update(touched_at=timezone.now() - timedelta(hours=1))
    tasks.send_round()
    claimed.refresh_from_db()
    assert len(mail.outbox) == 2
    assert (claimed.status, claimed.reason) == (
        "failed",
        "Afbrudt under afsendelsen: brevet kan være kommet frem.",
    )


def test_reminders_go_to_those_missing_at_nine_on_their_day_and_once(the_round):
    say(the_round)
    invitations.withdraw(invitation(the_round, "101"), by=factories.editor(), now=NOW)
    rounds.set_reminder(the_round, day=date(2014, 9, 4), by=factories.editor(), now=NOW)
    assert round_mail.remind_due(now=at(2014, 9, 4, 8, 59)) == 0
    assert round_mail.remind_due(now=at(2014, 9, 4, 9)) == 1
    assert round_mail.remind_due(now=at(2014, 9, 5, 9)) == 0
    round_mail.send_waiting(now=at(2014, 9, 4, 9))
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (
            ["post@aalborg.example"],
            "Svar mangler fra Aalborg Kommune: Danmarks mest digitale kommune 2014",
        )
    ]
    made = Reminder.objects.get()
    assert (made.letters, made.made_at) == (1, at(2014, 9, 4, 9))


def test_a_reminder_missed_while_the_machine_was_down_is_made_up_for_but_not_after_the_deadline(
    the_round,
):
    for day in (3, 8):
        rounds.set_reminder(the_round, day=date(2014, 9, day), by=factories.editor(), now=NOW)
    assert round_mail.remind_due(now=at(2014, 9, 5, 2)) == 3
    assert round_mail.remind_due(now=CLOSES) == 0
    assert Reminder.objects.filter(made_at=None).count() == 0


def test_a_day_is_reminded_of_once_not_in_the_past_and_not_after_the_deadline(the_round):
    rounds.set_reminder(the_round, day=date(2014, 9, 4), by=factories.editor(), now=NOW)
    for day in (date(2014, 9, 4), date(2014, 8, 31), date(2014, 9, 9)):
        with pytest.raises(Refused):
            rounds.set_reminder(the_round, day=day, by=factories.editor(), now=NOW)


def test_nothing_is_sent_when_the_deadline_is_over(the_round):
    with pytest.raises(Refused):
        round_mail.invite(the_round, by=factories.editor(), now=CLOSES)


def test_each_answer_has_a_receipt_to_the_main_contact_or_else_to_the_municipality(the_round):
    anna = Person("Anna <Holm>", "", "anna@aarhus.example", "", is_main=True)
    round_mail.send_receipt(say(the_round, people=[anna]))
    round_mail.send_receipt(say(the_round, takes_part=False))
    round_mail.send_waiting(now=NOW)
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["anna@aarhus.example"], "Kvittering 2014-751-1: jeres svar for Aarhus Kommune"),
        (["post@aarhus.example"], "Kvittering 2014-751-2: jeres svar for Aarhus Kommune"),
    ]
    assert "Anna &lt;Holm&gt;" in mail.outbox[0].alternatives[0].content
    assert "Anna <Holm>" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_claim_and_sending_leaves_no_municipality_with_two_letters(
    transactional_db, tmp_path
):
    empty_the_queue()
    factories.the_clock_shows(NOW)
    the_round = begin()
    round_mail.invite(the_round, by=factories.editor(), now=NOW)
    with psycopg.connect(database_url()) as held:
        # The letter asks for its meetings after it is claimed, and waits there.
        held.execute("LOCK TABLE competition_meeting IN ACCESS EXCLUSIVE MODE")
        with worker(tmp_path / "first.log") as first:
            tasks.send_round.delay()
            wait_until(lambda: statuses() == ["claimed", "waiting", "waiting"])
            first.kill()
        held.rollback()
    assert round_mail.send_waiting(now=NOW) == 2
    tasks.send_round()
    assert len(mail.outbox) == 2
    assert statuses() == ["claimed", "sent", "sent"]
    assert Municipality.objects.count() == 3


def test_an_invitation_that_was_withdrawn_meanwhile_is_not_sent_and_says_so(the_round):
    round_mail.invite(the_round, by=factories.editor(), now=NOW)
    invitations.withdraw(invitation(the_round), by=factories.editor(), now=NOW)
    assert round_mail.send_waiting(now=NOW) == 2
    ours = invitation(the_round).dispatches.get()
    assert (ours.status, ours.reason) == (
        "failed",
        "Linket blev trukket tilbage, før brevet blev sendt.",
    )


@pytest.mark.parametrize("address", ["post@aarhus.example", "tastet@forkert.example"])
def test_a_receipt_holds_the_link_for_the_known_address_alone(the_round, address):
    main = Person("Anna", "", address, "", is_main=True)
    round_mail.send_receipt(say(the_round, people=[main]))
    assert round_mail.send_waiting(now=NOW) == 1
    (letter,) = mail.outbox
    is_known = address == "post@aarhus.example"
    for text in (letter.body, letter.alternatives[0].content):
        assert ("/svar/" in text) is is_known
        assert ("Brug linket i invitationen til kommunen." in text) is not is_known
