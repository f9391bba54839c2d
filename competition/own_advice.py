"""What a municipality's pages advise in words: what it takes, how long it lasts, whether it can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import wording
from competition.outlook import Gain, Reach, Verdict, gains
from competition.own_chance import Chance
from competition.own_race import OwnRace, Standpoint
from competition.ranking import Ratio

LEAST_DIGITS = 2


def pace_said(own: OwnRace, at: Standpoint) -> str:
    """`Jeres tempo er 3.231 tilmeldte om ugen`."""
    if at.pace is None:
        return _("Your pace shows with the second week's figure")
    words = {"n": wording.number(at.week_pace)}
    if own.is_over:
        if at.is_young:
            return _("Your pace was %(n)s young people a week") % words
        return _("Your pace was %(n)s registrations a week") % words
    if at.is_young:
        return (
            ngettext(
                "Your pace is %(n)s young person a week",
                "Your pace is %(n)s young people a week",
                at.week_pace,
            )
            % words
        )
    return (
        ngettext(
            "Your pace is %(n)s registration a week",
            "Your pace is %(n)s registrations a week",
            at.week_pace,
        )
        % words
    )


# --- the best chance ------------------------------------------------------------------------------
def chance_title(chance: Chance, own: OwnRace) -> str:
    """What the block is called: a chance, a lead, or what was nearest."""
    words = {"category": str(chance.at.category.title)}
    if chance.is_lead:
        return _("Your lead: %(category)s") % words
    if own.is_over:
        return _("You were nearest: %(category)s") % words
    if not chance.is_title:
        return _("Cheapest next place: %(category)s") % words
    return _("Your best chance: %(category)s") % words


def chance_said(chance: Chance, own: OwnRace) -> str:
    """What so many more give, and how near the one behind is."""
    if chance.is_lead:
        return _lead_said(chance, own)
    words = {
        "others": chance.others,
        "place": wording.number(chance.place),
        "region": chance.region,
    }
    return f"{_climb(chance, own) % words}{_watch_out(chance.at, own)}"


def _climb(chance: Chance, own: OwnRace) -> str:
    n, young = chance.people, chance.at.is_young
    if chance.region:
        return ngettext(
            "more registration, and you pass %(others)s and are first in %(region)s.",
            "more registrations, and you pass %(others)s and are first in %(region)s.",
            n,
        )
    if own.is_over and young:
        return ngettext(
            "more young person, and you would have passed %(others)s and been no. %(place)s.",
            "more young people, and you would have passed %(others)s and been no. %(place)s.",
            n,
        )
    if own.is_over:
        return ngettext(
            "more registration, and you would have passed %(others)s and been no. %(place)s.",
            "more registrations, and you would have passed %(others)s and been no. %(place)s.",
            n,
        )
    if young:
        return ngettext(
            "more young person, and you pass %(others)s and are no. %(place)s.",
            "more young people, and you pass %(others)s and are no. %(place)s.",
            n,
        )
    return ngettext(
        "more registration, and you pass %(others)s and are no. %(place)s.",
        "more registrations, and you pass %(others)s and are no. %(place)s.",
        n,
    )


def _watch_out(at: Standpoint, own: OwnRace) -> str:
    """Whoever is behind by less than a week of the own pace is named."""
    chaser = at.chaser
    if chaser is None or own.is_over or at.equals or chaser.people > max(1, at.week_pace):
        return ""
    return " " + _(
        "Look behind you: %(name)s needs only %(n)s to take your place as no. %(place)s."
    ) % {
        "name": at.chaser_name,
        "n": wording.number(chaser.people),
        "place": wording.number(at.place or 0),
    }


def _lead_said(chance: Chance, own: OwnRace) -> str:
    said = _lead_was(chance) if own.is_over else _lead_is(chance)
    return said % {"name": chance.at.chaser_name}


def _lead_is(chance: Chance) -> str:
    if chance.at.is_young:
        return ngettext(
            "young person is what %(name)s needs to take the first place from you.",
            "young people are what %(name)s needs to take the first place from you.",
            chance.people,
        )
    return ngettext(
        "registration is what %(name)s needs to take the first place from you.",
        "registrations are what %(name)s needs to take the first place from you.",
        chance.people,
    )


def _lead_was(chance: Chance) -> str:
    if chance.at.is_young:
        return ngettext(
            "young person is what %(name)s needed to take the first place from you.",
            "young people are what %(name)s needed to take the first place from you.",
            chance.people,
        )
    return ngettext(
        "registration is what %(name)s needed to take the first place from you.",
        "registrations are what %(name)s needed to take the first place from you.",
        chance.people,
    )


def chance_rule(chance: Chance) -> str:
    """Why this category: the rule in words."""
    if chance.is_lead:
        return _(
            "There is no place to win anywhere. This is the lead that the one behind you is nearest to."
        )
    words = {"time": chance.at.time_for(chance.people)}
    if chance.is_title:
        return (
            _(
                "Of the titles that can be had before the deadline at up to three times your own pace, this "
                "is the one that costs least. At your own pace, if the others stand still: %(time)s."
            )
            % words
        )
    return (
        _(
            "Of your categories this is where the next place costs least at your own pace: %(time)s. No title "
            "can be had before the deadline at up to three times your own pace."
        )
        % words
    )


# --- what it takes --------------------------------------------------------------------------------
def next_said(at: Standpoint, own: OwnRace) -> str:
    """The next place in a sentence; for a leader its lead; empty without a place."""
    if at.place is None:
        return ""
    if at.next is None:
        return _leader_said(at, own)
    words = {
        "n": wording.number(at.next.people),
        "others": wording.joined(at.next_names),
        "place": wording.number(at.next.place),
    }
    return _next(at, own) % words


def _next(at: Standpoint, own: OwnRace) -> str:
    assert at.next is not None  # noqa: S101  the caller has looked
    if not at.next.is_reachable and own.is_over:
        return _("So many were not left to register that you could have passed %(others)s.")
    if not at.next.is_reachable:
        return _("So many are not left to register that you can pass %(others)s.")
    if own.is_over:
        return ngettext(
            "With %(n)s more you would have passed %(others)s and been number %(place)s.",
            "With %(n)s more you would have passed %(others)s and been number %(place)s.",
            at.next.people,
        )
    return ngettext(
        "With %(n)s more you pass %(others)s and are number %(place)s.",
        "With %(n)s more you pass %(others)s and are number %(place)s.",
        at.next.people,
    )


def _leader_said(at: Standpoint, own: OwnRace) -> str:
    if at.chaser is None and own.is_over:
        return _("Nobody stood ahead of you or behind you.")
    if at.chaser is None:
        return _("Nobody stands ahead of you or behind you.")
    said = (
        _("Nobody stood ahead of you. %(name)s needed %(n)s to pass you.")
        if own.is_over
        else _("Nobody stands ahead of you. %(name)s needs %(n)s to pass you.")
    )
    return said % {"name": at.chaser_name, "n": wording.number(at.chaser.people)}


def weight_text(weight: Ratio | None) -> str:
    """`0,0004`: what one registration moves, with two digits that are not zero."""
    if weight is None or weight.numerator <= 0:
        return ""
    digits, value = LEAST_DIGITS, Fraction(weight.numerator, weight.denominator)
    while value * 10**digits < 10 and digits < 8:  # noqa: PLR2004  two digits, at most eight decimals
        digits += 1
    return wording.decimal(weight.numerator, weight.denominator, digits)


def weight_said(at: Standpoint) -> str:
    """`Én tilmelding flytter andelen 0,0004 procentpoint.`"""
    if not (text := weight_text(at.weight)):
        return ""
    if at.category.kind == "growth":
        return _("One registration moves your growth by %(n)s percentage points.") % {"n": text}
    if at.is_young:
        return _("One young person moves your share by %(n)s percentage points.") % {"n": text}
    return _("One registration moves your share by %(n)s percentage points.") % {"n": text}


@dataclass(frozen=True, slots=True)
class Effort:
    """What so many registrations of one kind give: for each category what it moves."""

    is_young: bool
    people: int
    gains: Sequence[tuple[Gain, str]]


def effort(own: OwnRace, together: int, *, young: bool) -> Effort | None:
    """What `together` registrations give, of young people or of adults; of as many as are left where
    those are fewer. None where nobody is left.
    """
    runner = next(each for each in own.runners if each.code == own.own.code)
    people = min(together, runner.left_young if young else runner.left_older)
    if people == 0:
        return None
    used = own.race.competition.used_categories
    found = gains(used, own.runners, runner.code, people=people, young=people if young else 0)
    return Effort(young, people, [(gain, gain_said(gain)) for gain in found])


def gain_said(gain: Gain) -> str:
    """`+0,04 procentpoint, 1 plads op`; that nothing moves where it does not."""
    if gain.rise.numerator <= 0:
        return _("nothing")
    moved = _("%(rise)s percentage points") % {"rise": f"+{weight_text(gain.rise)}"}
    if gain.places <= 0:
        return _("%(moved)s, the same place") % {"moved": moved}
    up = ngettext("%(n)s place up", "%(n)s places up", gain.places)
    return f"{moved}, {up % {'n': wording.number(gain.places)}}"


# --- what is still possible -----------------------------------------------------------------------
def verdict_text(verdict: Verdict) -> str:
    """Secured, possible or out of reach."""
    return {
        Verdict.SECURED: _("secured"),
        Verdict.POSSIBLE: _("possible"),
        Verdict.OUT_OF_REACH: _("out of reach"),
    }[verdict]


def reach_said(reach: Reach) -> str:
    """The span of places in a sentence."""
    words = {"best": wording.number(reach.best), "worst": wording.number(reach.worst)}
    if reach.best == reach.worst:
        return _("Your place is certain: number %(best)s.") % words
    return _("In theory you can end anywhere between number %(best)s and number %(worst)s.") % words
