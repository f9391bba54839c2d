"""Find your municipality: one move from every page. And the tiny page that tells of new figures."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from competition import comparing, finding
from competition.caching import public_page, reads, wants_part
from competition.views.opening import PublicRequest, find_competition, moment
from competition.visibility import Visibility
from municipalities.models import Municipality, Region
from signups.weeks import Week

QUERY_LENGTH = 60
MOST_SUGGESTIONS = 8


@public_page
@reads("q", "med")
def find(request: PublicRequest, competition: str) -> HttpResponse:
    """The municipality or region that `q` means, straight away; else those that it may mean, or, as a
    question, those whose name is nearly that. For htmx a list of suggestions, which lead to the
    comparison `med` so many others where that is asked for.
    """
    slug = find_competition(request, competition).slug
    query = request.GET.get("q", "").strip()[:QUERY_LENGTH]
    beside = comparing.slugs(request.GET.getlist("med"))
    everyone = list(Municipality.objects.select_related("region"))
    meant = finding.found(everyone, query)
    regions = [] if beside else _regions(slug, everyone, query)
    guesses = [] if meant or regions else finding.guesses(everyone, query)
    context = {
        "query": query,
        "meant": [(m, _address(slug, m.slug, beside)) for m in meant],
        "regions": regions,
        "guesses": [(m, _address(slug, m.slug, beside)) for m in guesses],
        "code": finding.code_alone(query),
    }
    if wants_part(request):
        context["meant"] = context["meant"][:MOST_SUGGESTIONS]
        return render(request, "public/find.html#suggestions", context)
    one = finding.the_one(everyone, query)
    if one:
        return redirect(_address(slug, one.slug, beside))
    if not meant and len(regions) == 1:
        return redirect(regions[0][1])
    return render(request, "public/find.html", {**context, "competition": request.competition})


def _regions(slug: str, everyone: Sequence[Municipality], query: str) -> list[tuple[Region, str]]:
    """The regions that the query may mean, each with the address of its page."""
    known = sorted({one.region for one in everyone}, key=lambda region: region.code)
    found = finding.regions(known, query)
    return [(region, reverse("region", args=[slug, region.slug])) for region in found]


def _address(slug: str, municipality: str, beside: list[str]) -> str:
    """The municipality's own page, or the comparison with it added."""
    if not beside:
        return reverse("municipality", args=[slug, municipality])
    chosen = ",".join(dict.fromkeys([*beside, municipality]))
    return f"{reverse('compare', args=[slug])}?{urlencode({'kommuner': chosen}, safe=',')}"


@public_page
@reads("set")
def news(request: HttpRequest, competition: str) -> HttpResponse:
    """Whether a newer week is out than the one that a page `set`s out from: the question again, or the
    answer with a link. It holds no figure.
    """
    found = find_competition(request, competition)
    newest = Visibility(found, moment(request)).releases().last()
    seen = _week(request.GET.get("set", ""))
    is_new = newest is not None and (seen is None or newest.iso_week > seen)
    asked = "set" in request.GET
    return render(
        request,
        "components/news.html",
        {"competition": found, "newest": newest, "is_new": is_new and asked, "seen": seen},
    )


def _week(text: str) -> Week | None:
    try:
        return Week.parse(text)
    except ValueError:
        return None
