"""The map of a category, with what a reader singled out of it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from competition import headlines, maps, reading
from competition.caching import public_page, reads, wants_part
from competition.categories import MAIN, Category
from competition.maps import Wish
from competition.views.opening import Opening, PublicRequest, open_race
from competition.views.public import Choice
from signups.models import Release
from signups.weeks import Week


@public_page
@reads("region", "trin")
def map_page(
    request: PublicRequest,
    competition: str,
    category: Category = MAIN,
    week: Week | None = None,
) -> HttpResponse:
    """The map of a category, of the newest or a given week; only what changes for htmx. Http404 for a
    week without standings.
    """
    opening = open_race(request, competition)
    if category not in opening.competition.used_categories:
        raise Http404(f"{category.slug} is not used")
    race = opening.race
    release = race.release_of(week) if week else next(reversed(race.ranked_releases), None)
    if week and (release is None or release not in race.ranked_releases):
        raise Http404(f"no standings of {week}")
    page = _MapPage(opening, category, week, _wish(request, {r.slug for r in race.regions}))
    context = {**opening.known, "category": category, "page": page, "release": release}
    if release is None:
        context["not_yet"] = reading.not_yet(opening.competition)
    else:
        table = race.table(category, release)
        context["map"] = maps.draw(race, table, wish=page.wish)
    context |= page.choices(release)
    context["partial"] = partial = wants_part(request)
    response = render(request, f"public/map.html{'#board' if partial else ''}", context)
    if partial:
        response.headers["HX-Push-Url"] = page.address()
    return response


def _wish(request: HttpRequest, regions: set[str]) -> Wish:
    """What the address asks for; what makes no sense is passed over."""
    region, step = request.GET.get("region", ""), request.GET.get("trin", "")
    known = {str(n) for n in range(1, maps.STEPS + 1)}
    return Wish(region if region in regions else "", int(step) if step in known else 0)


@dataclass(frozen=True, slots=True)
class _MapPage:
    """The addresses of one map and of those that it links to."""

    opening: Opening
    category: Category
    week: Week | None
    wish: Wish

    def address(
        self,
        *,
        category: Category | None = None,
        week: Week | None = None,
        wish: Wish | None = None,
    ) -> str:
        """The address of this map with something changed."""
        wish, week = wish or self.wish, week or self.week
        place = [
            self.opening.competition.slug,
            category or self.category,
            *([week] if week else []),
        ]
        asked = {"region": wish.region, "trin": str(wish.step or "")}
        query = urlencode({key: value for key, value in asked.items() if value})
        name = "map_week" if week else "map_of"
        return reverse(name, args=place) + (f"?{query}" if query else "")

    @property
    def table_address(self) -> str:
        """The ranking of the same category, week and region."""
        slug = self.opening.competition.slug
        place = [slug, self.category, *([self.week] if self.week else [])]
        query = f"?{urlencode({'region': self.wish.region})}" if self.wish.region else ""
        return reverse("ranking_week" if self.week else "ranking", args=place) + query

    @property
    def region_name(self) -> str:
        """The region that was asked for; empty for the whole country."""
        return next((r.name for r in self.opening.race.regions if r.slug == self.wish.region), "")

    def choices(self, release: Release | None) -> dict[str, object]:
        """The tabs, chips and the legend's links."""
        race, wish = self.opening.race, self.wish
        is_over = self.opening.visibility.is_past_closing
        regions = [
            Choice(
                self.address(wish=replace(wish, region=r.slug)), r.short_name, r.slug == wish.region
            )
            for r in race.regions
        ]
        everywhere = Choice(
            self.address(wish=replace(wish, region="")), _("The whole country"), not wish.region
        )
        return {
            "tabs": [
                Choice(
                    self.address(category=c, wish=replace(wish, step=0)),
                    str(c.title),
                    c is self.category,
                    note=headlines.leader_text(race, c, release, is_over=is_over)
                    if release
                    else "",
                    key=c.key,
                    short=str(c.short_title),
                )
                for c in race.competition.used_categories
            ],
            "regions": [everywhere, *regions],
            "weeks": [
                Choice(self.address(week=r.iso_week), str(r.iso_week.number), r == release)
                for r in race.ranked_releases
            ],
            "steps": {
                n: self.address(wish=replace(wish, step=0 if n == wish.step else n))
                for n in range(1, maps.STEPS + 1)
            },
            "everything": self.address(wish=replace(wish, step=0)),
        }
