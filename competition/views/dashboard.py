"""The municipality's own page: where it stands, what it takes, where it lands."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from competition import own_advice, own_chart, own_projection, own_words, wording
from competition.own_race import OwnRace, Standpoint, Step
from competition.projection import TooEarly
from competition.ranking import Ratio
from competition.views.opening import organisers_competition
from competition.views.own_page import known, own_race
from competition.views.seat import Seat, seated
from municipalities.access import only
from municipalities.models import Region

AHEAD, BEHIND = 5, 2


@dataclass(frozen=True, slots=True)
class Ladder:
    """One category's ladder as the overview shows it."""

    at: Standpoint
    pace: str
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Road:
    """The way to a category's first place."""

    at: Standpoint
    time: str
    verdict: str
    is_near: bool


@seated
@require_safe
def overview(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Own places, distances and figures; of no other municipality, ever."""
    own = own_race(seat)
    context = known(seat, own) | {
        "sayings": own_words.sayings(own),
        "regional": own_words.region_said(own),
        "ladders": [
            Ladder(at, own_advice.pace_said(own, at), at.steps(AHEAD, BEHIND))
            for at in own.standpoints
        ],
        "roads": [
            Road(
                at,
                wording.weeks_text(at.weeks_for(at.to_first)) if at.to_first else "",
                own_advice.can_it_be_done(at),
                own_advice.is_near(at),
            )
            for at in own.standpoints
            if at.place
        ],
        "most": _most(own),
        "suggested": max(1, round(own.main.week_pace / 2)) if own.main else 1,
        "figures": seat.own_figures,
        **_chance(own),
        **_landing(own),
    }
    return render(request, "dashboard/overview.html", context)


@only("may_enter")
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """For the organiser: every municipality's dashboard, to look at."""
    organisers_competition(request)
    regions = Region.objects.prefetch_related("municipalities")
    return render(request, "organiser/seats.html", {"regions": regions})


def _chance(own: OwnRace) -> dict[str, object]:
    """The block of the best chance; nothing to chase once all is decided."""
    chance = None if own.is_final else own.chance
    if chance is None:
        return {}
    return {
        "chance": chance,
        "chance_title": own_advice.chance_title(chance, own),
        "chance_text": own_advice.chance_said(chance, own),
        "chance_rule": own_advice.chance_rule(chance),
    }


def _most(own: OwnRace) -> Ratio | None:
    """The share when everybody left has registered."""
    total = own.total
    if total is None or not total.population_15_plus:
        return None
    return Ratio(total.population_15_plus - total.exempt_15_plus, total.population_15_plus)


def _landing(own: OwnRace) -> dict[str, object]:
    """Where it lands: the drawing of the main category and the range of each."""
    found = own_projection.projected(own)
    if isinstance(found, TooEarly):
        return {"too_early": own_projection.too_early_said(found)} if own.has_places else {}
    landings = own_projection.landings(own)
    if not landings:
        return {}
    first = landings[0]
    series = own_chart.own_series(own, first.category)
    return {
        "landings": landings,
        "landing": first,
        "drawing": own_chart.drawing(own, series, first),
    }
