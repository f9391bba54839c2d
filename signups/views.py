"""The organiser's weekly figures: send a file, look it over, answer its warnings, store the draft."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import only, signed_in
from signups import clock, drafts, imports, presence, preview, sightings, tasks
from signups.attempts import attempt, tell_errors
from signups.forms import AnswersForm, DatesForm, UploadForm
from signups.models import Import, Release, Sighting
from signups.parsing import Remark
from signups.plausibility import Warning as PlausibilityWarning
from signups.releases import Refused


@only("may_enter")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read in the background and shown before anything is stored."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    if request.method == "POST" and form.is_valid():
        try:
            import_ = _receive(request, form)
        except Refused as refusal:
            form.refuse(str(refusal))
        else:
            return redirect("import", import_.pk)
    if form.errors:
        form.keep_file()
    status = 422 if form.errors else 200
    latest = Import.objects.select_related("received_by", "fetched_from")[:10]
    return render(request, "organiser/upload.html", {"form": form, "latest": latest}, status=status)


def _receive(request: HttpRequest, form: UploadForm) -> Import:
    data = form.cleaned_data
    with transaction.atomic():
        import_ = imports.receive(
            content=data["file"].read(),
            file_name=data["file"].name,
            week=data["week"],
            as_of=data["as_of"],
            by=signed_in(request),
            now=clock.now(),
            national_total=form.national_total(),
        )
        transaction.on_commit(lambda: tasks.read_import.delay(import_.pk))
    return import_


@only("may_enter")
@require_safe
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One file on its way: progress, problems, or everything that a person must look over."""
    import_ = get_object_or_404(
        Import.objects.select_related(
            "source", "received_by", "fetched_from", "confirmed_by", "release"
        ),
        pk=pk,
    )
    presence.note(import_.week, by=signed_in(request), what=import_.file_name)
    context = _about(request, import_)
    _note(request, import_, context)
    part = request.headers.get("HX-Request") == "true"
    response = render(
        request, "organiser/import.html#state" if part else "organiser/import.html", context
    )
    if part and not context["is_waiting"]:
        response.headers["HX-Refresh"] = "true"
    return response


def _note(request: HttpRequest, import_: Import, context: dict[str, object]) -> None:
    """Keep who sees a file's figures, and those of the week before beside them."""
    examined = context.get("examined")
    before = examined.previous_release if isinstance(examined, imports.Examined) else None
    weeks = [import_.week, *([before.week] if before else [])]
    sightings.note(*weeks, by=request.user, page=Sighting.Page.IMPORT, now=clock.now())


def _about(request: HttpRequest, import_: Import) -> dict[str, object]:
    waits_for_store = import_.status == Import.Status.CHECKED and import_.confirmed_by_id
    draft = Release.objects.filter(week=import_.week).select_related("entered_by").first()
    context: dict[str, object] = {
        "import": import_,
        "is_waiting": import_.status == Import.Status.RECEIVED or bool(waits_for_store),
        "remarks": [Remark.from_dict(each) for each in import_.remarks],
        "draft": draft,
        "others": Import.objects.select_related("received_by", "fetched_from")
        .filter(week=import_.week)
        .exclude(pk=import_.pk)
        .exclude(status=Import.Status.REFUSED),
        "presence": presence.others(import_.week, than=signed_in(request)),
        "dates": DatesForm(initial={"week": import_.iso_week, "as_of": import_.as_of}),
    }
    if import_.status == Import.Status.REFUSED:
        context["problems"] = preview.problems(import_)
        context["more_problems"] = max(0, len(import_.problems) - preview.PROBLEMS_SHOWN)
        context["form"] = UploadForm(initial={"week": import_.iso_week, "as_of": import_.as_of})
    if import_.status == Import.Status.CHECKED and not waits_for_store:
        context |= _preview(request, import_)
    return context


def _preview(request: HttpRequest, import_: Import) -> dict[str, object]:
    """What there is to look over before the file is stored."""
    examined = imports.examine(import_)
    answers = {a.warning: a for a in import_.acknowledgements.select_related("by")}
    rows = preview.rows(examined)
    shown = request.GET.get("vis", "all")
    return {
        "examined": examined,
        "rows": [row for row in rows if row.passes(shown)],
        "shown": shown if shown in preview.FILTERS else "all",
        "counts": [(each, sum(row.passes(each) for row in rows)) for each in preview.FILTERS],
        "warnings": [(w, w.key, answers.get(w.key)) for w in examined.warnings],
        "open_warnings": imports.unanswered(import_, examined.warnings),
        "seen": drafts.digest_of_week(import_.week),
        "answers_address": reverse("import_acknowledge", args=[import_.pk]),
    }


@only("may_enter")
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Reasons for warnings, one by one or one for several."""
    import_ = _as_it_stands_now(pk)
    keys = [PlausibilityWarning.from_dict(each).key for each in import_.warnings]
    form = AnswersForm(request.POST, keys=keys)
    if form.is_valid():
        reasons = form.cleaned_data["reasons"]
        attempt(
            request,
            lambda: imports.answer(
                import_, reasons=reasons, by=signed_in(request), now=clock.now()
            ),
        )
    else:
        tell_errors(request, form)
    return redirect("import", pk)


@only("may_enter")
@require_POST
def redate(request: HttpRequest, pk: int) -> HttpResponse:
    """Another week or day for a file that waits; it is read again."""
    import_ = get_object_or_404(Import, pk=pk)
    form = DatesForm(request.POST)

    def change() -> None:
        with transaction.atomic():
            imports.redate(import_, **form.cleaned_data, by=signed_in(request), now=clock.now())
            transaction.on_commit(lambda: tasks.read_import.delay(pk))

    if form.is_valid():
        attempt(request, change)
    else:
        tell_errors(request, form)
    return redirect("import", pk)


@only("may_enter")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's word that the file shall be stored; a worker does it."""
    import_ = _as_it_stands_now(pk)

    def store() -> None:
        with transaction.atomic():
            imports.confirm(
                import_, by=signed_in(request), now=clock.now(), seen=request.POST.get("seen", "")
            )
            transaction.on_commit(lambda: tasks.store_import.delay(pk))

    attempt(request, store)
    return redirect("import", pk)


def _as_it_stands_now(pk: int) -> Import:
    """The import with the warnings of this moment: other figures may have come in since it was read."""
    import_ = get_object_or_404(Import, pk=pk)
    if import_.status == Import.Status.CHECKED and import_.confirmed_by_id is None:
        imports.note_examined(import_, imports.examine(import_), now=clock.now())
    return import_


@only("may_enter")
@require_safe
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was received, byte for byte."""
    import_ = get_object_or_404(Import.objects.select_related("source"), pk=pk)
    sightings.note(import_.week, by=request.user, page=Sighting.Page.FILE, now=clock.now())
    response = HttpResponse(bytes(import_.source.content), content_type="application/octet-stream")
    name = import_.file_name.encode("ascii", "replace").decode().replace('"', "_")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
