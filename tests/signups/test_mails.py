"""Who is told by e-mail that a week was sent back or waits for approval, and how often."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from signups import releases, tasks
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


def test_the_editors_are_told_once_what_must_be_mended(draft):
    step = releases.send_back(
        draft, by=factories.approver(), now=at(2014, 10, 18, 10), comment="Se <Samsø> efter"
    )
    factories.staff(factories.municipality())
    assert [tasks.mail_step(step.pk, LINK), tasks.mail_step(step.pk, LINK)] == [1, 0]
    (message,) = mail.outbox
    assert message.to == ["editor@example.dk"]
    assert message.subject == "Tallene for uge 42 er sendt tilbage"
    assert "Se <Samsø> efter" in message.body
    assert LINK in message.body


def test_whoever_may_approve_is_told_that_a_week_waits(
    draft, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks.mail_step, "delay", tasks.mail_step)
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
