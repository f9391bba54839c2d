"""What Statistikbanken hands out of FOLK1A, cut small."""

from datetime import date
from itertools import product

import pytest
from django.utils import translation

from municipalities import statbank
from municipalities.names import Roster
from municipalities.statbank import StatbankError
from tests import denmark


@pytest.fixture(autouse=True)
def in_english():
    """The sentences are told in the language of whoever asks."""
    with translation.override("en"):
        yield


ROSTER = Roster([("101", "København"), ("851", "Aalborg")])
NEW_YEAR = date(2014, 1, 1)
# People by area and sex, and by single year of age: one of each age, and some ages with more. 14 and
# 25 stand just outside the young.
ONE_OF_EACH = dict.fromkeys(range(15, 91), 1)
PEOPLE = {
    ("101", "1"): ONE_OF_EACH | {14: 9, 15: 100, 24: 20, 25: 7, 99: 1},
    ("101", "2"): ONE_OF_EACH | {14: 8, 15: 110, 24: 30, 25: 5, 100: 2},
    ("851", "1"): ONE_OF_EACH | {15: 40, 24: 4, 25: 3},
    ("851", "2"): ONE_OF_EACH | {15: 50, 24: 5, 25: 2},
}
EXPECTED = {"101": (421, 276), "851": (250, 115)}


def bulk(*rows: tuple[object, ...], header: str = "OMRÅDE;KØN;ALDER;TID;INDHOLD") -> str:
    return "".join(";".join(map(str, row)) + "\r\n" for row in (header.split(";"), *rows))


type Line = tuple[str, str, int, str, int]


def parts(quarter: str = "2014K1") -> list[Line]:
    return [
        (area, sex, age, quarter, count)
        for (area, sex), ages in PEOPLE.items()
        for age, count in ages.items()
    ]


def totals() -> list[Line]:
    return [
        (area, "TOT", age, "2014K1", sum(PEOPLE[area, sex].get(age, 0) for sex in "12"))
        for area, age in product(EXPECTED, range(14, 101))
    ]


def read(text: str, *, encoding: str = "utf-8", roster: Roster = ROSTER) -> statbank.People:
    return statbank.read(text.encode(encoding), as_of=NEW_YEAR, roster=roster)


def problems(text: str) -> list[str]:
    with pytest.raises(StatbankError) as caught:
        read(text)
    return caught.value.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_men_and_women_by_single_year_are_added_up(encoding):
    assert read(bulk(*parts()), encoding=encoding) == statbank.People(EXPECTED, [])


def test_line_ends_and_separators_do_not_matter():
    assert read(bulk(*parts()).replace("\r\n", "\n").replace(";", ",")).by_code == EXPECTED


def test_a_total_is_counted_instead_of_its_parts():
    assert read(bulk(*totals())).by_code == EXPECTED
    assert read(bulk(*totals(), *parts())).by_code == EXPECTED


def test_a_total_for_one_area_and_parts_for_another_are_both_counted_once():
    mixed = [row for row in totals() if row[0] == "101"] + parts()
    assert read(bulk(*mixed)).by_code == EXPECTED


def test_all_ages_together_are_not_counted():
    with_all = [(area, "TOT", "IALT", "2014K1", 9_999) for area in EXPECTED]
    assert read(bulk(*with_all, *totals())).by_code == EXPECTED


def test_cells_of_zero_may_be_left_out():
    lean = [row for row in totals() if row[4] != 0]
    assert len(lean) < len(totals())
    assert read(bulk(*lean)).by_code == EXPECTED


def test_a_further_variable_is_counted_once_whether_with_a_total_or_in_parts():
    header = "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD"
    whole = [(a, s, age, "TOT", t, n) for a, s, age, t, n in (*totals(), *parts())]
    split = [
        row
        for a, s, age, t, n in (*totals(), *parts())
        for row in ((a, s, age, "U", t, n), *((a, s, age, c, t, 0) for c in "GEF"))
    ]
    assert read(bulk(*whole, header=header)).by_code == EXPECTED
    assert read(bulk(*split, header=header)).by_code == EXPECTED
    assert read(bulk(*whole, *split, header=header)).by_code == EXPECTED


def test_an_unheard_of_variable_without_a_total_is_added_up_with_a_remark():
    header = "OMRÅDE;KØN;ALDER;HERKOMST;TID;INDHOLD"
    rows = [(a, s, age, "5", t, n) for a, s, age, t, n in parts()]
    people = read(bulk(*rows, header=header))
    assert people.by_code == EXPECTED
    assert people.remarks == ["HERKOMST has no total, so these were added up: 5."]


def test_the_file_in_words_reads_the_same():
    area = {"101": "København", "851": "Aalborg", "000": "Hele landet", "081": "Region Nordjylland"}
    sex = {"TOT": "I alt", "1": "Mænd", "2": "Kvinder"}
    rows = [
        (area[a], sex[s], f"{age} år", t, n)
        for a, s, age, t, n in (
            ("000", "TOT", 15, "2014K1", 7_000),
            ("081", "1", 15, "2014K1", 700),
            *totals(),
            *parts(),
        )
    ]
    rows.append(("Aalborg", "I alt", "Alder i alt", "2014K1", 9_999))
    assert read(bulk(*rows)) == statbank.People(EXPECTED, [])


