"""The population of a competition: from a file or from Statistikbanken, looked over, stored."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import population, tasks
from competition.models import PopulationLoad
from competition.set_up_forms import PopulationForm
from competition.views.opening import moment
from competition.views.setting_up import chosen
from municipalities.access import has, only, signed_in
from municipalities.loading import LoadingError
from municipalities.models import Population
from signups.releases import Refused

LATEST = 10


@only("may_enter")
def overview(request: HttpRequest, competition: str) -> HttpResponse:
    """What is stored for the population day, and the two ways to bring it in."""
    found = chosen(competition)
    is_sent = request.method == "POST" and has(request.user, "is_administrator")
    form = PopulationForm(*((request.POST, request.FILES) if is_sent else ()))
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        load = population.receive(
            content=file.read(),
            file_name=file.name or "",
            as_of=found.population_as_of,
            by=signed_in(request),
            now=moment(request),
            competition=found,
        )
        return redirect("setup_population_load", found.pk, load.pk)
    day = found.population_as_of
    people = ("by", "stored_by")
    loads = PopulationLoad.objects.filter(as_of=day).select_related(*people).defer("content")
    stored = Population.objects.filter(as_of=day)
    status = 422 if form.errors else 200
    if request.method == "POST" and not is_sent:
        status = 403
    return render(
        request,
        "organiser/population.html",
        {
            "chosen": found,
            "form": form,
            "fixed_by": population.fixed_by(day),
            "count": stored.count(),
            "missing": population.without(day),
            "source": population.source_of(day),
            "loads": loads[:LATEST],
        },
        status=status,
    )


@only("is_administrator")
@require_POST
def fetch(request: HttpRequest, competition: str) -> HttpResponse:
    """Ask Statistikbanken, in the background."""
    found = chosen(competition)
    try:
        with transaction.atomic():
            load = population.ask(found, by=signed_in(request), now=moment(request))
            transaction.on_commit(lambda: tasks.fetch_population.delay(load.pk))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("setup_population", found.pk)
    return redirect("setup_population_load", found.pk, load.pk)


@only("may_enter")
@require_safe
def load_page(request: HttpRequest, competition: str, pk: int) -> HttpResponse:
    """One population on its way: being fetched, its problems, or everything to look over."""
    found, load = chosen(competition), _load(competition, pk)
    is_waiting = load.status == PopulationLoad.Status.FETCHING
    context: dict[str, object] = {"chosen": found, "load": load, "is_waiting": is_waiting}
    if load.status == PopulationLoad.Status.READY:
        shown = request.GET.get("vis", "all")
        preview = population.preview(load)
        context |= {
            "preview": preview,
            "rows": preview.strange if shown == "strange" else preview.rows,
            "shown": shown,
            "fixed_by": population.fixed_by(load.as_of),
        }
    part = request.headers.get("HX-Request") == "true"
    name = "organiser/population_load.html"
    response = render(request, f"{name}#state" if part else name, context)
    if part and not is_waiting:
        response.headers["HX-Refresh"] = "true"
    return response


@only("is_administrator")
@require_POST
def store(request: HttpRequest, competition: str, pk: int) -> HttpResponse:
    """Store what was looked over."""
    load, seen = _load(competition, pk), request.POST.get("seen") == "yes"
    try:
        population.store(load, by=signed_in(request), now=moment(request), seen=seen)
    except (Refused, LoadingError) as refusal:
        messages.error(request, str(refusal))
        return redirect("setup_population_load", competition, pk)
    messages.success(request, _("The population is stored."))
    return redirect("setup_population", competition)


def _load(competition: str, pk: int) -> PopulationLoad:
    loads = PopulationLoad.objects.select_related("by", "stored_by")
    return get_object_or_404(loads, pk=pk, competition=chosen(competition))
