"""How it is judged: competitions, who takes part, the places as they stood, and the round of letters."""

from competition.models.competition import Competition, Participation
from competition.models.places import MovedPlace, StoredPlace
from competition.models.round import (
    Addressee,
    Answer,
    Contact,
    Dispatch,
    Invitation,
    Meeting,
    Reminder,
    Round,
)

__all__ = [
    "Addressee",
    "Answer",
    "Competition",
    "Contact",
    "Dispatch",
    "Invitation",
    "Meeting",
    "MovedPlace",
    "Participation",
    "Reminder",
    "Round",
    "StoredPlace",
]
