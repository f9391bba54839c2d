"""Municipalities side by side, and the numbers of the curves as files."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import charts, comparing, finding, wording
from competition.caching import public_page
from competition.categories import MAIN, Category
from competition.comparing import Choice
from competition.curves import Series
from competition.exports import csv_file
from competition.standings import Entrant, Race
from competition.views.opening import Opening, open_race


@public_page
def compare(request: HttpRequest, competition: str) -> HttpResponse:
    """Up to six municipalities in one chart and one table. A form's own way of writing them is led to
    the address that can be passed on.
    """
    opening = open_race(request, competition)
    asked = request.GET.getlist("kommuner")
    page = _ComparePage(opening, comparing.chosen(opening.race, asked), _category(request, opening))
    if len(asked) > 1:
        return redirect(page.address([*page.all_asked, *page.choice.unknown]))
    # Whoever shares the page shares who is compared.
    request.canonical_query = page.query()  # type: ignore[attr-defined]
    share_url = request.build_absolute_uri(page.address())
    return render(request, "public/compare.html", page.context() | {"share_url": share_url})


def _category(request: HttpRequest, opening: Opening) -> Category:
    return comparing.category_of(opening.race, request.GET.get("kategori", ""))


@dataclass(frozen=True, slots=True)
class _ComparePage:
    """A comparison: what it shows, and the addresses of those that it links to."""

    opening: Opening
    choice: Choice
    category: Category

    def query(self, kommuner: Iterable[str] | None = None, category: Category | None = None) -> str:
        """The address's own part of this comparison with something changed."""
        category = category or self.category
        names = ",".join(self.choice.address.split(",") if kommuner is None else kommuner)
        is_main = category is self.opening.competition.main_category
        asked = {"kommuner": names, "kategori": "" if is_main else category.slug}
        query = urlencode({key: value for key, value in asked.items() if value}, safe=",")
        return f"?{query}" if query else ""

    def address(
        self, kommuner: Iterable[str] | None = None, category: Category | None = None
    ) -> str:
        """The address of this comparison with something changed."""
        page = reverse("compare", args=[self.opening.competition.slug])
        return page + self.query(kommuner, category)

    @property
    def all_asked(self) -> list[str]:
        """The addresses of all that were asked for, those too many as well."""
        return [e.slug for e in (*self.choice.entrants, *self.choice.left_out)]

    def context(self) -> dict[str, object]:
        """What the template is handed."""
        race, choice, category = self.opening.race, self.choice, self.category
        day = wording.full_day_text(race.competition.population_as_of)
        chosen = [e.slug for e in choice.entrants]
        return {
            **self.opening.known,
            "choice": choice,
            "category": category,
            "columns": comparing.columns(race, choice),
            "without": {
                e.code: self.address([slug for slug in chosen if slug != e.slug])
                for e in choice.entrants
            },
            "series": comparing.series(race, choice, category),
            "figure": comparing.figure(race, choice, category),
            "said": comparing.said(category, day),
            "tabs": [
                (c, f"{self.address(category=c)}#curve", c is category)
                for c in race.competition.used_categories
            ],
            "regions": [
                (r, [e for e in race.entrants if e.region.code == r.code]) for r in race.regions
            ],
            "passed_over": _passed_over(choice),
            "guesses": self._guesses(),
            "names": wording.joined([e.name for e in choice.entrants]),
            "file": "-".join([*chosen, *self._file_part()]),
            "csv_url": reverse("compare_csv", args=[race.competition.slug]) + self.query(),
            "most": comparing.MOST,
        }

    def _guesses(self) -> list[tuple[Entrant, str]]:
        """Who may be meant by the names that nobody has, each with the comparison that has it too."""
        chosen = [e.slug for e in self.choice.entrants]
        near = {
            one.slug: one
            for word in self.choice.unknown
            for one in finding.guesses(self.opening.race.entrants, word)
            if one.slug not in chosen
        }
        return [(one, self.address([*chosen, slug])) for slug, one in near.items()]

    def _file_part(self) -> list[str]:
        is_main = self.category is self.opening.competition.main_category
        return [] if is_main else [self.category.slug]

    def csv(self) -> HttpResponse:
        """The numbers of the comparison's curves."""
        race, category = self.opening.race, self.category
        chosen = [e.slug for e in self.choice.entrants]
        name = "-".join(["sammenligning", *chosen, *self._file_part()])
        return _curves(race, comparing.series(race, self.choice, category), name, category)


def _passed_over(choice: Choice) -> list[str]:
    """Sentences about what was asked for and is not shown."""
    told = []
    if choice.unreadable:
        told.append(
            _("The address holds characters that cannot be read. Choose the municipalities below.")
        )
    if choice.unknown:
        told.append(
            ngettext(
                "%(names)s is not a municipality and was left out.",
                "%(names)s are not municipalities and were left out.",
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
    opening = open_race(request, competition)
    choice = comparing.chosen(opening.race, request.GET.getlist("kommuner"))
    return _ComparePage(opening, choice, _category(request, opening)).csv()


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


def _curves(race: Race, series: list[Series], name: str, category: Category = MAIN) -> HttpResponse:
    """Week by week exactly what the chart and the table below it show: per cent with one decimal."""
    rows = [
        [
            release.week,
            release.as_of.isoformat(),
            *(wording.percent_number(value) if value else None for value in values),
        ]
        for release, *values in zip(race.releases, *(s.values for s in series), strict=True)
    ]
    unit = comparing.said(category, "").unit
    heading = [_("week"), _("as of"), *(f"{s.name} ({unit})" for s in series)]
    newest = f"-{race.current.iso_week.slug}" if race.current else ""
    return csv_file(f"{name}{newest}", heading, rows)
