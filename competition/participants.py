"""Who takes part, brought in from a file."""

import csv
import io

from django.db import transaction

from competition.models import Competition, Participation
from municipalities import names, textfiles
from municipalities.loading import Counted, LoadingError
from municipalities.models import Municipality

_CODE, _NAME = {"code", "kommunekode", "kode"}, {"name", "kommune", "navn"}


@transaction.atomic
def load(competition: Competition, *, content: bytes) -> tuple[Counted, list[str]]:
    """Make the municipalities of a CSV file participants; also what is good to know about it.

    Columns `code` and `name` (or `kommunekode` and `kommune`), one of them at least. Nobody is taken
    out: whoever takes part and is not in the file is named in a remark. `LoadingError` with every
    problem, and nothing stored.
    """
    wanted = _codes(content)
    stored = set(competition.participations.values_list("municipality_id", flat=True))
    new = [code for code in wanted if code not in stored]
    Participation.objects.bulk_create(
        Participation(competition=competition, municipality_id=code) for code in new
    )
    left = Municipality.objects.filter(code__in=stored - set(wanted))
    remarks = [f"{one.name} takes part and is not in the file; left as it is." for one in left]
    return Counted(new=len(new), same=len(wanted) - len(new)), remarks


def _codes(content: bytes) -> list[str]:
    """The codes of the file's municipalities, each once."""
    roster = names.Roster(Municipality.objects.values_list("code", "name"))
    codes: list[str] = []
    problems: list[str] = []
    for line, code_text, name_text in _lines(content):
        said = " ".join(filter(None, (code_text, name_text)))
        try:
            code = roster.resolve(code_text, name_text)
        except names.Contradiction:
            problems.append(f"Line {line}: “{said}”: code and name are not of one municipality.")
            continue
        if code is None:
            problems.append(f"Line {line}: “{said}” is not a municipality that is known here.")
        elif code in codes:
            problems.append(f"Line {line}: “{said}” is in the file twice.")
        else:
            codes.append(code)
    if not codes and not problems:
        problems.append("The file holds no municipality.")
    if problems:
        raise LoadingError(problems)
    return codes


def _lines(content: bytes) -> list[tuple[int, str, str]]:
    """Line number, code and name of every line that says anything."""
    try:
        text = textfiles.decode(content)
    except textfiles.NotText as error:
        raise LoadingError(["The file is not text. Save it as CSV and load that."]) from error
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count))
    titles = [title.strip().lower() for title in next(reader, [])]
    code_at = next((n for n, title in enumerate(titles) if title in _CODE), None)
    name_at = next((n for n, title in enumerate(titles) if title in _NAME), None)
    if code_at is None and name_at is None:
        raise LoadingError(["The first line must name a column “code” or “name”."])
    return [
        (reader.line_num, _cell(row, code_at), _cell(row, name_at))
        for row in reader
        if any(cell.strip() for cell in row)
    ]


def _cell(row: list[str], position: int | None) -> str:
    return row[position].strip() if position is not None and position < len(row) else ""
