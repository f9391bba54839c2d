"""What cannot be read is refused with all its problems, and no bytes make the reading stumble."""

import time
import tracemalloc

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from municipalities.names import Roster
from signups import sheets
from signups.findings import _PROBLEMS, _REMARKS, Problem, Remark
from signups.parsing import Parsed
from tests.files import (
    HEADER,
    LINES,
    ROWS,
    archive,
    kinds,
    problems,
    read,
    replaced,
    text_of,
    workbook,
)


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
