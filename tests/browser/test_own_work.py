"""A municipality logs an event and sees it on the curve; it says that a figure is wrong, an editor
answers, and the answer is seen. Axe finds nothing, and nothing runs off a phone.
"""

import pytest
from playwright.sync_api import expect

from municipalities.models import Municipality
from tests import factories
from tests.browser.looks import faults
from tests.browser.test_road import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def aarhus(autumn):
    return factories.staff(Municipality.objects.get(code="751"))


def test_an_event_is_logged_on_a_phone_and_stands_on_the_curve(aarhus, visit, complaints):
    page = visit(390)
    sign_in(page, aarhus)
    page.goto("/min-kommune/aktiviteter/")
    page.get_by_label("Dag", exact=True).fill("2014-09-23")
    page.get_by_label("Slags").select_option("library")
    page.get_by_label("Hvor mange nåede I?").fill("1.200")
    page.get_by_role("button", name="Notér aktiviteten").click()
    expect(page.get_by_text("Skriv med få ord, hvad det var.")).to_be_visible()
    complaints.clear()  # of the 422
    expect(page.get_by_label("Hvor mange nåede I?")).to_have_value("1.200")
    page.get_by_label("Hvad var det?").fill("Åbent hus på Dokk1")
    page.get_by_role("button", name="Notér aktiviteten").click()
    expect(page.get_by_role("link", name="Åbent hus på Dokk1")).to_be_visible()
    chart = page.locator("[data-chart=pace]")
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".annotation-text").get_by_text("1", exact=True)).to_have_count(1)
    assert faults(page) == []
    page.get_by_role("link", name="Åbent hus på Dokk1").click()
    assert faults(page) == []


def test_a_figure_is_said_to_be_wrong_and_the_answer_comes_back(aarhus, visit, complaints):
    ours, desk = visit(390), visit(1280)
    sign_in(ours, aarhus)
    sign_in(desk, factories.editor())
    found = []
    for address in ("/min-kommune/tal/", "/min-kommune/adgang/", "/min-kommune/deltagelse/"):
        ours.goto(address)
        found += faults(ours)
    ours.goto("/min-kommune/tal/2014-uge-40/fejl/")
    found += faults(ours)
    ours.get_by_label("Tilmeldte 15+").fill("149.000")
    ours.get_by_label("Hvor ved I det fra?").fill("Vores eget udtræk")
    ours.get_by_role("button", name="Send fejlmeldingen").click()
    expect(ours.get_by_role("heading", name="Jeres fejlmelding om uge 40")).to_be_visible()
    found += faults(ours)
    desk.goto("/kl/")
    desk.get_by_role("link", name="Besvar dem").click()
    found += faults(desk)
    desk.get_by_role("link", name="Aarhus, uge 40").click()
    found += faults(desk)
    desk.get_by_label("Svar", exact=True).fill("Tallet er fra en anden dag.")
    desk.get_by_role("button", name="Afvis: tallet bliver stående").click()
    ours.reload()
    expect(ours.get_by_text("Tallet er fra en anden dag.", exact=True)).to_be_visible()
    assert found == []
