"""The lines below the headings: one municipality's three stocks each, checked as they are read.

Pure; no Django. Numbers are whole numbers of people, from 0; see docs/data-format.md.
"""

import re
from collections.abc import Sequence
from itertools import repeat
from operator import le
from typing import NamedTuple

from municipalities.names import Contradiction, Roster, is_control_total, is_passed_over
from signups.findings import Problem, Remark
from signups.headings import CODE, FIGURES, NAME, Headings

MOST_PEOPLE = 2_147_483_647
_PLAIN_DIGITS = 10
_NAMES_REMARKED = 5
_VALUE_SHOWN = 80

_SPACES = " \u00a0\u2009\u202f"
_PLAIN = re.compile(r"[0-9]+")
_THOUSANDS = re.compile(
    rf"[1-9][0-9]{{0,2}}(?P<mark>[.{_SPACES}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
)
_DECIMAL = re.compile(rf"[0-9][0-9.,{_SPACES}]*[.,][0-9.,]*\s*%?|[.,][0-9]+\s*%?|[0-9]+\s*%")
_BELOW_ZERO = re.compile(r"[-\u2212\u2013]\s*[0-9][0-9., \u00a0]*")

type Line = tuple[int, list[str]]


class Row(NamedTuple):
    """One municipality's stocks, whole numbers of people, and the line (from 1) that says so."""

    line: int
    code: str
    registered_15_plus: int
    registered_15_24: int
    exempt_15_plus: int


class Total(NamedTuple):
    """The country's stocks to check the sum against; None where a figure is not given."""

    registered_15_plus: int | None
    registered_15_24: int | None
    exempt_15_plus: int | None
    line: int | None = None

    def as_list(self) -> list[int | None]:
        """The three figures, in order."""
        return list(self[:3])


class NotWhole(ValueError):  # noqa: N818 - it is no fault of the program
    """A cell holds no whole number of people; the message is the kind of the problem."""


def whole_number(text: str) -> int:
    """The number in `481822`, `481.822` or `481 822`, also with no-break spaces.

    Three digits after a dot are thousands when what stands before can begin such a number: `481.822`
    is, `0.526` and `481.82` are decimals. Raises `NotWhole` with the kind of problem.
    """
    text = text.strip().strip("\ufeff\u200b")
    if _PLAIN.fullmatch(text):
        digits = text.lstrip("0") or "0"
    elif _THOUSANDS.fullmatch(text):
        digits = re.sub(r"[^0-9]", "", text)
    else:
        raise NotWhole(_what_is_wrong(text))
    if len(digits) > _PLAIN_DIGITS or int(digits) > MOST_PEOPLE:
        raise NotWhole("too_many_people")
    return int(digits)


def _what_is_wrong(text: str) -> str:
    if not text:
        return "missing_number"
    if _BELOW_ZERO.fullmatch(text):
        return "negative"
    return "decimal" if _DECIMAL.fullmatch(text) else "not_a_number"


