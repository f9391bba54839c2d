"""What every page of numbers of the dashboard is handed."""

from typing import Any

from competition import own_notes
from competition.own_race import OwnRace
from competition.views.seat import Seat


def own_race(seat: Seat) -> OwnRace:
    """The race from this seat."""
    return OwnRace(seat.opening.race, seat.own, seat.opening.visibility)


def known(seat: Seat, own: OwnRace) -> dict[str, Any]:
    """The context of every page: the race, the own municipality, and what must be said first."""
    return seat.opening.known | {
        "own": own.own,
        "view": own,
        "release": own.race.current,
        "notes": own_notes.state_notes(own),
    }
