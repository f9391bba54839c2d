"""Population from Statistics Denmark: what Statistikbanken hands out of the table FOLK1A. Pure.

A file holds one line for each combination of area, sex, age, quarter and whatever else was chosen,
in codes or in words, with totals, parts or both. Cells of zero are left out. See docs/data-format.md.
Source of the figures: Statistics Denmark, FOLK1A, licence CC BY 4.0.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from municipalities import textfiles
from municipalities.names import Contradiction, Roster, is_control_total, is_passed_over

type Ages = tuple[int, int]
type Choice = tuple[str, ...]

OLDEST = 125
COMMON_UP_TO = 91  # below this age there is somebody in every file of municipalities
YOUNG = range(15, 25)
_LINES_SHOWN = 10

_AREA, _AGE, _TIME, _COUNT = "area", "age", "time", "count"
_HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("område", "omraade", "area", "region", "kommune"), _AREA),
    **dict.fromkeys(("alder", "age"), _AGE),
    **dict.fromkeys(("tid", "time", "kvartal", "quarter"), _TIME),
    **dict.fromkeys(("indhold", "value", "contents", "antal", "folketal"), _COUNT),
}
_COMPACT = ("code", "name", "age_15_plus", "age_15_24")
_TOTALS = frozenset({"tot", "ialt", "i alt", "total", "alle", "all", "mok", "in total"})
_TOTAL_WITHIN = re.compile(r"\bi alt\b|\btotal\b")
_AGE_TEXT = re.compile(r"(\d{1,3})(?: år| aar| years?)?(?: og derover| and over|\+)?")
_QUARTER = re.compile(r"(?P<year>\d{4})\s*[KQ](?P<quarter>[1-4])", re.IGNORECASE)
_QUARTER_IN_WORDS = re.compile(
    r"(?P<quarter>[1-4])\.?\s*(?:kvartal|kvt\.?|quarter)\s*(?P<year>\d{4})", re.IGNORECASE
)
_REGION = re.compile(r"(?:10|0)?8[1-5]|0*(?:[1-9]|1[01])")
_REGION_IN_WORDS = re.compile(r"(?:region|landsdel|province)\s.*", re.IGNORECASE)
# Variables whose values are known: all of them must be there for their sum to be everybody.
_WHOLE_SETS: Mapping[str, Sequence[frozenset[str]]] = {
    "køn": (frozenset({"1", "2"}), frozenset({"m", "k"}), frozenset({"mænd", "kvinder"})),
    "sex": (frozenset({"1", "2"}), frozenset({"men", "women"})),
    "civilstand": (
        frozenset({"u", "g", "e", "f"}),
        frozenset({"ugift", "gift/separeret", "enke/enkemand", "fraskilt"}),
    ),
    "marital status": (
        frozenset({"u", "g", "e", "f"}),
        frozenset({"never married", "married/separated", "widowed", "divorced"}),
    ),
}


class StatbankError(ValueError):
    """The file cannot be used; `problems` says why, one sentence each, and what to do."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class People:
    """Population of the asked day: code to (aged 15 and over, aged 15-24), and what to know."""

    by_code: dict[str, Ages]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class _Cell:
    line: int
    code: str
    age: int
    choice: Choice
    count: int


def quarter_of(as_of: date) -> str:
    """The quarter that describes a day: `2014K1` for 1 January 2014.

    FOLK1A counts on the first day of each quarter. `StatbankError` for any other day.
    """
    if as_of.day != 1 or as_of.month not in {1, 4, 7, 10}:
        year = as_of.year
        raise StatbankError(
            [
                _("FOLK1A counts on the first day of a quarter, and %(day)s is none.")
                % {"day": as_of},
                _("Use %(year)s-01-01, %(year)s-04-01, %(year)s-07-01 or %(year)s-10-01.")
                % {"year": year},
            ]
        )
    return f"{as_of.year}K{as_of.month // 3 + 1}"


def read(content: bytes, *, as_of: date, roster: Roster) -> People:
    """Read a file of Statistikbanken's, or the compact form `code,name,age_15_plus,age_15_24`.

    Totals and parts of the same are never both counted. Regions and the whole country are left
    aside, and Christiansø is with a remark. The compact form names no day: it is taken to be of
    `as_of`. Raises `StatbankError` with every problem that was found.
    """
    try:
        text = textfiles.decode(content)
    except textfiles.NotText as error:
        raise StatbankError(
            [str(_("The file is not text. Fetch it from Statistikbanken as CSV."))]
        ) from error
    lines = _lines(text)
    _line, headings = next(lines, (0, []))
    titles = tuple(heading.strip().lower() for heading in headings)
    if titles[:4] == _COMPACT:
        return _with_missing(_compact(lines, roster), [], roster)
    return _Table(titles, quarter_of(as_of), roster).read(lines)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise StatbankError(
            [_("Line %(line)d: %(error)s.") % {"line": reader.line_num, "error": error}]
        ) from error


