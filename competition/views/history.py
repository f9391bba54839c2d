"""What happened and who knew: the database's history, the log of steps, and who could see a week's
figures before the public.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import setting_up
from competition.exports import csv_file
from competition.models import Competition, SetUpStep
from competition.views.noting import note_early
from competition.views.opening import moment, organisers_competition
from competition.visibility import Visibility
from municipalities.access import only
from municipalities.models import Municipality, Role, User
from municipalities.textfiles import storable
from signups import changes, sightings
from signups.models import Change, Correction, Import, Release, Sighting, Step
from signups.sightings import Right
from signups.weeks import Week

A_PAGE = 100
_WISHES = ("week", "municipality", "table")
_TELLS_FIGURES = (Step.Action.PROPOSED, Step.Action.CORRECTED, Step.Action.WITHDRAWN)


@only("may_enter")
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Everything that was changed, by week, municipality and kind; the newest first."""
    wish = _wish(request)
    page = Paginator(changes.asked(**wish), A_PAGE).get_page(request.GET.get("page"))
    _note(request, page.object_list)
    return render(
        request,
        "organiser/history.html",
        {
            "competition": organisers_competition(request),
            "page": page,
            "entries": list(changes.told(page.object_list)),
            "wish": wish,
            "query": urlencode({name: value for name, value in wish.items() if value}),
            "releases": Release.objects.order_by("-as_of"),
            "municipalities": Municipality.objects.all(),
            "kinds": changes.kinds(),
        },
    )


@only("may_enter")
@require_safe
def history_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file: one line for each column that changed."""
    found = changes.asked(**_wish(request))
    _note(request, found)
    heading = [
        _("moment"), _("recorded"), _("by"), _("what"), _("row"), _("week"), _("municipality"),
        _("number"), _("column"), _("before"), _("after"), _("reason"), _("transaction"),
    ]  # fmt: skip
    return csv_file("historik", heading, _history_rows(found.iterator(chunk_size=2000)))


def _history_rows(found: Iterable[Change]) -> Iterator[list[object]]:
    for entry in changes.told(found):
        change = entry.change
        for each in entry.differences:
            yield [
                _iso(change.at), _iso(change.recorded_at), entry.who, change.get_action_display(),
                entry.kind, change.week, entry.municipality or change.municipality,
                change.row_key, each.name, each.old, each.new, change.reason, change.transaction,
            ]  # fmt: skip


def _wish(request: HttpRequest) -> dict[str, str]:
    """What the address asks for; a NUL is no text for the database."""
    return {name: storable(request.GET.get(name, ""))[:80] for name in _WISHES}


def _note(request: HttpRequest, shown: Iterable[Change]) -> None:
    """Whoever reads the history sees figures in it, also those that are not public."""
    told = [c for c in shown if c.table_name not in {"signups_release", "signups_sighting"}]
    files, corrections = _named(told, "import_record_id"), _named(told, "correction_id")
    weeks = {
        *(change.week for change in told),
        *Import.objects.filter(pk__in=files).values_list("week", flat=True),
        *Correction.objects.filter(pk__in=corrections).values_list("release__week", flat=True),
    }
    note_early(request, Sighting.Page.HISTORY, *weeks - {""})


def _named(shown: Iterable[Change], column: str) -> set[int]:
    """What the rows refer to in a column: an answer to a warning names a file, and no week."""
    return {row[column] for c in shown if (row := c.new or c.old) and row.get(column)}


@only("may_enter")
@require_safe
def log_csv(request: HttpRequest) -> HttpResponse:
    """The whole log: who did what, when."""
    _note_log(request)
    heading = [_("moment"), _("step"), _("by"), _("role"), _("week"), _("file"), _("note")]
    rows = (
        [at, action, by, role, week, file, note]
        for at, action, by, role, week, file, note in (each.values() for each in _steps())
    )
    return csv_file("log", heading, rows)


@only("may_enter")
@require_safe
def log_json(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    _note_log(request)
    response = JsonResponse({"steps": list(_steps())}, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="log.json"'
    return response


def _note_log(request: HttpRequest) -> None:
    """A correction's step says what stood and what shall stand."""
    told = Step.objects.filter(action__in=_TELLS_FIGURES, release__isnull=False)
    weeks = told.order_by().values_list("release__week", flat=True).distinct()
    note_early(request, Sighting.Page.HISTORY, *weeks)


