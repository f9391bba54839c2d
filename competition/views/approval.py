"""On the way to approval: answers to a draft's warnings, the request itself, and who else is here."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition.views.opening import moment
from municipalities.access import only, signed_in
from signups import drafts, entry, presence, tasks
from signups.attempts import attempt, tell_errors
from signups.forms import AnswersForm
from signups.models import Release
from signups.weeks import Week


def release_of(week: Week) -> Release:
    """The week's release. Http404 where there is none."""
    release = Release.objects.filter(week=str(week)).first()
    if release is None:
        raise Http404(str(week))
    return release


@only("may_enter")
@require_POST
def answers(request: HttpRequest, week: Week) -> HttpResponse:
    """Reasons for the warnings of a draft, one by one or one for several."""
    release = release_of(week)
    keys = [warning.fingerprint for warning in drafts.read(release).warnings]
    form = AnswersForm(request.POST, keys=keys)
    if form.is_valid():
        reasons, now = form.cleaned_data["reasons"], moment(request)
        by = signed_in(request)
        attempt(request, lambda: entry.acknowledge(release, reasons=reasons, by=by, now=now))
    else:
        tell_errors(request, form)
    return redirect(reverse("release", args=[week]) + "#warnings")


@only("may_enter")
@require_POST
def ask(request: HttpRequest, week: Week) -> HttpResponse:
    """Ask another person to approve; the approvers are told by e-mail."""
    release, by, now = release_of(week), signed_in(request), moment(request)
    link = request.build_absolute_uri(reverse("release", args=[week]))

    def act() -> None:
        with transaction.atomic():
            step = entry.ask(release, by=by, now=now)
            transaction.on_commit(lambda: tasks.mail_step.delay(step.pk, link))

    attempt(request, act, _("Approval is asked for, and the approvers are told."))
    return redirect("release", week)


@only("may_enter")
@require_safe
def present(request: HttpRequest, week: Week) -> HttpResponse:
    """Who else has the week open; asked for again and again while a page of it is open."""
    person, what = signed_in(request), request.GET.get("side", "")[:80]
    presence.note(str(week), by=person, what=what or "release")
    others = presence.others(str(week), than=person)
    context = {"presence": others, "week": week, "side": what}
    return render(request, "components/presence.html", context)
