"""The whole draw in a browser: named, promised, signed, typed by two people, passed on; without JavaScript
as well. axe finds nothing, and nothing runs off a narrow phone.
"""

import pytest
from playwright.sync_api import expect

from competition.models import DrawEdition
from municipalities.models import User
from signups.weeks import Week
from tests import factories, finish
from tests.browser.looks import faults
from tests.browser.test_road import sign_in
from tests.draws import AFTER, PROMISING, VALUE, digest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, OWN, PUBLIC = (
    "/kl/afslutning/2014/lodtraekning/",
    "/min-kommune/lodtraekning/",
    "/2014/lodtraekning/",
)


@pytest.fixture
def told(transactional_db):
    factories.the_clock_shows(PROMISING)
    aarhus = factories.municipality("Aarhus", code="751", region_code="1082")
    race = factories.competition(participants=[aarhus], categories=["mest-digitale"])
    for week, count in {36: 400, 43: 500}.items():
        factories.published_with({aarhus: count}, Week(2014, week))
    factories.named(factories.staff(aarhus))
    factories.named(factories.editor())
    factories.named(factories.approver())
    return finish.announced(race)


def seen_at(visit, path: str, who: User | None = None) -> None:
    """At 320 and 1280 pixels, axe and the width."""
    for width in (320, 1280):
        page = visit(width)
        if who:
            sign_in(page, who)
        page.goto(path)
        assert faults(page) == []
        page.context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_draw_from_the_plan_to_the_reserve(told, visit, complaints, javascript):
    desk, own, second = (visit(1280, javascript=javascript) for _person in range(3))
    sign_in(desk, factories.approver())
    desk.goto(DESK)
    desk.get_by_label("Offentlig kilde").fill("Lotto")
    desk.get_by_label("Hvor alle kan slå den op").fill("https://lotto.example/tal")
    desk.get_by_label("Tidspunkt, hvor værdien bliver til").fill("2014-11-08T20:00")
    desk.get_by_label("Sådan læses værdien").fill("De syv tal i stigende orden")
    desk.get_by_label("Eksempel på en værdi").fill("4 11 17 20 23 30 36")
    desk.get_by_role("button", name="Angiv kilde og tidspunkt").click()
    expect(desk.get_by_text("Kilden og tidspunktet er angivet.")).to_be_visible()

    sign_in(own, factories.person("staff@example.dk", "staff"))
    own.goto(OWN)
    own.get_by_label("Hvor mange borgere står på listen?").fill("otte")
    own.get_by_label("Filens SHA-256").fill(digest("liste"))
    own.get_by_role("button", name="Giv tilsagn om listen").click()
    expect(own.get_by_text("Skriv antallet med cifre alene, fx 812.")).to_be_visible()
    expect(own.get_by_label("Filens SHA-256")).to_have_value(digest("liste"))
    own.get_by_label("Hvor mange borgere står på listen?").fill("812")
    own.get_by_role("button", name="Giv tilsagn om listen").click()
    expect(own.get_by_text("Tilsagnet er gemt.")).to_be_visible()

    desk.goto(DESK)
    desk.get_by_label("Ja, tilsagnene her skal stå fast.").check()
    desk.get_by_role("button", name="Underskriv tilsagnene").click()
    expect(desk.get_by_text("Tilsagnene er underskrevet. Alle kan læse dem.")).to_be_visible()

    factories.the_clock_shows(AFTER)
    sign_in(second, factories.editor())
    second.goto(DESK)
    second.get_by_label("Værdien, som kilden viser den").fill(VALUE)
    second.get_by_role("button", name="Indtast værdien").click()
    desk.goto(DESK)
    expect(desk.get_by_text(VALUE)).to_have_count(0)
    desk.get_by_label("Værdien, som kilden viser den").fill("4 11 17 23 28 31 35")
    desk.get_by_role("button", name="Bekræft værdien, og træk lod").click()
    expect(desk.get_by_text("De to værdier er ikke ens")).to_be_visible()
    desk.get_by_label("Værdien, som kilden viser den").fill(VALUE)
    desk.get_by_role("button", name="Bekræft værdien, og træk lod").click()
    expect(desk.get_by_text("Lodtrækningen er foretaget.")).to_be_visible()

    own.goto(OWN)
    own.get_by_text("kan ikke nås").first.click()
    own.get_by_label("Hvorfor går præmien videre?").first.select_option("not reached")
    own.get_by_label("Ja, præmien går videre").first.check()
    own.get_by_role("button", name="Giv præmien videre").first.click()
    expect(own.get_by_text("Præmien er gået videre til den næste reserve.")).to_be_visible()
    assert DrawEdition.objects.count() == 3

    complaints[:] = [one for one in complaints if "422" not in one]  # the browser tells of them

    if javascript:
        seen_at(visit, PUBLIC)
        seen_at(visit, "/en" + PUBLIC)
        seen_at(visit, OWN, factories.person("staff@example.dk", "staff"))
        seen_at(visit, DESK, factories.approver())
