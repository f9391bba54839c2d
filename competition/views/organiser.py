"""The organiser's panel (KL): the weekly figures on their way to the public, and the announcement."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import agenda, effects, lifecycle, publishing, round_overview, timetable, wording
from competition.effects import Effects
from competition.forms import ApproveForm, ClockForm, CommentForm, ScheduleForm
from competition.models import Competition
from competition.views.noting import note_draft
from competition.views.opening import moment, organisers_competition
from competition.visibility import Visibility
from municipalities.access import has, only, signed_in
from signups import clock, drafts, presence, preview, releases, sources, tasks
from signups.attempts import attempt
from signups.drafts import Draft
from signups.forms import DatesForm
from signups.models import Correction, Import, Release, Sighting, Step
from signups.plausibility import Warning  # noqa: A004  the domain's own word
from signups.weeks import Week


@require_safe
def desk_for_me(request: HttpRequest) -> HttpResponse:
    """After signing in: to the page that a person's role works with."""
    return redirect("dashboard" if has(request.user, "is_municipal_staff") else "desk")


@only("may_enter")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What stands between now and the next publication, and what the public sees at this moment."""
    competition = organisers_competition(request)
    visibility = Visibility(competition, moment(request))
    people = ("entered_by", "approved_by", "published_by")
    return render(
        request,
        "organiser/desk.html",
        {
            "competition": competition,
            "visibility": visibility,
            "releases": Release.objects.select_related(*people).order_by("-as_of"),
            "agenda": agenda.build(visibility),
            "round_waits": round_overview.waits(competition, visibility.now),
            "open_corrections": Correction.objects.open().select_related(
                "release", "municipality", "proposed_by"
            ),
            "sources_in_trouble": [
                (source, sources.reason(source.failure, source.failure_detail))
                for source in sources.in_trouble()
            ],
            "refused_files": sources.refused(),
            "closing": Release.objects.filter(as_of=competition.closing_as_of).first(),
        },
    )


@only("may_enter")
@require_safe
def release_page(request: HttpRequest, week: Week) -> HttpResponse:
    """One week for whoever decides: warnings, what it does to the standings, figures, steps."""
    competition, release = organisers_competition(request), _known_release(week)
    if release is None:
        return _not_yet(request, competition, week)
    person, now = signed_in(request), moment(request)
    visibility = Visibility(competition, now)
    presence.note(release.week, by=person, what="release")
    draft = drafts.read(release)
    day = publishing.day_of(week, today=now.date(), as_of=release.as_of)
    note_draft(request, Sighting.Page.RELEASE, draft)
    about = {
        "competition": competition,
        "release": release,
        "draft": draft,
        "previous": draft.previous_release,
        "effects": _effects(release),
        "presence": presence.others(release.week, than=person),
        "entered_by_me": person.pk in releases.entered_by(release),
        "is_held_back": release.as_of == competition.closing_as_of and not visibility.is_announced,
        "day_is_wrong": day.wrong,
        "day_form": DatesForm(initial={"as_of": day.right}),
        "schedule_form": ScheduleForm(initial={"at": _proposed(release, visibility)}),
    }
    figures = _figures(draft, request.GET.get("vis", "all"))
    return render(request, "organiser/release.html", about | figures | _road(draft))


def _not_yet(request: HttpRequest, competition: Competition, week: Week) -> HttpResponse:
    """To the file that brings the week's figures, or to the desk where none has come yet. Http404 for
    a week that is not the competition's.
    """
    if week not in timetable.weeks_to_come(competition, None):
        raise Http404(str(week))
    coming = [Import.Status.RECEIVED, Import.Status.CHECKED]
    found = Import.objects.filter(week=str(week), status__in=coming).order_by("-pk").first()
    if found is not None:
        return redirect("import", found.pk)
    text = _("%(week)s has no figures yet.") % {"week": wording.week_title(week)}
    messages.info(request, text)
    return redirect("desk")


def _effects(release: Release) -> list[tuple[Competition, Effects]]:
    """What the release does in every competition in which it has places."""
    found = [(each, effects.of(each, release)) for each in publishing.competitions_of(release)]
    return [(each, effect) for each, effect in found if effect]


def _figures(draft: Draft, shown: str) -> dict[str, object]:
    """The rows that a filter lets pass, beside the week before."""
    warnings = _warnings(draft)
    rows = preview.compare(draft.figures, draft.previous, draft.population, warnings)
    return {
        "rows": [row for row in rows if row.passes(shown)],
        "shown": shown if shown in preview.FILTERS else "all",
        "counts": [(each, sum(row.passes(each) for row in rows)) for each in preview.FILTERS],
    }


def _warnings(draft: Draft) -> Sequence[Warning]:
    """Those of a draft; later on only the answers that were given are of interest."""
    return draft.warnings if draft.release.status == Release.Status.DRAFT else []


def _road(draft: Draft) -> dict[str, object]:
    """The warnings with their answers, what has happened, and who may approve."""
    release, warnings = draft.release, _warnings(draft)
    steps = Step.objects.filter(Q(release=release) | Q(import_record__release=release))
    return {
        "warnings": [(w, w.fingerprint, draft.answers.get(w.fingerprint)) for w in warnings],
        "open_warnings": [w.fingerprint for w in draft.open_warnings] if warnings else [],
        "answers": [] if warnings else list(draft.answers.values()),
        "answers_address": reverse("release_answers", args=[release.iso_week]),
        "steps": steps.select_related("by", "import_record"),
        "sent_back": agenda.sent_back(release),
        "approvers": agenda.approvers(release),
    }


def _known_release(week: Week) -> Release | None:
    people = ("entered_by", "approved_by", "published_by")
    return Release.objects.select_related(*people).filter(week=str(week)).first()


def _release(week: Week) -> Release:
    release = _known_release(week)
    if release is None:
        raise Http404(str(week))
    return release


def _proposed(release: Release, visibility: Visibility) -> datetime:
    """The usual Monday. The closing figures wait for no next Monday: where their own is over, the next
    morning is proposed, as long as it comes before the announcement.
    """
    competition, now = visibility.competition, visibility.now
    habit = _next_monday(release, now)
    if release.as_of != competition.closing_as_of or habit < competition.announcement_at:
        return habit
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    morning = timezone.make_aware(datetime.combine(tomorrow, timetable.PUBLISHED_AT))
    return morning if morning < competition.announcement_at else habit


def _next_monday(release: Release, now: datetime) -> datetime:
    """08:00 on the Monday after the week; where that is over, on the next Monday there is."""
    habit = timetable.publication_of(release.iso_week)
    while habit <= now:
        monday = timezone.localtime(habit).date() + timedelta(days=7)
        habit = timezone.make_aware(datetime.combine(monday, timetable.PUBLISHED_AT))
    return habit


@only("may_approve")
@require_POST
def approve(request: HttpRequest, week: Week) -> HttpResponse:
    """The second person's word."""
    release, form = _release(week), ApproveForm(request.POST)
    by, now = signed_in(request), moment(request)

    def act() -> None:
        publishing.approve(release, by=by, now=now, seen=form.cleaned_data["seen"])

    wrong = _("Look at the figures here before you approve them.")
    return _decide(request, week, act, _("The figures are approved."), form=form, wrong=wrong)


