"""The only way in: a file is received, read, looked over by a person, and stored as a draft.

Each verb can be run again after a crash at any point and ends as if it had run once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.models import Municipality, User
from municipalities.names import Roster
from signups import drafts, history, plausibility
from signups.kept import refuse_size, stored
from signups.models import (
    Acknowledgement,
    Import,
    Release,
    Source,
    SourceFile,
    Step,
    Worksheet,
)
from signups.parsing import Parsed, Row, Total, parse
from signups.releases import Refused, record, refuse_dates, refuse_other_day, refuse_reason
from signups.weeks import Week

_PROGRESS_STEP = 5_000
MOST_ATTEMPTS = 3


class LookAgain(Refused):
    """Something new has come up that a person must see first."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as read and compared: rows to store, or problems; warnings to acknowledge.

    `previous` holds last week's three stocks by municipality code, `population` the two age bands.
    """

    parsed: Parsed
    warnings: Sequence[plausibility.Warning]
    previous_release: Release | None
    previous: dict[str, tuple[int, int, int]]
    population: dict[str, tuple[int, int]]


@transaction.atomic
def receive(
    *,
    content: bytes,
    file_name: str,
    week: Week,
    as_of: date,
    by: User | Source,
    now: datetime,
    national_total: Total | None = None,
) -> Import:
    """Keep the file as it is and open an import for it, sent by a person or fetched from a source.

    `Refused` where the dates cannot be right, the file is too large, or the week is published already.
    """
    person, source_of = (by, None) if isinstance(by, User) else (None, by)
    if person and not person.may_enter:
        raise Refused(_("Your role does not enter figures."))
    refuse_size(len(content))
    refuse_dates(week=week, as_of=as_of, now=now)
    release = Release.objects.filter(week=str(week)).first()
    if release:
        refuse_other_day(release, as_of)
    source, _created = stored(content)
    import_ = Import.objects.create(
        source=source,
        file_name=file_name[-255:],
        week=str(week),
        as_of=as_of,
        received_by=person,
        fetched_from=source_of,
        received_at=now,
        national_total=national_total.as_list() if national_total else None,
    )
    record(Step.Action.RECEIVED, by=person, now=now, import_record=import_, note=import_.file_name)
    return import_


def examine(import_: Import, *, progress: Callable[[int, int], None] | None = None) -> Examined:
    """Read the file and compare it with the week before, the population and earlier files."""
    municipalities = dict(Municipality.objects.values_list("code", "name"))
    parsed = parse(
        bytes(SourceFile.objects.values_list("content", flat=True).get(pk=import_.source_id)),
        file_name=import_.file_name,
        roster=Roster(municipalities.items()),
        progress=progress,
        max_bytes=settings.IMPORT_MAX_BYTES,
    )
    previous_release = Release.objects.filter(as_of__lt=import_.as_of).order_by("as_of").last()
    previous = drafts.counts_of(previous_release) if previous_release else {}
    population = drafts.population_on(import_.as_of)
    warnings: Sequence[plausibility.Warning] = []
    if not parsed.problems:
        warnings = plausibility.check(
            parsed.rows,
            municipalities=municipalities,
            previous=previous or None,
            population=population,
            file_total=parsed.control_total,
            national_total=Total(*import_.national_total) if import_.national_total else None,
            same_file_as=_same_file_as(import_),
        )
    return Examined(parsed, warnings, previous_release, previous, population)


def progress_of(import_: Import) -> Callable[[int, int], None]:
    """Writes down how far the reading has come, for the page that waits for it."""

    def progress(read: int, total: int) -> None:
        if read % _PROGRESS_STEP == 0 or read == total:
            Import.objects.filter(pk=import_.pk).update(
                rows_read=read, rows_total=total, touched_at=timezone.now()
            )

    return progress


def _same_file_as(import_: Import) -> str | None:
    earlier = (
        Import.objects.filter(source=import_.source_id, status=Import.Status.STORED)
        .exclude(pk=import_.pk)
        .first()
    )
    return str(earlier) if earlier else None


@transaction.atomic
def note_examined(import_: Import, examined: Examined, *, now: datetime) -> None:
    """Keep on the import what the reading found: it waits for a person now, or is refused."""
    import_ = _lock(import_)
    if import_.status not in {Import.Status.RECEIVED, Import.Status.CHECKED}:
        return
    parsed = examined.parsed
    import_.problems = [problem.as_dict() for problem in parsed.problems]
    import_.warnings = [warning.as_dict() for warning in examined.warnings]
    import_.remarks = [remark.as_dict() for remark in parsed.remarks]
    import_.rows_checked = len(parsed.rows)
    import_.attempts = 0
    import_.status = Import.Status.REFUSED if parsed.problems else Import.Status.CHECKED
    import_.save()
    if parsed.problems:
        record(Step.Action.REFUSED, by=None, now=now, import_record=import_)


def acknowledge(
    import_: Import, *, keys: Iterable[str], reason: str, by: User, now: datetime
) -> None:
    """A person's word, with one reason, that several warnings were seen and the figures are right."""
    refuse_reason(reason)
    answer(import_, reasons=dict.fromkeys(keys, reason), by=by, now=now)


