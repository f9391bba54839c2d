"""A Monday morning in a municipality, on a phone and by keyboard: where we stand, what it takes, where we
land, what if, and beside whom; with nothing to find for axe and nothing wider than the phone."""

import pytest
from playwright.sync_api import Page, expect

from municipalities.models import Municipality
from tests import factories
from tests.browser.looks import faults
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page) -> None:
    person = factories.staff(Municipality.objects.get(code="751"))
    person.set_password(PASSWORD)
    person.save()
    page.goto("/min-kommune/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aarhus")


def follow(page: Page, name: str) -> None:
    """Go by keyboard to a line of the menu, which is folded on a phone."""
    fold = page.locator("header .menu-fold summary")
    if fold.is_visible():
        fold.focus()
        page.keyboard.press("Enter")
    link = page.get_by_role("navigation", name="Hovedmenu").get_by_role(
        "link", name=name, exact=True
    )
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_a_monday_morning_on_a_phone_by_keyboard(autumn, visit):
    page = visit(390, height=844)
    enter(page)
    expect(
        page.get_by_role("heading", name="Jeres bedste chance: Danmarks mest digitale unge")
    ).to_be_visible()
    expect(page.locator(".chance-n")).to_have_text("619")
    found = faults(page)

    follow(page, "Hvad der skal til")
    expect(page.get_by_text("Med 643 flere er I forbi Haderslev og nummer 40.")).to_be_visible()
    found += faults(page)

    follow(page, "Fremskrivning")
    expect(page.get_by_role("heading", name="Chancen for hver plads")).to_be_visible()
    page.locator(".trend-canvas").scroll_into_view_if_needed()
    expect(page.locator(".trend-canvas svg").first).to_be_visible()
    found += faults(page)

    follow(page, "Hvad nu hvis")
    slider = page.get_by_role("slider").first
    expect(slider).to_be_visible()
    slider.focus()
    for _press in range(3):
        page.keyboard.press("PageUp")
    expect(page.locator("#id_flere")).not_to_have_value("")
    page.wait_for_url("**/hvad-nu-hvis/?flere=*")
    chosen = page.locator("#id_flere").input_value()
    assert page.url.endswith(f"?flere={chosen}")
    page.reload()
    expect(page.locator("#id_flere")).to_have_value(chosen)
    page.locator("#id_unge").fill("mange")
    expect(page.get_by_role("alert")).to_contain_text("Skriv et helt antal personer")
    found += faults(page)

    follow(page, "Sammenlign")
    page.get_by_role("link", name="Region Midtjylland").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="Favrskov").first).to_be_visible()
    found += faults(page)
    assert found == []


def test_the_same_pages_in_dark_colours_and_at_320_pixels(autumn, visit):
    page = visit(320)
    enter(page)
    page.emulate_media(color_scheme="dark")
    found = []
    for address in ("", "vejen/", "fremskrivning/?kategori=unge", "hvad-nu-hvis/", "sammenlign/"):
        page.goto(f"/min-kommune/{address}")
        found += faults(page)
    assert found == []


def test_without_javascript_the_scenario_is_a_plain_form(autumn, visit):
    page = visit(javascript=False)
    enter(page)
    page.goto("/min-kommune/hvad-nu-hvis/")
    expect(page.locator("input[type=range]").first).to_be_hidden()
    page.locator("#id_flere").fill("2.000")
    page.get_by_role("button", name="Vis pladserne").click()
    assert "flere=2.000" in page.url
    expect(page.locator("#id_flere")).to_have_value("2.000")
    expect(page.locator(".if-place").first).to_contain_text("i stedet for nummer")
