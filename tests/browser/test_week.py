"""A whole week in the browser: from an empty draft to publication at a set time, by two people."""

import re

import pytest
from playwright.sync_api import Page, expect

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


def is_refused_with_its_line(page: Page, folder) -> None:
    bad = folder / "2014-uge-42.csv"
    bad.write_bytes(FILE.read_bytes().replace(b";286869;", b";mange;"))
    page.get_by_role("link", name="Send en fil", exact=True).click()
    page.get_by_label("Fil med ugens tal").set_input_files(bad)
    page.get_by_role("button", name="Læs filen").click()
    expect(page.locator(".line mark")).to_have_text("mange", timeout=20_000)
    expect(page.get_by_label("Fil med ugens tal")).to_be_visible()


def type_the_week_without(page: Page, code: str) -> None:
    """A block from a spreadsheet, with one town left out and one digit lost."""
    begin(page)
    block = [line for line in lines() if line[0] != code]
    block[0][4] = block[0][4][:-1]
    field(page, "København, tilmeldte 15+").focus()
    paste(page, "\n".join("\t".join(line) for line in block))
    all_saved(page)
    assert Figure.objects.filter(release__week="2014-W42").count() == 97
    expect(page.locator("#note101")).to_contain_text("København")


def answer_each_warning(page: Page) -> None:
    while before := page.get_by_placeholder("Begrundelse").count():
        page.get_by_placeholder("Begrundelse").first.fill("Ringet og bekræftet")
        page.get_by_role("button", name="Set og i orden").first.click()
        expect(page.get_by_placeholder("Begrundelse")).to_have_count(before - 1)


def test_a_week_from_an_empty_draft_to_publication_at_a_set_time(
    autumn, running_worker, visit, tmp_path
):
    editor, approver, administrator, public = visit(1440), visit(1440), visit(), visit(390)
    sign_in(editor, factories.editor())
    sign_in(approver, factories.approver())
    sign_in(administrator, factories.administrator())

    is_refused_with_its_line(editor, tmp_path)
    type_the_week_without(editor, "741")
    editor.get_by_role("link", name="Videre til advarsler og godkendelse").click()
    answer_each_warning(editor)
    editor.get_by_role("button", name="Send til godkendelse").click()
    expect(editor.get_by_text("Tallene er sendt til godkendelse")).to_be_visible()

    # sent back with a comment, mended, approved
    approver.goto("/kl/uge/2014-uge-42/")
    approver.get_by_label("Hvad skal rettes?").fill("Er Samsø kommet?")
    approver.get_by_role("button", name="Send tilbage til redaktøren").click()
    editor.goto("/kl/")
    expect(editor.get_by_text("Er Samsø kommet?")).to_be_visible()
    editor.goto(GRID)
    samsoe = next(line for line in lines() if line[0] == "741")
    field(editor, "Samsø, tilmeldte 15+").focus()
    for number in samsoe[2:]:
        editor.keyboard.type(number)
        editor.keyboard.press("ArrowRight")
    all_saved(editor)
    approver.goto("/kl/uge/2014-uge-42/")
    approver.get_by_role("link", name="Se de offentlige sider, som de bliver").click()
    expect(approver.get_by_text("Sådan kommer de offentlige sider til at se ud")).to_be_visible()
    approver.goto("/kl/uge/2014-uge-42/")
    approver.get_by_role("button", name="Godkend tallene").click()
    expect(approver.get_by_label("Dag og tid")).to_have_value("2014-10-20T08:00")
    approver.get_by_role("button", name="Offentliggør på dette tidspunkt").click()
    public.goto("/2014/rangliste/mest-digitale/")
    expect(public.get_by_text("Uge 41").first).to_be_visible()

    # the time comes
    administrator.get_by_label("eller til").fill("2014-10-20T08:00")
    administrator.get_by_role("button", name="Stil uret").click()
    expect(administrator.locator(".clock time")).to_contain_text("20. oktober")
    public.goto("/2014/rangliste/mest-digitale/")
    expect(public.get_by_text("Uge 42").first).to_be_visible()
    assert Release.objects.get(week="2014-W42").status == "published"


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
