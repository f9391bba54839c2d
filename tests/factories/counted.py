"""Releases in every status, their figures, and corrections of them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from competition import correcting as work_of_correcting
from competition import publishing
from municipalities.models import Municipality
from signups import corrections
from signups.models import Correction, Figure, Release
from signups.weeks import Week
from tests.factories.who import approver, at, editor


def draft(week: Week | str = "2014-W41", *, as_of: date | None = None) -> Release:
    """A release that one person has entered, as of the week's Friday."""
    week = Week.parse(week) if isinstance(week, str) else week
    day = as_of or week.friday
    return Release.objects.create(
        week=str(week),
        as_of=day,
        entered_by=editor(),
        entered_at=_hour(day, 14),
    )


def approved(
    week: Week | str = "2014-W41",
    *,
    as_of: date | None = None,
    publish_at: datetime | None = None,
) -> Release:
    """A release that a second person has approved; `publish_at` sets its time of publication."""
    release = draft(week, as_of=as_of)
    release.status = Release.Status.APPROVED
    release.approved_by = approver()
    release.approved_at = _hour(release.as_of, 15)
    release.publish_at = publish_at
    release.save()
    return release


def published(
    week: Week | str = "2014-W41",
    *,
    as_of: date | None = None,
    published_at: datetime | None = None,
) -> Release:
    """A published release without figures or stored places (see `published_with`); by default on
    the Monday after its week, 08:00."""
    release = approved(week, as_of=as_of)
    release.status = Release.Status.PUBLISHED
    release.published_by = approver()
    release.published_at = published_at or monday_morning(release.iso_week)
    release.save()
    return release


def monday_morning(week: Week) -> datetime:
    """When a week's figures come out by habit: the Monday after it, 08:00."""
    return _hour(week.monday + timedelta(days=7), 8)


@contextmanager
def correcting() -> Iterator[None]:
    """What the database allows a correction only: to touch the figures of a published release."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL site.correcting = 'yes'")
        yield
        cursor.execute("SET LOCAL site.correcting = ''")


def proposed(code: str, week: str, figures: tuple[int, int, int], *, now: datetime) -> Correction:
    """A correction of a published figure that waits for another person; whatever looks wrong about it
    is answered for."""
    release, town = Release.objects.get(week=week), Municipality.objects.get(code=code)
    new = corrections.Stocks(*figures)
    doubts = corrections.doubts(release, town, new)
    return work_of_correcting.propose(
        release,
        town,
        new=new,
        reason="Talt forkert.",
        answers={doubt.key: "Ringet og bekræftet." for doubt in doubts},
        by=editor(),
        now=now,
    )


def corrected(code: str, week: str, figures: tuple[int, int, int], *, now: datetime) -> Correction:
    """The same, confirmed by another person."""
    made = proposed(code, week, figures, now=now)
    seen = work_of_correcting.fingerprint(work_of_correcting.effects(made))
    work_of_correcting.confirm(made, seen=seen, by=approver(), now=now)
    return made


def figure(
    release: Release,
    municipality: Municipality,
    registered: int,
    young: int | None = None,
    exempt: int = 0,
) -> Figure:
    """One municipality's stocks; a fifth of the registered are young unless told otherwise."""
    with correcting():
        return Figure.objects.create(
            release=release,
            municipality=municipality,
            registered_15_plus=registered,
            registered_15_24=registered // 5 if young is None else young,
            exempt_15_plus=exempt,
        )


def store_figures(figures: Iterable[Figure]) -> None:
    """Put many figures in at once, into releases in any status."""
    with correcting():
        Figure.objects.bulk_create(figures)


def published_with(
    registered: Mapping[Municipality, int],
    week: Week | str = "2014-W41",
    *,
    as_of: date | None = None,
    published_at: datetime | None = None,
) -> Release:
    """A published release with these figures (registered 15+), and its places stored with it."""
    release = published(week, as_of=as_of, published_at=published_at)
    for who, count in registered.items():
        figure(release, who, count)
    store_places(release)
    return release


def store_places(release: Release) -> None:
    """Store the places of a release in every competition that it belongs to."""
    for race in publishing.competitions_of(release):
        publishing.store_places(race, release)


def _hour(day: date, hour: int) -> datetime:
    return at(day.year, day.month, day.day, hour)
