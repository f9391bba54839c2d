"""The desk for everybody: axe finds nothing in any look, nothing runs off a phone or is cut at 200 per
cent, and the way from typing to publication goes by keyboard alone and without JavaScript.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from competition import correcting
from municipalities.models import Municipality
from signups import corrections, entry, imports, tasks
from signups.corrections import Stocks
from signups.entry import Typed
from signups.models import Correction, Import, Release
from signups.weeks import Week
from tests import factories
from tests.browser.looks import faults_in_both_looks, overflow
from tests.browser.test_road import FILE, sign_in
from tests.corrections import confirm
from tests.factories import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEEK, NOW = Week(2014, 42), at(2014, 10, 18, 10)
HERE = "/kl/uge/2014-uge-42/"
# Words that a box hides the end of; what is for screen readers alone is cut on purpose.
CUT = """() => [...document.querySelectorAll("main *")].filter(one => {
    const style = getComputedStyle(one);
    return ["hidden", "clip"].includes(style.overflowX) && one.clientWidth > 1
      && one.scrollWidth > one.clientWidth + 1 && one.innerText?.trim();
  }).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def half_done(autumn) -> list[str]:
    """A draft with everything in it: figures, warnings, a row that is half typed, one missing; a file
    that waits, one that is refused, a correction that waits and one that is done. The pages of it."""
    factories.the_clock_shows(NOW)
    release = factories.weekly_figures(factories.draft(WEEK))
    rows = [
        Typed("101", ("200000", "39797", "41044"), (286869, 39797, 41044)),
        Typed("741", ("", "", ""), (2002, 153, 331)),
        Typed("147", ("mange", "", ""), (53466, 5403, 7303)),
    ]
    entry.save_rows(release, rows=rows, by=factories.editor(), now=NOW)
    files = [
        received(FILE.read_bytes()[:-60]),
        received(FILE.read_bytes().replace(b";286869", b";x")),
    ]
    waits, done = proposed("751"), proposed("851")
    confirm(done, by=factories.approver(), now=NOW)
    return [
        "/kl/",
        "/kl/indsend/",
        *(f"/kl/indsendt/{one.pk}/" for one in files),
        HERE,
        f"{HERE}tal/",
        "/kl/uge/2014-uge-41/",
        "/kl/uge/2014-uge-43/tal/",
        f"{HERE}adgang/",
        "/kl/uge/2014-uge-41/ret/?kommune=101",
        "/kl/rettelser/",
        *(f"/kl/rettelser/{one.pk}/" for one in (waits, done)),
        "/kl/historik/",
        f"{HERE}forhaandsvisning/",
        f"{HERE}forhaandsvisning/slutspurt/",
        f"{HERE}forhaandsvisning/kommuner/aarhus/",
    ]


def received(content: bytes) -> Import:
    made = imports.receive(
        content=content,
        file_name="2014-uge-42.csv",
        week=WEEK,
        as_of=WEEK.friday,
        by=factories.editor(),
        now=NOW,
    )
    tasks.read_import(made.pk)
    return made


def proposed(code: str) -> Correction:
    release = Release.objects.get(week="2014-W41")
    town = Municipality.objects.get(code=code)
    new = Stocks(90_000, 9_000, 9_000)
    return correcting.propose(
        release,
        town,
        new=new,
        reason="Talt igen.",
        answers={doubt.key: "Ringet." for doubt in corrections.doubts(release, town, new)},
        by=factories.editor(),
        now=NOW,
    )


def test_the_desks_pages_have_no_violation_and_no_sideways_scrolling(half_done, visit):
    page = visit()
    sign_in(page, factories.approver())
    found = []
    for address in half_done:
        answer = page.goto(address)
        assert answer.status == 200, address
        found += faults_in_both_looks(page)
    assert found == []


def test_at_200_per_cent_nothing_is_cut_and_only_tables_scroll_sideways(half_done, visit):
    page = visit(640, height=450, scale=2)
    sign_in(page, factories.approver())
    found = {}
    for address in half_done:
        page.goto(address)
        found[address] = overflow(page), page.evaluate(CUT)
    assert found == {address: (0, []) for address in half_done}


