"""Distances in people: what it takes to pass the one ahead, and what is still possible, exactly."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.categories import CATEGORIES, Category, Counts
from competition.outlook import (
    Reach,
    Verdict,
    at_full,
    gains,
    ladder,
    lead_over,
    per_day,
    reach,
    reachable,
    registrations_to_draw_level,
    registrations_to_pass,
    weight,
)
from competition.ranking import Ratio, Standing
from competition.tracks import Runner, standings
from tests.competition.runners import MAIN, SPRINT, YOUNG, exact, fields, runner

people = st.integers(1, 10**6)


@st.composite
def shares(draw: st.DrawFn) -> Ratio:
    """Registered of a population; more than all of them happens, since the days differ."""
    population = draw(people)
    return Ratio(draw(st.integers(0, population + population // 10)), population)


@st.composite
def growths(draw: st.DrawFn) -> Ratio:
    """The rise over a baseline, which may be a fall."""
    baseline = draw(people)
    return Ratio(draw(st.integers(-baseline, 3 * baseline)), baseline)


def after(ratio: Ratio, more: int) -> Fraction:
    return Fraction(ratio.numerator + more, ratio.denominator)


def value(ratio: Ratio) -> Fraction:
    return Fraction(ratio.numerator, ratio.denominator)


@pytest.mark.parametrize(
    ("own", "ahead", "expected"),
    [
        (Ratio(50, 100), Ratio(60, 100), 11),  # one more than level with
        (Ratio(50, 100), Ratio(50, 100), 1),  # equal: one passes
        (Ratio(51, 100), Ratio(50, 100), 0),  # ahead already
        (Ratio(1, 3), Ratio(2, 6), 1),  # equal in other terms
        (Ratio(0, 100), Ratio(0, 7), 1),
        (Ratio(10, 30), Ratio(34, 100), 1),  # 34 % of 30 is 10.2: the eleventh passes
        (Ratio(-5, 100), Ratio(-2, 100), 4),  # growth: both have fallen
        (Ratio(-5, 100), Ratio(-1, 3), 0),
    ],
)
def test_the_distance_is_counted_in_people(own: Ratio, ahead: Ratio, expected: int) -> None:
    assert registrations_to_pass(own, ahead) == expected


@given(st.one_of(st.tuples(shares(), shares()), st.tuples(growths(), growths())))
def test_after_that_many_one_is_strictly_ahead(pair: tuple[Ratio, Ratio]) -> None:
    own, ahead = pair
    assert after(own, registrations_to_pass(own, ahead)) > value(ahead)


@given(st.one_of(st.tuples(shares(), shares()), st.tuples(growths(), growths())))
def test_after_one_less_one_is_not(pair: tuple[Ratio, Ratio]) -> None:
    own, ahead = pair
    needed = registrations_to_pass(own, ahead)
    if value(own) > value(ahead):
        assert needed == 0
    else:
        assert needed >= 1
        assert after(own, needed - 1) <= value(ahead)


@given(people, people, st.integers(0, 10**6), st.integers(0, 10**6))
def test_growth_in_the_words_of_the_rules_comes_to_the_same(
    a0: int, b0: int, a1: int, b1: int
) -> None:
    by_the_rules = max(0, b1 * a0 // b0 - a1 + 1)
    assert registrations_to_pass(Ratio(a1 - a0, a0), Ratio(b1 - b0, b0)) == by_the_rules


@given(st.one_of(st.tuples(shares(), shares()), st.tuples(growths(), growths())))
def test_after_that_many_one_is_level_and_after_one_less_behind(pair: tuple[Ratio, Ratio]) -> None:
    own, ahead = pair
    needed = registrations_to_draw_level(own, ahead)
    assert after(own, needed) >= value(ahead)
    if needed:
        assert after(own, needed - 1) < value(ahead)
    assert registrations_to_pass(own, ahead) - needed in (0, 1)


@given(st.tuples(shares(), shares()))
def test_the_lead_is_the_distance_turned_round(pair: tuple[Ratio, Ratio]) -> None:
    own, behind = pair
    assert lead_over(own, behind) == registrations_to_pass(behind, own)


@pytest.mark.parametrize(
    ("people", "days", "expected"),
    [(619, 6, 104), (600, 6, 100), (1, 6, 1), (0, 6, 0), (5, 1, 5), (5, 0, None), (5, -3, None)],
)
def test_a_part_of_a_person_a_day_is_a_whole_one(people: int, days: int, expected: int) -> None:
    assert per_day(people, days) == expected


def test_what_is_more_than_those_left_cannot_be_reached() -> None:
    assert [reachable(5, 5), reachable(6, 5), reachable(6, None)] == [True, False, True]


def test_those_left_are_neither_registered_nor_exempt() -> None:
    one = runner("A", 60, exempt=10, young=5)
    assert [one.left(category) for category in (MAIN, SPRINT, YOUNG)] == [30, 30, 15]


def test_nobody_is_left_where_registered_and_exempt_are_more_than_the_population() -> None:
    one = runner("A", 98, exempt=7, young=21)
    assert [one.left(category) for category in CATEGORIES] == [0, 0, 0]


def test_how_many_are_left_is_not_known_without_a_figure_or_a_population() -> None:
    one = runner("A", 60)
    assert replace(one, counts=None).left(MAIN) is None
    assert replace(one, population=None).left(MAIN) is None


def test_one_registration_weighs_a_hundred_over_the_denominator() -> None:
    one = runner("A", 60, 250, baseline=40)
    assert [weight(c, one) for c in CATEGORIES] == [
        Ratio(100, 250),
        Ratio(100, 40),
        Ratio(100, 50),
    ]
    assert weight(SPRINT, replace(one, is_baseline_week=True)) == Ratio(100, 40)
    assert weight(SPRINT, runner("A", 60, baseline=0)) is None


def test_a_young_one_counts_in_all_categories_and_an_adult_in_two() -> None:
    race = [runner("A", 60, young=3), runner("B", 61, young=4, baseline=12)]
    young = gains(CATEGORIES, race, "A", young=1)
    adult = gains(CATEGORIES, race, "A")
    assert [(g.rise, g.before.place, g.after.place) for g in young] == [
        (Ratio(100, 100), 2, 1),
        (Ratio(100, 10), 1, 1),
        (Ratio(100, 20), 2, 1),
    ]
    assert [(g.rise, g.places) for g in adult] == [
        (Ratio(100, 100), 1),
        (Ratio(100, 10), 0),
        (Ratio(0, 20), 0),
    ]


def test_who_has_no_place_gains_none() -> None:
    assert gains(CATEGORIES, [runner("A", 60, participant=False)], "A") == []


def test_the_ladder_says_what_each_needs() -> None:
    race = [
        runner("A", 90),
        runner("B", 80),
        runner("C", 70, exempt=5),
        runner("D", 70),
        runner("E", 30, 50),
        runner("F", 10),
        runner("G", 99, participant=False),
    ]
    found = ladder(MAIN, race, "C", behind=1)
    assert found is not None
    assert found.left == 25
    assert [(r.code, r.place, r.people, r.level, r.is_reachable) for r in found.ahead] == [
        ("B", 2, 11, 10, True),
        ("A", 1, 21, 20, True),
    ]
    assert [(r.code, r.place, r.people, r.level) for r in found.equal] == [("D", 3, 1, 0)]
    assert [(r.code, r.place, r.people, r.left) for r in found.behind] == [("E", 5, 6, 20)]
    assert found.one_place_up == found.ahead[0]
    assert found.ahead[0].per_day(4) == 3


def test_what_cannot_be_reached_says_so() -> None:
    found = ladder(MAIN, [runner("A", 90), runner("B", 70, exempt=15)], "B")
    assert found is not None
    assert [(r.people, r.left, r.is_reachable) for r in found.ahead] == [(21, 15, False)]


def test_a_leader_has_nobody_to_pass_and_one_without_a_place_has_no_ladder() -> None:
    race = [runner("A", 90), runner("B", 95, participant=False)]
    found = ladder(MAIN, race, "A")
    assert found is not None
    assert (found.one_place_up, found.ahead, found.equal, found.behind) == (None, (), (), ())
    assert [ladder(MAIN, race, code) for code in ("B", "X")] == [None, None]


@given(fields(), st.sampled_from(CATEGORIES), st.data())
def test_the_rungs_keep_their_word(
    race: list[Runner], category: Category, data: st.DataObject
) -> None:
    code = data.draw(st.sampled_from([r.code for r in race]))
    found = ladder(category, race, code)
    if found is None:
        return
    for rung in found.ahead:
        assert passes(category, race, code, rung.people, rung.code)
        assert not passes(category, race, code, rung.people - 1, rung.code)
        assert not is_behind(category, race, code, rung.level, rung.code)
        assert is_behind(category, race, code, rung.level - 1, rung.code)
    for rung in found.behind:
        assert passes(category, race, rung.code, rung.people, code)
        assert not passes(category, race, rung.code, rung.people - 1, code)


def with_more(race: list[Runner], code: str, people: int) -> list[Runner]:
    return [r.with_more(people, people) if r.code == code else r for r in race]


def passes(category: Category, race: list[Runner], code: str, people: int, rival: str) -> bool:
    after_it = places(standings(category, with_more(race, code, people)))
    return after_it[code] < after_it[rival]


def is_behind(category: Category, race: list[Runner], code: str, people: int, rival: str) -> bool:
    after_it = places(standings(category, with_more(race, code, people)))
    return after_it[code] > after_it[rival]


def places(table: list[Standing]) -> dict[str, int]:
    return {s.code: s.place for s in table if s.place is not None}


def in_region(table: list[Standing]) -> dict[str, int]:
    return {s.code: s.place_in_region for s in table if s.place_in_region is not None}


@given(fields(), st.sampled_from(CATEGORIES))
def test_the_place_now_lies_between_the_best_and_the_worst(
    race: list[Runner], category: Category
) -> None:
    table = standings(category, race)
    found = reach(category, race)
    assert {code: r.now for code, r in found.items()} == places(table)
    assert {code: r.now_in_region for code, r in found.items()} == in_region(table)
    for r in found.values():
        assert r.best <= r.now <= r.worst
        assert r.best_in_region <= r.now_in_region <= r.worst_in_region


@given(fields(), st.sampled_from(CATEGORIES))
def test_the_best_and_the_worst_are_reached_and_no_more(
    race: list[Runner], category: Category
) -> None:
    """Each outcome is made, and ranked by the one function that computes places."""
    race = [r for r in race if r.population is not None]
    for code, found in reach(category, race).items():
        best = [at_full(category, r) if r.code == code else r for r in race]
        worst = [r if r.code == code else at_full(category, r) for r in race]
        assert places(standings(category, best))[code] == found.best
        assert in_region(standings(category, best))[code] == found.best_in_region
        assert places(standings(category, worst))[code] == found.worst
        assert in_region(standings(category, worst))[code] == found.worst_in_region


@given(fields(), st.sampled_from(CATEGORIES), st.data())
def test_whatever_happens_ends_between_the_best_and_the_worst(
    race: list[Runner], category: Category, data: st.DataObject
) -> None:
    def later(r: Runner) -> Runner:
        left = r.left(category)
        return r.with_more(more := data.draw(st.integers(0, 9 if left is None else left)), more)

    end = places(standings(category, [later(r) for r in race]))
    for code, found in reach(category, race).items():
        assert found.best <= end[code] <= found.worst


def test_one_whose_figure_is_missing_can_still_come_in_ahead() -> None:
    missing = replace(runner("B", 0), counts=None)
    assert reach(MAIN, [runner("A", 90), missing])["A"] == Reach("A", 1, 1, 2, 1, 1, 2)
    assert reach(SPRINT, [runner("A", 90), missing])["A"].worst == 2
    nowhere = replace(missing, baseline=Counts(0, 0, 0))
    assert reach(SPRINT, [runner("A", 90), nowhere])["A"].worst == 1


def test_nothing_limits_one_whose_population_is_not_known() -> None:
    race = [runner("A", 90), replace(runner("B", 20), population=None)]
    found = reach(SPRINT, race)
    assert (found["A"].worst, found["B"].best, found["B"].now) == (2, 1, 2)


def test_a_title_is_secured_possible_or_out_of_reach() -> None:
    race = [
        runner("A", 90),
        runner("B", 50, exempt=10),  # 90 at most: level with A
        runner("C", 40, exempt=15, region="1082"),  # 85 at most
    ]
    found = reach(MAIN, race)
    assert [found[code].first for code in "ABC"] == [
        Verdict.SECURED,
        Verdict.POSSIBLE,
        Verdict.OUT_OF_REACH,
    ]
    assert [found[code].podium for code in "ABC"] == [Verdict.SECURED] * 3
    assert [found[code].first_in_region for code in "ABC"] == [
        Verdict.SECURED,
        Verdict.POSSIBLE,
        Verdict.SECURED,
    ]
    assert found["C"].verdict(2) == Verdict.POSSIBLE


def test_in_the_baseline_week_nothing_is_said_of_growth() -> None:
    race = [replace(runner("A", 90), is_baseline_week=True)]
    assert reach(SPRINT, race) == {}
    assert ladder(SPRINT, race, "A") is None


def test_the_value_of_a_runner_is_the_categorys() -> None:
    ratio = runner("A", 45, 90).ratio(MAIN)
    assert ratio is not None
    assert exact(ratio) == Fraction(1, 2)
