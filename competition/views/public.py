"""The front page and the ranking tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from competition import finding, front_page, headlines, reading, rows, timetable
from competition.caching import public_page, reads, wants_part
from competition.categories import Category
from competition.rows import SORTS, Wish
from competition.standings import Entrant
from competition.views.opening import Opening, PublicRequest, open_race
from signups.models import Release
from signups.weeks import Week

QUERY_LENGTH = 60


@public_page
def front(request: HttpRequest, competition: str | None = None) -> HttpResponse:
    """The state of the race at a glance."""
    return front_of(request, open_race(request, competition))


def front_of(request: HttpRequest, opening: Opening) -> HttpResponse:
    """The front page of a race that has been opened."""
    page = front_page.build(opening.race, opening.visibility)
    return render(request, "public/front.html", {**opening.known, "page": page})


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes one thing about the table: a region, a week, a column or a category."""

    url: str
    text: str
    current: bool = False
    count: int | None = None
    note: str = ""
    key: str = ""
    short: str = ""
    turned: bool = False


@public_page
@reads("q", "region", "sort")
def ranking(
    request: PublicRequest, competition: str, category: Category, week: Week | None = None
) -> HttpResponse:
    """The whole table of a category, of the newest or a given week; only the table for htmx."""
    return ranking_of(request, open_race(request, competition), category, week)


def ranking_of(
    request: PublicRequest, opening: Opening, category: Category, week: Week | None = None
) -> HttpResponse:
    """The table of a race that has been opened. Http404 for a week without standings, and for a
    category that the competition does not use.
    """
    if category not in opening.competition.used_categories:
        raise Http404(f"{category.slug} is not used")
    race = opening.race
    release = race.release_of(week) if week else next(reversed(race.ranked_releases), None)
    if week and (release is None or release not in race.ranked_releases):
        raise Http404(f"no standings of {week}")
    page = _RankingPage(opening, category, week, _wish(request, {r.slug for r in race.regions}))
    context = {**opening.known, "category": category, "page": page, "release": release}
    context |= page.choices(release)
    if release is not None:
        table = race.table(category, release)
        is_over = opening.visibility.is_past_closing
        board = rows.board(race, table, page.wish, is_over=is_over)
        context |= {"board": board, **reading.of_table(race, table, board, is_over=is_over)}
        context["guesses"] = [] if board.hits else page.guesses()
    else:
        context["not_yet"] = reading.not_yet(opening.competition)
    context["partial"] = partial = wants_part(request)
    response = render(request, f"public/ranking.html{'#board' if partial else ''}", context)
    if partial:
        response.headers["HX-Push-Url"] = page.address()
    return response


def _wish(request: HttpRequest, regions: set[str]) -> Wish:
    """What the address asks for; what makes no sense is passed over."""
    asked = {
        key: request.GET.get(key, "").strip()[:QUERY_LENGTH] for key in ("q", "region", "sort")
    }
    sort = asked["sort"] if asked["sort"].removeprefix("-") in SORTS else "place"
    region = asked["region"] if asked["region"] in regions else ""
    return Wish(asked["q"], region, sort)


@dataclass(frozen=True, slots=True)
class _RankingPage:
    """The addresses of one ranking page and of those that it links to."""

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
        """The address of this page with something changed."""
        wish, week = wish or self.wish, week or self.week
        name = "ranking_week" if week else "ranking"
        place = [
            self.opening.competition.slug,
            category or self.category,
            *([week] if week else []),
        ]
        asked = {
            "q": wish.query,
            "region": wish.region,
            "sort": "" if wish.sort == "place" else wish.sort,
        }
        query = urlencode({key: value for key, value in asked.items() if value})
        return reverse(name, args=place) + (f"?{query}" if query else "")

    def choices(self, release: Release | None) -> dict[str, object]:
        """The tabs, chips and headings."""
        wish = self.wish
        return {
            "tabs": [
                Choice(
                    self.address(category=c, wish=replace(wish, query="", sort="place")),
                    str(c.title),
                    c is self.category,
                    note=self._leader_text(c, release) if release else "",
                    key=c.key,
                    short=str(c.short_title),
                )
                for c in self.opening.competition.used_categories
            ],
            "everywhere": Choice(
                self.address(wish=replace(wish, region="")),
                _("All"),
                not wish.region,
                len(self.opening.race.participants),
            ),
            "regions": self._regions(),
            "weeks": [
                Choice(self.address(week=r.iso_week), str(r.iso_week.number), r == release)
                for r in self.opening.race.ranked_releases
            ],
            "waiting": timetable.waiting(self.opening.visibility, self.opening.race.current),
            "columns": {
                column: Choice(
                    self.address(wish=replace(wish, sort=wish.toggled(column))),
                    "",
                    wish.column == column,
                    turned=wish.turned,
                )
                for column in SORTS
            },
            "everything": self.address(wish=Wish()),
        }

    def _leader_text(self, category: Category, release: Release) -> str:
        is_over = self.opening.visibility.is_past_closing
        return headlines.leader_text(self.opening.race, category, release, is_over=is_over)

    def guesses(self) -> list[tuple[Entrant, str]]:
        """Who may be meant where nobody is called what was looked for, each with the table's address."""
        near = finding.guesses(self.opening.race.entrants, self.wish.query)
        wish = replace(self.wish, region="")
        return [(one, self.address(wish=replace(wish, query=one.name))) for one in near]

    def _regions(self) -> Sequence[Choice]:
        race, wish = self.opening.race, self.wish
        return [
            Choice(
                self.address(wish=replace(wish, region=region.slug)),
                region.short_name,
                region.slug == wish.region,
                sum(entrant.region == region for entrant in race.participants),
            )
            for region in race.regions
        ]
