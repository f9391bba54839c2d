"""The open data: the page that lists the files, and the files."""

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from competition import data_page as page_of
from competition import downloads, editions, formats
from competition.caching import public_page, reads
from competition.converters import DataFile
from competition.downloads import Sheet
from competition.views.opening import find_competition, moment, open_race

DANISH = "da"
FOR_EVER = "public, max-age=31536000, immutable"
METADATA = "csv-metadata.json"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    METADATA: "application/csvm+json; charset=utf-8",
}


def open_data(request: HttpRequest) -> HttpResponse:
    """The open data of the current competition."""
    return redirect("data", competition=find_competition(request).slug)


@public_page
def data_page(request: HttpRequest, competition: str) -> HttpResponse:
    """All files with what they hold, licence, citation, and examples to paste."""
    opening = open_race(request, competition)
    history = editions.chronicle(opening.race, opening.visibility)
    host = request.build_absolute_uri("/").rstrip("/")
    state = request.site_state  # type: ignore[attr-defined]
    page = page_of.build(history, host=host, state=state, now=moment(request))
    return render(request, "public/data.html", {**opening.known, "page": page, "host": host})


@public_page
@reads("version", "sprog")
def data_file(request: HttpRequest, competition: str, file: DataFile) -> HttpResponse:
    """One file. `?version=` gives it as it stood, and may be kept for ever once the participants are
    fixed; `?sprog=da` as a Danish Excel opens it right. Http404 for what is not there or not public.
    """
    opening = open_race(request, competition)
    if file.wanted.category not in (None, *opening.competition.used_categories):
        raise Http404(str(file))
    history = editions.chronicle(opening.race, opening.visibility)
    asked = request.GET.get("version", "")
    there = downloads.versions(history, file.wanted)
    if not there:
        raise Http404(str(file))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0  # noqa: PLR2004
    sheet = downloads.sheet(history, file.wanted, number if asked else None)
    if sheet is None:
        return _no_such_version(len(there))
    response = HttpResponse(_body(request, file, sheet), content_type=CONTENT_TYPES[file.ending])
    if asked and moment(request) >= editions.fixed_at(opening.competition):
        response.headers["Cache-Control"] = FOR_EVER
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Last-Modified"] = http_date(sheet.edition.at.timestamp())
    response.headers["Link"] = ", ".join(_links(request, file, sheet))
    if file.ending != METADATA:
        name = sheet.name(file.ending)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _no_such_version(count: int) -> HttpResponse:
    text = _("This file has no such version. It has the versions 1 to %(count)s.") % {
        "count": count
    }
    return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")


def _body(request: HttpRequest, file: DataFile, sheet: Sheet) -> bytes:
    danish, demo = _in_danish(request), settings.DEMO
    if file.ending == "csv":
        return formats.csv_bytes(sheet, danish=danish)
    if file.ending == "json":
        return formats.json_bytes(sheet.document)
    if file.ending == "xlsx":
        return formats.xlsx_bytes(sheet, danish=danish, demo=demo)
    beside = f"{file.wanted.stem}.csv{_query(request)}"
    return formats.json_bytes(formats.csvw(sheet, url=beside, danish=danish, demo=demo))


def _in_danish(request: HttpRequest) -> bool:
    return request.GET.get("sprog") == DANISH


def _query(request: HttpRequest, version: int | str | None = None) -> str:
    """The part of an address that says which version and language."""
    version = version or request.GET.get("version", "")
    parts = [f"version={version}"] if version else []
    if _in_danish(request):
        parts.append(f"sprog={DANISH}")
    return f"?{'&'.join(parts)}" if parts else ""


def _links(request: HttpRequest, file: DataFile, sheet: Sheet) -> list[str]:
    """What belongs to the file: its description, its newest version, the one before, the terms."""

    def address(ending: str) -> str:
        place = [sheet.race.competition.slug, replace(file, ending=ending)]
        return reverse("data_file", args=place)

    number, own = sheet.edition.number, address(file.ending)
    language = f"?sprog={DANISH}" if _in_danish(request) else ""
    links = [f'<{own}{language}>; rel="latest-version"']
    if file.ending == "csv":
        described = f"{address(METADATA)}{_query(request)}"
        links.append(f'<{described}>; rel="describedby"; type="application/csvm+json"')
    if number > 1:
        links.append(f'<{own}{_query(request, number - 1)}>; rel="predecessor-version"')
    page = reverse("data", args=[sheet.race.competition.slug])
    return [*links, f'<{page}#terms>; rel="license"']
