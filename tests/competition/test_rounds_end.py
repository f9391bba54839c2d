"""The last confirmation of a round: what one person alone can do with the participants, and what not."""

from datetime import date

import pytest
from django.test import Client

from competition import enrolment, round_answers, rounds
from competition.models import Answer, Competition, Round
from competition.round_answers import Said
from municipalities.models import Municipality
from signups.models import Step
from signups.releases import Refused
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 9, 1, 12)
CLOSES = at(2014, 9, 9)


@pytest.fixture
def race():
    for code, name in (("751", "Aarhus"), ("851", "Aalborg"), ("101", "København")):
        factories.municipality(name, code=code)
    return factories.competition(enrolment_deadline=date(2014, 9, 8))


def begun(race, *, sent=True) -> Round:
    made = rounds.begin(race, by=factories.editor(), now=NOW)
    if sent:
        made.sent_at = NOW
        made.save()
    return made


def say(the_round, code, *, takes_part) -> None:
    invitation = the_round.invitations.get(municipality_id=code)
    said = Said(takes_part=takes_part, people=[])
    round_answers.give(invitation, said=said, via=Answer.Via.LINK, by=None, now=NOW)


def settle(the_round) -> None:
    seen = rounds.outcome(the_round, CLOSES).key
    rounds.confirm(the_round, seen=seen, by=factories.editor(), now=CLOSES)


def taking_part(race) -> list[str]:
    return sorted(race.participations.values_list("municipality_id", flat=True))


def late(race, code, *, takes_part) -> None:
    proposal = enrolment.put(
        race,
        Municipality.objects.get(code=code),
        takes_part=takes_part,
        by=factories.editor(),
        now=CLOSES,
        reason="Svaret gik tabt.",
    )
    enrolment.confirm(proposal, by=factories.approver(), now=CLOSES)


def test_no_round_begins_after_the_deadline(race):
    factories.takes_part(race, *Municipality.objects.all())
    with pytest.raises(Refused):
        rounds.begin(race, by=factories.editor(), now=CLOSES)
    assert Round.objects.count() == 0


def test_the_page_says_why_no_round_begins_any_more(race):
    factories.the_clock_shows(CLOSES)
    client = Client()
    client.force_login(factories.editor())
    assert "ingen rundskrivelse kan begynde" in client.get("/kl/runde/2014/").content.decode()
    answer = client.post("/kl/runde/2014/", follow=True)
    assert (answer.status_code, Round.objects.count()) == (200, 0)
    assert answer.content.decode().count("så ingen kan svare mere") == 2


def test_nobody_goes_out_for_a_silence_that_was_not_asked_to_end(race):
    factories.takes_part(race, *Municipality.objects.filter(code__in=["751", "851"]))
    the_round = begun(race, sent=False)
    say(the_round, "851", takes_part=False)
    say(the_round, "101", takes_part=True)
    settle(the_round)
    assert taking_part(race) == ["101", "751"]


def test_what_two_people_decided_stands_after_the_last_confirmation(race):
    factories.takes_part(race, Municipality.objects.get(code="851"))
    the_round = begun(race)
    say(the_round, "851", takes_part=True)
    late(race, "101", takes_part=True)
    late(race, "851", takes_part=False)
    settle(the_round)
    assert taking_part(race) == ["101"]


@pytest.mark.parametrize("state", ["finalized", "announced"])
def test_nobody_comes_in_or_goes_out_when_the_competition_is_over(race, state):
    factories.takes_part(race, Municipality.objects.get(code="851"))
    the_round = begun(race)
    moment = CLOSES if state == "announced" else None
    Competition.objects.update(state=state, announced_at=moment)
    with pytest.raises(Refused):
        settle(the_round)
    assert taking_part(race) == ["851"]


def test_the_log_names_who_came_in_and_who_went_out(race):
    factories.takes_part(race, *Municipality.objects.filter(code__in=["851", "101"]))
    the_round = begun(race)
    say(the_round, "751", takes_part=True)
    say(the_round, "101", takes_part=True)
    settle(the_round)
    note = Step.objects.filter(action="round").last().note
    assert note.endswith("+1 (Aarhus) −1 (Aalborg) =2")
