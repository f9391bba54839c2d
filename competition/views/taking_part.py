"""Who takes part in a competition, by region; one municipality added or taken out at a time."""

from collections.abc import Callable
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from competition import enrolment
from competition.models import Competition, LateProposal
from competition.set_up_forms import ParticipantForm
from competition.standings import NORTH_TO_SOUTH
from competition.views.opening import moment
from competition.views.setting_up import chosen
from municipalities.access import only, signed_in
from municipalities.models import Municipality, Region
from municipalities.textfiles import storable
from signups.attempts import attempt
from signups.releases import Refused

type Group = tuple[Region, list[tuple[Municipality, bool]]]


@only("may_enter")
def participants(request: HttpRequest, competition: str) -> HttpResponse:
    """Everybody by region, and the municipality that somebody wants to change."""
    found = chosen(competition)
    code = storable(request.GET.get("kommune", ""))
    municipality = Municipality.objects.filter(pk=code).first()
    form = ParticipantForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and municipality and form.is_valid():
        try:
            _put(request, found, municipality, form)
        except Refused as refusal:
            form.add_error("reason" if "reason" in form.fields else None, str(refusal))
        else:
            return redirect("setup_participants", found.pk)
    taking = set(found.participations.values_list("municipality_id", flat=True))
    return render(
        request,
        "organiser/participants.html",
        {
            "chosen": found,
            "groups": _groups(taking),
            "count": len(taking),
            "everybody": Municipality.objects.all(),
            "municipality": municipality,
            "takes_part": municipality is not None and municipality.pk in taking,
            "is_fixed": enrolment.is_fixed(found, now=moment(request)),
            "proposals": _proposals(found),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _put(
    request: HttpRequest, found: Competition, municipality: Municipality, form: ParticipantForm
) -> None:
    proposal = enrolment.put(
        found,
        municipality,
        takes_part=form.cleaned_data["takes_part"] == "yes",
        by=signed_in(request),
        now=moment(request),
        reason=form.cleaned_data["reason"],
    )
    done = _("The participants are changed.")
    waits = _("The change is proposed. Another person must confirm it.")
    messages.success(request, waits if proposal else done)


def _groups(taking: set[str]) -> list[Group]:
    """Each region with its municipalities, and whether they take part."""
    known = Municipality.objects.select_related("region")
    ordered = sorted(known, key=lambda m: (_position(m.region), m.sort_key))
    return [
        (region, [(m, m.pk in taking) for m in members])
        for region, members in groupby(ordered, key=lambda m: m.region)
    ]


def _position(region: Region) -> tuple[int, str]:
    known = region.code in NORTH_TO_SOUTH
    return (NORTH_TO_SOUTH.index(region.code) if known else len(NORTH_TO_SOUTH)), region.code


def _proposals(found: Competition) -> list[LateProposal]:
    people = ("municipality", "proposed_by", "decided_by")
    return list(found.late_changes.select_related(*people))


@only("may_approve")
@require_POST
def confirm(request: HttpRequest, competition: str, pk: int) -> HttpResponse:
    """The second person's word."""
    proposal = get_object_or_404(LateProposal, pk=pk, competition=chosen(competition))
    person, now = signed_in(request), moment(request)
    return _try(
        request,
        competition,
        lambda: enrolment.confirm(proposal, by=person, now=now),
        _("The participants are changed."),
    )


@only("may_enter")
@require_POST
def withdraw(request: HttpRequest, competition: str, pk: int) -> HttpResponse:
    """Take a proposal back."""
    proposal = get_object_or_404(LateProposal, pk=pk, competition=chosen(competition))
    person, now = signed_in(request), moment(request)
    return _try(
        request,
        competition,
        lambda: enrolment.withdraw(proposal, by=person, now=now),
        _("The proposal is taken back."),
    )


def _try(request: HttpRequest, slug: str, act: Callable[[], None], done: str) -> HttpResponse:
    attempt(request, act, done)
    return redirect("setup_participants", slug)
