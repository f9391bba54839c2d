"""The organiser's panel through its pages: who may do what, and what they are told."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from competition.categories import CATEGORIES
from competition.laureates import Prize
from competition.models import StoredPlace
from municipalities.models import Municipality
from signups import tasks
from signups.models import Import, Release, SiteState
from signups.weeks import Week
from tests import factories
from tests.addresses import names_with_parameters
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
WEEK = Week(2014, 42)
VALUES = {
    "pk": 1,
    "week": WEEK,
    "category": CATEGORIES[0],
    "municipality": "aarhus",
    "competition": "2014",
    "kind": "csv",
    "number": 1,
    "whose": "aarhus",
    "act": "luk",
    "prize": Prize(CATEGORIES[0], None, "aarhus", "presse.txt"),
}
BEHIND_LOGIN = {
    name
    for name in names_with_parameters(without=["admin", "api-1.0.0"])
    if name in {"desk", "upload", "move_clock", "desk_for_me", "seats"}
    or name.startswith(
        (
            "import",
            "release",
            "correcting",
            "history",
            "log_",
            "source",
            "person",
            "people",
            "setup",
            "round",
            "report",
            "dashboard",
            "own_",
            "finish",
            "ceremony",
        )
    )
}


@pytest.fixture
def race():
    factories.the_clock_shows(at(2014, 10, 18, 10))
    return factories.autumn(weeks=(36, 40, 41))


@pytest.fixture
def editor():
    return signed_in(factories.editor())


@pytest.fixture
def approver():
    return signed_in(factories.approver())


@pytest.fixture
def sent(settings, monkeypatch):
    """Tasks that were sent, instead of a broker."""
    found = []
    for task in (tasks.read_import, tasks.store_import):
        monkeypatch.setattr(task, "delay", lambda pk, task=task: found.append((task, pk)))
    return found


def upload(client, content=None, *, name="2014-uge-42.csv", **fields):
    content = factories.weekly_file(WEEK) if content is None else content
    return client.post(reverse("upload"), {"file": SimpleUploadedFile(name, content), **fields})


def seen() -> dict[str, str]:
    """What the form on the week's page says: which figures the approver looks at."""
    return {"seen": Release.objects.get(week=str(WEEK)).entered_at.isoformat()}


def test_an_approval_that_does_not_say_what_was_seen_counts_for_nothing(race, approver):
    factories.weekly_figures(factories.draft(WEEK))
    for what in ({}, {"seen": "i går"}, {"seen": at(2014, 10, 17, 9).isoformat()}):
        approver.post(reverse("release_approve", args=[WEEK]), what)
        assert Release.objects.get(week=str(WEEK)).status == "draft"


def test_everything_behind_login_asks_a_visitor_to_sign_in(race):
    assert len(BEHIND_LOGIN) >= 12
    for name in BEHIND_LOGIN:
        needed = names_with_parameters(without=["admin", "api-1.0.0"])[name]
        kwargs = {key: VALUES[key] for key in needed}
        response = Client().post(reverse(name, kwargs=kwargs))
        if name == "desk_for_me":
            response = Client().get(reverse(name), follow=True)
            assert response.redirect_chain[-1][0].startswith("/konto/login/")
        else:
            assert response.status_code == 302, name
            assert response.headers["Location"].startswith("/konto/login/"), name


def test_municipal_staff_are_kept_out_of_the_organisers_pages(race):
    aarhus = Municipality.objects.get(code="751")
    client = signed_in(factories.staff(aarhus))
    for name in ("desk", "upload"):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("desk_for_me"), follow=True).redirect_chain[-1][0] == "/min-kommune/"


def test_an_editor_neither_approves_nor_publishes(race, editor):
    factories.draft(WEEK)
    for name in ("release_approve", "release_publish", "release_schedule"):
        assert editor.post(reverse(name, args=[WEEK])).status_code == 403


