"""The desk's pages for everybody: axe finds nothing, and nothing runs off a phone or at 200 per cent."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from signups import entry
from signups.entry import Typed
from signups.weeks import Week
from tests import factories
from tests.browser.test_road import sign_in
from tests.factories import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEEK = Week(2014, 42)
PAGES = (
    "/kl/",
    "/kl/indsend/",
    "/kl/uge/2014-uge-42/",
    "/kl/uge/2014-uge-42/tal/",
    "/kl/uge/2014-uge-43/tal/",
    "/kl/uge/2014-uge-42/forhaandsvisning/",
    "/kl/uge/2014-uge-42/forhaandsvisning/slutspurt/",
)


@pytest.fixture
def half_done(autumn):
    """A draft with everything in it: figures, warnings, a row that is half typed, one missing."""
    factories.the_clock_shows(at(2014, 10, 18, 10))
    release = factories.weekly_figures(factories.draft(WEEK))
    rows = [
        Typed("101", ("200000", "39797", "41044"), (286869, 39797, 41044)),
        Typed("741", ("", "", ""), (2002, 153, 331)),
        Typed("147", ("mange", "", ""), (53466, 5403, 7303)),
    ]
    entry.save_rows(release, rows=rows, by=factories.editor(), now=at(2014, 10, 18, 10))
    return release


@pytest.mark.parametrize("width", [390, 1440])
def test_the_desks_pages_have_no_violation_and_no_sideways_scrolling(half_done, visit, width):
    page = visit(width)
    sign_in(page, factories.approver())
    found = {}
    for address in PAGES:
        page.goto(address)
        violations = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[address] = [v["id"] + " " + v["nodes"][0]["html"][:200] for v in violations], wide
    assert found == {address: ([], False) for address in PAGES}
