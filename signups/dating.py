"""Which week and day a file's own lines speak of. Pure; no Django."""

import re
from collections.abc import Iterable
from datetime import date

from signups import sheets
from signups.sheets import Unreadable
from signups.weeks import Week

LINES = 20
_MONTHS = (
    ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
)
_NUMBERS = re.compile(r"(?<!\d)(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>20\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_WORDS = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\.?\s+(?P<word>[a-zA-ZæøåÆØÅ]{3,9})\.?\s+(?P<year>20\d\d)(?!\d)"
)


def week_and_day(content: bytes) -> tuple[Week | None, date | None]:
    """The week and the day that the first lines name (`Uge 42 2014`, `opgjort pr. 17.10.2014`,
    `17. oktober 2014`), None for what they do not. Where only a day is named, the week is its week.
    """
    text = "\n".join(_first_lines(content))
    week, day = Week.guess(text), day_in(text)
    if week is None and day is not None:
        week = Week.of(day)
    return week, day if day and week and day in week else None


def day_in(text: str) -> date | None:
    """The first day that is written out in full; None where there is none."""
    found = [hit for form in (_ISO, _NUMBERS, _WORDS) for hit in form.finditer(text)]
    days = (_day(hit.groupdict()) for hit in sorted(found, key=lambda hit: hit.start()))
    return next(filter(None, days), None)


def _day(said: dict[str, str]) -> date | None:
    word = said.get("word", "")[:3].lower()
    months = [names.index(word) + 1 for names in _MONTHS if word in names]
    try:
        month = months[0] if word else int(said["month"])
        return date(int(said["year"]), month, int(said["day"]))
    except (ValueError, IndexError):
        return None


def _first_lines(content: bytes) -> Iterable[str]:
    try:
        table = sheets.tables(content)[0]
        for line, cells in table.rows():
            if line > LINES:
                return
            yield " ".join(cells)
    except Unreadable:
        return
