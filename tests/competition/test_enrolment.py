"""Who takes part: freely until the deadline, afterwards by two people with a reason."""

import pytest
from django.urls import reverse

from competition import enrolment
from competition.models import LateProposal, SetUpStep
from signups.releases import Refused
from tests import factories
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
BEFORE, AFTER = at(2014, 9, 30, 23, 59), at(2014, 10, 1)


@pytest.fixture
def aarhus():
    return factories.municipality("Aarhus", code="751", region_code="1082")


@pytest.fixture
def race(aarhus):
    return factories.competition()


def taking(race) -> list[str]:
    return list(race.participations.values_list("municipality__name", flat=True))


def put(race, aarhus, *, takes_part=True, by=None, now=BEFORE, reason=""):
    by = by or factories.editor()
    return enrolment.put(race, aarhus, takes_part=takes_part, by=by, now=now, reason=reason)


def test_until_the_deadline_one_person_adds_and_takes_out(race, aarhus):
    assert put(race, aarhus) is None
    assert taking(race) == ["Aarhus"]
    with pytest.raises(Refused, match="allerede"):
        put(race, aarhus)
    put(race, aarhus, takes_part=False)
    assert taking(race) == []
    steps = SetUpStep.objects.values_list("action", "by__email", "note")
    assert list(steps) == [
        ("enrolled", "editor@example.dk", "Aarhus"),
        ("removed", "editor@example.dk", "Aarhus"),
    ]


def test_after_the_deadline_it_takes_a_reason_and_another_person(race, aarhus):
    with pytest.raises(Refused, match="Skriv, hvorfor"):
        put(race, aarhus, now=AFTER, reason="  ")
    proposer = factories.approver()
    proposal = put(race, aarhus, by=proposer, now=AFTER, reason="Brevet lå hos os.")
    assert (proposal is not None, taking(race)) == (True, [])
    with pytest.raises(Refused, match="en anden"):
        enrolment.confirm(proposal, by=proposer, now=AFTER)
    with pytest.raises(Refused, match="rolle"):
        enrolment.confirm(proposal, by=factories.editor(), now=AFTER)
    enrolment.confirm(proposal, by=factories.administrator(), now=AFTER)
    made = race.participations.get()
    assert (made.enrolled_by, made.confirmed_by, made.reason) == (
        proposer,
        factories.administrator(),
        "Brevet lå hos os.",
    )
    with pytest.raises(Refused, match="afgjort"):
        enrolment.confirm(proposal, by=factories.administrator(), now=AFTER)


def test_a_proposal_is_taken_back_and_two_of_one_municipality_do_not_wait(race, aarhus):
    proposal = put(race, aarhus, now=AFTER, reason="Fejl.")
    with pytest.raises(Refused, match="venter"):
        put(race, aarhus, now=AFTER, reason="Fejl igen.")
    enrolment.withdraw(proposal, by=factories.editor(), now=AFTER)
    assert LateProposal.objects.get().status == "withdrawn"
    assert taking(race) == []


def test_municipal_staff_change_nothing(race, aarhus):
    with pytest.raises(Refused):
        put(race, aarhus, by=factories.staff(aarhus))


def test_the_page_adds_proposes_and_confirms(race, aarhus):
    address = reverse("setup_participants", args=["2014"])
    editor, approver = signed_in(factories.editor()), signed_in(factories.approver())
    factories.the_clock_shows(BEFORE)
    assert "Føj Aarhus til" in editor.get(f"{address}?kommune=751").content.decode()
    editor.post(f"{address}?kommune=751", {"takes_part": "yes"})
    assert taking(race) == ["Aarhus"]
    factories.the_clock_shows(AFTER)
    response = editor.post(f"{address}?kommune=751", {"takes_part": "no"})
    assert (response.status_code, taking(race)) == (422, ["Aarhus"])
    assert "Fristen er gået" in response.content.decode()
    editor.post(f"{address}?kommune=751", {"takes_part": "no", "reason": "Trukket sig."})
    proposal = LateProposal.objects.get()
    assert "En anden skal bekræfte" in editor.get(address).content.decode()
    confirm = reverse("setup_late_confirm", args=["2014", proposal.pk])
    assert editor.post(confirm).status_code == 403
    assert "Trukket sig." in approver.get(address).content.decode()
    approver.post(confirm)
    assert taking(race) == []


@pytest.mark.parametrize("query", ["?kommune=999", "?kommune=%00", "?kommune=", ""])
def test_a_municipality_that_is_none_is_no_fault(race, query):
    client = signed_in(factories.editor())
    address = reverse("setup_participants", args=["2014"]) + query
    assert client.get(address).status_code == 200
    assert client.post(address, {"takes_part": "perhaps"}).status_code == 422
