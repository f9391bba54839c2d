"""What the eye would see of a page, measured."""

from playwright.sync_api import Page


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
