"""How it is judged: competitions, their set-up, who takes part, the places as they stood, the round
of letters, and what municipalities write themselves.
"""

from competition.models.competition import Competition, Participation
from competition.models.monday import MondayMail, MondayWish
from competition.models.municipal import Activity, FigureReport, ReportStep
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
    "Activity",
    "Addressee",
    "Answer",
    "Competition",
    "Contact",
    "Dispatch",
    "FigureReport",
    "Invitation",
    "LateProposal",
    "Meeting",
    "MondayMail",
    "MondayWish",
    "MovedPlace",
    "Participation",
    "PopulationLoad",
    "Reminder",
    "ReportStep",
    "Round",
    "SetUpStep",
    "StoredPlace",
]
