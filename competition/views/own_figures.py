"""The municipality's own figures, and its word that one of them is wrong."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import corrected, limits, own_figures, races, reports, tasks, wording
from competition.categories import Counts
from competition.corrected import Note
from competition.exports import csv_file
from competition.models import FigureReport
from competition.own_figures import Week
from competition.own_forms import NoteForm, ReportForm
from competition.standings import Race
from competition.views.opening import moment
from competition.views.seat import Seat, seated
from signups import corrections, sightings
from signups.attempts import attempt
from signups.models import Release, Sighting
from signups.releases import Refused
from signups.weeks import Week as IsoWeek

MOST_REPORTS = 20


@seated
@require_safe
def figures(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every week's own figures, what was corrected, and the reports."""
    race = _own_race(seat)
    about = {
        "competition": seat.visibility.competition,
        "visibility": seat.visibility,
        "own": race.by_code[seat.municipality.pk],
        "weeks": _weeks(seat, race),
        "notes": _notes(seat, race),
        "reports": reports.of(seat.municipality),
    }
    return render(request, "dashboard/figures.html", about)


@seated
@require_safe
def figures_file(_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The same as CSV that a Danish Excel opens right."""
    heading = [
        _("week"),
        _("as of"),
        _("registered 15+"),
        _("registered 15-24"),
        _("exempt 15+"),
        _("population 15+"),
        _("registered of those aged 15 and over, per cent"),
        _("change, percentage points"),
        _("status"),
        _("reason of the correction"),
    ]
    race = _own_race(seat)
    notes = _notes(seat, race)[::-1]
    reasons = {note.correction.release_id: note.correction.reason for note in notes}
    people = race.by_code[seat.municipality.pk].population
    rows = [
        [
            week.release.week,
            week.release.as_of.isoformat(),
            *_numbers(week.counts),
            people.population_15_plus if people else None,
            wording.percent_number(week.share, 2) if week.share else None,
            wording.percent_number(week.points, 2) if week.points else None,
            str(week.status),
            reasons.get(week.release.pk),
        ]
        for week in _weeks(seat, race)
    ]
    return csv_file(f"{seat.municipality.slug}-tal", heading, rows)


def _numbers(counts: Counts | None) -> list[int | None]:
    if counts is None:
        return [None] * 3
    return [counts.registered_15_plus, counts.registered_15_24, counts.exempt_15_plus]


def _own_race(seat: Seat) -> Race:
    """The municipality's own figures in all weeks that it sees, and nothing of others."""
    competition = seat.visibility.competition
    return races.load(competition, seat.own_releases, only=seat.municipality.pk)


def _weeks(seat: Seat, race: Race) -> list[Week]:
    public = {one.pk for one in seat.own_releases if one.is_public}  # type: ignore[attr-defined]
    return own_figures.weeks(race, race.by_code[seat.municipality.pk], public)


def _notes(seat: Seat, race: Race) -> list[Note]:
    """The public corrections, looked up where the race knows that there are any."""
    if not race.by_code[seat.municipality.pk].mended:
        return []
    return corrected.notes(seat.visibility, seat.municipality)


# --- a figure that is wrong -----------------------------------------------------------------------
@seated
def report_new(request: HttpRequest, seat: Seat, week: IsoWeek) -> HttpResponse:
    """Say that a week's figure is wrong. Http404 for a week that the municipality does not see."""
    release = next((one for one in seat.own_releases if one.week == str(week)), None)
    if release is None:
        raise Http404(str(week))
    form = ReportForm.by(seat.person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _make(request, seat, release, form)
        if made is not None:
            messages.success(request, _("The report is sent. The answer comes here and by e-mail."))
            return redirect("own_report", made.pk)
    unsettled = reports.of(seat.municipality).filter(
        release=release, status__in=FigureReport.UNSETTLED
    )
    about = {
        "release": release,
        "old": corrections.standing(release, seat.municipality),
        "form": form,
        "unsettled": unsettled,
        "is_public": release.is_public,  # type: ignore[attr-defined]
    }
    return render(request, "dashboard/report_new.html", about, status=422 if form.errors else 200)


def _make(
    request: HttpRequest, seat: Seat, release: Release, form: ReportForm
) -> FigureReport | None:
    """The report; None where the form says why there is none."""
    if limits.too_many(request, "report", most=MOST_REPORTS, by=seat.person):
        form.add_error(None, _("That is many reports in a short time. Wait ten minutes."))
        return None
    try:
        with transaction.atomic():
            made = reports.make(
                release,
                seat.municipality,
                seat.visibility,
                said=form.said(),
                by=seat.person,
                now=moment(request),
            )
            tasks.tell_later(*made.steps.all())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return made


@seated
@require_safe
def report(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """One report: what was said, what was answered. Http404 for another municipality's."""
    return _page(request, seat, _own(seat, pk), NoteForm())


@seated
@require_POST
def report_answer(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Answer what the organiser asked."""
    found = _own(seat, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, found, form)

    def act() -> None:
        note, now = form.cleaned_data["note"], moment(request)
        with transaction.atomic():
            tasks.tell_later(reports.answer(found, note=note, by=seat.person, now=now))

    if attempt(request, act, _("Your answer is sent.")):
        return redirect("own_report", pk)
    return _page(request, seat, _own(seat, pk), form)


@seated
@require_POST
def report_withdraw(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Take the report back."""
    found = _own(seat, pk)

    def act() -> None:
        with transaction.atomic():
            tasks.tell_later(reports.withdraw(found, by=seat.person, now=moment(request)))

    attempt(request, act, _("The report is withdrawn."))
    return redirect("own_report", pk)


def _own(seat: Seat, pk: int) -> FigureReport:
    return get_object_or_404(reports.of(seat.municipality), pk=pk)


def _page(request: HttpRequest, seat: Seat, found: FigureReport, form: NoteForm) -> HttpResponse:
    visibility = seat.visibility
    is_public = visibility.is_public(found.release)
    if not is_public:
        page = Sighting.Page.DASHBOARD
        sightings.note(found.release.week, by=seat.person, page=page, now=visibility.now)
    settled_by = found.correction if found.status == FigureReport.Status.CORRECTED else None
    about = {
        "report": found,
        "wrong": reports.wrong(found),
        "steps": reports.steps(found),
        "differences": corrected.differences(settled_by) if settled_by else [],
        "is_public": is_public,
        "form": form,
    }
    return render(request, "dashboard/report.html", about, status=422 if form.errors else 200)
