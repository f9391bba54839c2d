"""The map, the search, the comparison and the notice as they are used, at three widths, in both
languages, with JavaScript and without."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from signups.weeks import Week
from tests import factories
from tests.browser.looks import overflow
from tests.factories import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (320, 768, 1440)
WORDS = {
    "da": ("", "Find din kommune", "Søg", "98 kommuner"),
    "en": ("/en", "Find your municipality", "Search", "98 municipalities"),
}
ROWS = ".listed tbody tr"


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", WORDS)
def test_find_a_municipality_filter_switch_week_and_go_back(autumn, visit, language, javascript):
    prefix, find, search, everyone = WORDS[language]
    for width in WIDTHS:
        page = visit(width, javascript=javascript)
        page.goto(f"{prefix}/2014/kort/")
        assert overflow(page) == 0
        expect(page.locator("#map-listed")).to_have_text(everyone)

        page.locator("#kat-youth").click()
        expect(page).to_have_url(re.compile(r"/kort/unge/$"))
        page.locator("#reg-1").click()
        expect(page).to_have_url(re.compile(r"region=region-nordjylland"))
        expect(page.locator(ROWS)).to_have_count(11)
        page.locator("#uge-39").click()
        expect(page).to_have_url(re.compile(r"/unge/2014-uge-39/\?region=region-nordjylland$"))
        expect(page.locator("#uge-39")).to_have_attribute("aria-current", "true")
        page.go_back()
        expect(page.locator("#uge-39")).not_to_have_attribute("aria-current", "true")
        page.wait_for_load_state()
        page.go_back()
        expect(page).to_have_url(re.compile(r"/kort/unge/$"))
        expect(page.locator(ROWS)).to_have_count(98)
        page.wait_for_load_state()
        page.go_forward()
        expect(page.locator(ROWS)).to_have_count(11)

        page.get_by_role("combobox" if javascript else "searchbox", name=find).fill("hoje taastrup")
        page.get_by_role("button", name=search).click()
        expect(page).to_have_url(re.compile(rf"{prefix}/2014/kommuner/hoeje-taastrup/$"))
        assert overflow(page) == 0


def test_the_map_is_one_stop_for_tab_and_is_walked_with_the_arrow_keys(autumn, visit):
    page = visit(1440)
    page.goto("/2014/kort/")
    stops = page.locator(".map a[data-code]:not([tabindex='-1'])")
    expect(stops).to_have_count(1)
    page.locator(".skip-map").focus()
    page.keyboard.press("Tab")
    says = page.locator("[data-says]")
    expect(says.locator("[data-says-name]")).not_to_have_text("Hele landet")
    page.keyboard.press("Home")
    expect(says).to_contain_text("Frederikshavn")
    for _press in range(3):
        page.keyboard.press("ArrowDown")
    name = says.locator("[data-says-name]").inner_text()
    assert name != "Frederikshavn"
    expect(page.locator("tr.is-lit th")).to_have_text(name)
    expect(stops).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(name[:6]))


def test_the_table_lights_up_its_municipality_and_the_inset_is_for_clicking(autumn, visit):
    page = visit(1440)
    page.goto("/2014/kort/")
    page.locator("tr[data-code='851']").hover()
    expect(page.locator(".map a.is-lit[data-code='851']")).to_have_count(1)
    expect(page.locator("[data-says]")).to_contain_text("70,0 pct.")
    page.locator("#trin-6").click()
    expect(page.locator("#map-listed")).to_have_text("6 kommuner")
    expect(page).to_have_title(re.compile("^Kort: Danmarks mest digitale kommune, uge 41"))
    page.locator("#alle-trin").click()
    page.locator("a[data-of='147']").click()
    expect(page).to_have_url(re.compile("/kommuner/frederiksberg/$"))


def test_suggestions_come_as_one_types_and_are_taken_with_the_keyboard(autumn, visit):
    page = visit(390)
    page.goto("/")
    box = page.get_by_role("combobox", name="Find din kommune")
    box.press_sequentially("kobenh")
    options = page.get_by_role("option")
    expect(options).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("København")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/kommuner/koebenhavn/$"))


@pytest.mark.parametrize("width", WIDTHS)
def test_without_javascript_boxes_are_ticked_and_one_more_is_added_by_name(autumn, visit, width):
    page = visit(width, javascript=False)
    page.goto("/2014/sammenlign/")
    page.get_by_label("Aalborg").check()
    page.get_by_label("Faxe").check()
    page.get_by_role("button", name="Sammenlign de valgte").click()
    expect(page).to_have_url(re.compile(r"\?kommuner=aalborg,faxe$"))
    page.get_by_role("searchbox", name="Tilføj en kommune").fill("Kbh")
    page.get_by_role("button", name="Tilføj").click()
    expect(page).to_have_url(re.compile(r"\?kommuner=aalborg,faxe,koebenhavn$"))
    expect(page.locator(".versus thead th")).to_have_count(3)
    assert overflow(page) == 0
    page.locator(".chosen a").first.click()
    expect(page).to_have_url(re.compile(r"\?kommuner=faxe,koebenhavn$"))


def test_the_chart_is_downloaded_as_a_picture_and_as_numbers(autumn, visit, tmp_path):
    page = visit(1280)
    page.goto("/2014/sammenlign/?kommuner=aalborg,faxe")
    page.locator(".trend").scroll_into_view_if_needed()
    with page.expect_download() as picture:
        page.get_by_role("button", name="Hent kurven som billede (PNG)").click()
    assert picture.value.suggested_filename == "aalborg-faxe-2014-uge-41.png"
    picture.value.save_as(tmp_path / "chart.png")
    data = (tmp_path / "chart.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(data[n : n + 4]) for n in (16, 20)] == [2400, 1260]
    with page.expect_download() as numbers:
        page.get_by_role("link", name="Hent tallene (CSV)").click()
    numbers.value.save_as(tmp_path / "chart.csv")
    lines = (tmp_path / "chart.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[-1].startswith("2014-W41;2014-10-10;70,0;")


def test_an_open_page_is_told_of_new_figures_without_a_jump(autumn, visit):
    page = visit(1280)
    page.goto("/2014/kommuner/aalborg/")
    page.evaluate("scrollTo(0, 900)")
    out = at(2014, 10, 18, 9)
    factories.store_places(
        factories.weekly_figures(factories.published(Week(2014, 42), published_at=out))
    )
    factories.the_clock_shows(out + timedelta(hours=2))
    page.evaluate("htmx.trigger(document.querySelector('[data-look]'), 'look')")
    notice = page.locator(".news")
    expect(notice).to_have_text(re.compile(r"Nye tal for uge 42\.\s+Vis dem"))
    assert abs(page.evaluate("scrollY") - 900) < 60
    notice.get_by_role("link").click()
    expect(page.locator(".stamp b").first).to_have_text("Uge 42")
    expect(page.locator("[data-ago]").first).to_have_text(
        re.compile(r"^Opdateret for 2 timer siden\.$")
    )


def test_on_a_phone_the_first_rows_of_the_ranking_stand_on_the_first_screen(autumn, visit):
    page = visit(390, height=844)
    page.goto("/2014/rangliste/mest-digitale/")
    row = page.locator(".rank tbody tr").first.bounding_box()
    assert row is not None
    assert row["y"] + row["height"] < 844


def test_on_paper_the_numbers_stand_in_for_a_curve_that_nobody_has_scrolled_to(autumn, visit):
    page = visit(1280, height=500)
    page.goto("/2014/kommuner/aalborg/")
    canvas, numbers = page.locator(".trend-canvas"), page.locator(".trend details")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(canvas).to_be_hidden()
    expect(numbers).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(numbers).not_to_have_attribute("open", "")


def test_the_boxes_of_the_list_are_large_enough_for_a_finger(autumn, visit):
    page = visit(390)
    page.goto("/2014/sammenlign/")
    box = page.get_by_label("Aalborg").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (24, 24)
    expect(page.get_by_role("combobox", name="Find din kommune")).to_be_visible()
