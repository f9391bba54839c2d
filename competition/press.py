"""Press texts about a municipality's week: headline, lead, room for a quotation, and facts.

Pure wording on a bulletin, in the reader's language. A change of a share is in percentage points; a
growth is in per cent; distances are in people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import phrases, wording
from competition.bulletin import Bulletin, Item
from competition.ranking import Ratio, Unranked


@dataclass(frozen=True, slots=True)
class Text:
    """A press text. Without a value there is no news: then `headline` says why, and the rest is empty."""

    headline: str
    lead: str = ""
    quotation: str = ""
    facts: Sequence[str] = ()
    source: Sequence[str] = ()

    @property
    def plain(self) -> str:
        """All of it as it is copied, ending in a line break."""
        facts = "\n".join(f"- {fact}" for fact in self.facts)
        parts = [self.headline, self.lead, self.quotation, facts, "\n".join(self.source)]
        return "\n\n".join(part for part in parts if part) + "\n"


def text(bulletin: Bulletin, item: Item, *, link: str, demo: bool) -> Text:
    """The press text of one category; `link` is the municipality's public page."""
    if item.ratio is None:
        reason = item.line.standing.reason or Unranked.NO_FIGURE
        why = _("There is no press text about %(category)s this week: %(reason)s.")
        return Text(why % {"category": item.category.title, "reason": reason.title})
    return Text(
        headline=headline(bulletin, item),
        lead=" ".join(_lead(bulletin, item)),
        quotation=_("“[Write the quotation here],” says [name, title]."),
        facts=list(_facts(bulletin, item)),
        source=list(_source(bulletin, link=link, demo=demo)),
    )


# --- Headline ---------------------------------------------------------------------------------
def headline(bulletin: Bulletin, item: Item) -> str:
    """A fact with tension, of one who has a value."""
    words = {
        "name": bulletin.entrant.name,
        "category": item.category.title,
        "others": phrases.others(item.beside),
        "place": item.place,
        "week": wording.week_text(bulletin.release),
    }
    if item.place is None:
        return _value_headline(bulletin, item)
    if bulletin.is_final:
        return _final(item) % words
    if bulletin.is_over:
        return _stood(item) % words
    if item.place == 1:
        return _leads(item) % words
    return _moves(item, words)


def _final(item: Item) -> str:
    if item.place != 1:
        return _("%(name)s finishes as number %(place)s in “%(category)s”")
    if item.beside:
        return _("%(name)s wins “%(category)s” together with %(others)s")
    return _("%(name)s wins “%(category)s”")


def _stood(item: Item) -> str:
    if item.place != 1:
        return _("%(name)s was number %(place)s in %(week)s in “%(category)s”")
    if item.beside:
        return _("%(name)s shared the lead with %(others)s in %(week)s in “%(category)s”")
    return _("%(name)s led in %(week)s in “%(category)s”")


def _leads(item: Item) -> str:
    if item.beside:
        return _("%(name)s shares first place with %(others)s in “%(category)s”")
    if item.line.change:
        return _("%(name)s takes first place in “%(category)s”")
    return _("%(name)s leads in “%(category)s”")


def _moves(item: Item, words: dict[str, object]) -> str:
    change = item.line.change
    words = words | {"count": wording.in_letters(abs(change or 0))}
    if change is None:
        return _("%(name)s is number %(place)s in “%(category)s”") % words
    if change == 0:
        return _("%(name)s stays number %(place)s in “%(category)s”") % words
    if item.line.previous_place == 1:
        return _("%(name)s loses first place and is number %(place)s in “%(category)s”") % words
    if change > 0:
        up = ngettext(
            "%(name)s climbs %(count)s place to number %(place)s in “%(category)s”",
            "%(name)s climbs %(count)s places to number %(place)s in “%(category)s”",
            change,
        )
        return up % words
    down = ngettext(
        "%(name)s drops %(count)s place to number %(place)s in “%(category)s”",
        "%(name)s drops %(count)s places to number %(place)s in “%(category)s”",
        -change,
    )
    return down % words


def _value_headline(bulletin: Bulletin, item: Item) -> str:
    """One without a place tells its value."""
    assert item.ratio is not None  # noqa: S101  the caller has looked
    size = Ratio(abs(item.ratio.numerator), item.ratio.denominator)
    words = {
        "name": bulletin.entrant.name,
        "value": wording.percent_text(size),
        "day": wording.day_text(bulletin.race.competition.baseline_as_of),
    }
    return (_had_value(item) if bulletin.is_over else _has_value(item)) % words