class LineReader:
    """Reads the lines of one file; what it finds gathers in `rows`, `problems` and `remarks`."""

    def __init__(self, headings: Headings, roster: Roster) -> None:
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.remarks: list[Remark] = []
        self.control_total: Total | None = None
        self._headings = headings
        self._roster = roster
        self._line_of: dict[str, int] = {}
        self._without_figures: dict[str, int] = {}
        self._unknown_names = 0
        self._is_whole = not headings.missing

    def read(self, lines: Sequence[Line]) -> None:
        """Read more lines. What is written plainly is taken at once, all else looked at closely."""
        if not (self._is_whole and self._take_plainly(lines)):
            for line, cells in lines:
                self._look_closely(line, cells)

    def _take_plainly(self, lines: Sequence[Line]) -> bool:
        """Take the lines all together, column by column, where nothing about them needs a look.

        False, and nothing taken, where one line does: another spelling, a blank, a total, a fault.
        A week's file of a whole continent is read in this way, four times as fast as line by line.
        """
        width = len(self._headings.cells)
        if any(len(cells) != width for _line, cells in lines):
            return False
        columns = list(zip(*(cells for _line, cells in lines), strict=True))
        codes = self._codes_written_plainly(columns)
        plus, young, exempt = (
            _plain_numbers(columns[self._headings.at[field]]) for field in FIGURES
        )
        if not (codes and plus and young and exempt and all(map(le, young, plus))):
            return False
        numbers = [line for line, _cells in lines]
        if not self._are_new(codes, numbers):
            return False
        taken = zip(numbers, codes, plus, young, exempt, strict=True)
        self.rows.extend(map(tuple.__new__, repeat(Row), taken))
        return True

    def _codes_written_plainly(self, columns: Sequence[tuple[str, ...]]) -> Sequence[str] | None:
        """The lines' codes where code and name are written exactly as the roster has them."""
        at, names = self._headings.at, self._roster.names
        if CODE not in at:
            codes = list(map(self._roster.codes_by_name.get, columns[at[NAME]]))
            return [code for code in codes if code] if all(codes) else None
        known = tuple(map(names.get, columns[at[CODE]]))
        plain = known == columns[at[NAME]] if NAME in at else None not in known
        return columns[at[CODE]] if plain else None

    def _are_new(self, codes: Sequence[str], numbers: Sequence[int]) -> bool:
        """Note where the codes stand; False, and nothing noted, when one of them stood before."""
        before = len(self._line_of)
        self._line_of.update(zip(codes, numbers, strict=True))
        if len(self._line_of) == before + len(codes):
            return True
        self._line_of = {row.code: row.line for row in self.rows} | self._without_figures
        return False

    def finish(self) -> None:
        """To be called after the last line."""
        if self._unknown_names > _NAMES_REMARKED:
            more = self._unknown_names - _NAMES_REMARKED
            self.remarks.append(Remark("names_not_known", value=str(more)))
        if not self.rows and not self.problems:
            self.problems.append(Problem("no_rows"))

    def _look_closely(self, line: int, cells: list[str]) -> None:
        if not any(cell.strip() for cell in cells):
            return
        if any("\n" in cell or "\r" in cell for cell in cells):
            self._problem("open_quote", line, value=max(cells, key=len))
            return
        if surplus := [c for c in cells[len(self._headings.cells) :] if c.strip()]:
            self._problem("extra_cells", line, value=" ".join(surplus))
            return
        code_text, name_text = self._cell(cells, CODE), self._cell(cells, NAME)
        if is_control_total(code_text, name_text):
            self._take_total(line, cells, name_text or code_text)
        elif (code := self._municipality(line, code_text, name_text)) is not None:
            self._take(line, cells, code)

    def _municipality(self, line: int, code_text: str, name_text: str) -> str | None:
        """The code; None where the line is no municipality's, which is noted then."""
        said = " ".join(text for text in (code_text, name_text) if text)
        title = self._title(CODE if code_text else NAME)
        try:
            code = self._roster.resolve(code_text, name_text)
        except Contradiction as error:
            names = [c for c in (error.code, error.named) if c is not None]
            detail = " ".join(f"{c} = {self._roster.name_of(c)}." for c in names)
            self._problem("code_and_name", line, title, said, detail)
            return None
        if code is None:
            if is_passed_over(code_text, name_text):
                self.remarks.append(Remark("passed_over", line, value=said))
            else:
                self._problem("unknown_municipality", line, title, said)
            return None
        if name_text and self._roster.name_of(code) != name_text:
            return self._by_code(line, code, code_text, name_text)
        return code

    def _by_code(self, line: int, code: str, code_text: str, name_text: str) -> str | None:
        """A code whose name is written otherwise: fine, unless it is the country's name."""
        if is_control_total("", name_text):
            detail = f"{code} = {self._roster.name_of(code)}."
            self._problem(
                "code_and_name", line, self._title(NAME), f"{code_text} {name_text}", detail
            )
            return None
        if code_text and not self._roster.find_names(name_text):
            self._unknown_names += 1
            if self._unknown_names <= _NAMES_REMARKED:
                name = self._roster.name_of(code)
                self.remarks.append(Remark("name_not_known", line, value=name_text, detail=name))
        return code

    def _take(self, line: int, cells: list[str], code: str) -> None:
        name = self._roster.name_of(code)
        if code in self._line_of:
            self._problem(
                "twice",
                line,
                self._title(CODE if CODE in self._headings.at else NAME),
                name,
                str(self._line_of[code]),
            )
            return
        self._line_of[code] = line
        if not any(self._cell(cells, field) for field in FIGURES):
            self._without_figures[code] = line
            self.remarks.append(Remark("no_figures", line, value=name))
            return
        numbers = self._numbers(line, cells, may_be_empty=False)
        plus, young, exempt = (numbers.get(field) for field in FIGURES)
        if plus is not None and young is not None and young > plus:
            self._problem(
                "young_above_all", line, self._title(FIGURES[1]), grouped(young), grouped(plus)
            )
        elif plus is not None and young is not None and exempt is not None:
            self.rows.append(Row(line, code, plus, young, exempt))

    def _take_total(self, line: int, cells: list[str], name: str) -> None:
        if self.control_total is not None:
            first = str(self.control_total.line)
            self._problem("twice", line, self._title(NAME), name, first)
            return
        numbers = self._numbers(line, cells, may_be_empty=True)
        plus, young, exempt = (numbers.get(field) for field in FIGURES)
        self.control_total = Total(plus, young, exempt, line)

    def _numbers(self, line: int, cells: list[str], *, may_be_empty: bool) -> dict[str, int]:
        numbers = {}
        for field in FIGURES:
            if field not in self._headings.at:
                continue
            text = self._cell(cells, field)
            if may_be_empty and not text:
                continue
            try:
                numbers[field] = whole_number(text)
            except NotWhole as error:
                self._problem(str(error), line, self._title(field), text)
        return numbers

    def _cell(self, cells: list[str], field: str) -> str:
        place = self._headings.at.get(field, len(cells))
        return cells[place].strip().strip("\ufeff\u200b") if place < len(cells) else ""

    def _title(self, field: str) -> str:
        return self._headings.title(field) if field in self._headings.at else ""

    def _problem(
        self, kind: str, line: int, column: str = "", value: str = "", detail: str = ""
    ) -> None:
        short = " ".join(value.split())
        if len(short) > _VALUE_SHOWN:
            short = short[: _VALUE_SHOWN - 1] + "…"
        self.problems.append(Problem(kind, line, column, short, detail))


def grouped(number: int) -> str:
    """A number as it is typed in Denmark, in every language: `481.822`."""
    return f"{number:,}".replace(",", ".")


def _plain_numbers(column: tuple[str, ...]) -> list[int] | None:
    """The numbers of a column where all are plain digits, and few enough of them."""
    if not (all(column) and "".join(column).isdecimal() and max(map(len, column)) < _PLAIN_DIGITS):
        return None
    return list(map(int, column))
