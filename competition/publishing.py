"""Publishing a release: figures become public and the places of the week are stored with it."""

from datetime import datetime

from django.db import transaction

from competition import standings
from competition.categories import CATEGORIES
from competition.models import Competition, StoredPlace
from municipalities.models import User
from signups import releases
from signups.models import Release


@transaction.atomic
def publish(release: Release, *, by: User | None, now: datetime) -> None:
    """Publish an approved release and store its places in every competition that it belongs to.

    `by` is None when the set time has come by itself. `releases.Refused` if it cannot be published.
    """
    releases.publish(release, by=by, now=now)
    for competition in competitions_of(release):
        store_places(competition, release)


def publish_due(*, now: datetime) -> list[Release]:
    """Publish every approved release whose time has come; each at most once, however often asked."""
    done = []
    for candidate in Release.objects.due(now):
        with transaction.atomic():
            release = Release.objects.select_for_update().get(pk=candidate.pk)
            if release.status != Release.Status.APPROVED:
                continue
            publish(release, by=None, now=now)
            done.append(release)
    return done


def competitions_of(release: Release) -> list[Competition]:
    """The competitions in which the release has standings."""
    return list(
        Competition.objects.filter(
            baseline_as_of__lte=release.as_of, closing_as_of__gte=release.as_of
        )
    )


def store_places(competition: Competition, release: Release) -> None:
    """Compute and keep the places of a published release, in place of any kept before. Growth is
    measured from the baseline only where that is published too: a draft decides nothing.
    """
    days = [competition.baseline_as_of, release.as_of]
    needed = Release.objects.published().filter(as_of__in=days)
    race = standings.load(competition, needed.order_by("as_of"))
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
        for category in CATEGORIES
        for standing in race.compute(category, release)
    )
