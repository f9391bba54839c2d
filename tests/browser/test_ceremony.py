"""The ceremony in a real browser: by remote control, on two screens, without a network."""

import re

import pytest
from playwright.sync_api import Page, expect

from competition import rehearsals, wording
from competition.models import Competition
from municipalities.models import Municipality
from tests import factories, finish
from tests.browser.looks import faults, overflow
from tests.browser.test_road import sign_in
from tests.finish import CLOSING_DAY_OVER
from tests.services import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STAGE, PRESENTER = "/kl/ceremoni/2014/", "/kl/ceremoni/2014/oplaeser/"
PRACTICE, PRACTICE_PRESENTER = "/kl/ceremoni/2014/proeve/", "/kl/ceremoni/2014/proeve/oplaeser/"
LAST, WINNER, OUTCOME = 21, 11, "Vinder: Fredensborg"
SIZES = [(1920, 1080), (1024, 768), (3840, 2160), (1280, 720), (390, 844)]
LOOKS = (("light", 1280), ("dark", 1280), ("light", 320))
# What runs over the edge of the stage, into the map, or into the words beside it: nobody in the room
# could read it. A line's box is higher than its letters, so a fifth is taken off above and below.
FAULTS = """() => {
  const stage = document.querySelector("[data-room] .stage");
  const inked = (one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    const off = (bottom - top) / 5;
    return { one, left, right, top: top + off, bottom: bottom - off };
  };
  const edge = stage.getBoundingClientRect();
  const texts = [...stage.querySelectorAll("h1, p, dt, dd, li")]
    .filter((one) => one.textContent.trim()).map(inked);
  const map = stage.querySelector(".st-map")?.getBoundingClientRect();
  const found = [];
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom && b.top < a.bottom;
  texts.forEach((text, n) => {
    const said = text.one.textContent;
    if (text.left < edge.left || text.right > edge.right + 1 || text.top < edge.top - 1 || text.bottom > edge.bottom + 1)
      found.push(`over the edge: ${said}`);
    if (map && meet(text, map)) found.push(`in the map: ${said}`);
    for (const other of texts.slice(n + 1))
      if (!text.one.contains(other.one) && !other.one.contains(text.one) && meet(text, other))
        found.push(`${said} / ${other.one.textContent}`);
  });
  return found;
}"""
EVERY_STEP = f"""() => [...document.querySelectorAll("template[data-step]")].flatMap((template) => {{
  document.querySelector("[data-room]").replaceChildren(template.content.cloneNode(true));
  return ({FAULTS})().map((fault) => [template.dataset.step, fault]);
}})"""
EVERY_NAME = f"""(towns) => towns.flatMap(([town, size]) => {{
  document.querySelector(".st-now").className = `st-now ${{size}} is-winner`;
  document.querySelector(".st-names .st-name").textContent = town;
  for (const rest of document.querySelectorAll(".st-rest")) {{
    rest.className = `st-rest ${{size}}`;
    rest.querySelector(".st-name").textContent = town;
  }}
  return ({FAULTS})().map((fault) => [town, fault]);
}})"""


@pytest.fixture
def final():
    """The country with a signed result."""
    race = factories.autumn(weeks=(36, 41, 43))
    factories.the_clock_shows(CLOSING_DAY_OVER)
    finish.finalized(race)
    return race


@pytest.fixture
def stage(final, visit):
    """A window of the organiser's, on the stage."""
    page = visit(1920, height=1080)
    sign_in(page, factories.editor())
    page.goto(STAGE)
    return page


def beside(page: Page, address: str) -> Page:
    """A second window of the same browser."""
    other = page.context.new_page()
    other.goto(address)
    return other


def at(page: Page, step: int) -> None:
    expect(page.locator("[data-number]").first).to_have_text(str(step))


def jump(page: Page, step: int) -> None:
    page.keyboard.type(str(step))
    page.keyboard.press("Enter")


def name(page: Page):
    return page.locator("[data-room] .st-name")


def test_the_keys_of_a_remote_control(stage):
    at(stage, 1)
    for key, step in {
        "PageDown": 2,
        "ArrowRight": 3,
        "ArrowDown": 4,
        "Space": 5,
        "Enter": 6,
        "PageUp": 5,
        "ArrowLeft": 4,
        "ArrowUp": 3,
        "Backspace": 2,
        "Home": 1,
    }.items():
        stage.keyboard.press(key)
        at(stage, step)
    stage.keyboard.press("PageUp")
    at(stage, 1)
    stage.keyboard.press("f")
    wait_until(lambda: stage.evaluate("document.fullscreenElement !== null"))
    stage.keyboard.press("f")
    wait_until(lambda: stage.evaluate("document.fullscreenElement === null"))


