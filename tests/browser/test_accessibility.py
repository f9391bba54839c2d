"""What the accessibility statement says is tested: axe in light and dark colours, the keyboard, a
window of 320 pixels, and a console without complaints, on every kind of page."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page

from municipalities.models import Municipality, User
from signups import imports, tasks
from signups.models import Import
from signups.weeks import Week
from tests import factories
from tests.browser.looks import faults_in_both_looks, overflow
from tests.factories import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEEK = Week(2014, 42)
PUBLIC = [
    "/",
    "/2014/rangliste/mest-digitale/",
    "/2014/rangliste/slutspurt/",
    "/2014/rangliste/unge/",
    "/2014/kort/",
    "/2014/kort/slutspurt/?region=region-hovedstaden&trin=4",
    "/2014/sammenlign/",
    "/2014/sammenlign/?kommuner=aalborg,favrskov,ringkoebing-skjern,xyz",
    "/2014/soeg/?q=sund",
    "/2014/kommuner/aalborg/",
    "/2014/kommuner/fanoe/",
    "/2014/kommuner/",
    "/2014/regioner/region-nordjylland/",
    "/2014/regioner/",
    "/2014/regler/",
    "/2014/vindere/",
    "/tidligere/",
    "/tilgaengelighed/",
    "/privatliv/",
    "/2014/data/",
    "/api/v1/docs",
    "/konto/login/",
    "/konto/password/reset/",
    "/en/",
    "/en/2014/rangliste/unge/",
    "/en/2014/kort/unge/",
    "/en/2014/kommuner/aalborg/",
]
# What Tab should reach, and what it did reach: each once, and each with a ring around it.
REACHABLE = """() => {
  window.reached = new Set(); window.ringless = [];
  document.activeElement.blur();
  document.addEventListener("focusin", ({target}) => {
    const style = getComputedStyle(target);
    window.reached.add(target);
    const shape = target.closest("svg") && target.querySelector("path");
    const drawn = shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 3;
    if (style.outlineStyle === "none" && style.boxShadow === "none" && !drawn) window.ringless.push(target.outerHTML.slice(0, 90));
  });
  window.wanted = [...document.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex]")]
    .filter(one => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}));
  return window.wanted.length;
}"""
MISSED = """() => window.wanted.filter(one => !window.reached.has(one) && one.type !== "radio")
  .map(one => one.outerHTML.slice(0, 90)).concat(window.ringless)"""


@pytest.fixture
def waiting(autumn) -> Import:
    """A file that lacks two municipalities and waits for somebody to say why."""
    lines = factories.weekly_file(WEEK).splitlines(keepends=True)
    found = imports.receive(
        content=b"".join(lines[:-2]),
        file_name="2014-uge-42.csv",
        week=WEEK,
        as_of=WEEK.friday,
        by=factories.editor(),
        now=at(2014, 10, 18, 10),
    )
    tasks.read_import(found.pk)
    found.refresh_from_db()
    assert found.status == Import.Status.CHECKED
    factories.weekly_figures(factories.draft(WEEK))
    return found


@pytest.fixture
def signed_in(visit, live_server) -> Callable[..., Page]:
    """A window of somebody who has signed in."""

    def window(person: User) -> Page:
        page = visit()
        cookie = factories.signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        return page

    return window


def faults(page: Page, address: str) -> list[str]:
    """What axe finds in both looks, and what sticks out at 320 pixels."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    found = faults_in_both_looks(page)
    page.set_viewport_size({"width": 320, "height": 900})
    if overflow(page) > 0:
        found.append(f"{address}: wider than 320 pixels")
    return found


def unreached(page: Page, address: str) -> list[str]:
    """What the Tab key does not reach, or reaches without showing where it is."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    # A date takes more than one press.
    for _press in range(page.evaluate(REACHABLE) + 10):
        page.keyboard.press("Tab")
    return [f"{address}: {what}" for what in page.evaluate(MISSED)]


def test_public_pages_have_no_faults(autumn, visit):
    page = visit()
    assert [fault for address in PUBLIC for fault in faults(page, address)] == []


def test_the_pages_of_those_who_work_here_have_no_faults(waiting, signed_in):
    approver = signed_in(factories.approver())
    pages = ["/kl/", "/kl/indsend/", f"/kl/indsendt/{waiting.pk}/", "/kl/uge/2014-uge-42/"]
    found = [fault for address in pages for fault in faults(approver, address)]
    own = signed_in(factories.staff(Municipality.objects.get(code="851")))
    assert [*found, *faults(own, "/min-kommune/")] == []


def test_the_keyboard_reaches_everything_and_shows_where_it_is(waiting, visit, signed_in):
    page = visit()
    found = [
        what for address in PUBLIC if "/en/" not in address for what in unreached(page, address)
    ]
    approver = signed_in(factories.approver())
    for address in ("/kl/", "/kl/indsend/", f"/kl/indsendt/{waiting.pk}/", "/kl/uge/2014-uge-42/"):
        found += unreached(approver, address)
    own = signed_in(factories.staff(Municipality.objects.get(code="851")))
    assert [*found, *unreached(own, "/min-kommune/")] == []
