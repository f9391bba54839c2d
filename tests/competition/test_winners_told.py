"""Who won is told by no address before its time: the whole site is asked with one winner and with
another, and not one byte may differ; then the names alone; then everything at once."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client

from competition import lifecycle
from competition.models import Award, Competition
from municipalities.models import Municipality
from signups.models import Release
from tests import factories, finish
from tests.competition.leaking import every_address
from tests.factories import at
from tests.finish import CEREMONY

pytestmark = pytest.mark.django_db
TOLD = at(2014, 10, 28, 9)
BEFORE, AFTER = at(2014, 10, 29, 10), at(2014, 11, 1, 12, 5)
TOWNS = {
    "751": ("Aarhus", "1082"),
    "147": ("Frederiksberg", "1084"),
    "851": ("Aalborg", "1081"),
    "101": ("København", "1084"),
    "461": ("Odense", "1083"),
    "265": ("Roskilde", "1085"),
}
PRIZE_FILES = ("diplom.pdf", "maerke.svg", "maerke.png", "presse.txt")
BEHIND_DOORS = ("/kl/", "/min-kommune/", "/konto/", "/mit/", "/svar/")
REGIONAL = ["Frederiksberg", "Odense", "Roskilde", "Aalborg", "Aarhus"]
ONE = {"751": 9_191, "147": 6_100, "851": 7_300, "101": 5_000, "461": 8_200, "265": 7_100}
ANOTHER = {**ONE, "751": 7_300, "461": 9_191}
"""The same winners in the regions, another one in the country."""
ELSEWHERE = {**ONE, "147": 5_000, "101": 6_100}
"""Another winner in a region."""


@pytest.fixture
def race():
    towns = [
        factories.municipality(name, code=code, region_code=region, population=(10_000, 2_000))
        for code, (name, region) in TOWNS.items()
    ]
    race = factories.competition(participants=towns)
    for week in (36, 41, 42):
        counts = {town: 4_000 + 7 * week + len(town.name) for town in towns}
        factories.published_with(counts, f"2014-W{week}")
    return race


@contextmanager
def with_closing(race: Competition, counts: Mapping[str, int]) -> Iterator[Competition]:
    """A final result with these closing figures, and everything undone afterwards."""
    with transaction.atomic():
        found = {each.code: each for each in Municipality.objects.all()}
        factories.published_with({found[c]: n for c, n in counts.items()}, "2014-W43")
        finish.finalized(Competition.objects.get(pk=race.pk))
        yield Competition.objects.get(pk=race.pk)
        transaction.set_rollback(True)


def told(race: Competition) -> Competition:
    lifecycle.tell_regions(race, by=factories.approver(), now=TOLD)
    return race


def walk(monkeypatch, now, addresses=()):
    """What a visitor is answered at these addresses, or all: status, bytes, and what caches go by."""
    monkeypatch.setattr("signups.clock.of", lambda _state: now)
    caches["pages"].clear()
    client, found = Client(), {}
    for address in addresses or every_address():
        if address.removeprefix("/en").startswith(BEHIND_DOORS):
            continue
        answer = client.get(address)
        kept = [answer.headers.get(name) for name in ("ETag", "Last-Modified", "Content-Length")]
        found[address] = (answer.status_code, answer.getvalue(), *kept)
    return found


def differing(one, another):
    assert one.keys() == another.keys()
    return [address for address in one if one[address] != another[address]]


def test_nobody_can_tell_the_winners_of_a_final_result(race, monkeypatch):
    with transaction.atomic():
        factories.published_with(
            {town: ONE[town.code] for town in Municipality.objects.all()}, "2014-W43"
        )
        open_still = walk(monkeypatch, BEFORE)
        transaction.set_rollback(True)
    with with_closing(race, ONE):
        assert Award.objects.filter(place=1, region=None).exists()
        final = walk(monkeypatch, BEFORE)
    assert sum(answer[0] == 200 for answer in final.values()) > 100
    assert differing(open_still, final) == []
    with with_closing(race, ELSEWHERE):
        assert differing(final, walk(monkeypatch, BEFORE)) == []


def test_the_regional_winners_are_names_and_tell_nothing_of_the_country(race, monkeypatch):
    with with_closing(race, ONE) as final:
        told(final)
        one = walk(monkeypatch, BEFORE)
    with with_closing(race, ANOTHER) as final:
        told(final)
        assert differing(one, walk(monkeypatch, BEFORE)) == []
    with with_closing(race, ELSEWHERE) as final:
        told(final)
        elsewhere = walk(monkeypatch, BEFORE)
    changed = differing(one, elsewhere)
    assert {"/", "/2014/", "/2014/vindere/", "/2014/feed.atom", "/2014/kalender.ics"} <= {*changed}
    assert {"/en/2014/vindere/", "/2014/vindere/billede.png"} <= {*changed}
    assert not any(b"9.191" in answer[1] or b"9191" in answer[1] for answer in one.values())


def test_before_they_are_told_their_names_stand_nowhere_new(race, monkeypatch):
    with with_closing(race, ONE):
        monkeypatch.setattr("signups.clock.of", lambda _state: BEFORE)
        page = Client().get("/2014/vindere/").content.decode()
        names = Client().get("/api/v1/competitions/2014/winners/").json()
    assert not any(name in page for name in REGIONAL)
    assert (names["regions_told"], names["regional_winners"], names["winners"]) == (False, [], [])
    assert "Vinderne kåres 1. november" in page


def test_every_face_names_them_by_the_alphabet(race, monkeypatch):
    with with_closing(race, ONE) as final:
        told(final)
        monkeypatch.setattr("signups.clock.of", lambda _state: BEFORE)
        client = Client()
        for address in ("/", "/2014/vindere/"):
            page = client.get(address)
            found = page.context["told"] if "told" in page.context else page.context["page"].told
            assert [each.name for each in found] == REGIONAL
            assert "Regionsvinderne" in page.content.decode()
        names = client.get("/api/v1/competitions/2014/winners/").json()
        assert [each["name"] for each in names["regional_winners"]] == REGIONAL
        assert {*names["regional_winners"][0]} == {"code", "name"}
        assert names["winners"] == []
        sentence = "Frederiksberg, Odense, Roskilde, Aalborg og Aarhus"
        feed = client.get("/2014/feed.atom").content.decode()
        assert f"<title>Regionsvinderne: {sentence}</title>" in feed
        calendar = client.get("/2014/kalender.ics").content.decode().replace("\r\n ", "")
        assert f"Regionsvinderne: {sentence.replace(',', chr(92) + ',')}" in calendar
        english = client.get("/en/2014/vindere/").content.decode()
        assert "The regional winners are found" in english


def test_everything_changes_at_once_with_the_announcement(race, monkeypatch):
    of_aarhus, of_aalborg = (
        [f"/2014/vindere/mest-digitale/{town}/{file}" for file in PRIZE_FILES]
        for town in ("aarhus", "aalborg")
    )
    pages = ["/", "/2014/vindere/", "/2014/rangliste/mest-digitale/2014-uge-43/"]
    records = ["/2014/resultat.json", "/api/v1/competitions/2014/result-record"]
    others = ["/2014/feed.atom", "/2014/billede.png"]
    asked = [*pages, *records, *others, *of_aarhus, *of_aalborg]
    with with_closing(race, ONE) as final:
        told(final)
        before = walk(monkeypatch, BEFORE, asked)
        lifecycle.announce(final, by=factories.approver(), now=CEREMONY)
        after = walk(monkeypatch, AFTER, asked)
        assert "Aarhus vandt" in after["/"][1].decode()
        assert "standstill" in before["/"][1].decode()
        assert "standstill" not in after["/"][1].decode()
        assert (
            "Aarhus er Danmarks mest digitale kommune 2014" in after["/2014/vindere/"][1].decode()
        )
        assert before["/2014/rangliste/mest-digitale/2014-uge-43/"][0] == 404
        assert after["/2014/rangliste/mest-digitale/2014-uge-43/"][0] == 200
        assert b"Aarhus" in after["/2014/feed.atom"][1]
        assert before["/2014/billede.png"][1] != after["/2014/billede.png"][1]
        for address in [*of_aarhus, *records]:
            assert (before[address][0], after[address][0]) == (404, 200)
        assert {after[address][0] for address in of_aalborg} == {404}


def test_the_record_goes_out_byte_for_byte(race, monkeypatch):
    with with_closing(race, ONE) as final:
        lifecycle.announce(final, by=factories.approver(), now=CEREMONY)
        monkeypatch.setattr("signups.clock.of", lambda _state: AFTER)
        kept = final.records.get().document.encode()
        for address in ("/2014/resultat.json", "/api/v1/competitions/2014/result-record"):
            assert Client().get(address).content == kept
        winners = Client().get("/api/v1/competitions/2014/winners/").json()
        assert winners["winners"][0]["standing"]["name"] == "Aarhus"
        assert winners["winners"][0]["standing"]["numerator"] == 9_191
        assert json.loads(kept)["record"]["outcomes"][0]["winners"] == ["751"]
        assert Release.objects.filter(week="2014-W43").exists()
