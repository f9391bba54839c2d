"""A sheet as the bytes of a file: CSV, JSON, XLSX, and the description of a CSV after CSVW (the W3C
recommendation “Metadata Vocabulary for Tabular Data”). The same sheet gives the same bytes each time.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils import translation

from competition import downloads
from competition.columns import KINDS, STATUSES, Column
from competition.downloads import Sheet
from competition.ranking import Unranked

_RUNS = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_TYPES: Mapping[str, Any] = {
    "text": "string",
    "code": "string",
    "whole": "integer",
    "decimal": "decimal",
    "day": {"base": "date", "format": "yyyy-MM-dd"},
    "yes or no": {"base": "boolean", "format": "true|false"},
}
_DANISH_TYPES: Mapping[str, Any] = {
    **_TYPES,
    "decimal": {"base": "decimal", "format": {"decimalChar": ","}},
    "yes or no": {"base": "boolean", "format": "ja|nej"},
}


def harmless(value: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    return f"'{value}" if value.startswith(_RUNS) else value


def csv_bytes(sheet: Sheet, *, danish: bool) -> bytes:
    """UTF-8. For machines commas, points and names; in Danish what a Danish Excel opens right: a BOM,
    semicolons, decimal commas and Danish headings.
    """
    text = StringIO()
    if danish:
        text.write(_BOM)
    writer = csv.writer(text, delimiter=";" if danish else ",", lineterminator="\r\n")
    writer.writerow(headings(sheet, danish=danish))
    said = danish_words() if danish else {}
    for row in sheet.rows:
        cells = [(column.name, row.get(column.name)) for column in sheet.columns]
        writer.writerow([_said(cell, said) if danish else _cell(cell[1]) for cell in cells])
    return text.getvalue().encode()


def headings(sheet: Sheet, *, danish: bool) -> list[str]:
    """The first line."""
    return [column.heading_in("da") if danish else column.name for column in sheet.columns]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6f}"
    # A number below zero is no formula.
    return harmless(value) if isinstance(value, str) else str(value)


def _said(cell: tuple[str, Any], words: Mapping[tuple[str, Any], str]) -> str:
    value = cell[1]
    text = words.get(cell) or _cell(value)
    return text.replace(".", ",") if isinstance(value, float) else text


def danish_words() -> dict[tuple[str, Any], str]:
    """What the words of some columns are in Danish."""
    with translation.override("da"):
        return {
            **{("status", key): str(word) for key, word in STATUSES.items()},
            **{("reason", reason.value): str(reason.title) for reason in Unranked},
            ("participant", True): "ja",
            ("participant", False): "nej",
        }


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """Keys in alphabetical order, rows in the order of the API, UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def csvw(sheet: Sheet, *, url: str, danish: bool, demo: bool) -> dict[str, Any]:
    """The description of a CSV file; `url` is where that is, seen from here."""
    types = _DANISH_TYPES if danish else _TYPES
    language = "da" if danish else "en"
    with translation.override(language):
        title, notes, terms = (
            sheet.wanted.title(),
            downloads.notes(sheet, demo=demo),
            downloads.licence(),
        )
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "@type": "Table",
        "url": url,
        "dialect": {"delimiter": ";" if danish else ",", "encoding": "utf-8", "header": True},
        "dc:title": f"{sheet.race.competition.title}: {title}",
        "dc:publisher": "KL & Digitaliseringsstyrelsen",
        "dc:source": "Statistics Denmark, FOLK1A; KL & Digitaliseringsstyrelsen",
        "dc:rights": terms,
        "dc:license": {"@id": downloads.POPULATION_LICENCE},
        "dc:modified": {"@value": sheet.edition.at.isoformat(), "@type": "xsd:dateTime"},
        "dc:hasVersion": str(sheet.edition.number),
        "notes": notes,
        "tableSchema": {
            "columns": [_described(column, types) for column in sheet.columns],
            "primaryKey": list(sheet.wanted.key),
        },
    }


def _described(column: Column, types: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": {"en": [column.name, column.heading_in("en")], "da": column.heading_in("da")},
        "dc:description": column.about_in("en"),
        "datatype": types[column.kind],
        "required": column.required,
    }


def xlsx_bytes(sheet: Sheet, *, danish: bool, demo: bool) -> bytes:
    """A workbook: the rows, and the sheet “Om tallene” (in English “About the figures”) that says what they
    mean.
    """
    memory = BytesIO()
    # Nothing of a text becomes a formula, a link or a number.
    book = xlsxwriter.Workbook(
        memory,
        {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True},
    )
    made = sheet.edition.at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": sheet.name("xlsx"), "created": made})
    _figures_sheet(book, sheet, danish=danish)
    _about_sheet(book, sheet, danish=danish, demo=demo)
    book.close()
    return memory.getvalue()


def _figures_sheet(book: Any, sheet: Sheet, *, danish: bool) -> None:
    page = book.add_worksheet("Tal" if danish else "Figures")
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    forms = {
        "whole": book.add_format({"num_format": "#,##0"}),
        "decimal": book.add_format({"num_format": "0.000000"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": "@"}),
    }
    said = danish_words() if danish else {}
    page.write_row(0, 0, headings(sheet, danish=danish), head)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, 18 if column.kind == "text" else 13)
        form = forms.get(column.kind, forms["text"])
        for line, row in enumerate(sheet.rows, start=1):
            value = row.get(column.name)
            _write(page, line, at, said.get((column.name, value), value), form)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Any, line: int, at: int, value: Any, form: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(line, at, value)
    elif isinstance(value, date):
        page.write_datetime(line, at, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001
    elif isinstance(value, int | float):
        page.write_number(line, at, value, form)
    else:
        page.write_string(line, at, str(value), form)


def _about_sheet(book: Any, sheet: Sheet, *, danish: bool, demo: bool) -> None:
    page = book.add_worksheet("Om tallene" if danish else "About the figures")
    bold, wrap = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    page.set_column(0, 1, 24)
    page.set_column(2, 3, 60, wrap)
    line = 0
    for line, cells in enumerate(_about(sheet, demo=demo)):
        for at, cell in enumerate(cells):
            page.write_string(line, at, cell, bold if at == 0 or cells[0] == "Kolonne" else wrap)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _about(sheet: Sheet, *, demo: bool) -> Iterable[list[str]]:
    """What the sheet “Om tallene” says, line by line: Danish first, English beside it."""
    said = {}
    for language in ("da", "en"):
        with translation.override(language):
            said[language] = (
                sheet.wanted.title(),
                downloads.licence(),
                downloads.notes(sheet, demo=demo),
            )
    danish, english = said["da"], said["en"]
    yield [str(sheet.race.competition), "", danish[0], english[0]]
    yield ["Version", str(sheet.edition.number)]
    yield ["Licens", "", danish[1], english[1]]
    for one, other in zip(danish[2], english[2], strict=True):
        yield ["", "", one, other]
    yield [""]
    yield ["Kolonne", "Column", "Betydning", "Meaning"]
    for column in sheet.columns:
        yield [
            column.heading_in("da"),
            column.name,
            column.about_in("da"),
            column.about_in("en"),
        ]


def kind_in_words(column: Column) -> str:
    """The type of a column, as a msgid."""
    return KINDS[column.kind]
