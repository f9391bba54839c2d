"""The map: every municipality once, exact steps, pins on the shapes."""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from competition import maps, standings
from competition.categories import MAIN
from competition.ranking import Ratio
from competition.standings import Total
from competition.visibility import Visibility
from tests import factories
from tests.factories import at


def test_there_is_a_shape_for_each_of_the_98_municipalities():
    with Path(settings.BASE_DIR / "municipalities/data/municipalities.csv").open() as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert set(maps.paths()) == codes


def test_a_share_on_the_boundary_belongs_to_the_step_above():
    assert maps.step_of(Ratio(54, 100), 54) == 2
    assert maps.step_of(Ratio(5399999, 10000000), 54) == 1
    assert maps.step_of(Ratio(66, 100), 54) == 6
    assert maps.step_of(Ratio(99, 100), 54) == 6
    assert maps.step_of(Ratio(0, 1), 54) == 1


def test_the_steps_lie_around_the_country_s_own_share():
    assert maps.lowest_bound(Total(2800316, 0, 0, 4658492, 0)) == 54
    assert maps.lowest_bound(Total(2934866, 0, 0, 4658492, 0)) == 57
    assert maps.lowest_bound(Total(0, 0, 0, 4658492, 0)) == 0
    assert maps.lowest_bound(Total(0, 0, 0, 0, 0)) == 0


def test_the_middle_of_a_square_is_its_middle_and_small_islands_do_not_move_it():
    square = "M0,0 10,0 10,10 0,10Z"
    assert maps.middle(square) == (5, 5)
    assert maps.middle(f"M90,90 91,90 91,91Z{square}") == (5, 5)
    assert maps.middle("M3,4 3,4 3,4Z") == (3, 4)


@pytest.mark.django_db
def test_the_country_s_map_shows_everyone_and_a_pin_for_each_regional_leader():
    competition = factories.autumn(weeks=(36, 41))
    visibility = Visibility(competition, at(2014, 10, 18, 10))
    race = standings.load(competition, visibility.releases())
    table = race.table(MAIN, race.releases[-1])
    drawn = maps.draw(table, race.total(table.release), race.regional_leads(table.release))
    assert len(drawn.areas) == 98
    assert len(drawn.outside) == 51
    assert [pin.number for pin in drawn.pins] == [1, 2, 3, 4, 5]
    assert sum(step.count for step in drawn.legend) == 98
    assert {"101", "147"} <= {area.code for area in drawn.near_capital}


@pytest.mark.django_db
def test_a_municipality_without_a_figure_has_no_colour_and_says_so():
    known = factories.municipality("København", code="101", region_code="1084")
    silent = factories.municipality("Frederiksberg", code="147", region_code="1084")
    competition = factories.competition(participants=[known, silent])
    factories.published_with({known: 600}, "2014-W36")
    visibility = Visibility(competition, at(2014, 10, 18, 10))
    race = standings.load(competition, visibility.releases())
    table = race.table(MAIN, race.releases[-1])
    drawn = maps.draw(table, race.total(table.release), {})
    by_code = {area.code: area for area in drawn.areas}
    assert (by_code["147"].step, by_code["147"].label) == (0, "Frederiksberg: ingen data")
    assert sum(step.count for step in drawn.legend) == 1
