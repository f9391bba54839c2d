"""Who is told by e-mail that a week was sent back or waits for approval, and how often."""

import smtplib

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from municipalities.models import Role
from signups import imports, releases, tasks
from signups.models import Step
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
WEEK = Week(2014, 42)
LINK = "https://mest-digitale.example/kl/uge/2014-uge-42/"


@pytest.fixture
def draft():
    cache.clear()
    factories.the_clock_shows(at(2014, 10, 18, 10))
    factories.competition()
    release = factories.draft(WEEK)
    factories.figure(release, factories.municipality(), 500)
    return release


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    for task in (tasks.mail_step, tasks.mail_step_to, tasks.tell_editors, tasks.tell_editor):
        monkeypatch.setattr(task, "delay", task)


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


def sent_back(release) -> Step:
    return releases.send_back(
        release, by=factories.approver(), now=at(2014, 10, 18, 10), comment="Se efter"
    )


def told() -> list[str]:
    return [letter.to[0] for letter in mail.outbox]


def test_a_refused_address_sends_nobody_else_the_letter_again(draft, refused):
    gone = factories.person("gone@example.dk", Role.EDITOR)
    step = sent_back(draft)
    refused.update({gone.email})
    for _try in range(3):
        tasks.mail_step_to(step.pk, LINK, factories.editor().pk)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            tasks.mail_step_to(step.pk, LINK, gone.pk)
    assert told() == ["editor@example.dk"]
    refused.clear()
    assert tasks.mail_step_to(step.pk, LINK, gone.pk) == 1


def test_a_letter_that_another_worker_is_at_is_asked_for_again_later(draft):
    step, person = sent_back(draft), factories.editor()
    cache.add(f"letter:step:{step.pk}:{person.email}", "trying", 60)
    with pytest.raises(tasks.StillTryingError):
        tasks.mail_step_to(step.pk, LINK, person.pk)
    assert told() == []


def test_whoever_entered_the_figures_is_told_that_they_came_back(draft):
    typist = factories.administrator()
    draft.entered_by = typist
    draft.save()
    tasks.mail_step(sent_back(draft).pk, LINK)
    assert sorted(told()) == ["administrator@example.dk", "editor@example.dk"]


def test_a_file_that_came_is_told_to_the_editors_and_to_whoever_entered_the_week(draft):
    draft.entered_by = factories.approver()
    draft.save()
    by = factories.person("redaktør2@example.dk".replace("ø", "oe"), Role.EDITOR)
    made = imports.receive(
        content=b"x", file_name="x.csv", week=WEEK, as_of=WEEK.friday, by=by,
        now=at(2014, 10, 18, 10),
    )  # fmt: skip
    assert [tasks.tell_editors(made.pk), tasks.tell_editors(made.pk)] == [3, 3]
    assert sorted(told()) == [
        "approver@example.dk",
        "editor@example.dk",
        "redaktoer2@example.dk",
    ]


def test_the_editors_are_told_once_what_must_be_mended(draft):
    step = releases.send_back(
        draft, by=factories.approver(), now=at(2014, 10, 18, 10), comment="Se <Samsø> efter"
    )
    factories.staff(factories.municipality())
    assert [tasks.mail_step(step.pk, LINK), tasks.mail_step(step.pk, LINK)] == [1, 1]
    (message,) = mail.outbox
    assert message.to == ["editor@example.dk"]
    assert message.subject == "Tallene for uge 42 er sendt tilbage"
    assert "Se <Samsø> efter" in message.body
    assert LINK in message.body


def test_whoever_may_approve_is_told_that_a_week_waits(draft, django_capture_on_commit_callbacks):
    factories.approver()
    factories.administrator()
    client = Client()
    client.force_login(factories.editor())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("release_ask", args=[WEEK]))
    assert sorted(message.to[0] for message in mail.outbox) == [
        "administrator@example.dk",
        "approver@example.dk",
    ]
    assert "/kl/uge/2014-uge-42/" in mail.outbox[0].body
    assert draft.steps.get(action=Step.Action.ASKED).by == factories.editor()
