"""The sentences that a mayor reads aloud, and what the pages advise."""

from fractions import Fraction

import pytest
from django.utils import translation

from competition import own_advice, own_chance, own_changes, own_verdicts, own_words, wording
from competition.ranking import Ratio
from tests import factories
from tests.competition.own import NOW, THREE, seat, small_race
from tests.factories import at

pytestmark = pytest.mark.django_db
MAIN = "Danmarks mest digitale kommune"
EMBARGO = at(2014, 10, 27, 10)


def places(letter: str, **moment) -> list[str]:
    own = seat(letter, **moment)
    return [own_words.place_said(own, x) for x in own.standpoints]


def test_the_leader_the_one_between_and_the_last():
    small_race(*THREE)
    assert places("A")[0] == f"Vi fører i kategorien {MAIN} som nummer 1 af 3."
    assert places("B")[0] == f"Vi er nummer 2 af 3 i kategorien {MAIN}."
    assert places("C")[0] == f"Vi ligger sidst i kategorien {MAIN}, nummer 3 af 3."


def test_equals_are_named():
    small_race({"A": (500, 100, 0), "B": (500, 90, 0), "C": (400, 60, 0), "D": (400, 50, 0)})
    assert places("A")[0] == f"Vi deler førstepladsen i kategorien {MAIN} med Bby."
    assert places("D")[0] == f"Vi deler plads nummer 3 af 4 i kategorien {MAIN} med Cby."


def test_who_is_alone_says_so():
    small_race({"A": (500, 100, 0)})
    assert places("A")[0] == f"Vi er den eneste kommune med en plads i kategorien {MAIN}."
    assert own_words.region_said(seat("A")).startswith("Vi er den eneste deltager fra ")


def test_without_a_place_the_reason_is_told():
    small_race({"A": (500, 100, 0), "B": (300, 9, 0)}, outside="B")
    assert places("B")[0] == (
        f"Vi er uden for konkurrencen og har ingen plads i kategorien {MAIN}."
    )
    assert places("A")[1] == (
        "Vi har ingen plads i kategorien Danmarks digitale slutspurter: væksten måles fra denne uge."
    )


def test_under_the_embargo_it_is_the_last_public_week_that_is_told():
    small_race(*THREE, first=40)
    assert places("B", now=EMBARGO)[0] == f"I uge 42 var vi nummer 2 af 3 i kategorien {MAIN}."


def test_at_the_end_they_won_or_ended():
    race = small_race(*THREE, first=41)
    factories.announce(race, at(2014, 11, 1, 12))
    later = at(2014, 11, 2, 9)
    assert places("A", now=later)[0] == f"Vi vandt kategorien {MAIN}."
    assert places("B", now=later)[0] == f"Vi endte som nummer 2 af 3 i kategorien {MAIN}."


def test_a_moved_place_is_told_against_last_week_and_against_the_start():
    small_race(
        {"A": (500, 1, 0), "B": (450, 1, 0), "C": (400, 1, 0)},
        {"A": (500, 1, 0), "B": (450, 1, 0), "C": (460, 1, 0)},
        {"A": (500, 1, 0), "B": (510, 1, 0), "C": (505, 1, 0)},
    )

    def moved(letter: str) -> str:
        own = seat(letter)
        return own_changes.change_said(own, own.standpoints[0])

    assert moved("B") == (
        "Det er to pladser bedre end i uge 37. Siden uge 36 er vi rykket én plads op."
    )
    assert moved("A") == (
        "Det er to pladser dårligere end i uge 37. Siden uge 36 er vi rykket to pladser ned."
    )
    assert moved("C") == "Det er samme plads som i uge 37. Siden uge 36 er vi rykket én plads op."
    region = seat("B").own.region.name
    assert own_words.region_said(seat("B")) == (
        f"Vi fører i {region} som nummer 1 af 3. Det er to pladser bedre end i uge 37. "
        "Siden uge 36 er vi rykket én plads op."
    )


A_DIP = (
    {"A": (500, 1, 0), "B": (450, 1, 0), "C": (400, 1, 0)},
    {"A": (500, 1, 0), "B": (450, 1, 0), "C": (460, 1, 0)},
    {"A": (500, 1, 0), "B": (470, 1, 0), "C": (465, 1, 0)},
    {"A": (500, 1, 0), "B": (480, 1, 0), "C": (466, 1, 0)},
)


def moved(letter: str, **moment) -> str:
    own = seat(letter, **moment)
    return own_changes.change_said(own, own.standpoints[0])


