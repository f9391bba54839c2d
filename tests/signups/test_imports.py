"""A week's file on its way in: received, examined, answered for, stored, once and whole."""

import hashlib
from datetime import date

import pytest
from django.db import IntegrityError, connection

from municipalities.models import Population
from signups import imports, releases
from signups.models import Figure, Import, Release, SourceFile, Step
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
WEEK = Week(2014, 42)
HEADER = "kommunekode;kommune;tilmeldte 15+;tilmeldte 15-24;fritagne 15+\r\n"


@pytest.fixture
def two():
    """Aarhus and Aalborg, and nobody else."""
    return [
        factories.municipality("Aarhus", code="751", population=(10_000, 2_000)),
        factories.municipality("Aalborg", code="851", population=(8_000, 1_500)),
    ]


def a_file(*lines: str) -> bytes:
    return (HEADER + "".join(f"{line}\r\n" for line in lines)).encode()


BOTH = a_file("751;Aarhus;5000;1000;300", "851;Aalborg;4000;900;200")


def received(content: bytes = BOTH, **changes: object) -> Import:
    values = {
        "content": content,
        "file_name": "2014-uge-42.csv",
        "week": WEEK,
        "as_of": WEEK.friday,
        "by": factories.editor(),
        "now": NOW,
    }
    return imports.receive(**{**values, **changes})


def stored(content: bytes = BOTH, **changes: object) -> Release:
    import_ = received(content, **changes)
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=NOW)
    keys = [warning.key for warning in examined.warnings]
    if keys:
        imports.acknowledge(
            import_, keys=keys, reason="Ringet og bekræftet.", by=import_.received_by, now=NOW
        )
    imports.confirm(import_, by=import_.received_by, now=NOW)
    return imports.store(import_, examined, now=NOW)


def figures() -> list[tuple[str, int, int, int]]:
    return list(
        Figure.objects.order_by("municipality_id").values_list(
            "municipality_id", "registered_15_plus", "registered_15_24", "exempt_15_plus"
        )
    )


def test_a_received_file_is_kept_byte_for_byte_under_its_sha256(two):
    import_ = received()
    source = SourceFile.objects.get()
    assert source.sha256 == hashlib.sha256(BOTH).hexdigest()
    assert bytes(source.content) == BOTH
    assert import_.source == source


def test_figures_as_of_a_day_that_has_not_come_are_refused(two):
    with pytest.raises(Refused):
        received(week=Week(2014, 43), as_of=date(2014, 10, 24))
    assert Import.objects.count() == 0


def test_figures_as_of_a_day_outside_the_week_are_refused(two):
    with pytest.raises(Refused):
        received(as_of=date(2014, 10, 10))


def test_a_file_over_the_limit_is_refused(two, settings):
    settings.IMPORT_MAX_BYTES = 10
    with pytest.raises(Refused):
        received()


def test_municipal_staff_send_no_files(two):
    with pytest.raises(Refused):
        received(by=factories.staff(two[0]))


def test_a_published_week_cannot_be_imported_again(two):
    factories.published(WEEK)
    with pytest.raises(Refused):
        received()


def test_an_approved_week_must_be_sent_back_first(two):
    factories.approved(WEEK)
    with pytest.raises(Refused):
        received()


def test_a_draft_as_of_another_day_is_not_mixed_with_this_one(two):
    factories.draft(WEEK, as_of=date(2014, 10, 16))
    with pytest.raises(Refused):
        received()


def test_a_whole_file_becomes_the_draft_of_its_week(two):
    release = stored()
    assert (release.week, release.as_of, release.status) == (
        "2014-W42",
        date(2014, 10, 17),
        "draft",
    )
    assert figures() == [("751", 5000, 1000, 300), ("851", 4000, 900, 200)]
    import_ = Import.objects.get()
    assert (import_.status, import_.rows_stored, import_.release) == ("stored", 2, release)
    assert list(Step.objects.values_list("action", flat=True)) == ["received", "stored"]


def test_storing_twice_ends_as_storing_once(two):
    stored()
    import_ = Import.objects.get()
    imports.store(import_, imports.examine(import_), now=NOW)
    assert figures() == [("751", 5000, 1000, 300), ("851", 4000, 900, 200)]
    assert Step.objects.filter(action="stored").count() == 1


def test_a_second_file_is_the_whole_week_so_whoever_it_leaves_out_has_no_figure(two):
    stored()
    stored(a_file("851;Aalborg;4100;910;205"))
    assert figures() == [("851", 4100, 910, 205)]


def test_an_answer_to_a_warning_does_not_cover_other_numbers(two):
    before = factories.draft("2014-W41")
    factories.figure(before, two[0], 5_200)
    factories.figure(before, two[1], 3_990)
    import_ = received()
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=NOW)
    keys = [warning.key for warning in examined.warnings]
    imports.acknowledge(import_, keys=keys, reason="Set.", by=factories.editor(), now=NOW)
    assert imports.unanswered(import_, examined.warnings) == []
    before.figures.filter(municipality=two[0]).update(registered_15_plus=9_900)
    again = imports.examine(import_)
    assert [w.code for w in again.warnings if w.key in imports.unanswered(import_, again.warnings)]


def test_whoever_answered_for_a_warning_cannot_approve(two):
    import_ = received(a_file("751;Aarhus;5000;1000;300"))
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=NOW)
    keys = [warning.key for warning in examined.warnings]
    approver = factories.approver()
    imports.acknowledge(import_, keys=keys, reason="Set.", by=approver, now=NOW)
    imports.confirm(import_, by=factories.editor(), now=NOW)
    release = imports.store(import_, examined, now=NOW)
    with pytest.raises(Refused):
        releases.approve(release, by=approver, now=NOW)


