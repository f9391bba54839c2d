"""Every file that people really send, read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signups.findings import Remark
from signups.headings import field_of
from signups.lines import NotWhole, whole_number
from signups.parsing import Parsed, Row, Total
from tests import denmark
from tests.files import HEADER, LINES, ROWS, read, text_of, workbook


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_whatever_its_encoding_separator_and_line_ends(encoding, separator, end):
    text = text_of(HEADER, *LINES, separator=separator, end=end)
    assert read(text.encode(encoding)) == Parsed(ROWS, None, [], [])


def test_cells_in_quotation_marks_are_read():
    text = text_of(*([f'"{cell}"' for cell in line] for line in (HEADER, *LINES)), separator=",")
    assert read(text) == Parsed(ROWS, None, [], [])


def test_a_workbook_is_read_with_numbers_or_text_in_its_cells():
    as_numbers = [[int(c) if c.isdecimal() else c for c in line] for line in LINES]
    as_fractions = [[float(c) if c.isdecimal() else c for c in line] for line in LINES]
    for lines in (LINES, as_numbers, as_fractions):
        assert read(workbook(HEADER, *lines)) == Parsed(ROWS, None, [], [])


def test_the_sheet_with_the_headings_is_read():
    parsed = read(workbook(HEADER, *LINES, titles=("Forside", "Tal")))
    assert parsed.rows == ROWS
    assert parsed.remarks == [Remark("sheet", value="Tal")]


def test_a_workbook_that_does_not_begin_in_its_corner_keeps_its_line_numbers():
    blank: list[object] = []
    lines: list[list[object]] = [
        blank,
        blank,
        ["", "", *HEADER],
        ["", "", *LINES[0]],
        ["", "", "101"],
    ]
    parsed = read(workbook(*lines))
    assert parsed.rows == [Row(4, *ROWS[0][1:])]
    assert [(p.kind, p.line) for p in parsed.problems] == [("twice", 5)]


def test_titles_above_the_headings_and_empty_lines_are_passed():
    text = "sep=;\r\nTilmeldte til Digital Post;;;;\r\n\r\n" + text_of(
        HEADER, LINES[0], ["", "", "", "", ""], [], LINES[1]
    )
    parsed = read(text)
    assert parsed == Parsed([Row(5, *ROWS[0][1:]), Row(8, *ROWS[1][1:])], None, [], [])


@pytest.mark.parametrize(
    "header",
    [
        ["KOMMUNEKODE", "KOMMUNE", "TILMELDTE 15+", "TILMELDTE 15-24", "FRITAGNE 15+"],
        ["Kode", "Kommunenavn", "Antal tilmeldte 15 år og derover", "Unge tilmeldte", "Fritaget"],
        ["Kommunenr.", "Navn", "Tilmeldte (15+)", "Tilmeldte 15 – 24 år", "Fritagne i alt"],
        ["code", "name", "registered_15_plus", "registered_15_24", "exempt_15_plus"],
        ["Municipality code", "Municipality", "Registered 15+", "Registered aged 15-24", "Exempt"],
        [
            "Kommune-nr",
            "Kommune",
            "Tilmeldte uge 42, 2014",
            "15-24-årige tilmeldte",
            "Fritagelser 15+",
        ],
    ],
)
def test_headings_are_danish_or_english_in_many_spellings(header):
    assert read(text_of(header, *LINES)) == Parsed(ROWS, None, [], [])


@pytest.mark.parametrize(
    "heading",
    [
        *("Andel tilmeldte", "Tilmeldte 15+ pct.", "Tilmeldte i %", "Tilmeldte mænd 15+"),
        *("Tilmeldte 25-34", "Tilmeldte 65+", "Ikke tilmeldte 15+", "Fritagne 15-24"),
        *(
            "Tilmeldte og fritagne 15+",
            "Nye tilmeldte",
            "Tilmeldte 15 år",
            "Befolkning 15+",
            "",
            "15+",
        ),
    ],
)
def test_a_heading_that_says_something_else_is_no_figure(heading):
    assert field_of(heading) is None


def test_columns_may_come_in_any_order_and_others_are_remarked():
    lines = [[line[3], "x", line[1], line[4], line[2], line[0]] for line in (HEADER, *LINES)]
    lines[0][1] = "Andel tilmeldte"
    parsed = read(text_of(*lines))
    assert parsed.rows == ROWS
    assert parsed.remarks == [Remark("extra_columns", value="Andel tilmeldte")]


@pytest.mark.parametrize("kept", [[0, 2, 3, 4], [1, 2, 3, 4]])
def test_code_or_name_is_enough(kept):
    text = text_of(*([line[place] for place in kept] for line in (HEADER, *LINES)))
    assert read(text) == Parsed(ROWS, None, [], [])


@pytest.mark.parametrize(
    ("code", "name"),
    [("0101", "København"), (" 101 ", " Københavns  Kommune "), ("", "KØBENHAVN"), ("101", "")],
)
def test_a_municipality_is_found_however_it_is_written(code, name):
    parsed = read(text_of(HEADER, [code, name, *LINES[0][2:]], LINES[1]))
    assert parsed == Parsed(ROWS, None, [], [])


def test_a_code_decides_where_nobody_has_the_name():
    parsed = read(text_of(HEADER, ["101", "Hovedstaden", *LINES[0][2:]], LINES[1]))
    assert parsed.rows == ROWS
    assert parsed.remarks == [Remark("name_not_known", 2, value="Hovedstaden", detail="København")]


def test_many_unknown_names_are_counted():
    lines = [[code, f"By {code}", "3", "2", "1"] for code, _name in denmark.pairs()]
    parsed = read(text_of(HEADER, *lines))
    assert len(parsed.rows) == 98
    assert [remark.kind for remark in parsed.remarks] == ["name_not_known"] * 5 + [
        "names_not_known"
    ]
    assert parsed.remarks[-1].value == "93"


@pytest.mark.parametrize("code", ["", "000"])
@pytest.mark.parametrize("name", ["Hele landet", "I alt"])
def test_the_line_of_the_country_is_the_control_total(code, name):
    parsed = read(text_of(HEADER, *LINES, [code, name, "388.123", "60801", ""]))
    assert parsed == Parsed(ROWS, Total(388123, 60801, None, line=4), [], [])
    assert Total(388123, 60801, None, line=4).as_list() == [388123, 60801, None]


def test_christiansoe_is_passed_over_with_a_remark():
    parsed = read(text_of(HEADER, *LINES, ["411", "Christiansø", "60", "5", "1"]))
    assert parsed == Parsed(ROWS, None, [Remark("passed_over", 4, value="411 Christiansø")], [])


def test_a_line_without_any_figure_is_a_missing_municipality():
    parsed = read(text_of(HEADER, *LINES, ["147", "Frederiksberg", "", "", " "]))
    assert parsed == Parsed(ROWS, None, [Remark("no_figures", 4, value="Frederiksberg")], [])


# --- numbers ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "481822",
        " 481822 ",
        "481.822",
        "481 822",
        "481\u00a0822",
        "481\u202f822",
        "0481822",
        "\ufeff481822",
    ],
)
def test_a_number_is_read_as_people_write_it(text):
    assert whole_number(text) == 481822


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "missing_number"),
        ("-5", "negative"),
        ("\u2212481.822", "negative"),
        ("- 5", "negative"),
        ("12,5", "decimal"),
        ("481.82", "decimal"),
        ("481.8222", "decimal"),
        ("0.526", "decimal"),
        ("481822.0", "decimal"),
        ("481,822", "decimal"),
        ("1.481,5", "decimal"),
        (",5", "decimal"),
        ("52,6 %", "decimal"),
        ("52%", "decimal"),
        ("abc", "not_a_number"),
        ("-", "not_a_number"),
        ("..", "not_a_number"),
        ("1e5", "not_a_number"),
        ("+5", "not_a_number"),
        ("1_000", "not_a_number"),
        ("4818 22", "not_a_number"),
        ("481.822 123", "not_a_number"),
        ("2147483648", "too_many_people"),
        ("9" * 5000, "too_many_people"),
    ],
)
def test_what_is_no_number_of_people_is_told_by_kind(text, kind):
    with pytest.raises(NotWhole) as caught:
        whole_number(text)
    assert str(caught.value) == kind


def test_a_fraction_in_a_workbook_is_a_decimal_and_not_thousands():
    parsed = read(workbook(HEADER, ["101", "København", 481.822, 5, 5]))
    assert [(p.kind, p.value) for p in parsed.problems] == [("decimal", "481,822")]


@settings(max_examples=25)
@pytest.mark.parametrize("mark", [".", " ", "\u00a0", "\u202f"])
@pytest.mark.parametrize("as_workbook", [False, True])
@given(
    st.lists(st.tuples(*[st.integers(0, 2_147_483_647)] * 3), min_size=1, max_size=98),
    st.sampled_from([";", "\t", ","]),
    st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_whatever_numbers_are_written_come_back(as_workbook, mark, numbers, separator, encoding):
    stocks = [(max(a, b), min(a, b), c) for a, b, c in numbers]
    lines = [
        [code, name, *(f"{n:,}".replace(",", mark) for n in three)]
        for (code, name), three in zip(denmark.pairs(), stocks, strict=False)
    ]
    content = (
        workbook(HEADER, *lines)
        if as_workbook
        else text_of(HEADER, *lines, separator=separator).encode(encoding)
    )
    parsed = read(content)
    assert parsed.problems == []
    assert [row[2:] for row in parsed.rows] == stocks


# --- refused ---------------------------------------------------------------------------------------
