"""The whole finish in a browser, on every face: closed, counted, signed by two, the regions told by name,
announced, and checked by the program that anybody can fetch.
"""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from municipalities.models import User
from tests import factories, finish
from tests.browser.looks import overflow
from tests.browser.test_road import approve_and_publish, first_value, send, sign_in
from tests.browser.test_take_away import fetched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FINISH, WINNERS = "/kl/afslutning/2014/", "/2014/vindere/"
CLOSING_FILE = factories.ROOT / "signups/data/weekly/2014-uge-43.csv"


def move_clock(page: Page, moment: str) -> None:
    page.goto("/kl/")
    page.get_by_label("eller til").fill(moment)
    page.get_by_role("button", name="Stil uret").click()
    expect(page.locator(".clock time")).to_contain_text("2014")


def take(page: Page, step: str, *, after: str) -> None:
    """Go to the finish, tick the box, take the step, and read what is said of it."""
    page.goto(FINISH)
    page.get_by_label("Ja, ").check()
    page.get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_text(after, exact=True)).to_be_visible()


def sign(page: Page) -> None:
    page.goto(FINISH)
    page.get_by_label("Jeg har set resultatet herunder og står inde for det.").check()
    page.get_by_role("button", name="Skriv under på resultatet").click()
    expect(page.get_by_text("Du har skrevet under på resultatet.", exact=True)).to_be_visible()


@pytest.fixture
def people(autumn, visit):
    """The editor's, the approver's, the administrator's and a stranger's windows."""

    def signed_in(who: User) -> Page:
        page = visit()
        sign_in(page, who)
        return page

    everyone = [factories.editor(), factories.approver(), factories.administrator()]
    for person in everyone:
        factories.named(person)
    return [*map(signed_in, everyone), visit(390)]


def test_the_finish_from_the_closing_to_the_record_that_anybody_checks(
    running_worker, people, tmp_path
):
    editor, approver, administrator, public = people
    move_clock(administrator, "2014-10-27T08:00")
    before = first_value(public)
    expect(public.get_by_text("Sluttallene holdes tilbage").first).to_be_visible()

    take(approver, "Luk konkurrencen", after="Konkurrencen er lukket.")
    expect(approver.get_by_text("er endnu ikke godkendt og offentliggjort")).to_be_visible()
    editor.goto("/kl/")
    send(editor, CLOSING_FILE, why="To ugers fremgang på én gang.")
    approver.goto("/kl/")
    approve_and_publish(approver, "Uge 43", "Offentliggør under spærringen")
    assert first_value(public) == before

    sign(approver)
    expect(approver.get_by_role("button", name="Skriv under på resultatet")).to_have_count(0)
    sign(administrator)
    expect(administrator.get_by_role("heading", name="Resultatet er endeligt")).to_be_visible()
    first = administrator.get_by_role("rowheader", name="Mest digitale").locator("xpath=..")
    winner = first.get_by_role("cell").first.inner_text()
    public.goto(WINNERS)
    expect(public.get_by_role("heading", level=1)).to_have_text("Vinderne kåres 1. november")

    take(approver, "Offentliggør regionsvinderne", after="Regionsvinderne er offentliggjort.")
    public.goto(WINNERS)
    names = public.locator(".told li").all_inner_texts()
    assert len(names) == 5
    assert not any(letter.isdigit() or letter == "%" for letter in "".join(names))
    assert first_value(public) == before

    move_clock(administrator, "2014-11-01T12:00")
    take(approver, "Kår vinderne", after="Vinderne er kåret.")
    assert first_value(public) != before
    expect(public.get_by_text("Uge 43").first).to_be_visible()
    public.goto(WINNERS)
    expect(public.get_by_role("region", name="I hele landet")).to_contain_text(winner)

    record = fetched(public, public.get_by_role("link", name="resultat-2014.json"))
    program = fetched(public, public.get_by_role("link", name="verify_result.py"))
    key = public.locator(".check-steps code").inner_text().split()[-1]
    told = checked(program, record, "--public-key", key)
    assert told.stdout.splitlines()[-1].startswith("STEMMER")
    assert winner in told.stdout
    assert told.returncode == 0

    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace(f'"name":"{winner}"', '"name":"Ærø"'), encoding="utf-8")
    assert checked(program, record).returncode == 1


@pytest.mark.parametrize(
    "address", [FINISH, f"{FINISH}lodtraekning/", "/kl/konkurrencer/2014/", "/kl/historik/"]
)
def test_a_log_with_long_fingerprints_fits_a_narrow_phone(visit, address):
    aarhus = factories.municipality("Aarhus", code="751", region_code="1082")
    race = factories.competition(participants=[aarhus])
    for week, count in {36: 400, 43: 500}.items():
        factories.published_with({aarhus: count}, f"2014-W{week}")
    factories.the_clock_shows(finish.CLOSING_DAY_OVER)
    made = finish.finalized(race)
    for width in (320, 390):
        page = visit(width)
        sign_in(page, factories.administrator())
        page.goto(address)
        if address == FINISH:
            expect(page.get_by_text(made.sha256).last).to_be_visible()
        assert (width, overflow(page)) == (width, 0)


def checked(*command) -> subprocess.CompletedProcess[str]:
    """What the fetched program says, run by itself."""
    return subprocess.run(  # noqa: S603  our own program
        [sys.executable, *map(str, command)], capture_output=True, text=True, check=False
    )
