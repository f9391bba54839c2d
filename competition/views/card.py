"""Pictures for those who share a page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from competition import cards
from competition.caching import public_page
from competition.categories import Category
from competition.views.opening import open_race


def _picture(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="image/png")


@public_page
def front(request: HttpRequest, competition: str) -> HttpResponse:
    """Of the front page."""
    opening = open_race(request, competition)
    return _picture(cards.of_front(opening.race, opening.visibility, demo=settings.DEMO))


@public_page
def ranking(request: HttpRequest, competition: str, category: Category) -> HttpResponse:
    """Of a ranking. Http404 for a category that is not used."""
    opening = open_race(request, competition)
    race, is_over = opening.race, opening.visibility.is_past_closing
    if category not in race.competition.used_categories:
        raise Http404(category.slug)
    release = race.ranked_releases[-1] if race.ranked_releases else None
    return _picture(cards.of_category(race, category, release, is_over=is_over, demo=settings.DEMO))


@public_page
def municipality(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """Of a municipality's page. Http404 for an unknown one."""
    race = open_race(request, competition).race
    entrant = race.by_slug.get(municipality)
    if entrant is None:
        raise Http404(municipality)
    return _picture(cards.of_municipality(race, entrant, demo=settings.DEMO))


@public_page
def region(request: HttpRequest, competition: str, region: str) -> HttpResponse:
    """Of a region's page. Http404 for an unknown one."""
    opening = open_race(request, competition)
    race, is_over = opening.race, opening.visibility.is_past_closing
    found = next((each for each in race.regions if each.slug == region), None)
    if found is None:
        raise Http404(region)
    return _picture(cards.of_region(race, found, is_over=is_over, demo=settings.DEMO))
