"""What the page of a municipality and of a region says of winning, in each state of the competition:
while it runs, under the embargo, once the regional winners are told, and after the announcement."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from competition import lifecycle
from tests import factories, finish
from tests.competition.test_place_pages import text_of
from tests.factories import at
from tests.finish import CEREMONY, shown

pytestmark = pytest.mark.django_db
RUNNING, HELD, AFTER = at(2014, 10, 21, 10), at(2014, 10, 29, 10), at(2014, 11, 2, 12)
TOLD = at(2014, 10, 28, 9)


@pytest.fixture
def towns():
    return {
        name: factories.municipality(
            name, code=code, region_code=region, population=(10_000, 2_000)
        )
        for name, code, region in [
            ("Aarhus", "751", "1082"),
            ("Odder", "727", "1082"),
            ("Ærø", "492", "1083"),
            ("Odense", "461", "1083"),
        ]
    }


@pytest.fixture
def race(towns):
    """Odder leads in week 42, Aarhus wins its region; Aarhus and Ærø share the main title."""
    race = factories.competition(participants=towns.values())
    for week, counts in {
        36: (4_000, 4_000, 3_000, 3_900),
        42: (5_000, 5_100, 4_500, 4_000),
        43: (7_000, 6_900, 7_000, 5_000),
    }.items():
        factories.published_with(dict(zip(towns.values(), counts, strict=True)), f"2014-W{week}")
    return race


def words(address: str) -> str:
    return text_of(Client().get(address).content.decode())


def told(race):
    finish.finalized(race)
    lifecycle.tell_regions(race, by=factories.approver(), now=TOLD)
    shown(HELD)
    return race


def announced(race):
    lifecycle.announce(told(race), by=factories.approver(), now=CEREMONY)
    shown(AFTER)
    return race


# --- a correction that comes too late -------------------------------------------------------------
@pytest.mark.parametrize(
    "address", ["/2014/kommuner/aarhus/", "/2014/rangliste/mest-digitale/?q=aarhus"]
)
def test_beside_the_signed_value_it_stands_that_it_was_corrected_afterwards(race, address):
    announced(race)
    before = words(address)
    factories.corrected("751", "2014-W43", (7_100, 1_400, 0), now=AFTER + timedelta(hours=1))
    shown(AFTER + timedelta(hours=2))
    assert "rettet efter kåringen" not in before
    assert "rettet efter kåringen" in words(address)


# --- the municipality -----------------------------------------------------------------------------
def test_a_winner_has_its_titles_on_its_page_with_those_it_shares_them_with(race):
    announced(race)
    found = words("/2014/kommuner/aarhus/")
    assert "Vinder 2014 Danmarks mest digitale kommune sammen med Ærø" in found
    assert "Mest digitale kommune i Region Midtjylland" in found
    assert 'class="links"><a href="/2014/vindere/">' in page("/2014/kommuner/aarhus/")
    assert "Danmarks digitale slutspurter" in words("/2014/kommuner/aeroe/").split("Uge 43")[0]
    assert "Vinder 2014" not in words("/2014/kommuner/odder/")
    english = words("/en/2014/kommuner/aarhus/")
    assert "Winner 2014 Denmark's most digital municipality together with Ærø" in english


def page(address: str) -> str:
    return Client().get(address).content.decode()


def test_between_the_announcements_it_is_a_regional_winner_by_name_alone(race):
    told(race)
    found = words("/2014/kommuner/aarhus/")
    assert "Regionsvinder i Region Midtjylland" in found
    assert "7.000" not in found
    assert "sammen med" not in found
    assert "Regionsvinder i" not in words("/2014/kommuner/odder/")


def test_before_the_regional_winners_are_told_no_page_knows_of_a_winner(race):
    finish.finalized(race)
    shown(HELD)
    for town in ("aarhus", "odder", "aeroe"):
        assert 'class="won"' not in page(f"/2014/kommuner/{town}/")


@pytest.mark.parametrize("state", ["told", "announced", "corrected since"])
def test_a_winners_pages_take_six_queries_at_most(race, state, django_assert_max_num_queries):
    told(race) if state == "told" else announced(race)
    if state == "corrected since":
        factories.corrected("751", "2014-W43", (6_100, 1, 1), now=AFTER)
    for address in (
        "kommuner/odder/",
        "kommuner/aeroe/",
        "regioner/region-midtjylland/",
        "regioner/",
    ):
        factories.new_data_version()
        with django_assert_max_num_queries(6):
            assert Client().get(f"/2014/{address}").status_code == 200


# --- the region -----------------------------------------------------------------------------------
def test_while_it_runs_the_region_speaks_of_today(race):
    shown(RUNNING)
    found = words("/2014/regioner/region-midtjylland/")
    assert "Odder fører. Aarhus er 101 tilmeldte fra regionstitlen." in found


def test_under_the_embargo_it_speaks_of_the_last_week_shown(race):
    shown(HELD)
    found = words("/2014/regioner/region-midtjylland/")
    assert "Odder førte i uge 42. Aarhus var 101 tilmeldte fra førstepladsen." in found
    assert " fører " not in found
    english = words("/en/2014/regioner/region-midtjylland/")
    assert "Odder led in week 42. Aarhus was 101 registrations from first place." in english
    assert "Odder førte i uge 42." in words("/2014/regioner/")


def test_once_told_it_names_the_regional_winner_whoever_led(race):
    told(race)
    found = words("/2014/regioner/region-midtjylland/")
    assert "Aarhus er regionsvinder. I uge 42 førte Odder." in found
    assert "Aarhus is the regional winner. In week 42 Odder led." in words(
        "/en/2014/regioner/region-midtjylland/"
    )
    assert "Aarhus er regionsvinder." in words("/2014/regioner/")


def test_after_the_announcement_it_says_who_won(race):
    announced(race)
    found = words("/2014/regioner/region-midtjylland/")
    assert "Aarhus vandt regionstitlen. Odder var 101 tilmeldte fra den." in found
    assert re.search(r"\bvandt\b", found.split("At komme forbi")[-1])
    assert "Aarhus won the regional title." in words("/en/2014/regioner/region-midtjylland/")


# --- the front page, the ranking and what is shared -------------------------------------------------
@pytest.mark.parametrize(
    "address",
    ["/", "/2014/rangliste/mest-digitale/", "/2014/kort/", "/2014/regioner/region-syddanmark/"],
)
def test_nothing_speaks_in_the_present_of_a_race_that_is_over(race, address):
    shown(RUNNING)
    runs = page(address)
    assert "fører" in runs
    for ending in ("held", "told"):
        told(race) if ending == "told" else shown(HELD)
        found = page(address)
        assert not re.search(r"\b(fører|mangler for|kan vinde)\b", found), ending