@transaction.atomic
def answer(import_: Import, *, reasons: Mapping[str, str], by: User, now: datetime) -> None:
    """A person's word on warnings of a file: a reason for each key."""
    import_ = _lock(import_)
    if not by.may_enter:
        raise Refused(_("Your role does not enter figures."))
    if import_.status != Import.Status.CHECKED:
        raise Refused(_("Only the warnings of a file that waits for confirmation can be answered."))
    for reason in reasons.values():
        refuse_reason(reason)
    texts = {w.key: w.text for w in map(plausibility.Warning.from_dict, import_.warnings)}
    Acknowledgement.objects.bulk_create(
        (
            Acknowledgement(
                import_record=import_,
                warning=key,
                text=texts[key],
                reason=reason.strip(),
                by=by,
                at=now,
            )
            for key, reason in reasons.items()
            if key in texts
        ),
        ignore_conflicts=True,
    )


def unanswered(import_: Import, warnings: Iterable[plausibility.Warning]) -> list[str]:
    """The keys of the warnings that nobody has acknowledged."""
    answered = set(import_.acknowledgements.values_list("warning", flat=True))
    return [warning.key for warning in warnings if warning.key not in answered]


@transaction.atomic
def confirm(import_: Import, *, by: User, now: datetime, seen: str | None = None) -> None:
    """A person's word that the file shall be stored. `store` follows, in a worker. `Refused` where the
    week's draft is no longer the one that was `seen` (its digest).
    """
    import_ = _lock(import_)
    if not by.may_enter:
        raise Refused(_("Your role does not enter figures."))
    if import_.status != Import.Status.CHECKED:
        raise Refused(_("Only a file that has been read without problems can be stored."))
    if unanswered(import_, map(plausibility.Warning.from_dict, import_.warnings)):
        raise Refused(_("Every warning must be acknowledged before the figures are stored."))
    if seen is not None and seen != drafts.digest_of_week(import_.week):
        raise Refused(
            _(
                "Somebody has changed the week's draft since you looked. Look again before you store."
            )
        )
    import_.confirmed_by, import_.confirmed_at = by, now
    import_.confirmed_over, import_.refusal = drafts.digest_of_week(import_.week), ""
    import_.save()


@transaction.atomic
def redate(import_: Import, *, week: Week, as_of: date, by: User, now: datetime) -> None:
    """Say of a file that waits which week and day it is of; it is read again after that. The answers
    to its warnings stay, and hold for warnings of the same numbers alone.
    """
    import_ = _lock(import_)
    if not by.may_enter:
        raise Refused(_("Your role does not enter figures."))
    if import_.status != Import.Status.CHECKED or import_.confirmed_by_id:
        raise Refused(_("Only a file that waits for your yes can be given another week."))
    refuse_dates(week=week, as_of=as_of, now=now)
    release = Release.objects.filter(week=str(week)).first()
    if release:
        refuse_other_day(release, as_of)
    if (import_.week, import_.as_of) == (str(week), as_of):
        return
    note = f"{import_.week} {import_.as_of} → {week!s} {as_of}"
    import_.week, import_.as_of = str(week), as_of
    import_.status, import_.refusal = Import.Status.RECEIVED, ""
    import_.save()
    record(Step.Action.REDATED, by=by, now=now, import_record=import_, note=note)


