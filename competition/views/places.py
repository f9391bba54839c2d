"""Pages of one place: a municipality, a region, the lists of both, and the rules."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from competition import corrected, laureates, portraits, victories
from competition.caching import public_page
from competition.portraits import MunicipalityPortrait, RegionPortrait
from competition.standings import Entrant, Race
from competition.views.opening import Opening, find_competition, open_race
from competition.views.winners import public_key


def _page(request: HttpRequest, name: str, opening: Opening, **context: object) -> HttpResponse:
    """The page, with what all pages of places know."""
    return render(request, f"public/{name}.html", {**opening.known, **context})


@public_page
def municipality(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """One municipality's places, trend and neighbours. Http404 for an unknown one."""
    return municipality_of(request, open_race(request, competition), municipality)


def municipality_of(request: HttpRequest, opening: Opening, municipality: str) -> HttpResponse:
    """The municipality's page in a race that has been opened. Http404 for an unknown one."""
    entrant = opening.race.by_slug.get(municipality)
    if entrant is None:
        raise Http404(municipality)
    portrait = MunicipalityPortrait(opening.race, entrant)
    notes = corrected.notes(opening.visibility, entrant.code) if entrant.mended else []
    known = victories.known(opening.race, opening.visibility)
    return _page(
        request,
        "municipality",
        opening,
        portrait=portrait,
        entrant=entrant,
        notes=notes,
        victories=known.of(entrant),
        is_regional_winner=known.is_told(entrant),
        compare_with=portrait.company,
        share_url=request.build_absolute_uri(
            reverse("municipality", args=[opening.competition.slug, entrant.slug])
        ),
    )


@public_page
def municipalities(request: HttpRequest, competition: str) -> HttpResponse:
    """All municipalities in alphabetical order, by first letter."""
    opening = open_race(request, competition)
    return _page(request, "municipalities", opening, letters=_letters(opening.race))


@public_page
def region(request: HttpRequest, competition: str, region: str) -> HttpResponse:
    """The region's own race. Http404 for an unknown region."""
    opening = open_race(request, competition)
    found = next((r for r in opening.race.regions if r.slug == region), None)
    if found is None:
        raise Http404(region)
    portrait = RegionPortrait(opening.race, found)
    known = victories.known(opening.race, opening.visibility)
    return _page(request, "region", opening, portrait=portrait, known=known)


@public_page
def regions(request: HttpRequest, competition: str) -> HttpResponse:
    """The regions, each with its leader and its share."""
    opening = open_race(request, competition)
    found = [RegionPortrait(opening.race, r) for r in opening.race.regions]
    known = victories.known(opening.race, opening.visibility)
    return _page(request, "regions", opening, portraits=found, known=known)


@public_page
def rules(request: HttpRequest, competition: str) -> HttpResponse:
    """Rules, formulas and an example worked with the newest figures."""
    opening = open_race(request, competition)
    found = {example.category.key: example for example in portraits.examples(opening.race)}
    rise = portraits.rise(opening.race)
    return _page(
        request,
        "rules",
        opening,
        examples=found,
        categories=opening.competition.used_categories,
        rise=rise,
        public_key=public_key(),
    )


@public_page
def corrections(request: HttpRequest, competition: str) -> HttpResponse:
    """Every corrected figure: before, after, why, when, and whether any place moved."""
    opening = open_race(request, competition)
    race, visibility = opening.race, opening.visibility
    known: dict[str, object] = {"notes": corrected.notes(visibility)}
    if race.as_corrected:
        found = laureates.titles(race, visibility, visibility.record())
        known["otherwise"] = laureates.otherwise(race, found)
    return _page(request, "corrections", opening, **known)


@require_safe
def corrections_of_now(request: HttpRequest) -> HttpResponse:
    """To the corrections of the current competition."""
    return redirect("corrections", find_competition(request).slug)


def _letters(race: Race) -> list[tuple[str, list[tuple[Entrant, int | None]]]]:
    """Everybody under their first letter, with their place in the main category.

    The sort key's first letter decides, so that Aabenraa stands under Å.
    """
    places: dict[str, int | None] = {}
    if race.current is not None and race.ranked_releases:
        table = race.table(race.competition.main_category, race.current)
        places = {line.entrant.code: line.place for line in table.ranked}
    named = [(e, places.get(e.code)) for e in race.entrants]
    return [
        (_letter(key), list(rows))
        for key, rows in groupby(named, key=lambda row: row[0].sort_key[:1])
    ]


def _letter(key: str) -> str:
    return {"{": "Æ", "|": "Ø", "}": "Å"}.get(key, key.upper())
