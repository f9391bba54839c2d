# ruff: noqa: ARG001 - Ninja hands every operation the request and the parameters of its address.
"""The open data: figures and standings as JSON, for everybody and without a key.

Everything is asked of the same policy and the same standings as the pages. Addresses and shapes are
described by `/api/v1/openapi.json`, which `/data/api/` shows in words.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.params.functions import Path, Query

from competition import answers, api_page, shapes, winners
from competition.caching import public_page, reads
from competition.models import Competition
from competition.standings import Race
from competition.views.opening import find_competition, moment, open_race
from competition.visibility import Visibility
from signups.models import Release
from signups.weeks import Week

# A minute old is young enough for a machine; the page itself asks every time.
CACHED = "public, max-age=60"
WEEK: Any = Query(
    None,
    description=gettext_noop(
        "ISO week, as 2014-W42 or 2014-uge-42; the newest published one if left out"
    ),
)
REGION: Any = Query(None, description=gettext_noop("Show one region only, by its code"))
CATEGORY: Any = Path(..., description=gettext_noop("`mest-digitale`, `slutspurt` or `unge`"))
SLUG: Any = Path(..., description=gettext_noop("The competition in addresses"))
CODE: Any = Path(..., description=gettext_noop("The municipality's official code"))
ERRORS = {404: shapes.Message, 422: shapes.Message}


class OpenData(NinjaAPI):
    """Answers any page of any site may read, and keep for a minute."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """As Ninja makes them, each view with the parameters that this API knows."""
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                reads("week", "region")(pattern.callback)
        return patterns, app, namespace

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """As Ninja does, with the headers of open data."""
        response = super().create_response(
            request, data, status=status, temporal_response=temporal_response
        )
        response.headers["Access-Control-Allow-Origin"] = "*"
        if response.status_code == 200:  # noqa: PLR2004  the one status worth keeping
            response.headers["Cache-Control"] = CACHED
        return response


api = OpenData(
    title="Danmarks mest digitale kommune",
    version="1",
    description=gettext_noop(
        "Weekly figures and standings of the competition between Danish municipalities for most "
        "citizens registered for Digital Post. Free to use; name the source. Population: "
        "Statistics Denmark, FOLK1A, CC BY 4.0."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


@api.exception_handler(Http404)
def nothing_here(request: HttpRequest, error: Http404) -> HttpResponse:
    """What is not there, or not public yet, said in JSON."""
    return api.create_response(request, {"detail": str(error)}, status=404)


@api.get(
    "/competitions/",
    response=list[shapes.CompetitionShape],
    summary=gettext_noop("All competitions"),
)
def competitions(request: HttpRequest) -> list[shapes.CompetitionShape]:
    """Every competition, the newest first."""
    return [answers.competition(found) for found in Competition.objects.public()]


@api.get(
    "/competitions/{slug}/",
    response={200: shapes.CompetitionDetail, **ERRORS},
    summary=gettext_noop("One competition: its days, categories, regions and participants"),
)
def competition(request: HttpRequest, slug: str = SLUG) -> shapes.CompetitionDetail:
    """One competition and what can be seen of it by now."""
    opening = open_race(request, slug)
    return answers.competition_detail(
        opening.race,
        stands_still=opening.visibility.holds_back,
        announced=opening.visibility.is_announced,
    )


@api.get(
    "/competitions/{slug}/releases/",
    response={200: list[shapes.ReleaseShape], **ERRORS},
    summary=gettext_noop("The published weeks"),
)
def releases(request: HttpRequest, slug: str = SLUG) -> list[shapes.ReleaseShape]:
    """The published weeks, oldest first."""
    opening = open_race(request, slug)
    race, visibility = opening.race, opening.visibility
    return [answers.release(race, visibility, one) for one in race.releases]


@api.get(
    "/competitions/{slug}/figures",
    response={200: shapes.Figures, **ERRORS},
    summary=gettext_noop("All municipalities' figures of one week"),
)
def figures(request: HttpRequest, slug: str = SLUG, week: str | None = WEEK) -> shapes.Figures:
    """Registered, exempt and population of every municipality."""
    race = open_race(request, slug).race
    return answers.figures(race, _asked(race.releases, week))


@api.get(
    "/competitions/{slug}/standings/{category}",
    response={200: shapes.Standings, **ERRORS},
    summary=gettext_noop("The standings of one category on one week"),
)
def standings(
    request: HttpRequest,
    slug: str = SLUG,
    category: str = CATEGORY,
    week: str | None = WEEK,
    region: str | None = REGION,
) -> shapes.Standings:
    """Places as they stood when the week was published; `region` only filters."""
    race = open_race(request, slug).race
    used = {each.slug: each for each in race.competition.used_categories}
    if category not in used:
        raise Http404(_("There is no such category. These are: %s.") % ", ".join(used))
    known = [r.code for r in race.regions]
    if region is not None and region not in known:
        raise HttpError(422, _("There is no such region. These are: %s.") % ", ".join(known))
    return answers.table(race, used[category], _ranked(race, week), region)


@api.get(
    "/competitions/{slug}/regional-leaders",
    response={200: shapes.RegionalLeads, **ERRORS},
    summary=gettext_noop("The leaders of the five regions in the main category"),
)
def regional_leaders(
    request: HttpRequest, slug: str = SLUG, week: str | None = WEEK
) -> shapes.RegionalLeads:
    """Who shares the first place of each region."""
    race = open_race(request, slug).race
    return answers.regional_leads(race, _ranked(race, week))


@api.get(
    "/competitions/{slug}/municipalities/{code}/",
    response={200: shapes.MunicipalityShape, **ERRORS},
    summary=gettext_noop("One municipality, week by week"),
)
def municipality(
    request: HttpRequest, slug: str = SLUG, code: str = CODE
) -> shapes.MunicipalityShape:
    """Figures and standings of one municipality in every published week."""
    race = open_race(request, slug).race
    entrant = race.by_code.get(code)
    if entrant is None:
        raise Http404(_("There is no municipality with this code."))
    return answers.municipality(race, entrant)


@api.get(
    "/competitions/{slug}/winners/",
    response={200: winners.Winners, **ERRORS},
    summary=gettext_noop("The winners: in the regions when they are named, all when announced"),
)
def winners_of(request: HttpRequest, slug: str = SLUG) -> winners.Winners:
    """Who won, in the country and in each region; before the announcement at most the names of those
    who won in a region, by the alphabet, and when the rest is told.
    """
    opening = open_race(request, slug)
    return winners.build(opening.race, opening.visibility)


@api.get(
    "/competitions/{slug}/result-record",
    response={200: dict[str, Any], **ERRORS},
    summary=gettext_noop("The signed result, byte for byte, when it has been announced"),
)
def result_record(request: HttpRequest, slug: str = SLUG) -> HttpResponse:
    """Every input and every outcome with hash and signature; `verify_result.py` checks it."""
    visibility = Visibility(find_competition(request, slug), moment(request))
    record = visibility.record()
    if record is None:
        raise Http404(_("The result has not been announced."))
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": CACHED}
    return HttpResponse(record.document, content_type="application/json", headers=headers)


@api.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> dict[str, Any]:
    """This API, described for machines."""
    return api.get_openapi_schema()


@api.get("/docs", include_in_schema=False)
def docs(request: HttpRequest) -> HttpResponse:
    """Where this API is described for people, in the language of their choice."""
    return redirect("api_docs")


@public_page
def docs_page(request: HttpRequest) -> HttpResponse:
    """This API, described for people, out of the description for machines."""
    opening = open_race(request)
    host = request.build_absolute_uri("/").rstrip("/")
    page = api_page.build(api.get_openapi_schema(), opening, host)
    return render(request, "public/api.html", {**opening.known, **page, "host": host})


@api.get("/{path:rest}", include_in_schema=False)
def nowhere(request: HttpRequest, rest: str) -> None:
    """Any other address."""
    raise Http404(_("There is nothing at this address. All addresses are listed in /api/v1/docs."))


def _ranked(race: Race, week: str | None) -> Release:
    """The week asked for among those that have standings, or the newest of them."""
    return _asked(race.ranked_releases, week)


def _asked(releases: list[Release], week: str | None) -> Release:
    """The week asked for, or the newest. 422 for what is no week, 404 for one that is not there."""
    if not releases:
        raise Http404(_("Nothing has been published yet."))
    if week is None:
        return releases[-1]
    try:
        wanted = str(Week.parse(week))
    except ValueError as error:
        raise HttpError(422, _("This is not a week. Write it as 2014-W42.")) from error
    found = next((one for one in releases if one.week == wanted), None)
    if found is None:
        known = ", ".join(one.week for one in releases)
        raise Http404(_("There is nothing for this week. These are: %s.") % known)
    return found
