"""Competitions, and who takes part in them."""

from collections.abc import Iterable
from datetime import date, datetime

from competition.models import Competition, Participation
from municipalities.models import Municipality
from signups.weeks import Week
from tests.factories.who import POPULATION_DAY, at

BASELINE, CLOSING = Week(2014, 36), Week(2014, 43)


def competition(
    slug: str = "2014", *, participants: Iterable[Municipality] = (), **fields: object
) -> Competition:
    """The competition of 2014 as the press release tells it, or with other `fields`."""
    dates = {
        "title": "Danmarks mest digitale kommune 2014",
        "state": Competition.State.OPEN,
        "figures_from": date(2014, 8, 22),
        "opens_on": date(2014, 9, 9),
        "enrolment_deadline": date(2014, 9, 30),
        "baseline_as_of": BASELINE.friday,
        "closing_as_of": CLOSING.friday,
        "regional_announcement_on": date(2014, 10, 27),
        "announcement_at": at(2014, 11, 1, 12),
        "announcement_place": "Post & Tele Museum, København",
        "population_as_of": POPULATION_DAY,
    }
    made = Competition.objects.create(slug=slug, **{**dates, **fields})
    takes_part(made, *participants)
    return made


def takes_part(race: Competition, *municipalities: Municipality) -> None:
    """Make these municipalities participants."""
    Participation.objects.bulk_create(
        Participation(competition=race, municipality=who, enrolled_at=at(2014, 9, 1, 12))
        for who in municipalities
    )


def announce(race: Competition, moment: datetime) -> None:
    """Announce the winners at a moment, and with them the closing figures."""
    race.state = Competition.State.ANNOUNCED
    race.announced_at = moment
    race.save()
