"""The municipality's own page: where it stands, and what it takes to pass the next one."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from competition.categories import Category, Counts
from competition.models import Competition
from competition.neighbours import Neighbour, neighbourhood
from competition.standings import Line, Race, Table
from competition.views.opening import moment, open_race
from competition.visibility import Viewer, Visibility
from municipalities.access import only
from signups import sightings
from signups.models import Figure, Release, Sighting

NEIGHBOURS_AHEAD = 5
NEIGHBOURS_BEHIND = 2


@dataclass(frozen=True, slots=True)
class Outlook:
    """One category as the municipality sees it: its own line between its neighbours."""

    category: Category
    line: Line
    neighbours: list[Neighbour]


@only("is_municipal_staff")
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Own places, distances and figures; of no other municipality, ever."""
    opening = open_race(request)
    race, viewer = opening.race, Viewer.of(request.user)
    own = race.by_code[viewer.municipality or ""]
    release = race.current if race.ranked_releases else None
    own_releases = opening.visibility.own_releases(viewer)
    _note_hidden(request, opening.visibility, viewer)
    return render(
        request,
        "dashboard/overview.html",
        {
            "competition": opening.competition,
            "visibility": opening.visibility,
            "own": own,
            "release": release,
            "outlooks": _outlooks(race, release, own.code) if release else [],
            "figures": _own_figures(own.code, own_releases),
            "days_left": _days_left(opening.competition, request),
        },
    )


def _note_hidden(request: HttpRequest, visibility: Visibility, viewer: Viewer) -> None:
    """Keep that somebody sees a figure of their own which is not public."""
    hidden = visibility.own_releases(viewer).exclude(pk__in=visibility.releases().values("pk"))
    weeks = hidden.values_list("week", flat=True)
    sightings.note(*weeks, by=request.user, page=Sighting.Page.DASHBOARD, now=visibility.now)


def _outlooks(race: Race, release: Release, code: str) -> list[Outlook]:
    return [
        _outlook(race.table(category, release), code)
        for category in race.competition.used_categories
    ]


def _outlook(table: Table, code: str) -> Outlook:
    around = neighbourhood(table, code, ahead=NEIGHBOURS_AHEAD, behind=NEIGHBOURS_BEHIND)
    return Outlook(table.category, table.of(code), around)


def _own_figures(code: str, releases: QuerySet[Release]) -> list[tuple[Release, Counts | None]]:
    figures = Figure.objects.filter(municipality=code, release__in=releases).select_related(
        "release"
    )
    return [
        (f.release, Counts(f.registered_15_plus, f.registered_15_24, f.exempt_15_plus))
        for f in figures.order_by("-release__as_of")
    ]


def _days_left(competition: Competition, request: HttpRequest) -> int:
    return (competition.closing_as_of - moment(request).date()).days
