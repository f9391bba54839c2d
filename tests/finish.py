"""The way from the closing to the announcement, taken by the people it takes."""

from datetime import datetime

from django.core.cache import caches

from competition import lifecycle, results
from competition.models import Competition, ResultRecord
from tests import factories
from tests.factories import at

CLOSING_DAY_OVER = at(2014, 10, 27, 9)
CEREMONY = at(2014, 11, 1, 12)


def closed(race: Competition, now: datetime = CLOSING_DAY_OVER) -> Competition:
    """The competition, closed by the approver."""
    lifecycle.close(race, by=factories.approver(), now=now)
    race.refresh_from_db()
    return race


def sign(race: Competition, by, now: datetime = CLOSING_DAY_OVER, ties: str = "Set efter"):
    """One person's signature under the result as it stands."""
    digest = results.of(race).digest
    return lifecycle.sign(race, seen=digest, ties=ties, by=factories.named(by), now=now)


def finalized(race: Competition, now: datetime = CLOSING_DAY_OVER) -> ResultRecord:
    """Closed and signed by two people."""
    if race.state == Competition.State.OPEN:
        closed(race, now)
    assert sign(race, factories.approver(), now) is None
    made = sign(race, factories.administrator(), now)
    race.refresh_from_db()
    assert made is not None
    return made


def announced(race: Competition, now: datetime = CEREMONY) -> Competition:
    """Finalized and announced."""
    finalized(race)
    lifecycle.announce(race, by=factories.approver(), now=now)
    race.refresh_from_db()
    return race


def shown(moment: datetime) -> None:
    """The pages are made anew, as at that moment."""
    factories.the_clock_shows(moment)
    factories.new_data_version()
    caches["pages"].clear()
