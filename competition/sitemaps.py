"""The site's map for search engines: every public page in both languages, with the moment when what
it says last changed, as far as everybody may know.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from competition.editions import Chronicle

WITHOUT_ROUND = ("accessibility", "privacy", "api_docs", "archive")
OF_ROUND = (
    *("front_of", "map", "municipalities", "regions", "compare"),
    *("winners", "rules", "corrections", "data", "embed", "draw"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page in the map; `changed` is None where nothing on it hangs on the figures."""

    name: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    changed: datetime | None = None


class Pages(Sitemap[Page]):
    """The pages of one competition, or those that belong to none, each in Danish and in English."""

    i18n = True
    languages = ("da", "en")
    alternates = True
    x_default = True

    def __init__(self, history: Chronicle | None = None) -> None:
        self.history = history

    def get_domain(self, site: Any = None) -> str:
        """The host of the request."""
        return str(site.domain)

    def items(self) -> list[Page]:
        if self.history is None:
            return [Page(name) for name in WITHOUT_ROUND]
        return list(_pages(self.history))

    def location(self, item: Page) -> str:
        return reverse(item.name, kwargs=dict(item.parts))

    def lastmod(self, item: Page) -> datetime | None:
        return item.changed


def _pages(history: Chronicle) -> Iterator[Page]:
    race = history.race
    newest = max((event.at for event in history.events), default=None)
    of_round = {"competition": race.competition.slug}
    for name in OF_ROUND:
        yield Page(name, of_round, newest)
    for category in race.competition.used_categories:
        of_category = {**of_round, "category": category}
        yield Page("ranking", of_category, newest)
        if category != race.competition.main_category:  # the map's own page shows that one
            yield Page("map_of", of_category, newest)
        for release in race.ranked_releases:
            changed = history.events[history.of_table(category, release)[-1]].at
            yield Page("ranking_week", {**of_category, "week": release.iso_week}, changed)
    for entrant in race.entrants:
        yield Page("municipality", {**of_round, "municipality": entrant.slug}, newest)
    for region in race.regions:
        yield Page("region", {**of_round, "region": region.slug}, newest)
