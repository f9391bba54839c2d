"""The ceremony: the stage, and the presenter's view beside it. The organiser's alone.

Every step lies in the page from the beginning, so that no network is needed on the day; what is not
told yet lies in it without being shown, read aloud or found. What the public sees is not touched here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import ceremony, crowning, lacking, results, silhouettes, wording
from competition.models import Competition
from competition.views.finishing import find
from competition.views.opening import moment, organisers_competition
from competition.visibility import Visibility
from municipalities.access import only
from signups import sightings
from signups.models import Sighting


@dataclass(frozen=True, slots=True)
class Mark:
    """What both screens say at every step of a ceremony that does not count: in two words, and in full."""

    short: str
    text: str


@only("may_enter")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the ceremony of the competition that the organiser is at work with."""
    return redirect("ceremony", organisers_competition(request).pk)


@only("may_enter")
@require_safe
def stage(request: HttpRequest, competition: str) -> HttpResponse:
    """What everybody in the room sees."""
    return _real(request, find(competition), "ceremony/stage.html")


@only("may_enter")
@require_safe
def presenter(request: HttpRequest, competition: str) -> HttpResponse:
    """What the presenter sees beside it."""
    return _real(request, find(competition), "ceremony/presenter.html")


@only("may_enter")
@require_safe
def practice(request: HttpRequest, competition: str) -> HttpResponse:
    """The stage with invented winners, to practise on."""
    return _invented(request, find(competition), "ceremony/stage.html")


@only("may_enter")
@require_safe
def practice_presenter(request: HttpRequest, competition: str) -> HttpResponse:
    """The presenter's view with invented winners."""
    return _invented(request, find(competition), "ceremony/presenter.html")


def _real(request: HttpRequest, found: Competition, template: str) -> HttpResponse:
    """The signed result; before there is one, what it lacks. Who sees it before the public is kept."""
    record = results.current(found)
    if record is None:
        return _waiting(request, found)
    outcome, now = crowning.of(record), moment(request)
    if not found.is_rehearsal and not Visibility(found, now).is_announced:
        sightings.note(outcome.closing, by=request.user, page=Sighting.Page.CEREMONY, now=now)
    steps = ceremony.steps(outcome, found)
    known = {
        "key": f"{found.pk}:{record.sha256[:12]}",
        "stage_url": reverse("ceremony", args=[found.pk]),
        "presenter_url": reverse("ceremony_presenter", args=[found.pk]),
        "mark": _mark(found),
    }
    return _show(request, template, steps, known | {"chosen": found})


def _mark(found: Competition) -> Mark | None:
    if not found.is_rehearsal:
        return None
    return Mark(
        _("Dress rehearsal"),
        _("Figures as of %(day)s, not the result.")
        % {"day": wording.full_day_text(found.closing_as_of)},
    )


def _invented(request: HttpRequest, found: Competition, template: str) -> HttpResponse:
    steps = ceremony.steps(crowning.invented(found), found)
    known = {
        "invented": True,
        "key": f"{found.pk}:invented",
        "stage_url": reverse("ceremony_practice", args=[found.pk]),
        "presenter_url": reverse("ceremony_practice_presenter", args=[found.pk]),
        "mark": Mark(_("Rehearsal"), _("Invented municipalities and figures, nothing real.")),
    }
    return _show(request, template, steps, known | {"chosen": found})


def _show(
    request: HttpRequest,
    template: str,
    steps: Sequence[ceremony.Step],
    known: Mapping[str, object],
) -> HttpResponse:
    at = _asked(request, len(steps))
    shown = {
        "steps": steps,
        "step": steps[at - 1],
        "next": steps[at] if at < len(steps) else None,
        "before": at - 1,
        "land": [path for path, _box in silhouettes.outlines().values()],
        "outlines": {code: path for code, (path, _box) in silhouettes.outlines().items()},
    }
    return _private(render(request, template, {**known, **shown}))


def _asked(request: HttpRequest, last: int) -> int:
    """The step that the address asks for; the nearest where there is none of that number."""
    said = request.GET.get("trin", "")
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < len("9999") else 1
    return min(max(number, 1), last)


def _waiting(request: HttpRequest, found: Competition) -> HttpResponse:
    """Why there is nothing to crown yet."""
    closed = found.state == Competition.State.CLOSED
    known = {
        "chosen": found,
        "competition": found.rehearsal_of or found,
        "lacks": lacking.before_finalizing(found) if closed else [],
    }
    return _private(render(request, "ceremony/waiting.html", known))


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by no cache and found by no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
