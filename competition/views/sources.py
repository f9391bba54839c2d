"""Sources of weekly files: what they are, how they fare, and asking one at once."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition.models import Competition
from competition.source_forms import SourceForm, competition_of
from competition.views.opening import moment
from municipalities.access import only, signed_in
from signups import sources, tasks
from signups.models import Import, Source
from signups.releases import Refused


@only("may_enter")
@require_safe
def sources_page(request: HttpRequest) -> HttpResponse:
    """Every source: when it was asked, what came, what went wrong, when it is asked again."""
    races = list(Competition.objects.all())
    shown = [
        (
            source,
            sources.reason(source.failure, source.failure_detail) if source.failure else "",
            competition_of(source, races),
        )
        for source in Source.objects.all()
    ]
    fetched = Import.objects.filter(fetched_from__isnull=False).select_related("fetched_from")
    return render(request, "organiser/sources.html", {"sources": shown, "latest": fetched[:10]})


@only("may_approve")
def new_source(request: HttpRequest) -> HttpResponse:
    """Set one up."""
    return _edit(request, None)


@only("may_approve")
def source_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one, or pause it."""
    return _edit(request, get_object_or_404(Source, pk=pk))


def _edit(request: HttpRequest, source: Source | None) -> HttpResponse:
    form = SourceForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        try:
            sources.set_up(form.plan(), source=source, by=signed_in(request), now=moment(request))
        except Refused as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, _("The source is set up."))
            return redirect("sources")
    status = 422 if form.errors else 200
    about = {"form": form, "source": source}
    return render(request, "organiser/source.html", about, status=status)


@only("may_enter")
@require_POST
def ask_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one at once; a worker does it."""
    source = get_object_or_404(Source, pk=pk)
    try:
        with transaction.atomic():
            sources.ask_now(source, by=signed_in(request), now=moment(request))
            transaction.on_commit(lambda: tasks.fetch_source.delay(pk))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The source is asked now. Come back in a moment."))
    return redirect("sources")
