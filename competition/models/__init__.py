"""How it is judged: competitions, who takes part, and the places as they stood."""

from competition.models.competition import Competition, Participation
from competition.models.places import MovedPlace, StoredPlace

__all__ = ["Competition", "MovedPlace", "Participation", "StoredPlace"]
