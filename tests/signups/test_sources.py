"""Sources that are asked on a schedule: what comes of it, what is kept of it, who is told."""

import os
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from signups import imports, sources, tasks
from signups.fetching import Fetched, FetchFailure
from signups.models import Import, Source, Step
from signups.releases import Refused
from signups.sources import Plan
from signups.weeks import Week
from tests import factories
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
ADDRESS = "https://files.example/{year}-uge-{week}.csv"
PLAN = Plan("Digitaliseringsstyrelsen", ADDRESS, 60, None, None)


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    settings.SOURCE_HOSTS = ["files.example"]
    monkeypatch.setattr("signups.clock.of", lambda _state: NOW)
    settings.SITE_URL = "https://digital.example"


@pytest.fixture
def answers(monkeypatch):
    """What the web answers, one after the other; and what was asked."""
    queue, asked = [], []

    def fetch(address, **how):
        asked.append((address, how["etag"]))
        answer = queue.pop(0)
        if isinstance(answer, FetchFailure):
            raise answer
        return answer

    monkeypatch.setattr("signups.fetching.fetch", fetch)
    return queue, asked


def source(**more) -> Source:
    plan = Plan(**{field: getattr(PLAN, field) for field in Plan.__slots__} | more)
    return sources.set_up(plan, by=factories.approver(), now=NOW)


def test_a_new_file_becomes_an_import_that_waits_and_the_editors_are_told(answers, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.read_import, "delay", sent.append)
    for task in (tasks.tell_editors, tasks.tell_editor):
        monkeypatch.setattr(task, "delay", task)
    editor = factories.editor()
    asked_of = source()
    answers[0].append(Fetched(b"tal", "2014-uge-42.csv", '"one"', ""))
    found = tasks.fetch_source(asked_of.pk)
    import_ = Import.objects.get()
    assert (found, sent) == (import_.pk, [import_.pk])
    assert (import_.week, import_.received_by, import_.fetched_from) == (
        "2014-W42",
        None,
        asked_of,
    )
    assert answers[1] == [("https://files.example/2014-uge-42.csv", "")]
    assert [letter.to for letter in mail.outbox] == [[editor.email]]
    assert f"https://digital.example/kl/indsendt/{import_.pk}/" in mail.outbox[0].body
    asked_of.refresh_from_db()
    assert (asked_of.next_at, asked_of.etag) == (NOW + timedelta(hours=1), '"one"')


def test_an_unchanged_file_is_not_taken_in_twice(answers):
    asked_of = source()
    same = Fetched(b"tal", "2014-uge-42.csv", '"one"', "")
    answers[0].extend([same, Fetched(None), same])
    assert sources.fetch(asked_of, now=NOW) is not None
    assert sources.fetch(asked_of, now=NOW) is None
    assert sources.fetch(asked_of, now=NOW) is None
    assert answers[1][1] == ("https://files.example/2014-uge-42.csv", '"one"')
    assert Import.objects.count() == 1


def test_next_weeks_address_is_asked_without_last_weeks_tag(answers):
    asked_of = source()
    answers[0].extend([Fetched(b"tal", "a.csv", '"one"', ""), Fetched(b"tal 2", "a.csv")])
    sources.fetch(asked_of, now=NOW)
    sources.fetch(asked_of, now=NOW + timedelta(days=7))
    assert answers[1][1] == ("https://files.example/2014-uge-43.csv", "")
    weeks = list(Import.objects.order_by("pk").values_list("week", flat=True))
    assert weeks == ["2014-W42", "2014-W43"]


