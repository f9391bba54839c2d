"""Setting up competitions: the list, one with its dates, a new one, and the opening."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import dates, enrolment, lacking, lifecycle, population, setting_up
from competition.models import Competition, SetUpStep
from competition.set_up_forms import CompetitionForm
from competition.views.opening import moment
from municipalities.access import has, only, signed_in
from signups.models import Release
from signups.releases import Refused

ROAD = (
    (Competition.State.PLANNED, (Competition.State.PLANNED,)),
    (
        Competition.State.OPEN,
        (Competition.State.OPEN, Competition.State.CLOSED, Competition.State.FINALIZED),
    ),
    (Competition.State.ANNOUNCED, (Competition.State.ANNOUNCED,)),
)


def chosen(slug: str) -> Competition:
    """The competition of an address, also a planned one. Http404 where there is none."""
    found = Competition.objects.filter(pk=slug).first()
    if found is None:
        raise Http404(slug)
    return found


@only("may_enter")
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """All competitions, the newest first."""
    found = Competition.objects.prefetch_related("participations")
    return render(request, "organiser/set_up_list.html", {"competitions": found})


@only("is_administrator")
def new(request: HttpRequest) -> HttpResponse:
    """A new competition, with dates suggested from the last one."""
    now = moment(request)
    form = CompetitionForm(
        request.POST if request.method == "POST" else None,
        now=now,
        initial=dates.suggested(now=now),
    )
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data["slug"]
        try:
            made = setting_up.create(
                slug=slug, values=form.values(), by=signed_in(request), now=now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The competition is planned. Nobody outside sees it yet."))
            return redirect("setup_one", made.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "days": _known_days()}
    return render(request, "organiser/set_up_new.html", context, status=status)


@only("may_enter")
def one(request: HttpRequest, competition: str) -> HttpResponse:
    """One competition: what it lacks, its dates, who changed what. A change is shown before it is made."""
    found, now = chosen(competition), moment(request)
    if request.method != "POST" or not has(request.user, "is_administrator"):
        form = CompetitionForm(now=now, competition=found)
        status = 403 if request.method == "POST" else 200
        return render(request, "organiser/set_up.html", _about(request, found, form), status=status)
    form = CompetitionForm(request.POST, now=now, competition=found)
    if form.is_valid() and "again" not in request.POST:
        return _confirm(request, found, form)
    status = 422 if form.errors else 200
    return render(request, "organiser/set_up.html", _about(request, found, form), status=status)


def _confirm(request: HttpRequest, found: Competition, form: CompetitionForm) -> HttpResponse:
    """What was and what it becomes; done when the person has said yes to it."""
    values, now = form.values(), moment(request)
    changes = setting_up.differences(found, values)
    if not changes:
        messages.info(request, _("Nothing was changed."))
        return redirect("setup_one", found.pk)
    context = {
        "chosen": found,
        "form": form,
        "changes": changes,
        "seen": request.POST.get("seen", ""),
        "earlier": setting_up.moved_earlier(found, values),
        "refusal": "",
    }
    if request.POST.get("confirmed") != "yes":
        return render(request, "organiser/set_up_confirm.html", context)
    try:
        setting_up.change(
            found,
            values=values,
            by=signed_in(request),
            now=now,
            seen=request.POST.get("seen", ""),
            earlier=request.POST.get("earlier") == "yes",
        )
    except Refused as refusal:
        context |= {"refusal": str(refusal), "seen": setting_up.fingerprint(found)}
        return render(request, "organiser/set_up_confirm.html", context, status=422)
    messages.success(request, _("The competition is changed, and what it was is kept."))
    return redirect("setup_one", found.pk)


def _about(request: HttpRequest, found: Competition, form: CompetitionForm) -> dict[str, Any]:
    now = moment(request)
    steps = found.set_up_steps.select_related("by").order_by("-at", "-pk")
    return {
        "chosen": found,
        "form": form,
        "seen": setting_up.fingerprint(found),
        "rows": [
            (setting_up.text(f, getattr(found, f)), setting_up.title_of(f))
            for f in setting_up.FIELDS
        ],
        "lacks": lacking.before_opening(found, now=now)
        if found.state in {Competition.State.PLANNED, Competition.State.OPEN}
        else [],
        "road": [(state, found.state in states) for state, states in ROAD],
        "participants": found.participations.count(),
        "is_fixed": enrolment.is_fixed(found, now=now),
        "without_population": population.without(found.population_as_of),
        "population": population.source_of(found.population_as_of),
        "days": _known_days(),
        "steps": [(step, _told(step)) for step in steps],
    }


def _told(step: SetUpStep) -> list[setting_up.Difference]:
    """A creation is one line; what was given stands on the page."""
    return setting_up.told(step) if step.action != SetUpStep.Action.CREATED else []


def _known_days() -> list[Release]:
    """The weeks whose days can be chosen, the newest first."""
    return list(Release.objects.order_by("-as_of")[:12])


@only("is_administrator")
@require_POST
def open_(request: HttpRequest, competition: str) -> HttpResponse:
    """Show the competition to the public."""
    found = chosen(competition)
    if request.POST.get("confirmed") != "yes":
        messages.error(request, _("Tick the box to say that everybody shall see the competition."))
        return redirect("setup_one", found.pk)
    try:
        lifecycle.open_(found, by=signed_in(request), now=moment(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The competition is open, and everybody can see it."))
    return redirect("setup_one", found.pk)
