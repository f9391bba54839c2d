"""The grid: 98 municipalities by three numbers, typed or pasted, saved as one goes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from competition import publishing, wording
from competition.models import Participation
from competition.views.approval import release_of
from competition.views.noting import note_draft
from competition.views.opening import moment, organisers_competition
from municipalities.access import only, signed_in
from municipalities.textfiles import storable
from signups import drafts, entry, presence
from signups.attempts import attempt, tell_errors
from signups.drafts import Draft, Texts
from signups.entry import Outcome, State, Typed
from signups.forms import DatesForm
from signups.lines import grouped
from signups.models import Release, Sighting
from signups.plausibility import Stocks
from signups.releases import Refused
from signups.weeks import Week

FIELDS = 3
MOST_ROWS = 2_000
FILTERS = ("all", "warned", "missing", "unfinished", "participants")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: last week's, the text in the field, and the difference where there is one."""

    old: int | None
    text: str
    difference: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One municipality's row. `was` is what is stored, for the next save to be held against."""

    code: str
    name: str
    participant: bool
    cells: Sequence[Cell]
    was: str
    state: str
    tone: str
    notes: Sequence[str]


@only("may_enter")
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, week: Week) -> HttpResponse:
    """The whole grid; without JavaScript it is saved here, with one button."""
    release = Release.objects.filter(week=str(week)).first()
    competition = organisers_competition(request)
    if release is None:
        day = publishing.day_of(week, today=moment(request).date())
        form = DatesForm(initial={"week": week, "as_of": day.right})
        context = {"competition": competition, "week": week, "form": form}
        return render(request, "organiser/start.html", context)
    by, now = signed_in(request), moment(request)
    presence.note(release.week, by=by, what="grid")
    outcomes: Sequence[Outcome] = []
    typed: Sequence[Typed] = []
    if request.method == "POST":
        taken = request.POST.get("take")
        typed = [row for row in _from_form(request.POST) if row.code != taken]
        try:
            outcomes = entry.save_rows(release, rows=typed, by=by, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
            outcomes = _not_kept(typed, why=str(refusal))
        else:
            if all(o.state in {State.SAVED, State.EMPTY} for o in outcomes):
                messages.success(request, _("All rows are saved."))
                return redirect(request.get_full_path())
    draft = drafts.read(release)
    note_draft(request, Sighting.Page.GRID, draft)
    page = _page(request, draft, outcomes, {row.code: row for row in typed})
    return render(request, "organiser/grid.html", page, status=422 if outcomes else 200)


def _not_kept(typed: Sequence[Typed], *, why: str) -> list[Outcome]:
    """For rows that a refusal leaves as they were: what was typed into them stays on the page."""
    changed = [row for row in typed if _numbers(row.texts) != row.was]
    return [Outcome(row.code, State.CONFLICT, row.was, [why]) for row in changed]


def _numbers(texts: Sequence[str]) -> Stocks | None:
    numbers, wrong = entry.read_numbers(texts)
    return None if wrong or len(numbers) != FIELDS else (numbers[0], numbers[1], numbers[2])


def _page(
    request: HttpRequest,
    draft: Draft,
    outcomes: Sequence[Outcome],
    typed: Mapping[str, Typed],
) -> dict[str, object]:
    competition = organisers_competition(request)
    players = set(
        Participation.objects.filter(competition=competition).values_list(
            "municipality_id", flat=True
        )
    )
    told = {outcome.code: outcome for outcome in outcomes}
    rows = [_row(draft, code, code in players, told.get(code), typed) for code in draft.names]
    shown, release = request.GET.get("vis", "all"), draft.release
    today = moment(request).date()
    day = publishing.day_of(release.iso_week, today=today, as_of=release.as_of)
    return {
        "competition": competition,
        "release": draft.release,
        "draft": draft,
        "rows": [row for row in rows if _passes(row, shown)],
        "counts": [(each, sum(_passes(row, each) for row in rows)) for each in FILTERS],
        "shown": shown if shown in FILTERS else "all",
        "sums": _sums(draft),
        "day_is_wrong": day.wrong,
        "day_form": DatesForm(initial={"as_of": day.right}),
        "presence": presence.others(draft.release.week, than=signed_in(request)),
    }


def _passes(row: GridRow, wanted: str) -> bool:
    return {
        "warned": row.tone == "warn",
        "missing": not row.was,
        "unfinished": row.state in {State.UNFINISHED, State.IMPOSSIBLE, State.CONFLICT},
        "participants": row.participant,
    }.get(wanted, True)


def _row(
    draft: Draft,
    code: str,
    participant: bool,
    told: Outcome | None,
    typed: Mapping[str, Typed],
) -> GridRow:
    stored, old = draft.figures.get(code), draft.previous.get(code)
    half = draft.unfinished.get(code)
    texts: Sequence[str] = [grouped(n) for n in stored] if stored else [""] * FIELDS
    state = State.SAVED if stored else State.EMPTY
    notes: Sequence[str] = _warnings(draft, code)
    if told and told.state not in {State.SAVED, State.EMPTY}:
        state, notes, texts = told.state, told.messages, typed[code].texts
    elif half:
        numbers_wrong = entry.read_numbers(half)[1]
        state = State.IMPOSSIBLE if numbers_wrong else State.UNFINISHED
        notes, texts = numbers_wrong, half
    cells = [
        Cell(
            old[n] if old else None,
            texts[n],
            _difference(stored[n] - old[n]) if stored and old else "",
        )
        for n in range(FIELDS)
    ]
    tone = _tone(state, open_warnings=_has_open(draft, code))
    was = " ".join(map(str, stored)) if stored else ""
    return GridRow(code, draft.names[code], participant, cells, was, state, tone, notes)


def _tone(state: State, *, open_warnings: bool) -> str:
    if state in {State.IMPOSSIBLE, State.CONFLICT}:
        return "bad"
    return "warn" if open_warnings else ""


def _warnings(draft: Draft, code: str) -> list[str]:
    return [
        w.text if w.fingerprint not in draft.answers else _("Answered: %(text)s") % {"text": w.text}
        for w in draft.warnings
        if w.code == code and w.kind != "missing"
    ]


def _has_open(draft: Draft, code: str) -> bool:
    return any(w.code == code and w.kind != "missing" for w in draft.open_warnings)


def _difference(number: int) -> str:
    return f"+{wording.number(number)}" if number > 0 else wording.number(number)


def _sums(draft: Draft) -> list[dict[str, str]]:
    """For the foot: last week's sum, this week's, the difference, and the control total beside it."""
    given = draft.national_total[:FIELDS] if draft.national_total else (None,) * FIELDS
    pairs = zip(draft.previous_sums, draft.sums, given, strict=True)
    return [
        {
            "old": wording.number(old),
            "new": wording.number(new),
            "difference": _difference(new - old),
            "total": "" if total is None else grouped(total),
            "off": "" if total is None else _difference(new - total),
        }
        for old, new, total in pairs
    ]


def _from_form(data: Mapping[str, Any]) -> list[Typed]:
    """The rows of the plain form: `n-101-0` to `n-101-2`, and `was-101`."""
    codes = [name.removeprefix("was-") for name in data if name.startswith("was-")]
    return [
        Typed(
            code,
            _cells([data.get(f"n-{code}-{n}", "") for n in range(FIELDS)]),
            _stocks(data[f"was-{code}"]),
        )
        for code in codes
        if f"n-{code}-0" in data
    ]


def _stocks(text: str) -> Stocks | None:
    numbers = text.split()
    if len(numbers) != FIELDS or not all(n.isdecimal() and len(n) < FIELDS * 4 for n in numbers):
        return None
    a, b, c = map(int, numbers)
    return a, b, c


@only("may_enter")
@require_POST
def save_rows(request: HttpRequest, week: Week) -> HttpResponse:
    """Rows as they are typed: `{"rows": [{"code", "texts", "was"}]}`; what became of each of them."""
    release = release_of(week)
    try:
        asked = json.loads(request.body)
        rows = [_typed(each) for each in asked["rows"]]
        total = _cells(asked["total"]) if asked.get("total") else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return HttpResponseBadRequest("rows")
    if len(rows) > MOST_ROWS:
        return HttpResponseBadRequest("rows")
    presence.note(release.week, by=signed_in(request), what="grid")
    try:
        by, now = signed_in(request), moment(request)
        if total:
            entry.set_national_total(release, texts=total, by=by, now=now)
        outcomes = entry.save_rows(release, rows=rows, by=by, now=now)
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    draft = drafts.read(release)
    note_draft(request, Sighting.Page.GRID, draft)
    typed = {row.code: row for row in rows}
    return JsonResponse(
        {
            "rows": [_told(_row(draft, o.code, False, o, typed)) for o in outcomes],
            "sums": _sums(draft),
            "status": status_text(draft),
            "counts": {
                "missing": len(draft.missing),
                "unfinished": len(draft.unfinished),
                "warned": len({w.code for w in draft.open_warnings if w.kind != "missing"} - {""}),
            },
        }
    )


def _typed(row: dict[str, Any]) -> Typed:
    """ValueError, KeyError or TypeError for anything that is no row."""
    code, texts = row["code"], row["texts"]
    if not isinstance(code, str) or not all(isinstance(text, str) for text in texts):
        raise TypeError(row)
    return Typed(code, _cells(texts), _stocks(str(row["was"])))


def _cells(texts: Sequence[str]) -> Texts:
    """Three texts as the database can keep them; ValueError where they are not three."""
    kept = (storable(text)[:80] for text in texts)
    first, second, third = kept
    return first, second, third


def _told(row: GridRow) -> dict[str, object]:
    return {
        "code": row.code,
        "state": row.state,
        "tone": row.tone,
        "was": row.was,
        "notes": list(row.notes),
        "texts": [cell.text for cell in row.cells],
        "differences": [cell.difference for cell in row.cells],
    }


def status_text(draft: Draft) -> str:
    """How far the draft is, in a sentence."""
    return _("%(there)d of %(all)d rows have figures, %(warnings)d open warnings.") % {
        "there": len(draft.figures),
        "all": len(draft.names),
        "warnings": len([w for w in draft.open_warnings if w.kind != "missing"]),
    }


@only("may_enter")
@require_POST
def save_total(request: HttpRequest, week: Week) -> HttpResponse:
    """The country's own totals, to hold the sums against."""
    release = release_of(week)
    a, b, c = (request.POST.get(f"total-{n}", "")[:80] for n in range(FIELDS))
    by, now = signed_in(request), moment(request)
    attempt(
        request,
        lambda: entry.set_national_total(release, texts=(a, b, c), by=by, now=now),
        _("The control total is saved."),
    )
    return redirect("release_grid", week)


@only("may_enter")
@require_POST
def start(request: HttpRequest, week: Week) -> HttpResponse:
    """Begin an empty draft for a week that no file has come for."""
    form = DatesForm({**request.POST.dict(), "week": week.slug})
    by, now = signed_in(request), moment(request)
    if form.is_valid():
        day = form.cleaned_data["as_of"]
        attempt(request, lambda: publishing.start(week=week, as_of=day, by=by, now=now))
    else:
        tell_errors(request, form)
    return redirect("release_grid", week)


@only("may_enter")
@require_POST
def set_day(request: HttpRequest, week: Week) -> HttpResponse:
    """Another as-of date for a draft; back to the page that asked."""
    release, by, now = release_of(week), signed_in(request), moment(request)
    form = DatesForm({**request.POST.dict(), "week": week.slug})
    if form.is_valid():
        day = form.cleaned_data["as_of"]
        attempt(
            request,
            lambda: publishing.set_day(release, as_of=day, by=by, now=now),
            _("The as-of date is changed. The warnings are checked anew."),
        )
    else:
        tell_errors(request, form)
    return redirect("release_grid" if request.POST.get("back") == "grid" else "release", week)
