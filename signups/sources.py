"""Files that come by themselves: sources that are asked on a schedule.

What is fetched becomes an import that waits for a person, as if somebody had sent it. A file that
is the same as last time (by the server's word or by its SHA-256) is not imported again. A failure
is kept with its reason, and the pauses between tries grow: 1, 2, 4 … minutes, up to six hours.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import User
from signups import fetching, imports
from signups.fetching import Fetched, FetchFailure
from signups.models import Import, Release, Source, Step
from signups.releases import Refused, record
from signups.weeks import Week

# While one worker fetches, no other begins: longer than a fetch may last.
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
_FRIDAY = 4
# What a try changes; a person may be changing the rest meanwhile.
_STATE = (
    *("next_at", "received_at", "failures", "failure", "failure_detail"),
    *("etag", "last_modified", "fetched_address", "sha256"),
)

REASONS = {
    "address": gettext_lazy("The address is none that may be fetched: it must begin with https."),
    "host": gettext_lazy("The host is not on the list of those that files are fetched from."),
    "private": gettext_lazy("The host leads to an address inside a closed network."),
    "unknown": gettext_lazy("The host's name is unknown."),
    "refused": gettext_lazy("The host could not be reached, or its certificate is not valid."),
    "slow": gettext_lazy("The answer took too long."),
    "status": gettext_lazy("The server answered with an error."),
    "redirects": gettext_lazy("The server sends us on and on."),
    "too_large": gettext_lazy("The file is larger than a week's figures can be."),
    "truncated": gettext_lazy("The connection broke in the middle of the file."),
    "encoded": gettext_lazy("The server sends the file packed, though it was asked not to."),
    "empty": gettext_lazy("The file is empty."),
    "folder": gettext_lazy("The folder cannot be read, or is none that files are fetched from."),
    "no_file": gettext_lazy("There is no file in the folder."),
    "growing": gettext_lazy("The file in the folder is still being written."),
    "not taken": gettext_lazy("The file came, but could not be taken in."),
    "stopped": gettext_lazy("Fetching was stopped because it took too long."),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person sets up: a name, an address, how often, and on which days."""

    title: str
    address: str
    every_minutes: int
    first_day: date | None
    last_day: date | None
    is_active: bool = True


def limits() -> fetching.Limits:
    """What this installation allows."""
    return fetching.Limits(
        hosts=frozenset(host.lower() for host in settings.SOURCE_HOSTS),
        folders=tuple(settings.SOURCE_FOLDERS),
        max_bytes=settings.IMPORT_MAX_BYTES,
        private_addresses=settings.SOURCE_PRIVATE_ADDRESSES,
    )


@transaction.atomic
def set_up(plan: Plan, *, source: Source | None = None, by: User, now: datetime) -> Source:
    """A new source, or another plan for one; it is asked at once. `Refused` for an address or a
    folder that this installation does not allow.
    """
    if not by.may_approve:
        raise Refused(_("Your role does not set up sources."))
    address = address_for(plan.address, now.date())
    try:
        fetching.check(address, limits())
    except FetchFailure as failure:
        raise Refused(reason(failure.kind, failure.detail)) from failure
    source = source or Source(added_by=by, added_at=now)
    if source.address != plan.address:
        source.etag = source.last_modified = source.sha256 = source.fetched_address = ""
    for field in ("title", "address", "every_minutes", "first_day", "last_day", "is_active"):
        setattr(source, field, getattr(plan, field))
    source.next_at, source.failures = now, 0
    source.failure = source.failure_detail = ""
    source.save()
    note = f"{source.title}: {source.address}" + ("" if source.is_active else " (–)")
    record(Step.Action.SOURCE_SET, by=by, now=now, note=note)
    return source


def ask_now(source: Source, *, by: User, now: datetime) -> None:
    """Let a source be asked as soon as a worker is free, whatever the schedule says."""
    if not by.may_enter:
        raise Refused(_("Your role does not enter figures."))
    if not source.is_active:
        raise Refused(_("The source is paused."))
    Source.objects.filter(pk=source.pk).update(next_at=now)


def due(*, now: datetime) -> list[int]:
    """The ids of the sources that are to be asked now."""
    waiting = _asked_on(now.date()).filter(next_at__lte=now)
    return list(waiting.order_by("next_at").values_list("pk", flat=True))


