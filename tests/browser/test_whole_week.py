"""A whole week in the browser, by two people: an empty draft, a refused file, warnings, a publication at
a set time that the machine slept through, and a correction afterwards."""

import pytest
from playwright.sync_api import Page, expect

from municipalities.models import Municipality
from signups.models import Correction, Figure, Import, Release
from tests import factories
from tests.browser.test_road import FILE, sign_in
from tests.browser.test_week import GRID, all_saved, begin, field, lines, paste
from tests.factories import at
from tests.services import beat, empty_the_queue, wait_until, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEEK = "/kl/uge/2014-uge-42/"
TABLE = "/2014/rangliste/mest-digitale/"
LEFT_OUT = ("741", "825", "563")


@pytest.fixture
def editor(autumn, visit) -> Page:
    page = visit(1440)
    sign_in(page, factories.editor())
    return page


@pytest.fixture
def approver(autumn, visit) -> Page:
    page = visit(1440)
    sign_in(page, factories.approver())
    return page


def with_thousands(number: str) -> str:
    return f"{int(number):,}".replace(",", ".")


def types_and_pastes(page: Page) -> None:
    """A block as Excel puts it on the clipboard, then a slip that is taken back."""
    begin(page)
    block = [[with_thousands(cell) for cell in line[2:]] for line in lines()[:50]]
    field(page, "København, tilmeldte 15+").focus()
    paste(page, "\r\n".join("\t".join(cells) for cells in block) + "\r\n")
    all_saved(page)
    assert Figure.objects.filter(release__week="2014-W42").count() == 50
    page.keyboard.press("ArrowDown")
    expect(field(page, "Frederiksberg, tilmeldte 15+")).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("1 række er ikke gemt")
    page.keyboard.press("Control+z")
    expect(field(page, "Frederiksberg, tilmeldte 15+")).to_have_value("53.466")
    all_saved(page)
    kept = Figure.objects.get(release__week="2014-W42", municipality="147")
    assert kept.registered_15_plus == 53_466


def sends(page: Page, file) -> None:
    page.get_by_label("Fil med ugens tal").set_input_files(file)
    page.get_by_role("button", name="Læs filen").click()


def sends_a_bad_file_and_mends_it_at_once(page: Page, folder) -> None:
    """The offending line is shown, and the corrected file goes from the same page: three towns short
    and a digit lost."""
    bad, mended = folder / "bad-2014-uge-42.csv", folder / "2014-uge-42.csv"
    bad.write_bytes(FILE.read_bytes().replace(b";286869;", b";mange;"))
    kept = [
        line for line in FILE.read_bytes().splitlines(keepends=True)
        if line[:3].decode() not in LEFT_OUT
    ]  # fmt: skip
    mended.write_bytes(b"".join(kept).replace(b";41044", b";4104"))
    page.get_by_role("link", name="Send en fil", exact=True).click()
    sends(page, bad)
    expect(page.locator(".line mark")).to_have_text("mange", timeout=20_000)
    expect(page.get_by_text("Linje 2", exact=True)).to_be_visible()
    sends(page, mended)
    expect(page.get_by_role("button", name="Gem som kladde")).to_be_disabled(timeout=20_000)


def answers_one_then_the_rest_and_leaves_in_between(page: Page) -> None:
    """Whoever goes away finds the file and the answer again from the desk."""
    waiting = page.get_by_placeholder("Begrundelse").count()
    assert waiting == len(LEFT_OUT) + 1
    page.get_by_label("Begrundelse for advarsel 2").fill("Ringet og bekræftet")
    page.keyboard.press("Enter")
    expect(page.get_by_placeholder("Begrundelse")).to_have_count(waiting - 1)
    page.goto("/kl/")
    page.get_by_role("link", name="Se den igennem").click()
    expect(page.get_by_text("Ringet og bekræftet")).to_be_visible()
    page.get_by_role("button", name="Kryds alle af").click()
    page.get_by_label("Samme begrundelse for alle afkrydsede").fill("De kommer i morgen")
    page.get_by_role("button", name="Besvar de afkrydsede").click()
    expect(page.get_by_placeholder("Begrundelse")).to_have_count(0)
    page.get_by_role("button", name="Gem som kladde").click()
    page.get_by_role("link", name="Gå til uge 42").click(timeout=20_000)


def asks(page: Page) -> None:
    page.goto(WEEK)
    page.get_by_role("button", name="Send til godkendelse").click()
    expect(page.get_by_text("Tallene er sendt til godkendelse")).to_be_visible()


def looks_and_sends_back(page: Page) -> None:
    """What the week does to the standings, and the public pages as they will look."""
    page.goto(WEEK)
    expect(page.get_by_role("heading", name="Det gør det ved stillingen")).to_be_visible()
    page.get_by_role("link", name="Se de offentlige sider, som de bliver").click()
    expect(page.get_by_text("Sådan kommer de offentlige sider til at se ud")).to_be_visible()
    expect(page.get_by_text("Uge 42").first).to_be_visible()
    page.goto(WEEK)
    page.get_by_label("Hvad skal rettes?").fill("København mangler et ciffer")
    page.get_by_role("button", name="Send tilbage til redaktøren").click()
    expect(page.get_by_text("Tallene er sendt tilbage")).to_be_visible()


