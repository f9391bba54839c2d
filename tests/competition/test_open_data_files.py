"""The files of open data: each is fetched and read again, in each format, and an old version says
what it said before the correction, byte for byte."""

import csv
import json
import re
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.cache import caches
from django.test import Client

from competition import enrolment, shapes
from competition.columns import FIGURES, STANDINGS
from competition.formats import harmless
from municipalities.models import Municipality
from municipalities.names import Roster
from signups.models import Correction, Release
from signups.parsing import parse
from tests import factories as make

pytestmark = pytest.mark.django_db
DATA = "/2014/data/"
DAY = make.at(2014, 10, 18, 10)
FORMATS = ("csv", "json", "xlsx", "csv-metadata.json")
FILES = ("2014-uge-41", "slutspurt/2014-uge-41", "alle-uger", "unge/alle-uger")


@pytest.fixture
def race():
    """Four municipalities, one of them outside and one without a figure; week 42 is a draft."""
    north = make.municipality("Aalborg", code="851", population=(456, 80))
    east = make.municipality("Ærø", code="492", region_code="1083", population=(1000, 100))
    outside = make.municipality("Fanø", code="563", region_code="1083", population=(100, 10))
    silent = make.municipality("Læsø", code="825", population=(200, 20))
    race = make.competition(participants=[north, east, silent])
    make.published_with({north: 95, east: 240, outside: 90}, "2014-W35")
    make.published_with({north: 100, east: 250, outside: 90}, "2014-W36")
    make.published_with({north: 110, east: 280, outside: 92}, "2014-W40")
    make.published_with({north: 123, east: 300, outside: 95}, "2014-W41")
    make.figure(make.draft("2014-W42"), north, 424_242)
    make.the_clock_shows(DAY)
    return race


def get(file, **asked):
    response = Client().get(f"{DATA}{file}", asked)
    assert response.status_code == 200, file
    return response


def rows_of(file, **asked):
    return list(csv.DictReader(StringIO(get(file, **asked).text)))


