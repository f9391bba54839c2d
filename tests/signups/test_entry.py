"""Figures typed by hand: what is stored, what is kept half typed, who is told, and who may approve."""

import pytest

from signups import drafts, entry, releases
from signups.entry import State, Typed
from signups.models import Figure, Step, Worksheet
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
WEEK = Week(2014, 42)


@pytest.fixture
def towns():
    return [factories.municipality(name, code=code) for code, name in (("1", "A"), ("2", "B"))]


@pytest.fixture
def draft(towns):
    factories.published_with(dict.fromkeys(towns, 500), "2014-W41")
    return entry.start(week=WEEK, as_of=WEEK.friday, by=factories.editor(), now=NOW)


def save(release, *rows, by=None, now=NOW):
    typed = [Typed(code, texts, was) for code, texts, was in rows]
    return entry.save_rows(release, rows=typed, by=by or factories.editor(), now=now)


def stored(release):
    return drafts.counts_of(release)


def test_an_empty_draft_is_begun_once_and_the_step_is_kept(towns):
    first = entry.start(week=WEEK, as_of=WEEK.friday, by=factories.editor(), now=NOW)
    second = entry.start(week=WEEK, as_of=WEEK.friday, by=factories.approver(), now=NOW)
    assert first == second
    assert first.status == "draft"
    assert [step.action for step in first.steps.all()] == ["started"]


@pytest.mark.parametrize("day", [at(2014, 10, 20).date(), at(2014, 10, 10).date()])
def test_a_draft_is_not_begun_as_of_a_day_that_cannot_be(towns, day):
    with pytest.raises(Refused):
        entry.start(week=WEEK, as_of=day, by=factories.editor(), now=NOW)


def test_a_row_is_stored_when_its_three_numbers_are_there_in_danish_writing(draft):
    (outcome,) = save(draft, ("1", ("1.510", "1 02", "7"), None))
    assert (outcome.state, stored(draft)) == (State.IMPOSSIBLE, {})
    (outcome,) = save(draft, ("1", ("1.510", "102", " 7 "), None))
    assert (outcome.state, outcome.stored) == (State.SAVED, (1510, 102, 7))
    assert stored(draft) == {"1": (1510, 102, 7)}


def test_what_is_half_typed_or_impossible_is_kept_as_text_and_counts_for_nothing(draft):
    outcomes = save(draft, ("1", ("510", "", ""), None), ("2", ("510", "mange", "7"), None))
    assert [o.state for o in outcomes] == [State.UNFINISHED, State.IMPOSSIBLE]
    assert all(len(o.messages) == 1 for o in outcomes)
    assert stored(draft) == {}
    assert drafts.read(draft).unfinished == {"1": ("510", "", ""), "2": ("510", "mange", "7")}
    save(draft, ("1", ("510", "100", "7"), None), ("2", ("", "", ""), None))
    assert drafts.read(draft).unfinished == {}
    assert stored(draft) == {"1": (510, 100, 7)}


def test_more_young_than_everybody_is_impossible(draft):
    (outcome,) = save(draft, ("1", ("10", "11", "0"), None))
    assert outcome.state == State.IMPOSSIBLE
    assert stored(draft) == {}


def test_a_row_is_emptied_by_taking_all_its_numbers_away(draft):
    save(draft, ("1", ("510", "100", "7"), None))
    (outcome,) = save(draft, ("1", ("", "", ""), (510, 100, 7)))
    assert (outcome.state, stored(draft)) == (State.EMPTY, {})


def test_the_later_of_two_people_is_told_and_can_type_over_it(draft):
    save(draft, ("1", ("510", "100", "7"), None))
    other = factories.editor("anden@example.dk")
    (outcome,) = save(draft, ("1", ("520", "100", "7"), None), by=other)
    assert (outcome.state, outcome.stored) == (State.CONFLICT, (510, 100, 7))
    assert "510 / 100 / 7" in outcome.messages[0]
    assert stored(draft) == {"1": (510, 100, 7)}
    (outcome,) = save(draft, ("1", ("520", "100", "7"), outcome.stored), by=other)
    assert outcome.state == State.SAVED
    assert stored(draft) == {"1": (520, 100, 7)}


def test_two_people_who_type_the_same_are_not_troubled(draft):
    save(draft, ("1", ("510", "100", "7"), None))
    (outcome,) = save(draft, ("1", ("510", "100", "7"), None), by=factories.approver())
    assert outcome.state == State.SAVED


def test_an_unknown_municipality_is_passed_over(draft):
    assert save(draft, ("nowhere", ("1", "1", "1"), None)) == []


def test_a_sitting_is_one_step_and_a_later_one_another(draft):
    for minute in (0, 1, 5):
        texts = (str(510 + minute), "100", "7")
        save(
            draft,
            ("1", texts, stored(draft).get("1")),
            now=at(2014, 10, 18, 10, minute),
        )
    assert draft.steps.filter(action=Step.Action.ENTERED).count() == 1
    save(draft, ("2", ("510", "100", "7"), None), now=at(2014, 10, 18, 11))
    assert draft.steps.filter(action=Step.Action.ENTERED).count() == 2


def test_whoever_typed_one_number_cannot_approve(draft):
    approver = factories.approver()
    save(draft, ("1", ("510", "100", "0"), None))
    save(draft, ("2", ("510", "100", "0"), None), by=approver)
    with pytest.raises(Refused):
        releases.approve(draft, by=approver, now=NOW)
    releases.approve(draft, by=factories.approver("tredje@example.dk"), now=NOW)
    assert draft.status == "approved"


