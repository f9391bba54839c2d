"""Figures typed by hand, row by row, straight into a week's draft.

A row is stored when its three numbers are possible. Until then its texts are kept on the worksheet,
so that nothing typed is lost and nothing half typed counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from municipalities.models import Municipality, User
from signups import drafts
from signups.drafts import Texts
from signups.findings import Problem
from signups.headings import FIGURES
from signups.lines import NotWhole, Total, grouped, whole_number
from signups.models import Acknowledgement, Figure, Release, Step, Worksheet
from signups.plausibility import FIELD_NAMES, Stocks
from signups.releases import (
    Refused,
    record,
    refuse_dates,
    refuse_open,
    refuse_reason,
    refuse_unless_draft,
)
from signups.weeks import Week

SESSION = timedelta(minutes=10)
"""Typing within so long after a step was kept is the same step."""


class State(StrEnum):
    """What became of a row."""

    SAVED = "saved"
    EMPTY = "empty"
    UNFINISHED = "unfinished"
    IMPOSSIBLE = "impossible"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as it was typed, and the stored figures that the person saw (`was`, None for none)."""

    code: str
    texts: Texts
    was: Stocks | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one typed row: the figures that are stored now, and what to tell the person."""

    code: str
    state: State
    stored: Stocks | None
    messages: Sequence[str] = ()


@transaction.atomic
def start(*, week: Week, as_of: date, by: User, now: datetime) -> Release:
    """An empty draft for a week that no file has come for; the draft that is there, if there is one."""
    _refuse_role(by)
    refuse_dates(week=week, as_of=as_of, now=now)
    if Release.objects.filter(as_of=as_of).exclude(week=str(week)).exists():
        raise Refused(_("Another week has figures as of that day."))
    release, created = Release.objects.get_or_create(
        week=str(week), defaults={"as_of": as_of, "entered_by": by, "entered_at": now}
    )
    if created:
        record(Step.Action.STARTED, by=by, now=now, release=release)
    return release


@transaction.atomic
def set_day(release: Release, *, as_of: date, by: User, now: datetime) -> None:
    """Let a draft's figures be of another day of its week; what is warned of follows the day, and an
    approver must look again. `Refused` for a day that cannot be.
    """
    _refuse_role(by)
    release = refuse_unless_draft(release, by=by, now=now)
    refuse_dates(week=release.iso_week, as_of=as_of, now=now)
    if Release.objects.filter(as_of=as_of).exclude(pk=release.pk).exists():
        raise Refused(_("Another week has figures as of that day."))
    if as_of == release.as_of:
        return
    note = f"{date_format(release.as_of, 'j. F Y')} → {date_format(as_of, 'j. F Y')}"
    release.as_of, release.entered_at = as_of, now
    release.save(update_fields=["as_of", "entered_at"])
    record(Step.Action.DATED, by=by, now=now, release=release, note=note)


@transaction.atomic
def save_rows(release: Release, *, rows: Iterable[Typed], by: User, now: datetime) -> list[Outcome]:
    """Store what can be stored of the typed rows, and keep the texts of the rest.

    A row whose stored figures are others than the person saw is left as it is: the later one is told,
    and can type over it. `Refused` where the release is no draft.
    """
    _refuse_role(by)
    release = refuse_unless_draft(release, by=by, now=now)
    known = set(Municipality.objects.values_list("code", flat=True))
    wanted = {row.code: row for row in rows if row.code in known}
    stored = drafts.counts_of(release)
    sheet, _created = Worksheet.objects.get_or_create(release=release)
    outcomes = [_outcome(row, stored.get(row.code)) for row in wanted.values()]
    _write(release, outcomes, stored)
    unfinished = {code: texts for code, texts in sheet.unfinished.items() if code not in wanted}
    unfinished |= {
        o.code: list(wanted[o.code].texts)
        for o in outcomes
        if o.state in {State.UNFINISHED, State.IMPOSSIBLE}
    }
    if unfinished != sheet.unfinished:
        sheet.unfinished = unfinished
        sheet.save()
    if any(o.stored != stored.get(o.code) for o in outcomes):
        release.entered_at = now
        release.save(update_fields=["entered_at"])
        _note_typing(release, by=by, now=now)
    return outcomes


def _outcome(row: Typed, stored: Stocks | None) -> Outcome:
    """What shall become of a row. Pure."""
    filled = [text for text in row.texts if text.strip()]
    numbers, messages = read_numbers(row.texts)
    if messages:
        return Outcome(row.code, State.IMPOSSIBLE, stored, messages)
    if filled and len(filled) < len(row.texts):
        left = len(row.texts) - len(filled)
        text = ngettext("%(n)d number is missing.", "%(n)d numbers are missing.", left)
        return Outcome(row.code, State.UNFINISHED, stored, [text % {"n": left}])
    new = (numbers[0], numbers[1], numbers[2]) if filled else None
    if stored not in (new, row.was):
        return Outcome(row.code, State.CONFLICT, stored, [_conflict(stored)])
    return Outcome(row.code, State.SAVED if new else State.EMPTY, new)


def read_numbers(texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """The numbers of the cells that hold one, and a sentence for each cell that is impossible."""
    numbers: dict[int, int] = {}
    messages = []
    for place, text in enumerate(texts):
        if not text.strip():
            continue
        try:
            numbers[place] = whole_number(text)
        except NotWhole as error:
            name = str(FIELD_NAMES[FIGURES[place]])
            messages.append(f"{name}: {Problem(str(error), value=text.strip()[:80]).text}")
    if numbers.get(1, 0) > numbers.get(0, numbers.get(1, 0)):
        young, everyone = grouped(numbers[1]), grouped(numbers[0])
        problem = Problem("young_above_all", value=young, detail=everyone)
        messages.append(problem.text)
    return list(numbers.values()), messages


def _conflict(stored: Stocks | None) -> str:
    if stored is None:
        return _(
            "Another person has emptied this row meanwhile. Keep your numbers, or take the empty row."
        )
    return _(
        "Another person has changed this row meanwhile, to %(numbers)s. Keep your numbers, or take theirs."
    ) % {"numbers": " / ".join(map(grouped, stored))}


def _write(release: Release, outcomes: Sequence[Outcome], stored: Mapping[str, Stocks]) -> None:
    changed = [o for o in outcomes if o.stored and o.stored != stored.get(o.code)]
    emptied = [o.code for o in outcomes if o.stored is None and o.code in stored]
    if emptied:
        Figure.objects.filter(release=release, municipality__in=emptied).delete()
    if changed:
        Figure.objects.bulk_create(
            [
                Figure(
                    release=release,
                    municipality_id=o.code,
                    **dict(zip(FIGURES, o.stored or (), strict=True)),
                )
                for o in changed
            ],
            update_conflicts=True,
            unique_fields=["release", "municipality"],
            update_fields=list(FIGURES),
        )


def _note_typing(release: Release, *, by: User, now: datetime) -> None:
    """One step for a sitting, not one for each number."""
    recent = release.steps.filter(action=Step.Action.ENTERED, by=by, at__gt=now - SESSION)
    asked = release.steps.filter(action__in=[Step.Action.ASKED, Step.Action.SENT_BACK]).last()
    last = recent.last()
    if last is None or (asked is not None and asked.pk > last.pk):
        record(Step.Action.ENTERED, by=by, now=now, release=release)


@transaction.atomic
def set_national_total(release: Release, *, texts: Texts, by: User, now: datetime) -> None:
    """The country's own totals, to hold the sums against; empty ones are not compared. Whoever sets
    them decides what is warned of, so they count as typing. `Refused` where one is no number.
    """
    _refuse_role(by)
    release = refuse_unless_draft(release, by=by, now=now)
    given: list[int | None] = []
    for text in texts:
        numbers, messages = read_numbers([text])
        if messages:
            raise Refused(messages[0].partition(": ")[2])
        given.append(numbers[0] if numbers else None)
    total = Total(*given).as_list() if any(n is not None for n in given) else None
    Worksheet.objects.update_or_create(release=release, defaults={"national_total": total})
    _note_typing(release, by=by, now=now)


@transaction.atomic
def acknowledge(release: Release, *, reasons: Mapping[str, str], by: User, now: datetime) -> None:
    """A person's word on warnings of a draft: a reason for each fingerprint."""
    _refuse_role(by)
    release = refuse_unless_draft(release, by=by, now=now)
    texts = {w.fingerprint: w.text for w in drafts.read(release).open_warnings}
    for reason in reasons.values():
        refuse_reason(reason)
    Acknowledgement.objects.bulk_create(
        (
            Acknowledgement(
                release=release,
                warning=fingerprint,
                text=texts[fingerprint],
                reason=reason.strip(),
                by=by,
                at=now,
            )
            for fingerprint, reason in reasons.items()
            if fingerprint in texts
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def ask(release: Release, *, by: User, now: datetime) -> Step:
    """Ask another person to approve the draft. `Refused` while something of it is open."""
    _refuse_role(by)
    release = refuse_unless_draft(release, by=by, now=now)
    refuse_open(drafts.read(release))
    return record(Step.Action.ASKED, by=by, now=now, release=release)


def _refuse_role(by: User) -> None:
    if not by.may_enter:
        raise Refused(_("Your role does not enter figures."))