def test_week_and_day_are_read_from_the_name_of_the_file(
    race, editor, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(editor)
    import_ = Import.objects.get()
    assert (import_.week, import_.as_of) == ("2014-W42", WEEK.friday)
    assert response.headers["Location"] == reverse("import", args=[import_.pk])
    assert sent == [(tasks.read_import, import_.pk)]


def test_a_file_whose_name_says_no_week_asks_for_it_and_loses_no_typing(race, editor):
    response = upload(editor, name="tal.csv", as_of="2014-10-17")
    assert response.status_code == 422
    assert 'value="2014-10-17"' in response.content.decode()
    assert Import.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [{"week": "uge 42"}, {"as_of": "i fredags"}, {"week": "2014-uge-43"}, {"week": "2014-W99"}],
)
def test_a_date_that_cannot_be_right_is_answered_with_a_sentence(race, editor, fields):
    response = upload(editor, **fields)
    assert response.status_code == 422
    assert b"field-error" in response.content
    assert Import.objects.count() == 0


def test_the_control_totals_of_the_country_go_with_the_file(race, editor, sent):
    page = editor.get(reverse("upload")).content.decode()
    assert "<details>" in page
    upload(editor, national_15_plus="1.000.000")
    import_ = Import.objects.get()
    assert import_.national_total == [1_000_000, None, None]
    tasks.read_import(import_.pk)
    import_.refresh_from_db()
    assert [w["kind"] for w in import_.warnings if w["reference"] == 1_000_000] != []
    page = upload(editor, national_15_plus="mange").content.decode()
    assert "<details open>" in page
    assert 'value="mange"' in page


def test_an_upload_without_a_file_is_answered_with_a_sentence(race, editor):
    response = editor.post(reverse("upload"), {"week": "2014-uge-42"})
    assert response.status_code == 422
    assert b"field-error" in response.content


def test_the_preview_shows_old_new_and_difference_before_anything_is_stored(race, editor, sent):
    upload(editor)
    import_ = Import.objects.get()
    tasks.read_import(import_.pk)
    page = editor.get(reverse("import", args=[import_.pk])).content.decode()
    assert "280.451" in page
    assert "286.869" in page
    assert "+6.418" in page
    assert Release.objects.filter(week="2014-W42").count() == 0


def test_a_refused_file_shows_every_problem(race, editor, sent):
    content = factories.weekly_file(WEEK).replace(b";286869;", b";2868,69;")
    upload(editor, content)
    import_ = Import.objects.get()
    tasks.read_import(import_.pk)
    page = editor.get(reverse("import", args=[import_.pk])).content.decode()
    assert "2868,69" in page
    response = editor.post(reverse("import_confirm", args=[import_.pk]))
    assert response.status_code == 302
    assert Release.objects.filter(week="2014-W42").count() == 0


def test_warnings_are_answered_for_on_the_page(race, editor, sent):
    lines = factories.weekly_file(WEEK).splitlines()
    upload(editor, b"\r\n".join(lines[:-1]))
    import_ = Import.objects.get()
    tasks.read_import(import_.pk)
    import_.refresh_from_db()
    address = reverse("import", args=[import_.pk])
    assert "disabled" in editor.get(address).content.decode()
    keys = editor.get(address).context["open_warnings"]
    editor.post(reverse("import_acknowledge", args=[import_.pk]), {"keys": keys, "reason": ""})
    assert import_.acknowledgements.count() == 0
    editor.post(reverse("import_acknowledge", args=[import_.pk]), {"keys": keys, "reason": "Set."})
    assert import_.acknowledgements.count() == len(keys) == 1
    assert "disabled" not in editor.get(address).content.decode()


def test_every_tick_is_described_by_its_warning_and_progress_is_not_read_aloud(race, editor, sent):
    lines = factories.weekly_file(WEEK).splitlines()
    upload(editor, b"\r\n".join(lines[:-1]))
    import_ = Import.objects.get()
    address = reverse("import", args=[import_.pk])
    part = editor.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in part
    assert 'role="status"' not in part
    assert '<h2 role="status">' in editor.get(address).content.decode()
    tasks.read_import(import_.pk)
    page = editor.get(address).content.decode()
    described = re.findall(r'aria-describedby="([^" ]+)"', page)
    assert described != []
    assert [each for each in described if f'id="{each}"' not in page] == []