def _asked_on(day: date) -> QuerySet[Source]:
    active = Source.objects.filter(is_active=True)
    return active.exclude(first_day__gt=day).exclude(last_day__lt=day)


@transaction.atomic
def claim(pk: int, *, now: datetime) -> Source | None:
    """The source, if it is due and nobody else is at it; it is then ours for `LEASE`."""
    source = Source.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if source is None or not source.is_active or source.next_at > now:
        return None
    source.next_at, source.tried_at = now + LEASE, now
    source.save(update_fields=["next_at", "tried_at"])
    return source


def fetch(source: Source, *, now: datetime) -> Import | None:
    """Ask a claimed source; the import that came of it, None where there is nothing new or
    something went wrong (which is then kept on the source).
    """
    address = address_for(source.address, now.date())
    same = address == source.fetched_address
    try:
        fetched = fetching.fetch(
            address,
            limits=limits(),
            etag=source.etag if same else "",
            last_modified=source.last_modified if same else "",
        )
    except FetchFailure as failure:
        note_failure(source, failure.kind, failure.detail, now=now)
        return None
    return _take(source, fetched, address, now=now)


@transaction.atomic
def _take(source: Source, fetched: Fetched, address: str, *, now: datetime) -> Import | None:
    content = fetched.content
    sha256 = source.sha256 if content is None else hashlib.sha256(content).hexdigest()
    import_ = None
    if content is not None and sha256 != source.sha256 and not _is_here(sha256):
        week = Week.guess(fetched.file_name) or Week.guess(address) or week_of(now.date())
        try:
            import_ = imports.receive(
                content=content,
                file_name=fetched.file_name,
                week=week,
                as_of=min(week.friday, now.date()),
                by=source,
                now=now,
            )
        except Refused as refusal:
            note_failure(source, "not taken", str(refusal), now=now)
            return None
        source.received_at = now
    _note_success(source, fetched, address, sha256, now=now)
    return import_


def _is_here(sha256: str) -> bool:
    """Whether the same file was taken in before, from wherever it came."""
    return Import.objects.filter(source=sha256).exclude(status=Import.Status.REFUSED).exists()


def _note_success(
    source: Source, fetched: Fetched, address: str, sha256: str, *, now: datetime
) -> None:
    source.failures, source.failure, source.failure_detail = 0, "", ""
    if fetched.content is not None:
        source.etag, source.last_modified = fetched.etag, fetched.last_modified
        source.sha256, source.fetched_address = sha256, address
    source.next_at = now + timedelta(minutes=source.every_minutes)
    source.save(update_fields=_STATE)


def note_failure(source: Source, kind: str, detail: str, *, now: datetime) -> None:
    """Keep why nothing came, and try again after a pause that has grown."""
    source.failures += 1
    source.failure, source.failure_detail = kind, detail[:200]
    source.next_at = now + pause_after(source.failures)
    source.save(update_fields=_STATE)


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    doubled: int = 2 ** min(failures - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def reason(kind: str, detail: str = "") -> str:
    """Why a source gave nothing, in a sentence."""
    sentence = str(REASONS.get(kind, kind))
    return f"{sentence.rstrip('.')} ({detail})." if detail else sentence


def week_of(day: date) -> Week:
    """The week whose Friday is the last one there was."""
    return Week.of(day - timedelta(days=(day.weekday() - _FRIDAY) % 7))


def address_for(address: str, day: date) -> str:
    """The address with the year and the number of the week that is fetched on a day."""
    week = week_of(day)
    return address.replace("{year}", str(week.year)).replace("{week}", f"{week.number:02d}")


def in_trouble() -> list[Source]:
    """Active sources whose last try failed."""
    return list(Source.objects.filter(is_active=True, failures__gt=0))


def refused() -> list[Import]:
    """Fetched files that were refused when they were read, while nothing else has come for their week."""
    fetched = Import.objects.filter(fetched_from__isnull=False, status=Import.Status.REFUSED)
    later = Import.objects.filter(week=OuterRef("week"), pk__gt=OuterRef("pk"))
    known = Release.objects.filter(week=OuterRef("week"))
    waiting = fetched.exclude(Exists(later)).exclude(Exists(known))
    return list(waiting.select_related("fetched_from"))


def next_try(*, now: datetime) -> Source | None:
    """The source that is asked next, of those that are asked these days."""
    return _asked_on(now.date()).order_by("next_at").first()