def _compact(lines: Iterable[tuple[int, list[str]]], roster: Roster) -> dict[str, Ages]:
    by_code: dict[str, Ages] = {}
    problems = []
    for line, cells in lines:
        code, name, plus, young = (*cells, "", "", "", "")[:4]
        if is_control_total(code, name) or is_passed_over(code, name):
            continue
        found = _resolved(roster, code, name)
        if found is None:
            problems.append(
                _("Line %(line)d: “%(area)s” is not a known municipality.")
                % {"line": line, "area": f"{code} {name}"}
            )
        elif found in by_code:
            problems.append(
                _("Line %(line)d: %(name)s occurs twice.")
                % {"line": line, "name": roster.name_of(found)}
            )
        elif not (plus.isdecimal() and young.isdecimal()) or int(young) > int(plus):
            problems.append(
                _("Line %(line)d: “%(all)s” and “%(young)s” are not possible populations.")
                % {"line": line, "all": plus, "young": young}
            )
        else:
            by_code[found] = (int(plus), int(young))
    if problems:
        raise StatbankError(problems)
    return by_code


def _with_missing(by_code: dict[str, Ages], remarks: list[str], roster: Roster) -> People:
    if not by_code:
        raise StatbankError(
            [str(_("The file holds no municipality. Fetch it anew with all municipalities."))]
        )
    missing = [name for code, name in roster.names.items() if code not in by_code]
    if missing:
        remarks.append(
            _("Not in the file, so without population: %(names)s.") % {"names": _some(missing)}
        )
    return People(by_code, remarks)


def _resolved(roster: Roster, code: str, name: str) -> str | None:
    try:
        return roster.resolve(code, name)
    except Contradiction:
        return None


class _Table:
    """One reading of a file in Statistikbanken's own form."""

    def __init__(self, titles: Choice, quarter: str, roster: Roster) -> None:
        self._at = {_HEADINGS[t]: i for i, t in enumerate(titles) if t in _HEADINGS}
        wanted = {_AREA: "OMRÅDE", _AGE: "ALDER", _TIME: "TID", _COUNT: "INDHOLD"}
        if absent := [heading for key, heading in wanted.items() if key not in self._at]:
            raise StatbankError(
                [
                    _("The column %(column)s is missing. Fetch FOLK1A with area, age and quarter.")
                    % {"column": heading}
                    for heading in absent
                ]
            )
        self._others = [i for i in range(len(titles)) if i not in self._at.values()]
        self._titles = titles
        self._quarter = quarter
        self._roster = roster
        self._areas: dict[str, str | None] = {}
        self._seen: dict[tuple[str, int, Choice], int] = {}
        self._quarters: set[str] = set()
        self._passed_over: set[str] = set()
        self._unknown: dict[str, int] = {}
        self._problems: list[str] = []

    def read(self, lines: Iterable[tuple[int, list[str]]]) -> People:
        cells = [cell for line in lines if (cell := self._cell(*line)) is not None]
        if self._quarter not in self._quarters:
            there = _some(sorted(self._quarters)) or str(_("none"))
            self._problems.append(
                _(
                    "The file does not hold %(quarter)s; its quarters: %(there)s. "
                    "Fetch that quarter, or choose another population day."
                )
                % {"quarter": self._quarter, "there": there}
            )
        self._problems += [
            _("Line %(line)d: the area “%(area)s” is not a known municipality.")
            % {"line": line, "area": area}
            for area, line in self._unknown.items()
        ]
        remarks = [
            _("%(area)s is not a municipality and was passed over.") % {"area": area}
            for area in self._passed_over
        ]
        if not self._problems:
            remarks += self._look_at_choices(cells) + self._look_at_ages(cells)
        if self._problems:
            raise StatbankError(_first(self._problems))
        return _with_missing(_sums(cells), remarks, self._roster)

    def _cell(self, line: int, cells: list[str]) -> _Cell | None:
        """One line's count, where it is of the asked quarter, a municipality, and an age of 15 up."""
        if len(cells) != len(self._titles):
            self._problems.append(
                _("Line %(line)d: %(cells)d cells under %(headings)d headings.")
                % {"line": line, "cells": len(cells), "headings": len(self._titles)}
            )
            return None
        quarter = _quarter(cells[self._at[_TIME]])
        self._quarters.add(quarter)
        code = self._area(line, cells[self._at[_AREA]]) if quarter == self._quarter else None
        if code is None:
            return None
        age, count = self._age(line, cells[self._at[_AGE]]), cells[self._at[_COUNT]]
        if age is None or age < YOUNG.start:
            return None
        if not count.isdecimal():
            self._problems.append(
                _("Line %(line)d: “%(text)s” is not a number of people.")
                % {"line": line, "text": count}
            )
            return None
        choice = tuple(cells[i].lower() for i in self._others)
        first = self._seen.setdefault((code, age, choice), line)
        if first != line:
            self._problems.append(
                _("Line %(line)d: the same as line %(first)d is counted once more.")
                % {"line": line, "first": first}
            )
        return _Cell(line, code, age, choice, int(count))

    def _area(self, line: int, text: str) -> str | None:
        if text not in self._areas:
            self._areas[text] = self._find_area(line, text)
        return self._areas[text]

    def _find_area(self, line: int, text: str) -> str | None:
        code = _resolved(self._roster, text, "")
        if code is not None or is_control_total(text, ""):
            return code
        if is_passed_over(*_parts(text)):
            self._passed_over.add(text)
        elif not (_REGION.fullmatch(text) or _REGION_IN_WORDS.fullmatch(_parts(text)[1] or text)):
            self._unknown[text] = line
        return None

    def _age(self, line: int, text: str) -> int | None:
        """Whole years; None for all ages together, and for what is noted as a problem."""
        if _is_total(text):
            return None
        found = _AGE_TEXT.fullmatch(text.lower())
        if not found or int(found[1]) > OLDEST:
            self._problems.append(
                _("Line %(line)d: “%(text)s” is not an age. Fetch FOLK1A with single years of age.")
                % {"line": line, "text": text}
            )
            return None
        return int(found[1])

    def _look_at_choices(self, cells: Sequence[_Cell]) -> list[str]:
        """Whether the values of each further variable are all there. Gives remarks."""
        remarks = []
        for place, column in enumerate(self._others):
            title = self._titles[column].upper()
            values = {cell.choice[place] for cell in cells}
            if not values or any(map(_is_total, values)):
                continue
            known = _WHOLE_SETS.get(self._titles[column])
            if known is None:
                listed = _some(sorted(values))
                remarks.append(
                    _("%(column)s has no total, so these were added up: %(values)s.")
                    % {"column": title, "values": listed}
                )
            elif not any(values >= whole for whole in known):
                listed = _some(sorted(values))
                self._problems.append(
                    _(
                        "%(column)s holds only %(values)s, which is not everybody. "
                        "Fetch the total, or all of it."
                    )
                    % {"column": title, "values": listed}
                )
        return remarks

    def _look_at_ages(self, cells: Sequence[_Cell]) -> list[str]:
        ages = {cell.age for cell in cells}
        if ages.isdisjoint(YOUNG) or max(ages, default=0) < YOUNG.stop:
            self._problems.append(
                str(
                    _(
                        "The ages do not reach from 15-24 and up. "
                        "Fetch FOLK1A with all single years of age."
                    )
                )
            )
            return []
        gaps = [str(age) for age in range(YOUNG.start, COMMON_UP_TO) if age not in ages]
        text = _("Nobody in the file is of these ages: %(ages)s.")
        return [text % {"ages": _some(gaps)}] if gaps else []


