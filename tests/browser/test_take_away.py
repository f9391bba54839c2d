"""The figures taken away: each file is fetched as a person does it, and read again."""

import csv
import json
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fetched(page: Page, link) -> Path:
    with page.expect_download() as waiting:
        link.click()
    path = Path(waiting.value.path())
    return path.rename(path.with_name(waiting.value.suggested_filename))


def lines_in(path: Path) -> int:
    """How many rows of figures the file has."""
    if path.suffix == ".csv":
        return len(list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        assert book.sheetnames in (["Tal", "Om tallene"], ["Figures", "About the figures"])
        return book.worksheets[0].max_row - 1
    found = json.loads(path.read_text(encoding="utf-8"))
    return sum(len(w.get("figures") or w.get("standings")) for w in found.get("weeks", [found]))


@pytest.mark.parametrize("javascript", [True, False])
def test_each_file_of_a_week_and_of_all_weeks_is_fetched_and_read_again(autumn, visit, javascript):
    page = visit(390, javascript=javascript)
    page.goto("/2014/data/")
    week = page.locator(".data-week").first.get_by_role("link")
    links = [link for link in week.all() if "version=" not in (link.get_attribute("href") or "")]
    read = [lines_in(fetched(page, link)) for link in links]
    assert read == [98] * 12
    series = page.locator(".data-series li").first.get_by_role("link")
    assert [lines_in(fetched(page, link)) for link in series.all()] == [98 * 8] * 3


def test_the_page_names_its_feed_and_calendar_and_both_open(autumn, visit):
    page = visit()
    page.goto("/en/2014/data/")
    feed = page.locator('link[rel="alternate"][type="application/atom+xml"]').get_attribute("href")
    assert feed == "/en/2014/feed.atom"
    answer = page.request.get(feed)
    assert len(re.findall("<entry>", answer.text())) == 8
    calendar = fetched(page, page.get_by_role("link", name="Dates for your calendar"))
    assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_data_block_for_search_engines_is_there_and_the_policy_holds(autumn, visit):
    page = visit()
    page.goto("/2014/data/")
    block = page.locator('script[type="application/ld+json"]').inner_text()
    assert json.loads(block)["@type"] == "Dataset"
