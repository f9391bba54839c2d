"""The open data: exact values, exact shapes, and nothing but what may be seen."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from competition import answers
from competition.models import Competition, StoredPlace
from competition.ranking import Ratio
from municipalities.models import Population
from signups.models import Figure
from tests import factories as make

HOME = "/api/v1/competitions/2014/"
DEMO_DAY = make.at(2014, 10, 18, 10)


@pytest.fixture
def race(db: None) -> Competition:
    """Four municipalities in two regions on the demonstration's day; week 42 is a draft."""
    north = make.municipality("Aalborg", code="851", population=(456, 80))
    east = make.municipality("Ærø", code="492", region_code="1083", population=(1000, 100))
    twin = make.municipality("Odense", code="461", region_code="1083", population=(500, 50))
    outside = make.municipality("Fanø", code="563", region_code="1083", population=(100, 10))
    silent = make.municipality("Læsø", code="825", population=(200, 20))
    race = make.competition(participants=[north, east, twin, silent])
    make.published_with({north: 100, east: 250, twin: 125, outside: 90}, "2014-W35")
    make.published_with({north: 100, east: 250, twin: 125, outside: 90}, "2014-W36")
    make.published_with({north: 123, east: 300, twin: 150, outside: 95}, "2014-W41")
    hidden = make.draft("2014-W42")
    make.figure(hidden, north, 424_242)
    make.the_clock_shows(DEMO_DAY)
    return race


def ask(path: str, status: int = 200) -> Any:
    response = Client().get(path)
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    return response.json()


def test_a_standing_has_exactly_the_agreed_shape(race: Competition) -> None:
    answer = ask(HOME + "standings/mest-digitale?week=2014-W41")
    assert answer["standings"][2] == {
        "place": 3,
        "place_in_region": 1,
        "code": "851",
        "name": "Aalborg",
        "region_code": "1081",
        "numerator": 123,
        "denominator": 456,
        "value": 26.973684,
        "value_text": "27,0 pct.",
        "change_in_place": 0,
        "participant": True,
    }


def test_the_unranked_have_no_place_and_a_reason(race: Competition) -> None:
    answer = ask(HOME + "standings/mest-digitale")
    assert [(s["name"], s["place"], s["reason"]) for s in answer["standings"][3:]] == [
        ("Læsø", None, "no figure"),
        ("Fanø", None, "outside"),
    ]
    assert answer["standings"][3]["value"] is None
    assert (answer["standings"][4]["numerator"], answer["standings"][4]["value"]) == (95, 95.0)


def test_equals_share_a_place_in_alphabetical_order(race: Competition) -> None:
    answer = ask(HOME + "standings/mest-digitale")
    assert [(s["place"], s["name"], s["value"]) for s in answer["standings"][:3]] == [
        (1, "Odense", 30.0),
        (1, "Ærø", 30.0),
        (3, "Aalborg", 26.973684),
    ]


def test_growth_is_given_as_the_rise_over_the_baseline(race: Competition) -> None:
    answer = ask(HOME + "standings/slutspurt?week=2014-W41")
    first = answer["standings"][0]
    assert (first["name"], first["numerator"], first["denominator"]) == ("Aalborg", 23, 100)
    assert (first["value"], first["change_in_place"]) == (23.0, None)


def test_a_region_filters_and_changes_no_place(race: Competition) -> None:
    whole = ask(HOME + "standings/mest-digitale")["standings"]
    part = ask(HOME + "standings/mest-digitale?region=1081")["standings"]
    assert part == [s for s in whole if s["region_code"] == "1081"]
    assert part[0]["place"] == 3


def test_the_newest_published_week_is_the_default(race: Competition) -> None:
    newest = ask(HOME + "standings/unge")
    assert newest["week"] == "2014-W41"
    assert newest == ask(HOME + "standings/unge?week=2014-W41")


def test_a_week_may_be_written_in_danish(race: Competition) -> None:
    assert ask(HOME + "figures?week=2014-uge-36") == ask(HOME + "figures?week=2014-W36")


def test_the_figures_hold_every_municipality_and_tell_missing_from_zero(race: Competition) -> None:
    answer = ask(HOME + "figures?week=2014-W41")
    assert (answer["week"], answer["as_of"]) == ("2014-W41", "2014-10-10")
    by_name = {f["name"]: f for f in answer["figures"]}
    assert list(by_name) == ["Fanø", "Læsø", "Odense", "Ærø", "Aalborg"]
    assert by_name["Aalborg"] == {
        "code": "851",
        "name": "Aalborg",
        "region_code": "1081",
        "participant": True,
        "registered_15_plus": 123,
        "registered_15_24": 24,
        "exempt_15_plus": 0,
        "status": "provisional",
        "population_15_plus": 456,
        "population_15_24": 80,
    }
    assert by_name["Læsø"]["registered_15_plus"] is None


