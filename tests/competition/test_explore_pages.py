"""The map page, finding a municipality, side by side, the numbers of the curves, and the notice."""

import csv
import re
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from competition import comparing, finding, races
from competition.categories import MAIN
from competition.visibility import Visibility
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def autumn():
    factories.the_clock_shows(NOW)
    return factories.autumn(weeks=range(36, 42))


def page(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(html: str) -> str:
    plain = re.sub(r"<(script|title).*?</\1>", " ", html, flags=re.DOTALL)
    plain = re.sub(r"<[^>]+>", " ", plain).replace("\u00ad", "").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", plain)


# --- the map --------------------------------------------------------------------------------------
def test_the_map_has_a_link_and_a_row_for_each_municipality(client, autumn):
    html = page(client, "/2014/kort/")
    assert len(re.findall(r'<a href="/2014/kommuner/[a-z-]+/" data-code="\d+"', html)) == 98
    assert len(re.findall(r'<tr data-code="\d+">', html)) == 98
    assert "<title>Aalborg: 70,0 pct., nr. 1</title>" in html
    assert "Hele landet 60,1 pct." in text_of(html)


def test_week_category_region_and_step_are_all_in_the_address(client, autumn):
    html = page(client, "/2014/kort/slutspurt/2014-uge-40/?region=region-fyn")
    assert "98 kommuner" in text_of(html)
    html = page(client, "/2014/kort/slutspurt/2014-uge-40/?region=region-nordjylland&trin=2")
    shown = re.findall(r'<tr data-code="(\d+)">', html)
    assert 0 < len(shown) < 11
    assert 'href="/2014/kort/slutspurt/2014-uge-39/?region=region-nordjylland&amp;trin=2"' in html
    assert 'href="/2014/kort/slutspurt/2014-uge-40/?region=region-nordjylland"' in html
    assert page(client, "/2014/kort/2014-uge-40/").count("<tr data-code") == 98
    assert page(client, "/en/2014/kort/unge/").count("outside the competition") > 10


def test_bad_wishes_are_passed_over_and_unknown_weeks_are_not_found(client, autumn):
    assert page(client, "/2014/kort/?trin=7&region=xyz").count("<tr data-code") == 98
    assert page(client, "/2014/kort/?trin=²").count("<tr data-code") == 98
    assert client.get("/2014/kort/unge/2014-uge-35/").status_code == 404
    assert client.get("/2014/kort/unge/2014-uge-43/").status_code == 404


def test_htmx_gets_the_map_alone_and_its_address(client, autumn):
    answer = client.get("/2014/kort/unge/?trin=3", headers=HTMX)
    assert answer.headers["HX-Push-Url"] == "/2014/kort/unge/?trin=3"
    body = answer.content.decode()
    assert body.lstrip().startswith("<title>Kort: Danmarks mest digitale unge, uge 41</title>")
    assert "<html" not in body


def test_the_maps_title_names_the_region_that_is_seen(client, autumn):
    title = "<title>Kort: Danmarks mest digitale unge, Region Sjælland, uge 41"
    assert title in page(client, "/2014/kort/unge/?region=region-sjaelland")


def test_before_the_baseline_the_map_says_when_it_begins(client):
    factories.the_clock_shows(at(2014, 9, 2))
    factories.autumn(weeks=[34, 35])
    assert "De første pladser kommer" in text_of(page(client, "/2014/kort/"))


def test_in_the_baseline_week_the_map_of_growth_waits(client):
    factories.the_clock_shows(at(2014, 9, 10))
    factories.autumn(weeks=[36])
    words = text_of(page(client, "/2014/kort/slutspurt/"))
    assert "Væksten måles fra denne uge" in words


def test_no_data_and_outside_the_competition_have_patterns_of_their_own(client):
    factories.the_clock_shows(NOW)
    known = factories.municipality("Aarhus", code="751")
    silent = factories.municipality("Odense", code="461")
    outside = factories.municipality("Aalborg", code="851")
    factories.competition(participants=[known, silent])
    factories.published_with({known: 600, outside: 500}, "2014-W36")
    html = page(client, "/2014/kort/")
    hatched = re.search(r'<g class="map-outside".*?</g>', html, re.DOTALL)
    dotted = re.search(r'<g class="map-unknown".*?</g>', html, re.DOTALL)
    assert hatched is not None
    assert dotted is not None
    assert re.findall(r"#k(\d+)", hatched[0]) == ["851"]
    assert re.findall(r"#k(\d+)", dotted[0]) == ["461"]
    assert "Prikker: ingen data" in text_of(html)


# --- finding --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Kbh", "koebenhavn"),
        ("arhus", "aarhus"),
        ("Aarhus", "aarhus"),
        ("Århus", "aarhus"),
        ("kobenhavn", "koebenhavn"),
        ("hoje taastrup", "hoeje-taastrup"),
        ("Ærø", "aeroe"),
        ("aero", "aeroe"),
        ("Aalborg Kommune", "aalborg"),
    ],
)
def test_whatever_people_type_leads_straight_to_the_page(client, autumn, typed, slug):
    answer = client.get("/2014/soeg/", {"q": typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/2014/kommuner/{slug}/")


def test_several_that_may_be_meant_are_listed_and_nobody_is_told_what_to_do(client, autumn):
    words = text_of(page(client, "/2014/soeg/?q=sund"))
    assert "2 kommuner passer til »sund«" in words
    words = text_of(page(client, "/2014/soeg/?q=xyz"))
    assert "Ingen kommune hedder »xyz«. Prøv med færre bogstaver." in words
    assert "Skriv navnet" in text_of(page(client, "/2014/soeg/"))
    assert "&lt;b&gt;" in page(client, "/2014/soeg/?q=<b>")


def test_suggestions_are_options_with_addresses_the_likeliest_first(client, autumn):
    html = page(client, "/2014/soeg/?q=fre", **HTMX)
    assert re.findall(r'data-href="([^"]+)"', html)[0].startswith("/2014/kommuner/fre")
    assert html.count('role="option"') <= 8
    assert page(client, "/2014/soeg/?q=", **HTMX).strip() == ""
    html = page(client, "/2014/soeg/?q=odense&med=aalborg,favrskov", **HTMX)
    assert 'data-href="/2014/sammenlign/?kommuner=aalborg,favrskov,odense"' in html


def test_the_name_itself_comes_before_names_that_hold_it():
    ids = [factories.municipality(name) for name in ("Vesterbro", "Bro", "Brovst")]
    assert [m.name for m in finding.found(ids, "bro")] == ["Bro", "Brovst", "Vesterbro"]
    assert finding.the_one(ids, "bro") == ids[1]
    assert finding.the_one(ids, "br") is None
    assert finding.the_one(ids, "") is None


# --- side by side ---------------------------------------------------------------------------------
def test_the_comparison_keeps_who_is_in_it_in_the_address(client, autumn):
    words = text_of(page(client, "/2014/sammenlign/?kommuner=aalborg,ringkoebing-skjern"))
    assert "Aalborg og Ringkøbing-Skjern" in words
    assert "121.593 af 173.589" in words
    assert "uden for konkurrencen" in words
    assert "http://testserver/2014/sammenlign/?kommuner=aalborg,ringkoebing-skjern" in words


def test_a_form_with_boxes_leads_to_the_address_that_can_be_passed_on(client, autumn):
    answer = client.get("/2014/sammenlign/?kommuner=aalborg&kommuner=favrskov&kommuner=xyz")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/2014/sammenlign/?kommuner=aalborg,favrskov,xyz"


def test_bad_names_are_passed_over_with_a_sentence_and_six_are_enough(client, autumn):
    seven = "aalborg,favrskov,koege,faxe,odense,aarhus,vejle"
    words = text_of(page(client, f"/2014/sammenlign/?kommuner=xyz,{seven}"))
    assert "»xyz« er ikke en kommune og er sprunget over." in words
    assert "Der kan højst stå 6 ved siden af hinanden. Udeladt: Vejle." in words
    assert page(client, "/2014/sammenlign/?kommuner=" + "," * 500).count("fieldset") > 5
    assert page(client, "/2014/sammenlign/?kommuner=%00%F0%9F").count("fieldset") > 5


def test_names_are_understood_as_people_write_them_and_each_counts_once(autumn):
    race = races.load(autumn, Visibility(autumn, NOW).releases())
    choice = comparing.chosen(race, ["Kbh,arhus", "aarhus"])
    assert [e.name for e in choice.entrants] == ["København", "Aarhus"]
    assert choice.address == "koebenhavn,aarhus"


def test_the_curves_side_by_side_differ_in_dash_and_mark(autumn):
    race = races.load(autumn, Visibility(autumn, NOW).releases())
    choice = comparing.chosen(race, ["aalborg,favrskov,koege,faxe,odense,aarhus"])
    figure = comparing.figure(race, choice, MAIN)
    assert figure is not None
    looks = {
        (trace["line"].get("dash"), trace["marker"]["symbol"], trace["line"]["color"])
        for trace in figure["data"]
    }
    assert len(looks) == 7
    assert len({trace["marker"]["symbol"] for trace in figure["data"]}) == 6


def test_a_municipality_without_figures_stands_in_the_table_and_not_in_the_chart(client):
    factories.the_clock_shows(NOW)
    a, b = (factories.municipality(f"{x}by", code=x) for x in "AB")
    factories.competition(participants=[a, b])
    factories.published_with({a: 600}, "2014-W36")
    words = text_of(page(client, "/2014/sammenlign/?kommuner=aby,bby"))
    assert "ingen data" in words
    factories.published_with({a: 590, b: 4}, "2014-W37")
    factories.new_data_version()
    words = text_of(page(client, "/2014/sammenlign/?kommuner=aby,bby"))
    assert "−10 −1,00 procentpoint" in words


# --- the numbers of the curves --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "columns"),
    [
        ("/2014/kommuner/aalborg/kurve.csv", 5),
        ("/2014/regioner/region-nordjylland/kurve.csv", 4),
        ("/2014/sammenlign/kurve.csv?kommuner=aalborg,favrskov", 5),
    ],
)
def test_the_file_holds_exactly_the_numbers_of_the_chart_s_table(client, autumn, address, columns):
    text = page(client, address)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text[1:]), delimiter=";"))
    assert {len(row) for row in rows} == {columns}
    assert rows[0][:2] == ["uge", "opgjort pr."]
    table = page(client, address.replace("kurve.csv", ""))
    for n, name in enumerate(rows[0][2:], start=2):
        shown = re.search(rf'<th scope="row">{name.split(" (")[0]}</th>(.*?)</tr>', table)
        assert shown is not None
        assert re.findall(r"<td>([\d,]+)</td>", shown[1]) == [row[n] for row in rows[1:]]


