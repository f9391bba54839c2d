"""What a municipality's pages say in words: the sentences that a mayor would read aloud."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import own_changes, wording
from competition.own_race import OwnRace, Phase, Standpoint
from competition.ranking import Ratio, Unranked
from signups.models import Release


@dataclass(frozen=True, slots=True)
class Saying:
    """A number with the sentences that belong to it. `key` is a category's, for its colour."""

    key: str
    label: str
    number: str
    unit: str
    text: str


# --- where we stand -------------------------------------------------------------------------------
def place_said(own: OwnRace, at: Standpoint) -> str:
    """The place in a category, as the phase has it: we are, we were, we ended."""
    if at.place is None:
        return _unranked_said(own, at)
    words = {
        "place": wording.number(at.place),
        "count": wording.number(len(at.table.ranked)),
        "category": str(at.category.title),
        "week": wording.week_text(at.table.release),
        "others": wording.joined([line.entrant.name for line in at.equals]),
    }
    if len(at.table.ranked) == 1:
        return _alone(own) % words
    if own.phase is Phase.FINAL:
        return _final(at) % words
    return (_over(at) if own.phase is Phase.OVER else _running(at)) % words


def _alone(own: OwnRace) -> str:
    if own.is_over:
        return _("We were the only municipality with a place in the category %(category)s.")
    return _("We are the only municipality with a place in the category %(category)s.")


def _running(at: Standpoint) -> str:
    if at.equals and at.place == 1:
        return _("We share the lead in the category %(category)s with %(others)s.")
    if at.equals:
        return _(
            "We are number %(place)s of %(count)s in the category %(category)s, level with %(others)s."
        )
    if at.place == 1:
        return _("We lead the category %(category)s, number 1 of %(count)s.")
    if at.place == len(at.table.ranked):
        return _("We are last in the category %(category)s, number %(place)s of %(count)s.")
    return _("We are number %(place)s of %(count)s in the category %(category)s.")


def _over(at: Standpoint) -> str:
    if at.equals:
        return _(
            "In %(week)s we were number %(place)s of %(count)s in the category %(category)s, level with %(others)s."
        )
    return _("In %(week)s we were number %(place)s of %(count)s in the category %(category)s.")


def _final(at: Standpoint) -> str:
    if at.place == 1 and at.equals:
        return _("We won the category %(category)s together with %(others)s.")
    if at.place == 1:
        return _("We won the category %(category)s.")
    if at.equals:
        return _(
            "We ended as number %(place)s of %(count)s in the category %(category)s, level with %(others)s."
        )
    return _("We ended as number %(place)s of %(count)s in the category %(category)s.")


def _unranked_said(own: OwnRace, at: Standpoint) -> str:
    reason = at.line.standing.reason
    words = {"category": str(at.category.title), "reason": str(_reason(at))}
    if reason is Unranked.OUTSIDE and own.is_over:
        said = _("We were outside the competition and had no place in the category %(category)s.")
    elif reason is Unranked.OUTSIDE:
        said = _("We are outside the competition and have no place in the category %(category)s.")
    elif own.is_over:
        said = _("We had no place in the category %(category)s: %(reason)s.")
    else:
        said = _("We have no place in the category %(category)s: %(reason)s.")
    return said % words


def _reason(at: Standpoint) -> object:
    reason = at.line.standing.reason
    return reason.title if reason else ""


def region_said(own: OwnRace) -> str:
    """The place among the region's; empty without one."""
    main = own.main
    place = main.line.standing.place_in_region if main else None
    if main is None or place is None:
        return ""
    lines = own.region_lines
    equals = [x for x in lines if x.standing.place_in_region == place and x is not main.line]
    words = {
        "place": wording.number(place),
        "count": wording.number(len(lines)),
        "region": own.own.region.name,
        "week": wording.week_text(main.table.release),
        "others": wording.joined([x.entrant.name for x in equals]),
    }
    if len(lines) == 1 and own.is_over:
        return _("We were the only participant of %(region)s.") % words
    if len(lines) == 1:
        return _("We are the only participant of %(region)s.") % words
    said = _in_region(own, place, is_shared=bool(equals)) % words
    return " ".join(filter(None, [said, own_changes.region_change_said(own, main)]))


