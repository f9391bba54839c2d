"""Widgets for other people's sites, and the page that writes their code.

The widgets are the only pages that may be framed. They bring no script, set no cookie, and their
links open in the reader's window.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP, build_policy
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt

from competition import embeds, maps
from competition.caching import public_page, reads
from competition.categories import Category
from competition.embeds import Widget, Wish
from competition.views.opening import Opening, open_race
from signups.models import Release
from signups.weeks import Week

_POLICY: dict[str, Any] = {
    **settings.SECURE_CSP,
    "frame-ancestors": ["*"],
    "script-src": [CSP.NONE],
}
FRAMED = build_policy(_POLICY)


def framed[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A public page that any site may show in a frame."""

    @wraps(view)
    def shown(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers[CSP.HEADER_ENFORCE.value] = FRAMED
        return response

    return public_page(xframe_options_exempt(shown))


@framed
@reads("antal", "region", "tema")
def table(
    request: HttpRequest, competition: str, category: Category, week: Week | None = None
) -> HttpResponse:
    """The first lines of a ranking; `?antal=` and `?region=` as the page of codes writes them."""
    opening = _open(request, competition, category)
    wanted = embeds.wish(request.GET.dict(), opening.race)
    release = _release(opening, week)
    found = opening.race.table(category, release) if release else None
    shown = embeds.lines(found, region=wanted.region, count=wanted.count) if found else []
    return _widget(
        request,
        Widget.TABLE,
        opening,
        release,
        category=category,
        region=wanted.region,
        lines=shown,
        light=not wanted.follows_scheme,
    )


@framed
@reads("tema")
def badge(
    request: HttpRequest,
    competition: str,
    municipality: str,
    category: Category,
    week: Week | None = None,
) -> HttpResponse:
    """One municipality's place and value. Http404 for an unknown one."""
    opening = _open(request, competition, category)
    entrant = opening.race.by_slug.get(municipality)
    if entrant is None:
        raise Http404(municipality)
    release = _release(opening, week)
    return _widget(
        request,
        Widget.BADGE,
        opening,
        release,
        category=category,
        entrant=entrant,
        line=opening.race.table(category, release).of(entrant.code) if release else None,
        light=request.GET.get("tema") != "auto",
    )


@framed
@reads("tema")
def country(
    request: HttpRequest, competition: str, category: Category, week: Week | None = None
) -> HttpResponse:
    """The map."""
    opening = _open(request, competition, category)
    release = _release(opening, week)
    drawn = maps.draw(opening.race, opening.race.table(category, release)) if release else None
    light = request.GET.get("tema") != "auto"
    return _widget(request, Widget.MAP, opening, release, category=category, map=drawn, light=light)


def _open(request: HttpRequest, competition: str, category: Category) -> Opening:
    """The race. Http404 for a category that the competition does not use."""
    opening = open_race(request, competition)
    if category not in opening.competition.used_categories:
        raise Http404(category.slug)
    return opening


def _release(opening: Opening, week: Week | None) -> Release | None:
    """The week asked for, or the newest with standings. Http404 for a week without standings."""
    race = opening.race
    if week is None:
        return next(reversed(race.ranked_releases), None)
    found = race.release_of(week)
    if found is None or found not in race.ranked_releases:
        raise Http404(f"no standings of {week}")
    return found


def _widget(
    request: HttpRequest, widget: Widget, opening: Opening, release: Release | None, **more: Any
) -> HttpResponse:
    context = {
        **opening.known,
        "release": release,
        "is_live": "week" not in _known(request),
        **more,
    }
    return render(request, f"embed/{widget.value}.html", context)


def _known(request: HttpRequest) -> Mapping[str, object]:
    match = request.resolver_match
    return {k: v for k, v in match.kwargs.items() if v} if match else {}


@public_page
@reads("vis", "kategori", "uge", "kommune", "region", "antal", "sprog", "tema")
def codes(request: HttpRequest, competition: str) -> HttpResponse:
    """Choose a widget, see it, and take its code."""
    opening = open_race(request, competition)
    wanted = embeds.wish(request.GET.dict(), opening.race)
    ready = wanted.widget is not Widget.BADGE or wanted.entrant is not None
    url = request.build_absolute_uri(address(opening, wanted)) if ready else ""
    title = embeds.title_of(wanted)
    return render(
        request,
        "public/embed.html",
        {
            **opening.known,
            "wish": wanted,
            "widgets": [(w.value, embeds.TITLES[w]) for w in Widget],
            "categories": opening.competition.used_categories,
            "counts": embeds.COUNTS,
            "entrants": sorted(opening.race.entrants, key=lambda e: e.sort_key),
            "address": url,
            "title": title,
            "code": embeds.code(url, title=title, height=wanted.height) if ready else "",
        },
    )


def address(opening: Opening, wanted: Wish) -> str:
    """Where the widget is found, in its own language."""
    kwargs: dict[str, object] = {"competition": opening.competition.slug}
    asked: dict[str, str] = {"tema": "auto"} if wanted.follows_scheme else {}
    if wanted.widget is Widget.BADGE and wanted.entrant:
        kwargs |= {"municipality": wanted.entrant.slug, "category": wanted.category}
    if wanted.widget is Widget.MAP:
        kwargs["category"] = wanted.category
    if wanted.widget is Widget.TABLE:
        kwargs["category"] = wanted.category
        if wanted.region:
            asked["region"] = wanted.region.slug
        if wanted.count != embeds.DEFAULT_COUNT:
            asked["antal"] = str(wanted.count)
    if wanted.release:
        kwargs["week"] = wanted.release.iso_week
    name = f"embed_{wanted.widget.name.lower()}{'_week' if wanted.release else ''}"
    with override(wanted.language):
        return reverse(name, kwargs=kwargs) + (f"?{urlencode(asked)}" if asked else "")
