"""A press officer takes the week's material, and a colleague chooses the Monday mail, with a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from competition import monday_mail
from competition.models import MondayWish
from municipalities.models import Municipality
from tests import factories
from tests.browser.looks import overflow
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page):
    factories.staff(Municipality.objects.get(code="751"))
    page.goto("/konto/login/")
    page.fill("input[name=login]", "staff@example.dk")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/min-kommune/")


def violations(page) -> list[str]:
    return [each["id"] for each in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("width", [390, 1440])
def test_the_press_kit_fits_and_is_read_by_everybody(autumn, visit, width):
    page = visit(width)
    sign_in(page)
    page.goto("/min-kommune/presse/")
    assert overflow(page) == 0
    assert violations(page) == []
    text = page.get_by_label("Danmarks mest digitale unge").first
    assert text.input_value().startswith("Aarhus er fortsat nummer 2 ")
    assert text.get_attribute("readonly") is not None
    page.set_viewport_size({"width": 320, "height": 800})
    assert overflow(page) == 0


def test_the_press_kit_works_without_javascript(autumn, visit):
    page = visit(390, javascript=False)
    sign_in(page)
    page.goto("/min-kommune/presse/")
    assert page.get_by_role("button", name="Kopiér").count() == 0
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Som tekstfil").first.click()
    name = "presse-aarhus-mest-digitale-2014-uge-41.txt"
    assert waiting.value.suggested_filename == name


def test_the_monday_mail_is_chosen_by_keyboard_seen_and_given_up_by_its_link(autumn, visit):
    page = visit(390)
    sign_in(page)
    page.goto("/min-kommune/mandagsmail/")
    assert overflow(page) == 0
    assert violations(page) == []
    page.get_by_label("Nej tak").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Gem valget").press("Enter")
    page.get_by_text("Du får mandagsmailen fra og med næste uge.").wait_for()
    wish = MondayWish.objects.get()
    page.locator("iframe").scroll_into_view_if_needed()
    sample = page.frame_locator("iframe").get_by_role("heading", level=1)
    assert sample.inner_text() == "Aarhus er nummer 41 af 47 i uge 41, uændret"
    stranger = visit(390)
    stranger.goto(f"/mandagsmail/afmeld/{monday_mail.key(wish.person, wish.since)}/")
    assert (overflow(stranger), violations(stranger)) == (0, [])
    stranger.get_by_role("button", name="Ja, ikke flere").click()
    stranger.get_by_role("heading", name="Du får ingen mandagsmail").wait_for()
    assert MondayWish.objects.count() == 0