def _in_region(own: OwnRace, place: int, *, is_shared: bool) -> str:
    if own.phase is Phase.OVER:
        return _were_in_region(is_shared=is_shared)
    if own.is_final:
        return _ended_in_region(place, is_shared=is_shared)
    if is_shared:
        return _("In %(region)s we are number %(place)s of %(count)s, level with %(others)s.")
    if place == 1:
        return _("We lead in %(region)s, number 1 of %(count)s.")
    return _("In %(region)s we are number %(place)s of %(count)s.")


def _were_in_region(*, is_shared: bool) -> str:
    if is_shared:
        return _(
            "In %(week)s we were number %(place)s of %(count)s in %(region)s, level with %(others)s."
        )
    return _("In %(week)s we were number %(place)s of %(count)s in %(region)s.")


def _ended_in_region(place: int, *, is_shared: bool) -> str:
    if place == 1 and is_shared:
        return _("We are the most digital municipality of %(region)s together with %(others)s.")
    if place == 1:
        return _("We are the most digital municipality of %(region)s.")
    if is_shared:
        return _("In %(region)s we ended as number %(place)s of %(count)s, level with %(others)s.")
    return _("In %(region)s we ended as number %(place)s of %(count)s.")


def share_said(own: OwnRace, *, young: bool = False) -> str:
    """The share registered, and its change since the week before; empty without one."""
    share = _share(own, own.race.current, young=young)
    if share is None or own.race.current is None:
        return ""
    words = {"share": wording.percent_text(share), "day": wording.day_text(own.race.current.as_of)}
    if young:
        said = _(
            "On %(day)s %(share)s of our young people of 15 to 24 were registered for Digital Post."
        )
    else:
        said = _(
            "On %(day)s %(share)s of our citizens aged 15 and over were registered for Digital Post."
        )
    before = _share(own, own.before, young=young)
    if before is None or own.before is None:
        return said % words
    return f"{said % words} {_points_said(share, before, own.before)}"


def _points_said(share: Ratio, before: Ratio, week: Release) -> str:
    # Both have the population as their denominator.
    points = share.numerator - before.numerator
    words = {
        "points": wording.decimal(100 * abs(points), share.denominator),
        "week": wording.week_text(week),
    }
    if points < 0:
        return _("That is %(points)s percentage points less than in %(week)s.") % words
    if points == 0:
        return _("That is as many as in %(week)s.") % words
    return _("That is %(points)s percentage points more than in %(week)s.") % words


def _share(own: OwnRace, release: Release | None, *, young: bool) -> Ratio | None:
    people = own.own.population
    counts = own.own.counts.get(release.pk) if release else None
    if people is None or counts is None:
        return None
    if young:
        whole, part = people.population_15_24, counts.registered_15_24
    else:
        whole, part = people.population_15_plus, counts.registered_15_plus
    return Ratio(part, whole) if whole else None


def growth_said(at: Standpoint, baseline: Release | None) -> str:
    """The growth and the people behind it; empty without one."""
    ratio = at.line.standing.ratio
    if ratio is None or baseline is None:
        return ""
    words = {
        "n": wording.number(abs(ratio.numerator)),
        "growth": wording.sentence(wording.percent_text(ratio)),
        "week": wording.week_text(baseline),
    }
    if ratio.numerator < 0:
        return (
            _("Since %(week)s the number registered has fallen by %(n)s: a growth of %(growth)s")
            % words
        )
    return (
        ngettext(
            "Since %(week)s %(n)s more citizen has registered: a growth of %(growth)s",
            "Since %(week)s %(n)s more citizens have registered: a growth of %(growth)s",
            ratio.numerator,
        )
        % words
    )


def gain_said(own: OwnRace) -> str:
    """How many more than the week before; empty where that is not known, or where they are fewer."""
    gain, release = own.gain, own.race.current
    if gain is None or release is None or gain.people < 0:
        return ""
    words = {"n": wording.number(gain.people), "week": wording.week_text(release)}
    if gain.people == 0:
        return _("In %(week)s nobody new registered with us.") % words
    return (
        ngettext(
            "In %(week)s %(n)s more citizen registered with us.",
            "In %(week)s %(n)s more citizens registered with us.",
            gain.people,
        )
        % words
    )


