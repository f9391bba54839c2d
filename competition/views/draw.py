"""The draw as everybody sees it, its signed files, and the program that makes a list."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import draw_page, make_list
from competition.caching import public_page
from competition.draw_page import PublicDraw
from competition.views.opening import find_competition, moment
from competition.visibility import Visibility


@public_page
def draw(request: HttpRequest, competition: str) -> HttpResponse:
    """How the prizes are drawn, so that anybody can trust it and redo it."""
    visibility = _seen(request, competition)
    about = {
        "competition": visibility.competition,
        "visibility": visibility,
        "draw": PublicDraw(visibility),
    }
    return render(request, "public/draw.html", about)


@public_page
def edition(request: HttpRequest, competition: str, number: int | None = None) -> HttpResponse:
    """A signed edition byte for byte; the newest without a number."""
    found = draw_page.editions(_seen(request, competition))
    wanted = [one for one in found if number in {None, one.number}]
    if not wanted:
        raise Http404(_("There is no such edition of the draw."))
    chosen = wanted[-1]
    name = f"lodtraekning-{chosen.number}.json"
    return HttpResponse(
        chosen.document.encode(),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def list_program(_request: HttpRequest) -> HttpResponse:
    """The program with which a municipality makes its list, on its own machine: one file, as it is."""
    return HttpResponse(
        Path(make_list.__file__).read_bytes(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="lodtraekning_liste.py"'},
    )


def _seen(request: HttpRequest, competition: str) -> Visibility:
    return Visibility(find_competition(request, competition), moment(request))