def correct(code, week, registered, *, confirmed=DAY):
    return make.corrected(code, week, (registered, registered // 5, 0), now=confirmed)


def test_a_csv_says_what_the_api_says(race):
    rows = rows_of("2014-uge-41.csv")
    api = Client().get("/api/v1/competitions/2014/figures?week=2014-W41").json()
    assert list(rows[0]) == [column.name for column in FIGURES]
    for row, told in zip(rows, api["figures"], strict=True):
        assert {name: row[name] for name in told} == {
            name: json.dumps(value).strip('"') if isinstance(value, bool) else str(value or "")
            for name, value in told.items()
        } | {"exempt_15_plus": "" if told["exempt_15_plus"] is None else "0"}
    assert (rows[-1]["name"], rows[-1]["region"]) == ("Aalborg", "Region Nordjylland")
    assert rows[1]["registered_15_plus"] == ""


def test_the_standings_are_those_of_the_api(race):
    rows = rows_of("slutspurt/2014-uge-41.csv")
    api = Client().get("/api/v1/competitions/2014/standings/slutspurt?week=2014-W41").json()
    assert list(rows[0]) == [column.name for column in STANDINGS]
    assert [(r["place"], r["code"], r["numerator"]) for r in rows] == [
        (
            "" if s["place"] is None else str(s["place"]),
            s["code"],
            "" if s["numerator"] is None else str(s["numerator"]),
        )
        for s in api["standings"]
    ]
    assert (rows[0]["value"], rows[2]["reason"]) == ("23.000000", "no figure")


def test_the_danish_csv_is_read_by_the_sites_own_door(race):
    response = get("2014-uge-41.csv", sprog="da")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.text.splitlines()[0] == (
        "\ufeffuge;opgjort pr.;kommunekode;kommune;regionskode;region;deltager;befolkning 15+;"
        "befolkning 15-24;tilmeldte 15+;tilmeldte 15-24;fritagne 15+;status"
    )
    make.figure(Release.objects.get(week="2014-W41"), Municipality.objects.get(code="825"), 20)
    make.new_data_version()
    content = get("2014-uge-41.csv", sprog="da").content
    roster = Roster(Municipality.objects.values_list("code", "name"))
    parsed = parse(content, file_name="2014-uge-41.csv", roster=roster)
    assert parsed.problems == []
    assert sorted((r.code, r.registered_15_plus) for r in parsed.rows) == [
        ("492", 300),
        ("563", 95),
        ("825", 20),
        ("851", 123),
    ]


def test_a_danish_csv_has_decimal_commas_and_danish_words(race):
    text = get("mest-digitale/2014-uge-41.csv", sprog="da").text
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [(r["plads"], r["værdi i pct."], r["deltager"], r["årsag"]) for r in rows] == [
        ("1", "30,000000", "ja", ""),
        ("2", "26,973684", "ja", ""),
        ("", "", "ja", "ingen data"),
        ("", "95,000000", "nej", "uden for konkurrencen"),
    ]
    assert rows[0]["ændring i plads"] == "0"


def test_a_workbook_has_numbers_days_and_a_sheet_about_them(race):
    book = openpyxl.load_workbook(BytesIO(get("2014-uge-41.xlsx", sprog="da").content))
    assert book.sheetnames == ["Tal", "Om tallene"]
    page = book["Tal"]
    first, *rest = page.iter_rows(values_only=True)
    assert first[9:12] == ("tilmeldte 15+", "tilmeldte 15-24", "fritagne 15+")
    assert rest[-1][1].date() == date(2014, 10, 10)
    assert rest[-1][2:4] == ("851", "Aalborg")
    assert rest[-1][9:12] == (123, 24, 0)
    assert rest[1][9:12] == (None, None, None)
    assert page["J2"].number_format == "#,##0"
    about = [" ".join(str(cell or "") for cell in row) for row in book["Om tallene"].values]
    told = "\n".join(about)
    for words in ("Version 1", "CC BY 4.0", "FOLK1A", "tilmeldte 15+", "registered_15_plus"):
        assert words in told


def test_json_has_the_names_of_the_api_in_alphabetical_order(race):
    response = get("2014-uge-41.json")
    told = response.json()
    assert list(told) == sorted(told)
    assert (told["version"], told["corrections"], told["week"]) == (1, [], "2014-W41")
    assert set(told["figures"][0]) == set(shapes.FigureShape.model_fields)
    series = get("alle-uger.json").json()
    assert [week["week"] for week in series["weeks"]] == [
        "2014-W35",
        "2014-W36",
        "2014-W40",
        "2014-W41",
    ]


def test_the_file_of_all_weeks_has_a_line_for_each_municipality_and_week(race):
    assert len(rows_of("alle-uger.csv")) == 4 * 4
    assert len(rows_of("unge/alle-uger.csv")) == 3 * 4


@pytest.mark.parametrize("danish", [True, False])
@pytest.mark.parametrize("file", FILES)
def test_the_description_of_a_csv_fits_it(race, file, danish):
    asked = {"sprog": "da"} if danish else {}
    there = get(f"{file}.csv", **asked)
    described = get(f"{file}.csv-metadata.json", **asked)
    assert described.headers["Content-Type"].startswith("application/csvm+json")
    query = "?sprog=da" if danish else ""
    link = f'<{DATA}{file}.csv-metadata.json{query}>; rel="describedby"'
    assert link in there.headers["Link"]
    table = described.json()
    assert table["@context"][0] == "http://www.w3.org/ns/csvw"
    assert table["url"] == file.rpartition("/")[2] + ".csv" + query
    text = there.content.decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text), delimiter=table["dialect"]["delimiter"]))
    columns = table["tableSchema"]["columns"]
    for heading, column in zip(lines[0], columns, strict=True):
        titles = column["titles"]
        assert heading in ([titles["da"]] if danish else titles["en"])
        assert column["name"] == titles["en"][0]
    for line in lines[1:]:
        for cell, column in zip(line, columns, strict=True):
            assert fits(cell, column), (cell, column)
    names = [column["name"] for column in columns]
    keys = [
        tuple(line[names.index(k)] for k in table["tableSchema"]["primaryKey"]) for line in lines
    ]
    assert len(set(keys)) == len(lines)


