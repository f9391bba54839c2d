"""Widgets on a foreign page: shown there, links open outside of the frame, no other page is let in."""

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.looks import overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def foreign(tmp_path):
    """Another site: write its page, and get its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=tmp_path))
    Thread(target=server.serve_forever, daemon=True).start()

    def show(body: str) -> str:
        text = f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><h1>Vores by</h1>{body}'
        (tmp_path / "index.html").write_text(text, encoding="utf-8")
        return f"http://localhost:{server.server_port}/"

    yield show
    server.shutdown()
    server.server_close()


def test_the_code_that_is_copied_shows_the_widget_on_a_foreign_page(autumn, visit, foreign):
    page = visit(1100)
    page.goto("/2014/embed/")
    page.get_by_label("Et kommunemærke").check()
    page.get_by_label("Kommune", exact=True).select_option("Aalborg")
    page.get_by_label("Kategori").select_option("Danmarks mest digitale unge")
    page.get_by_role("button", name="Vis det").click()
    code = page.get_by_label("Kode til at sætte ind").input_value()
    page.goto(foreign(code))
    frame = page.frame_locator("iframe")
    assert frame.get_by_role("heading").inner_text().replace("\xad", "") == "Aalborg"
    assert re.match(r"6\.\s*plads", frame.locator(".town-place").inner_text())
    with page.context.expect_page() as opened:
        frame.get_by_role("link").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("/2014/kommuner/aalborg/")
    assert page.url == foreign(code)


@pytest.mark.parametrize(
    "path",
    ["rangliste/mest-digitale/", "kommune/laesoe/slutspurt/", "kort/slutspurt/"],
)
def test_a_widget_fits_a_narrow_frame_and_axe_finds_nothing(autumn, visit, path):
    for width in (240, 480):
        page = visit(width)
        page.goto(f"/2014/embed/{path}")
        assert overflow(page) == 0
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.response["violations"] == []


def test_no_other_page_is_let_into_a_frame(autumn, visit, foreign, live_server, complaints):
    page = visit(900)
    page.goto(foreign(f'<iframe src="{live_server.url}/2014/rangliste/unge/"></iframe>'))
    page.wait_for_timeout(500)
    assert page.frame_locator("iframe").get_by_role("heading").count() == 0
    assert [text for text in complaints if "frame-ancestors" in text] != []
    complaints.clear()
