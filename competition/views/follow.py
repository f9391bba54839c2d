"""What follows the site: the feed, the calendar, and the map for search engines."""

from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.http import HttpRequest, HttpResponse

from competition import editions, feeds, standings
from competition.caching import public_page
from competition.models import Competition
from competition.sitemaps import Pages
from competition.views.opening import moment, open_race
from competition.visibility import Visibility


@public_page
def feed(request: HttpRequest, competition: str) -> HttpResponse:
    """The weekly results as an Atom feed."""
    opening = open_race(request, competition)
    history = editions.chronicle(opening.race, opening.visibility)
    return HttpResponse(
        feeds.atom(history, host=_host(request)), content_type="application/atom+xml; charset=utf-8"
    )


@public_page
def calendar(request: HttpRequest, competition: str) -> HttpResponse:
    """The competition's days for a calendar."""
    opening = open_race(request, competition)
    history = editions.chronicle(opening.race, opening.visibility)
    made = feeds.calendar(history, opening.visibility, host=_host(request))
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    name = f"mest-digitale-kommune-{opening.competition.slug}.ics"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page of every competition, in both languages."""
    policies = [Visibility(each, moment(request)) for each in Competition.objects.public()]
    histories = [
        editions.chronicle(standings.load(each.competition, each.releases()), each)
        for each in policies
    ]
    found: HttpResponse = sitemap_of(request, {"pages": Pages(histories)})
    return found


def _host(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
