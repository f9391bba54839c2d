"""A competition that is only planned, one that runs, and who looks at them."""

from datetime import date

from competition.models import Competition
from municipalities.models import Municipality
from signups.weeks import Week
from tests import factories
from tests.factories import at

NOW = at(2014, 10, 18, 10)
SPRING = {
    "title": "Foråret 2015",
    "state": Competition.State.PLANNED,
    "figures_from": date(2015, 2, 2),
    "baseline_as_of": date(2015, 2, 20),
    "opens_on": date(2015, 2, 24),
    "enrolment_deadline": date(2015, 2, 23),
    "closing_as_of": date(2015, 4, 10),
    "regional_announcement_on": date(2015, 4, 13),
    "announcement_at": at(2015, 4, 18, 12),
    "population_as_of": date(2014, 1, 1),
}


def begin_running(aarhus: Municipality) -> Competition:
    """The competition of 2014, with figures of three weeks published."""
    race = factories.competition(participants=[aarhus])
    for week in (36, 40, 41):
        factories.published_with({aarhus: 400 + week}, Week(2014, week))
    return race