def test_the_competition_tells_its_days_and_who_takes_part(race: Competition) -> None:
    answer = ask(HOME)
    assert answer["slug"] == "2014"
    assert answer["closing_as_of"] == "2014-10-24"
    assert answer["newest_week"] == "2014-W41"
    assert answer["participants"] == ["461", "492", "825", "851"]
    assert [r["code"] for r in answer["regions"]] == ["1081", "1083"]
    assert (answer["stands_still"], answer["announced"]) == (False, False)
    assert answer["categories"][0]["title"] == "Danmarks mest digitale kommune"


def test_the_list_holds_every_competition_the_newest_first(race: Competition) -> None:
    assert [c["slug"] for c in ask("/api/v1/competitions/")] == ["2014"]


def test_the_releases_are_the_published_weeks(race: Competition) -> None:
    weeks = [(r["week"], r["has_standings"]) for r in ask(HOME + "releases/")]
    assert weeks == [("2014-W35", False), ("2014-W36", True), ("2014-W41", True)]


def test_the_regional_leaders_share_and_a_region_without_participants_has_none(
    race: Competition,
) -> None:
    make.municipality("Greve", code="253", region_code="1085")
    make.new_data_version()
    regions = ask(HOME + "regional-leaders?week=2014-W41")["regions"]
    assert [(r["region"], [x["name"] for x in r["leaders"]]) for r in regions] == [
        ("Region Nordjylland", ["Aalborg"]),
        ("Region Syddanmark", ["Odense", "Ærø"]),
        ("Region Sjælland", []),
    ]


def test_a_municipality_is_told_week_by_week(race: Competition) -> None:
    answer = ask(HOME + "municipalities/851/")
    assert (answer["name"], answer["region"]) == ("Aalborg", "Region Nordjylland")
    weeks = {w["week"]: w for w in answer["weeks"]}
    assert list(weeks) == ["2014-W35", "2014-W36", "2014-W41"]
    assert weeks["2014-W35"]["standings"] == {}
    assert weeks["2014-W41"]["registered_15_plus"] == 123
    assert {c: s["place"] for c, s in weeks["2014-W41"]["standings"].items()} == {
        "mest-digitale": 3,
        "slutspurt": 1,
        "unge": 3,
    }


# --- what is not there, and what may not be seen ---------------------------------------------------
@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/api/v1/competitions/1999/", 404, ""),
        (HOME + "standings/ukendt", 404, "mest-digitale"),
        (HOME + "standings/mest-digitale?region=9999", 422, "1081"),
        (HOME + "standings/mest-digitale?week=2014-W35", 404, "2014-W36"),
        (HOME + "figures?week=2014-W42", 404, "2014-W41"),
        (HOME + "figures?week=2014-W99", 422, "2014-W42"),
        (HOME + "figures?week=i+forgårs", 422, "2014-W42"),
        (HOME + "figures?week=", 422, "2014-W42"),
        (HOME + "municipalities/000/", 404, ""),
        ("/api/v1/no/such/thing", 404, "/api/v1/docs"),
    ],
)
def test_what_cannot_be_answered_is_said_in_json_with_what_to_do(
    race: Competition, path: str, status: int, text: str
) -> None:
    answer = ask(path, status)
    assert list(answer) == ["detail"]
    assert answer["detail"]
    assert text in answer["detail"]


def test_before_the_first_release_there_is_nothing_but_no_error(db: None) -> None:
    make.competition()
    make.the_clock_shows(DEMO_DAY)
    assert ask(HOME)["newest_week"] is None
    assert ask(HOME + "releases/") == []
    assert ask(HOME + "figures", 404)["detail"]


