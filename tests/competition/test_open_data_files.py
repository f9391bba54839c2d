"""The files of open data: each is fetched and read again, in each format."""

import csv
import json
import re
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.test import Client

from competition import shapes
from competition.columns import FIGURES, STANDINGS
from competition.formats import harmless
from municipalities.models import Municipality
from municipalities.names import Roster
from signups.models import Correction, Release
from signups.parsing import parse
from tests import factories as make
from tests.competition.open_data import (
    DATA,
    FILES,
    correct,
    four_municipalities,
    get,
    rows_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def race():
    return four_municipalities()


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
    english = openpyxl.load_workbook(BytesIO(get("2014-uge-41.xlsx").content))
    assert english.sheetnames == ["Figures", "About the figures"]
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
    assert [
        c.data_type for row in book["About the figures"] for c in row if c.data_type == "f"
    ] == []