def test_figures_that_changed_after_they_were_seen_are_not_approved(two):
    release = stored()
    seen = release.entered_at
    later = at(2014, 10, 18, 11)
    import_ = received(a_file("751;Aarhus;5100;1000;300", "851;Aalborg;4000;900;200"))
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=later)
    imports.confirm(import_, by=factories.editor(), now=later)
    imports.store(import_, examined, now=later)
    with pytest.raises(Refused):
        releases.approve(release, by=factories.approver(), now=later, seen=seen)
    releases.approve(release, by=factories.approver(), now=later, seen=later)
    assert release.status == Release.Status.APPROVED


def test_a_file_with_problems_stores_nothing_and_tells_them_all(two):
    import_ = received(a_file("751;Aarhus;fem tusind;1000;300", "851;Aalborg;4000;9000;200"))
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=NOW)
    assert len(examined.parsed.problems) == 2
    assert import_.status == Import.Status.REFUSED
    assert len(import_.problems) == 2
    with pytest.raises(Refused):
        imports.confirm(import_, by=factories.editor(), now=NOW)
    assert figures() == []


def test_every_warning_must_be_answered_for_with_a_reason_before_storing(two):
    import_ = received(a_file("751;Aarhus;5000;1000;300"))
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=NOW)
    (warning,) = examined.warnings
    assert warning.code == "851"
    with pytest.raises(Refused):
        imports.confirm(import_, by=factories.editor(), now=NOW)
    with pytest.raises(Refused):
        imports.acknowledge(
            import_, keys=[warning.key], reason="  ", by=factories.editor(), now=NOW
        )
    imports.acknowledge(
        import_, keys=[warning.key], reason="Kommer mandag.", by=factories.editor(), now=NOW
    )
    imports.confirm(import_, by=factories.editor(), now=NOW)
    imports.store(import_, examined, now=NOW)
    answer = import_.acknowledgements.get()
    assert (answer.reason, answer.by, answer.at, answer.text) == (
        "Kommer mandag.",
        factories.editor(),
        NOW,
        warning.text,
    )


def test_a_warning_that_comes_up_after_the_confirmation_stops_the_storing(two):
    import_ = received()
    imports.note_examined(import_, imports.examine(import_), now=NOW)
    imports.confirm(import_, by=factories.editor(), now=NOW)
    factories.figure(factories.draft("2014-W41"), two[0], 9_000)
    examined = imports.examine(import_)
    with pytest.raises(imports.LookAgain):
        imports.store(import_, examined, now=NOW)
    imports.reopen(import_, examined, reason="Se igen.", now=NOW)
    assert (import_.status, import_.confirmed_by) == ("checked", None)
    assert [w["kind"] for w in import_.warnings] == [w.kind for w in examined.warnings]
    assert Figure.objects.filter(release__week="2014-W42").count() == 0


def test_the_same_file_again_is_warned_about(two):
    stored()
    again = received()
    assert [w.key for w in imports.examine(again).warnings] != []


def test_the_week_before_and_the_newest_population_are_what_a_file_is_compared_with(two):
    Population.objects.create(
        municipality=two[0], as_of=date(2015, 1, 1), population_15_plus=1, population_15_24=1
    )
    factories.figure(factories.draft("2014-W41"), two[0], 4_900)
    examined = imports.examine(received())
    assert examined.previous == {"751": (4_900, 980, 0)}
    assert examined.population == {"751": (10_000, 2_000), "851": (8_000, 1_500)}


def test_a_crash_in_the_middle_of_storing_leaves_nothing_behind(two, monkeypatch):
    import_ = received()
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=NOW)
    imports.confirm(import_, by=factories.editor(), now=NOW)

    def crash(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(imports, "record", crash)
        with pytest.raises(RuntimeError):
            imports.store(import_, examined, now=NOW)
    assert figures() == []
    assert Release.objects.count() == 0
    imports.store(Import.objects.get(), examined, now=NOW)
    assert len(figures()) == 2


def test_the_database_itself_refuses_an_impossible_figure(two):
    release = factories.draft(WEEK)
    with pytest.raises(IntegrityError):
        factories.figure(release, two[0], 100, young=101)


def test_the_database_itself_refuses_the_same_person_as_approver(two):
    release = factories.draft(WEEK)
    release.status, release.approved_by, release.approved_at = "approved", release.entered_by, NOW
    with pytest.raises(IntegrityError):
        release.save()


def test_whoever_sent_or_confirmed_the_file_cannot_approve_it(two):
    approver = factories.approver()
    release = stored(by=approver)
    with pytest.raises(Refused):
        releases.approve(release, by=approver, now=NOW)
    releases.approve(release, by=factories.approver("anden@example.dk"), now=NOW)
    assert release.status == Release.Status.APPROVED


def test_storing_98_rows_takes_few_queries(django_assert_max_num_queries):
    factories.denmark()
    content = factories.weekly_file(WEEK)
    import_ = received(content)
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=NOW)
    keys = [w.key for w in examined.warnings]
    imports.acknowledge(import_, keys=keys, reason="Set.", by=factories.editor(), now=NOW)
    imports.confirm(import_, by=factories.editor(), now=NOW)
    with django_assert_max_num_queries(20):
        imports.store(import_, examined, now=NOW)
    assert Figure.objects.count() == 98
    assert connection.vendor == "postgresql"
