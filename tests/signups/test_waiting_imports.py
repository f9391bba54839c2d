"""A file between a person's yes and the worker: what changes meanwhile is looked at, and leaves a trace."""

from datetime import date

import pytest
from django.urls import reverse

from signups import drafts, entry, imports, releases, tasks
from signups.models import Figure, Import, Release, Step
from signups.weeks import Week
from tests import factories
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
WEEK = Week(2014, 42)
FILE = "kommunekode;kommune;tilmeldte 15+;tilmeldte 15-24;fritagne 15+\n751;Aarhus;500;100;30\n"


@pytest.fixture
def waiting(monkeypatch) -> Import:
    """A file that has been read, of a week whose draft has a figure already."""
    monkeypatch.setattr("signups.clock.of", lambda _state: NOW)
    factories.competition()
    release = factories.draft(WEEK)
    factories.figure(release, factories.municipality("Aarhus", code="751"), 400, 100, 30)
    made = imports.receive(
        content=FILE.encode(),
        file_name="2014-uge-42.csv",
        week=WEEK,
        as_of=WEEK.friday,
        by=factories.editor(),
        now=NOW,
    )
    imports.note_examined(made, imports.examine(made), now=NOW)
    answer(made)
    return made


def answer(import_: Import) -> None:
    keys = imports.unanswered(import_, imports.examine(import_).warnings)
    imports.acknowledge(import_, keys=keys, reason="Ringet.", by=factories.editor(), now=NOW)


def typed(count: str) -> None:
    before = Figure.objects.get()
    was = (before.registered_15_plus, before.registered_15_24, before.exempt_15_plus)
    row = entry.Typed("751", (count, "100", "30"), was)
    entry.save_rows(Release.objects.get(), rows=[row], by=factories.approver(), now=NOW)


def test_what_is_typed_while_the_file_waits_is_not_written_over(waiting):
    seen = drafts.digest_of_week(str(WEEK))
    imports.confirm(waiting, by=factories.editor(), now=NOW, seen=seen)
    typed("407")
    tasks.store_import(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.confirmed_by) == (Import.Status.CHECKED, None)
    assert Figure.objects.get().registered_15_plus == 407
    page = signed_in(factories.editor()).get(reverse("import", args=[waiting.pk])).text
    assert "Nogen ændrede ugens kladde, mens filen ventede på at blive gemt." in page
    imports.confirm(waiting, by=factories.editor(), now=NOW)
    tasks.store_import(waiting.pk)
    assert Figure.objects.get().registered_15_plus == 500


def test_what_is_half_typed_while_the_file_waits_is_not_thrown_away(waiting):
    imports.confirm(waiting, by=factories.editor(), now=NOW)
    typed("fire hundr")
    tasks.store_import(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.confirmed_by is None


def test_nobody_confirms_without_naming_the_draft_that_they_saw(waiting):
    client = signed_in(factories.editor())
    for sent in ({}, {"seen": ""}, {"seen": "x"}):
        client.post(reverse("import_confirm", args=[waiting.pk]), sent)
        waiting.refresh_from_db()
        assert waiting.confirmed_by is None
    page = client.get(reverse("import", args=[waiting.pk]))
    client.post(reverse("import_confirm", args=[waiting.pk]), {"seen": page.context["seen"]})
    waiting.refresh_from_db()
    assert waiting.confirmed_by == factories.editor()


def test_another_week_for_a_file_leaves_a_trace_and_makes_a_hand(waiting):
    answers = waiting.acknowledgements.count()
    other = Week(2014, 41)
    imports.redate(waiting, week=other, as_of=date(2014, 10, 10), by=factories.approver(), now=NOW)
    step = Step.objects.get(action=Step.Action.REDATED)
    assert (step.by, step.import_record) == (factories.approver(), waiting)
    assert step.note == "2014-W42 2014-10-17 → 2014-W41 2014-10-10"
    assert waiting.acknowledgements.count() == answers
    imports.note_examined(waiting, imports.examine(waiting), now=NOW)
    answer(waiting)
    imports.confirm(waiting, by=factories.editor(), now=NOW)
    release = imports.store(waiting, imports.examine(waiting), now=NOW)
    assert releases.entered_by(release) == {factories.editor().pk, factories.approver().pk}
