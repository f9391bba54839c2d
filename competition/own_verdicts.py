"""Whether the first place can be had, and whether the own place can be kept: the distance and the own
pace held against the projection, so that a page does not say two things.
"""

from fractions import Fraction

from django.utils.translation import gettext as _

from competition import own_projection, wording
from competition.outlook import Verdict
from competition.own_projection import Landing
from competition.own_race import OwnRace, Standpoint
from competition.projection import Projection

WEEK = 7
STRETCH = 2  # up to so many times the own pace is called "a higher pace"
LIKELY, OPEN = 0.5, 0.1


def can_it_be_done(at: Standpoint, landing: Landing | None) -> str:
    """Whether the first place can be had until the deadline. With a projection its chance decides, and
    is told; without one the own pace does, if the leader stands still.
    """
    if at.place == 1:
        return _("You share the lead") if at.equals else _("You lead")
    if at.to_first is None or at.ladder is None:
        return ""
    if at.reach is not None and at.reach.first is Verdict.OUT_OF_REACH:
        return _("Cannot be reached: so many are not left")
    if landing is None:
        return _by_pace(at)
    words = {"verdict": _by_chance(at, landing), "chance": landing.first}
    return _("%(verdict)s: %(chance)s chance, as it goes now") % words


def _by_chance(at: Standpoint, landing: Landing) -> str:
    chance = landing.forecast.chance_of(1)
    if chance >= LIKELY:
        return _("Yes, probably")
    if chance >= OPEN:
        return _("Perhaps")
    return _higher(at)


def _by_pace(at: Standpoint) -> str:
    if not _within(at, 1):
        return _higher(at)
    leader = at.leader.entrant.name if at.leader else ""
    return _("Yes, if %(name)s stands still") % {"name": leader}


def _higher(at: Standpoint) -> str:
    return _("Only at a higher pace") if _within(at, STRETCH) else _("Only at a much higher pace")


def _within(at: Standpoint, times: int) -> bool:
    """Whether so many can be had until the deadline at so many times the own pace."""
    weeks = at.weeks_for(at.to_first) if at.to_first is not None else None
    return weeks is not None and weeks <= times * Fraction(at.days_left, WEEK)


def is_near(at: Standpoint, landing: Landing | None) -> bool:
    """Whether the first place is held, or likely; without a projection, within reach at the own pace."""
    if at.place == 1:
        return True
    if landing is not None:
        return landing.forecast.chance_of(1) >= LIKELY
    return _within(at, 1)


def threat_said(own: OwnRace, at: Standpoint, landing: Landing) -> str:
    """That the place will probably be lost, and to whom; empty where it will probably be kept, where
    nobody behind is drawn ahead, and once the race is over.
    """
    chance = landing.forecast.chance_of(at.place) if at.place else 1
    if chance >= LIKELY or own.is_over:
        return ""
    faster = _faster(own, at)
    if not faster:
        return ""
    words = {
        "name": faster,
        "place": wording.number(at.place or 0),
        "chance": wording.sentence(own_projection.chance_text(chance)),
    }
    if at.place == 1:
        return (
            _(
                "We lead, but %(name)s is faster: as it goes now, the chance that we keep the first place is "
                "%(chance)s"
            )
            % words
        )
    return (
        _(
            "But %(name)s is faster: as it goes now, the chance that we keep place %(place)s or better is "
            "%(chance)s"
        )
        % words
    )


def _faster(own: OwnRace, at: Standpoint) -> str:
    """Who of those behind, or level, is drawn furthest ahead of the own middle; empty without one."""
    found = own_projection.projected(own)
    if not isinstance(found, Projection):
        return ""
    middles = {
        code: Fraction(middle.numerator, middle.denominator)
        for code, (_low, middle, _high) in found.ranges(at.category).items()
    }
    mine = middles.get(own.own.code)
    behind = [x for x in at.table.ranked if (x.place or 0) >= (at.place or 0)]
    ahead = [
        (middles[x.entrant.code], x.entrant.name)
        for x in behind
        if mine is not None and middles.get(x.entrant.code, mine) > mine
    ]
    return max(ahead)[1] if ahead else ""
