"""The municipality's own events: logged, changed, deleted, and seen on the curve of registrations."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import activities, pace, wording
from competition.activities import OutsideError
from competition.exports import csv_file, xlsx_file
from competition.models import Activity
from competition.own_forms import ActivityForm
from competition.pace import Event, Pace
from competition.views.opening import moment
from competition.views.seat import Seat, seated
from signups.attempts import attempt
from signups.releases import Refused


@seated
def events(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The events beside the curve, and the form for one more."""
    form = ActivityForm(request.POST if request.method == "POST" else None)
    competition = seat.opening.competition
    if request.method == "POST" and _kept(
        form,
        lambda: activities.log(
            seat.municipality,
            competition,
            said=form.said(),
            by=seat.person,
            now=moment(request),
        ),
    ):
        messages.success(request, _("The event is logged."))
        return redirect(f"{seat.url('own_events')}#top")
    logged = _logged(seat)
    first, last = activities.campaign(competition)
    about = seat.opening.known | {
        "own": seat.own,
        "form": form,
        "logged": list(reversed(logged)),
        "pace": _pace(seat, logged),
        "first": first,
        "last": last,
    }
    return render(request, "dashboard/events.html", about, status=422 if form.errors else 200)


@seated
def event(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """One event, to change. Http404 for another municipality's."""
    found = get_object_or_404(Activity, pk=pk, municipality=seat.municipality)
    form = ActivityForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _kept(
        form,
        lambda: activities.change(
            found,
            seat.opening.competition,
            said=form.said(),
            by=seat.person,
            now=moment(request),
        ),
    ):
        messages.success(request, _("The event is changed."))
        return redirect(f"{seat.url('own_events')}#top")
    about = {"event": found, "form": form}
    return render(request, "dashboard/event.html", about, status=422 if form.errors else 200)


@seated
@require_POST
def event_delete(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Take an event out."""
    found = get_object_or_404(Activity, pk=pk, municipality=seat.municipality)
    attempt(
        request,
        lambda: activities.delete(found, by=seat.person, now=moment(request)),
        _("The event is deleted."),
    )
    return redirect(f"{seat.url('own_events')}#top")


@seated
@require_safe
def events_file(_request: HttpRequest, seat: Seat, kind: str) -> HttpResponse:
    """The events as CSV that a Danish Excel opens right, or as XLSX."""
    heading = [_("day"), _("kind"), _("event"), _("people reached"), _("note")]
    rows = [
        [one.day.isoformat(), one.get_kind_display(), one.title, one.reach, one.note]
        for _number, one in _logged(seat)
    ]
    name = f"{seat.municipality.slug}-aktiviteter"
    return (xlsx_file if kind == "xlsx" else csv_file)(name, heading, rows)


@seated
@require_safe
def pace_file(_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The numbers of the curve, as the table below it has them."""
    unit = _("new per 1,000 in seven days")
    own = seat.own
    heading = [
        _("week"),
        _("as of"),
        _("new registrations"),
        f"{own.name} ({unit})",
        f"{own.region.name} ({unit})",
        _("events"),
    ]
    rows = [
        [
            week.release.week,
            week.release.as_of.isoformat(),
            week.new,
            wording.percent_number(week.own) if week.own else None,
            wording.percent_number(week.region) if week.region else None,
            "; ".join(one.title for one in week.events),
        ]
        for week in _pace(seat, _logged(seat)).weeks
    ]
    return csv_file(f"{seat.municipality.slug}-tempo", heading, rows)


type Logged = list[tuple[int, Activity]]


def _logged(seat: Seat) -> Logged:
    """The events of the campaign with their numbers, the oldest first."""
    return list(enumerate(activities.of(seat.municipality, seat.opening.competition), start=1))


def _pace(seat: Seat, logged: Logged) -> Pace:
    marked = [Event(number, one.day, one.title) for number, one in logged]
    return pace.build(seat.opening.race, seat.own, marked)


def _kept(form: ActivityForm, keep: Callable[[], object]) -> bool:
    """Whether what was written could be kept; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        keep()
    except Refused as refusal:
        form.add_error("day" if isinstance(refusal, OutsideError) else None, str(refusal))
        return False
    return True
