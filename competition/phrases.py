"""Phrases about a municipality's week that press text, status sheet and Monday mail share: small numbers
in letters, the genitive, and what the next place takes.
"""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from competition import addressees, wording
from competition.bulletin import Bulletin, Item
from competition.ranking import Ratio
from competition.standings import Entrant

MOST_NAMES = 3


def genitive(name: str) -> str:
    """`Aalborgs`, but `Aarhus’`: in Danish a name on s, x or z takes an apostrophe alone. In English
    every name takes ’s.
    """
    if get_language() != "da":
        return f"{name}’s"
    return f"{name}’" if name.casefold().endswith(("s", "x", "z")) else f"{name}s"


def council(entrant: Entrant) -> str:
    """`Aarhus Kommune`, in English `Aarhus Municipality`."""
    if get_language() == "da":
        return addressees.letter_name(entrant)
    return f"{entrant.name} Municipality"


def points(change: Ratio) -> str:
    """The size of a share's change: `1,18 procentpoint`."""
    scaled = wording.decimal(100 * abs(change.numerator), change.denominator, 2)
    return _("%(number)s percentage points") % {"number": scaled}


def others(names: Sequence[str]) -> str:
    """Those beside or ahead: by name, or by number where they are many."""
    if len(names) > MOST_NAMES:
        return _("%(count)s others") % {"count": wording.in_letters(len(names))}
    return wording.joined(list(names))


def to_pass(bulletin: Bulletin, item: Item) -> str:
    """What the next place takes, or took; empty for a leader and for one without a place."""
    if item.needs is None or not item.ahead:
        return ""
    words = {
        "count": wording.number(item.needs),
        "who": _who(item),
        "others": others([line.entrant.name for line in item.ahead]),
        "place": item.next_place,
    }
    if bulletin.is_over:
        told = ngettext(
            "%(count)s more registration%(who)s would have made it number %(place)s, ahead of %(others)s",
            "%(count)s more registrations%(who)s would have made it number %(place)s, ahead of %(others)s",
            item.needs,
        )
    elif not item.reachable:
        told = _("Number %(place)s, ahead of %(others)s, is out of reach: it takes %(count)s more%(who)s, and there are not so many left to register")  # fmt: skip
    else:
        told = ngettext(
            "%(count)s more registration%(who)s makes it number %(place)s, ahead of %(others)s",
            "%(count)s more registrations%(who)s make it number %(place)s, ahead of %(others)s",
            item.needs,
        )
    return told % words


def _who(item: Item) -> str:
    """Whose registrations count, where it is not everybody's; begins with its space."""
    return " " + _("among those aged 15–24") if item.category.key == "youth" else ""


def lead_over(bulletin: Bulletin, item: Item) -> str:
    """What the next one behind needs, or needed; empty for the last and for one without a place."""
    if item.lead is None or item.chaser is None:
        return ""
    words = {
        "count": wording.number(item.lead),
        "name": item.chaser.entrant.name,
        "who": _who(item),
    }
    if bulletin.is_over:
        told = ngettext(
            "%(name)s was %(count)s registration%(who)s behind",
            "%(name)s was %(count)s registrations%(who)s behind",
            item.lead,
        )
    else:
        told = ngettext(
            "%(name)s needs %(count)s more registration%(who)s to pass",
            "%(name)s needs %(count)s more registrations%(who)s to pass",
            item.lead,
        )
    return told % words


def population_source(bulletin: Bulletin) -> str:
    """Where the population is from, and of which day."""
    day = wording.full_day_text(bulletin.race.competition.population_as_of)
    return _("Population: Statistics Denmark, table FOLK1A, %(day)s, CC BY 4.0.") % {"day": day}


def change_of_place(item: Item) -> str:
    """`op 3 pladser`, `ned 1 plads`, `uændret`; empty where there was no place before."""
    change = item.line.change
    if change is None:
        return ""
    if change == 0:
        return pgettext("a place", "unchanged")
    words = {"count": wording.in_letters(abs(change))}
    if change > 0:
        return ngettext("up %(count)s place", "up %(count)s places", change) % words
    return ngettext("down %(count)s place", "down %(count)s places", -change) % words
