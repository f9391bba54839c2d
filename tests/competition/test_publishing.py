"""Publishing: places are kept with the week, once, however often and from however many sides."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from competition import agenda, publishing
from competition.categories import CATEGORIES
from competition.models import Competition, StoredPlace
from competition.visibility import Visibility
from municipalities.models import Municipality
from signups.models import Release, SiteState, Step
from signups.releases import Refused
from tests import factories as make

MONDAY = make.at(2014, 10, 13, 8)


@pytest.fixture
def race(db: None) -> Competition:
    """Two participants and one outside; the baseline is published."""
    first, second = make.municipality("A", code="101"), make.municipality("B", code="102")
    outside = make.municipality("C", code="103")
    race = make.competition(participants=[first, second])
    make.published_with({first: 100, second: 200, outside: 300}, "2014-W36")
    make.the_clock_shows(MONDAY)
    return race


def ready(race: Competition, week: str = "2014-W41") -> Release:
    """An approved release of all three, due on Monday."""
    release = make.approved(week, publish_at=MONDAY)
    for number, code in enumerate(("101", "102", "103"), start=1):
        who = Municipality.objects.get(pk=code)
        make.figure(release, who, 300 * number)
    return release


def test_the_places_of_every_category_are_stored_with_the_release(race: Competition) -> None:
    release = ready(race)
    publishing.publish(release, by=make.approver(), now=MONDAY)
    stored = StoredPlace.objects.filter(release=release, category="slutspurt").order_by("place")
    assert [
        (p.municipality_id, p.place, p.place_in_region, p.reason, p.numerator, p.denominator)
        for p in stored
    ] == [
        ("101", 1, 1, "", 200, 100),
        ("102", 1, 1, "", 400, 200),
        ("103", None, None, "outside", 600, 300),
    ]
    assert StoredPlace.objects.filter(release=release).count() == 3 * len(CATEGORIES)


def test_publishing_is_kept_with_name_and_time_and_makes_a_new_data_version(
    race: Competition,
) -> None:
    before = SiteState.objects.get().data_version
    release = ready(race)
    publishing.publish(release, by=make.approver(), now=MONDAY)
    release.refresh_from_db()
    assert (release.status, release.published_by, release.published_at) == (
        "published",
        make.approver(),
        MONDAY,
    )
    assert [(s.action, s.by) for s in release.steps.all()] == [("published", make.approver())]
    assert SiteState.objects.get().data_version > before


def test_a_draft_cannot_be_published_and_leaves_nothing(race: Competition) -> None:
    release = make.draft("2014-W41")
    with pytest.raises(Refused):
        publishing.publish(release, by=make.approver(), now=MONDAY)
    assert not StoredPlace.objects.filter(release=release).exists()


def test_a_release_is_published_once(race: Competition) -> None:
    release = ready(race)
    publishing.publish(release, by=make.approver(), now=MONDAY)
    version = SiteState.objects.get().data_version
    with pytest.raises(Refused):
        publishing.publish(release, by=make.approver(), now=make.at(2014, 10, 14))
    release.refresh_from_db()
    assert (release.published_at, SiteState.objects.get().data_version) == (MONDAY, version)


def test_whoever_only_enters_figures_cannot_publish_them(race: Competition) -> None:
    with pytest.raises(Refused):
        publishing.publish(ready(race), by=make.editor(), now=MONDAY)


def test_a_week_before_the_baseline_has_no_places(race: Competition) -> None:
    release = ready(race, "2014-W35")
    publishing.publish(release, by=make.approver(), now=MONDAY)
    assert not StoredPlace.objects.filter(release=release).exists()


def test_a_week_after_the_closing_day_belongs_to_no_competition(race: Competition) -> None:
    assert publishing.competitions_of(make.published("2014-W44")) == []
    assert publishing.competitions_of(make.published("2014-W43")) == [race]


# --- at the set time ------------------------------------------------------------------------------
def test_what_is_due_is_published_and_nothing_else(race: Competition) -> None:
    due = ready(race)
    make.approved("2014-W42", publish_at=make.at(2014, 10, 20, 8))
    make.approved("2014-W40")
    make.draft("2014-W39")
    assert publishing.publish_due(now=MONDAY) == [due]
    assert [r.week for r in Release.objects.published()] == ["2014-W36", "2014-W41"]


def test_a_minute_too_early_is_too_early(race: Competition) -> None:
    ready(race)
    assert publishing.publish_due(now=make.at(2014, 10, 13, 7, 59)) == []


def test_asking_again_publishes_nothing_again(race: Competition) -> None:
    release = ready(race)
    publishing.publish_due(now=MONDAY)
    version = SiteState.objects.get().data_version
    assert publishing.publish_due(now=make.at(2014, 10, 13, 8, 5)) == []
    assert SiteState.objects.get().data_version == version
    assert Step.objects.filter(release=release, action="published").count() == 1


def test_what_came_due_while_nobody_asked_is_published_oldest_first(race: Competition) -> None:
    late = [ready(race, week) for week in ("2014-W40", "2014-W41")]
    Release.objects.filter(pk=late[0].pk).update(publish_at=make.at(2014, 10, 6, 8))
    assert publishing.publish_due(now=make.at(2014, 10, 18)) == late


@pytest.fixture
def concurrent_race(transactional_db: None) -> Competition:
    """The same race, with every change seen by other connections at once."""
    first, second = make.municipality("A", code="101"), make.municipality("B", code="102")
    make.municipality("C", code="103")
    race = make.competition(participants=[first, second])
    make.published_with({first: 100, second: 200}, "2014-W36")
    make.the_clock_shows(MONDAY)
    return race


def at_once(*verbs: Callable[[], object]) -> list[object]:
    """What each verb gave (or the error it raised), all started at one moment in own connections."""
    barrier = threading.Barrier(len(verbs))
    found: list[object] = [None] * len(verbs)

    def run(number: int, verb: Callable[[], object]) -> None:
        barrier.wait(timeout=10)
        try:
            found[number] = verb()
        except Refused as error:
            found[number] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return found


def test_two_clocks_at_once_publish_once(concurrent_race: Competition) -> None:
    release = ready(concurrent_race)
    found = at_once(*[lambda: publishing.publish_due(now=MONDAY)] * 4)
    assert sorted(found, key=str) == sorted([[release], [], [], []], key=str)
    assert Step.objects.filter(release=release, action="published").count() == 1
    assert StoredPlace.objects.filter(release=release).count() == 3 * len(CATEGORIES)


def test_a_person_and_the_clock_at_once_publish_once(concurrent_race: Competition) -> None:
    release = ready(concurrent_race)
    by_hand = Release.objects.get(pk=release.pk)
    person = make.approver()
    found = at_once(
        lambda: publishing.publish(by_hand, by=person, now=MONDAY),
        lambda: publishing.publish_due(now=MONDAY),
    )
    assert found in ([None, []], [Refused, [release]])
    assert Step.objects.filter(release=release, action="published").count() == 1
    assert StoredPlace.objects.filter(release=release).count() == 3 * len(CATEGORIES)


def test_the_week_that_growth_is_measured_from_comes_first(db: None) -> None:
    race = make.competition(participants=[make.municipality("A", code="101")])
    release = make.approved("2014-W41")
    make.figure(release, Municipality.objects.get(), 300)
    with pytest.raises(Refused):
        publishing.publish(release, by=make.approver(), now=MONDAY)
    make.published_with({Municipality.objects.get(): 200}, "2014-W36")
    publishing.publish(release, by=make.approver(), now=MONDAY)
    assert race.places.filter(release=release, category="slutspurt", place=1).count() == 1


def test_one_release_that_is_refused_does_not_hold_up_the_others(race: Competition) -> None:
    early = make.approved("2014-W43", as_of=make.at(2014, 10, 23).date(), publish_at=MONDAY)
    release = ready(race)
    assert publishing.publish_due(now=make.at(2014, 10, 28)) == [release]
    early.refresh_from_db()
    assert early.status == "approved"


def test_one_release_that_fails_does_not_hold_up_the_others_and_is_told_of(
    race: Competition, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, release = ready(race, "2014-W40"), ready(race)
    store = publishing.store_places

    def fail(competition: Competition, of: Release) -> None:
        if of == broken:
            raise ZeroDivisionError
        store(competition, of)

    monkeypatch.setattr(publishing, "store_places", fail)
    assert publishing.publish_due(now=MONDAY) == [release]
    broken.refresh_from_db()
    assert broken.status == "approved"
    (line,) = [each for each in caplog.records if each.name == publishing.__name__]
    assert (line.levelname, line.exc_info is not None) == ("ERROR", True)
    later = Visibility(race, MONDAY + timedelta(minutes=5))
    item = agenda.build(later).items[-1]
    assert (item.mark, "og det kunne den ikke" in item.text) == (agenda.Mark.OPEN, True)


def test_another_day_than_the_closing_day_is_not_approved_in_the_closing_week(
    race: Competition,
) -> None:
    draft = make.draft("2014-W43", as_of=make.at(2014, 10, 23).date())
    make.figure(draft, Municipality.objects.get(pk="101"), 300)
    with pytest.raises(Refused, match="2014"):
        publishing.approve(draft, by=make.approver(), now=make.at(2014, 10, 27))
    right = make.draft("2014-W42")
    for number, who in enumerate(Municipality.objects.order_by("pk")):
        make.figure(right, who, 110 + 100 * number)
    publishing.approve(right, by=make.approver(), now=make.at(2014, 10, 27))
    assert right.status == "approved"