def _steps() -> Iterator[dict[str, str | None]]:
    """Everything that anybody did, oldest first: to figures, and to competitions."""
    return merge(_steps_of_figures(), _steps_of_set_up(), key=lambda step: step["at"] or "")


def _steps_of_set_up() -> Iterator[dict[str, str | None]]:
    steps = SetUpStep.objects.select_related("by").order_by("at", "pk")
    for step in steps.iterator(chunk_size=2000):
        changes = [f"{each.title}: {each.old} → {each.new}" for each in setting_up.told(step)]
        said = [step.competition_id, *filter(None, [step.note]), *changes]
        yield {
            "at": _iso(step.at),
            "step": step.get_action_display(),
            "by": step.by.email if step.by else None,
            "role": step.by.get_role_display() if step.by else None,
            "week": None,
            "file": None,
            "note": "; ".join(said),
        }


def _steps_of_figures() -> Iterator[dict[str, str | None]]:
    steps = Step.objects.select_related("by", "release", "import_record").order_by("at", "pk")
    for step in steps.iterator(chunk_size=2000):
        file = step.import_record
        yield {
            "at": _iso(step.at),
            "step": step.get_action_display(),
            "by": step.by.email if step.by else None,
            "role": step.by.get_role_display() if step.by else None,
            "week": step.release.week if step.release else (file.week if file else None),
            "file": file.file_name if file else None,
            "note": step.note,
        }


def _iso(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Access:
    """Who could see one week's figures from `since` on, until everybody could (`until`; None while
    they are not public), and who did.
    """

    week: Week
    release: Release | None
    since: datetime
    until: datetime | None
    rights: list[Right]
    staff: list[User]
    sightings: list[Sighting]


@only("may_enter")
@require_safe
def access(request: HttpRequest, week: Week) -> HttpResponse:
    """Everyone who could see the week's figures before the public, to be printed."""
    competition = organisers_competition(request)
    found = _access(competition, week, moment(request))
    return render(request, "organiser/access.html", {"competition": competition, "access": found})


@only("may_enter")
@require_safe
def access_csv(request: HttpRequest, week: Week) -> HttpResponse:
    """The same as a file."""
    found = _access(organisers_competition(request), week, moment(request))
    rows: list[list[object]] = [
        [_("had the right"), right.person.email, str(right.person), right.role_title, "",
         _iso(right.since) if right.since else "", _iso(right.until) if right.until else ""]
        for right in found.rights
    ]  # fmt: skip
    rows += [
        [_("own figure only"), person.email, str(person), person.get_role_display(),
         str(person.municipality), "", ""]
        for person in found.staff
    ]  # fmt: skip
    rows += [
        [_("saw"), seen.person.email, str(seen.person), seen.person.get_role_display(),
         seen.get_page_display(), _iso(seen.at), ""]
        for seen in found.sightings
    ]  # fmt: skip
    heading = [_("what"), _("e-mail"), _("name"), _("role"), _("where"), _("from"), _("to")]
    return csv_file(f"adgang-{week.slug}", heading, rows)


def _access(competition: Competition, week: Week, now: datetime) -> Access:
    """Http404 for a week that nobody has entered anything for."""
    release = Release.objects.filter(week=str(week)).first()
    received = list(Import.objects.filter(week=str(week)).values_list("received_at", flat=True))
    starts = [*received, *([release.entered_at] if release else [])]
    if not starts:
        raise Http404(str(week))
    until = Visibility(competition, now).public_from(release) if release else None
    if until and until > now:
        until = None
    return Access(
        week=week,
        release=release,
        since=min(starts),
        until=until,
        rights=sightings.rights(since=min(starts), until=until or now),
        staff=_staff(competition, release),
        sightings=sightings.of_week(str(week), until=until),
    )


def _staff(competition: Competition, release: Release | None) -> list[User]:
    """Of the closing week a municipality's people see their own figure once it is published."""
    if release is None or release.as_of != competition.closing_as_of or not release.published_at:
        return []
    staff = User.objects.filter(role=Role.STAFF, is_active=True)
    return list(staff.select_related("municipality").order_by("municipality__sort_key", "email"))
