"""Finding a municipality: by name, by code, and what is asked where nobody is called that."""

import csv

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from competition import finding
from municipalities import names
from tests import factories
from tests.factories import at
from tests.factories.country import ROOT


class Town:
    def __init__(self, code: str, name: str) -> None:
        self.code, self.name, self.sort_key = code, name, names.sort_key(name)


with (ROOT / "municipalities/data/municipalities.csv").open(encoding="utf-8-sig") as file:
    TOWNS = [Town(row["code"], row["name"]) for row in csv.DictReader(file)]


def found(query: str) -> list[str]:
    return [one.name for one in finding.found(TOWNS, query)]


def guessed(query: str) -> list[str]:
    return [one.name for one in finding.guesses(TOWNS, query)]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("751", ["Aarhus"]),
        ("0751", ["Aarhus"]),
        ("75", ["Ikast-Brande", "Aarhus"]),
        ("Aarhus 751", ["Aarhus"]),
        ("Aarhus (751)", ["Aarhus"]),
        ("751 Odense", []),
        ("0", []),
        ("<b>", []),
        ("b%", []),
        ("*", []),
        ("\\b", []),
        ("Lyngby-Taarbæk", ["Lyngby-Taarbæk"]),
        ("Kbh.", ["København"]),
        ("Æ", ["Ærø"]),
        ("æ", ["Ærø"]),
        ("ae", ["Ærø"]),
        ("Ø", []),
        ("O", ["Odder", "Odense", "Odsherred"]),
        ("Å", ["Aabenraa", "Aalborg", "Aarhus"]),
        ("aa", ["Aabenraa", "Aalborg", "Aarhus"]),
        ("a", ["Albertslund", "Allerød", "Assens", "Ærø", "Aabenraa", "Aalborg", "Aarhus"]),
        ("al", ["Albertslund", "Allerød", "Aalborg"]),
        ("København", ["København"]),
        ("Kobenhavn", ["København"]),
        ("Koebenhavn", ["København"]),
        ("Læsoe", ["Læsø"]),
        ("Brønderslev-Dronninglund", ["Brønderslev"]),
        ("Løs", []),
    ],
)
def test_a_code_finds_its_municipality_and_what_stands_in_no_name_finds_nobody(query, meant):
    assert found(query) == meant


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("Aahrus", ["Aarhus"]),
        ("københvn", ["København"]),
        ("Aalbrog", ["Aalborg"]),
        ("Fredriksund", ["Frederikssund"]),
        ("Taastup", ["Høje-Taastrup"]),
        ("Læse", ["Læsø"]),
        ("xxxxxx", []),
        ("b", []),
        ("", []),
    ],
)
def test_a_slip_of_the_finger_is_asked_about(query, meant):
    assert guessed(query) == meant


def test_a_guess_is_never_taken_for_an_answer():
    assert finding.the_one(TOWNS, "Aahrus") is None


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_slips_are_the_same_both_ways_and_none_where_nothing_differs(one, other):
    assert finding.slips(one, other) == finding.slips(other, one)
    assert (finding.slips(one, other) == 0) == (one == other)
    assert finding.slips(one, other) <= max(len(one), len(other))


# --- on the pages ---------------------------------------------------------------------------------
@pytest.fixture
def aarhus(db):
    towns = [factories.municipality("Aarhus", code="751"), factories.municipality("Odense")]
    factories.competition(participants=towns)
    factories.published_with(dict.fromkeys(towns, 500), "2014-W41")
    factories.the_clock_shows(at(2014, 10, 18, 10))


def get(address: str, **headers: str) -> str:
    response = Client().get(address, headers=headers)
    assert response.status_code == 200, response
    return " ".join(response.text.split())


def test_every_search_asks_whether_that_was_meant_and_leads_nowhere_by_itself(aarhus):
    link = '<a href="/2014/kommuner/aarhus/">Aarhus</a>?'
    assert f"Ingen kommune hedder »Aahrus«. Mente du {link}" in get("/2014/soeg/?q=Aahrus")
    assert "Mente du Aarhus?" in get("/2014/soeg/?q=Aahrus", HX_Request="true")
    table = get("/2014/rangliste/mest-digitale/?q=Aahrus")
    assert 'Mente du <a href="/2014/rangliste/mest-digitale/?q=Aarhus">Aarhus</a>?' in table
    beside = get("/2014/sammenlign/?kommuner=odense,Aahrus")
    assert 'Mente du <a href="/2014/sammenlign/?kommuner=odense,aarhus">Aarhus</a>?' in beside


def test_a_code_leads_straight_to_the_page(aarhus):
    response = Client().get("/2014/soeg/?q=751")
    assert (response.status_code, response["Location"]) == (302, "/2014/kommuner/aarhus/")
    assert "1 kommune fundet" in get("/2014/rangliste/mest-digitale/?q=751")


@pytest.mark.parametrize("hidden", ["%00", "%E2%80%8B", "aarhus%00,%00"])
def test_what_nobody_can_see_is_told_of_in_words(aarhus, hidden):
    page = get(f"/2014/sammenlign/?kommuner={hidden}")
    assert "Adressen indeholder tegn, der ikke kan læses. Vælg kommunerne herunder." in page
    assert "»«" not in page


def test_the_curves_of_the_comparison_follow_the_category(aarhus):
    page = get("/2014/sammenlign/?kommuner=aarhus&kategori=unge")
    assert "Andel af de 15-24-årige, der er tilmeldt, uge for uge" in page
    assert 'href="/2014/sammenlign/kurve.csv?kommuner=aarhus&amp;kategori=unge"' in page
    lines = Client().get("/2014/sammenlign/kurve.csv?kommuner=aarhus&kategori=unge").text
    assert lines.splitlines()[-1] == "2014-W41;2014-10-10;50,0;50,0"
    assert "Aarhus (tilmeldte, pct. af de 15-24-årige)" in lines


def test_a_category_that_is_none_is_the_main_one(aarhus):
    page = get("/2014/sammenlign/?kommuner=aarhus&kategori=%00x")
    assert "Andel af alle fra 15 år, der er tilmeldt, uge for uge" in page


def test_growth_has_no_curve_before_there_is_any(aarhus):
    page = get("/2014/sammenlign/?kommuner=aarhus&kategori=slutspurt")
    assert "Væksten måles fra startugen. De første kurver kommer med ugen efter." in page


def test_a_region_is_found_by_its_name_beside_the_municipalities(aarhus):
    response = Client().get("/2014/soeg/?q=nordjylland")
    assert (response.status_code, response["Location"]) == (
        302,
        "/2014/regioner/region-nordjylland/",
    )
    offered = get("/2014/soeg/?q=region nord", HX_Request="true")
    assert 'data-href="/2014/regioner/region-nordjylland/"><b>Region Nordjylland</b>' in offered
    assert "Ingen kommune" not in offered


def test_a_region_has_no_place_in_the_comparison(aarhus):
    assert "Region Nordjylland" not in get("/2014/soeg/?q=nordj&med=aarhus", HX_Request="true")


def test_a_number_that_is_no_code_is_told_of_as_a_code(aarhus):
    assert "Ingen kommune har koden 8000." in get("/2014/soeg/?q=8000")
    assert "Ingen kommune har koden 8000<" in get("/2014/soeg/?q=8000", HX_Request="true")
