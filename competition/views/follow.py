"""What follows the site: the feed, the calendar, and the map for search engines."""

from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from competition import editions, feeds
from competition.caching import public_page
from competition.models import Competition
from competition.sitemaps import Pages
from competition.views.opening import moment, open_race


@public_page
def feed(request: HttpRequest, competition: str) -> HttpResponse:
    """The weekly results as an Atom feed."""
    opening = open_race(request, competition)
    history = editions.chronicle(opening.race, opening.visibility)
    return HttpResponse(
        feeds.atom(history, opening.visibility, host=_host(request)),
        content_type="application/atom+xml; charset=utf-8",
    )


@public_page
def calendar(request: HttpRequest, competition: str) -> HttpResponse:
    """The competition's days for a calendar."""
    opening = open_race(request, competition)
    weeks = editions.publications(opening.race, opening.visibility)
    steps = list(opening.competition.set_up_steps.filter(at__lte=moment(request)))
    made = feeds.calendar(weeks, opening.visibility, steps, host=_host(request))
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    name = f"mest-digitale-kommune-{opening.competition.slug}.ics"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where the maps are: one of what belongs to no competition, and one for each competition."""
    slugs = Competition.objects.public().values_list("slug", flat=True)
    places = [reverse("sitemap_site"), *(reverse("sitemap_of", args=[slug]) for slug in slugs)]
    found = [{"location": request.build_absolute_uri(place)} for place in places]
    return render(request, "sitemap_index.xml", {"sitemaps": found}, content_type="application/xml")


@public_page
def sitemap_site(request: HttpRequest) -> HttpResponse:
    """The public pages that belong to no competition, in both languages."""
    return _map(request, Pages())


@public_page
def sitemap_of_round(request: HttpRequest, competition: str) -> HttpResponse:
    """Every public page of a competition, in both languages."""
    opening = open_race(request, competition)
    return _map(request, Pages(editions.chronicle(opening.race, opening.visibility)))


def _map(request: HttpRequest, pages: Pages) -> HttpResponse:
    found: HttpResponse = sitemap_of(request, {"pages": pages})
    return found


def _host(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