def test_files_of_nobody_are_not_found(client, autumn):
    assert client.get("/2014/kommuner/atlantis/kurve.csv").status_code == 404
    assert client.get("/2014/regioner/atlantis/kurve.csv").status_code == 404


# --- new figures ----------------------------------------------------------------------------------
def test_an_open_page_asks_for_new_figures_and_is_told_when_they_are_out(client, autumn):
    html = page(client, "/")
    assert 'hx-get="/2014/nyt/?set=2014-W41"' in html
    assert "Nye tal" not in page(client, "/2014/nyt/?set=2014-W41")
    assert 'set=2014-W41"' in page(client, "/2014/nyt/?set=2014-W41")
    assert "Nye tal for uge 41." in text_of(page(client, "/2014/nyt/?set=2014-W40"))
    assert "New figures for week 41." in text_of(page(client, "/en/2014/nyt/?set=2014-W40"))
    assert "Nye tal" not in page(client, "/2014/nyt/")


def test_figures_under_embargo_are_not_announced(client, autumn):
    factories.store_places(factories.weekly_figures(factories.published(Week(2014, 42))))
    factories.the_clock_shows(at(2014, 10, 28, 10))
    factories.weekly_figures(factories.published(Week(2014, 43)))
    factories.new_data_version()
    told = page(client, "/2014/nyt/?set=2014-W42")
    assert "Nye tal" not in told
    assert "43" not in told
    assert "Nye tal for uge 42." in text_of(page(client, "/2014/nyt/?set=2014-W41"))


