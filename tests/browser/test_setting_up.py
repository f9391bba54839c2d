"""A competition from nothing to open, in a real browser: planned, its population brought in by two
ways, its participants chosen, opened, and then seen by everybody.
"""

import pytest

from competition.models import Competition
from municipalities.models import Municipality
from tests import factories
from tests.browser.looks import faults_in_both_looks
from tests.browser.test_road import sign_in
from tests.competition.test_population import statbank
from tests.factories import at
from tests.services import worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["statbank"]


def quarter(codes: list[str], name: str) -> str:
    lines = ["OMRÅDE;CIVILSTAND;KØN;ALDER;TID;INDHOLD"]
    lines += [f"{code};TOT;TOT;{age};{name};{90 + age}" for code in codes for age in range(15, 100)]
    return "\r\n".join(lines) + "\r\n"


@pytest.fixture
def complaints():
    """A form that is not taken is noted by the browser as a fault; nothing else may be."""
    found: list[str] = []
    yield found
    assert [each for each in found if "422" not in each] == []


@pytest.mark.usefixtures("autumn")
def test_a_competition_from_nothing_to_open(visit, tmp_path, monkeypatch, statbank):
    codes = list(Municipality.objects.values_list("code", flat=True))
    statbank.say(quarter(codes, "2015K1"))
    monkeypatch.setenv("STATBANK_URL", statbank.url)
    factories.the_clock_shows(at(2015, 7, 1, 10))
    page, stranger = visit(390), visit(390)
    sign_in(page, factories.administrator())
    page.goto("/kl/konkurrencer/")
    seen = faults_in_both_looks(page)
    page.click("text=Planlæg en ny konkurrence")
    seen += faults_in_both_looks(page)
    page.fill("[name=closing_as_of]", "2015-01-01")
    page.click("text=Planlæg den")
    assert page.locator(".field-error").count() > 1
    assert page.input_value("[name=closing_as_of]") == "2015-01-01"
    seen += faults_in_both_looks(page)
    page.fill("[name=closing_as_of]", "2015-10-23")
    page.click("text=Planlæg den")
    page.wait_for_url("**/kl/konkurrencer/2015/")
    seen += faults_in_both_looks(page)
    assert stranger.request.get("/2015/").status == 404

    page.fill("[name=opens_on]", "2015-09-10")
    page.click("text=Se, hvad der ændres")
    assert "10. september 2015" in page.inner_text("ins")
    seen += faults_in_both_looks(page)
    page.click("text=Ændr konkurrencen")
    assert "10. september 2015" in page.inner_text(".deed ins")

    page.click("text=Hent befolkningen ind")
    seen += faults_in_both_looks(page)
    with worker(tmp_path / "worker.log"):
        page.click("text=Hent fra Statistikbanken")
        page.wait_for_selector("text=Gem befolkningen", timeout=40_000)
    seen += faults_in_both_looks(page)
    page.check("[name=seen]")
    page.click("text=Gem befolkningen")
    assert "Alle 98 kommuner har befolkning" in page.inner_text("main")
    seen += faults_in_both_looks(page)

    seen += take_part_and_open(page)
    answer = stranger.goto("/2015/")
    assert answer is not None
    assert answer.status == 200
    assert seen == []


def take_part_and_open(page) -> list[str]:
    page.goto("/kl/konkurrencer/2015/deltagere/")
    page.click("text=Aalborg >> nth=-1")
    seen = faults_in_both_looks(page)
    page.click("text=Føj Aalborg til")
    assert page.inner_text("h1") == "1 deltager"

    page.goto("/kl/konkurrencer/2015/")
    page.click("text=Åbn konkurrencen")
    assert "Sæt kryds" in page.inner_text(".messages")
    page.check("[name=confirmed]")
    page.click("text=Åbn konkurrencen")
    assert Competition.objects.get(pk="2015").state == "open"
    return seen + faults_in_both_looks(page)
