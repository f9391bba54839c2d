"""Pages of one place: municipality, region, their lists, and the rules."""

import json
import re

import pytest
from django.test import Client

from competition import history, neighbours, portraits, races, silhouettes
from competition.categories import CATEGORIES, MAIN
from competition.models import Competition
from competition.standings import Race
from competition.visibility import Visibility
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)


@pytest.fixture
def autumn() -> Competition:
    factories.the_clock_shows(NOW)
    return factories.autumn()


def open_race(competition: Competition) -> Race:
    return races.load(competition, Visibility(competition, NOW).releases())


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(html: str) -> str:
    """The words of a page, without tags, with single spaces."""
    plain = re.sub(r"<(script|svg).*?</\1>", " ", html, flags=re.DOTALL)
    plain = re.sub(r"<[^>]+>", "", plain).replace("&#x27;", "'").replace("\u00ad", "")
    return re.sub(r"\s+", " ", plain)


def small_race() -> Competition:
    """Four participants of the north and one outside: A and B level, C behind them, D without figure."""
    factories.the_clock_shows(NOW)
    a, b, c, d, e = (
        factories.municipality(f"{x}by", code=x, population=(1000, 200)) for x in "ABCDE"
    )
    race = factories.competition(participants=[a, b, c, d])
    factories.published_with({a: 500, b: 500, c: 490, e: 999}, "2014-W36")
    factories.published_with({a: 600, b: 600, c: 580, e: 999}, "2014-W37")
    return race


# --- the municipality's page ----------------------------------------------------------------------
def test_the_leader_has_its_places_and_its_neighbours(client, autumn):
    words = text_of(page(client, "/2014/kommuner/aalborg/"))
    assert "1. plads" in words
    assert "34. plads" in words
    assert "121.593 af 173.589" in words
    assert "132 tilmeldte efter" in words


def test_the_numbers_behind_the_curve_stand_in_a_table(client, autumn):
    html = page(client, "/2014/kommuner/aalborg/")
    found = re.search(r'<tr><th scope="row">Aalborg</th>(.*?)</tr>', html)
    assert found is not None
    assert re.findall(r"<td>([\d,]+)</td>", found[1])[-1] == "70,0"


def test_the_curve_is_sent_as_data_for_the_script(client, autumn):
    html = page(client, "/2014/kommuner/aalborg/")
    found = re.search(r'<script id="trend" type="application/json">(.*?)</script>', html)
    assert found is not None
    figure = json.loads(found[1])
    assert [trace["name"] for trace in figure["data"]] == [
        "Hele landet",
        "Region Nordjylland",
        "Aalborg",
    ]
    assert set(figure) == {"data", "wide", "narrow"}


def test_no_page_of_a_place_has_inline_script_or_style(client, autumn):
    for address in ("kommuner/aalborg/", "regioner/region-nordjylland/", "regler/", "kommuner/"):
        html = page(client, f"/2014/{address}")
        assert re.findall(r"\sstyle=|<style|\son\w+=", html) == []
        scripts = re.findall(r"<script([^>]*)>", html)
        assert [s for s in scripts if "src=" not in s and "application/json" not in s] == []


def test_a_municipality_outside_the_competition_is_told_so_and_gets_no_place(client, autumn):
    words = text_of(page(client, "/2014/kommuner/ringkoebing-skjern/"))
    assert "Ringkøbing-Skjern er uden for konkurrencen" in words
    assert ". plads" not in words
    assert "29.394 af 46.622" in words


def test_an_unknown_municipality_is_not_found(client, autumn):
    assert client.get("/2014/kommuner/atlantis/").status_code == 404


def test_a_municipality_without_a_figure_is_shown_with_the_reason(client):
    small_race()
    words = text_of(page(client, "/2014/kommuner/dby/"))
    assert "Ingen data" in words
    assert ". plads" not in words


def test_before_the_first_release_the_page_says_when_figures_come(client):
    factories.the_clock_shows(at(2014, 8, 20))
    one = factories.municipality("Aby")
    factories.competition(participants=[one])
    assert "De første tal kommer" in text_of(page(client, "/2014/kommuner/aby/"))


def test_before_the_baseline_week_there_are_shares_but_no_places(client):
    factories.the_clock_shows(at(2014, 9, 2))
    factories.autumn(weeks=[34, 35])
    words = text_of(page(client, "/2014/kommuner/aalborg/"))
    assert "Ingen pladser endnu" in words
    assert ". plads" not in words
    assert "Naboerne" not in words


