"""The grid in the browser: by keyboard, with a colleague, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from municipalities.models import Municipality
from signups.models import Figure, Release
from tests import factories
from tests.browser.test_road import FILE, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRID = "/kl/uge/2014-uge-42/tal/"


def lines() -> list[list[str]]:
    text = FILE.read_text(encoding="utf-8-sig")
    return [line.split(";") for line in text.splitlines()[1:] if line]


def field(page: Page, name: str):
    return page.get_by_label(name, exact=True)


def paste(page: Page, text: str) -> None:
    """As Ctrl+V does with what a spreadsheet put on the clipboard."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def begin(page: Page) -> None:
    page.goto(GRID)
    page.get_by_role("button", name="Begynd en tom kladde").click()
    expect(field(page, "København, tilmeldte 15+")).to_be_visible()


def all_saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_contain_text("Alt er gemt", timeout=15_000)


def test_the_grid_by_keyboard_with_undo_and_a_colleague(autumn, visit):
    editor, colleague = visit(1440), visit(1440)
    sign_in(editor, factories.editor())
    sign_in(colleague, factories.approver())
    begin(editor)

    field(editor, "København, tilmeldte 15+").focus()
    editor.keyboard.type("286.869")
    editor.keyboard.press("Enter")
    expect(field(editor, "Frederiksberg, tilmeldte 15+")).to_be_focused()
    editor.keyboard.press("ArrowUp")
    editor.keyboard.press("ArrowRight")
    expect(field(editor, "København, tilmeldte 15-24")).to_be_focused()
    expect(editor.locator("#k101 .g-state")).to_have_text("ikke gemt")
    editor.keyboard.type("39797")
    editor.keyboard.press("ArrowRight")
    editor.keyboard.type("41044")
    editor.keyboard.press("Enter")
    expect(editor.locator("#k101 .g-state")).to_have_text("gemt")
    expect(editor.locator('[data-foot="0"]')).to_have_text("286.869")

    editor.keyboard.press("Control+z")
    expect(field(editor, "København, fritagne 15+")).to_have_value("")
    expect(editor.locator("#k101 .g-state")).to_have_text("ikke gemt")
    field(editor, "København, fritagne 15+").fill("41044")
    editor.keyboard.press("Enter")
    all_saved(editor)

    colleague.goto(GRID)
    expect(colleague.locator(".presence")).to_contain_text("editor@example.dk")
    field(editor, "København, fritagne 15+").fill("41.050")
    editor.keyboard.press("Enter")
    all_saved(editor)
    field(colleague, "København, fritagne 15+").fill("41060")
    colleague.keyboard.press("Enter")
    expect(colleague.locator("#note101")).to_contain_text("En anden har rettet rækken imens")
    assert Figure.objects.get(release__week="2014-W42").exempt_15_plus == 41050


def test_the_grid_without_javascript_is_one_form(autumn, visit, complaints):
    editor = visit(390, javascript=False)
    sign_in(editor, factories.editor())
    begin(editor)
    for name, number in (("tilmeldte 15+", "286.869"), ("tilmeldte 15-24", "mange")):
        field(editor, f"København, {name}").fill(number)
    editor.get_by_role("button", name="Gem rækkerne").click()
    expect(field(editor, "København, tilmeldte 15-24")).to_have_value("mange")
    assert ["422" in text for text in complaints] == [True]
    complaints.clear()
    field(editor, "København, tilmeldte 15-24").fill("39797")
    field(editor, "København, fritagne 15+").fill("41044")
    editor.get_by_role("button", name="Gem rækkerne").click()
    expect(editor.get_by_text("Alle rækker er gemt.")).to_be_visible()
    expect(editor).to_have_url(re.compile("tal/$"))


def types_over_a_colleague(editor: Page) -> None:
    """The page still shows an empty row, which a colleague has filled meanwhile."""
    release = Release.objects.get(week="2014-W42")
    factories.figure(release, Municipality.objects.get(code="101"), 280_000, 39_000, 41_000)
    for name, number in (("tilmeldte 15+", "281000"), ("tilmeldte 15-24", "39001")):
        field(editor, f"København, {name}").fill(number)
    field(editor, "København, fritagne 15+").fill("41001")
    editor.keyboard.press("Enter")
    expect(editor.locator("#note101")).to_contain_text("En anden har rettet rækken imens")
    expect(editor.locator("[data-status]")).to_contain_text("1 række er ikke gemt. København: En")


@pytest.mark.parametrize(
    ("way", "stands"),
    [("Behold mine", 281_000), ("Tag den andens", 280_000), ("Enter", 281_000)],
)
def test_a_clash_is_settled_on_the_row_by_keyboard(autumn, visit, way, stands):
    editor = visit(1440)
    sign_in(editor, factories.editor())
    begin(editor)
    types_over_a_colleague(editor)
    if way == "Enter":
        field(editor, "København, fritagne 15+").focus()
    else:
        editor.get_by_role("button", name=f"{way}, København").focus()
    editor.keyboard.press("Enter")
    all_saved(editor)
    expect(editor.locator("#note101 button")).to_have_count(0)
    assert Figure.objects.get(release__week="2014-W42").registered_15_plus == stands
    shown = field(editor, "København, tilmeldte 15+").input_value()
    assert shown.replace(".", "") == str(stands)


def test_a_pasted_sheet_with_names_headings_and_a_total_finds_its_rows(autumn, visit):
    editor = visit(1440)
    sign_in(editor, factories.editor())
    begin(editor)
    field(editor, "Frederiksberg, tilmeldte 15+").focus()
    paste(
        editor,
        "Kommune\tTilmeldte 15+\tTilmeldte 15-24\tFritagne 15+\n"
        "Kbh\t286.869\t39.797\t41.044\nAtlantis\t1\t2\t3\n"
        "Århus Kommune\t1000\t2000\t3\nHele landet\t4.300.000\t500.000\t900.000\n",
    )
    expect(field(editor, "København, tilmeldte 15+")).to_have_value("286.869")
    expect(field(editor, "Frederiksberg, tilmeldte 15+")).to_have_value("")
    expect(editor.get_by_label("Hele landet, Tilmeldte 15+")).to_have_value("4.300.000")
    status = editor.locator("[data-status]")
    expect(status).to_contain_text("1 række er ikke gemt.")
    expect(status).to_contain_text("»Atlantis«")
    expect(editor.locator("#note751")).to_contain_text("2.000 tilmeldte")
    editor.reload()
    expect(editor.locator("[data-status]")).to_have_text("1 række er ikke gemt.")
    expect(editor.get_by_label("Hele landet, Tilmeldte 15+")).to_have_value("4.300.000")
    field(editor, "København, tilmeldte 15+").focus()
    editor.keyboard.press("Control+End")
    expect(editor.locator("tr[data-code] .g-in input").last).to_be_focused()
    editor.keyboard.press("Control+Home")
    expect(field(editor, "København, tilmeldte 15+")).to_be_focused()
    expect(editor.get_by_role("link", name="Ugens tal", exact=True)).to_have_attribute(
        "aria-current", "page"
    )


def test_on_a_phone_the_first_row_is_on_the_first_screen(autumn, visit):
    editor = visit(390)
    sign_in(editor, factories.editor())
    begin(editor)
    box = field(editor, "København, tilmeldte 15+").bounding_box()
    assert box["y"] + box["height"] < 900
