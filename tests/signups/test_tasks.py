"""The tasks by themselves, without a worker: what fails again and again comes to an end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signups import imports, tasks
from signups.models import Import
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
WEEK = Week(2014, 42)


@pytest.fixture
def received():
    factories.the_clock_shows(NOW)
    factories.municipality("Aarhus", code="751", population=(10_000, 2_000))
    return imports.receive(
        content=b"kommunekode;tilmeldte 15+;tilmeldte 15-24;fritagne 15+\r\n751;5000;1000;300\r\n",
        file_name="2014-uge-42.csv",
        week=WEEK,
        as_of=WEEK.friday,
        by=factories.editor(),
        now=NOW,
    )


@pytest.fixture
def queued(monkeypatch):
    """What `resume_imports` queues."""
    found = []
    for task in (tasks.read_import, tasks.store_import):
        monkeypatch.setattr(task, "delay", found.append)
    return found


@pytest.fixture
def breaks(monkeypatch):
    """Every examination fails as a fault of ours would."""

    def fail(*_arguments, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(imports, "examine", fail)


def left_lying():
    Import.objects.update(touched_at=timezone.now() - timedelta(minutes=5))


def test_a_file_whose_reading_always_fails_is_refused_after_three_attempts(
    received, breaks, queued
):
    for attempt in range(1, 4):
        with pytest.raises(ZeroDivisionError):
            tasks.read_import(received.pk)
        received.refresh_from_db()
        assert (received.status, received.attempts) == ("received", attempt)
        assert tasks.resume_imports() == 0
        left_lying()
        assert tasks.resume_imports() == 1
    tasks.read_import(received.pk)
    received.refresh_from_db()
    assert received.status == "refused"
    assert received.refusal.endswith(".")
    assert received.steps.filter(action="refused").count() == 1
    left_lying()
    assert tasks.resume_imports() == 0
    assert queued == [received.pk] * 3


def test_a_file_whose_storing_always_fails_is_refused_after_three_attempts(
    received, monkeypatch, queued
):
    tasks.read_import(received.pk)
    received.refresh_from_db()
    assert (received.status, received.attempts) == ("checked", 0)
    Import.objects.update(confirmed_by=received.received_by, confirmed_at=NOW)
    monkeypatch.setattr(imports, "store", lambda *_a, **_k: 1 / 0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            tasks.store_import(received.pk)
    tasks.store_import(received.pk)
    received.refresh_from_db()
    assert received.status == "refused"
