"""A real browser, the site on a real port, and a real worker behind it."""

import shutil

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import factories
from tests.factories import at
from tests.services import empty_the_queue, worker

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    # Letters as wide as on a screen.
    "--font-render-hinting=none",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


# A busy machine is slow now and then; that says nothing about the page.
expect.set_options(timeout=20_000)
# Chromium without its windows and menus: the tests take half as long as with them.
HEADLESS = "chromium-headless-shell"


def path_of(browser: str) -> str:
    """Where the system keeps this browser. RuntimeError where it has none."""
    found = shutil.which(browser)
    if found is None:
        raise RuntimeError(f"{browser} is missing: make test installs it")
    return found


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path_of(HEADLESS), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints():
    """What the browser's console complained of; a test that ends with any has failed."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def visit(chromium: Browser, live_server, complaints):
    """Open a window of a width, with or without JavaScript, larger than life or not."""
    opened: list[BrowserContext] = []

    def window(
        width: int = 1280, *, javascript: bool = True, height: int = 900, scale: float = 1
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            java_script_enabled=javascript,
            locale="da-DK",
            reduced_motion="reduce",
        )
        opened.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield window
    for context in opened:
        context.close()


@pytest.fixture
def autumn(transactional_db):
    """The country on Saturday 18 October 2014 at 10:00, weeks 34 to 41 published."""
    race = factories.autumn()
    factories.the_clock_shows(at(2014, 10, 18, 10))
    return race


@pytest.fixture
def running_worker(transactional_db, tmp_path):
    """A real Celery worker, which takes what the site sends."""
    empty_the_queue()
    with worker(tmp_path / "worker.log") as process:
        yield process
