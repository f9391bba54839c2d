"""How it is judged: competitions, their set-up, who takes part, the places as they stood, the round
of letters, and what municipalities write themselves.
"""

from competition.models.competition import Competition, Participation
from competition.models.draw import DrawEdition, DrawPlan, DrawPromise, DrawValue, PassedOver
from competition.models.finish import Award, ResultRecord, Signature, WinnerLetter
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
    "Award",
    "Competition",
    "Contact",
    "Dispatch",
    "DrawEdition",
    "DrawPlan",
    "DrawPromise",
    "DrawValue",
    "FigureReport",
    "Invitation",
    "LateProposal",
    "Meeting",
    "MondayMail",
    "MondayWish",
    "MovedPlace",
    "Participation",
    "PassedOver",
    "PopulationLoad",
    "Reminder",
    "ReportStep",
    "ResultRecord",
    "Round",
    "SetUpStep",
    "Signature",
    "StoredPlace",
    "WinnerLetter",
]
