"""A municipality's own figures week by week: what stands, its status, and how it moved. The embargoed
figure is among them; nothing of others is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from competition.categories import Counts
from competition.ranking import Ratio
from competition.standings import Entrant, Race
from signups.models import Release

EMBARGO = pgettext_lazy("status of a figure", "under embargo")
PROVISIONAL = pgettext_lazy("status of a figure", "provisional")
FINAL = pgettext_lazy("status of a figure", "final")
CORRECTED = pgettext_lazy("status of a figure", "corrected")


@dataclass(frozen=True, slots=True)
class Week:
    """One week: `counts` is None where there is no figure. `new` and `points` (of 1: a change of the
    share as a ratio of the population) are against the week before that has one.
    """

    release: Release
    counts: Counts | None
    share: Ratio | None
    young: Ratio | None
    new: int | None
    points: Ratio | None
    is_public: bool
    is_corrected: bool
    status: Promise


def weeks(race: Race, entrant: Entrant, public: Collection[int]) -> list[Week]:
    """The newest first, of a race with all releases that the municipality sees; `public` are the ids
    of those that everybody does.
    """
    counts = entrant.counts
    there = [release for release in race.releases if release.pk in counts]
    before = {b.pk: counts[a.pk] for a, b in pairwise(there)}
    return [
        _week(
            race,
            entrant,
            release,
            before=before.get(release.pk),
            is_public=release.pk in public,
        )
        for release in reversed(race.releases)
    ]


def _week(
    race: Race,
    entrant: Entrant,
    release: Release,
    *,
    before: Counts | None,
    is_public: bool,
) -> Week:
    counts, people = entrant.counts.get(release.pk), entrant.population
    everyone = people.population_15_plus if people else 0
    youths = people.population_15_24 if people else 0
    new = counts.registered_15_plus - before.registered_15_plus if counts and before else None
    return Week(
        release=release,
        counts=counts,
        share=Ratio(counts.registered_15_plus, everyone) if counts and everyone else None,
        young=Ratio(counts.registered_15_24, youths) if counts and youths else None,
        new=new,
        points=Ratio(new, everyone) if new is not None and everyone else None,
        is_public=is_public,
        is_corrected=is_public and release.pk in entrant.mended,
        status=_status(race, entrant, release) if is_public else EMBARGO,
    )


def _status(race: Race, entrant: Entrant, release: Release) -> Promise:
    if release.pk in entrant.mended:
        return CORRECTED
    return FINAL if release.as_of >= race.competition.closing_as_of else PROVISIONAL