def test_the_file_in_english_words_reads_the_same():
    area = {"101": "Copenhagen", "851": "Aalborg"}
    sex = {"1": "Men", "2": "Women"}
    rows = [(area[a], sex[s], f"{age} years", "2014Q1", n) for a, s, age, _t, n in parts()]
    assert read(bulk(*rows, header="REGION;SEX;AGE;TIME;CONTENTS")).by_code == EXPECTED


def test_the_country_and_the_regions_are_left_aside():
    others = [(code, "TOT", 15, "2014K1", 5) for code in ("000", "081", "085", "1084")]
    assert read(bulk(*others, *totals())) == statbank.People(EXPECTED, [])


@pytest.mark.parametrize("area", ["411", "Christiansø", "411 Christiansø"])
def test_christiansoe_is_passed_over_with_a_remark(area):
    people = read(bulk((area, "TOT", 15, "2014K1", 70), *totals()))
    assert people.by_code == EXPECTED
    assert people.remarks == [f"{area} is not a municipality and was passed over."]


def test_the_quarter_of_the_asked_day_is_chosen():
    later = [(a, s, age, "2014K2", n + 1) for a, s, age, _t, n in parts()]
    assert read(bulk(*later, *parts())).by_code == EXPECTED
    assert statbank.quarter_of(date(2015, 10, 1)) == "2015K4"


def test_a_file_without_the_quarter_says_what_it_has():
    (problem,) = problems(bulk(*parts("2013K4"), *parts("2013K3")))
    assert problem == (
        "The file does not hold 2014K1; its quarters: 2013K3, 2013K4. "
        "Fetch that quarter, or choose another population day."
    )


def test_a_day_that_begins_no_quarter_is_refused():
    with pytest.raises(StatbankError, match="2014-01-02"):
        statbank.quarter_of(date(2014, 1, 2))


def test_only_men_are_not_everybody():
    men = [row for row in parts() if row[1] == "1"]
    assert problems(bulk(*men)) == [
        "KØN holds only 1, which is not everybody. Fetch the total, or all of it."
    ]


def test_every_faulty_line_is_named():
    faulty = [
        ("999", "TOT", 15, "2014K1", 5),
        ("101", "TOT", "15-19 år", "2014K1", 5),
        ("101", "TOT", 16, "2014K1", ".."),
        ("101", "TOT", 15, "2014K1", 5),
        ("101", "TOT", 15),
    ]
    assert len(totals()) == 174
    assert problems(bulk(*totals(), *faulty)) == [
        "Line 177: “15-19 år” is not an age. Fetch FOLK1A with single years of age.",
        "Line 178: “..” is not a number of people.",
        "Line 179: the same as line 3 is counted once more.",
        "Line 180: 3 cells under 5 headings.",
        "Line 176: the area “999” is not a known municipality.",
    ]


def test_a_long_list_of_faults_is_cut():
    faulty = [("101", "TOT", "?", "2014K1", 5)] * 30
    found = problems(bulk(*totals(), *faulty))
    assert len(found) == 21
    assert found[-1] == "… and 10 more of the kind."


def test_a_missing_column_is_named():
    assert problems("OMRÅDE;KØN;TID;INDHOLD\n101;1;2014K1;5\n") == [
        "The column ALDER is missing. Fetch FOLK1A with area, age and quarter."
    ]


def test_ages_that_do_not_reach_are_refused_and_gaps_are_remarked():
    young_only = [row for row in totals() if int(str(row[2])) < 25]
    assert problems(bulk(*young_only)) == [
        "The ages do not reach from 15-24 and up. Fetch FOLK1A with all single years of age."
    ]
    full = [("101", "TOT", age, "2014K1", 1) for age in range(15, 91) if age != 50]
    assert read(bulk(*full, ("851", "TOT", 15, "2014K1", 1))).remarks == [
        "Nobody in the file is of these ages: 50."
    ]


def test_a_municipality_without_lines_is_remarked():
    only = [row for row in totals() if row[0] == "101"]
    people = read(bulk(*only))
    assert people.by_code == {"101": EXPECTED["101"]}
    assert people.remarks == ["Not in the file, so without population: Aalborg."]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\x00\x01", b"OMR\xc3\x85DE;ALDER;TID;INDHOLD\n"])
def test_what_is_no_such_file_is_refused(content):
    with pytest.raises(StatbankError):
        statbank.read(content, as_of=NEW_YEAR, roster=ROSTER)


def test_the_short_form_is_read_as_well():
    content = (denmark.DATA / "population-2014k1.csv").read_bytes()
    people = statbank.read(content, as_of=NEW_YEAR, roster=denmark.roster())
    assert len(people.by_code) == 98
    assert sum(plus for plus, _young in people.by_code.values()) == 4_658_492
    assert sum(young for _plus, young in people.by_code.values()) == 725_012
    assert people.remarks == []


def test_faults_of_the_short_form_are_named():
    text = (
        "code,name,age_15_plus,age_15_24\n101,København,10,2\n101,København,10,2\n"
        "999,Atlantis,1,1\n851,Aalborg,5,6\n"
    )
    assert problems(text) == [
        "Line 3: København occurs twice.",
        "Line 4: “999 Atlantis” is not a known municipality.",
        "Line 5: “5” and “6” are not possible populations.",
    ]