def _has_value(item: Item) -> str:
    if item.category.kind == "growth":
        if item.ratio and item.ratio.numerator < 0:
            return _("%(value)s fewer in %(name)s are registered for Digital Post than on %(day)s")
        return _("%(value)s more in %(name)s are registered for Digital Post than on %(day)s")
    if item.category.key == "youth":
        return _("%(value)s of the young in %(name)s are registered for Digital Post")
    return _("%(value)s of citizens in %(name)s are registered for Digital Post")


def _had_value(item: Item) -> str:
    if item.category.kind == "growth":
        if item.ratio and item.ratio.numerator < 0:
            return _("%(value)s fewer in %(name)s were registered for Digital Post than on %(day)s")
        return _("%(value)s more in %(name)s were registered for Digital Post than on %(day)s")
    if item.category.key == "youth":
        return _("%(value)s of the young in %(name)s were registered for Digital Post")
    return _("%(value)s of citizens in %(name)s were registered for Digital Post")


# --- Lead -------------------------------------------------------------------------------------
def _lead(bulletin: Bulletin, item: Item) -> Iterator[str]:
    if item.category.kind == "growth":
        yield _growth(bulletin, item)
        yield from _rise(bulletin, item)
    else:
        yield _share(bulletin, item)
        yield from _change(bulletin, item)
    yield _place(bulletin, item)


def _share(bulletin: Bulletin, item: Item) -> str:
    assert item.ratio is not None  # noqa: S101
    words = {
        "day": wording.full_weekday_text(bulletin.release.as_of),
        "council": phrases.council(bulletin.entrant),
        "value": wording.percent_text(item.ratio),
    }
    if item.category.key == "youth":
        said = _("On %(day)s %(value)s of those aged 15–24 in %(council)s were registered for Digital Post.")  # fmt: skip
    else:
        said = _("On %(day)s %(value)s of citizens aged 15 and over in %(council)s were registered for Digital Post.")  # fmt: skip
    return wording.capital(said % words)


def _growth(bulletin: Bulletin, item: Item) -> str:
    assert item.ratio is not None  # noqa: S101
    rise = item.ratio.numerator
    words = {
        "from": wording.full_day_text(bulletin.race.competition.baseline_as_of),
        "to": wording.full_day_text(bulletin.release.as_of),
        "council": phrases.council(bulletin.entrant),
        "value": wording.percent_text(Ratio(abs(rise), item.ratio.denominator)),
    }
    if rise == 0:
        return _("From %(from)s to %(to)s the number registered for Digital Post in %(council)s stood still.") % words  # fmt: skip
    if rise < 0:
        return _("From %(from)s to %(to)s the number registered for Digital Post in %(council)s fell by %(value)s") % words + _end(words["value"])  # fmt: skip
    return _("From %(from)s to %(to)s the number registered for Digital Post in %(council)s rose by %(value)s") % words + _end(words["value"])  # fmt: skip


def _end(last: str) -> str:
    """The full stop, unless the sentence ends in an abbreviation (`11,4 pct.`)."""
    return "" if last.endswith(".") else "."


def _change(bulletin: Bulletin, item: Item) -> Iterator[str]:
    change, previous = item.change, bulletin.previous
    if change is None or previous is None:
        return
    words = {"points": phrases.points(change), "week": wording.week_text(previous)}
    if change.numerator > 0:
        yield _("That is %(points)s more than in %(week)s.") % words
    elif change.numerator < 0:
        yield _("That is %(points)s less than in %(week)s.") % words
    else:
        yield _("The share is the same as in %(week)s.") % words


def _rise(bulletin: Bulletin, item: Item) -> Iterator[str]:
    rise, previous = bulletin.rise(item.category), bulletin.previous
    if rise is None or previous is None:
        return
    words = {"count": wording.number(abs(rise)), "week": wording.week_text(previous)}
    yield (_rose(rise) if bulletin.is_over else _rises(rise)) % words


def _rises(rise: int) -> str:
    if rise > 0:
        return ngettext(
            "%(count)s more is registered than in %(week)s.",
            "%(count)s more are registered than in %(week)s.",
            rise,
        )
    if rise < 0:
        return ngettext(
            "%(count)s fewer is registered than in %(week)s.",
            "%(count)s fewer are registered than in %(week)s.",
            -rise,
        )
    return _("As many are registered as in %(week)s.")


def _rose(rise: int) -> str:
    if rise > 0:
        return ngettext(
            "%(count)s more was registered than in %(week)s.",
            "%(count)s more were registered than in %(week)s.",
            rise,
        )
    if rise < 0:
        return ngettext(
            "%(count)s fewer was registered than in %(week)s.",
            "%(count)s fewer were registered than in %(week)s.",
            -rise,
        )
    return _("As many were registered as in %(week)s.")