def test_a_place_is_kept_only_where_every_week_had_it():
    small_race(*A_DIP)
    assert moved("A") == "Det er samme plads som i uge 38. Siden uge 36 har vi holdt vores plads."
    assert moved("B") == "Det er samme plads som i uge 38 og som i uge 36."
    region = seat("B").own.region.name
    assert own_words.region_said(seat("B")) == (
        f"I {region} er vi nummer 2 af 3. Det er samme plads som i uge 38 og som i uge 36."
    )


def test_a_place_that_is_back_where_it_began_is_not_called_kept():
    small_race(*A_DIP[:3])
    assert moved("B") == "Det er én plads bedre end i uge 37. Det er samme plads som i uge 36."


def test_a_place_that_was_not_kept_is_not_called_so_in_english():
    small_race(*A_DIP)
    with translation.override("en"):
        assert moved("A") == (
            "It is the same place as in week 38. Since week 36 we have kept our place."
        )
        assert moved("B") == "It is the same place as in week 38, and as in week 36."


def test_when_the_race_is_over_all_of_it_is_past():
    small_race(*A_DIP, first=39)
    own = seat("B", now=EMBARGO)
    assert moved("B", now=EMBARGO) == "Det var samme plads som i uge 41 og som i uge 39."
    assert moved("A", now=EMBARGO) == (
        "Det var samme plads som i uge 41. Siden uge 39 havde vi holdt vores plads."
    )
    assert own_words.region_said(own) == (
        f"I uge 42 var vi nummer 2 af 3 i {own.own.region.name}. "
        "Det var samme plads som i uge 41 og som i uge 39."
    )
    assert own_words.missing_said(own) == "520 borgere manglede. Det var omkring 1 ud af 2."
    assert own_words.exempt_said(own) == (
        "0 borgere var fritaget: 0,0 pct. af alle på 15 år og derover."
    )
    assert own_advice.next_said(seat("A", now=EMBARGO).standpoints[0], own) == (
        "Der var ingen foran jer. Bby manglede 21 for at komme forbi jer."
    )


def test_at_the_end_the_place_in_the_region_is_past_too():
    race = small_race(*A_DIP, first=40)
    factories.announce(race, at(2014, 11, 1, 12))
    later = at(2014, 11, 2, 9)
    region = seat("B", now=later).own.region.name
    assert own_words.region_said(seat("B", now=later)) == (
        f"I {region} endte vi som nummer 2 af 3. Det var samme plads som i uge 42 og som i uge 40."
    )
    assert own_words.region_said(seat("A", now=later)).startswith(
        f"Vi er den mest digitale kommune i {region}. Det var samme plads som i uge 42."
    )


def test_shares_are_compared_in_percentage_points_and_growth_told_in_per_cent():
    small_race(*THREE)
    own = seat("B")
    assert own_words.share_said(own) == (
        "Den 19. september var 53,0 pct. af vores borgere på 15 år og derover tilmeldt Digital Post. "
        "Det er 3,0 procentpoint mere end i uge 37."
    )
    assert own_words.share_said(own, young=True) == (
        "Den 19. september var 50,0 pct. af vores unge mellem 15 og 24 år tilmeldt Digital Post. "
        "Det er 2,5 procentpoint mere end i uge 37."
    )
    assert own_words.growth_said(own.standpoints[1], own.race.baseline) == (
        "Siden uge 36 er 80 flere borgere blevet tilmeldt: en vækst på 17,8 pct."
    )


def test_one_person_is_one_person():
    small_race({"A": (500, 100, 1)}, {"A": (501, 100, 1)})
    own = seat("A")
    assert own_words.gain_said(own) == "I uge 37 blev 1 borger mere tilmeldt hos os."
    assert own_words.exempt_said(own) == (
        "1 borger er fritaget: 0,1 pct. af alle på 15 år og derover."
    )
    assert own_words.growth_said(own.standpoints[1], own.race.baseline) == (
        "Siden uge 36 er 1 borger mere blevet tilmeldt: en vækst på 0,2 pct."
    )
    assert own_words.missing_said(own) == "498 borgere mangler stadig. Det er omkring 1 ud af 2."


def test_where_everybody_is_registered_or_exempt_nobody_is_missing():
    small_race({"A": (900, 100, 120)})
    assert own_words.missing_said(seat("A")) == "Alle er tilmeldt eller fritaget."


def test_the_best_chance_is_a_title_within_reach():
    small_race(*THREE)
    own = seat("B")
    chance = own_chance.best(own)
    assert chance is not None
    assert (chance.at.category.key, chance.people, chance.is_lead) == ("main", 11, False)
    assert own_advice.chance_title(chance, own) == f"Jeres bedste chance: {MAIN}"
    assert own_advice.chance_said(chance, own) == "flere tilmeldte, så er I forbi Aby og nr. 1."
    assert own_advice.chance_rule(chance) == (
        "Af de titler, I kan nå inden fristen med højst tre gange jeres eget tempo, koster denne mindst. "
        "I jeres eget tempo, hvis de andre står stille: under en uge."
    )


