"""What a municipality has won, as everybody may know it by now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from competition import laureates, wording
from competition.results import Title
from competition.standings import Entrant, Line, Race
from competition.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Win:
    """One title with the municipality's own line, and what it says in a sentence."""

    title: Title
    line: Line
    said: str


@dataclass(frozen=True, slots=True)
class Won:
    """The titles; before the announcement none, but that it `is_regional`: by name, and nothing more."""

    headline: str
    wins: Sequence[Win] = ()

    @property
    def is_regional(self) -> bool:
        return not self.wins


def won(race: Race, visibility: Visibility, entrant: Entrant) -> Won | None:
    """One query at most; None for whoever has won nothing, and as long as nobody may know."""
    if visibility.is_announced:
        return _announced(race, visibility, entrant)
    if entrant.won:  # before the announcement that is the region alone
        words = {"region": entrant.region.name}
        return Won(_("You are the regional winner of %(region)s.") % words)
    return None


def _announced(race: Race, visibility: Visibility, entrant: Entrant) -> Won | None:
    titles = laureates.titles(race, visibility, visibility.record())
    wins = [
        Win(title, line, _said(title, entrant))
        for title in titles
        for line in title.winners
        if line.entrant.code == entrant.code
    ]
    return Won(_("You have won!"), wins) if wins else None


def _said(title: Title, entrant: Entrant) -> str:
    others = [x.entrant.name for x in title.winners if x.entrant.code != entrant.code]
    words = {
        "category": str(title.category.title),
        "region": title.region.name if title.region else "",
        "others": wording.joined(others),
    }
    if title.region is not None:
        return _in_region(is_shared=bool(others)) % words
    if others:
        return _("You won the category %(category)s together with %(others)s.") % words
    return _("You won the category %(category)s.") % words


def _in_region(*, is_shared: bool) -> str:
    if is_shared:
        return _("You are the regional winner of %(region)s together with %(others)s.")
    return _("You are the regional winner of %(region)s.")