def exempt_said(own: OwnRace) -> str:
    """How many are exempt, or were on the last day of it; empty without a figure."""
    total = own.total
    if total is None or not total.population_15_plus:
        return ""
    share = wording.percent_text(Ratio(total.exempt_15_plus, total.population_15_plus))
    n = total.exempt_15_plus
    said = (
        ngettext(
            "%(n)s citizen was exempt: %(share)s of all aged 15 and over.",
            "%(n)s citizens were exempt: %(share)s of all aged 15 and over.",
            n,
        )
        if own.is_over
        else ngettext(
            "%(n)s citizen is exempt: %(share)s of all aged 15 and over.",
            "%(n)s citizens are exempt: %(share)s of all aged 15 and over.",
            n,
        )
    )
    return said % {"n": wording.number(n), "share": share}


def missing_said(own: OwnRace) -> str:
    """How many are still missing, and about how large a part that is; empty without a figure."""
    total = own.total
    if total is None or not total.population_15_plus:
        return ""
    missing, people = total.missing_15_plus, total.population_15_plus
    if missing <= 0 and own.is_over:
        return _("Everybody was registered or exempt.")
    if missing <= 0:
        return _("Everybody is registered or exempt.")
    said = _missing(missing, is_over=own.is_over) % {"n": wording.number(missing)}
    if part := wording.about(Fraction(missing, people)):
        words = {"some": wording.number(part.numerator), "n": wording.number(part.denominator)}
        about = (
            _("That was about %(some)s in %(n)s.")
            if own.is_over
            else _("That is about %(some)s in %(n)s.")
        )
        said += " " + about % words
    return said


def _missing(n: int, *, is_over: bool) -> str:
    if is_over:
        return ngettext("%(n)s citizen was missing.", "%(n)s citizens were missing.", n)
    return ngettext("%(n)s citizen is still missing.", "%(n)s citizens are still missing.", n)


def sayings(own: OwnRace) -> list[Saying]:
    """Every number of where we stand, with its sentences; what cannot be said is left out."""
    return [saying for saying in _sayings(own) if saying.text]


def _sayings(own: OwnRace) -> Iterator[Saying]:
    for at in own.standpoints:
        text = " ".join(filter(None, [place_said(own, at), own_changes.change_said(own, at)]))
        yield Saying(at.category.key, str(at.category.short_title), *_place(at.place), text)
        place = at.line.standing.place_in_region
        if at is own.main and place:
            yield Saying("", own.own.region.short_name, *_place(place), region_said(own))
    yield from _shares(own)
    yield from _people(own)


def _place(place: int | None) -> tuple[str, str]:
    """`41.` and its unit; a dash without a place."""
    return (wording.ordinal(place), _("place")) if place else ("–", "")


def _shares(own: OwnRace) -> Iterator[Saying]:
    unit = wording.percent_unit()
    if share := _share(own, own.race.current, young=False):
        yield Saying("main", _("Share"), wording.percent_number(share), unit, share_said(own))
    for at in own.standpoints:
        if at.category.kind == "growth" and (ratio := at.line.standing.ratio):
            text = growth_said(at, own.race.baseline)
            yield Saying("sprint", _("Growth"), wording.percent_number(ratio), unit, text)
    if share := _share(own, own.race.current, young=True):
        text = share_said(own, young=True)
        yield Saying("youth", _("Share of the young"), wording.percent_number(share), unit, text)


def _people(own: OwnRace) -> Iterator[Saying]:
    if own.gain and own.gain.people >= 0:
        number = wording.number(own.gain.people)
        yield Saying("", _("New this week"), number, "", gain_said(own))
    total, unit = own.total, wording.percent_unit()
    if total is None or not total.population_15_plus:
        return
    people = total.population_15_plus
    if total.missing_15_plus >= 0:
        number = wording.percent_number(Ratio(total.missing_15_plus, people))
        label = _("Were missing") if own.is_over else _("Still missing")
        yield Saying("", label, number, unit, missing_said(own))
    number = wording.percent_number(Ratio(total.exempt_15_plus, people))
    yield Saying("", _("Exempt"), number, unit, exempt_said(own))
