"""The Monday mail of one municipality, as its people see the week: in words, to be set as text and HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import phrases, wording
from competition.bulletin import Bulletin, Item
from competition.cards import COLOURS
from competition.ranking import Unranked


@dataclass(frozen=True, slots=True)
class Part:
    """One category: its place as a large number (empty without one), how that moved, the value, and
    sentences about what the next place takes.
    """

    title: str
    colour: str
    place: str
    moved: str
    value: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Letter:
    """The mail of one week: the fact as its subject, when the figures are as of, and a part for each
    category.
    """

    subject: str
    stamp: str
    parts: Sequence[Part]


def letter(bulletin: Bulletin) -> Letter:
    """The mail in the language that is active."""
    stamp = _("%(week)s, as of %(day)s.") % {
        "week": wording.week_title(bulletin.release),
        "day": wording.full_weekday_text(bulletin.release.as_of),
    }
    return Letter(subject(bulletin), stamp, [_part(bulletin, item) for item in bulletin.items])


def subject(bulletin: Bulletin) -> str:
    """The week's fact in the leading category: `Aarhus er nummer 41 af 47 i uge 41, op 3 pladser`."""
    item = bulletin.main
    words = {
        "name": bulletin.entrant.name,
        "week": wording.week_text(bulletin.release),
        "place": item.place,
        "ranked": item.ranked,
    }
    if item.place is not None and bulletin.is_final:
        return _("%(name)s finishes as number %(place)s of %(ranked)s") % words
    if item.place is not None:
        fact = _("%(name)s is number %(place)s of %(ranked)s in %(week)s") % words
        moved = phrases.change_of_place(item)
        return f"{fact}, {moved}" if moved else fact
    if item.ratio is None:
        return _("No figures for %(name)s in %(week)s") % words
    words["value"] = wording.percent_text(item.ratio)
    return _("%(value)s registered in %(name)s in %(week)s") % words


def _part(bulletin: Bulletin, item: Item) -> Part:
    place = ""
    if item.place is not None:
        place = _("%(place)s of %(ranked)s") % {"place": item.place, "ranked": item.ranked}
    return Part(
        title=str(item.category.title),
        colour=COLOURS[item.category.key],
        place=place,
        moved=_moved(bulletin, item),
        value=_value(item),
        sentences=[wording.sentence(each) for each in _sentences(bulletin, item)],
    )


def _moved(bulletin: Bulletin, item: Item) -> str:
    moved = phrases.change_of_place(item)
    if not moved or bulletin.previous is None:
        return ""
    week = wording.week_text(bulletin.previous)
    return _("%(moved)s since %(week)s") % {"moved": moved, "week": week}


def _value(item: Item) -> str:
    if item.ratio is None:
        return ""
    value = wording.percent_text(item.ratio)
    change = item.change
    if item.category.kind == "growth":
        return _("Growth %(value)s") % {"value": value}
    if change is None or change.numerator == 0:
        return value
    words = {"value": value, "points": phrases.points(change)}
    if change.numerator > 0:
        return _("%(value)s, up %(points)s") % words
    return _("%(value)s, down %(points)s") % words


def _sentences(bulletin: Bulletin, item: Item) -> Iterator[str]:
    if item.place is None:
        reason = item.line.standing.reason or Unranked.NO_FIGURE
        yield wording.capital(str(reason.title))
        return
    if item.beside:
        yield _("You share the place with %(others)s") % {"others": phrases.others(item.beside)}
    if item.place == 1 and not item.beside:
        yield _("You lead") if not bulletin.is_over else _("You were first")
    if ahead := phrases.to_pass(bulletin, item):
        yield ahead
    if behind := phrases.lead_over(bulletin, item):
        yield behind
    rise = bulletin.rise(item.category)
    if item.category == bulletin.main.category and rise is not None and rise > 0:
        yield ngettext(
            "%(count)s was registered since the week before",
            "%(count)s were registered since the week before",
            rise,
        ) % {"count": wording.number(rise)}
