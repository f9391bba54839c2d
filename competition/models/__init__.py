"""How it is judged: competitions, their set-up, who takes part, the places as they stood, and the
round of letters.
"""

from competition.models.competition import Competition, Participation
from competition.models.draw import DrawEdition, DrawPlan, DrawPromise, DrawValue, PassedOver
from competition.models.finish import Award, ResultRecord, Signature, WinnerLetter
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
from competition.models.setting_up import LateProposal, PopulationLoad, SetUpStep

__all__ = [
    "Addressee",
    "Answer",
    "Award",
    "Competition",
    "Contact",
    "Dispatch",
    "DrawEdition",
    "DrawPlan",
    "DrawPromise",
    "DrawValue",
    "Invitation",
    "LateProposal",
    "Meeting",
    "MovedPlace",
    "Participation",
    "PassedOver",
    "PopulationLoad",
    "Reminder",
    "ResultRecord",
    "Round",
    "SetUpStep",
    "Signature",
    "StoredPlace",
    "WinnerLetter",
]
