"""Tables of text from the bytes of a CSV or XLSX file, safe for whatever is sent. Pure; no Django.

A file gives one or more candidates: a CSV one for each separator, an XLSX one for each sheet. The
bytes decide what a file is, not its name.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

import python_calamine

from municipalities import textfiles

type Rows = Iterator[tuple[int, list[str]]]
type Value = int | float | str | bool | time | date | datetime | timedelta

SEPARATORS = (";", "\t", ",")
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_CELLS = 3_000_000
MAX_COLUMNS = 200
_MAX_LINES_A_ROW = 200

_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"{\\rtf", "RTF"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_FAULTS = (OSError, EOFError, NotImplementedError, UnicodeDecodeError, OverflowError)
_BLANK = " \t\r\n;,\ufeff\xa0"
_WANTED_PARTS = ("[Content_Types].xml", "_rels/", "xl/")
_UNWANTED_PARTS = ("xl/media/", "xl/drawings/", "xl/charts/", "xl/theme/", "xl/embeddings/")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]*)(\d+)")
_ELEMENT = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")


class Unreadable(ValueError):  # noqa: N818 - it is no fault of the program
    """The file cannot be read as a table. `kind`, `value` and `line` are those of a `Problem`."""

    def __init__(self, kind: str, value: str = "", line: int | None = None) -> None:
        super().__init__(kind, value)
        self.kind = kind
        self.value = value
        self.line = line


class TooWide(Unreadable):
    """A line has more than `MAX_COLUMNS` cells; read with another separator it may not."""

    def __init__(self, line: int) -> None:
        super().__init__("too_many_columns", str(MAX_COLUMNS), line)


@dataclass(frozen=True, slots=True)
class Table:
    """One way to read the file. `rows()` begins anew at each call: (line from 1, cells as text)."""

    name: str
    is_sheet: bool
    length: int
    rows: Callable[[], Rows]


def tables(content: bytes) -> list[Table]:
    """All ways to read the file as a table. Raises `Unreadable` when there is none."""
    if not content.strip():
        raise Unreadable("empty")
    if content.startswith(_ZIP):
        return _workbook(content)
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable("encrypted") if locked else Unreadable("not_a_table", "XLS")
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            raise Unreadable("not_a_table", name)
    try:
        text = textfiles.decode(content)
    except textfiles.NotText as error:
        raise Unreadable("not_a_table") from error
    if not text.strip(_BLANK):
        raise Unreadable("empty")
    if '"' not in text:
        return _unquoted(text)
    return [_separated(text, separator) for separator in SEPARATORS]


def _unquoted(text: str) -> list[Table]:
    """Without a quotation mark in it, a line is a row and a separator always separates."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")

    def table(separator: str) -> Table:
        def rows() -> Rows:
            for number, line in enumerate(lines, start=1):
                cells = line.split(separator, MAX_COLUMNS)
                if len(cells) > MAX_COLUMNS and cells.pop().strip(_BLANK):
                    raise TooWide(number)
                yield number, cells

        return Table(separator, False, len(lines), rows)

    return [table(separator) for separator in SEPARATORS]


def _separated(text: str, separator: str) -> Table:
    def rows() -> Rows:
        before = 0

        def lines() -> Iterator[str]:
            for number, line in enumerate(io.StringIO(text, newline=""), start=1):
                if number - before > _MAX_LINES_A_ROW:
                    raise Unreadable("open_quote", line=before + 1)
                if line.count(separator) >= MAX_COLUMNS:
                    raise TooWide(number)
                yield line

        reader = csv.reader(lines(), delimiter=separator)
        try:
            for cells in reader:
                if len(cells) > MAX_COLUMNS:
                    raise TooWide(before + 1)
                yield before + 1, cells
                before = reader.line_num
        except csv.Error as error:  # a cell without an end, above the reader's 128 KB
            raise Unreadable("open_quote", line=before + 1) from error

    return Table(separator, False, text.count("\n") + 1, rows)


def _workbook(content: bytes) -> list[Table]:
    try:
        clean = _unpacked(content)
        book = _calamine(lambda: python_calamine.CalamineWorkbook.from_filelike(clean))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        return [_sheet(book, name) for name in names]
    except python_calamine.PasswordError as error:
        raise Unreadable("encrypted") from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, *_ZIP_FAULTS) as error:
        raise Unreadable("unreadable") from error


def _unpacked(content: bytes) -> io.BytesIO:
    """The parts of an XLSX that hold cells, measured as they are unpacked, in a plain ZIP.

    The reader below only ever sees what was measured here, so that a small file that unpacks into
    gigabytes, or a sheet whose one far cell makes it huge, is turned away first.
    """
    parts = zipfile.ZipFile(io.BytesIO(content))
    if "xl/workbook.xml" not in parts.namelist():
        raise Unreadable("not_a_table", _kind_of_archive(parts.namelist()))
    if any(part.flag_bits & 1 for part in parts.infolist()):
        raise Unreadable("encrypted")
    clean = io.BytesIO()
    left = MAX_UNPACKED_BYTES
    with zipfile.ZipFile(clean, "w") as plain:
        for part in parts.infolist():
            if not part.filename.startswith(_WANTED_PARTS) or part.filename.startswith(
                _UNWANTED_PARTS
            ):
                continue
            with parts.open(part) as stream:
                data = stream.read(left + 1)
            left -= len(data)
            if left < 0 or (
                part.filename.startswith("xl/worksheets/") and _cells(data) > MAX_CELLS
            ):
                raise Unreadable("too_large")
            plain.writestr(part.filename, data)
    clean.seek(0)
    return clean


def _kind_of_archive(names: list[str]) -> str:
    if "content.xml" in names:
        return "ODS"
    return "XLSB" if "xl/workbook.bin" in names else "ZIP"


def _cells(sheet: bytes) -> int:
    """How many cells the sheet's rectangle can have at most, the empty ones included."""
    elements = sum(1 for _ in islice(_ELEMENT.finditer(sheet), 2 * MAX_CELLS + 1))
    if elements > 2 * MAX_CELLS:
        return elements
    references = columns = rows = 0
    known: set[bytes] = set()
    for match in _REFERENCE.finditer(sheet):
        letters, digits = match.groups()
        references += 1
        rows = max(rows, int(digits[:9]))
        if letters[:5] not in known:
            known.add(letters[:5])
            columns = max(columns, _column(letters))
        if columns * rows > MAX_CELLS:
            break
    unplaced = max(0, elements - references)
    return (columns + unplaced) * (rows + unplaced)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:5]:
        number = number * 26 + letter - 64
    return number


def _sheet(book: python_calamine.CalamineWorkbook, name: str) -> Table:
    sheet = _calamine(lambda: book.get_sheet_by_name(name))

    def rows() -> Rows:
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            if any(cell != "" for cell in cells[MAX_COLUMNS:]):
                raise TooWide(line)
            yield line, [_text(cell) for cell in cells[:MAX_COLUMNS]]

    return Table(name, True, sheet.total_height, rows)


def _text(value: Value) -> str:
    """A cell as it would be written by hand in Denmark; a fraction has a comma, so that 481.822 as
    a number is not taken for thousands.
    """
    if isinstance(value, str):
        return " ".join(value.split()) if "\n" in value or "\r" in value else value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return str(value)


def _calamine[T](read: Callable[[], T]) -> T:
    """What `read` gives. A panic inside the reader comes as a BaseException and is made an error."""
    try:
        return read()
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Unreadable("unreadable") from error
        raise