def test_a_page_of_a_fixed_week_does_not_ask(client, autumn):
    assert "/nyt/" not in page(client, "/2014/kort/unge/2014-uge-40/")
    assert "data-look" in page(client, "/2014/kort/unge/")


# --- a municipality's week in people, and links onward ---------------------------------------------
def test_the_week_s_change_is_told_in_people_with_a_link_to_share_and_to_compare(client, autumn):
    words = text_of(page(client, "/2014/kommuner/aalborg/"))
    assert "2.333 flere borgere er tilmeldt end i uge 40: 1,34 procentpoint op." in words
    assert "http://testserver/2014/kommuner/aalborg/" in words
    html = page(client, "/2014/kommuner/aalborg/")
    assert 'href="/2014/sammenlign/?kommuner=aalborg,favrskov,svendborg"' in html


# --- frugal ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "kort/",
        "kort/slutspurt/?region=region-hovedstaden",
        "soeg/?q=sund",
        "soeg/",
        "nyt/?set=2014-W40",
        "sammenlign/?kommuner=aalborg,favrskov,koege",
        "kommuner/aalborg/kurve.csv",
    ],
)
def test_every_page_asks_the_database_at_most_six_times(client, autumn, address):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(client, f"/2014/{address}")
    assert len(asked) <= 6


def test_those_too_many_go_along_in_the_address_to_be_told_of(client, autumn):
    eight = [
        *("aalborg", "aarhus", "favrskov", "svendborg"),
        *("esbjerg", "hjoerring", "vejle", "koege"),
    ]
    answer = client.get("/2014/sammenlign/", {"kommuner": eight})
    assert answer.status_code == 302
    assert answer.url.endswith("?kommuner=" + ",".join(eight))


def test_a_shared_comparison_says_who_is_compared(client, autumn):
    page = client.get("/2014/sammenlign/?kommuner=aalborg,koege").content.decode()
    assert (
        'property="og:url" content="http://testserver/2014/sammenlign/?kommuner=aalborg,koege"'
        in page
    )
