"""The ranking's rows: bars, curves and what is said beside a line."""

import pytest
from django.utils import translation

from competition import races, rows, sparks
from competition.categories import BY_SLUG, MAIN
from competition.rows import Bar, Wish
from competition.visibility import Visibility
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


@pytest.fixture
def race():
    """A runs faster than the country, B slower, C is outside."""
    a, b, c = (factories.municipality(f"{x}by", code=x) for x in "ABC")
    competition = factories.competition(participants=[a, b])
    factories.published_with({a: 500, b: 500, c: 500}, "2014-W36")
    factories.published_with({a: 700, b: 520, c: 580}, "2014-W37")
    return races.load(competition, Visibility(competition, at(2014, 9, 20, 10)).releases())


def test_a_click_on_the_sorted_column_turns_it_and_numbers_begin_with_the_largest():
    assert Wish().toggled("place") == "-place"
    assert Wish().toggled("name") == "name"
    assert Wish(sort="name").toggled("name") == "-name"
    assert Wish().toggled("value") == "-value"
    assert Wish(sort="-value").toggled("value") == "value"


def test_the_curve_tells_the_points_won_on_the_country_since_the_first_week(race):
    curves = sparks.of(race, race.table(MAIN, race.releases[-1]))
    assert {code: curve.text for code, curve in curves.items()} == {
        "A": "+10,0",
        "B": "\N{MINUS SIGN}8,0",
        "C": "\N{MINUS SIGN}2,0",
    }
    assert curves["A"].points.split()[0] == "4.0,16.0"
    assert curves["A"].end == "4.0"


def test_one_week_makes_no_curve(race):
    assert sparks.of(race, race.table(MAIN, race.releases[0])) == {}
    growth = BY_SLUG["slutspurt"]
    assert set(sparks.of(race, race.table(growth, race.releases[-1]))) == {"A", "B", "C"}


def test_the_bars_are_in_people_and_the_growth_is_measured_by_the_leader(race):
    last = race.releases[-1]
    share = rows.board(race, race.table(MAIN, last), Wish())
    assert [row.bar for row in share.ranked] == [Bar(700, 0, 1000), Bar(520, 0, 1000)]
    growth = rows.board(race, race.table(BY_SLUG["slutspurt"], last), Wish())
    lengths = [row.bar.registered / row.bar.whole for row in growth.ranked if row.bar]
    assert lengths == [1.0, 0.1]


def test_a_growth_below_zero_draws_no_bar():
    a, b = (factories.municipality(f"{x}by", code=x) for x in "AB")
    competition = factories.competition(participants=[a, b])
    factories.published_with({a: 500, b: 500}, "2014-W36")
    factories.published_with({a: 490, b: 480}, "2014-W37")
    race = races.load(competition, Visibility(competition, at(2014, 9, 20, 10)).releases())
    table = race.table(BY_SLUG["slutspurt"], race.releases[-1])
    board = rows.board(race, table, Wish())
    assert [row.bar.registered for row in board.ranked if row.bar] == [0, 0]


def test_the_explanation_is_given_only_where_the_whole_table_stands(race):
    table = race.table(MAIN, race.releases[-1])
    assert rows.board(race, table, Wish()).explanation is None
    assert rows.board(race, table, Wish(query="a")).hits == 1