ADDRESSES = [
    "",
    "releases/",
    "figures",
    "standings/mest-digitale",
    "standings/slutspurt",
    "standings/unge",
    "regional-leaders",
    "municipalities/851/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_draft_is_on_no_address(race: Competition, address: str) -> None:
    response = Client().get(HOME + address)
    assert response.status_code == 200
    assert "424242" not in response.text
    assert "2014-W42" not in response.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_closing_week_is_on_no_address_until_the_announcement(
    race: Competition, address: str
) -> None:
    north = race.participations.get(municipality_id="851").municipality
    make.published_with({north: 434_343}, "2014-W43")
    make.the_clock_shows(make.at(2014, 10, 28, 12))
    make.new_data_version()
    during = Client().get(HOME + address).text
    assert "434343" not in during
    assert "2014-W43" not in during
    make.announce(race, make.at(2014, 11, 1, 12))
    make.the_clock_shows(make.at(2014, 11, 1, 12, 1))
    make.new_data_version()
    assert "2014-W43" in Client().get(HOME + address).text


def test_the_embargo_itself_is_no_secret(race: Competition) -> None:
    make.the_clock_shows(make.at(2014, 10, 25, 9))
    assert ask(HOME)["stands_still"] is True


# --- how it is sent --------------------------------------------------------------------------------
def test_any_site_may_read_it_and_keep_it_for_a_minute(race: Competition) -> None:
    response = Client().get(HOME)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=60"


def test_an_error_is_readable_everywhere_but_kept_nowhere(race: Competition) -> None:
    response = Client().get(HOME + "figures?week=2014-W42")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_whoever_has_the_answer_is_told_that_it_still_holds(race: Competition) -> None:
    first = Client().get(HOME)
    again = Client().get(HOME, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(race: Competition, method: str) -> None:
    assert getattr(Client(), method)(HOME).status_code == 405


@pytest.mark.parametrize("count", [1, 980])
def test_four_queries_are_enough_for_one_municipality_and_for_many(
    db: None, django_assert_max_num_queries: Any, count: int
) -> None:
    race = make.competition()
    municipalities = make.invented(count, race=race)
    for week in ("2014-W36", "2014-W41"):
        make.store_places(make.invented_figures(make.published(week), municipalities))
    make.the_clock_shows(DEMO_DAY)
    for address in (*ADDRESSES[:-1], "municipalities/M000000/"):
        with django_assert_max_num_queries(4):
            assert Client().get(HOME + address).status_code == 200


# --- its own description ---------------------------------------------------------------------------
def test_the_description_for_machines_lists_every_address(race: Competition) -> None:
    document = ask("/api/v1/openapi.json")
    assert document["openapi"].startswith("3.")
    assert list(document["paths"]) == [
        "/api/v1/competitions/",
        "/api/v1/competitions/{slug}/",
        "/api/v1/competitions/{slug}/releases/",
        "/api/v1/competitions/{slug}/figures",
        "/api/v1/competitions/{slug}/standings/{category}",
        "/api/v1/competitions/{slug}/regional-leaders",
        "/api/v1/competitions/{slug}/municipalities/{code}/",
        "/api/v1/competitions/{slug}/winners/",
        "/api/v1/competitions/{slug}/result-record",
    ]


def test_the_description_for_people_shows_every_address_and_runs_no_foreign_script(
    race: Competition,
) -> None:
    page = Client().get("/data/api/")
    assert page.status_code == 200
    for path in ask("/api/v1/openapi.json")["paths"]:
        assert path in page.text.replace("<wbr>", "")
    assert re.findall(r"<script(?![^>]* src=\"/static/)", page.text) == []
    foreign = r"<(?:script|link|img)[^>]*\"(?:https?:)?//(?!testserver/)[^\"]*"
    assert re.findall(foreign, page.text) == []


def test_every_link_of_the_description_leads_somewhere(race: Competition) -> None:
    page = Client().get("/data/api/").text
    tried = set(re.findall(r'href="(/api/v1/[^"]+)"', page))
    assert HOME + "municipalities/851/" in tried
    assert [path for path in tried if Client().get(path).status_code != 200] == []
    anchors = set(re.findall(r'href="#(\w+)"', page))
    assert [a for a in anchors if f'id="{a}"' not in page] == []


def test_every_sentence_of_the_description_is_there(race: Competition) -> None:
    document = ask("/api/v1/openapi.json")
    fields = [
        field
        for shape in document["components"]["schemas"].values()
        for field in shape["properties"].values()
    ]
    assert [f for f in fields if not f.get("description")] == []


# --- values ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ratio", "value"),
    [
        (Ratio(123, 456), 26.973684),
        (Ratio(1, 3), 33.333333),
        (Ratio(2, 3), 66.666667),
        (Ratio(-1, 3), -33.333333),
        (Ratio(-2, 3), -66.666667),
        (Ratio(1, 2 * 10**8), 0.000001),
        (Ratio(0, 7), 0.0),
        (Ratio(7, 7), 100.0),
    ],
)
def test_a_value_is_the_fraction_in_per_cent_with_six_decimals(ratio: Ratio, value: float) -> None:
    assert answers.rounded(ratio) == value


@given(st.integers(-(10**6), 10**7), st.integers(1, 10**7))
def test_a_value_is_written_with_at_most_six_decimals_and_lies_within_half_of_the_last(
    numerator: int, denominator: int
) -> None:
    written = json.dumps(answers.rounded(Ratio(numerator, denominator)))
    millionths = round(float(written) * 10**6)
    assert float(written) == millionths / 10**6
    assert 2 * abs(millionths * denominator - numerator * 10**8) <= denominator


def test_stored_places_are_what_is_told(race: Competition) -> None:
    before = ask(HOME + "standings/mest-digitale?week=2014-W41")
    with make.correcting():
        Figure.objects.update(registered_15_plus=456, registered_15_24=0)
    Population.objects.filter(municipality_id="851").update(population_15_plus=99_999)
    make.new_data_version()
    assert ask(HOME + "standings/mest-digitale?week=2014-W41") == before
    assert StoredPlace.objects.filter(municipality_id="851").exists()
