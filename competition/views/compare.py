"""Municipalities side by side, and the numbers of the curves as files."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import charts, comparing, wording
from competition.caching import public_page
from competition.comparing import Choice
from competition.curves import Series
from competition.exports import csv_file
from competition.standings import Race
from competition.views.opening import Opening, open_race


@public_page
def compare(request: HttpRequest, competition: str) -> HttpResponse:
    """Up to six municipalities in one chart and one table. A form's own way of writing them is led to
    the address that can be passed on.
    """
    opening = open_race(request, competition)
    asked = request.GET.getlist("kommuner")
    choice = comparing.chosen(opening.race, asked)
    if len(asked) > 1:
        more = [*(entrant.slug for entrant in choice.left_out), *choice.unknown]
        return redirect(address(opening, choice.address, more))
    race = opening.race
    # Whoever shares the page shares who is compared.
    request.canonical_query = _query(choice.address)  # type: ignore[attr-defined]
    context = {
        **opening.known,
        "choice": choice,
        "columns": comparing.columns(race, choice),
        "without": {e.code: address(opening, choice.without(e)) for e in choice.entrants},
        "series": comparing.series(race, choice),
        "figure": comparing.figure(race, choice) if choice.entrants else None,
        "regions": [
            (r, [e for e in race.entrants if e.region.code == r.code]) for r in race.regions
        ],
        "passed_over": passed_over(choice),
        "names": wording.joined([e.name for e in choice.entrants]),
        "share_url": request.build_absolute_uri(address(opening, choice.address)),
        "file": "-".join(e.slug for e in choice.entrants),
        "csv_url": _csv_address(opening, choice),
        "most": comparing.MOST,
    }
    return render(request, "public/compare.html", context)


def address(opening: Opening, chosen: str, unknown: object = ()) -> str:
    """The comparison's address; what was not understood goes along to be told of."""
    more = [str(word) for word in unknown] if isinstance(unknown, list) else []
    kommuner = ",".join(filter(None, [chosen, *more]))
    return reverse("compare", args=[opening.competition.slug]) + _query(kommuner)


def _query(kommuner: str) -> str:
    return f"?{urlencode({'kommuner': kommuner}, safe=',')}" if kommuner else ""


def _csv_address(opening: Opening, choice: Choice) -> str:
    return reverse("compare_csv", args=[opening.competition.slug]) + _query(choice.address)


def passed_over(choice: Choice) -> list[str]:
    """Sentences about what was asked for and is not shown."""
    told = []
    if choice.unknown:
        told.append(
            ngettext(
                "%(names)s is no municipality and was passed over.",
                "%(names)s are no municipalities and were passed over.",
                len(choice.unknown),
            )
            % {
                "names": wording.joined(
                    [_("“%(word)s”") % {"word": word} for word in choice.unknown]
                )
            }
        )
    if choice.left_out:
        told.append(
            _("At most %(most)s can stand side by side. Left out: %(names)s.")
            % {
                "most": comparing.MOST,
                "names": wording.joined([e.name for e in choice.left_out]),
            }
        )
    return told


@public_page
def compare_csv(request: HttpRequest, competition: str) -> HttpResponse:
    """The numbers of the comparison's curves."""
    race = open_race(request, competition).race
    choice = comparing.chosen(race, request.GET.getlist("kommuner"))
    name = "-".join(["sammenligning", *(e.slug for e in choice.entrants)])
    return _curves(race, comparing.series(race, choice), name)


@public_page
def municipality_csv(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """The numbers of a municipality's curves. Http404 for an unknown one."""
    race = open_race(request, competition).race
    entrant = race.by_slug.get(municipality)
    if entrant is None:
        raise Http404(municipality)
    return _curves(race, charts.municipality_series(race, entrant), entrant.slug)


@public_page
def region_csv(request: HttpRequest, competition: str, region: str) -> HttpResponse:
    """The numbers of a region's curves. Http404 for an unknown one."""
    race = open_race(request, competition).race
    found = next((r for r in race.regions if r.slug == region), None)
    if found is None:
        raise Http404(region)
    series = [charts.region_series(race, found), charts.country_series(race)]
    return _curves(race, series, found.slug)


def _curves(race: Race, series: list[Series], name: str) -> HttpResponse:
    """Week by week exactly what the chart and the table below it show: per cent with one decimal."""
    rows = [
        [
            release.week,
            release.as_of.isoformat(),
            *(wording.percent_number(value) if value else None for value in values),
        ]
        for release, *values in zip(race.releases, *(s.values for s in series), strict=True)
    ]
    unit = _("registered, per cent of those aged 15 and over")
    heading = [_("week"), _("as of"), *(f"{s.name} ({unit})" for s in series)]
    newest = f"-{race.current.iso_week.slug}" if race.current else ""
    return csv_file(f"{name}{newest}", heading, rows)
