"""The browser's history on the pages that change without being loaded: what is typed is one step,
and address, field and table always belong together.
"""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests import factories
from tests.factories import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RANKING = "/2014/rangliste/mest-digitale/"
ROWS = ".rank tbody tr:not(.group, .explain)"


@pytest.fixture
def four_towns(transactional_db):
    """Two municipalities in each of two regions, one week."""
    towns = [
        factories.municipality(name, code=code, region_code=region)
        for name, code, region in (
            ("Aalborg", "851", "1081"),
            ("Thisted", "787", "1081"),
            ("Aarhus", "751", "1082"),
            ("Viborg", "791", "1082"),
        )
    ]
    factories.competition(participants=towns)
    factories.published_with(dict(zip(towns, (500, 510, 520, 530), strict=True)), "2014-W41")
    factories.the_clock_shows(at(2014, 10, 18, 10))


def typed(page: Page, *texts: str) -> None:
    for text in texts:
        page.locator("#q").fill(text)
        expect(page).to_have_url(re.compile(rf"\?q={text}$"))


def hold(page: Page, addresses: str) -> list[Route]:
    """The requests that stand and wait for their answer."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(addresses, keep)
    return held


def only_called_off(complaints: list[str]) -> None:
    """The library tells the console of each request that was called off, and of nothing else."""
    told = {complaint.split(",")[0] for complaint in complaints}
    assert told == {"htmx:afterRequest", "htmx:sendAbort"}
    complaints.clear()


def test_what_is_typed_with_pauses_is_one_step_back(four_towns, visit):
    page = visit()
    page.goto(RANKING)
    before = page.evaluate("history.length")
    typed(page, "a", "aa", "aar")
    assert page.evaluate("history.length") == before + 1
    expect(page.locator(ROWS)).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(re.compile(rf"{RANKING}$"))
    expect(page.locator(ROWS)).to_have_count(4)
    expect(page.locator("#q")).to_have_value("")
    page.go_forward()
    expect(page.locator("#q")).to_have_value("aar")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator("#choices")).to_have_count(1)


def test_what_is_typed_and_deleted_again_leaves_no_step(four_towns, visit):
    page = visit()
    page.goto("/2014/kort/")
    page.goto(RANKING)
    typed(page, "a", "aar")
    page.locator("#q").fill("")
    expect(page).to_have_url(re.compile(f"{RANKING}$"))
    expect(page.locator(ROWS)).to_have_count(4)
    page.locator("#region-1").click()
    expect(page).to_have_url(re.compile("region=region-nordjylland$"))
    expect(page.locator("#region-1")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page).to_have_url(re.compile(f"{RANKING}$"))
    expect(page.locator(ROWS)).to_have_count(4)
    typed(page, "v", "vib")
    expect(page.locator(ROWS)).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(re.compile(f"{RANKING}$"))
    expect(page.locator(ROWS)).to_have_count(4)
    page.go_back()
    expect(page).to_have_url(re.compile("/2014/kort/$"))


def test_going_back_while_an_answer_is_on_its_way_keeps_address_and_table_together(
    four_towns, visit, complaints
):
    page = visit()
    page.goto(RANKING)
    typed(page, "aa")
    held = hold(page, "**/*region=*")
    page.locator("#region-1").click()
    while not held:
        page.wait_for_timeout(20)
    page.go_back()
    expect(page).to_have_url(re.compile(rf"{RANKING}$"))
    expect(page.locator(ROWS)).to_have_count(4)
    for route in held:
        route.abort()
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(rf"{RANKING}$"))
    expect(page.locator(ROWS)).to_have_count(4)
    expect(page.locator("#region-all")).to_have_attribute("aria-current", "true")
    only_called_off(complaints)


def test_of_two_choices_in_a_row_the_last_one_counts(four_towns, visit, complaints):
    page = visit()
    page.goto(RANKING)
    held = hold(page, "**/*region=region-nordjylland*")
    page.locator("#region-1").click()
    while not held:
        page.wait_for_timeout(20)
    page.locator("#region-2").click()
    expect(page).to_have_url(re.compile("region=region-midtjylland$"))
    for route in held:
        route.abort()
    expect(page.locator(ROWS)).to_have_text([re.compile("Viborg"), re.compile("Aarhus")])
    only_called_off(complaints)


def test_after_going_back_the_search_of_the_header_still_suggests(four_towns, visit):
    page = visit()
    page.goto("/2014/kort/")
    page.locator("#reg-1").click()
    expect(page).to_have_url(re.compile("region=region-nordjylland$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/kort/$"))
    page.get_by_role("combobox", name="Find din kommune").press_sequentially("Aahrus")
    expect(page.get_by_role("option", name="Mente du Aarhus?")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/kommuner/aarhus/$"))
