"""From the bytes of a file to a week's figures, or to all the problems that it has. Pure.

The formats and every refusal are described in docs/data-format.md. Either the whole file is right
or nothing of it counts: `Parsed.rows` is to be used only when `Parsed.problems` is empty.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice

from municipalities.names import Roster
from signups import headings as headings_of
from signups import sheets
from signups.findings import STANDARD_HEADER, Problem, Remark
from signups.headings import Headings
from signups.lines import LineReader, Row, Total
from signups.sheets import Table, TooWide, Unreadable

__all__ = ["MAX_BYTES", "Parsed", "Problem", "Remark", "Row", "Total", "lines_of", "parse"]

MAX_BYTES = 20 * 1024 * 1024
ROWS_PER_STEP = 5_000

type Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says. With a problem in it, the rows are incomplete and must not be stored."""

    rows: list[Row]
    control_total: Total | None
    remarks: list[Remark]
    problems: list[Problem]


def parse(
    content: bytes,
    *,
    file_name: str,
    roster: Roster,
    progress: Progress | None = None,
    max_bytes: int = MAX_BYTES,
) -> Parsed:
    """Read a CSV or XLSX file of weekly figures.

    The bytes decide what the file is; `file_name` is only shown when they say nothing. `progress` is
    called with (rows read, rows in all) after every 5,000 rows and at the end. Nothing is raised
    for whatever bytes may come: what is wrong with them is in `problems`, all of it at once.
    """
    if len(content) > max_bytes:
        return Parsed([], None, [], [_as_problem(Unreadable("too_large"), file_name, max_bytes)])
    try:
        tables = sheets.tables(content)
        table, headings = _choose(tables)
        parsed = _parse_table(table, headings, roster, progress)
    except Unreadable as error:
        return Parsed([], None, [], [_as_problem(error, file_name, max_bytes)])
    if table.is_sheet and len(tables) > 1:
        parsed.remarks.insert(0, Remark("sheet", value=table.name))
    return parsed


def fault_of(content: bytes, *, file_name: str) -> str:
    """Why the bytes are no table at all, in a sentence; empty where they are one."""
    try:
        sheets.tables(content)
    except Unreadable as error:
        return _as_problem(error, file_name, MAX_BYTES).text
    return ""


def lines_of(content: bytes, numbers: Collection[int]) -> dict[int, str]:
    """The lines of these numbers (from 1) as they stand in the file; nothing of an unreadable one."""
    try:
        table, _headings = _choose(sheets.tables(content))
        separator = " | " if table.is_sheet else table.name.replace("\t", "    ")
        return {line: separator.join(cells) for line, cells in table.rows() if line in numbers}
    except Unreadable:
        return {}


def _as_problem(error: Unreadable, file_name: str, max_bytes: int) -> Problem:
    detail = ""
    if error.kind == "too_large":
        detail = f"{max_bytes / 1024 / 1024:g}"
    elif error.kind == "no_header":
        detail = STANDARD_HEADER
    return Problem(error.kind, error.line, value=error.value or file_name, detail=detail)


def _choose(tables: Sequence[Table]) -> tuple[Table, Headings]:
    """The table whose headings say most; the first among equals."""
    known: list[tuple[Table, Headings]] = []
    fault = Unreadable("no_header")
    for table in tables:
        try:
            if (headings := headings_of.find(table.rows())) is not None:
                known.append((table, headings))
        except Unreadable as error:
            fault = fault if isinstance(fault, TooWide) else error
    if not known:
        raise fault
    return max(known, key=lambda pair: len(pair[1].at))


def _parse_table(
    table: Table, headings: Headings, roster: Roster, progress: Progress | None
) -> Parsed:
    reader = LineReader(headings, roster)
    reader.problems += _problems_of(headings)
    if headings.extra:
        reader.remarks.append(Remark("extra_columns", value=", ".join(headings.extra)))
    below = dropwhile(lambda row: row[0] <= headings.line, table.rows())
    done = 0
    expected = max(0, table.length - headings.line)
    while lines := list(islice(below, ROWS_PER_STEP)):
        reader.read(lines)
        done += len(lines)
        if progress and len(lines) == ROWS_PER_STEP:
            progress(done, max(done, expected))
    reader.finish()
    if progress:
        progress(done, done)
    return Parsed(reader.rows, reader.control_total, reader.remarks, reader.problems)


def _problems_of(headings: Headings) -> list[Problem]:
    there = ", ".join(title for title in headings.cells if title)
    missing = [
        Problem("missing_column", headings.line, title, detail=there) for title in headings.missing
    ]
    return missing + [
        Problem("column_twice", headings.line, first, second) for first, second in headings.repeated
    ]
