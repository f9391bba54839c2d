"""Publishing a release: figures become public and the places of the week are stored with it."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competition import races
from competition.models import Competition, StoredPlace
from municipalities.models import User
from signups import entry, releases
from signups.models import Release
from signups.weeks import Week

logger = logging.getLogger(__name__)


@transaction.atomic
def approve(release: Release, *, by: User, now: datetime, seen: datetime | None = None) -> None:
    """Approve a draft (see `releases.approve`), unless its day cannot be right in a competition."""
    refuse_day(release.iso_week, release.as_of)
    releases.approve(release, by=by, now=now, seen=seen)


@transaction.atomic
def start(*, week: Week, as_of: date, by: User, now: datetime) -> Release:
    """An empty draft to type in (see `entry.start`), as of a day that a competition can count."""
    refuse_day(week, as_of)
    return entry.start(week=week, as_of=as_of, by=by, now=now)


@transaction.atomic
def set_day(release: Release, *, as_of: date, by: User, now: datetime) -> None:
    """Another day for a draft (see `entry.set_day`), one that a competition can count."""
    refuse_day(release.iso_week, as_of)
    entry.set_day(release, as_of=as_of, by=by, now=now)


@dataclass(frozen=True, slots=True)
class Day:
    """The day that a week's figures should be of, and why those that are there cannot be counted, for
    a person to read; empty where they can.
    """

    right: date
    wrong: str


def day_of(week: Week, *, today: date, as_of: date | None = None) -> Day:
    """What a competition has set for the week, else its Friday, or today where that has not come."""
    found = _set_days(week)
    right = next((day for _competition, day in found), min(week.friday, today))
    if as_of is None:
        return Day(right, "")
    return Day(right, next((_not_counted(each) for each in found if each[1] != as_of), ""))


def refuse_day(week: Week, as_of: date) -> None:
    """`Refused` for another day than a competition has set for its baseline or closing week: such a
    release would stand in the way of the right one, and would not be held back.
    """
    for each in _set_days(week):
        if each[1] != as_of:
            raise releases.Refused(_not_counted(each))


def _not_counted(found: tuple[Competition, date]) -> str:
    competition, day = found
    return _("%(competition)s counts this week as of %(day)s. Correct the as-of date.") % {
        "competition": competition,
        "day": date_format(day, "j. F Y"),
    }


def _set_days(week: Week) -> list[tuple[Competition, date]]:
    """The baseline and closing days that competitions have set in the week."""
    return [
        (competition, day)
        for competition in Competition.objects.all()
        for day in (competition.baseline_as_of, competition.closing_as_of)
        if day in week
    ]


def _refuse_before_baseline(release: Release, competition: Competition) -> None:
    """`Refused` while the release that growth is measured from is not published."""
    first = competition.baseline_as_of
    if release.as_of > first and not Release.objects.published().filter(as_of=first).exists():
        raise releases.Refused(
            _("Publish the figures as of %(day)s first: growth is measured from them.")
            % {"day": date_format(first, "j. F Y")}
        )


@transaction.atomic
def publish(release: Release, *, by: User | None, now: datetime) -> None:
    """Publish an approved release and store its places in every competition that it belongs to.

    `by` is None when the set time has come by itself. `releases.Refused` if it cannot be published.
    """
    refuse_day(release.iso_week, release.as_of)
    for competition in competitions_of(release):
        _refuse_before_baseline(release, competition)
    releases.publish(release, by=by, now=now)
    for competition in competitions_of(release):
        store_places(competition, release)


def publish_due(*, now: datetime) -> list[Release]:
    """Publish every approved release whose time has come; each at most once, however often asked.
    One that is refused, or fails, waits with a line in the log and does not hold up the others.
    """
    done = []
    for candidate in Release.objects.due(now):
        try:
            published = _publish_if_due(candidate, now=now)
        except releases.Refused as refusal:
            logger.warning("%s is due and waits: %s", candidate.week, refusal)
        except Exception:
            logger.exception("%s is due and could not be published", candidate.week)
        else:
            done += [published] if published else []
    return done


@transaction.atomic
def _publish_if_due(candidate: Release, *, now: datetime) -> Release | None:
    """The release, published; None where somebody else has published it or sent it back."""
    release = Release.objects.select_for_update().get(pk=candidate.pk)
    if release.status != Release.Status.APPROVED:
        return None
    publish(release, by=None, now=now)
    return release


def competitions_of(release: Release) -> list[Competition]:
    """The competitions in which the release has standings; one that is only planned has none."""
    return list(
        Competition.objects.public().filter(
            baseline_as_of__lte=release.as_of, closing_as_of__gte=release.as_of
        )
    )


def store_places(competition: Competition, release: Release) -> None:
    """Compute and keep the places of a published release, in place of any kept before. Growth is
    measured from the baseline only where that is published too: a draft decides nothing.
    """
    days = [competition.baseline_as_of, release.as_of]
    needed = Release.objects.published().filter(as_of__in=days)
    race = races.load(competition, needed.order_by("as_of"))
    StoredPlace.objects.filter(competition=competition, release=release).delete()
    StoredPlace.objects.bulk_create(
        StoredPlace(
            competition=competition,
            release=release,
            category=category.slug,
            municipality_id=standing.code,
            place=standing.place,
            place_in_region=standing.place_in_region,
            reason=standing.reason.value if standing.reason else "",
            numerator=standing.ratio.numerator if standing.ratio else None,
            denominator=standing.ratio.denominator if standing.ratio else None,
        )
        for category in competition.used_categories
        for standing in race.compute(category, release)
    )