def test_a_number_jumps_and_what_is_not_told_is_not_on_the_stage(stage):
    stage.keyboard.type(str(WINNER - 1))
    at(stage, WINNER - 1)
    expect(stage.locator("main")).to_contain_text("Nummer 2")
    assert "Fredensborg" not in stage.locator("main").inner_text()
    stage.keyboard.press("PageDown")
    expect(name(stage).first).to_have_text("Fredensborg")
    expect(stage.locator("main")).to_contain_text("382 tilmeldte foran nummer 2")
    stage.keyboard.type("3")
    stage.keyboard.press("Enter")
    at(stage, 3)
    stage.keyboard.type("999")
    at(stage, LAST)


def test_black_hides_everything_and_gives_it_back_where_one_was(stage):
    stage.keyboard.type("5")
    at(stage, 5)
    black = stage.locator("[data-black]")
    for key in ("b", "."):
        stage.keyboard.press(key)
        expect(black).to_be_visible()
        stage.keyboard.press("PageDown")
        expect(black).to_be_hidden()
        at(stage, 5)


def test_a_touch_goes_on_and_on_the_left_third_back(stage):
    stage.mouse.click(1500, 500)
    stage.mouse.click(1500, 500)
    at(stage, 3)
    stage.mouse.click(200, 500)
    at(stage, 2)
    stage.mouse.move(900, 900)
    stage.get_by_role("link", name="Videre").click()
    at(stage, 3)


def test_two_screens_stay_together_and_find_each_other_again(stage):
    presenter = beside(stage, PRESENTER)
    expect(presenter.locator("[data-stage]")).to_have_text("Scenen er åben og følger med.")
    presenter.keyboard.press("PageDown")
    at(stage, 2)
    stage.keyboard.type(str(WINNER - 1))
    at(presenter, WINNER - 1)
    expect(presenter.locator("[data-next-label]")).to_have_text(OUTCOME)
    expect(presenter.locator(".pv-steps [aria-current]")).to_contain_text(str(WINNER - 1))

    presenter.get_by_role("button", name="Sort skærm").click()
    expect(stage.locator("[data-black]")).to_be_visible()
    presenter.get_by_role("link", name="Videre", exact=True).click()
    expect(stage.locator("[data-black]")).to_be_hidden()

    stage.reload()
    at(stage, WINNER - 1)
    presenter.reload()
    at(presenter, WINNER - 1)
    presenter.get_by_role("link", name=OUTCOME).click()
    expect(name(stage).first).to_have_text("Fredensborg")
    stage.close()
    expect(presenter.locator("[data-stage]")).to_have_text(
        "Scenen er ikke åben i denne browser på denne computer.", timeout=10_000
    )
    again = beside(presenter, STAGE)
    expect(name(again).first).to_have_text("Fredensborg")

    presenter.get_by_role("button", name="Begynd forfra").click()
    at(again, 1)


def test_a_ceremony_that_was_closed_opens_at_the_beginning_the_next_day(stage):
    jump(stage, LAST)
    at(stage, LAST)
    context = stage.context
    stage.goto("/healthz")
    stage.evaluate(
        """Object.keys(localStorage).filter((key) => key.endsWith(":alive"))
            .forEach((key) => localStorage.setItem(key, String(Date.now() - 121_000)))"""
    )
    stage.close()
    page = context.new_page()
    page.goto(STAGE)
    at(page, 1)


def test_no_network_is_needed_once_both_are_loaded(stage, complaints):
    presenter = beside(stage, PRESENTER)
    expect(presenter.locator("[data-stage]")).to_have_text("Scenen er åben og følger med.")
    stage.wait_for_load_state("networkidle")
    stage.evaluate("document.fonts.ready")
    asked: list[str] = []
    stage.context.set_offline(True)
    stage.context.on("request", lambda request: asked.append(request.url))
    for step in range(2, LAST + 1):
        presenter.keyboard.press("PageDown")
        at(stage, step)
    expect(stage.locator(".st-bands .st-name")).to_have_count(3)
    assert asked == []
    weights = "[300, 400, 600].every(w => document.fonts.check(`${w} 1em 'IBM Plex Sans'`))"
    assert stage.evaluate(weights) is True
    stage.context.set_offline(False)


def test_the_presenter_has_a_clock_own_notes_and_letters_that_can_be_switched_off(stage):
    presenter = beside(stage, PRESENTER)
    expect(presenter.locator("[data-clock]")).to_have_text(re.compile(r"^\d\d\.\d\d$"))
    expect(presenter.locator("[data-elapsed]")).to_have_text("0.00")
    presenter.keyboard.press("PageDown")
    expect(presenter.locator("[data-elapsed]")).not_to_have_text("0.00", timeout=4000)
    note = presenter.get_by_label("Din egen note til dette trin")
    note.fill("Hils på borgmesteren. 12 b")
    at(presenter, 2)
    presenter.get_by_role("heading", name="Noter").click()
    presenter.keyboard.press("PageDown")
    expect(note).to_have_value("")
    presenter.keyboard.press("PageUp")
    expect(note).to_have_value("Hils på borgmesteren. 12 b")
    presenter.get_by_label("Bogstaver og tal er genveje").uncheck()
    presenter.get_by_role("heading", name="Noter").click()
    stage.keyboard.press("b")
    stage.keyboard.type("7")
    stage.keyboard.press("PageDown")
    at(stage, 3)
    expect(stage.locator("[data-black]")).to_be_hidden()


