"""The public pages exactly as they will look with a week's figures, for the organiser alone."""

import copy
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from competition import races, timetable
from competition.categories import Category
from competition.models import Competition
from competition.views import places, public
from competition.views.approval import release_of
from competition.views.noting import note_early
from competition.views.opening import Opening, PublicRequest, moment, organisers_competition
from competition.visibility import Visibility
from municipalities.access import only
from signups.models import Release, Sighting
from signups.weeks import Week

type Render = Callable[[PublicRequest, Opening], HttpResponse]


@only("may_enter")
@require_safe
def front(request: HttpRequest, week: Week) -> HttpResponse:
    """The front page."""
    return _show(request, week, public.front_of)


@only("may_enter")
@require_safe
def ranking(request: HttpRequest, week: Week, category: Category) -> HttpResponse:
    """The table of a category."""
    return _show(request, week, lambda r, opening: public.ranking_of(r, opening, category))


@only("may_enter")
@require_safe
def municipality(request: HttpRequest, week: Week, municipality: str) -> HttpResponse:
    """One municipality's page."""
    return _show(request, week, lambda r, opening: places.municipality_of(r, opening, municipality))


def _show(request: HttpRequest, week: Week, page: Render) -> HttpResponse:
    """A public page at the moment when the week is public: kept by nobody, found by nobody."""
    release = release_of(week)
    note_early(request, Sighting.Page.PREVIEW, release.week)
    opening = open_ahead(request, release)
    request.preview = release  # type: ignore[attr-defined]
    request.preview_links = [  # type: ignore[attr-defined]
        (c, reverse("release_preview_ranking", args=[week, c]))
        for c in opening.competition.used_categories
    ]
    response = page(request, opening)  # type: ignore[arg-type]
    response.content = _led_back(response.content.decode(), opening.competition, week).encode()
    del response.headers["HX-Push-Url"]
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def open_ahead(request: HttpRequest, release: Release) -> Opening:
    """The race with the release in it, at its set or usual time of publication; for the closing
    release at the announcement, for then its figures are seen first.
    """
    competition = copy.copy(organisers_competition(request))
    then = release.published_at or release.publish_at
    then = then or timetable.publication_of(release.iso_week)
    if release.as_of == competition.closing_as_of and competition.announced_at is None:
        then = max(then, competition.announcement_at)
        competition.state, competition.announced_at = Competition.State.ANNOUNCED, then
    then = max(then, moment(request))
    visibility = Visibility(competition, then)
    race = races.load(competition, visibility.releases_with(release))
    for each in race.releases:
        each.published_at = each.published_at or then
    request.competition = competition  # type: ignore[attr-defined]
    return Opening(competition, visibility, race)


def _led_back(html: str, competition: Competition, week: Week) -> str:
    """The page with its links to other public pages leading to their previews."""
    home = re.escape(reverse("front_of", args=[competition.slug]))
    ahead = reverse("release_preview", args=[week])
    main = competition.main_category
    sample = reverse("ranking", args=[competition.slug, main])
    tables = re.escape(sample.removesuffix(f"{main.slug}/"))
    towns = re.escape(reverse("municipalities", args=[competition.slug]))
    html = re.sub(
        rf'(href|action|hx-get)="{tables}([a-z-]+)/(?:{week.slug}/)?', rf'\1="{ahead}\2/', html
    )
    html = re.sub(rf'href="{towns}([\w-]+)/', rf'href="{ahead}kommuner/\1/', html)
    front = f"(?:{home}|{re.escape(reverse('front'))})"
    return re.sub(rf'href="{front}"', f'href="{ahead}"', html)