@transaction.atomic
def store(import_: Import, examined: Examined, *, now: datetime) -> Release:
    """Put the file's figures into the week's draft: whole or not at all, and once.

    The file is the week: a municipality that it does not name has no figure then. `LookAgain` where
    a warning has come up, or the draft has changed, since it was confirmed; `Refused` where it is not
    confirmed, or the week is no longer a draft.
    """
    import_ = _lock(import_)
    if import_.status == Import.Status.STORED and import_.release:
        return import_.release
    if import_.status != Import.Status.CHECKED or not import_.confirmed_by:
        raise Refused(_("Only a file that has been read and confirmed can be stored."))
    if examined.parsed.problems or unanswered(import_, examined.warnings):
        raise LookAgain(
            _(
                "Something has changed since the file was read, so there is a new warning. Look again."
            )
        )
    history.told(by=import_.confirmed_by, now=now, reason=import_.file_name)
    release = _draft_for(import_, now=now)
    if drafts.digest_of_week(import_.week) != import_.confirmed_over:
        raise LookAgain(
            _(
                "Somebody changed the week's draft while the file waited to be stored. Look again "
                "before you store."
            )
        )
    _copy(release, examined.parsed.rows)
    _tidy_worksheet(release, import_, examined.parsed)
    import_.release, import_.status = release, Import.Status.STORED
    import_.rows_stored = len(examined.parsed.rows)
    import_.save()
    record(
        Step.Action.STORED,
        by=import_.confirmed_by,
        now=now,
        release=release,
        import_record=import_,
        note=import_.file_name,
    )
    return release


def _draft_for(import_: Import, *, now: datetime) -> Release:
    release, created = Release.objects.get_or_create(
        week=import_.week,
        defaults={
            "as_of": import_.as_of,
            "entered_by": import_.confirmed_by,
            "entered_at": now,
        },
    )
    release = Release.objects.select_for_update().get(pk=release.pk)
    if not created:
        refuse_other_day(release, import_.as_of)
        release.entered_by, release.entered_at = import_.confirmed_by, now
        release.save()
    return release


def _tidy_worksheet(release: Release, import_: Import, parsed: Parsed) -> None:
    """What was half typed gives way to the file, and its totals go with the draft."""
    given = import_.national_total or (
        parsed.control_total.as_list() if parsed.control_total else None
    )
    sheet = Worksheet.objects.filter(release=release).first()
    if sheet is None and given is None:
        return
    sheet = sheet or Worksheet(release=release)
    sheet.unfinished = {}
    sheet.national_total = given or sheet.national_total
    sheet.save()


def _copy(release: Release, rows: Sequence[Row]) -> None:
    """Replace the draft's figures. Codes are known ones, so the text is safe to copy."""
    release.figures.all().delete()
    head = f"{release.pk}\t"
    text = "".join(
        f"{head}{r.code}\t{r.registered_15_plus}\t{r.registered_15_24}\t{r.exempt_15_plus}\n"
        for r in rows
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY signups_figure (release_id, municipality_id, registered_15_plus,"
            " registered_15_24, exempt_15_plus) FROM STDIN"
        ) as copy,
    ):
        copy.write(text)


@transaction.atomic
def reopen(import_: Import, examined: Examined, *, reason: str, now: datetime) -> None:
    """Back to whoever confirmed it, with the reason, and a new warning among the others."""
    import_ = _lock(import_)
    if import_.status == Import.Status.CHECKED:
        import_.confirmed_by = import_.confirmed_at = None
        import_.refusal = reason
        import_.save()
        note_examined(import_, examined, now=now)


def attempt(import_: Import, *, now: datetime) -> bool:
    """Count one more try to read or store the file, before anything can go wrong. False, and the
    import refused, when the tries before have all come to nothing.
    """
    if import_.attempts >= MOST_ATTEMPTS:
        reason = _(
            "The file could not be handled in three attempts. Save it anew as CSV, with the week's "
            "figures only, and send that file. If that does not help, tell the administrator."
        )
        refuse(import_, reason=reason, now=now)
        return False
    import_.attempts += 1
    Import.objects.filter(pk=import_.pk).update(
        attempts=import_.attempts, touched_at=timezone.now()
    )
    return True


def refuse(import_: Import, *, reason: str, now: datetime) -> None:
    """End an import that cannot be stored any more; a new file can be sent at once."""
    with transaction.atomic():
        import_ = _lock(import_)
        if import_.status == Import.Status.STORED:
            return
        import_.status = Import.Status.REFUSED
        import_.refusal = reason
        import_.save()
        record(Step.Action.REFUSED, by=None, now=now, import_record=import_, note=reason)


def _lock(import_: Import) -> Import:
    """The row as it stands now, held until the transaction ends; the caller's copy follows it."""
    locked = Import.objects.select_for_update().get(pk=import_.pk)
    import_.__dict__.update(locked.__dict__)
    return import_
