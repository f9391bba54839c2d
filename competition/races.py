"""Reading a race out of the database, in two queries: the releases that `visibility` allows and every
municipality's figures and stored places in them. What is not allowed is never read, so it cannot leak
from here on. A race whose winners are announced is read as it was judged.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, FilteredRelation, Func, JSONField, OuterRef, Q, QuerySet

from competition.categories import Counts
from competition.models import Award, Competition, Participation, StoredPlace
from competition.standings import Entrant, Race
from municipalities.models import Municipality
from signups import corrections
from signups.models import Correction, Figure, Release


def load(
    competition: Competition,
    releases: Iterable[Release],
    *,
    won: QuerySet[Award] | None = None,
    only: str | None = None,
) -> Race:
    """Read a race: the releases given (ask `visibility` for them) and all that belongs to them, with
    the first places given (ask it for those too); or no more of it than one municipality's own, by
    its code.
    """
    awards = Award.objects.none() if won is None else won
    shown = list(releases)
    people = FilteredRelation(
        "populations", condition=Q(populations__as_of=competition.population_as_of)
    )
    takes_part = Participation.objects.filter(competition=competition, municipality=OuterRef("pk"))
    rows = (
        Municipality.objects.select_related("region")
        .alias(people=people)
        .annotate(
            race_15_plus=F("people__population_15_plus"),
            race_15_24=F("people__population_15_24"),
            race_participant=Exists(takes_part),
            race_figures=_figures_in(shown),
            race_corrected=_corrected_in(shown),
            race_places=_places_in(competition, shown),
            race_won=_rows_of(awards.filter(municipality=OuterRef("pk")), "category", "region_id"),
        )
    )
    race = Race(competition, shown, rows if only is None else rows.filter(pk=only))
    if competition.announced_at and any(entrant.corrected for entrant in race.entrants):
        return _as_announced(race)
    return race


def _as_announced(race: Race) -> Race:
    """The race as it was judged: what was corrected after the announcement is told beside it."""
    here = Correction.objects.confirmed().filter(release__in=race.releases)
    found = list(here.order_by("-confirmed_at", "-pk"))
    later = [each for each in found if race.competition.was_over(each.confirmed_at)]
    if not later:
        return race
    known = {(each.municipality_id, each.release_id) for each in found if each not in later}
    judged = race.as_if(race.releases, [before(each, later, known) for each in race.entrants], ())
    judged.as_corrected = race
    return judged


def before(
    entrant: Entrant, undone: Sequence[Correction], kept: Collection[tuple[str, int]]
) -> Entrant:
    """The entrant before those corrections, the newest of which comes first; `kept` are the codes and
    releases that an earlier one had corrected.
    """
    counts = dict(entrant.counts)
    own = [each for each in undone if each.municipality_id == entrant.code]
    for correction in own:
        old = corrections.before(correction)
        if old is None:
            counts.pop(correction.release_id, None)
        else:
            counts[correction.release_id] = Counts(
                old.registered_15_plus, old.registered_15_24, old.exempt_15_plus
            )
    corrected = frozenset(r for r in entrant.corrected if (entrant.code, r) in kept)
    since = frozenset(each.release_id for each in own)
    return replace(entrant, counts=counts, corrected=corrected, corrected_since=since)


def _figures_in(releases: Sequence[Release]) -> ArraySubquery:
    return _rows_of(
        Figure.objects.filter(municipality=OuterRef("pk"), release__in=releases),
        "release_id",
        "registered_15_plus",
        "registered_15_24",
        "exempt_15_plus",
    )


def _corrected_in(releases: Sequence[Release]) -> ArraySubquery:
    found = Correction.objects.confirmed().filter(municipality=OuterRef("pk"), release__in=releases)
    return ArraySubquery(found.order_by().values("release_id").distinct())


def _places_in(competition: Competition, releases: Sequence[Release]) -> ArraySubquery:
    return _rows_of(
        StoredPlace.objects.filter(
            municipality=OuterRef("pk"), competition=competition, release__in=releases
        ),
        "release_id",
        "category",
        "place",
        "place_in_region",
        "reason",
        "numerator",
        "denominator",
    )


def _rows_of(queryset: QuerySet[Any], *columns: str) -> ArraySubquery:
    row = Func(*columns, function="jsonb_build_array", output_field=JSONField())
    return ArraySubquery(queryset.order_by().annotate(row=row).values("row"))
