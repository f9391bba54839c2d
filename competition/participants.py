"""Who takes part, brought in from a file or by the municipalities' own answers."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from competition import enrolment, setting_up
from competition.models import Competition, Participation, SetUpStep
from municipalities import names, textfiles
from municipalities.loading import Counted, LoadingError
from municipalities.models import Municipality, User
from signups import history
from signups.releases import Refused

_TOO_LATE = (
    "The enrolment deadline was %s: a change now takes two people and a reason"
    " (--by, --confirmed-by, --reason)."
)
_CODE, _NAME = {"code", "kommunekode", "kode"}, {"name", "kommune", "navn"}


@dataclass(frozen=True, slots=True)
class LateChange:
    """What a change after the enrolment deadline takes: two people and a reason."""

    by: User
    confirmed_by: User
    reason: str

    def __post_init__(self) -> None:
        """`LoadingError` where the two are one, either may not, or there is no reason."""
        if self.by == self.confirmed_by or not (
            self.by.may_enter and self.confirmed_by.may_approve
        ):
            raise LoadingError(
                ["A late change needs two people: one who enters, one who approves."]
            )
        if not self.reason.strip():
            raise LoadingError(["A late change needs a reason."])


@transaction.atomic
def load(
    competition: Competition, *, content: bytes, now: datetime, late: LateChange | None = None
) -> tuple[Counted, list[str]]:
    """Make the municipalities of a CSV file participants; also what is good to know about it.

    When the enrolment deadline has passed the participants are fixed, and a change wants `late`.

    Columns `code` and `name` (or `kommunekode` and `kommune`), one of them at least. Nobody is taken
    out: whoever takes part and is not in the file is named in a remark. `LoadingError` with every
    problem, and nothing stored; nobody comes in when the result is final.
    """
    wanted = _codes(content)
    by = late.confirmed_by if late else None
    competition = setting_up.locked(competition, by=by, now=now)
    stored = set(competition.participations.values_list("municipality_id", flat=True))
    new = [code for code in wanted if code not in stored]
    if new and late is None and now.date() > competition.enrolment_deadline:
        raise LoadingError([_TOO_LATE % competition.enrolment_deadline])
    if new:
        _refuse_over(competition)
    Participation.objects.bulk_create(
        Participation(
            competition=competition,
            municipality_id=code,
            enrolled_at=now,
            enrolled_by=late.by if late else None,
            confirmed_by=late.confirmed_by if late else None,
            reason=late.reason if late else "",
        )
        for code in new
    )
    for municipality in Municipality.objects.filter(code__in=new):
        note = f"{municipality}: {late.reason}" if late else str(municipality)
        action = SetUpStep.Action.ENROLLED
        setting_up.record(action, competition=competition, by=by, now=now, note=note)
    left = Municipality.objects.filter(code__in=stored - set(wanted))
    remarks = [f"{one.name} takes part and is not in the file; left as it is." for one in left]
    return Counted(new=len(new), same=len(wanted) - len(new)), remarks


def _refuse_over(competition: Competition) -> None:
    try:
        enrolment.refuse_over(competition)
    except Refused as refusal:
        raise LoadingError([str(refusal)]) from refusal


@transaction.atomic
def settle(
    competition: Competition,
    *,
    joins: Collection[str],
    leaves: Collection[str],
    by: User,
    now: datetime,
) -> None:
    """Make participants of these municipalities and take those out, as they answered themselves in
    time. `competition.rounds` sees to it that the participants are fixed but once.
    """
    history.told(by=by, now=now)
    competition.participations.filter(municipality__in=leaves).delete()
    Participation.objects.bulk_create(
        [
            Participation(
                competition=competition, municipality_id=code, enrolled_at=now, enrolled_by=by
            )
            for code in joins
        ],
        ignore_conflicts=True,
    )


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
