"""A block from a spreadsheet: every line in its municipality's row, and nothing lost unsaid."""

import pytest

from municipalities.names import Roster
from signups import pasting
from signups.pasting import Spot

ROSTER = Roster([("101", "København"), ("147", "Frederiksberg"), ("756", "Ikast-Brande")])
CODES = ["101", "147", "756"]
THREE = {0: "1.000", 1: "100", 2: "10"}


def place(*lines, row=0, column=0, codes=CODES):
    spot = Spot(codes, row, column)
    return pasting.place([line.split("\t") for line in lines], roster=ROSTER, spot=spot)


@pytest.mark.parametrize(
    "label",
    [
        "756",
        "0756",
        "Ikast-Brande",
        "Ikast-Brande Kommune",
        "ikast brande",
        "756 Ikast-Brande",
        "756\tIkast-Brande",
        "0756\tIkast Brande",
    ],
)
def test_a_line_goes_to_the_municipality_that_it_names_as_in_a_file(label):
    placed = place(f"{label}\t1.000\t100\t10")
    assert (placed.cells, placed.lost) == ({"756": THREE}, {})


def test_bare_numbers_go_by_their_place_below_the_field():
    assert place("1.000\t100\t10", "5", row=1).cells == {"147": THREE, "756": {0: "5"}}
    assert place("5\t6", row=2, column=1).cells == {"756": {1: "5", 2: "6"}}


def test_headings_and_the_countrys_line_take_no_row():
    placed = place(
        "Kommunekode\tKommune\tTilmeldte 15+\tTilmeldte 15-24\tFritagne 15+",
        "101\tKøbenhavn\t1.000\t100\t10",
        "I alt\t\t",
        "Hele landet\t2.000\t200\t20",
    )
    assert placed.cells == {"101": THREE}
    assert placed.total == ["2000", "200", "20"]
    assert placed.lost == {"total": ["I alt"]}


def test_a_heading_of_bare_numbers_is_skipped_and_the_numbers_begin_at_the_field():
    placed = place("Tilmeldte 15+\tTilmeldte 15-24\tFritagne 15+", "1.000\t100\t10", row=1)
    assert (placed.cells, placed.lost) == ({"147": THREE}, {})


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Kobenhavnstrup\t1\t2\t3", "unknown"),
        ("101\tFrederiksberg\t1\t2\t3", "unknown"),
        ("999\t1\t2\t3", "too_wide"),
        ("1\t2\t3\t4", "too_wide"),
        ("København\t1\t2\t3\t4", "too_wide"),
        ("København\tukendt\tukendt\tukendt", "no_numbers"),
        ("Ikast-Brande", "no_numbers"),
    ],
)
def test_what_belongs_nowhere_overwrites_nothing_and_is_told(line, why):
    placed = place("Frederiksberg\t1.000\t100\t10", line)
    assert placed.cells == {"147": THREE}
    assert list(placed.lost) == [why]


def test_rows_past_the_end_and_rows_that_a_filter_hides_are_told():
    assert place("1", "2", "3", row=2).lost == {"past_the_end": ["2", "3"]}
    assert place("København\t1\t2\t3", codes=["147"]).lost == {"not_shown": ["København"]}


def test_a_municipality_that_comes_twice_keeps_its_first_numbers():
    placed = place("København\t1.000\t100\t10", "Kbh\t9\t9\t9")
    assert (placed.cells, placed.lost) == ({"101": THREE}, {"twice": ["Kbh"]})


def test_an_empty_line_leaves_its_row_as_it_is():
    placed = place("1.000\t100\t10", "\t\t", "1.000\t100\t10")
    assert (placed.cells, placed.lost) == ({"101": THREE, "756": THREE}, {})
