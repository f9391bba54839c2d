"""Diplomas, badges and press texts for the organiser, before the ceremony already, so that they can be
printed. Whoever sees them is kept.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import award_texts, laureates, races, results
from competition.laureates import Prize
from competition.models import Competition, ResultRecord
from competition.results import Title
from competition.views.finishing import find
from competition.views.opening import moment
from competition.views.winners import hand_out
from municipalities.access import only
from signups import sightings
from signups.models import Release, Sighting


@only("may_enter")
@require_safe
def prizes(request: HttpRequest, competition: str) -> HttpResponse:
    """Every winner with what it gets. Http404 before the result is final."""
    found, _record, won = _final(request, competition, Sighting.Page.RELEASE)
    known = {
        "chosen": found,
        "competition": found.rehearsal_of or found,
        "national": [title for title in won if title.region is None],
        "regional": [title for title in won if title.region is not None],
        "press": regional_press(found, won),
    }
    return render(request, "organiser/prizes.html", known)


@only("may_enter")
@require_safe
def prize(request: HttpRequest, competition: str, prize: Prize) -> HttpResponse:
    """A winner's diploma, badge or press text. Http404 before the result is final."""
    found, record, won = _final(request, competition, Sighting.Page.FILE)
    return hand_out(found, won, record, prize)


def regional_press(found: Competition, won: list[Title]) -> str:
    """The text that names the regional winners, to be copied."""
    lines = {line.entrant.code: line for title in won if title.region for line in title.winners}
    ordered = sorted(lines.values(), key=lambda line: (line.entrant.sort_key, line.entrant.code))
    names = [f"{line.entrant.name} ({line.entrant.region.name})" for line in ordered]
    source = award_texts.Source(site=settings.SITE_URL, demo=settings.DEMO or found.is_rehearsal)
    return award_texts.regional_press(found, names, source)


def _final(
    request: HttpRequest, slug: str, page: Sighting.Page
) -> tuple[Competition, ResultRecord, list[Title]]:
    """The competition with its record and titles; that somebody sees them early is kept."""
    found = find(slug)
    record = results.current(found)
    if record is None:
        raise Http404(_("The result is not final."))
    week = Release.objects.get(as_of=found.closing_as_of).week
    sightings.note(week, by=request.user, page=page, now=moment(request))
    race = races.load(found, Release.objects.none())
    return found, record, laureates.of_record(race, record)
