"""The versions of the files of open data: an old one says what it said before the correction, byte
for byte."""

import json
from io import BytesIO
from itertools import count

import openpyxl
import pytest
from django.core.cache import caches
from django.test import Client

from competition import enrolment
from municipalities.models import Municipality
from tests import factories as make
from tests.competition.open_data import (
    DATA,
    FILES,
    FORMATS,
    correct,
    four_municipalities,
    get,
    rows_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def race():
    return four_municipalities()


def test_a_correction_leaves_the_old_version_as_it_was_byte_for_byte(race):
    numbers = {file: get(f"{file}.json").json()["version"] for file in FILES}
    assert numbers == {
        "2014-uge-41": 1,
        "slutspurt/2014-uge-41": 1,
        "alle-uger": 4,
        "unge/alle-uger": 3,
    }
    asked = [(f"{f}.{e}", {"version": numbers[f]}) for f in FILES for e in FORMATS]
    before = {file: get(file, **query).content for file, query in asked}
    correct("851", "2014-W41", 140)
    after = {file: get(file, **query).content for file, query in asked}
    assert [file for file in before if before[file] != after[file]] == []
    for file in FILES:
        told = get(f"{file}.json").json()
        assert told["version"] == numbers[file] + 1
        assert told["corrections"][-1]["old"]["registered_15_plus"] == 123
        assert told["corrections"][-1]["new"]["registered_15_plus"] == 140
        assert get(f"{file}.json").content == get(f"{file}.json", version=told["version"]).content
    assert rows_of("2014-uge-41.csv")[-1]["status"] == "corrected"
    assert rows_of("2014-uge-41.csv", version=1)[-1]["status"] == "provisional"
    book = openpyxl.load_workbook(BytesIO(get("2014-uge-41.xlsx").content))
    assert any("Talt forkert." in str(row) for row in book["About the figures"].values)


def test_a_corrected_baseline_gives_every_later_growth_a_new_version(race):
    before = get("slutspurt/2014-uge-41.csv").content
    untouched = get("mest-digitale/2014-uge-41.csv").content
    correct("851", "2014-W36", 90)
    assert get("slutspurt/2014-uge-41.csv", version=1).content == before
    first, second = (
        rows_of("slutspurt/2014-uge-41.csv", version=1),
        rows_of("slutspurt/2014-uge-41.csv"),
    )
    assert (first[0]["value"], second[0]["value"]) == ("23.000000", "36.666667")
    assert get("mest-digitale/2014-uge-41.csv").content == untouched
    assert get("mest-digitale/2014-uge-41.json").json()["version"] == 1


def test_two_corrections_of_one_figure_are_two_versions(race):
    correct("851", "2014-W41", 140)
    second = get("2014-uge-41.csv").content
    correct("851", "2014-W41", 150, confirmed=make.at(2014, 10, 18, 11))
    correct("825", "2014-W41", 11, confirmed=make.at(2014, 10, 18, 12))
    make.the_clock_shows(make.at(2014, 10, 18, 13))
    assert get("2014-uge-41.csv", version=2).content == second
    said = [rows_of("2014-uge-41.csv", version=n) for n in (1, 2, 3, 4)]
    assert [rows[-1]["registered_15_plus"] for rows in said] == ["123", "140", "150", "150"]
    assert [rows[1]["registered_15_plus"] for rows in said] == ["", "", "", "11"]
    assert [rows[1]["status"] for rows in said] == ["", "", "", "corrected"]


def test_the_change_of_place_after_a_corrected_week_before_is_a_version_too(race):
    correct("851", "2014-W40", 200)
    first = rows_of("mest-digitale/2014-uge-41.csv", version=1)
    second = rows_of("mest-digitale/2014-uge-41.csv", version=2)
    assert [r["change_in_place"] for r in first[:2]] == ["0", "0"]
    assert [r["change_in_place"] for r in second[:2]] == ["1", "-1"]


def test_a_corrected_week_before_that_moves_no_place_makes_no_version_of_the_next(race):
    files = [f"{c}/2014-uge-41" for c in ("mest-digitale", "slutspurt", "unge")]
    before = [get(f"{file}.csv").content for file in files]
    own = get("mest-digitale/2014-uge-40.json").json()["version"]
    correct("851", "2014-W40", 105)
    assert [get(f"{file}.csv").content for file in files] == before
    assert [get(f"{file}.json").json()["version"] for file in files] == [1, 1, 1]
    assert get("mest-digitale/2014-uge-40.json").json()["version"] == own + 1


def put(race, code, *, takes_part, now):
    """A late change, by two people."""
    town = Municipality.objects.get(code=code)
    by = make.editor()
    wish = enrolment.put(race, town, takes_part=takes_part, by=by, now=now, reason="Glemt.")
    enrolment.confirm(wish, by=make.approver(), now=now)


EVERY_FILE = [f"{file}.{ending}" for file in FILES for ending in FORMATS]


def versions_after(known):
    """Every version of every file that is newer than those known, by its address."""
    found = {}
    for file in EVERY_FILE:
        first = 1 + sum(name == file for name, _version in known)
        for version in count(first):
            response = Client().get(f"{DATA}{file}", {"version": version})
            if response.status_code != 200:
                break
            found[file, version] = response.content
    return found


def test_whoever_joins_or_leaves_late_makes_a_new_version_and_changes_no_old_one(race):
    kept = versions_after({})
    steps = (
        lambda: put(race, "563", takes_part=True, now=make.at(2014, 10, 18, 10)),
        lambda: correct("851", "2014-W41", 140, confirmed=make.at(2014, 10, 18, 11)),
        lambda: correct("851", "2014-W36", 90, confirmed=make.at(2014, 10, 18, 12)),
        lambda: put(race, "492", takes_part=False, now=make.at(2014, 10, 18, 13)),
        lambda: correct("851", "2014-W36", 95, confirmed=make.at(2014, 10, 18, 14)),
        lambda: put(race, "492", takes_part=True, now=make.at(2014, 10, 18, 15)),
    )
    for hour, step in enumerate(steps, 10):
        step()
        make.the_clock_shows(make.at(2014, 10, 18, hour, 30))
        make.new_data_version()
        kept |= versions_after(kept)
        for file in EVERY_FILE:
            last = max(version for name, version in kept if name == file)
            if file.endswith((".csv", ".xlsx")):
                assert get(file).content == kept[file, last], (hour, file)
    assert versions_after({}) == kept


def test_who_takes_part_is_told_as_of_the_version(race):
    put(race, "563", takes_part=True, now=make.at(2014, 10, 18, 10))
    make.the_clock_shows(make.at(2014, 10, 18, 11))
    make.new_data_version()
    said = [
        {row["name"]: row["participant"] for row in rows_of("2014-uge-41.csv", version=version)}
        for version in (1, 2)
    ]
    assert [(names["Fanø"], names["Ærø"]) for names in said] == [
        ("false", "true"),
        ("true", "true"),
    ]


def test_until_the_participants_are_fixed_no_version_is_kept_for_ever(race):
    for now, kept in (
        (make.at(2014, 9, 30, 23, 59), "public, no-cache"),
        (make.at(2014, 10, 1), "public, max-age=31536000, immutable"),
    ):
        make.the_clock_shows(now)
        assert get("2014-uge-36.csv", version=1).headers["Cache-Control"] == kept


@pytest.mark.parametrize(
    "address",
    ["/2014/data/2014-uge-41.csv", "/2014/billede.png", "/2014/feed.atom", "/2014/kalender.ics",
     "/sitemap.xml", "/sitemap-2014.xml", "/2014/kort/", "/2014/rangliste/unge/",
     "/2014/sammenlign/", "/2014/soeg/", "/2014/embed/", "/2014/", "/2014/kommuner/fanoe/",
     "/2014/embed/rangliste/unge/", "/api/v1/competitions/2014/figures", "/en/2014/kort/"],
)  # fmt: skip
def test_what_an_address_does_not_read_makes_no_page(race, address):
    caches["pages"].clear()
    first = Client().get(address)
    pages = len(caches["pages"]._cache)
    for number in range(1, 51):
        assert Client().get(f"{address}?x={number}").content == first.content
    assert len(caches["pages"]._cache) == pages
    assert first.status_code == 200


def test_a_fixed_version_may_be_kept_for_ever_and_the_newest_is_asked_for_each_time(race):
    correct("851", "2014-W41", 140)
    fixed, newest = get("2014-uge-41.csv", version=2), get("2014-uge-41.csv")
    assert fixed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert newest.headers["Cache-Control"] == "public, no-cache"
    assert newest.headers["ETag"]
    assert newest.headers["Access-Control-Allow-Origin"] == "*"
    assert newest.headers["Last-Modified"] == "Sat, 18 Oct 2014 08:00:00 GMT"
    assert newest.headers["Content-Disposition"] == (
        'attachment; filename="mdk-2014-tal-2014-uge-41-v2.csv"'
    )
    assert f'<{DATA}2014-uge-41.csv?version=1>; rel="predecessor-version"' in newest.headers["Link"]
    assert f'<{DATA}2014-uge-41.csv>; rel="latest-version"' in fixed.headers["Link"]
    again = Client().get(
        f"{DATA}2014-uge-41.csv", headers={"If-None-Match": newest.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("version", ["0", "2", "-1", "x", "²", "9" * 40])
def test_a_version_that_is_not_there_is_said_in_words(race, version):
    response = Client().get(f"{DATA}2014-uge-41.csv", {"version": version})
    assert response.status_code == 404
    assert "Skriv et tal fra 1 til 1" in response.text
    assert "immutable" not in response.headers["Cache-Control"]


def test_a_correction_under_the_embargo_moves_no_version_that_was_public(race):
    make.published_with({Municipality.objects.get(code="851"): 200}, "2014-W43")
    make.the_clock_shows(make.at(2014, 10, 28, 10))
    correct("851", "2014-W43", 210, confirmed=make.at(2014, 10, 28, 9))
    correct("851", "2014-W41", 140, confirmed=make.at(2014, 10, 28, 9, 30))
    make.new_data_version()
    shown = get("alle-uger.json", version=5).content
    assert json.loads(shown)["corrections"][0]["week"] == "2014-W41"
    make.announce(race, make.at(2014, 11, 1, 12))
    make.the_clock_shows(make.at(2014, 11, 2, 12))
    make.new_data_version()
    assert get("alle-uger.json", version=5).content == shown
    assert get("2014-uge-43.json").json()["version"] == 2
