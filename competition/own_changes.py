"""How a municipality's place moved, in words: since the week before, and since the first with a place."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import wording
from competition.own_race import OwnRace, Standpoint
from signups.models import Release


def change_said(own: OwnRace, at: Standpoint) -> str:
    """How the place moved since the week before and since the first with a place; empty where neither
    can be said.
    """
    kept = own.has_kept(at)
    return _both(own, at, at.line.change, at.climbed, is_kept=kept)


def region_change_said(own: OwnRace, at: Standpoint) -> str:
    """How the place in the region moved, as `change_said` has it."""
    change = own.region_change(at, own.race.before(at.table.release))
    climbed = own.region_change(at, at.first_release)
    return _both(own, at, change, climbed, is_kept=own.has_kept(at, in_region=True))


def _both(
    own: OwnRace, at: Standpoint, change: int | None, climbed: int | None, *, is_kept: bool
) -> str:
    before, first = own.race.before(at.table.release), at.first_release
    # Over two weeks both would say the same.
    if first == before:
        climbed = None
    if change == 0 and climbed == 0 and not is_kept and before and first:
        return _same_as_both(own, before, first)
    said = []
    if change is not None and before is not None:
        said.append(_since_week(own, change, before))
    if climbed is not None and first is not None:
        said.append(_since_start(own, climbed, first, is_kept=is_kept))
    return " ".join(said)


def _same_as_both(own: OwnRace, before: Release, first: Release) -> str:
    words = {"week": wording.week_text(before), "first": wording.week_text(first)}
    if own.is_over:
        return _("It was the same place as in %(week)s, and as in %(first)s.") % words
    return _("It is the same place as in %(week)s, and as in %(first)s.") % words


def _since_week(own: OwnRace, change: int, before: Release) -> str:
    words = {"n": wording.in_letters(abs(change)), "week": wording.week_text(before)}
    if change == 0:
        return _same(own) % words
    return (_was(change) if own.is_over else _is(change)) % words


def _same(own: OwnRace) -> str:
    if own.is_over:
        return _("It was the same place as in %(week)s.")
    return _("It is the same place as in %(week)s.")


def _is(change: int) -> str:
    if change > 0:
        return ngettext(
            "It is %(n)s place better than in %(week)s.",
            "It is %(n)s places better than in %(week)s.",
            change,
        )
    return ngettext(
        "It is %(n)s place worse than in %(week)s.",
        "It is %(n)s places worse than in %(week)s.",
        -change,
    )


def _was(change: int) -> str:
    if change > 0:
        return ngettext(
            "It was %(n)s place better than in %(week)s.",
            "It was %(n)s places better than in %(week)s.",
            change,
        )
    return ngettext(
        "It was %(n)s place worse than in %(week)s.",
        "It was %(n)s places worse than in %(week)s.",
        -change,
    )


def _since_start(own: OwnRace, climbed: int, first: Release, *, is_kept: bool) -> str:
    words = {"n": wording.in_letters(abs(climbed)), "week": wording.week_text(first)}
    if climbed == 0 and not is_kept:
        return _same(own) % words
    return (_had_moved(climbed) if own.is_over else _has_moved(climbed)) % words


def _has_moved(climbed: int) -> str:
    if climbed == 0:
        return _("Since %(week)s we have kept our place.")
    if climbed > 0:
        return ngettext(
            "Since %(week)s we have won %(n)s place.",
            "Since %(week)s we have won %(n)s places.",
            climbed,
        )
    return ngettext(
        "Since %(week)s we have lost %(n)s place.",
        "Since %(week)s we have lost %(n)s places.",
        -climbed,
    )


def _had_moved(climbed: int) -> str:
    if climbed == 0:
        return _("Since %(week)s we had kept our place.")
    if climbed > 0:
        return ngettext(
            "Since %(week)s we had won %(n)s place.",
            "Since %(week)s we had won %(n)s places.",
            climbed,
        )
    return ngettext(
        "Since %(week)s we had lost %(n)s place.",
        "Since %(week)s we had lost %(n)s places.",
        -climbed,
    )