def test_practising_is_marked_on_both_screens_and_moves_no_real_one(stage):
    rehearsed, presenter = beside(stage, PRACTICE), beside(stage, PRACTICE_PRESENTER)
    total = int(rehearsed.locator("template[data-step]").count())
    for step in range(2, total + 1):
        rehearsed.keyboard.press("PageDown")
        at(presenter, step)
        for page in (rehearsed, presenter):
            expect(page.locator("[data-room] .st-tag")).to_have_text("Prøve")
            expect(page.locator("[data-room] .st-foot")).to_contain_text(
                "Opdigtede kommuner og tal"
            )
    at(stage, 1)
    assert Competition.objects.get().state == "finalized"


def test_motion_comes_only_to_those_who_want_it(stage):
    """The windows of these tests ask for reduced motion."""
    moving = "getComputedStyle(document.querySelector('.st-now.is-winner')).animationName"
    stage.keyboard.type(str(WINNER))
    at(stage, WINNER)
    assert stage.evaluate(moving) == "none"
    stage.emulate_media(reduced_motion="no-preference")
    assert stage.evaluate(moving) == "st-flood"


def test_without_javascript_the_steps_are_links(final, visit):
    page = visit(1280, height=720, javascript=False)
    sign_in(page, factories.editor())
    page.goto(STAGE)
    for step in range(2, 4):
        page.get_by_role("link", name="Videre").click()
        expect(page.locator("[data-number]")).to_have_text(str(step))
    page.get_by_role("link", name="Tilbage").click()
    expect(page.locator("[data-number]")).to_have_text("2")
    page.goto(PRESENTER)
    page.get_by_role("link", name=OUTCOME).click()
    expect(page.locator("[data-now-label]")).to_have_text(OUTCOME)
    expect(page.get_by_text("følger de to skærme ikke hinanden")).to_be_visible()


def test_every_step_is_whole_on_every_screen_whoever_wins(stage):
    towns = Municipality.objects.values_list("name", flat=True)
    sized = [[town, wording.length_class(town)] for town in towns]
    assert len(sized) == 98
    found = []
    for address in (STAGE, PRACTICE):
        stage.goto(address)
        for width, height in SIZES:
            stage.set_viewport_size({"width": width, "height": height})
            stage.evaluate("document.fonts.ready")
            found += [(address, width, *fault) for fault in stage.evaluate(EVERY_STEP)]
            assert overflow(stage) == 0
    stage.goto(STAGE)
    stage.keyboard.type(str(WINNER))
    at(stage, WINNER)
    for width, height in SIZES:
        stage.set_viewport_size({"width": width, "height": height})
        found += [(width, *fault) for fault in stage.evaluate(EVERY_NAME, sized)]
    assert found == []


@pytest.mark.parametrize("step", [1, 5, WINNER])
def test_the_words_of_a_dress_rehearsal_do_not_run_into_each_other(visit, step):
    now = factories.at(2014, 10, 18, 10)
    race = factories.autumn(weeks=(36, 41))
    factories.the_clock_shows(now)
    finish.finalized(rehearsals.begin(race, by=factories.approver(), now=now), now)
    page = visit(1280, height=900)
    sign_in(page, factories.editor())
    found = []
    for english in ("", "/en"):
        page.goto(f"{english}/kl/ceremoni/2014-proeve-1/?trin={step}")
        expect(page.locator("[data-room] .st-foot")).to_be_visible()
        for width, height in [*SIZES, (1280, 900)]:
            page.set_viewport_size({"width": width, "height": height})
            found += [(english, width, fault) for fault in page.evaluate(FAULTS)]
    assert found == []


def test_axe_finds_nothing(stage):
    found = []
    for address in (STAGE, PRESENTER, PRACTICE, PRACTICE_PRESENTER):
        page = beside(stage, address)
        looks = LOOKS if "oplaeser" in address else LOOKS[:1]
        for step in (1, 9, WINNER, page.locator("template[data-step]").count()):
            jump(page, step)
            at(page, step)
            for scheme, width in looks:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.set_viewport_size({"width": width, "height": 900})
                found += [(step, scheme, fault) for fault in faults(page)]
    assert found == []


def test_the_whole_ceremony_by_tab_as_well(stage):
    presenter = beside(stage, PRESENTER)
    on = presenter.get_by_role("link", name="Videre", exact=True)
    on.focus()
    presenter.keyboard.press("Enter")
    at(stage, 2)
    presenter.keyboard.press("Tab")
    expect(presenter.get_by_role("button", name="Sort skærm")).to_be_focused()
    presenter.keyboard.press("Space")
    expect(stage.locator("[data-black]")).to_be_visible()