def test_a_title_goes_before_a_cheaper_place():
    """C needs 10 for the next place and 11 young people, of 7 a week, for the first among the young."""
    small_race(
        {"A": (700, 100, 0), "B": (500, 90, 0), "C": (440, 90, 0)},
        {"A": (800, 100, 0), "B": (500, 95, 0), "C": (465, 97, 0)},
        {"A": (900, 114, 0), "B": (500, 99, 0), "C": (490, 104, 0)},
    )
    own = seat("C")
    chance = own_chance.best(own)
    assert chance is not None
    assert (chance.at.category.key, chance.people, chance.is_title) == ("youth", 11, True)
    assert own_advice.chance_said(chance, own).startswith("flere unge, så er I forbi Aby og nr. 1.")
    assert chance.at.time_for(chance.people) == "ikke inden fristen"


def test_with_no_title_within_reach_it_is_the_cheapest_next_place():
    small_race(
        {"A": (700, 190, 0), "B": (500, 120, 0), "C": (480, 30, 0)},
        {"A": (910, 195, 0), "B": (500, 120, 0), "C": (490, 30, 0)},
    )
    own = seat("C")
    chance = own_chance.best(own)
    assert chance is not None
    assert (chance.people, chance.is_title) == (11, False)
    assert own_advice.chance_title(chance, own) == f"Billigste næste plads: {MAIN}"
    assert own_advice.chance_rule(chance) == (
        "Her koster næste plads mindst, målt i jeres eget tempo: ikke inden fristen. "
        "Ingen titel kan nås inden fristen med op til tre gange jeres eget tempo."
    )


def test_whoever_is_close_behind_is_named():
    small_race(*THREE[:2], {"A": (540, 108, 50), "B": (530, 100, 50), "C": (525, 62, 60)})
    own = seat("B")
    chance = own_chance.best(own)
    assert chance is not None
    assert own_advice.chance_said(chance, own) == (
        "flere tilmeldte, så er I forbi Aby og nr. 1. "
        "Pas på bagud: Cby skal kun bruge 6 for at tage jeres 2. plads."
    )


def test_with_no_place_to_win_the_lead_is_told():
    small_race({"A": (500, 100, 0), "B": (400, 90, 0)}, {"A": (560, 110, 0), "B": (410, 91, 0)})
    own = seat("A")
    chance = own_chance.best(own)
    assert chance is not None
    assert own_advice.chance_title(chance, own) == ("Jeres føring: Danmarks mest digitale unge")
    assert chance.people == 20
    assert own_advice.chance_said(chance, own) == (
        "unge skal Bby bruge for at tage førstepladsen fra jer."
    )


def test_what_cannot_be_had_is_no_chance():
    small_race({"A": (900, 190, 0), "B": (100, 5, 890)})
    own = seat("B")
    assert own.standpoints[0].next is not None
    assert not own.standpoints[0].next.is_reachable
    assert own_advice.next_said(own.standpoints[0], own) == (
        "I kan ikke nå forbi Aby: så mange mangler der ikke."
    )
    assert own_verdicts.can_it_be_done(own.standpoints[0], None) == (
        "Kan ikke nås: så mange mangler der ikke"
    )


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Fraction(498, 1000), "1/2"),
        (Fraction(41, 100), "2/5"),
        (Fraction(61, 100), "3/5"),
        (Fraction(43, 100), "3/7"),
        (Fraction(11, 100), "1/9"),
        (Fraction(9, 100), "1/10"),
        (Fraction(5, 100), "None"),
        (Fraction(97, 100), "None"),
    ],
)
def test_a_part_is_told_in_as_few_parts_as_tell_it(part, said):
    assert str(wording.about(part)) == said


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        (None, "aldrig, for tempoet er 0"),
        (Fraction(3, 4), "under en uge"),
        (Fraction(1), "ca. 1 uge"),
        (Fraction(5, 2), "ca. 3 uger"),
    ],
)
def test_how_long_it_takes(weeks, said):
    assert wording.weeks_text(weeks) == said


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        (Ratio(100, 272_548), "0,00037"),
        (Ratio(100, 3000), "0,033"),
        (Ratio(100, 40), "2,50"),
        (None, ""),
    ],
)
def test_the_weight_of_one_registration_has_two_digits_that_count(weight, said):
    assert own_advice.weight_text(weight) == said


def test_a_stock_that_fell_is_a_pace_of_nothing():
    small_race({"A": (500, 100, 0)}, {"A": (490, 99, 0)})
    own = seat("A", now=NOW)
    assert own.pace("15_plus") == Ratio(0, 7)
    assert own.main is not None
    assert own.main.weeks_for(10) is None
