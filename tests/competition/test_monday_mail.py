"""The Monday mail: to those who want it, and never more than the dashboard shows."""

from datetime import timedelta
from email.policy import SMTP

import pytest
from django.core import mail

from competition import monday_mail
from competition.models import MondayMail
from municipalities.models import Role, User
from tests import factories
from tests.competition.monday import BEFORE, NOW, begin, off, publish, statuses, tick
from tests.factories import at


@pytest.fixture
def week(db):
    return begin()


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
    way_out = f"http://localhost:8000{off(person)}"
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
            way_out,
        ):
            assert said in text
    assert letter.extra_headers["List-Unsubscribe"] == f"<{way_out}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_way_out_is_a_bare_address_on_one_line_of_the_mail_as_it_is_sent(week, settings):
    settings.SITE_URL = "https://www.danmarks-mest-digitale-kommune.eksempel.dk"
    _race, towns, person = week
    publish(towns)
    tick()
    (letter,) = mail.outbox
    sent = letter.message(policy=SMTP).as_bytes().split(b"\r\n\r\n")[0].split(b"\r\n")
    (line,) = [each for each in sent if each.lower().startswith(b"list-unsubscribe:")]
    assert line == f"List-Unsubscribe: <{settings.SITE_URL}{off(person)}>".encode()
    assert len(line) > SMTP.max_line_length
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in sent
    subject = next(each for each in sent if each.startswith(b"Subject:"))
    assert b"Odense" in subject


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
