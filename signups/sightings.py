"""Who saw a week's figures, and who could: kept at every page and file that shows them early."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from municipalities.models import Role, User
from signups.models import Change, Sighting

ORGANISERS = {Role.EDITOR.value, Role.APPROVER.value, Role.ADMINISTRATOR.value}


def note(*weeks: str, by: object, page: Sighting.Page, now: datetime) -> None:
    """Keep that a person sees figures of these weeks; once a person, page and day."""
    if isinstance(by, User):
        Sighting.objects.bulk_create(
            (
                Sighting(week=week, person=by, page=page, day=now.date(), at=now)
                for week in set(weeks)
            ),
            ignore_conflicts=True,
        )


def of_week(week: str, *, until: datetime | None) -> list[Sighting]:
    """Who looked at the week's figures before they were public (`until`; None: they are not yet)."""
    found = Sighting.objects.filter(week=week).select_related("person", "person__municipality")
    return list(found.filter(at__lt=until) if until else found)


@dataclass(frozen=True, slots=True)
class Right:
    """Someone of the organiser who could see a week's figures early; `since` and `until` are
    None where the right was there before, or still is.
    """

    person: User
    role: str
    since: datetime | None
    until: datetime | None

    @property
    def role_title(self) -> str:
        return str(Role(self.role).label)


def rights(*, since: datetime, until: datetime) -> list[Right]:
    """Everyone who had the right to see unpublished figures at some moment between the two: as it
    stands now, and as the history tells it where a role was changed or taken away.
    """
    found = []
    changes: dict[str, list[Change]] = {}
    kept = Change.objects.filter(table_name="municipalities_user").exclude(old__isnull=True)
    for change in kept.order_by("at", "id"):
        changes.setdefault(change.row_key, []).append(change)
    for person in User.objects.order_by("email"):
        spans = _spans(person, changes.get(str(person.pk), []))
        for role, start, end in spans:
            if role and (start is None or start < until) and (end is None or end > since):
                found.append(Right(person, role, start, end))
    return found


type _Span = tuple[str, datetime | None, datetime | None]


def _spans(person: User, changes: Iterable[Change]) -> list[_Span]:
    """The organiser's role that a person had (or none), from when to when, oldest first."""
    spans: list[_Span] = []
    start: datetime | None = None
    for change in changes:
        role = _right(change.old or {})
        if role != _right(change.new or {}):
            spans.append((role, start, change.at))
            start = change.at
    spans.append((_right({"role": person.role, "is_active": person.is_active}), start, None))
    return spans


def _right(row: dict[str, object]) -> str:
    """The role of someone who may see unpublished figures, else nothing."""
    role = str(row.get("role", ""))
    return role if row.get("is_active") and role in ORGANISERS else ""
