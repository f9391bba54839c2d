"""What if: we reach so many more a week, the others keep their pace. The address keeps the scenario."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from competition import own_what_if
from competition.caching import wants_part
from competition.own_race import OwnRace
from competition.views.own_page import known, own_race
from competition.views.seat import Seat, seated
from competition.what_if_forms import WhatIfForm

NICE = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
TIMES = 3


@seated
@require_safe
def what_if(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The form and the table at the deadline; htmx gets the table alone, and the address follows."""
    own = own_race(seat)
    form = WhatIfForm(request.GET, own)
    is_valid = form.is_valid()
    can_play = own.has_places and own.is_running
    query = urlencode(form.query())
    address = seat.url("own_what_if") + (f"?{query}" if query else "")
    context = known(seat, own) | {
        "form": form,
        "faults": [] if is_valid else _faults(form),
        "ends": own_what_if.ends(own, form.plan()) if can_play else None,
        "can_play": can_play,
        "days_said": own_what_if.days_said(own),
        "most": _most(own),
        "most_young": _most(own, young=True),
        "share_url": request.build_absolute_uri(address),
    }
    context["partial"] = is_partial = wants_part(request)
    template = f"dashboard/what_if.html{'#outcome' if is_partial else ''}"
    response = render(request, template, context)
    response.headers["Vary"] = "HX-Request"
    if is_partial:
        response.headers["HX-Replace-Url"] = address
    return response


def _faults(form: WhatIfForm) -> list[str]:
    """Each problem with the name of its field."""
    return [f"{form[name].label}: {text}" for name, texts in form.errors.items() for text in texts]


def _most(own: OwnRace, *, young: bool = False) -> int:
    """Where the slider ends: about three times the own pace, a round number."""
    main = next((at for at in own.standpoints if at.is_young == young), None)
    wanted = TIMES * main.week_pace if main else 0
    return next((n for n in NICE if n >= wanted), NICE[-1])
