"""A municipality's own events: logged, changed and deleted by its people. The history keeps each."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from competition import wording
from competition.models import Activity, Competition
from municipalities.models import Municipality, User
from signups import history
from signups.releases import Refused
from signups.weeks import Week

AFTERWARDS = timedelta(days=99)
"""The campaign goes on after the competition: in 2014 from 24 October to 31 January 2015 (the press
release of 9 September 2014).
"""
MOST = 500


class OutsideError(Refused):
    """The day is not one of the campaign's."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person writes about an event; `reach` is people, None where nobody counted."""

    day: date
    kind: str
    title: str
    note: str
    reach: int | None


def campaign(competition: Competition) -> tuple[date, date]:
    """The first and the last day that an event can be logged for: from the Monday of the first week
    with figures to the end of the campaign.
    """
    return Week.of(competition.figures_from).monday, competition.closing_as_of + AFTERWARDS


def of(municipality: Municipality, competition: Competition) -> QuerySet[Activity]:
    """The municipality's events in the competition's campaign, the oldest first."""
    return Activity.objects.filter(municipality=municipality, day__range=campaign(competition))


@transaction.atomic
def log(
    municipality: Municipality,
    competition: Competition,
    *,
    said: Said,
    by: User,
    now: datetime,
) -> Activity:
    """A new event. `Refused` for other municipalities' people, and for a day outside the campaign."""
    history.told(by=by, now=now)
    _refuse(municipality, competition, said, by=by)
    # One at a time in a municipality, so that the number of events is right.
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    ours = Activity.objects.filter(municipality=municipality)
    if ours.count() >= MOST:
        raise Refused(_("There are %(n)d events already. Delete some first.") % {"n": MOST})
    if ours.filter(day=said.day, kind=said.kind, title=said.title).exists():
        raise Refused(_("This event is logged already."))
    made = Activity(municipality=municipality, entered_by=by, entered_at=now, **asdict(said))
    made.save()
    return made


@transaction.atomic
def change(
    activity: Activity, competition: Competition, *, said: Said, by: User, now: datetime
) -> None:
    """Write something else about an event."""
    history.told(by=by, now=now)
    locked = _lock(activity)
    _refuse(locked.municipality, competition, said, by=by)
    for name, value in asdict(said).items():
        setattr(locked, name, value)
    locked.changed_by, locked.changed_at = by, now
    locked.save()


@transaction.atomic
def delete(activity: Activity, *, by: User, now: datetime) -> None:
    """Take an event out; the history keeps it."""
    history.told(by=by, now=now)
    locked = _lock(activity)
    _refuse_others(locked.municipality, by=by)
    locked.delete()


def _refuse(municipality: Municipality, competition: Competition, said: Said, *, by: User) -> None:
    _refuse_others(municipality, by=by)
    first, last = campaign(competition)
    if not first <= said.day <= last:
        days = {"first": wording.full_day_text(first), "last": wording.full_day_text(last)}
        raise OutsideError(_("Write a day of the campaign: from %(first)s to %(last)s.") % days)


def _refuse_others(municipality: Municipality, *, by: User) -> None:
    if not by.is_municipal_staff or by.municipality_id != municipality.pk:
        raise Refused(_("Only the municipality's own people write its events."))


def _lock(activity: Activity) -> Activity:
    """The row as it stands now. `Refused` where somebody has deleted it meanwhile."""
    everything = Activity.objects.select_for_update(of=("self",)).select_related("municipality")
    locked = everything.filter(pk=activity.pk).first()
    if locked is None:
        raise Refused(_("Somebody has deleted the event meanwhile."))
    return locked
