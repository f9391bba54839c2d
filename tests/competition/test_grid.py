"""The grid through its addresses: with and without JavaScript, and whatever nonsense is sent."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from municipalities.models import Municipality
from signups import drafts
from signups.models import Figure, Release
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
WEEK = Week(2014, 42)
GRID, ROWS = reverse("release_grid", args=[WEEK]), reverse("release_rows", args=[WEEK])


@pytest.fixture
def race():
    factories.the_clock_shows(at(2014, 10, 18, 10))
    return factories.autumn(weeks=range(40, 42))


@pytest.fixture
def editor(race):
    client = Client()
    client.force_login(factories.editor())
    return client


@pytest.fixture
def release(editor):
    editor.post(reverse("release_start", args=[WEEK]), {"as_of": "2014-10-17"})
    return Release.objects.get(week=str(WEEK))


def send(client, *rows):
    data = {"rows": [{"code": c, "texts": texts, "was": was} for c, texts, was in rows]}
    return client.post(ROWS, json.dumps(data), content_type="application/json")


def test_a_week_without_a_file_is_begun_empty(editor, release):
    page = editor.get(GRID).content.decode()
    assert page.count('inputmode="numeric"') == 3 * 98 + 3
    assert "280.451" in page
    assert (release.as_of, release.status) == (WEEK.friday, "draft")


def test_a_week_that_is_not_begun_offers_to_and_stores_nothing(editor):
    assert editor.get(GRID).status_code == 200
    assert Release.objects.filter(week=str(WEEK)).count() == 0


def test_rows_are_saved_as_one_types_and_told_of_at_once(editor, release):
    answer = send(
        editor, ("101", ["286.869", "39.797", "41.044"], ""), ("147", ["1", "", ""], "")
    ).json()
    first, second = answer["rows"]
    assert (first["state"], first["was"], first["differences"][0]) == (
        "saved",
        "286869 39797 41044",
        "+6.418",
    )
    assert (second["state"], second["was"]) == ("unfinished", "")
    assert answer["sums"][0]["new"] == "286.869"
    assert (answer["counts"]["missing"], answer["counts"]["unfinished"]) == (97, 1)
    assert drafts.counts_of(release) == {"101": (286869, 39797, 41044)}


def test_a_warning_comes_with_the_saved_row(editor, release):
    (row,) = send(editor, ("101", ["200000", "39797", "41044"], "")).json()["rows"]
    assert (row["state"], row["tone"]) == ("saved", "warn")
    assert "København" in row["notes"][0]


def test_a_row_changed_by_another_meanwhile_is_not_overwritten(editor, release):
    send(editor, ("101", ["286869", "39797", "41044"], ""))
    (row,) = send(editor, ("101", ["1", "1", "1"], "")).json()["rows"]
    assert (row["state"], row["tone"], row["was"]) == ("conflict", "bad", "286869 39797 41044")
    assert row["texts"] == ["1", "1", "1"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"rows": 1}',
        b'{"rows": [1]}',
        b'{"rows": [{"code": 1, "texts": ["1","1","1"], "was": ""}]}',
        b'{"rows": [{"code": "101", "texts": ["1"], "was": ""}]}',
        b'{"rows": [{"code": "101", "texts": [1, 2, 3], "was": ""}]}',
        b'{"rows": [{"texts": ["1","1","1"], "was": ""}]}',
        b"\xff\xfe",
    ],
)
def test_nonsense_is_refused_and_stores_nothing(editor, release, body):
    assert editor.post(ROWS, body, content_type="application/json").status_code == 400
    assert Figure.objects.filter(release=release).count() == 0


@pytest.mark.parametrize("was", ["x", "1 2", "1 2 99999999999999999999", "-1 2 3", "1 2 3 4"])
def test_a_strange_memory_of_the_row_is_no_memory(editor, release, was):
    (row,) = send(editor, ("101", ["5", "1", "1"], was)).json()["rows"]
    assert row["state"] == "saved"


def test_the_approved_week_says_so(editor, release):
    send(editor, ("101", ["286869", "39797", "41044"], ""))
    Release.objects.filter(pk=release.pk).update(
        status="approved", approved_by=factories.approver(), approved_at=at(2014, 10, 18)
    )
    response = send(editor, ("101", ["1", "1", "1"], "286869 39797 41044"))
    assert response.status_code == 409
    assert response.json()["refused"] != ""
    assert drafts.counts_of(release)["101"] == (286869, 39797, 41044)


def test_without_javascript_the_form_saves_and_loses_no_typing(editor, release):
    fields = {"was-101": "", "n-101-0": "286.869", "n-101-1": "39.797", "n-101-2": "41.044"}
    assert editor.post(GRID, fields).status_code == 302
    assert drafts.counts_of(release) == {"101": (286869, 39797, 41044)}
    wrong = {"was-147": "", "n-147-0": "mange", "n-147-1": "5403", "n-147-2": ""}
    response = editor.post(GRID, wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="mange"' in page
    assert 'value="5403"' in page
    assert 'value="mange"' in editor.get(f"{GRID}?vis=unfinished").content.decode()
    assert drafts.counts_of(release) == {"101": (286869, 39797, 41044)}


@pytest.mark.parametrize(
    ("shown", "count"),
    [("all", 98), ("missing", 97), ("participants", 47), ("warned", 0), ("x", 98)],
)
def test_the_rows_shown_are_chosen_in_the_address(editor, release, shown, count):
    send(editor, ("101", ["286869", "39797", "41044"], ""))
    assert len(editor.get(f"{GRID}?vis={shown}").context["rows"]) == count


def test_the_control_total_is_kept_and_held_against_the_sum(editor, release):
    address = reverse("release_total", args=[WEEK])
    editor.post(address, {"total-0": "2.864.964", "total-1": "", "total-2": "x"})
    assert drafts.read(release).national_total is None
    editor.post(address, {"total-0": "2.864.964", "total-1": "", "total-2": ""})
    assert drafts.read(release).national_total[:3] == (2864964, None, None)


def test_two_people_with_the_same_week_open_are_told_of_each_other(editor, release):
    other = Client()
    other.force_login(factories.approver())
    assert "approver@example.dk" not in editor.get(GRID).content.decode()
    other.get(reverse("release", args=[WEEK]))
    assert "approver@example.dk" in editor.get(GRID).content.decode()
    part = other.get(reverse("release_present", args=[WEEK])).content.decode()
    assert "editor@example.dk" in part


def test_the_grid_asks_as_much_for_ninety_rows_as_for_one(editor, release):
    rows = [
        (each.pk, [str(1000 + number), "100", "10"], "")
        for number, each in enumerate(Municipality.objects.order_by("pk")[:90])
    ]
    with CaptureQueriesContext(connection) as page:
        editor.get(GRID)
    with CaptureQueriesContext(connection) as one:
        assert send(editor, rows[0]).json()["rows"][0]["state"] == "saved"
    with CaptureQueriesContext(connection) as ninety:
        send(editor, *rows[1:])
    assert drafts.counts_of(release)["101"] == (1000, 100, 10)
    assert len(drafts.counts_of(release)) == 90
    assert len(ninety) <= len(one) <= 32
    assert len(page) <= 21


def move_day(client, day, back="grid"):
    address = reverse("release_day", args=[WEEK])
    return client.post(address, {"as_of": day, "back": back}, follow=True).content.decode()


def test_a_drafts_day_is_changed_with_a_step_and_the_approver_must_look_again(editor, release):
    seen = release.entered_at
    factories.the_clock_shows(at(2014, 10, 18, 11))
    assert "Opgørelsesdatoen er ændret" in move_day(editor, "2014-10-16")
    release.refresh_from_db()
    assert release.as_of.isoformat() == "2014-10-16"
    assert release.entered_at > seen
    assert release.steps.get(action="dated").note == "17. oktober 2014 → 16. oktober 2014"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2014-10-12", "skal ligge i ugen"),
        ("2014-10-19", "ikke er kommet"),
        ("i går", "dag, måned og år"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(editor, release, day, said):
    assert said in move_day(editor, day, back="release")
    release.refresh_from_db()
    assert release.as_of == WEEK.friday


def test_the_closing_week_is_begun_on_its_day_and_no_other(editor, race):
    factories.the_clock_shows(at(2014, 10, 27, 10))
    week = Week(2014, 43)
    right, address = race.closing_as_of, reverse("release_start", args=[week])
    grid = reverse("release_grid", args=[week])
    assert f'value="{right}"' in editor.get(grid).content.decode()
    page = editor.post(address, {"as_of": "2014-10-22"}, follow=True).content.decode()
    assert "Ret opgørelsesdatoen." in page
    assert Release.objects.filter(week=str(week)).count() == 0
    editor.post(address, {"as_of": str(right)})
    assert Release.objects.get(week=str(week)).as_of == right


def test_a_wrong_day_stands_on_the_agenda_until_it_is_mended(editor, release, race):
    race.closing_as_of = WEEK.monday
    race.save()
    assert "Ret datoen" in editor.get(reverse("desk")).content.decode()
    move_day(editor, str(WEEK.monday))
    assert "Ret datoen" not in editor.get(reverse("desk")).content.decode()


def test_a_block_is_placed_by_the_site_and_nothing_is_stored(editor, release):
    asked = {
        "lines": [["Kbh", "9", "8", "7"], ["I alt", "4.300.000"], ["Atlantis", "1", "2", "3"]],
        "codes": ["101", "147"],
        "row": 0,
        "column": 0,
    }
    address = reverse("release_paste", args=[WEEK])
    answer = editor.post(address, json.dumps(asked), content_type="application/json").json()
    assert answer == {
        "cells": [["101", 0, "9"], ["101", 1, "8"], ["101", 2, "7"]],
        "total": ["4.300.000", "", ""],
        "told": "1 linje er ikke fra en kendt kommune og er udeladt: »Atlantis«.",
    }
    assert Figure.objects.filter(release=release).count() == 0


@pytest.mark.parametrize(
    "asked",
    [
        "[",
        "[]",
        "{}",
        '{"lines": 1, "codes": [], "row": 0, "column": 0}',
        '{"lines": [], "codes": ["101"], "row": 1, "column": 0}',
        '{"lines": [], "codes": ["101"], "row": "0", "column": 0}',
        '{"lines": [1], "codes": ["101"], "row": 0, "column": 0}',
    ],
)
def test_what_is_no_block_is_refused(editor, release, asked):
    address = reverse("release_paste", args=[WEEK])
    answer = editor.post(address, asked, content_type="application/json")
    assert answer.status_code == 400


def test_the_control_total_is_saved_with_the_rows(editor, release):
    asked = {"rows": [], "total": ["4.300.000", "", ""]}
    editor.post(ROWS, json.dumps(asked), content_type="application/json")
    assert drafts.read(release).national_total[:3] == (4_300_000, None, None)


def test_without_javascript_a_clash_is_settled_by_one_of_two_buttons(editor, release):
    send(editor, ("101", ["1000", "100", "10"], ""))
    mine = {"was-101": "", "n-101-0": "900", "n-101-1": "90", "n-101-2": "9"}
    page = editor.post(GRID, mine).content.decode()
    assert 'name="keep" value="101"' in page
    assert 'name="take" value="101"' in page
    told = mine | {"was-101": "1000 100 10"}
    editor.post(GRID, told | {"take": "101"})
    assert drafts.counts_of(release) == {"101": (1000, 100, 10)}
    editor.post(GRID, told | {"keep": "101"})
    assert drafts.counts_of(release) == {"101": (900, 90, 9)}


def test_json_as_deep_as_a_well_is_a_bad_request(editor, release):
    for body in ("[" * 100_000, '{"rows": ' * 100_000):
        answer = editor.post(ROWS, body, content_type="application/json")
        assert answer.status_code == 400
