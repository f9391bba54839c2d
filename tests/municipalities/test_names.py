"""The many ways people write a municipality, and the order and addresses of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.names import (
    Contradiction,
    Roster,
    is_control_total,
    is_of_a_person,
    is_passed_over,
    matches,
    of_a_person,
    search_key,
    slugify,
    sort_key,
)
from tests import denmark

ROSTER = denmark.roster()


@pytest.mark.parametrize(
    ("code", "name", "found"),
    [
        ("101", "", "101"),
        ("0101", "", "101"),
        (" 101 ", "København", "101"),
        ("101.0", "", "101"),
        ("", "København", "101"),
        ("", "101", "101"),
        ("", "101 København", "101"),
        ("101 - København", "", "101"),
        ("Aalborg", "", "851"),
        ("", "Københavns Kommune", "101"),
        ("", "  KØBENHAVNS   kommune ", "101"),
        ("", "Kommune: Aalborg", "851"),
        ("", "Høje Taastrup", "169"),
        ("", "Høje-Taastrup", "169"),
        ("", "Høje-Tåstrup", "169"),
        ("", "Nordfyn", "480"),
        ("", "Nordfyns", "480"),
        ("", "Nordfyns Kommune", "480"),
        ("", "Vesthimmerland", "820"),
        ("", "Vesthimmerlands", "820"),
        ("", "Århus", "751"),
        ("", "Aarhus", "751"),
        ("", "A\u030arhus", "751"),
        ("", "Åbenrå", "580"),
        ("", "Brønderslev-Dronninglund", "810"),
        ("", "Brønderslev", "810"),
        ("", "Faaborg-midtfyn", "430"),
        ("", "Fåborg Midtfyn", "430"),
        ("", "Bornholms Regionskommune", "400"),
        ("", "Ikast - Brande", "756"),
        ("", "Koebenhavn", "101"),
        ("", "Aeroe", "492"),
        ("", "Assens", "420"),
        ("", "Atlantis", None),
        ("999", "", None),
        ("", "Kommune", None),
        ("", "", None),
        ("101", "Hovedstaden", "101"),
    ],
)
def test_a_municipality_is_found_however_it_is_written(code, name, found):
    assert ROSTER.resolve(code, name) == found


@pytest.mark.parametrize("suffix", ["", " Kommune", " kommune ", "s Kommune"])
def test_every_name_leads_to_its_own_code(suffix):
    codes = [ROSTER.resolve("", name + suffix) for _code, name in denmark.pairs()]
    assert codes == [code for code, _name in denmark.pairs()]


@pytest.mark.parametrize(("code", "named"), [("101", "851"), ("0101", "851"), ("999", "851")])
def test_a_code_and_a_name_of_different_municipalities_contradict_each_other(code, named):
    with pytest.raises(Contradiction) as caught:
        ROSTER.resolve(code, "Aalborg")
    assert caught.value.named == named
    assert caught.value.code == ROSTER.find_code(code)


def test_two_that_are_written_alike_are_told_apart_by_their_codes_only():
    twins = Roster([("1", "Håbo"), ("2", "Haabo"), ("3", "Umeå")])
    assert twins.resolve("", "HÅBO") is None
    assert twins.resolve("2", "HÅBO") == "2"
    assert twins.resolve("", "Haabo") == "2"


def test_codes_of_another_country_may_have_letters_and_leading_zeros():
    abroad = Roster([("0180", "Stockholm"), ("SE12", "Umeå"), ("0012", "Ny 12")])
    assert abroad.resolve("180", "") == "0180"
    assert abroad.resolve("se12", "") == "SE12"
    assert abroad.resolve("", "Ny 12") == "0012"
    assert "0180" in abroad
    assert len(abroad) == 3


@pytest.mark.parametrize(
    ("code", "name", "is_total"),
    [
        ("", "Hele landet", True),
        ("000", "Hele landet", True),
        ("000", "", True),
        ("I alt", "", True),
        ("", "I ALT", True),
        ("101", "I alt", False),
        ("000", "København", False),
        ("101", "", False),
        ("", "", False),
    ],
)
def test_the_country_is_told_from_a_municipality(code, name, is_total):
    assert is_control_total(code, name) == is_total


@pytest.mark.parametrize(
    ("code", "name", "passed"),
    [
        ("411", "Christiansø", True),
        ("0411", "", True),
        ("", "christiansø", True),
        ("101", "", False),
    ],
)
def test_christiansoe_is_passed_over(code, name, passed):
    assert is_passed_over(code, name) == passed


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("Kbh", ["København"]),
        ("arhus", ["Aarhus"]),
        ("århus", ["Aarhus"]),
        ("AALBORG", ["Aalborg"]),
        ("hoje taa", ["Høje-Taastrup"]),
        ("taastrup høje", ["Høje-Taastrup"]),
        ("hojetaastrup", ["Høje-Taastrup"]),
        ("koeb", ["København", "Ringkøbing-Skjern"]),
        ("havn", ["København", "Frederikshavn"]),
        ("nordfyns", ["Nordfyns"]),
        ("dronninglund", []),
        ("brønderslev-dronninglund", ["Brønderslev"]),
        ("ærø", ["Ærø"]),
        ("lolland kommune", ["Lolland"]),
        ("xyz", []),
        ("???", []),
    ],
)
def test_search_finds_what_people_type(query, names):
    assert [name for _code, name in denmark.pairs() if matches(query, name)] == names


def test_an_empty_search_finds_all():
    assert all(matches("  ", name) for _code, name in denmark.pairs())


def test_the_search_key_folds_case_accents_and_danish_letters():
    assert search_key("Høje-Taastrup Kommune") == search_key("HOEJE  TÅSTRUP") == "hoje tastrup"


def test_danish_order_has_ae_oe_aa_last_and_double_a_as_aa():
    names = ["Aarhus", "Ærø", "Albertslund", "Århus Nord", "Øer", "Viborg"]
    assert sorted(names, key=sort_key) == [
        *("Albertslund", "Viborg", "Ærø", "Øer", "Aarhus", "Århus Nord")
    ]


def test_an_address_is_plain_ascii():
    assert slugify("Ringkøbing-Skjern") == "ringkoebing-skjern"


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_makes_the_roster_stumble(code, name):
    try:
        found = ROSTER.resolve(code, name)
    except Contradiction as error:
        found = error.named
    assert found is None or found in ROSTER


@given(st.text(max_size=20))
def test_a_name_matches_itself_or_says_nothing(text):
    assert matches(text, text) or search_key(text) == ""


@pytest.mark.parametrize(
    "name",
    ["Åse", "Anna-Marie", "O'Neill", "D’Arc", "J.P.", "J.P", "Jens P. Juul", "Şule", "李", "Zoë",
     "Zoe\N{COMBINING DIAERESIS}", "आरती", "ن" * 60],
)  # fmt: skip
def test_a_persons_name_is_letters_and_little_else(name):
    assert is_of_a_person(name) is True


@pytest.mark.parametrize(
    "name",
    ["", " ", "-", "kunde.\n\nDin konto", "Ny\r\nBcc: x", "evil.dk", "t.co", "a.b.dk", "https://x",
     "a@b", "Anna 2", "Anna, Bo", "Anna\N{RIGHT-TO-LEFT OVERRIDE}", "Anna\N{LINE SEPARATOR}Bo",
     "<b>", "½", "a" * 61],
)  # fmt: skip
def test_no_sentence_line_or_address_is_a_persons_name(name):
    assert is_of_a_person(name) is False


def test_of_what_a_provider_says_the_name_is_kept():
    assert [of_a_person(text) for text in ("Holm (IT)", "a\nb.dk", "123", "x" * 99)] == [
        "Holm IT", "a b dk", "", "x" * 60,
    ]  # fmt: skip
