"""The organiser's panel (KL): the weekly figures on their way to the public, and the announcement."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import lifecycle, publishing, standings, timetable
from competition.categories import CATEGORIES
from competition.forms import ApproveForm, ClockForm, CommentForm, ScheduleForm
from competition.models import Competition
from competition.standings import Race, Table
from competition.views.opening import find_competition, moment
from competition.visibility import Visibility
from municipalities.access import has, only
from municipalities.models import User
from signups import clock, releases, sources
from signups.models import Acknowledgement, Figure, Import, Release, Step
from signups.weeks import Week


def _person(request: HttpRequest) -> User:
    """The signed-in person; `access.only` has seen to it that there is one."""
    if not isinstance(request.user, User):
        raise TypeError(request.user)
    return request.user


@require_safe
def desk_for_me(request: HttpRequest) -> HttpResponse:
    """After signing in: to the page that a person's role works with."""
    return redirect("dashboard" if has(request.user, "is_municipal_staff") else "desk")


@only("may_enter")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What stands between now and the next publication, and what the public sees at this moment."""
    competition = find_competition(request)
    visibility = Visibility(competition, moment(request))
    people = ("entered_by", "approved_by", "published_by")
    return render(
        request,
        "organiser/desk.html",
        {
            "competition": competition,
            "visibility": visibility,
            "releases": Release.objects.select_related(*people).order_by("-as_of"),
            "shown": visibility.releases().last(),
            "open_imports": Import.objects.select_related("received_by", "fetched_from").filter(
                status__in=[Import.Status.RECEIVED, Import.Status.CHECKED]
            ),
            "sources_in_trouble": [
                (source, sources.reason(source.failure, source.failure_detail))
                for source in sources.in_trouble()
            ],
            "closing": Release.objects.filter(as_of=competition.closing_as_of).first(),
        },
    )


@only("may_enter")
@require_safe
def release_page(request: HttpRequest, week: Week) -> HttpResponse:
    """One week: its figures beside last week's, who did what, and what it does to the standings."""
    release = _release(week)
    competition = find_competition(request)
    previous = releases.previous_to(release)
    return render(
        request,
        "organiser/release.html",
        {
            "competition": competition,
            "release": release,
            "previous": previous,
            "rows": _rows(release, previous),
            "steps": Step.objects.filter(
                Q(release=release) | Q(import_record__release=release)
            ).select_related("by", "import_record"),
            "answers": Acknowledgement.objects.filter(
                import_record__release=release
            ).select_related("by"),
            "effects": _effects(competition, release),
            "entered_by_me": _person(request).pk in releases.entered_by(release),
            "is_held_back": release.as_of == competition.closing_as_of
            and not Visibility(competition, moment(request)).is_announced,
            "schedule_form": ScheduleForm(
                initial={"at": timetable.publication_of(release.iso_week)}
            ),
        },
    )


def _release(week: Week) -> Release:
    people = ("entered_by", "approved_by", "published_by")
    release = Release.objects.select_related(*people).filter(week=str(week)).first()
    if release is None:
        raise Http404(str(week))
    return release


def _rows(release: Release, previous: Release | None) -> list[tuple[Figure, Figure | None]]:
    before = {f.municipality_id: f for f in previous.figures.all()} if previous else {}
    figures = release.figures.select_related("municipality").order_by("municipality_id")
    return [(figure, before.get(figure.municipality_id)) for figure in figures]


def _effects(competition: Competition, release: Release) -> list[tuple[Table, Table | None]]:
    """Each category's standings with this release, and those of the release before."""
    if not competition.baseline_as_of <= release.as_of <= competition.closing_as_of:
        return []
    known = Release.objects.filter(as_of__range=(competition.figures_from, release.as_of)).order_by(
        "as_of"
    )
    race: Race = standings.load(competition, known)
    before = race.before(release)
    return [
        (race.table(category, release), race.table(category, before) if before else None)
        for category in CATEGORIES
    ]


@only("may_approve")
@require_POST
def approve(request: HttpRequest, week: Week) -> HttpResponse:
    """The second person's word."""
    release, form = _release(week), ApproveForm(request.POST)
    person, now = _person(request), moment(request)
    if not form.is_valid():
        messages.error(request, _("Look at the figures here before you approve them."))
        return redirect("release", week)
    seen = form.cleaned_data["seen"]
    return _do(
        request,
        week,
        lambda: publishing.approve(release, by=person, now=now, seen=seen),
        _("The figures are approved."),
    )


@only("may_enter")
@require_POST
def send_back(request: HttpRequest, week: Week) -> HttpResponse:
    """Back to draft, with a comment to whoever entered it."""
    release, form = _release(week), CommentForm(request.POST)
    person, now = _person(request), moment(request)
    if not form.is_valid():
        messages.error(request, _("Write what must be mended before the figures can go out."))
        return redirect("release", week)
    comment = form.cleaned_data["comment"]
    return _do(
        request,
        week,
        lambda: releases.send_back(release, by=person, now=now, comment=comment),
        _("The figures are a draft again."),
    )


@only("may_approve")
@require_POST
def publish(request: HttpRequest, week: Week) -> HttpResponse:
    """Publish now."""
    release = _release(week)
    person, now = _person(request), moment(request)
    return _do(
        request,
        week,
        lambda: publishing.publish(release, by=person, now=now),
        _("The figures are published."),
    )


@only("may_approve")
@require_POST
def schedule(request: HttpRequest, week: Week) -> HttpResponse:
    """Publish by itself at a set time."""
    release, form = _release(week), ScheduleForm(request.POST)
    person, now = _person(request), moment(request)
    if not form.is_valid():
        messages.error(request, _("Write day and time of the publication."))
        return redirect("release", week)
    at = form.cleaned_data["at"]
    return _do(
        request,
        week,
        lambda: releases.schedule(release, by=person, now=now, at=at),
        _("The time of publication is set."),
    )


@only("may_approve")
@require_POST
def announce(request: HttpRequest) -> HttpResponse:
    """Show the closing figures and the winners to everybody."""
    competition = find_competition(request)
    person, now = _person(request), moment(request)
    if request.POST.get("confirmed") != "yes":
        messages.error(request, _("Tick the box to say that the winners shall be told now."))
        return redirect("desk")
    _try(
        request,
        lambda: lifecycle.announce(competition, by=person, now=now),
        _("The winners are announced."),
    )
    return redirect("desk")


@only("is_administrator")
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """In the demonstration: put the clock somewhere else. What is due by then is published."""
    if not settings.DEMO:
        raise Http404
    form = ClockForm(request.POST)
    if form.is_valid():
        at = form.cleaned_data["custom"] or form.cleaned_data["moment"]
        clock.move_to(at, by=_person(request))
        publishing.publish_due(now=at)
    else:
        messages.error(request, _("Choose or write the moment that the clock shall show."))
    return redirect(form.way_back(request))


def _do(request: HttpRequest, week: Week, act: Callable[[], None], done: str) -> HttpResponse:
    _try(request, act, done)
    return redirect("release", week)


def _try(request: HttpRequest, act: Callable[[], None], done: str) -> None:
    """Do it and say so, or tell the person why it cannot be done."""
    try:
        act()
    except releases.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