def mends(page: Page) -> None:
    page.goto("/kl/")
    expect(page.get_by_text("København mangler et ciffer")).to_be_visible()
    page.goto(GRID)
    field(page, "København, fritagne 15+").fill("41.044")
    page.keyboard.press("Enter")
    all_saved(page)


def approves_for_monday(page: Page) -> None:
    page.goto(WEEK)
    page.get_by_role("button", name="Godkend tallene").click()
    expect(page.get_by_label("Dag og tid")).to_have_value("2014-10-20T08:00")
    page.get_by_role("button", name="Offentliggør på dette tidspunkt").click()
    expect(page.get_by_text("Tiden for offentliggørelsen er sat.")).to_be_visible()


def proposes_a_correction(page: Page) -> None:
    """A digit lost in the other direction is doubted, answered, and shown with its effect."""
    page.goto(WEEK + "ret/")
    page.get_by_label("Kommune", exact=True).select_option("Aalborg")
    page.get_by_role("button", name="Vælg", exact=True).click()
    page.get_by_label("Tilmeldte 15+").fill("150.000")
    page.get_by_label("Hvorfor rettes tallet?").fill("En forening talte sine egne med.")
    see = page.get_by_role("button", name="Se, hvad det gør ved placeringerne")
    see.click()
    expect(page.get_by_role("heading", name="1 advarsel skal besvares")).to_be_visible()
    expect(page.get_by_label("Tilmeldte 15+")).to_have_value("150.000")
    page.get_by_label("Begrundelse for advarsel 1").fill("Genoptalt.")
    see.click()
    expect(page.get_by_role("heading", name="placeringer ændrer sig")).to_be_visible()
    expect(page.get_by_text("Genoptalt.")).to_be_visible()


def confirms_it(page: Page) -> None:
    page.goto("/kl/")
    page.get_by_role("link", name="Aalborg, uge 42").click()
    page.get_by_role("button", name="Ret tallet nu").click()
    expect(page.get_by_text("Tallet er rettet.")).to_be_visible()


def test_a_week_from_an_empty_draft_to_a_correction(editor, approver, visit, tmp_path, complaints):
    public = visit(390)
    factories.staff(Municipality.objects.get(code="851"), "digital@aalborg.example")
    empty_the_queue()
    with worker(tmp_path / "first.log"):
        types_and_pastes(editor)
        sends_a_bad_file_and_mends_it_at_once(editor, tmp_path)
        answers_one_then_the_rest_and_leaves_in_between(editor)
        asks(editor)
        looks_and_sends_back(approver)
        mends(editor)
        asks(editor)
        approves_for_monday(approver)
    # the machine sleeps through Monday morning
    factories.the_clock_shows(at(2014, 10, 20, 9))
    public.goto(TABLE)
    expect(public.get_by_text("Uge 41").first).to_be_visible()
    with worker(tmp_path / "second.log"):
        wait_until(lambda: Release.objects.get(week="2014-W42").status == "published")
        public.goto(TABLE)
        expect(public.get_by_text("Uge 42").first).to_be_visible()
        assert Release.objects.get(week="2014-W42").steps.filter(action="published").count() == 1
        assert ["422" in text for text in complaints] == []
        proposes_a_correction(editor)
        confirms_it(approver)
        wait_until(lambda: Correction.objects.get().mailed_to == "digital@aalborg.example")
    assert ["422" in text for text in complaints] == [True]
    complaints.clear()
    for address in ("/2014/rettelser/", "/2014/kommuner/aalborg/"):
        public.goto(address)
        expect(public.get_by_text("En forening talte sine egne med.").first).to_be_visible()


def test_the_scheduler_publishes_when_the_time_comes(autumn, visit, tmp_path):
    due = factories.weekly_figures(factories.approved("2014-W42", publish_at=at(2014, 10, 20, 8)))
    public = visit(390)
    empty_the_queue()
    with worker(tmp_path / "worker.log"), beat(tmp_path / "beat.log"):
        public.goto(TABLE)
        expect(public.get_by_text("Uge 41").first).to_be_visible()
        factories.the_clock_shows(at(2014, 10, 20, 8))
        wait_until(lambda: Release.objects.get(pk=due.pk).status == "published")
    public.goto(TABLE)
    expect(public.get_by_text("Uge 42").first).to_be_visible()


def test_two_people_with_the_same_week_are_told_of_each_other(editor, approver):
    factories.weekly_figures(factories.draft("2014-W42"))
    approver.goto(WEEK)
    for address in (WEEK, GRID):
        editor.goto(address)
        expect(editor.locator(".presence")).to_contain_text("approver@example.dk")
    approver.goto(WEEK)
    expect(approver.locator(".presence")).to_contain_text("editor@example.dk")
    assert Import.objects.count() == 0
