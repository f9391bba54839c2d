"""What the eye would see of a page, measured."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
PHONE_IN_THE_DARK, WIDE_BY_DAY = (390, "dark"), (1440, "light")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window.

    Only once it is loaded: the address changes before the style sheets are there, and a page
    without them is wider.
    """
    page.wait_for_load_state("load")
    found: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return found


def faults(page: Page) -> list[str]:
    """What axe finds by any of its rules, and whether the page is wider than its window."""
    where = f"{page.url} at {page.evaluate('innerWidth')}"
    wide = overflow(page)
    found = [f"{where}: {wide} pixels too wide"] if wide > 0 else []
    violations = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return found + [
        f"{where}: {each['id']}: {node['html'][:150]}"
        for each in violations
        for node in each["nodes"][:3]
    ]


def faults_in_both_looks(page: Page) -> list[str]:
    """The faults on a phone in dark colours and on a wide screen in light ones, so that each width and
    each set of colours sees every rule. The page is left as it was."""
    kept, found = page.viewport_size, []
    for width, scheme in (PHONE_IN_THE_DARK, WIDE_BY_DAY):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        found += faults(page)
    page.emulate_media(color_scheme=None, reduced_motion="reduce")
    if kept is not None:
        page.set_viewport_size(kept)
    return found