def test_more_registered_and_exempt_than_people_is_explained_and_not_clipped(client):
    factories.the_clock_shows(NOW)
    one = factories.municipality("Aby", population=(1000, 200))
    factories.competition(participants=[one])
    release = factories.published("2014-W36")
    factories.figure(release, one, 990, exempt=30)
    factories.store_places(release)
    words = text_of(page(client, "/2014/kommuner/aby/"))
    assert "Alle er tilmeldt eller fritaget" in words
    assert "30 borgere" in words


def test_the_english_page_reads_in_english(client, autumn):
    words = text_of(page(client, "/en/2014/kommuner/aalborg/"))
    assert "Neighbours on the ranking" in words
    assert "121,593 of 173,589" in words


# --- neighbours and history -----------------------------------------------------------------------
def test_neighbours_are_ahead_level_or_behind():
    race = open_race(small_race())
    release = race.current
    assert release is not None
    table = race.table(MAIN, release)
    around = neighbours.neighbourhood(table, "A")
    assert [(n.line.entrant.code, n.side, n.people) for n in around] == [
        ("A", "own", None),
        ("B", "equal", None),
        ("C", "behind", 21),
    ]
    assert [(n.side, n.people) for n in neighbours.neighbourhood(table, "C")] == [
        ("ahead", 21),
        ("ahead", 21),
        ("own", None),
    ]


def test_the_neighbourhood_is_as_wide_as_it_is_asked_to_be():
    factories.the_clock_shows(NOW)
    named = [factories.municipality(f"{x}by", code=x) for x in "ABCDEFGHIJ"]
    race = factories.competition(participants=named)
    release = factories.published_with({who: 900 - 10 * n for n, who in enumerate(named)})
    table = open_race(race).table(MAIN, release)

    def around(code: str) -> str:
        found = neighbours.neighbourhood(table, code, ahead=5, behind=2)
        return "".join(n.line.entrant.code for n in found)

    assert {code: around(code) for code in "AGJ"} == {
        "A": "ABCDEFGH",
        "G": "BCDEFGHI",
        "J": "CDEFGHIJ",
    }


def test_whoever_has_no_place_has_no_neighbours():
    race = open_race(small_race())
    assert race.current is not None
    table = race.table(MAIN, race.current)
    assert [neighbours.neighbourhood(table, code) for code in "DE"] == [[], []]


def test_a_distance_longer_than_those_left_is_out_of_reach():
    factories.the_clock_shows(NOW)
    big, small = factories.municipality("Aby"), factories.municipality("Bby")
    race = factories.competition(participants=[big, small])
    release = factories.published("2014-W36")
    factories.figure(release, big, 900)
    factories.figure(release, small, 500, exempt=150)
    factories.store_places(release)
    table = open_race(race).table(MAIN, release)
    assert [n.reachable for n in neighbours.neighbourhood(table, small.code)] == [False, True]


def test_history_shows_the_places_as_they_were_stored(autumn):
    race = open_race(autumn)
    path = history.path(race, MAIN, "851")
    assert [stop.line.place for stop in path.stops] == [1, 1, 1, 1, 1, 1]
    assert path.size == 47
    assert len(path.others) == 46
    assert path.best == 1


def test_in_the_baseline_week_a_sprinter_has_no_place_to_draw(autumn):
    path = history.path(open_race(autumn), CATEGORIES[1], "851")
    assert path.stops[0].y is None
    assert len(path.own[0].split()) == 5


def test_one_week_is_no_way_to_show(client):
    factories.the_clock_shows(NOW)
    factories.autumn(weeks=[36])
    words = text_of(page(client, "/2014/kommuner/aalborg/"))
    assert "Vejen gennem feltet" not in words
    assert "første uge med pladser" in words


def test_lengths_have_a_decimal_point_in_danish_too(client, autumn):
    html = page(client, "/2014/kommuner/aalborg/")
    assert re.findall(r'c[xy]="[^"]*,[^"]*"', html) == []


# --- regions --------------------------------------------------------------------------------------
def test_a_region_has_its_leader_and_the_distance_of_the_next(client, autumn):
    words = text_of(page(client, "/2014/regioner/region-midtjylland/"))
    assert "Favrskov fører. Syddjurs er 2.216 tilmeldte fra regionstitlen." in words
    assert "Uden for konkurrencen" in words


def test_all_who_share_the_first_place_lead_the_region(client):
    small_race()
    words = text_of(page(client, "/2014/regioner/region-nordjylland/"))
    assert "Aby og Bby deler føringen." in words
    assert "21 tilmeldte" in words


