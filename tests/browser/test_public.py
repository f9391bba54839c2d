"""The public pages as they are used: without JavaScript by links and forms, with it as one types."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = "/2014/rangliste/mest-digitale/"


def names(page: Page) -> list[str]:
    found = page.locator(".rank .c-name a[href*='/kommuner/']").all_inner_texts()
    return [name.replace("\u00ad", "") for name in found]


def test_without_javascript_links_and_forms_do_everything(autumn, visit):
    page = visit(390, javascript=False)
    page.goto(TABLE)
    assert len(names(page)) == 98

    page.get_by_label("Find en kommune").fill("aarhus")
    page.get_by_role("button", name="Søg").click()
    assert names(page) == ["Aarhus"]
    expect(page).to_have_url(re.compile(r"\?q=aarhus$"))

    page.goto(TABLE)
    page.get_by_role("link", name=re.compile("^Nordjylland")).click()
    expect(page).to_have_url(re.compile(r"region=region-nordjylland"))
    assert len(names(page)) == 11

    page.goto(TABLE)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("columnheader", name="Kommune").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"sort=name"))
    in_the_race = names(page)[:47]
    assert in_the_race[0] < in_the_race[10] < in_the_race[20]

    page.get_by_role("group", name="Uge").get_by_role("link", name="40", exact=True).click()
    expect(page).to_have_url(re.compile(r"2014-uge-40/"))
    expect(page.get_by_text("Uge 40").first).to_be_visible()

    page.get_by_role("link", name=re.compile("Danmarks mest digitale unge")).click()
    expect(page).to_have_url(re.compile(r"/unge/2014-uge-40/"))


def test_as_one_types_table_and_address_change_and_the_back_button_goes_back(autumn, visit):
    page = visit()
    page.goto(TABLE)
    page.get_by_label("Find en kommune").press_sequentially("aarhus")
    expect(page.locator(".rank .c-name a[href*='/kommuner/']")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=aarhus$"))
    assert names(page) == ["Aarhus"]
    expect(page.locator("#hits")).to_have_text("1 kommune fundet")

    page.go_back()
    expect(page).to_have_url(re.compile(TABLE + "$"))
    expect(page.locator(".rank .c-name a[href*='/kommuner/']")).to_have_count(98)

    page.get_by_role("link", name=re.compile("^Nordjylland")).click()
    expect(page.locator(".rank .c-name a[href*='/kommuner/']")).to_have_count(11)
    expect(page).to_have_url(re.compile("region=region-nordjylland"))