def test_the_file_can_be_had_back_byte_for_byte(race, editor, sent):
    upload(editor)
    response = editor.get(reverse("import_file", args=[Import.objects.get().pk]))
    assert response.content == factories.weekly_file(WEEK)


def test_from_the_file_to_the_public_page_by_two_people(
    race, editor, approver, sent, django_capture_on_commit_callbacks
):
    public = "/2014/rangliste/mest-digitale/2014-uge-42/"
    assert Client().get(public).status_code == 404
    upload(editor)
    import_ = Import.objects.get()
    tasks.read_import(import_.pk)
    with django_capture_on_commit_callbacks(execute=True):
        page = editor.get(reverse("import", args=[import_.pk]))
        sees = {"seen": page.context["seen"]}
        editor.post(reverse("import_confirm", args=[import_.pk]), sees)
    assert sent[-1] == (tasks.store_import, import_.pk)
    tasks.store_import(import_.pk)
    assert "Aalborg" in approver.get(reverse("release", args=[WEEK])).content.decode()
    approver.post(reverse("release_approve", args=[WEEK]), seen())
    assert Client().get(public).status_code == 404
    approver.post(reverse("release_publish", args=[WEEK]))
    assert Release.objects.get(week="2014-W42").status == "published"
    assert StoredPlace.objects.filter(release__week="2014-W42").count() == 3 * 98
    assert Client().get(public).status_code == 200


def test_the_approver_of_own_figures_is_told_why_not(race):
    release = factories.draft(WEEK)
    factories.weekly_figures(release)
    release.entered_by = factories.approver()
    release.save()
    client = signed_in(factories.approver())
    page = client.post(reverse("release_approve", args=[WEEK]), seen(), follow=True)
    page = page.content.decode()
    assert 'class="message is-error"' in page
    assert Release.objects.get(week="2014-W42").status == "draft"


def test_only_an_administrator_moves_the_clock_and_what_is_due_is_published(race, editor):
    release = factories.approved(WEEK, publish_at=at(2014, 10, 20, 8))
    factories.weekly_figures(release)
    there = {"moment": at(2014, 10, 20, 8).isoformat(), "next": "/2014/regler/"}
    assert editor.post(reverse("move_clock"), there).status_code == 403
    administrator = signed_in(factories.administrator())
    response = administrator.post(reverse("move_clock"), there)
    assert response.headers["Location"] == "/2014/regler/"
    assert SiteState.objects.get().clock_moment == at(2014, 10, 20, 8)
    release.refresh_from_db()
    assert (release.status, release.published_at) == ("published", at(2014, 10, 20, 8))


def test_in_production_there_is_no_clock_to_move(race, settings):
    settings.DEMO = False
    administrator = signed_in(factories.administrator())
    there = {"moment": at(2014, 10, 20, 8).isoformat()}
    assert administrator.post(reverse("move_clock"), there).status_code == 404


def test_more_than_a_thousand_warnings_are_answered_for_at_once(race, editor, sent):
    upload(editor)
    import_ = Import.objects.get()
    keys = [f"fall:{n}" for n in range(1500)]
    page = editor.post(
        reverse("import_acknowledge", args=[import_.pk]), {"keys": keys, "reason": "Ringet."}
    )
    assert page.status_code == 302


def test_after_moving_the_clock_nobody_is_sent_to_a_foreign_site(race):
    administrator = signed_in(factories.administrator())
    there = {"custom": "2014-10-20T08:00", "next": "https://ondt.example/"}
    assert administrator.post(reverse("move_clock"), there).headers["Location"] == "/"


def test_the_desk_says_what_is_next_who_must_approve_and_what_the_public_sees(race, approver):
    factories.weekly_figures(factories.draft(WEEK))
    page = approver.get(reverse("desk")).content.decode()
    assert "Næste: uge 42" in page
    assert "Skal godkendes af approver@example.dk" in page
    assert "<b>Uge 41</b>" in page