def test_approved_figures_are_not_typed_over(draft):
    save(draft, ("1", ("510", "100", "0"), None), ("2", ("510", "100", "0"), None))
    releases.approve(draft, by=factories.approver(), now=NOW)
    with pytest.raises(Refused):
        save(draft, ("1", ("520", "100", "0"), (510, 100, 0)))
    assert stored(draft)["1"] == (510, 100, 0)


def test_municipal_staff_type_nothing(draft, towns):
    with pytest.raises(Refused):
        save(draft, ("1", ("510", "100", "0"), None), by=factories.staff(towns[0]))


def test_warnings_of_a_typed_draft_are_answered_before_approval(draft):
    save(draft, ("1", ("400", "100", "0"), None))
    found = drafts.read(draft)
    assert [w.kind for w in found.open_warnings] == ["fall", "missing"]
    for act in (
        lambda: entry.ask(draft, by=factories.editor(), now=NOW),
        lambda: releases.approve(draft, by=factories.approver(), now=NOW),
    ):
        with pytest.raises(Refused):
            act()
    reasons = {w.fingerprint: f"Ringet {w.kind}" for w in found.open_warnings}
    entry.acknowledge(draft, reasons=reasons, by=factories.editor(), now=NOW)
    assert [a.reason for a in draft.acknowledgements.all()] == ["Ringet fall", "Ringet missing"]
    entry.ask(draft, by=factories.editor(), now=NOW)
    releases.approve(draft, by=factories.approver(), now=NOW)


def test_an_answer_for_one_number_is_none_for_another(draft):
    save(draft, ("1", ("400", "100", "0"), None), ("2", ("510", "100", "0"), None))
    reasons = {w.fingerprint: "Ringet" for w in drafts.read(draft).open_warnings}
    entry.acknowledge(draft, reasons=reasons, by=factories.editor(), now=NOW)
    assert drafts.read(draft).open_warnings == []
    save(draft, ("1", ("300", "100", "0"), (400, 100, 0)))
    assert [w.kind for w in drafts.read(draft).open_warnings] == ["fall"]


def test_an_answer_without_a_reason_is_none(draft):
    save(draft, ("1", ("400", "100", "0"), None))
    keys = [w.fingerprint for w in drafts.read(draft).open_warnings]
    with pytest.raises(Refused):
        entry.acknowledge(draft, reasons=dict.fromkeys(keys, " "), by=factories.editor(), now=NOW)
    assert draft.acknowledgements.count() == 0


def test_a_half_typed_row_stands_in_the_way_of_approval(draft):
    save(draft, ("1", ("510", "100", "0"), None), ("2", ("510", "100", "0"), None))
    save(draft, ("2", ("520", "", ""), (510, 100, 0)))
    with pytest.raises(Refused):
        releases.approve(draft, by=factories.approver(), now=NOW)


def test_the_sum_is_held_against_the_control_total(draft):
    save(draft, ("1", ("510", "100", "0"), None), ("2", ("510", "100", "0"), None))
    total = ("1.030", "", "0")
    entry.set_national_total(draft, texts=total, by=factories.editor(), now=NOW)
    (warning,) = drafts.read(draft).open_warnings
    assert (warning.kind, warning.now, warning.reference) == ("national_total", 1020, 1030)
    with pytest.raises(Refused):
        entry.set_national_total(draft, texts=("x", "", ""), by=factories.editor(), now=NOW)
    entry.set_national_total(draft, texts=("", "", ""), by=factories.editor(), now=NOW)
    assert drafts.read(draft).open_warnings == []


def test_figures_changed_since_they_were_seen_are_not_approved(draft):
    save(draft, ("1", ("510", "100", "0"), None), ("2", ("510", "100", "0"), None))
    draft.refresh_from_db()
    seen = draft.entered_at
    save(draft, ("1", ("511", "100", "0"), (510, 100, 0)), now=at(2014, 10, 18, 10, 1))
    with pytest.raises(Refused):
        releases.approve(draft, by=factories.approver(), now=NOW, seen=seen)
    draft.refresh_from_db()
    releases.approve(draft, by=factories.approver(), now=NOW, seen=draft.entered_at)


def test_an_approver_sends_a_draft_back_with_a_comment(draft):
    step = releases.send_back(draft, by=factories.approver(), now=NOW, comment="Se Samsø efter")
    assert (step.action, step.note, draft.status) == ("sent back", "Se Samsø efter", "draft")
    with pytest.raises(Refused):
        releases.send_back(draft, by=factories.editor(), now=NOW, comment="x")


def test_the_set_time_is_taken_back_and_the_figures_stay_approved(draft):
    save(draft, ("1", ("510", "100", "0"), None), ("2", ("510", "100", "0"), None))
    releases.approve(draft, by=factories.approver(), now=NOW)
    with pytest.raises(Refused):
        releases.unschedule(draft, by=factories.approver(), now=NOW)
    releases.schedule(draft, by=factories.approver(), now=NOW, at=at(2014, 10, 20, 8))
    releases.unschedule(draft, by=factories.approver(), now=NOW)
    draft.refresh_from_db()
    assert (draft.status, draft.publish_at) == ("approved", None)


def test_a_draft_is_read_in_as_many_queries_for_two_as_for_ninety(django_assert_num_queries):
    factories.denmark()
    release = factories.weekly_figures(factories.draft(WEEK))
    Worksheet.objects.create(release=release)
    with django_assert_num_queries(7):
        found = drafts.read(release)
    assert len(found.figures) == Figure.objects.filter(release=release).count() == 98
