"""What the pages say of where it lands: the likeliest place, and how far the range is to be trusted."""

from dataclasses import replace

import pytest

from competition import own_projection, own_verdicts
from competition.categories import CATEGORIES
from competition.own_projection import Landing
from competition.projection import Error, Forecast
from tests.competition.own import THREE, seat, small_race

MAIN = CATEGORIES[0]
FORECAST = Forecast("B", 0.5, 0.52, 0.53, 0.54, 1, 3, 4, (0.4, 0.05, 0.15, 0.4), (1.0,))
ERROR = Error(points=0.3, places=2, inside=0.58, outcomes=200, weeks=4, days_ahead=(10, 40))


def said(*, is_over: bool = False, **changes: object) -> str:
    landing = Landing(MAIN, replace(FORECAST, **changes), 2)
    return own_projection.landing_said(landing, is_over=is_over)


def test_the_likeliest_place_is_the_one_with_the_largest_chance_not_the_middle_one():
    assert said() == "I ender mellem nummer 1 og nummer 4, mest sandsynligt som nummer 1."
    assert said(chances=(0.2, 0.1, 0.2, 0.5)) == (
        "I ender mellem nummer 1 og nummer 4, mest sandsynligt som nummer 4."
    )


def test_two_places_are_one_or_the_other_and_one_is_told_alone():
    assert said(worst=2, chances=(0.4, 0.6, 0, 0)) == (
        "I ender som nummer 1 eller 2, mest sandsynligt som nummer 2."
    )
    assert said(worst=1, chances=(1.0, 0, 0, 0)) == "I ender efter alt at dømme som nummer 1."


def test_when_the_race_is_over_it_is_told_as_past():
    assert said(is_over=True) == (
        "I så ud til at ende mellem nummer 1 og nummer 4, mest sandsynligt som nummer 1."
    )


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (
            0.58,
            (
                "Spændet har hidtil været for snævert: 58 pct. af det, der kom, lå inden for det, mod de "
                "80 pct., det skulle rumme."
            ),
        ),
        (0.75, ""),
    ],
)
def test_a_range_that_has_held_too_little_is_said_to_be_too_narrow(inside, told):
    said = own_projection.narrow_said(replace(ERROR, inside=inside)).replace("\xa0", " ")
    assert said == told


# --- the first place, and the own one ----------------------------------------------------------------
def chance_of_first(share: float) -> Landing:
    return Landing(MAIN, replace(FORECAST, chances=(share, 1 - share)), 2)


@pytest.mark.django_db
def test_whether_it_can_be_done_takes_the_chance_into_account():
    """B is eleven behind at thirty a week: at a stand-still within reach."""
    small_race(*THREE)
    at = seat("B").standpoints[0]
    assert [own_verdicts.can_it_be_done(at, chance_of_first(x)) for x in (0.62, 0.2, 0.02)] == [
        "Ja, efter alt at dømme: 62 pct. chance, som det går nu",
        "Måske: 20 pct. chance, som det går nu",
        "Kun med et højere tempo: 2 pct. chance, som det går nu",
    ]
    assert own_verdicts.can_it_be_done(at, None) == "Ja, hvis Aby står stille"
    assert [own_verdicts.is_near(at, x) for x in (chance_of_first(0.02), None)] == [False, True]


FASTER = tuple(
    {"A": (600 + n, 100, 0), "B": (500 + 20 * n, 90, 0), "C": (300, 60, 0)} for n in range(5)
)


@pytest.mark.django_db
def test_a_place_that_will_probably_be_lost_is_told_with_who_takes_it():
    small_race(*FASTER)
    own = seat("A")
    landing = own_projection.landings(own)[0]
    said = own_verdicts.threat_said(own, own.standpoints[0], landing)
    assert said.startswith(
        "Vi fører, men Bby er hurtigere: Som det går nu, er chancen for, at vi beholder førstepladsen, "
    )
    behind = seat("B")
    landing = own_projection.landings(behind)[0]
    assert own_verdicts.threat_said(behind, behind.standpoints[0], landing) == ""