def test_failures_are_kept_with_reason_and_the_pauses_grow(answers):
    asked_of = source()
    pauses = []
    for _try in range(4):
        answers[0].append(FetchFailure("status", 500))
        sources.fetch(asked_of, now=NOW)
        pauses.append(asked_of.next_at - NOW)
    assert [pause.seconds // 60 for pause in pauses] == [1, 2, 4, 8]
    assert sources.in_trouble() == [asked_of]
    assert asked_of.failure_detail == "500"
    answers[0].append(Fetched(b"tal", "2014-uge-42.csv"))
    sources.fetch(asked_of, now=NOW)
    assert sources.in_trouble() == []


def test_the_longest_pause_is_six_hours():
    assert sources.pause_after(500) == timedelta(hours=6)


def test_a_file_that_cannot_be_taken_in_is_a_failure_with_the_reason(answers):
    factories.published(Week(2014, 42))
    asked_of = source()
    answers[0].append(Fetched(b"tal", "2014-uge-42.csv"))
    assert sources.fetch(asked_of, now=NOW) is None
    asked_of.refresh_from_db()
    assert asked_of.failure == "not taken"
    assert Import.objects.count() == 0


def test_two_workers_do_not_ask_at_the_same_time():
    asked_of = source()
    assert sources.claim(asked_of.pk, now=NOW) == asked_of
    assert sources.claim(asked_of.pk, now=NOW) is None


def test_only_active_sources_on_their_days_are_due():
    due = source()
    source(title="Pause", is_active=False)
    source(title="Efter", first_day=at(2014, 10, 19).date())
    source(title="Før", last_day=at(2014, 10, 17).date())
    assert sources.due(now=NOW) == [due.pk]
    assert sources.due(now=NOW - timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    "address", ["https://other.example/a.csv", "http://files.example/a.csv", "/etc", "ftp://x/y"]
)
def test_an_address_that_is_not_allowed_is_refused_when_it_is_set_up(address):
    with pytest.raises(Refused):
        source(address=address)
    assert Source.objects.count() == 0


def test_a_fetched_file_leaves_approval_to_anybody_but_who_confirmed_it(answers):
    asked_of = source()
    answers[0].append(Fetched(factories.weekly_file(Week(2014, 42)), "2014-uge-42.csv"))
    import_ = sources.fetch(asked_of, now=NOW)
    assert import_.sender == "Digitaliseringsstyrelsen"
    assert Step.objects.get(import_record=import_).by is None


@pytest.mark.parametrize("day", [at(2014, 10, 17), at(2014, 10, 20), at(2014, 10, 23)])
def test_the_week_that_is_fetched_is_the_one_of_the_last_friday(day):
    assert sources.week_of(day.date()) == Week(2014, 42)


def test_a_source_is_set_up_changed_and_paused_on_its_page():
    factories.competition()
    client = signed_in(factories.approver())
    fields = {"title": "DIGST", "address": ADDRESS, "every_minutes": "60", "is_active": "on"}
    assert client.post(reverse("source_new"), fields).status_code == 302
    made = Source.objects.get()
    del fields["is_active"]
    client.post(reverse("source", args=[made.pk]), fields)
    made.refresh_from_db()
    assert made.is_active is False
    assert Step.objects.filter(action="source set").count() == 2
    assert "DIGST" in client.get(reverse("sources")).content.decode()


def test_bad_input_is_answered_with_sentences_and_loses_no_typing():
    client = signed_in(factories.approver())
    bad = {"title": "", "address": "https://evil.example/", "every_minutes": "1"}
    response = client.post(reverse("source_new"), bad)
    assert response.status_code == 422
    assert "https://evil.example/" in response.content.decode()


def test_an_editor_asks_a_source_but_does_not_set_one_up():
    asked_of = source()
    client = signed_in(factories.editor())
    assert client.get(reverse("source_new")).status_code == 403
    assert client.get(reverse("source", args=[asked_of.pk])).status_code == 403


def test_a_source_in_trouble_stands_on_the_desk_with_reason_and_next_try(answers):
    factories.competition()
    asked_of = source()
    answers[0].append(FetchFailure("status", 503))
    sources.fetch(asked_of, now=NOW)
    page = signed_in(factories.editor()).get(reverse("desk")).content.decode()
    assert "Digitaliseringsstyrelsen" in page
    assert "(503)" in page
    assert "10.01" in page or "10:01" in page


def test_a_file_that_somebody_sent_by_hand_is_not_fetched_again(answers):
    editor = factories.editor()
    imports.receive(
        content=b"tal", file_name="a.csv", week=Week(2014, 42), as_of=NOW.date(), by=editor, now=NOW
    )
    asked_of = source()
    answers[0].append(Fetched(b"tal", "2014-uge-42.csv", '"one"', ""))
    assert sources.fetch(asked_of, now=NOW) is None
    assert (Import.objects.count(), asked_of.failures, asked_of.etag) == (1, 0, '"one"')


def test_a_fetched_file_that_is_refused_stands_on_the_desk_until_another_comes(answers):
    factories.competition()
    asked_of = source()
    answers[0].append(Fetched(b"ikke tal", "2014-uge-42.csv", "", ""))
    found = sources.fetch(asked_of, now=NOW)
    tasks.read_import(found.pk)
    found.refresh_from_db()
    assert found.status == Import.Status.REFUSED
    client = signed_in(factories.editor())
    assert reverse("import", args=[found.pk]) in client.get(reverse("desk")).text
    imports.receive(
        content=b"andre",
        file_name="b.csv",
        week=Week(2014, 42),
        as_of=NOW.date(),
        by=factories.person("ny@example.dk", "editor"),
        now=NOW,
    )
    assert sources.refused() == []


def test_the_desk_says_when_a_source_is_asked_next():
    factories.competition()
    source()
    page = signed_in(factories.editor()).get(reverse("desk")).text
    assert "»Digitaliseringsstyrelsen« spørges næste gang lørdag 18. oktober kl. 10.00." in page


def test_a_competitions_own_source_is_asked_on_its_days():
    race = factories.competition()
    client = signed_in(factories.approver())
    fields = {
        "title": "DIGST",
        "address": ADDRESS,
        "every_minutes": "60",
        "is_active": "on",
        "competition": race.pk,
    }
    client.post(reverse("source_new"), fields)
    made = Source.objects.get()
    assert (made.first_day, made.last_day) == (race.figures_from, date(2014, 11, 7))
    assert str(race) in client.get(reverse("sources")).text
    form = client.get(reverse("source", args=[made.pk])).context["form"]
    assert form["competition"].initial == race


def test_a_real_file_goes_from_a_folder_to_an_import_and_is_not_taken_twice(tmp_path, settings):
    settings.SOURCE_FOLDERS = [str(tmp_path)]
    file = tmp_path / "2014-uge-42.csv"
    file.write_bytes(b"tal")
    os.utime(file, (1, 1))
    asked_of = source(address=str(tmp_path))
    assert sources.fetch(asked_of, now=NOW).file_name == "2014-uge-42.csv"
    assert sources.fetch(asked_of, now=NOW) is None
    assert Import.objects.count() == 1