def _sums(cells: Iterable[_Cell]) -> dict[str, Ages]:
    """People aged 15 and over, and 15-24, by code; every person once."""
    by_age: dict[tuple[str, int], list[tuple[Choice, int]]] = {}
    for cell in cells:
        by_age.setdefault((cell.code, cell.age), []).append((cell.choice, cell.count))
    sums: dict[str, list[int]] = {}
    for (code, age), counts in by_age.items():
        people = _everybody(counts)
        both = sums.setdefault(code, [0, 0])
        both[0] += people
        both[1] += people if age in YOUNG else 0
    return {code: (plus, young) for code, (plus, young) in sums.items()}


def _everybody(counts: Sequence[tuple[Choice, int]]) -> int:
    """The sum over the further variables: of each its total where there is one, else its parts."""
    if not counts[0][0]:
        return sum(count for _choice, count in counts)
    totals = [(choice[1:], count) for choice, count in counts if _is_total(choice[0])]
    if totals:
        return _everybody(totals)
    parts: dict[str, list[tuple[Choice, int]]] = {}
    for choice, count in counts:
        parts.setdefault(choice[0], []).append((choice[1:], count))
    return sum(map(_everybody, parts.values()))


def _is_total(text: str) -> bool:
    text = text.lower()
    return text in _TOTALS or bool(_TOTAL_WITHIN.search(text))


def _quarter(text: str) -> str:
    found = _QUARTER.fullmatch(text) or _QUARTER_IN_WORDS.fullmatch(text)
    return f"{found['year']}K{found['quarter']}" if found else text


def _parts(text: str) -> tuple[str, str]:
    """An area's code and name from `411`, `Christiansø` or `411 Christiansø`."""
    code, _space, name = text.partition(" ")
    return (code, name.strip()) if code.isdecimal() else ("", text)


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - _LINES_SHOWN
    return ", ".join(texts[:_LINES_SHOWN]) + (
        _(" and %(n)d more") % {"n": more} if more > 0 else ""
    )


def _first(problems: Sequence[str]) -> list[str]:
    more = len(problems) - 2 * _LINES_SHOWN
    shown = list(problems[: 2 * _LINES_SHOWN])
    return [*shown, _("… and %(n)d more of the kind.") % {"n": more}] if more > 0 else shown
