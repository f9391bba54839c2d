"""Distances in people: what it takes to pass the one ahead, exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.outlook import registrations_to_pass
from competition.ranking import Ratio

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