def fits(cell, column):
    """Whether a cell is of its column's datatype."""
    if not cell:
        return not column["required"]
    kind = column["datatype"]
    base, form = (kind, None) if isinstance(kind, str) else (kind["base"], kind.get("format"))
    if base == "string":
        return True
    if base == "integer":
        return re.fullmatch(r"-?\d+", cell) is not None
    if base == "decimal":
        point = form["decimalChar"] if form else r"\."
        return re.fullmatch(rf"-?\d+{point}\d+", cell) is not None
    if base == "boolean":
        return cell in form.split("|")
    return base == "date" and date.fromisoformat(cell) is not None


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
    assert any("Talt forkert." in str(row) for row in book["Om tallene"].values)


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


def put(race, code, *, takes_part, now):
    """A late change, by two people."""
    town = Municipality.objects.get(code=code)
    by = make.editor()
    wish = enrolment.put(race, town, takes_part=takes_part, by=by, now=now, reason="Glemt.")
    enrolment.confirm(wish, by=make.approver(), now=now)


EVERY_FILE = [f"{file}.{ending}" for file in FILES for ending in FORMATS]


def kept_versions():
    """Every version of every file, by its address."""
    found = {}
    for file in EVERY_FILE:
        for version in range(1, 20):
            response = Client().get(f"{DATA}{file}", {"version": version})
            if response.status_code != 200:
                break
            found[file, version] = response.content
    return found


def test_whoever_joins_or_leaves_late_makes_a_new_version_and_changes_no_old_one(race):
    kept = kept_versions()
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
        newer = kept_versions()
        assert {key: newer[key] for key in kept} == kept
        for file in EVERY_FILE:
            last = max(version for name, version in newer if name == file)
            if file.endswith((".csv", ".xlsx")):
                assert get(file).content == newer[file, last], (hour, file)
        kept = newer


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


@pytest.mark.parametrize(
    "file",
    [
        "2014-uge-42.csv",
        "2014-uge-43.json",
        "2014-uge-99.csv",
        "slutspurt/2014-uge-35.csv",
        "nope/2014-uge-41.csv",
        "2014-uge-41.pdf",
        "2014-uge-41.json-metadata.json",
    ],
)
def test_what_is_no_file_or_not_public_is_not_found(race, file):
    assert Client().get(f"{DATA}{file}").status_code == 404


def test_the_closing_week_has_no_file_before_the_announcement(race):
    make.published_with({Municipality.objects.get(code="851"): 200}, "2014-W43")
    make.the_clock_shows(make.at(2014, 10, 28, 10))
    make.new_data_version()
    assert Client().get(f"{DATA}2014-uge-43.csv").status_code == 404
    series = get("alle-uger.csv")
    assert "2014-W43" not in series.text
    make.announce(race, make.at(2014, 11, 1, 12))
    make.the_clock_shows(make.at(2014, 11, 2, 12))
    make.new_data_version()
    assert get("2014-uge-43.csv").headers["Last-Modified"] == "Sat, 01 Nov 2014 11:00:00 GMT"
    assert get("alle-uger.csv", version=4).content == series.content


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


@pytest.mark.parametrize("many", [1, 98])
def test_a_file_and_the_page_take_six_queries_at_most(many, django_assert_max_num_queries):
    everyone = [make.municipality(f"K{n:02}") for n in range(many)]
    make.competition(participants=everyone)
    for week in (36, 40, 41):
        make.published_with(dict.fromkeys(everyone, 100 + week), f"2014-W{week}")
    make.the_clock_shows(DAY)
    correct(everyone[0].code, "2014-W41", 200)
    for address in (f"{DATA}slutspurt/alle-uger.xlsx", DATA, "/2014/feed.atom", "/sitemap.xml"):
        make.new_data_version()
        with django_assert_max_num_queries(6):
            assert Client().get(address).status_code == 200


def test_no_cell_runs_as_a_formula():
    assert [harmless(text) for text in ("=1+1", "+45", "-2", "@a", "\tb", "Aarhus")] == [
        "'=1+1",
        "'+45",
        "'-2",
        "'@a",
        "'\tb",
        "Aarhus",
    ]


def test_a_reason_that_looks_like_a_formula_is_text_in_the_workbook(race):
    correct("851", "2014-W41", 140)
    Correction.objects.update(reason="=cmd|' /C calc'!A0")
    make.new_data_version()
    book = openpyxl.load_workbook(BytesIO(get("2014-uge-41.xlsx").content))
    assert [c.data_type for row in book["Om tallene"] for c in row if c.data_type == "f"] == []
