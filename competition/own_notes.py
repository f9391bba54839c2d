"""What must be said first on a municipality's pages: why they do not say all that they could."""

from django.utils.translation import gettext as _

from competition import wording
from competition.own_race import OwnRace, Phase


def state_notes(own: OwnRace) -> list[str]:
    """Why the page does not say all that it says in the middle of the race; nothing then."""
    competition, name = own.race.competition, own.own.name
    words = {
        "name": name,
        "baseline": wording.day_text(competition.baseline_as_of),
        "closing": wording.day_text(competition.closing_as_of),
        "week": wording.week_text(own.race.current) if own.race.current else "",
    }
    notes = []
    if own.phase is Phase.NO_FIGURES:
        notes.append(
            _("No figures have been published yet. The page fills when the first week is out.")
        )
    elif own.phase is Phase.NO_PLACES:
        notes.append(
            _("Places begin with the figures of %(baseline)s. Until then there is nobody to pass.")
            % words
        )
    elif own.phase is Phase.OVER and not own.visibility.holds_back:
        notes.append(
            _(
                "The race ended on %(closing)s. What you see here is reckoned from %(week)s, the newest "
                "week that is public, and says nothing of how it ended."
            )
            % words
        )
    elif own.phase is Phase.FINAL:
        notes.append(
            _("The competition is decided. What you see here is the final standing of %(closing)s.")
            % words
        )
    if own.is_outside:
        notes.append(_outside(own) % words)
    elif own.standpoints and not own.has_places:
        notes.append(_without_place(own) % (words | {"reason": _reason(own)}))
    return notes


def _outside(own: OwnRace) -> str:
    if own.is_over:
        return _(
            "%(name)s did not take part in the competition and had no place. The figures are shown all the same."
        )
    return _(
        "%(name)s does not take part in the competition and has no place. The figures are shown all the same."
    )


def _without_place(own: OwnRace) -> str:
    if own.is_over:
        return _("%(name)s had no place in %(week)s: %(reason)s.")
    return _("%(name)s has no place in %(week)s: %(reason)s.")


def _reason(own: OwnRace) -> str:
    reason = own.standpoints[0].line.standing.reason
    return str(reason.title) if reason else ""
