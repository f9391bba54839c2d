"""Every file that people really send, read; everything else refused with all its problems."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from municipalities.names import Roster
from signups import sheets
from signups.findings import _PROBLEMS, _REMARKS, Problem, Remark
from signups.headings import field_of
from signups.lines import NotWhole, whole_number
from signups.parsing import Parsed, Row, Total, parse
from tests import denmark

ROSTER = denmark.roster()
HEADER = ["kommunekode", "kommune", "tilmeldte 15+", "tilmeldte 15-24", "fritagne 15+"]
LINES = [
    ["101", "København", "286869", "39797", "41044"],
    ["851", "Aalborg", "101254", "21004", "12345"],
]
ROWS = [Row(2, "101", 286869, 39797, 41044), Row(3, "851", 101254, 21004, 12345)]


def text_of(*lines: list[str], separator: str = ";", end: str = "\r\n") -> str:
    return "".join(separator.join(line) + end for line in lines)


def workbook(*lines: Sequence[object], titles: tuple[str, ...] = ("Ark1",)) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = titles[0]
    for title in titles[1:]:
        book.create_sheet(title)
    for line in lines:
        book.worksheets[-1].append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(content: bytes | str, *, roster: Roster = ROSTER, **options: Any) -> Parsed:
    data = content.encode() if isinstance(content, str) else content
    return parse(data, file_name="2014-uge-42.csv", roster=roster, **options)


def problems(*lines: list[str]) -> list[tuple[str, int | None, str, str]]:
    """Kind, line, column and value of each, for lines below the standard header."""
    found = read(text_of(HEADER, *lines)).problems
    return [(p.kind, p.line, p.column, p.value) for p in found]


def kinds(content: bytes | str, **options: Any) -> list[str]:
    return [problem.kind for problem in read(content, **options).problems]


# --- files that people send ------------------------------------------------------------------------
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
def test_every_problem_is_listed_at_once_with_line_column_and_value():
    found = problems(
        ["101", "København", "x", "-1", "12,5"],
        ["851", "Aalborg", "100", "101", "1"],
        ["999", "Atlantis", "1", "1", ""],
        ["101", "København", "1", "1", "1"],
        ["147", "Aalborg", "1", "1", "1"],
        ["101", "I alt", "1", "1", "1"],
    )
    assert found == [
        ("not_a_number", 2, "tilmeldte 15+", "x"),
        ("negative", 2, "tilmeldte 15-24", "-1"),
        ("decimal", 2, "fritagne 15+", "12,5"),
        ("young_above_all", 3, "tilmeldte 15-24", "101"),
        ("unknown_municipality", 4, "kommunekode", "999 Atlantis"),
        ("twice", 5, "kommunekode", "København"),
        ("code_and_name", 6, "kommunekode", "147 Aalborg"),
        ("code_and_name", 7, "kommune", "101 I alt"),
    ]


def test_a_municipality_that_comes_twice_in_plain_lines_is_named_with_its_first_line():
    parsed = read(text_of(HEADER, *LINES, LINES[0]))
    (problem,) = parsed.problems
    assert (problem.kind, problem.line, problem.detail) == ("twice", 4, "2")


def test_a_municipality_that_comes_twice_far_apart_is_found():
    many = Roster((f"{n:05}", f"By {n}") for n in range(12_000))
    lines = [[code, name, "3", "2", "1"] for code, name in many.names.items()]
    parsed = read(text_of(HEADER, *lines, lines[0]), roster=many)
    assert len(parsed.rows) == 12_000
    assert [(p.line, p.detail) for p in parsed.problems] == [(12_002, "2")]


def test_the_total_line_may_come_once_only():
    total = ["", "I alt", "3", "2", "1"]
    assert problems(LINES[0], total, total) == [("twice", 4, "kommune", "I alt")]


def test_a_missing_number_beside_others_is_a_problem():
    assert problems(["101", "København", "5", "", "1"]) == [
        ("missing_number", 2, "tilmeldte 15-24", "")
    ]
    assert problems(["101", "København", "5"]) == [
        ("missing_number", 2, "tilmeldte 15-24", ""),
        ("missing_number", 2, "fritagne 15+", ""),
    ]


def test_separators_inside_numbers_do_not_shift_the_columns():
    text = text_of(HEADER, ["101", "København", "286,869", "39,797", "41,044"], separator=",")
    (problem,) = read(text).problems
    assert (problem.kind, problem.line, problem.value) == ("extra_cells", 2, "797 41 044")


def test_empty_cells_beyond_the_headings_do_no_harm():
    assert read(text_of(HEADER, *([*line, "", " "] for line in LINES))).rows == ROWS


def test_a_quotation_mark_that_stays_open_is_found():
    text = text_of(HEADER, ["101", '"København', *LINES[0][2:]], LINES[1])
    assert [(p.kind, p.line) for p in read(text).problems] == [("open_quote", 2)]
    endless = text_of(HEADER, ["101", '"København', *LINES[0][2:]], *[LINES[1]] * 9_000)
    assert [(p.kind, p.line) for p in read(endless).problems] == [("open_quote", 2)]


def test_missing_columns_are_named_together_with_the_faults_of_the_others():
    lines = [[line[0], line[2]] for line in (HEADER, *LINES)]
    lines[1][1] = "-3"
    parsed = read(text_of(*lines))
    assert [(p.kind, p.line, p.column) for p in parsed.problems] == [
        ("missing_column", 1, "tilmeldte 15-24"),
        ("missing_column", 1, "fritagne 15+"),
        ("negative", 2, "tilmeldte 15+"),
    ]
    assert parsed.problems[0].detail == "kommunekode, tilmeldte 15+"


def test_without_code_and_name_the_code_is_missed():
    found = read(text_of(*(line[2:] for line in (HEADER, *LINES)))).problems
    assert found[0].kind == "missing_column"
    assert found[0].column == "kommunekode"


def test_two_columns_that_say_the_same_are_refused():
    lines = [[*line, line[2]] for line in (HEADER, *LINES)]
    lines[0][-1] = "Tilmeldte"
    assert [(p.kind, p.column, p.value) for p in read(text_of(*lines)).problems] == [
        ("column_twice", "tilmeldte 15+", "Tilmeldte")
    ]


@pytest.mark.parametrize("content", [b"", b"  \r\n", b"\xef\xbb\xbf", b";;;\r\n;;;\r\n"])
def test_an_empty_file_is_one_problem(content):
    assert kinds(content) == ["empty"]


def test_a_file_with_headings_alone_is_one_problem():
    assert kinds(text_of(HEADER)) == ["no_rows"]
    assert kinds(workbook(HEADER)) == ["no_rows"]


def test_a_wrong_file_is_one_problem_and_not_thousands():
    assert kinds("\n".join(f"linje {n}, og en til" for n in range(10_000))) == ["no_header"]
    assert kinds(workbook(["Indkøb"], ["mælk", 2])) == ["no_header"]
    assert kinds(workbook()) == ["no_header"]


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"%PDF-1.4\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "XLS"),
        (b"abc\x00\x01\x02", "2014-uge-42.csv"),
    ],
)
def test_what_is_no_table_is_one_problem_that_names_it(content, value):
    (problem,) = read(content).problems
    assert (problem.kind, problem.value) == ("not_a_table", value)


def archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return stream.getvalue()


def replaced(content: bytes, part: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return archive(parts | {part: data})


def test_an_archive_that_is_no_workbook_is_named():
    assert read(archive({"a.txt": b"a"})).problems[0].value == "ZIP"
    assert read(archive({"content.xml": b"a"})).problems[0].value == "ODS"
    assert read(archive({"xl/workbook.bin": b"a"})).problems[0].value == "XLSB"


def test_a_locked_workbook_says_so():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert kinds(ole) == ["encrypted"]
    locked = bytearray(archive({"xl/workbook.xml": b"<a/>"}))
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + flag] |= 1
    assert kinds(bytes(locked)) == ["encrypted"]


def test_a_damaged_workbook_is_one_problem():
    whole = workbook(HEADER, *LINES)
    assert kinds(whole[: len(whole) // 2]) == ["unreadable"]
    assert kinds(replaced(whole, "xl/workbook.xml", b"<no>")) == ["unreadable"]
    assert kinds(replaced(whole, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row")) == [
        "unreadable"
    ]


def test_a_file_above_the_limit_is_not_read():
    (problem,) = read(text_of(HEADER, *LINES), max_bytes=50).problems
    assert problem.kind == "too_large"
    assert kinds(bytes(20 * 1024 * 1024 + 1)) == ["too_large"]


@pytest.mark.parametrize("quoted", ["", '"a";"b"\r\n'])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_file_of_headings_alone_is_turned_away_at_once(separator, quoted):
    wide = quoted + separator.join(["tilmeldte 15+"] * 400_000)
    started = time.process_time()
    (problem,) = read(wide).problems
    assert (problem.kind, problem.value) == ("too_many_columns", "200")
    assert time.process_time() - started < 2


def test_a_workbook_with_too_many_columns_is_turned_away():
    (problem,) = read(workbook(HEADER + [f"Kolonne {n}" for n in range(200)], *LINES)).problems
    assert (problem.kind, problem.line) == ("too_many_columns", 1)


def test_a_line_far_too_wide_below_the_headings_is_named():
    (problem,) = read(text_of(HEADER, *LINES, ["1"] * 201)).problems
    assert (problem.kind, problem.line) == ("too_many_columns", 4)


def test_many_empty_cells_and_a_note_with_many_commas_are_no_columns():
    empty = [""] * 300
    assert read(text_of(HEADER + empty, *(line + empty for line in LINES))).rows == ROWS
    assert read(text_of(["a," * 300], HEADER, *LINES)).problems == []


def test_a_row_that_goes_on_over_very_many_lines_is_an_open_quotation_mark():
    endless = text_of(HEADER) + ";".join(['"\n"'] * 300_000)
    started = time.process_time()
    assert kinds(endless) == ["open_quote"]
    assert time.process_time() - started < 2


def test_a_very_long_heading_is_cut_before_it_is_looked_at():
    started = time.process_time()
    parsed = read(
        text_of([*HEADER, "tilmeldte 15" + "-" * 100_000], *([*line, ""] for line in LINES))
    )
    assert parsed.rows == ROWS
    assert len(parsed.remarks[0].value) == 200
    assert time.process_time() - started < 2


def test_a_sheet_of_very_many_cells_is_counted_without_listing_them():
    sheet = b"<worksheet><sheetData>" + b"<c/>" * 300_000
    tracemalloc.start()
    try:
        assert sheets._cells(sheet) > sheets.MAX_CELLS
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_workbook_that_unpacks_into_very_much_is_not_unpacked():
    bomb = replaced(workbook(HEADER), "xl/sharedStrings.xml", bytes(65 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert kinds(bomb) == ["too_large"]


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576000", "ZZZZZZ99"])
def test_a_workbook_with_one_far_cell_is_not_laid_out(cell):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="2"><c r="B2"><v>1</v></c><c r="{cell}"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    assert kinds(replaced(workbook(HEADER), "xl/worksheets/sheet1.xml", sheet.encode())) == [
        "too_large"
    ]


@given(st.binary(max_size=400))
def test_no_bytes_make_it_stumble(content):
    assert isinstance(read(content), Parsed)


@given(st.text(max_size=200), st.integers(0, 120), st.sampled_from(["utf-8", "utf-16"]))
def test_no_text_in_the_middle_of_a_file_makes_it_stumble(text, place, encoding):
    whole = text_of(HEADER, *LINES)
    content = (whole[:place] + text + whole[place:]).encode(encoding, "replace")
    assert isinstance(read(content), Parsed)


@settings(max_examples=50)
@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=8))
def test_no_damage_to_a_workbook_makes_it_stumble(place, damage):
    whole = workbook(HEADER, *LINES)
    place = min(place, len(whole))
    assert isinstance(read(whole[:place] + damage + whole[place + len(damage) :]), Parsed)


# --- words, progress -------------------------------------------------------------------------------
def test_progress_is_told_every_5000_rows_and_at_the_end():
    many = Roster((f"{n:05}", f"By {n}") for n in range(12_000))
    text = text_of(HEADER, *([code, name, "3", "2", "1"] for code, name in many.names.items()))
    told: list[tuple[int, int]] = []
    parsed = read(text, roster=many, progress=lambda done, total: told.append((done, total)))
    assert len(parsed.rows) == 12_000
    assert told == [(5_000, 12_000), (10_000, 12_000), (12_000, 12_000)]


@pytest.mark.parametrize("kind", _PROBLEMS)
def test_a_problem_survives_storage_and_is_said_in_words(kind):
    problem = Problem(kind, 3, "tilmeldte 15+", "x", "y")
    assert Problem.from_dict(problem.as_dict()) == problem
    with translation.override("en"):
        assert problem.where == "Line 3, tilmeldte 15+"
        assert str(problem) == f"{problem.where}: {problem.text}"
    assert problem.text.endswith((".", "y"))
    assert "%(" not in problem.text


@pytest.mark.parametrize("kind", _REMARKS)
def test_a_remark_survives_storage_and_is_said_in_words(kind):
    remark = Remark(kind, value="x", detail="y")
    assert Remark.from_dict(remark.as_dict()) == remark
    assert str(remark) == remark.text
    assert "%(" not in remark.text


def test_a_long_value_is_shown_cut():
    (problem,) = read(text_of(HEADER, ["101", "", "x" * 500, "1", "1"])).problems
    assert problem.value == "x" * 79 + "…"
