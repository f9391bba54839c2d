"""A municipality answers the round on a phone, without and with JavaScript, and changes its answer;
the round's pages for everybody: axe finds nothing, and nothing runs off a phone.
"""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from competition import invitations, rounds
from competition.models import Answer, Competition, Invitation, Meeting
from tests import factories
from tests.browser.looks import faults, faults_in_both_looks
from tests.browser.test_road import sign_in
from tests.factories import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = at(2014, 9, 1, 12)


@pytest.fixture
def the_round(autumn):
    factories.the_clock_shows(NOW)
    Competition.objects.update(enrolment_deadline=date(2014, 9, 8))
    made = rounds.begin(Competition.objects.get(), by=factories.editor(), now=NOW)
    Meeting.objects.create(
        round=made, title="Informationsmøde", starts_at=at(2014, 9, 3, 10),
        ends_at=at(2014, 9, 3, 11), place="Aarhus", changed_at=NOW,
    )  # fmt: skip
    return made


def answer_address() -> str:
    ours = Invitation.objects.get(municipality="751")
    return reverse("answer", args=[invitations.key(ours)])


@pytest.mark.parametrize("javascript", [True, False])
def test_a_municipality_answers_on_a_phone_and_changes_its_answer(
    the_round, visit, complaints, javascript
):
    page = visit(390, javascript=javascript)
    page.goto(answer_address())
    page.get_by_label("Ja, vi deltager").check()
    page.get_by_label("Navn").fill("Anna Holm")
    page.get_by_role("button", name="Tilføj en kontaktperson").click()
    first = page.get_by_role("group", name="Kontaktperson 1")
    second = page.get_by_role("group", name="Kontaktperson 2")
    expect(first.get_by_label("Navn")).to_have_value("Anna Holm")
    first.get_by_label("E-mail").fill("anna@aarhus.example")
    second.get_by_label("Navn").fill("Bo Bæk")
    second.get_by_label("E-mail").fill("bo")
    second.get_by_label("Primær kontaktperson").check()
    page.get_by_role("button", name="Send svaret").last.click()
    expect(page.get_by_text("Skriv en hel e-mailadresse")).to_be_visible()
    complaints.clear()  # of the 422
    second.get_by_label("E-mail").fill("bo@aarhus.example")
    page.get_by_label("Informationsmøde, 03.09.2014").check()
    page.get_by_label("Hvem kommer til mødet?").fill("Bo Bæk")
    page.get_by_role("button", name="Send svaret").last.click()
    expect(page.get_by_role("heading", name="Kvittering 2014-751-1")).to_be_visible()
    if javascript:
        assert faults(page) == []
    page.get_by_role("link", name="Ret svaret").click()
    if javascript:
        assert faults(page) == []
    page.get_by_label("Nej, vi deltager ikke").check()
    page.get_by_role("button", name="Send det ændrede svar").click()
    expect(page.get_by_role("heading", name="Kvittering 2014-751-2")).to_be_visible()
    kept = Answer.objects.order_by("number")
    assert [(one.takes_part, one.attending) for one in kept] == [
        (True, "Bo Bæk"),
        (False, "Bo Bæk"),
    ]
    assert kept[0].contacts.get(is_main=True).name == "Bo Bæk"


def test_the_rounds_pages_have_no_violation_and_no_sideways_scrolling(the_round, visit):
    page = visit()
    sign_in(page, factories.editor())
    found = []
    pages = ("", "brev/", "modtagere/", "modtagere/aarhus/", "moeder/", "send/", "paamind/",
             "deltagere/", "kommuner/aarhus/", "kommuner/aarhus/svar/")  # fmt: skip
    for address in pages:
        page.goto(f"/kl/runde/2014/{address}")
        found += faults_in_both_looks(page)
    assert found == []
