"""Numbers said aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition import spoken
from competition.ranking import Ratio

DANISH = {
    0: "nul",
    1: "en",
    9: "ni",
    19: "nitten",
    20: "tyve",
    21: "enogtyve",
    55: "femoghalvtreds",
    99: "nioghalvfems",
    100: "et hundrede",
    101: "et hundrede og en",
    250: "to hundrede og halvtreds",
    1_000: "et tusind",
    1_005: "et tusind og fem",
    1_633: "et tusind seks hundrede og treogtredive",
    21_000: "enogtyve tusind",
    121_593: "et hundrede og enogtyve tusind fem hundrede og treoghalvfems",
    1_000_000: "en million",
    2_450_367: "to millioner fire hundrede og halvtreds tusind tre hundrede og syvogtres",
    -132: "minus et hundrede og toogtredive",
}
ENGLISH = {
    0: "zero",
    21: "twenty-one",
    132: "one hundred and thirty-two",
    1_005: "one thousand and five",
    121_593: "one hundred and twenty-one thousand five hundred and ninety-three",
}


@pytest.mark.parametrize(("value", "words"), DANISH.items())
def test_danish(value, words):
    assert spoken.number(value, "da") == words


@pytest.mark.parametrize(("value", "words"), ENGLISH.items())
def test_english(value, words):
    assert spoken.number(value, "en") == words


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (Ratio(700, 1000), "halvfjerds komma nul procent"),
        (Ratio(168, 1000), "seksten komma otte procent"),
        (Ratio(2999, 3000), "et hundrede komma nul procent"),
        (Ratio(-1, 1000), "minus nul komma en procent"),
        (Ratio(-1, 1_000_000), "nul komma nul procent"),
    ],
)
def test_a_share_is_said_as_it_is_written(ratio, words):
    assert spoken.percent(ratio, "da") == words


def test_a_share_in_english():
    assert spoken.percent(Ratio(168, 1000), "en-gb") == "sixteen point eight per cent"


@pytest.mark.parametrize("value", [10**9, -(10**9)])
def test_a_number_that_nobody_needs_is_refused(value):
    with pytest.raises(ValueError, match=str(value)):
        spoken.number(value, "da")


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
def test_two_numbers_never_sound_the_same(one, other):
    for language in ("da", "en"):
        same = spoken.number(one, language) == spoken.number(other, language)
        assert same == (one == other)
