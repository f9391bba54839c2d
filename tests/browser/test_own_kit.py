"""A press officer takes the week's material, and a colleague chooses the Monday mail, with a browser."""

import pytest
from playwright.sync_api import expect

from competition import monday_mail
from competition.models import MondayWish
from municipalities.models import Municipality
from tests import factories
from tests.browser.looks import faults, overflow
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page):
    factories.staff(Municipality.objects.get(code="751"))
    page.goto("/konto/login/")
    page.fill("input[name=login]", "staff@example.dk")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/min-kommune/")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_press_kit_fits_and_is_read_by_everybody(autumn, visit, width):
    page = visit(width)
    sign_in(page)
    page.goto("/min-kommune/presse/")
    assert faults(page) == []
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
    assert faults(page) == []
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
    assert faults(stranger) == []
    stranger.get_by_role("button", name="Ja, ikke flere").click()
    stranger.get_by_role("heading", name="Du får ingen mandagsmail").wait_for()
    assert MondayWish.objects.count() == 0


def test_the_menu_stands_on_one_line_with_the_draw_in_it(autumn, visit):
    factories.announce(autumn, factories.at(2014, 10, 18, 9))
    page = visit(1440)
    sign_in(page)
    links = page.locator(".menu-wide a")
    assert "Lodtrækningen" in links.all_inner_texts()
    assert len({round(link.bounding_box()["y"]) for link in links.all()}) == 1


def test_an_open_page_is_told_of_a_new_publication(autumn, visit):
    page = visit(1440)
    sign_in(page)
    factories.store_places(
        factories.weekly_figures(
            factories.published("2014-W42", published_at=factories.at(2014, 10, 18, 9))
        )
    )
    page.evaluate("htmx.trigger(document.querySelector('[data-look]'), 'look')")
    expect(page.get_by_text("Nye tal for uge 42.")).to_be_visible()
    page.get_by_role("link", name="Vis dem").click()
    expect(page.locator(".own-head .stamp")).to_contain_text("Uge 42")


def test_on_paper_the_curve_is_as_wide_and_as_high_as_its_place(autumn, visit):
    page = visit(1440)
    page.goto("/2014/kommuner/favrskov/")
    page.locator(".trend-canvas .main-svg").first.wait_for()
    page.evaluate("""() => matchMedia("print").addEventListener("change", (event) => {
        const size = (each) => {
            const {width, height} = each.getBoundingClientRect();
            return [Math.round(width), Math.round(height)];
        };
        const of = (name) => size(document.querySelector(name));
        if (event.matches) window.printed = [of(".trend-canvas"), of(".trend-canvas .main-svg")];
    })""")
    page.pdf(format="A4")
    place, curve = page.evaluate("printed")
    assert curve == place
