"""How it is judged: competitions, their set-up, who takes part, and the places as they stood."""

from competition.models.competition import Competition, Participation
from competition.models.places import MovedPlace, StoredPlace
from competition.models.setting_up import LateProposal, PopulationLoad, SetUpStep

__all__ = [
    "Competition",
    "LateProposal",
    "MovedPlace",
    "Participation",
    "PopulationLoad",
    "SetUpStep",
    "StoredPlace",
]
