"""The winners in the open data: nobody before the announcement, everybody after it."""

import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def race():
    north = make.municipality("Aalborg", code="851", population=(1000, 100))
    twin = make.municipality("Ærø", code="492", region_code="1083", population=(1000, 100))
    race = make.competition(participants=[north, twin])
    make.published_with({north: 100, twin: 50}, "2014-W36")
    make.published_with({north: 200, twin: 200}, "2014-W43")
    return race


def winners():
    return Client().get("/api/v1/competitions/2014/winners/").json()


def test_nobody_has_won_before_the_announcement(race):
    make.the_clock_shows(make.at(2014, 10, 30, 12))
    told = winners()
    assert (told["announced"], told["winners"]) == (False, [])
    assert told["announcement_at"] == "2014-11-01T11:00:00Z"
    assert told["regional_announcement_on"] == race.regional_announcement_on.isoformat()


def test_equals_win_together_and_each_region_has_its_own(race):
    make.announce(race, make.at(2014, 11, 1, 12))
    make.the_clock_shows(make.at(2014, 11, 2, 12))
    make.new_data_version()
    told = winners()
    assert told["announced"] is True
    assert [
        (w["category"], w["region_code"], w["standing"]["name"], w["standing"]["value"])
        for w in told["winners"]
    ] == [
        ("mest-digitale", None, "Ærø", 20.0),
        ("mest-digitale", None, "Aalborg", 20.0),
        ("slutspurt", None, "Ærø", 300.0),
        ("unge", None, "Ærø", 40.0),
        ("unge", None, "Aalborg", 40.0),
        ("mest-digitale", "1081", "Aalborg", 20.0),
        ("mest-digitale", "1083", "Ærø", 20.0),
    ]