def _place(bulletin: Bulletin, item: Item) -> str:
    reason = item.line.standing.reason
    words = {
        "council": phrases.council(bulletin.entrant),
        "place": item.place,
        "ranked": wording.in_letters(item.ranked),
        "others": phrases.others(item.beside),
        "week": wording.week_text(bulletin.release),
        "reason": (reason or Unranked.NO_FIGURE).title,
    }
    if item.place is None:
        return _without_place(bulletin, reason or Unranked.NO_FIGURE) % words
    if bulletin.is_over:
        return _was_placed(bulletin, item) % words
    if item.ranked == 1:
        return _("It is the only municipality with a place in the competition.")
    if item.beside:
        return _("It is number %(place)s among the %(ranked)s municipalities in the competition, level with %(others)s.") % words  # fmt: skip
    return _("It is number %(place)s among the %(ranked)s municipalities in the competition.") % words  # fmt: skip


def _without_place(bulletin: Bulletin, reason: Unranked) -> str:
    if reason is Unranked.OUTSIDE and bulletin.is_over:
        return _("%(council)s did not take part in the competition and so had no place.")
    if reason is Unranked.OUTSIDE:
        return _("%(council)s does not take part in the competition and so has no place.")
    if bulletin.is_over:
        return _("The municipality had no place in %(week)s: %(reason)s.")
    return _("The municipality has no place this week: %(reason)s.")


def _was_placed(bulletin: Bulletin, item: Item) -> str:
    if item.ranked == 1:
        return _("It was the only municipality with a place in the competition.")
    if bulletin.is_final:
        if item.beside:
            return _("It ended as number %(place)s among the %(ranked)s municipalities in the competition, level with %(others)s.")  # fmt: skip
        return _("It ended as number %(place)s among the %(ranked)s municipalities in the competition.")  # fmt: skip
    if item.beside:
        return _("In %(week)s it was number %(place)s among the %(ranked)s municipalities in the competition, level with %(others)s.")  # fmt: skip
    return _("In %(week)s it was number %(place)s among the %(ranked)s municipalities in the competition.")  # fmt: skip


# --- Facts ------------------------------------------------------------------------------------
def _facts(bulletin: Bulletin, item: Item) -> Iterator[str]:
    yield from _counts(bulletin, item)
    region = item.line.standing.place_in_region
    if item.category.has_regional_winners and region is not None:
        owner = phrases.genitive(bulletin.entrant.name)
        where = bulletin.entrant.region.name
        yield _("%(owner)s place in %(region)s: number %(place)s of %(count)s") % {
            "owner": owner,
            "region": where,
            "place": region,
            "count": bulletin.in_region,
        }
    if (ahead := phrases.to_pass(bulletin, item)) and item.reachable:
        yield ahead
    if behind := phrases.lead_over(bulletin, item):
        yield behind


def _counts(bulletin: Bulletin, item: Item) -> Iterator[str]:
    total = bulletin.people
    if total is None:
        return
    young = item.category.key == "youth"
    count = total.registered_15_24 if young else total.registered_15_plus
    people = total.population_15_24 if young else total.population_15_plus
    words = {"count": wording.number(count), "people": wording.number(people)}
    if young:
        yield _("Registered aged 15–24: %(count)s of %(people)s") % words
    else:
        yield _("Registered aged 15 and over: %(count)s of %(people)s") % words
    rise = bulletin.rise(item.category)
    if rise is not None and bulletin.previous is not None and item.category.kind == "share":
        sign = "+" if rise > 0 else ""
        yield _("Change since %(week)s: %(count)s registered") % {
            "week": wording.week_text(bulletin.previous),
            "count": sign + wording.number(rise),
        }
    if not young:
        yield _("Exempt from Digital Post: %(count)s (%(share)s)") % {
            "count": wording.number(total.exempt_15_plus),
            "share": wording.percent_text(Ratio(total.exempt_15_plus, total.population_15_plus)),
        }


def _source(bulletin: Bulletin, *, link: str, demo: bool) -> Iterator[str]:
    competition = bulletin.race.competition
    if demo:
        yield _("DEMONSTRATION FIGURES: not real results.")
    yield _("Source: the weekly figures of %(competition)s, %(week)s, as of %(day)s.") % {
        "competition": competition.title,
        "week": wording.week_text(bulletin.release),
        "day": wording.full_day_text(bulletin.release.as_of),
    }
    yield phrases.population_source(bulletin)
    yield link