def test_after_the_announcement_the_region_has_a_winner(client):
    factories.the_clock_shows(at(2014, 11, 1, 13))
    race = factories.autumn(weeks=[34, 35, 36, 42, 43])
    factories.announce(race, at(2014, 11, 1, 12))
    words = text_of(page(client, "/2014/regioner/region-midtjylland/"))
    assert "Favrskov vandt regionstitlen. Syddjurs var 2.149 tilmeldte fra den." in words
    assert "Endelig stilling" in words


def test_under_the_embargo_the_pages_stand_still_at_the_last_week_before_it(client):
    factories.the_clock_shows(at(2014, 10, 28, 10))
    factories.autumn(weeks=[36, 42, 43])
    words = text_of(page(client, "/2014/kommuner/favrskov/"))
    assert "Uge 42" in words
    assert "26.625 af 37.233" in words
    assert "73,3" not in words


def test_a_region_without_participants_has_no_winner_and_says_so(client):
    small_race()
    factories.municipality("Xby", region_code="1085")
    words = text_of(page(client, "/2014/regioner/region-sjaelland/"))
    assert "Ingen kommune i Region Sjælland er med" in words


def test_an_unknown_region_is_not_found(client, autumn):
    assert client.get("/2014/regioner/region-atlantis/").status_code == 404


def test_the_list_of_regions_names_all_five(client, autumn):
    words = text_of(page(client, "/2014/regioner/"))
    for name in ("Nordjylland", "Midtjylland", "Syddanmark", "Hovedstaden", "Sjælland"):
        assert name in words


def test_the_list_of_municipalities_is_in_danish_alphabetical_order(client, autumn):
    html = page(client, "/2014/kommuner/")
    found = re.findall(r'<h2 id="letter-\d+">(.)</h2>', html)
    assert found[-2:] == ["Æ", "Å"]
    slugs = re.findall(r'href="/2014/kommuner/([a-z-]+)/"', html)
    assert len(slugs) == 98
    assert slugs[0] == "albertslund"
    assert slugs[-3:] == ["aabenraa", "aalborg", "aarhus"]


# --- rules ----------------------------------------------------------------------------------------
def test_the_rules_are_worked_with_the_newest_figures(client, autumn):
    words = text_of(page(client, "/2014/regler/"))
    assert "Aalborg: 121.593 tilmeldte af 173.589" in words
    assert "26.080 − 25.949 + 1 = 132 tilmeldte" in words
    assert "70,046 pct." in words


def test_percentage_points_and_per_cent_are_told_apart(client, autumn):
    words = text_of(page(client, "/2014/regler/"))
    assert "en stigning på 1,3 procentpoint" in words
    assert "en vækst på 2,3 pct." in words


def test_the_rules_stand_without_any_figures(client):
    factories.the_clock_shows(at(2014, 8, 20))
    factories.competition()
    words = text_of(page(client, "/2014/regler/"))
    assert "Helt lige" in words
    assert "Regnet med" not in words


def test_an_example_among_equals_takes_the_first_with_a_lower_place():
    one = portraits.examples(open_race(small_race()))[0]
    assert (one.leader.entrant.code, one.follower and one.follower.entrant.code) == ("A", "C")
    assert (one.level, one.people) == (600, 21)


# --- the picture on the map, and the queries ------------------------------------------------------
def test_a_silhouette_has_its_own_outline_and_land_around_it():
    found = silhouettes.silhouette(["851"])
    assert found is not None
    assert len(found.own) == 1
    assert 3 < len(found.land) < 97


def test_a_place_that_the_map_lacks_has_no_silhouette():
    assert silhouettes.silhouette(["M000001"]) is None


def test_an_island_in_the_inset_does_not_stretch_its_region():
    alone, along = silhouettes.silhouette(["101"]), silhouettes.silhouette(["101", "400"])
    assert alone is not None
    assert along is not None
    assert along.view == alone.view


@pytest.mark.parametrize(
    "address",
    ["kommuner/aalborg/", "kommuner/", "regioner/region-sjaelland/", "regioner/", "regler/"],
)
def test_a_page_of_a_place_takes_at_most_four_queries(
    client, autumn, address, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        page(client, f"/2014/{address}")


def test_queries_are_as_few_with_ten_times_as_many(client, django_assert_max_num_queries):
    factories.the_clock_shows(NOW)
    race = factories.competition()
    everyone = factories.invented(980, race=race)
    for week in ("2014-W36", "2014-W37"):
        factories.store_places(factories.invented_figures(factories.published(week), everyone))
    for address in ("kommuner/opfundet-000000/", "kommuner/", "regioner/region-sjaelland/"):
        with django_assert_max_num_queries(4):
            page(client, f"/2014/{address}")
