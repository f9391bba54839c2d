"""Widgets for other people's sites: the only pages that may be framed, live or of a fixed week."""

import html
import re

import pytest
from django.test import Client

from competition import embeds
from competition.categories import CATEGORIES
from competition.converters import DataFile
from competition.downloads import Wanted
from competition.laureates import Prize
from competition.models import Competition
from competition.races import load
from municipalities.models import Municipality
from signups.models import Release
from signups.weeks import Week
from tests import factories as make
from tests.addresses import addresses
from tests.factories import at

pytestmark = pytest.mark.django_db

TABLE = "/2014/embed/rangliste/mest-digitale/"
BADGE = "/2014/embed/kommune/b-by/mest-digitale/"
WIDGETS = [TABLE, BADGE, "/2014/embed/kort/mest-digitale/"]


@pytest.fixture
def race() -> Competition:
    make.the_clock_shows(at(2014, 10, 18, 10))
    towns = [
        make.municipality("A-by", code="101", region_code="1081"),
        make.municipality("B-by", code="102", region_code="1083"),
        make.municipality("C-by", code="103", region_code="1083"),
    ]
    race = make.competition(participants=towns)
    for week, counts in {"2014-W36": (100, 90, 80), "2014-W41": (300, 400, 400)}.items():
        make.store_places(make.published_with(dict(zip(towns, counts, strict=True)), week))
    return race


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page.replace("\xad", ""))


def get(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("address", WIDGETS)
def test_a_widget_may_be_framed_by_anybody_asked_once_or_twice(race, client, address):
    for answer in (client.get(address), client.get(address)):
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert answer.cookies == {}


def test_a_widget_that_has_not_changed_may_still_be_framed(race, client):
    etag = client.get(TABLE).headers["ETag"]
    answer = client.get(TABLE, headers={"if-none-match": etag})
    assert answer.status_code == 304
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers


def test_no_other_page_may_be_framed(race, client):
    values = {
        "competition": ["2014"],
        "slug": ["2014"],
        "category": CATEGORIES[:1],
        "week": [Week(2014, 41)],
        "municipality": ["b-by"],
        "whose": ["b-by"],
        "act": ["luk"],
        "prize": [Prize(CATEGORIES[0], None, "b-by", "presse.txt")],
        "region": ["region-syddanmark"],
        "code": ["102"],
        "pk": [1],
        "key": ["x-y"],
        "rest": ["x"],
        "uidb36": ["x"],
        "provider_id": ["oidc"],
        "token": ["x"],
        "number": [1],
        "kind": ["csv"],
        "file": [DataFile(Wanted(None, Week(2014, 41)), "csv")],
    }
    framed = set()
    for address in addresses(values, without=["admin"]):
        answer = client.get(address)
        if "frame-ancestors 'none'" not in answer.headers["Content-Security-Policy"]:
            framed.add(address.removeprefix("/en"))
    assert framed == {
        *(address for each in WIDGETS for address in (each, f"{each}2014-uge-41/")),
    }


def test_the_table_shows_the_first_lines_and_equals_of_the_last(race, client):
    assert names(get(client, TABLE)) == ["B-by", "C-by", "A-by"]
    found = load(race, Release.objects.published())
    table = found.table(CATEGORIES[0], found.ranked_releases[-1])
    shown = embeds.lines(table, region=None, count=1)
    assert [line.entrant.name for line in shown] == ["B-by", "C-by"]


def test_a_region_is_shown_with_its_own_places(race, client):
    page = get(client, f"{TABLE}?region=region-nordjylland")
    assert names(page) == ["A-by"]
    assert "<td>1</td>" in page
    assert "Region Nordjylland" in page


def test_what_makes_no_sense_in_an_address_is_passed_over(race, client):
    plain = get(client, TABLE)
    assert get(client, f"{TABLE}?antal=-3&region=atlantis&tema=%00") == plain


def test_a_fixed_week_stays_and_the_live_one_follows(race, client):
    fixed = f"{BADGE}2014-uge-41/"
    before = get(client, fixed)
    assert get(client, BADGE) == before
    towns = Municipality.objects.order_by("code")
    newer = make.published_with(dict(zip(towns, (900, 410, 420), strict=True)), "2014-W42")
    make.store_places(newer)
    make.the_clock_shows(at(2014, 10, 20, 9))
    assert get(client, fixed) == before
    assert "<b>3.</b>" in get(client, BADGE)
    assert "<b>1.</b>" in before


def test_an_unknown_week_or_municipality_is_not_found(race, client):
    assert client.get(f"{TABLE}2014-uge-20/").status_code == 404
    assert client.get("/2014/embed/kommune/atlantis/unge/").status_code == 404


def test_before_the_first_figures_a_widget_says_so(client):
    make.competition(participants=[make.municipality("B-by", code="102")])
    make.the_clock_shows(at(2014, 8, 1, 10))
    for address in WIDGETS:
        assert "Der er ikke offentliggjort tal endnu." in get(client, address)


def test_whoever_is_outside_has_a_value_and_no_place(race, client):
    make.municipality("D-by", code="104")
    page = get(client, "/2014/embed/kommune/d-by/unge/")
    assert "uden for konkurrencen" in page


def test_the_code_leads_to_what_was_chosen(race, client):
    asked = "vis=rangliste&kategori=unge&region=region-syddanmark&antal=3&uge=2014-uge-41&sprog=en&tema=auto"
    page = get(client, f"/2014/embed/?{asked}")
    (source,) = re.findall(r'<iframe class="codes-frame" src="http://testserver([^"]*)"', page)
    assert source == (
        "/en/2014/embed/rangliste/unge/2014-uge-41/?tema=auto&region=region-syddanmark&antal=3"
    )
    assert page.count(source) == 2
    assert names(get(client, source)) == ["B-by", "C-by"]


def test_a_badge_wants_a_municipality_first(race, client):
    page = get(client, "/2014/embed/?vis=kommune")
    assert "<iframe class" not in page
    assert "Vælg en kommune" in page
