"""The letter about a correction: who gets it, and what becomes of one that cannot be sent."""

import smtplib

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from competition import correcting, letters
from competition.models import Addressee, Answer, Contact, Invitation, Round
from signups.corrections import Stocks
from signups.models import Correction, Release
from signups.weeks import Week
from tests import factories
from tests.corrections import confirm
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)


@pytest.fixture
def towns():
    factories.the_clock_shows(NOW)
    made = [
        factories.municipality(name, code=code)
        for name, code in (("Aarhus", "751"), ("Odense", "461"))
    ]
    factories.competition(participants=made)
    for week in (36, 41):
        factories.published_with(dict.fromkeys(made, 500), Week(2014, week))
    return made


def confirmed(town) -> Correction:
    made = correcting.propose(
        Release.objects.get(week="2014-W41"), town, new=Stocks(501, 100, 0), reason="Talt forkert.",
        by=factories.editor(), now=NOW,
    )  # fmt: skip
    confirm(made, by=factories.approver(), now=NOW)
    return made


def page(correction: Correction) -> str:
    client = Client()
    client.force_login(factories.approver())
    return client.get(reverse("correcting", args=[correction.pk])).text


@pytest.fixture
def refused(monkeypatch) -> set[str]:
    """Addresses that the mail server takes nothing for."""
    addresses: set[str] = set()
    real = mail.EmailMessage.send

    def send(self, *args, **kwargs):
        if addresses & set(self.to):
            raise smtplib.SMTPRecipientsRefused({self.to[0]: (550, b"no such user")})
        return real(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    return addresses


def test_one_municipality_that_cannot_be_written_to_stops_no_other(towns, refused):
    corrections = []
    for town in towns:
        factories.staff(town, f"digital@{town.slug}.example")
        corrections.append(confirmed(town))
    refused.update({"digital@aarhus.example"})
    assert letters.tell_corrections(now=NOW) == 1
    assert [letter.to for letter in mail.outbox] == [["digital@odense.example"]]
    aarhus = Correction.objects.get(municipality="751")
    assert (aarhus.mailed_at, aarhus.mail_error) == (
        None,
        "digital@aarhus.example: SMTPRecipientsRefused",
    )
    assert "kunne ikke sendes til digital@aarhus.example" in page(aarhus)
    refused.clear()
    assert letters.tell_corrections(now=NOW) == 1
    aarhus.refresh_from_db()
    assert (aarhus.mailed_at, aarhus.mail_error) == (NOW, "")


def test_one_address_that_is_refused_sends_nobody_the_letter_twice(towns, refused):
    factories.staff(towns[0], "a@aarhus.example")
    factories.staff(towns[0], "b@aarhus.example")
    confirmed(towns[0])
    refused.update({"a@aarhus.example"})
    for _try in range(letters.MOST_ATTEMPTS + 2):
        assert letters.tell_corrections(now=NOW) == 0
    assert [letter.to for letter in mail.outbox] == [["b@aarhus.example"]]
    found = Correction.objects.get()
    assert found.mail_attempts == letters.MOST_ATTEMPTS
    assert "Der forsøges ikke mere: ring til kommunen." in page(found)


def test_contact_persons_and_the_addressee_are_told_too_each_once(towns):
    race = towns[0].participations.get().competition
    its_round = Round.objects.create(
        competition=race, letter_day=NOW.date(), email="kl@kl.example", signed_by="KL",
        begun_by=factories.editor(), begun_at=NOW,
    )  # fmt: skip
    asked = Invitation.objects.create(round=its_round, municipality=towns[0])
    for number, main in ((1, "gammel@aarhus.example"), (2, "Anna@aarhus.example")):
        said = Answer.objects.create(
            invitation=asked, number=number, takes_part=True, via="link", at=NOW
        )
        Contact.objects.create(answer=said, name="Anna", email=main, is_main=True)
        Contact.objects.create(answer=said, name="Bo", email="bo@aarhus.example")
    Addressee.objects.create(municipality=towns[0], email="post@aarhus.example")
    factories.staff(towns[0], "anna@aarhus.example")
    confirmed(towns[0])
    assert letters.tell_corrections(now=NOW) == 1
    assert [letter.to for letter in mail.outbox] == [
        ["anna@aarhus.example"],
        ["post@aarhus.example"],
    ]


def test_where_nobody_can_be_told_the_page_says_so_until_somebody_can(towns):
    made = confirmed(towns[0])
    assert letters.tell_corrections(now=NOW) == 0
    made.refresh_from_db()
    assert (made.mailed_at, made.mailed_to) == (None, "")
    assert "Ingen i kommunen kan få besked pr. e-mail" in page(made)
    Addressee.objects.create(municipality=towns[0], email="post@aarhus.example")
    assert letters.tell_corrections(now=NOW) == 1
    assert [letter.to for letter in mail.outbox] == [["post@aarhus.example"]]
