"""What other sites may show of the race: which widget, of what, how tall, and the code to paste."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from competition.categories import Category
from competition.standings import Entrant, Line, Race, Table
from municipalities.models import Region
from signups.models import Release

COUNTS = (3, 5, 10, 20, 98)
"""How many lines a table may have; the last means all."""
DEFAULT_COUNT = 10
_FRAME, _LINE, _BADGE, _MAP = 128, 38, 226, 620
LANGUAGES = ("da", "en")


class Widget(StrEnum):
    """The three widgets, by the word in their address."""

    TABLE = "rangliste"
    BADGE = "kommune"
    MAP = "kort"


TITLES = {
    Widget.TABLE: _("Ranking table"),
    Widget.BADGE: _("One municipality's badge"),
    Widget.MAP: _("Map"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to show. `release` None follows the newest week, else the week stands."""

    widget: Widget
    category: Category
    release: Release | None
    entrant: Entrant | None
    region: Region | None
    count: int
    language: str
    follows_scheme: bool

    @property
    def height(self) -> int:
        """Pixels that the frame needs at 320 pixels' width."""
        if self.widget is Widget.TABLE:
            return _FRAME + _LINE * min(self.count, COUNTS[-2])
        return _BADGE if self.widget is Widget.BADGE else _MAP


def wish(asked: Mapping[str, str], race: Race) -> Wish:
    """The wish in an address; what makes no sense is passed over for what is usual."""
    categories = {category.slug: category for category in race.competition.used_categories}
    regions = {region.slug: region for region in race.regions}
    weeks = {release.iso_week.slug: release for release in race.ranked_releases}
    count = asked.get("antal", "")
    widget = asked.get("vis", "")
    return Wish(
        widget=Widget(widget) if widget in list(Widget) else Widget.TABLE,
        category=categories.get(asked.get("kategori", ""), race.competition.main_category),
        release=weeks.get(asked.get("uge", "")),
        entrant=race.by_slug.get(asked.get("kommune", "")),
        region=regions.get(asked.get("region", "")),
        count=int(count) if count in map(str, COUNTS) else DEFAULT_COUNT,
        language=asked["sprog"] if asked.get("sprog") in LANGUAGES else LANGUAGES[0],
        follows_scheme=asked.get("tema") == "auto",
    )


def lines(table: Table, *, region: Region | None, count: int) -> Sequence[Line]:
    """The first ranked lines of the country, or of one region. Whoever shares the last place that is
    shown comes along, so that no equal is left out.
    """
    ranked = table.in_region(region.code) if region else list(table.ranked)
    if count >= len(ranked) or count == COUNTS[-1]:
        return ranked
    last = ranked[count - 1].place
    return [line for number, line in enumerate(ranked) if number < count or line.place == last]


def code(address: str, *, title: str, height: int) -> SafeString:
    """The HTML to paste into another site: a frame, which can neither read nor move its page."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"'
        ' style="border:0;max-width:720px"></iframe>',
        address,
        title,
        height,
    )


def title_of(wanted: Wish) -> str:
    """What the frame is called for those who cannot see it, in its own language."""
    with override(wanted.language):
        if wanted.widget is Widget.BADGE and wanted.entrant:
            return f"{wanted.entrant.name}, {wanted.category.title}"
        where = f", {wanted.region.name}" if wanted.region else ""
        return f"{TITLES[wanted.widget]}: {wanted.category.title}{where}"
