"""The pages in Chromium: what axe finds, what a first visit weighs, and pictures to be looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, path_of

PICTURES = Path(settings.BASE_DIR) / "build" / "audit"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (390, 1440)
SCHEMES = ("light", "dark")


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path_of("chromium"), args=FLAGS)
        yield opened
        opened.close()


def findings(opened: Browser, base: str, name: str, path: str) -> list[str]:
    """What axe finds on a page, at both widths in both colour schemes; a picture of each is kept."""
    found = []
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = opened.new_page(
                base_url=base,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
                bypass_csp=True,
            )
            page.goto(path, wait_until="networkidle")
            page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png", full_page=True)
            answer = Axe().run(page, options={"runOnly": STANDARDS})
            found += [
                f"{name} {width} {scheme}: {each['id']} {node['target']}"
                for each in answer.response["violations"]
                for node in each["nodes"]
            ]
            page.close()
    return found


def weight_kb(opened: Browser, base: str, path: str) -> float:
    """Kilobytes (1,000 bytes) over the wire on a first visit, heads included: the page, its style,
    fonts and scripts.
    """
    page = opened.new_page(base_url=base, viewport={"width": 390, "height": 844})
    total = _count(page)
    page.goto(path, wait_until="networkidle")
    page.close()
    return sum(total) / 1000


def _count(page: Page) -> list[float]:
    sizes: list[float] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes
