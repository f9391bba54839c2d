"""What municipalities say is wrong, at the organiser's desk: corrected, declined or asked back."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import reports, tasks
from competition.models import FigureReport
from competition.own_forms import NoteForm
from competition.views.noting import note_early
from competition.views.opening import moment, organisers_competition
from municipalities.access import only, signed_in
from signups.attempts import attempt
from signups.models import Sighting


@only("may_enter")
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """All reports: those that wait for the organiser, those that wait for others, those settled."""
    everything = list(FigureReport.objects.select_related("release", "municipality", "reported_by"))
    status = FigureReport.Status
    about = {
        "competition": organisers_competition(request),
        "waiting": [one for one in everything if one.status == status.OPEN],
        "others": [one for one in everything if one.status in {status.ASKED, status.CORRECTING}],
        "settled": [one for one in everything if one.is_settled],
    }
    return render(request, "organiser/reports.html", about)


@only("may_enter")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, and the answer to it."""
    people = ("release", "municipality", "reported_by", "correction")
    found = get_object_or_404(FigureReport.objects.select_related(*people), pk=pk)
    note_early(request, Sighting.Page.CORRECTION, found.release.week)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _answered(request, found, form):
        return redirect(f"{reverse('report', args=[pk])}#top")
    about = {
        "competition": organisers_competition(request),
        "report": found,
        "wrong": reports.wrong(found),
        "steps": reports.steps(found),
        "form": form,
        "may_answer": found.status in {FigureReport.Status.OPEN, FigureReport.Status.ASKED},
    }
    return render(request, "organiser/report.html", about, status=422 if form.errors else 200)


def _answered(request: HttpRequest, found: FigureReport, form: NoteForm) -> bool:
    person, now, note = signed_in(request), moment(request), form.cleaned_data["note"]
    asks = request.POST.get("act") != "decline"
    verb = reports.ask if asks else reports.decline

    def act() -> None:
        with transaction.atomic():
            tasks.tell_later(verb(found, note=note, by=person, now=now))

    return attempt(request, act, _("Your answer is sent to the municipality."))
