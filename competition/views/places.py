"""Pages of one place: a municipality, a region, the lists of both, and the rules."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from competition.views.opening import open_race


def municipality(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """One municipality's places, trend and neighbours."""
    opening = open_race(request, competition)
    entrant = opening.race.by_slug.get(municipality)
    if entrant is None:
        raise Http404(municipality)
    return render(request, "public/municipality.html", {"opening": opening, "entrant": entrant})


def municipalities(request: HttpRequest, competition: str) -> HttpResponse:
    """All municipalities, by region."""
    return render(
        request, "public/municipalities.html", {"opening": open_race(request, competition)}
    )


def region(request: HttpRequest, competition: str, region: str) -> HttpResponse:
    """The region's own race."""
    opening = open_race(request, competition)
    found = next((r for r in opening.race.regions if r.slug == region), None)
    if found is None:
        raise Http404(region)
    return render(request, "public/region.html", {"opening": opening, "region": found})


def regions(request: HttpRequest, competition: str) -> HttpResponse:
    """The five regions."""
    return render(request, "public/regions.html", {"opening": open_race(request, competition)})


def rules(request: HttpRequest, competition: str) -> HttpResponse:
    """Rules, formulas and a worked example."""
    return render(request, "public/rules.html", {"opening": open_race(request, competition)})
