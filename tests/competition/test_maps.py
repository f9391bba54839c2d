"""The map: every municipality once, exact steps, pins on the shapes."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from competition import maps, races
from competition.categories import BY_SLUG, MAIN
from competition.maps import Scale, Wish
from competition.ranking import Ratio
from competition.visibility import Visibility
from tests import factories
from tests.factories import at


def test_there_is_a_shape_for_each_of_the_98_municipalities():
    with Path(settings.BASE_DIR / "municipalities/data/municipalities.csv").open() as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert set(maps.paths()) == codes


def scale(percent: str, category: str = "mest-digitale", values=()) -> Scale:
    country = Fraction(percent) / 100
    ratio = Ratio(country.numerator, country.denominator)
    return maps.scale_of(BY_SLUG[category], ratio, values)


def test_a_share_on_the_boundary_belongs_to_the_step_above():
    steps = Scale(540, 30, None)
    assert steps.step_of(Ratio(54, 100)) == 2
    assert steps.step_of(Ratio(5399999, 10000000)) == 1
    assert steps.step_of(Ratio(66, 100)) == 6
    assert steps.step_of(Ratio(99, 100)) == 6
    assert steps.step_of(Ratio(0, 1)) == 1


def test_the_steps_of_a_share_are_three_points_wide_around_the_country_s_own():
    assert (scale("60.1").lowest, scale("60.1").width) == (540, 30)
    assert scale("63").lowest == 570
    assert scale("1").lowest == 0
    assert maps.scale_of(MAIN, None, []).lowest == 0


def steps_of(percent: str, values: list[Ratio]) -> tuple[int, int]:
    found = scale(percent, "slutspurt", values)
    return found.lowest, found.width


def test_the_steps_of_a_growth_are_as_wide_as_the_week_needs():
    early = [Ratio(n, 1000) for n in range(6, 30)]
    late = [Ratio(n, 1000) for n in range(46, 186)]
    assert steps_of("1.7", early) == (5, 5)
    assert steps_of("10.5", late) == (60, 30)
    shrunk = scale("-1", "slutspurt", [Ratio(-1, 100)])
    assert shrunk.step_of(Ratio(-1, 100)) == 4
    assert shrunk.step_of(Ratio(-5, 100)) == 1


def test_the_steps_are_told_in_numbers_and_in_words_that_mean_the_same_everywhere():
    with translation.override("da"):
        steps = scale("60.1")
        assert [steps.bounds(n) for n in (1, 2, 6)] == [
            "under 54 pct.",
            "54 til under 57",
            "66 pct. og over",
        ]
        assert steps.step_of(Ratio(601, 1000)) == 4
        assert [steps.meaning(n) for n in range(1, 7)] == [
            "klart under landet",
            "klart under landet",
            "lidt under landet",
            "omkring landets niveau",
            "lidt over landet",
            "klart over landet",
        ]
        fine = Scale(5, 5, None)
        assert [fine.bounds(n) for n in (1, 2, 6)] == [
            "under 0,5 pct.",
            "0,5 til under 1,0",
            "2,5 pct. og over",
        ]
        assert fine.meaning(1) == ""


def test_the_middle_of_a_square_is_its_middle_and_small_islands_do_not_move_it():
    square = "M0,0 10,0 10,10 0,10Z"
    assert maps.middle(square) == (5, 5)
    assert maps.middle(f"M90,90 91,90 91,91Z{square}") == (5, 5)
    assert maps.middle("M3,4 3,4 3,4Z") == (3, 4)


@pytest.mark.django_db
def test_the_country_s_map_shows_everyone_and_a_pin_for_each_regional_leader():
    competition = factories.autumn(weeks=(36, 41))
    visibility = Visibility(competition, at(2014, 10, 18, 10))
    race = races.load(competition, visibility.releases())
    table = race.table(MAIN, race.releases[-1])
    drawn = maps.draw(race, table, race.regional_leads(table.release))
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
    race = races.load(competition, visibility.releases())
    table = race.table(MAIN, race.releases[-1])
    drawn = maps.draw(race, table)
    by_code = {area.code: area for area in drawn.areas}
    assert (by_code["147"].step, by_code["147"].label) == (0, "Frederiksberg: ingen data")
    assert sum(step.count for step in drawn.legend) == 1


@pytest.mark.django_db
def test_a_region_is_seen_larger_with_bornholm_in_a_corner_and_a_step_singles_out_its_own():
    competition = factories.autumn(weeks=(36, 41))
    race = races.load(competition, Visibility(competition, at(2014, 10, 18, 10)).releases())
    table = race.table(MAIN, race.releases[-1])
    capital = maps.draw(race, table, wish=Wish(region="region-hovedstaden"))
    assert len(capital.near) == 28
    assert capital.bornholm is not None
    assert len(capital.shown) == 29
    assert float(capital.zoom) < 0.4
    assert capital.own == race.own_ratio(table.category, table.release, "1084")
    assert sum(step.count for step in capital.legend) == 29
    top = maps.draw(race, table, wish=Wish(step=6))
    assert {area.step for area in top.shown} == {6}
    assert len(top.near) == 98
    assert {island.area.line.entrant.name for island in top.islands} == {
        "Læsø",
        "Samsø",
        "Fanø",
        "Ærø",
    }


@pytest.mark.django_db
def test_all_categories_have_a_map_and_the_baseline_week_has_no_growth_yet():
    competition = factories.autumn(weeks=(36, 41))
    race = races.load(competition, Visibility(competition, at(2014, 10, 18, 10)).releases())
    first, last = race.releases
    for category in BY_SLUG.values():
        drawn = maps.draw(race, race.table(category, last))
        assert len(drawn.areas) == 98
        assert {area.step for area in drawn.areas} <= set(range(1, 7))
        assert len([step for step in drawn.legend if step.count]) == 6
    waiting = maps.draw(race, race.table(BY_SLUG["slutspurt"], first))
    assert waiting.scale.country is None
    assert {area.step for area in waiting.areas} == {0}
    assert waiting.areas[0].label == waiting.areas[0].line.entrant.name
