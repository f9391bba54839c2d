"""Correcting published figures: propose, look at what it does to the places, confirm or withdraw."""

from collections.abc import Callable
from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import corrected, correcting, tasks
from competition.correcting import Effect
from competition.forms import CorrectionForm
from competition.models import MovedPlace
from competition.views.opening import moment, organisers_competition
from competition.visibility import Visibility
from municipalities.access import only, signed_in
from municipalities.models import Municipality
from signups import corrections, sightings
from signups.models import Correction, Release, Sighting
from signups.releases import Refused
from signups.weeks import Week


@only("may_enter")
def release_correct(request: HttpRequest, week: Week) -> HttpResponse:
    """Choose a municipality, then write what its published figures should be."""
    release = Release.objects.published().filter(week=str(week)).first()
    if release is None:
        raise Http404(str(week))
    code = request.GET.get("kommune", "").replace("\0", "")
    municipality = Municipality.objects.filter(pk=code).first()
    old = corrections.standing(release, municipality) if municipality else None
    form = CorrectionForm(request.POST or None, old=old)
    if request.method == "POST" and municipality and form.is_valid():
        try:
            made = _propose(request, release, municipality, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("correcting", made.pk)
    _note(request, release.week)
    return render(
        request,
        "organiser/correct.html",
        {
            "competition": organisers_competition(request),
            "release": release,
            "municipality": municipality,
            "municipalities": Municipality.objects.all(),
            "old": old,
            "form": form,
            "needs_two": correcting.needs_two_people(release),
        },
        status=422 if form.errors else 200,
    )


def _propose(
    request: HttpRequest, release: Release, municipality: Municipality, form: CorrectionForm
) -> Correction:
    return correcting.propose(
        release,
        municipality,
        new=form.stocks(),
        reason=form.cleaned_data["reason"],
        by=signed_in(request),
        now=moment(request),
    )


@only("may_enter")
@require_safe
def correcting_list(request: HttpRequest) -> HttpResponse:
    """All corrections: those that wait, then those decided."""
    everything = Correction.objects.select_related(
        "release", "municipality", "proposed_by", "confirmed_by", "withdrawn_by"
    )
    _note(request, *{one.release.week for one in everything})
    return render(
        request,
        "organiser/corrections.html",
        {
            "competition": organisers_competition(request),
            "waiting": [each for each in everything if each.status == "proposed"],
            "decided": [each for each in everything if each.status != "proposed"],
        },
    )


@only("may_enter")
@require_safe
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One correction: old, new, why, and what it does (or did) to the places."""
    found = _correction(pk)
    _note(request, found.release.week)
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
            "moves": sum(len(effect.moves) for effect in effects),
            "moved": corrected.grouped(moved),
            "is_stale": waits
            and corrections.standing(found.release, found.municipality)
            != corrections.before(found),
            "is_mine": found.proposed_by_id == signed_in(request).pk,
            "needs_two": found.needs_two_people or correcting.needs_two_people(found.release),
        },
    )


def _by_week(effects: list[Effect]) -> list[tuple[Release, list[Effect]]]:
    return [(week, list(each)) for week, each in groupby(effects, key=lambda e: e.release)]


@only("may_approve")
@require_POST
def correcting_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The figure is changed, the places are reckoned anew, and the municipality is told."""
    found = _correction(pk)
    person, now = signed_in(request), moment(request)

    def act() -> None:
        with transaction.atomic():
            correcting.confirm(found, by=person, now=now)
            transaction.on_commit(tasks.tell_corrections.delay)

    return _do(request, pk, act, _("The figure is corrected."))


@only("may_enter")
@require_POST
def correcting_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The figure stays as it is."""
    found = _correction(pk)
    person, now = signed_in(request), moment(request)
    return _do(
        request,
        pk,
        lambda: corrections.withdraw(found, by=person, now=now),
        _("The correction is withdrawn."),
    )


def _correction(pk: int) -> Correction:
    people = ("proposed_by", "confirmed_by", "withdrawn_by")
    return get_object_or_404(
        Correction.objects.select_related("release", "municipality", *people), pk=pk
    )


def _note(request: HttpRequest, *weeks: str) -> None:
    """Keep that somebody sees figures that are not public."""
    visibility = Visibility(organisers_competition(request), moment(request))
    hidden = set(weeks) - set(visibility.releases().values_list("week", flat=True))
    page = Sighting.Page.CORRECTION
    sightings.note(*hidden, by=request.user, page=page, now=visibility.now)


def _do(request: HttpRequest, pk: int, act: Callable[[], None], done: str) -> HttpResponse:
    """Do it and say so, or tell the person why it cannot be done."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("correcting", pk)
