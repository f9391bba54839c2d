"""The whole road, walked in a browser: from a file on somebody's disk to the changed public table."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = factories.ROOT / "signups/data/weekly/2014-uge-42.csv"
TABLE = "/2014/rangliste/mest-digitale/"


def sign_in(page: Page, person) -> None:
    page.goto("/konto/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Adgangskode").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).click()


def send(page: Page, file, *, why: str = "") -> None:
    page.get_by_role("link", name="Send en fil", exact=True).click()
    page.get_by_label("Fil med ugens tal").set_input_files(file)
    page.get_by_role("button", name="Læs filen").click()
    expect(page.get_by_role("button", name="Gem som kladde")).to_be_visible(timeout=20_000)
    if why:
        page.get_by_role("button", name="Kryds alle af").click()
        page.get_by_label("Samme begrundelse for alle afkrydsede").fill(why)
        page.get_by_role("button", name="Besvar de afkrydsede").click()
    page.get_by_role("button", name="Gem som kladde").click()
    expect(page.get_by_role("heading", name="Tallene er gemt som kladde")).to_be_visible(
        timeout=20_000
    )


def approve_and_publish(page: Page, week: str, publish: str) -> None:
    page.get_by_role("link", name=week, exact=True).click()
    page.get_by_role("button", name="Godkend tallene").click()
    page.get_by_role("button", name=publish).click()
    expect(page.get_by_text("Tallene er offentliggjort.")).to_be_visible()


def first_value(page: Page) -> str:
    page.goto(TABLE)
    return page.locator(".rank .c-value b").first.inner_text()


def test_a_week_goes_from_the_file_to_the_public_table_by_two_people(autumn, running_worker, visit):
    public = visit(390)
    before = first_value(public)

    editor = visit()
    sign_in(editor, factories.editor())
    expect(editor).to_have_url(re.compile("/kl/$"))
    send(editor, FILE)
    editor.get_by_role("link", name="Gå til uge 42").click()
    expect(editor.get_by_text("Kladden venter på en godkender.")).to_be_visible()
    assert first_value(public) == before

    approver = visit()
    sign_in(approver, factories.approver())
    approve_and_publish(approver, "Uge 42", "Offentliggør nu")

    assert first_value(public) != before
    expect(public.get_by_text("Uge 42").first).to_be_visible()


def test_a_refused_file_tells_what_is_wrong_on_a_phone(autumn, running_worker, visit, tmp_path):
    bad = tmp_path / "2014-uge-42.csv"
    bad.write_bytes(FILE.read_bytes().replace(b";286869;", b";mange;"))
    editor = visit(390)
    sign_in(editor, factories.editor())
    editor.get_by_role("link", name="Send en fil", exact=True).click()
    editor.get_by_label("Fil med ugens tal").set_input_files(bad)
    editor.get_by_role("button", name="Læs filen").click()
    expect(editor.get_by_role("heading", name="Filen er afvist")).to_be_visible(timeout=20_000)
    expect(editor.locator(".line mark")).to_have_text("mange")
    expect(editor.get_by_text("Linje 2")).to_be_visible()
