"""What it takes to climb, and where the municipality lands at the deadline."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import own_advice, own_chart, own_projection, own_words, wording
from competition.categories import BY_SLUG, Category
from competition.exports import csv_file
from competition.own_advice import Effort
from competition.own_projection import Landing
from competition.own_race import OwnRace, Standpoint, Step
from competition.projection import DRAWS, TooEarly
from competition.views.own_page import known, own_race
from competition.views.seat import Seat, seated

AROUND = 10
TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Way:
    """All that a category's part of the page says."""

    at: Standpoint
    steps: list[Step]
    next: str
    time: str
    per_day: int | None
    weight: str


@dataclass(frozen=True, slots=True)
class Possible:
    """What can still be reached in a category, in words."""

    at: Standpoint
    said: str
    first: str
    podium: str
    in_region: str


@seated
@require_safe
def way(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What it takes: the ten ahead, the ten behind, the weight of a registration, what is possible."""
    own = own_race(seat)
    placed = [at for at in own.standpoints if at.place]
    context = known(seat, own) | {
        "ways": [_way(own, at) for at in placed],
        "efforts": _efforts(own) if own.is_running else [],
        "possible": [_possible(at) for at in placed if at.reach] if own.is_running else [],
        "together": TOGETHER,
        "weights": _weights(own) if own.is_outside else [],
    }
    return render(request, "dashboard/way.html", context)


def _weights(own: OwnRace) -> list[str]:
    """What one registration moves in each category, for one that is outside the competition."""
    return [text for at in own.standpoints if (text := own_advice.weight_said(at))]


def _way(own: OwnRace, at: Standpoint) -> Way:
    rung = at.next
    reachable = rung is not None and rung.is_reachable
    return Way(
        at=at,
        steps=at.steps(AROUND, AROUND),
        next=own_advice.next_said(at, own),
        time=at.time_for(rung.people) if rung and reachable else "",
        per_day=rung.per_day(own.days_left) if rung and reachable and own.is_running else None,
        weight=own_advice.weight_said(at),
    )


def _efforts(own: OwnRace) -> list[Effort]:
    """What a hundred registrations give, of adults and of young people."""
    if not own.has_places:
        return []
    found = (own_advice.effort(own, TOGETHER, young=young) for young in (False, True))
    return [each for each in found if each]


def _possible(at: Standpoint) -> Possible:
    reach = at.reach
    if reach is None:
        return Possible(at, "", "", "", "")
    regional = at.category.has_regional_winners
    return Possible(
        at,
        own_advice.reach_said(reach),
        own_advice.verdict_text(reach.first),
        own_advice.verdict_text(reach.podium),
        own_advice.verdict_text(reach.first_in_region) if regional else "",
    )


# --- the projection -------------------------------------------------------------------------------
@seated
@require_safe
def projection(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Where it lands at the deadline: a range, the chance of each place, the method and its past
    error. `kategori` says in which category; without it, in the main one.
    """
    own = own_race(seat)
    category = _asked(request, own)
    found = own_projection.projected(own)
    landings = own_projection.landings(own)
    landing = next((each for each in landings if each.category is category), None)
    error = own_projection.past_error(own, category) if own.has_places else None
    context = known(seat, own) | {
        "category": category,
        "tabs": [
            (c, f"{seat.url('own_projection')}?kategori={c.slug}", c is category)
            for c in own.race.competition.used_categories
        ],
        "landings": landings,
        "landing": landing,
        "at": next((at for at in own.standpoints if at.category is category), None),
        "method": own_projection.method(getattr(found, "draws", DRAWS)),
        "error": own_projection.error_said(error) if error else "",
        "narrow": own_projection.narrow_said(error),
        **_drawn(own, landing),
    }
    at = context["at"]
    if isinstance(found, TooEarly) and own.has_places:
        context["too_early"] = own_projection.too_early_said(found)
    if own.is_final and at is not None:
        context["ended"] = own_words.place_said(own, at)
    context["csv_url"] = f"{seat.url('own_projection_csv')}?kategori={category.slug}"
    return render(request, "dashboard/projection.html", context)


def _asked(request: HttpRequest, own: OwnRace) -> Category:
    used = own.race.competition.used_categories
    asked = request.GET.get("kategori", "")
    if not asked:
        return used[0]
    found = BY_SLUG.get(asked)
    if found is None or found not in used:
        raise Http404(_("There is no such category."))
    return found


def _drawn(own: OwnRace, landing: Landing | None) -> dict[str, object]:
    """The sentences and the chart of one category."""
    if landing is None:
        return {}
    series = own_chart.own_series(own, landing.category)
    return {
        "places_said": own_projection.landing_said(landing, is_over=own.is_over),
        "value_said": own_projection.value_said(landing, is_over=own.is_over),
        "series": series,
        "figure": own_chart.fan(own, series, landing),
        "file": f"{own.own.slug}-{landing.category.slug}",
    }


@seated
@require_safe
def projection_csv(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The numbers of the chart: the weeks, the range at the deadline, and the chance of each place."""
    own = own_race(seat)
    category = _asked(request, own)
    rows: list[list[object]] = []
    if own.race.releases:
        series = own_chart.own_series(own, category)
        rows = [
            [
                release.week,
                release.as_of.isoformat(),
                wording.percent_number(v) if v else None,
                "",
                "",
            ]
            for release, v in zip(own.race.releases, series.values, strict=True)
        ]
    closing = own.race.competition.closing_as_of.isoformat()
    for landing in own_projection.landings(own):
        if landing.category is category:
            rows += _end_rows(landing, closing)
    unit = f"{category.title} ({wording.percent_unit()})"
    chance = f"{_('chance')} ({wording.percent_unit()})"
    heading = [_("week"), _("as of"), unit, _("place"), chance]
    week = f"-{own.race.current.iso_week.slug}" if own.race.current else ""
    return csv_file(f"fremskrivning-{own.own.slug}-{category.slug}{week}", heading, rows)


def _end_rows(landing: Landing, closing: str) -> list[list[object]]:
    """The range of value and place, then every place that was drawn with its chance."""
    forecast = landing.forecast
    # A low value is a place far down.
    ends = (
        (_("low"), landing.low, forecast.worst),
        (_("middle"), landing.middle, forecast.typical),
        (_("high"), landing.high, forecast.best),
    )
    rows: list[list[object]] = [
        [name, closing, wording.percent_number(value), place, ""] for name, value, place in ends
    ]
    return rows + [
        [_("chance"), closing, "", place, wording.percent_number(own_projection.per_cent(share))]
        for place, share in enumerate(forecast.chances, start=1)
        if share > 0
    ]
