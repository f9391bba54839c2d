"""What pages of one place say of winning: as much as everybody may know by now. Before the announcement
that is the names of the regional winners and nothing else, and before those are told nothing at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import headlines, laureates, wording
from competition.categories import BY_SLUG, Category
from competition.portraits import RegionPortrait
from competition.standings import Entrant, Race
from competition.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Victory:
    """A title that a municipality won, and the names of those it shares it with."""

    category: Category
    name: str
    others: Sequence[str]

    @property
    def others_text(self) -> str:
        """The names of the others, as they stand in a sentence."""
        return wording.joined(list(self.others))


@dataclass(frozen=True, slots=True)
class Known:
    """Who won what: by category and region (None: the country), in that order."""

    race: Race
    is_announced: bool
    winners: Mapping[tuple[Category, str | None], Sequence[Entrant]]

    def of(self, entrant: Entrant) -> list[Victory]:
        """What the municipality won, the whole country first; nothing before the announcement."""
        return [
            Victory(category, self._name(category, region), [e.name for e in won if e != entrant])
            for (category, region), won in self.winners.items()
            if self.is_announced and entrant in won
        ]

    def is_told(self, entrant: Entrant) -> bool:
        """Whether it is named as a regional winner, and no more than that may be known."""
        return not self.is_announced and any(entrant in won for won in self.winners.values())

    def in_region(self, code: str) -> list[Entrant]:
        """The region's winners, by its code."""
        return [
            e for (_category, region), won in self.winners.items() if region == code for e in won
        ]

    def _name(self, category: Category, code: str | None) -> str:
        region = next((each for each in self.race.regions if each.code == code), None)
        return headlines.title_name(category, region)


def known(race: Race, visibility: Visibility) -> Known:
    """What everybody may know, as it was signed; where it was announced without a record, by the
    closing places. Asks the database nothing.
    """
    found = {(slug, region) for entrant in race.entrants for slug, region in entrant.won}
    winners = {
        (BY_SLUG[slug], region): [e for e in race.entrants if (slug, region) in e.won]
        for slug, region in sorted(found, key=_order)
        if slug in BY_SLUG
    }
    if visibility.is_announced and not winners:
        for title in laureates.titles(race, visibility, None):
            code = title.region.code if title.region else None
            winners[title.category, code] = [line.entrant for line in title.winners]
    return Known(race, visibility.is_announced, winners)


def _order(title: tuple[str, str | None]) -> tuple[bool, int, str]:
    slug, region = title
    return region is not None, list(BY_SLUG).index(slug) if slug in BY_SLUG else 0, region or ""


def region_text(portrait: RegionPortrait, known: Known, visibility: Visibility) -> str:
    """A region's race in a sentence or two: who leads it, led it when the figures stood still, or won."""
    won = [each.name for each in known.in_region(portrait.region.code)]
    if not visibility.is_past_closing or portrait.release is None:
        return _runs(portrait)
    if won and known.is_announced:
        return _won(won, portrait)
    words = {"names": portrait.leader_names, "week": wording.week_text(portrait.release)}
    if won and _also_lead(portrait, won):
        both = ngettext(
            "%(names)s led in %(week)s and is the regional winner.",
            "%(names)s led in %(week)s and share the regional title.",
            len(won),
        )
        return both % words
    if won:
        text = ngettext(
            "%(names)s is the regional winner.", "%(names)s share the regional title.", len(won)
        )
        led = _("In %(week)s %(names)s led.") % words
        return f"{text % {'names': wording.joined(won)}} {led}"
    led = ngettext(
        "%(names)s led in %(week)s.",
        "%(names)s shared the lead in %(week)s.",
        len(portrait.leaders),
    )
    return _with_next(led % words, portrait, is_over=True)


def _also_lead(portrait: RegionPortrait, won: Sequence[str]) -> bool:
    """Whether the winners are those who lead in the week that is shown."""
    return [contender.line.entrant.name for contender in portrait.leaders] == list(won)


def _won(won: Sequence[str], portrait: RegionPortrait) -> str:
    """`Favrskov vandt regionstitlen. Syddjurs var 2.189 tilmeldte fra den.`"""
    names, behind = {"names": wording.joined(list(won))}, portrait.runner_up
    text = ngettext(
        "%(names)s won the regional title.",
        "%(names)s won the regional title together.",
        len(won),
    )
    if len(won) > 1 or not _also_lead(portrait, won) or behind is None or behind.people is None:
        return text % names
    was_away = ngettext(
        "%(name)s was %(number)s registration from it.",
        "%(name)s was %(number)s registrations from it.",
        behind.people,
    )
    words = {"name": behind.line.entrant.name, "number": wording.number(behind.people)}
    return f"{text % names} {was_away % words}"


def _runs(portrait: RegionPortrait) -> str:
    leads = ngettext("%(names)s leads.", "%(names)s share the lead.", len(portrait.leaders))
    return _with_next(leads % {"names": portrait.leader_names}, portrait, is_over=False)


def _with_next(text: str, portrait: RegionPortrait, *, is_over: bool) -> str:
    """The sentence, and how far away the next one is from a lead that nobody shares."""
    behind = portrait.runner_up
    if len(portrait.leaders) > 1 or behind is None or behind.people is None:
        return text
    is_away = ngettext(
        "%(name)s is %(number)s registration from the regional title.",
        "%(name)s is %(number)s registrations from the regional title.",
        behind.people,
    )
    was_away = ngettext(
        "%(name)s was %(number)s registration from first place.",
        "%(name)s was %(number)s registrations from first place.",
        behind.people,
    )
    words = {"name": behind.line.entrant.name, "number": wording.number(behind.people)}
    return f"{text} {(was_away if is_over else is_away) % words}"
