"""The municipality's own page: where it stands, and what it takes to pass the next one."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from competition.categories import Category, Counts
from competition.models import Competition
from competition.neighbours import Neighbour, neighbourhood
from competition.standings import Line, Race, Table
from competition.views.opening import moment, organisers_competition
from competition.views.seat import Seat, seated
from municipalities.access import only
from municipalities.models import Region
from signups.models import Figure, Release

NEIGHBOURS_AHEAD = 5
NEIGHBOURS_BEHIND = 2


@dataclass(frozen=True, slots=True)
class Outlook:
    """One category as the municipality sees it: its own line between its neighbours."""

    category: Category
    line: Line
    neighbours: list[Neighbour]


@seated
@require_safe
def overview(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Own places, distances and figures; of no other municipality, ever."""
    opening, own = seat.opening, seat.own
    race = opening.race
    release = race.current if race.ranked_releases else None
    return render(
        request,
        "dashboard/overview.html",
        opening.known
        | {
            "own": own,
            "release": release,
            "outlooks": _outlooks(race, release, own.code) if release else [],
            "figures": _own_figures(own.code, seat.own_releases),
            "days_left": _days_left(opening.competition, request),
        },
    )


@only("may_enter")
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """For the organiser: every municipality's dashboard, to look at."""
    organisers_competition(request)
    regions = Region.objects.prefetch_related("municipalities")
    return render(request, "organiser/seats.html", {"regions": regions})


def _outlooks(race: Race, release: Release, code: str) -> list[Outlook]:
    return [
        _outlook(race.table(category, release), code)
        for category in race.competition.used_categories
    ]


def _outlook(table: Table, code: str) -> Outlook:
    around = neighbourhood(table, code, ahead=NEIGHBOURS_AHEAD, behind=NEIGHBOURS_BEHIND)
    return Outlook(table.category, table.of(code), around)


def _own_figures(code: str, releases: list[Release]) -> list[tuple[Release, Counts | None]]:
    figures = Figure.objects.filter(municipality=code, release__in=releases).select_related(
        "release"
    )
    return [
        (f.release, Counts(f.registered_15_plus, f.registered_15_24, f.exempt_15_plus))
        for f in figures.order_by("-release__as_of")
    ]


def _days_left(competition: Competition, request: HttpRequest) -> int:
    return (competition.closing_as_of - moment(request).date()).days
