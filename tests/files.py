"""Files as people write them, and what the reading of them finds."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

from municipalities.names import Roster
from signups.parsing import Parsed, Row, parse
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