# --- by keyboard alone ----------------------------------------------------------------------------
HELD = """() => { const one = document.activeElement;
  return (one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText || "").trim(); }"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until whatever is called so has the focus, and can be seen to have it."""
    for _press in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(HELD) == name:
            ring = "getComputedStyle(document.activeElement).outlineStyle"
            shadow = "getComputedStyle(document.activeElement).boxShadow"
            assert (page.evaluate(ring), page.evaluate(shadow)) != ("none", "none"), name
            return
    raise AssertionError(f"Tab does not reach {name}")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in_by_keyboard(page: Page, person) -> None:
    page.goto("/konto/login/")
    tab_to(page, "E-mail")
    page.keyboard.type(person.email)
    tab_to(page, "Adgangskode")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/kl/$"))


def test_from_the_first_number_to_publication_by_keyboard_alone(autumn, visit):
    release = factories.weekly_figures(factories.draft(WEEK))
    release.figures.filter(municipality="741").delete()
    editor, approver = visit(1440), visit(1440)
    sign_in_by_keyboard(editor, factories.editor())
    press(editor, "Tast dem")
    tab_to(editor, "Samsø, tilmeldte 15+")
    for text in ("2.002", "153", "331"):
        editor.keyboard.type(text)
        editor.keyboard.press("ArrowRight")
    expect(editor.locator("[data-status]")).to_contain_text("Alt er gemt", timeout=15_000)
    press(editor, "Videre til advarsler og godkendelse")
    press(editor, "Send til godkendelse")
    expect(editor.get_by_text("Tallene er sendt til godkendelse")).to_be_visible()

    sign_in_by_keyboard(approver, factories.approver())
    press(approver, "Gå til godkendelse")
    press(approver, "Godkend tallene")
    expect(approver.get_by_text("Tallene er godkendt.")).to_be_visible()
    press(approver, "Offentliggør nu")
    expect(approver.get_by_text("Tallene er offentliggjort.")).to_be_visible()
    assert Release.objects.get(week="2014-W42").status == "published"


# --- without JavaScript ---------------------------------------------------------------------------
def test_from_the_file_to_a_set_time_without_javascript(autumn, running_worker, visit, tmp_path):
    short = tmp_path / "2014-uge-42.csv"
    kept = FILE.read_bytes().splitlines(keepends=True)
    short.write_bytes(b"".join(line for line in kept if line[:3] not in {b"741", b"825"}))
    editor, approver = visit(390, javascript=False), visit(1280, javascript=False)
    sign_in(editor, factories.editor())
    editor.get_by_role("link", name="Send en fil", exact=True).click()
    editor.get_by_label("Fil med ugens tal").set_input_files(short)
    editor.get_by_role("button", name="Læs filen").click()
    store = editor.get_by_role("button", name="Gem som kladde")
    expect(store).to_be_disabled(timeout=20_000)
    editor.get_by_label("Begrundelse for advarsel 1").fill("Kommer mandag")
    editor.get_by_label("Begrundelse for advarsel 2").fill("Ringet")
    editor.get_by_role("button", name="Set og i orden").first.click()
    expect(editor.get_by_text("Kommer mandag")).to_be_visible()
    expect(editor.get_by_text("Ringet")).to_be_visible()
    store.click()
    editor.get_by_role("link", name="Gå til uge 42").click(timeout=20_000)
    editor.get_by_role("button", name="Send til godkendelse").click()

    sign_in(approver, factories.approver())
    approver.get_by_role("link", name="Gå til godkendelse").click()
    approver.get_by_role("button", name="Godkend tallene").click()
    approver.get_by_label("Dag og tid").fill("2014-10-20T08:00")
    approver.get_by_role("button", name="Offentliggør på dette tidspunkt").click()
    expect(approver.get_by_text("Tiden for offentliggørelsen er sat.")).to_be_visible()
    assert Release.objects.get(week="2014-W42").publish_at == at(2014, 10, 20, 8)
