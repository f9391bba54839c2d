"""Correcting published figures: propose, look at what it does to the places, confirm or withdraw."""

from itertools import groupby

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import corrected, correcting, letters, reports, tasks
from competition.correcting import Effect
from competition.forms import CorrectionForm
from competition.models import FigureReport, MovedPlace
from competition.views.noting import note_early
from competition.views.opening import moment, organisers_competition
from municipalities.access import only, signed_in
from municipalities.models import Municipality
from municipalities.textfiles import storable
from signups import corrections
from signups.attempts import attempt
from signups.corrections import Doubt
from signups.models import Correction, Release, Sighting
from signups.releases import Refused
from signups.weeks import Week

MOST_DIGITS = 12


@only("may_enter")
def release_correct(request: HttpRequest, week: Week) -> HttpResponse:
    """Choose a municipality, then write what its published figures should be."""
    release = Release.objects.published().filter(week=str(week)).first()
    if release is None:
        raise Http404(str(week))
    code = storable(request.GET.get("kommune", ""))
    municipality = Municipality.objects.filter(pk=code).first()
    old = corrections.standing(release, municipality) if municipality else None
    report = _report(request, release, municipality)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        old=(report and reports.wished(report)) or old,
        reason=_("The municipality has reported that the figure was wrong.") if report else "",
    )
    if request.method == "POST" and municipality and form.is_valid():
        try:
            made = _propose(request, release, municipality, form, report)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("correcting", made.pk)
    doubts = _doubts(release, municipality, form) if municipality else []
    beside = [doubt.beside.week for doubt, _answer in doubts]
    note_early(request, Sighting.Page.CORRECTION, release.week, *beside)
    return render(
        request,
        "organiser/correct.html",
        {
            "competition": organisers_competition(request),
            "release": release,
            "municipality": municipality,
            "municipalities": Municipality.objects.all(),
            "old": old,
            "report": report,
            "form": form,
            "doubts": doubts,
            "needs_two": correcting.needs_two_people(release),
        },
        status=422 if form.errors else 200,
    )


def _report(
    request: HttpRequest, release: Release, municipality: Municipality | None
) -> FigureReport | None:
    """The municipality's report that the correction is made of, where the address names one."""
    number = request.GET.get("fejlmelding", "")
    if municipality is None or not number.isdecimal() or len(number) > MOST_DIGITS:
        return None
    asked = FigureReport.objects.filter(pk=number, release=release, municipality=municipality)
    return asked.filter(status__in=FigureReport.UNSETTLED).first()


@transaction.atomic
def _propose(
    request: HttpRequest,
    release: Release,
    municipality: Municipality,
    form: CorrectionForm,
    report: FigureReport | None,
) -> Correction:
    by, now = signed_in(request), moment(request)
    made = correcting.propose(
        release,
        municipality,
        new=form.stocks(),
        reason=form.cleaned_data["reason"],
        answers=form.answers(),
        by=by,
        now=now,
    )
    if report is not None:
        reports.take_up(report, made, by=by, now=now)
    return made


def _doubts(
    release: Release, municipality: Municipality, form: CorrectionForm
) -> list[tuple[Doubt, str]]:
    """What looks wrong about the figures that were typed, each with the answer that was typed."""
    if not form.has_stocks:
        return []
    answers = form.answers()
    found = corrections.doubts(release, municipality, form.stocks())
    return [(doubt, answers.get(doubt.key, "")) for doubt in found]


@only("may_enter")
@require_safe
def correcting_list(request: HttpRequest) -> HttpResponse:
    """All corrections: those that wait, then those decided."""
    everything = Correction.objects.select_related(
        "release", "municipality", "proposed_by", "confirmed_by", "withdrawn_by"
    )
    note_early(request, Sighting.Page.CORRECTION, *{one.release.week for one in everything})
    return render(
        request,
        "organiser/corrections.html",
        {
            "competition": organisers_competition(request),
            "reported": reports.waiting(),
            "waiting": [each for each in everything if each.status == "proposed"],
            "decided": [each for each in everything if each.status != "proposed"],
        },
    )


@only("may_enter")
@require_safe
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One correction: old, new, why, and what it does (or did) to the places."""
    found = _correction(pk)
    note_early(request, Sighting.Page.CORRECTION, found.release.week)
    waits = found.status == Correction.Status.PROPOSED
    effects = correcting.effects(found) if waits else []
    moved = MovedPlace.objects.filter(correction=found).select_related("release", "municipality")
    return render(
        request,
        "organiser/correction.html",
        {
            "competition": organisers_competition(request),
            "correction": found,
            "differences": corrected.differences(found),
            "waits": waits,
            "weeks": _by_week(effects),
            "seen": correcting.fingerprint(effects),
            "moves": sum(len(effect.moves) for effect in effects if not effect.stands),
            "stands": any(effect.stands for effect in effects),
            "moved": corrected.grouped(moved),
            "is_stale": waits
            and corrections.standing(found.release, found.municipality)
            != corrections.before(found),
            "reports": found.reports.all(),
            "answers": found.acknowledgements.select_related("by"),
            "doubts": corrections.unanswered(found) if waits else [],
            "is_mine": found.proposed_by_id == signed_in(request).pk,
            "needs_two": found.needs_two_people or correcting.needs_two_people(found.release),
            "recipients": letters.recipients(found),
            "gives_up": found.mail_attempts >= letters.MOST_ATTEMPTS,
        },
    )


def _by_week(effects: list[Effect]) -> list[tuple[Release, list[Effect]]]:
    return [(week, list(each)) for week, each in groupby(effects, key=lambda e: e.release)]


@only("may_approve")
@require_POST
def correcting_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The figure is changed, the places are reckoned anew, and the municipality is told."""
    found = _correction(pk)
    person, now, seen = signed_in(request), moment(request), request.POST.get("seen", "")

    def act() -> None:
        with transaction.atomic():
            correcting.confirm(found, seen=seen, by=person, now=now)
            tasks.tell_later(*reports.corrected(found, by=person, now=now))
            transaction.on_commit(tasks.tell_corrections.delay)

    attempt(request, act, _("The figure is corrected."))
    return redirect("correcting", pk)


@only("may_enter")
@require_POST
def correcting_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The figure stays as it is."""
    found = _correction(pk)
    person, now = signed_in(request), moment(request)

    def act() -> None:
        with transaction.atomic():
            corrections.withdraw(found, by=person, now=now)
            reports.let_go(found, by=person, now=now)

    attempt(request, act, _("The correction is withdrawn."))
    return redirect("correcting", pk)


def _correction(pk: int) -> Correction:
    people = ("proposed_by", "confirmed_by", "withdrawn_by")
    return get_object_or_404(
        Correction.objects.select_related("release", "municipality", *people), pk=pk
    )
