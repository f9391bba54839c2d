"""A block from a spreadsheet, put where it belongs in the grid. Pure.

A line that names its municipality, by code or name as in a file, goes to that row; a line of bare
numbers goes by its place below the field that was pasted in. What belongs nowhere is told, and is
never written over anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from municipalities.names import Contradiction, Roster, is_control_total
from signups.headings import FIGURES
from signups.lines import NotWhole, whole_number

FIELDS = len(FIGURES)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the block was pasted: the codes of the rows on the page, and row and column from 0."""

    codes: Sequence[str]
    row: int
    column: int


@dataclass(slots=True)
class Placed:
    """What became of the lines. `cells` holds, by code, the texts by column; `total` the country's own
    line; `lost` the lines that belong nowhere, by the kind of reason, each as it is to be named.
    """

    cells: dict[str, Mapping[int, str]] = field(default_factory=dict)
    total: Sequence[str] | None = None
    lost: dict[str, list[str]] = field(default_factory=dict)

    def lose(self, why: str, label: str) -> None:
        """Note a line that belongs nowhere."""
        self.lost.setdefault(why, []).append(label)


def place(lines: Sequence[Sequence[str]], *, roster: Roster, spot: Spot) -> Placed:
    """Put every line where it belongs. Lines above the first numbers are headings where they name no
    municipality; they, and the country's total, take no row of the grid.
    """
    placed, row = Placed(), spot.row
    for cells in map(_without_margin, lines):
        code, name, numbers = _apart(cells, roster)
        label = (name or code or " ".join(cells))[:80]
        named = _municipality(roster, code, name) if code or name else None
        if (code or name) and is_control_total(code, name):
            _take_total(placed, numbers, label)
            continue
        if named is None and not placed.cells and _is_heading(cells):
            continue
        if code or name:
            _by_name(placed, named, numbers, spot, label)
        elif cells:
            _by_position(placed, cells, spot, row)
        row += 1
    return placed


def _without_margin(line: Sequence[str]) -> list[str]:
    """The cells without space around them, and without the empty ones at the end."""
    cells = [cell.strip().strip("\ufeff\u200b") for cell in line]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _apart(cells: Sequence[str], roster: Roster) -> tuple[str, str, Sequence[str]]:
    """Code, name and the numbers after them; the first two are empty in a line of bare numbers."""
    if not cells:
        return "", "", []
    if _has_letters(cells[0]):
        return "", cells[0], cells[1:]
    if len(cells) > 1 and _has_letters(cells[1]) and _is_code(cells[0]):
        return cells[0], cells[1], cells[2:]
    is_known = roster.find_code(cells[0]) is not None or is_control_total(cells[0], "")
    if len(cells) > FIELDS and _is_code(cells[0]) and is_known:
        return cells[0], "", cells[1:]
    return "", "", cells


def _municipality(roster: Roster, code: str, name: str) -> str | None:
    try:
        return roster.resolve(code, name)
    except Contradiction:
        return None


def _by_name(
    placed: Placed, code: str | None, numbers: Sequence[str], spot: Spot, label: str
) -> None:
    first = 0 if len(numbers) == FIELDS else spot.column
    if code is None:
        placed.lose("unknown", label)
    elif code not in spot.codes:
        placed.lose("not_shown", label)
    elif code in placed.cells:
        placed.lose("twice", label)
    elif not any(map(_has_digits, numbers)):
        placed.lose("no_numbers", label)
    elif first + len(numbers) > FIELDS:
        placed.lose("too_wide", label)
    else:
        placed.cells[code] = dict(enumerate(numbers, start=first))


def _by_position(placed: Placed, cells: Sequence[str], spot: Spot, row: int) -> None:
    label = " ".join(cells)[:80]
    if not any(map(_has_digits, cells)):
        placed.lose("no_numbers", label)
    elif spot.column + len(cells) > FIELDS:
        placed.lose("too_wide", label)
    elif row >= len(spot.codes):
        placed.lose("past_the_end", label)
    elif spot.codes[row] in placed.cells:
        placed.lose("twice", label)
    else:
        placed.cells[spot.codes[row]] = dict(enumerate(cells, start=spot.column))


def _take_total(placed: Placed, numbers: Sequence[str], label: str) -> None:
    try:
        whole = [str(whole_number(text)) if text else "" for text in numbers]
    except NotWhole:
        whole = []
    if not any(whole) or len(whole) > FIELDS or placed.total is not None:
        placed.lose("total", label)
    else:
        placed.total = [*whole, *[""] * (FIELDS - len(whole))]


def _is_heading(cells: Sequence[str]) -> bool:
    """Whether a line holds words and no number of its own."""
    return any(map(_has_letters, cells)) and not any(
        _has_digits(cell) and not _has_letters(cell) for cell in cells
    )


def _is_code(text: str) -> bool:
    return text.isascii() and text.isalnum()


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _has_digits(text: str) -> bool:
    return any(character.isdigit() for character in text)
