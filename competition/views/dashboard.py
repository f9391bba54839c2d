"""The municipality's own page: where it stands, what it takes, where it lands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from competition import (
    own_advice,
    own_chance,
    own_chart,
    own_projection,
    own_titles,
    own_verdicts,
    own_words,
)
from competition.own_projection import Landing
from competition.own_race import OwnRace, Standpoint, Step
from competition.own_words import Saying
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
    region_change: int | None


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
    landed: dict[str, Landing] = {each.category.key: each for each in own_projection.landings(own)}
    context = known(seat, own) | {
        "sayings": _sayings(own, landed),
        "regional": own_words.region_said(own),
        "ladders": [
            Ladder(
                at,
                own_advice.pace_said(own, at),
                at.steps(AHEAD, BEHIND),
                own.region_change(at, own.race.before(at.table.release)),
            )
            for at in own.standpoints
        ],
        "roads": [_road(at, landed.get(at.category.key)) for at in own.standpoints if at.place],
        "most": _most(own),
        "suggested": max(1, round(own.main.week_pace / 2)) if own.main else 1,
        "figures": seat.own_figures,
        "hidden": _hidden(seat),
        "asked": seat.asked,
        "won": own_titles.won(own.race, own.visibility, own.own),
        **_chance(own),
        **_landing(own, list(landed.values())),
    }
    return render(request, "dashboard/overview.html", context)


@only("may_enter")
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """For the organiser: every municipality's dashboard, to look at."""
    organisers_competition(request)
    regions = Region.objects.prefetch_related("municipalities")
    return render(request, "organiser/seats.html", {"regions": regions})


def _hidden(seat: Seat) -> set[int]:
    """The releases whose figure the municipality sees before the public does."""
    public = {release.pk for release in seat.opening.race.releases}
    return {figure.release_id for figure in seat.own_figures} - public


def _sayings(own: OwnRace, landed: Mapping[str, Landing]) -> list[Saying]:
    """The sentences to be read aloud; a place that will probably be lost is told with the place."""
    threats: dict[str, str] = {
        at.category.key: own_verdicts.threat_said(own, at, landed[at.category.key])
        for at in own.standpoints
        if at.category.key in landed
    }
    said = []
    for saying in own_words.sayings(own):
        # The first number of a category is its place.
        threat = threats.pop(saying.key, "")
        said.append(replace(saying, text=f"{saying.text} {threat}") if threat else saying)
    return said


def _road(at: Standpoint, landing: Landing | None) -> Road:
    return Road(
        at,
        at.time_for(at.to_first) if at.to_first else "",
        own_verdicts.can_it_be_done(at, landing),
        own_verdicts.is_near(at, landing),
    )


def _chance(own: OwnRace) -> dict[str, object]:
    """The block of the best chance; nothing to chase once all is decided."""
    chance = None if own.is_final else own_chance.best(own)
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


def _landing(own: OwnRace, landings: Sequence[Landing]) -> dict[str, object]:
    """Where it lands: the drawing of the main category and the range of each."""
    found = own_projection.projected(own)
    if isinstance(found, TooEarly):
        return {"too_early": own_projection.too_early_said(found)} if own.has_places else {}
    if not landings:
        return {}
    first = landings[0]
    series = own_chart.own_series(own, first.category)
    return {
        "landings": landings,
        "landing": first,
        "narrow": own_projection.narrow_said(own_projection.past_error(own, first.category)),
        "drawing": own_chart.drawing(own, series, first),
    }
