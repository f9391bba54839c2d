"""The announcement: deliberate, not before its time, and only of a race that is whole."""

import pytest

from competition import lifecycle
from competition.visibility import Visibility
from signups.models import Release, Step
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
CEREMONY = at(2014, 11, 1, 12)


@pytest.fixture
def aarhus():
    return factories.municipality("Aarhus", code="751")


@pytest.fixture
def race(aarhus):
    race = factories.competition(participants=[aarhus])
    for week in (36, 43):
        factories.published_with({aarhus: 400 + week}, Week(2014, week))
    return race


def is_public(race, now) -> bool:
    race.refresh_from_db()
    closing = Release.objects.get(week="2014-W43")
    return closing in Visibility(race, now).releases()


def test_the_announcement_shows_the_closing_figures_from_that_moment(race):
    lifecycle.announce(race, by=factories.approver(), now=CEREMONY)
    assert is_public(race, CEREMONY)
    assert not is_public(race, at(2014, 11, 1, 11, 59))
    assert race.state == "announced"
    assert Step.objects.get(action="announced").by == factories.approver()


def test_it_is_refused_before_its_time(race):
    with pytest.raises(Refused):
        lifecycle.announce(race, by=factories.approver(), now=at(2014, 11, 1, 11, 59))
    assert not is_public(race, CEREMONY)


def test_it_is_refused_to_an_editor(race):
    with pytest.raises(Refused):
        lifecycle.announce(race, by=factories.editor(), now=CEREMONY)


def test_it_is_refused_while_the_closing_figures_are_a_draft(aarhus):
    race = factories.competition(participants=[aarhus])
    factories.published_with({aarhus: 400}, Week(2014, 36))
    factories.figure(factories.draft(Week(2014, 43)), aarhus, 500)
    with pytest.raises(Refused):
        lifecycle.announce(race, by=factories.approver(), now=CEREMONY)


def test_it_is_refused_while_a_participant_lacks_a_figure_and_names_it(race):
    factories.takes_part(race, factories.municipality("Odense", code="461"))
    with pytest.raises(Refused, match="Odense"):
        lifecycle.announce(race, by=factories.approver(), now=CEREMONY)


def test_winners_are_announced_once(race):
    lifecycle.announce(race, by=factories.approver(), now=CEREMONY)
    with pytest.raises(Refused):
        lifecycle.announce(race, by=factories.approver(), now=at(2014, 11, 2))


def test_when_the_demonstrations_clock_goes_back_the_announcement_can_be_made_again(race):
    lifecycle.announce(race, by=factories.approver(), now=at(2014, 11, 3))
    lifecycle.announce(race, by=factories.approver(), now=CEREMONY)
    assert is_public(race, CEREMONY)