@only("may_enter")
@require_POST
def send_back(request: HttpRequest, week: Week) -> HttpResponse:
    """Back to draft, with a comment to whoever entered it."""
    release, form = _release(week), CommentForm(request.POST)
    by, now = signed_in(request), moment(request)
    link = request.build_absolute_uri(reverse("release", args=[week]))

    def act() -> None:
        comment = form.cleaned_data["comment"]
        with transaction.atomic():
            step = releases.send_back(release, by=by, now=now, comment=comment)
            transaction.on_commit(lambda: tasks.mail_step.delay(step.pk, link))

    done = _("The figures are sent back, and the editors are told.")
    wrong = _("Write what must be mended before the figures can go out.")
    return _decide(request, week, act, done, form=form, wrong=wrong)


@only("may_approve")
@require_POST
def publish(request: HttpRequest, week: Week) -> HttpResponse:
    """Publish now."""
    release, by, now = _release(week), signed_in(request), moment(request)
    act = partial(publishing.publish, release, by=by, now=now)
    return _decide(request, week, act, _("The figures are published."))


@only("may_approve")
@require_POST
def schedule(request: HttpRequest, week: Week) -> HttpResponse:
    """Publish by itself at a set time."""
    release, form = _release(week), ScheduleForm(request.POST)
    by, now = signed_in(request), moment(request)

    def act() -> None:
        releases.schedule(release, by=by, now=now, at=form.cleaned_data["at"])

    wrong = _("Write day and time of the publication.")
    done = _("The time of publication is set.")
    return _decide(request, week, act, done, form=form, wrong=wrong)


@only("may_approve")
@require_POST
def unschedule(request: HttpRequest, week: Week) -> HttpResponse:
    """Take the set time of publication back."""
    release, by, now = _release(week), signed_in(request), moment(request)
    act = partial(releases.unschedule, release, by=by, now=now)
    return _decide(request, week, act, _("The time of publication is taken back."))


def _decide(
    request: HttpRequest,
    week: Week,
    act: Callable[[], None],
    done: str,
    *,
    form: Form | None = None,
    wrong: str = "",
) -> HttpResponse:
    """Do it with what the form says, tell how it went, and show the week again."""
    if form is None or form.is_valid():
        attempt(request, act, done)
    else:
        messages.error(request, wrong)
    return redirect("release", week)


@only("is_administrator")
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """In the demonstration: put the clock somewhere else. What is due by then is published."""
    if not settings.DEMO:
        raise Http404
    form = ClockForm(request.POST)
    if form.is_valid():
        at = form.cleaned_data["custom"] or form.cleaned_data["moment"]
        clock.move_to(at, by=signed_in(request))
        publishing.publish_due(now=at)
        lifecycle.announce_due(now=at)
    else:
        messages.error(request, _("Choose or write the moment that the clock shall show."))
    return HttpResponseRedirect(form.way_back(request))
