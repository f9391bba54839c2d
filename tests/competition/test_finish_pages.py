"""The finish through its pages: who may take which step, what they are shown, and what is kept."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from competition import results
from competition.models import Competition
from signups.models import Sighting
from signups.weeks import Week
from tests import factories, finish
from tests.factories import at, signed_in
from tests.finish import CEREMONY, CLOSING_DAY_OVER

pytestmark = pytest.mark.django_db
PAGE = "/kl/afslutning/2014/"


def body(client, address=PAGE) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def race():
    factories.the_clock_shows(CLOSING_DAY_OVER)
    towns = [
        factories.municipality(name, code=code, region_code=region, population=(1000, 200))
        for name, code, region in [("Aarhus", "751", "1082"), ("Aalborg", "851", "1081")]
    ]
    race = factories.competition(participants=towns)
    for week, counts in {36: (400, 410), 41: (430, 440), 43: (500, 480)}.items():
        factories.published_with(dict(zip(towns, counts, strict=True)), Week(2014, week))
    return race


@pytest.fixture
def approver():
    return signed_in(factories.named(factories.approver()))


@pytest.fixture
def administrator():
    return signed_in(factories.named(factories.administrator()))


def take(client, act, **said):
    return client.post(reverse("finish_take", args=["2014", act]), said, follow=True)


def state() -> str:
    return Competition.objects.get().state


def test_the_whole_way_from_the_closing_to_the_announcement(race, approver, administrator):
    assert "Næste skridt: luk konkurrencen" in body(approver)
    take(approver, "luk", confirmed="yes")
    assert "Næste skridt: to personer skriver under" in body(approver)
    digest = results.of(Competition.objects.get()).digest
    take(approver, "underskriv", confirmed="yes", seen=digest)
    assert "En anden person skal også skrive under." in body(administrator)
    take(administrator, "underskriv", confirmed="yes", seen=digest)
    assert state() == "finalized"
    take(approver, "regionsvindere", confirmed="yes")
    factories.the_clock_shows(CEREMONY)
    take(approver, "udraab", confirmed="yes")
    assert state() == "announced"
    assert "Vinderne er offentliggjort" in body(approver)


@pytest.mark.parametrize("act", ["luk", "underskriv", "regionsvindere", "udraab"])
def test_nothing_is_done_without_the_tick(race, approver, act):
    before = state()
    said = take(approver, act).content.decode()
    assert "Sæt kryds" in said
    assert state() == before


def test_an_editor_looks_and_takes_no_step(race):
    editor = signed_in(factories.editor())
    assert editor.get(PAGE).status_code == 200
    assert editor.post(reverse("finish_take", args=["2014", "luk"])).status_code == 403
    assert 'value="yes"' not in body(editor)


def test_the_exact_numbers_and_what_would_have_turned_it_are_shown(race, approver):
    finish.closed(race)
    page = " ".join(body(approver).split())
    assert "500 / 1.000" in page
    assert "21 flere tilmeldte fra Aalborg" in page
    assert "Nobody" not in page


def test_the_figures_are_not_on_the_page_before_the_closing(race, approver):
    assert "500" not in body(approver)


def test_whoever_sees_the_result_early_is_kept(race, approver):
    finish.closed(race)
    body(approver)
    seen = Sighting.objects.get()
    assert (seen.week, seen.person) == ("2014-W43", factories.approver())


def test_every_lack_is_listed_with_the_way_to_mend_it(race, approver):
    factories.takes_part(race, factories.municipality("Odense", code="461", population=None))
    finish.closed(race)
    page = body(approver)
    assert "Odense" in page
    assert reverse("release", args=[Week(2014, 43)]) in page
    assert reverse("setup_population", args=["2014"]) in page
    assert 'name="seen"' not in page, "nothing is signed while something is missing"


def test_the_page_stands_before_the_closing_figures_are_there(approver):
    factories.the_clock_shows(CLOSING_DAY_OVER)
    race = factories.competition(participants=[factories.municipality("Aarhus", code="751")])
    finish.closed(race)
    assert "24. oktober 2014" in body(approver)


def test_the_record_is_fetched_byte_for_byte_when_it_is_final(race, approver):
    address = reverse("finish_record", args=["2014"])
    assert approver.get(address).status_code == 404
    made = finish.finalized(race)
    assert approver.get(address).content.decode() == made.document
    assert made.sha256 in body(approver)


def test_a_rehearsal_is_marked_on_its_page_and_found_on_no_public_one(race, approver):
    page = approver.post(reverse("finish_rehearse", args=["2014"]), follow=True)
    assert page.redirect_chain[-1][0] == "/kl/afslutning/2014-proeve-1/"
    text = page.content.decode()
    assert '<aside class="rehearsal"' in text
    assert "2014-proeve-1" not in body(Client(), "/")
    for address in ("/2014-proeve-1/", "/2014-proeve-1/vindere/", "/api/v1/2014-proeve-1/"):
        assert Client().get(address).status_code == 404
    assert "proeve" not in Client().get("/api/v1/competitions/").content.decode()
    thrown = {"confirmed": "yes"}
    back = approver.post(reverse("finish_rehearse", args=["2014-proeve-1"]), thrown, follow=True)
    assert back.redirect_chain[-1][0] == PAGE
    assert approver.get("/kl/afslutning/2014-proeve-1/").status_code == 404


def test_a_rehearsal_is_thrown_away_with_a_tick_and_the_log_keeps_that_it_was_held(race, approver):
    approver.post(reverse("finish_rehearse", args=["2014"]))
    address = reverse("finish_rehearse", args=["2014-proeve-1"])
    page = approver.post(address, follow=True)
    assert page.redirect_chain[-1][0] == "/kl/afslutning/2014-proeve-1/"
    text = page.content.decode()
    assert "Sæt et flueben for at sige, at prøven skal smides væk." in text
    assert "Ja, prøven skal smides væk." in text
    assert "Den skjules for altid, og intet i den tæller noget sted." in text
    gone = approver.post(address, {"confirmed": "yes"}, follow=True).content.decode()
    assert "Prøven er smidt væk: Den er skjult for altid og tæller ingen steder." in gone
    assert "2014-proeve-1" in gone.split('id="steps"')[1]


def test_it_says_before_the_show_which_computer_the_two_screens_need(race, approver):
    assert "Én computer med to skærme" in body(approver)
    assert "To computere eller to forskellige browsere følges ikke ad" in body(approver)
    presenter = body(approver, "/kl/ceremoni/2014/proeve/oplaeser/")
    assert "i den samme browser på én computer med to skærme" in presenter


@pytest.mark.parametrize("address", ["", "lodtraekning/"])
def test_a_rehearsals_pages_speak_of_the_real_competitions_dates(race, approver, address):
    factories.the_clock_shows(at(2014, 10, 20, 9))
    approver.post(reverse("finish_rehearse", args=["2014"]))
    assert "Konkurrencen sluttede" not in body(approver, f"/kl/afslutning/2014-proeve-1/{address}")


def test_the_links_of_a_prize_are_read_aloud_without_a_loose_comma(race, approver):
    finish.finalized(race)
    page = body(approver, "/kl/afslutning/2014/priser/")
    links = re.findall(r"<a [^>]*diplom.pdf[^>]*>(.*?)</a>", page)
    said = {" ".join(re.sub("<[^>]+>", "", link).split()) for link in links}
    assert said == {"Aarhus: Diplom PDF", "Aalborg: Diplom PDF"}


def test_an_act_that_there_is_not_is_not_found(race, approver):
    assert approver.post(PAGE + "hop/").status_code == 404
    assert approver.get(PAGE + "luk/").status_code == 405


def test_the_page_asks_few_queries(race, approver, django_assert_max_num_queries):
    finish.closed(race)
    body(approver)
    with django_assert_max_num_queries(30):
        body(approver)


def test_the_embargo_holds_while_the_clock_has_not_come(race, approver):
    finish.finalized(race)
    factories.the_clock_shows(at(2014, 11, 1, 11, 59))
    take(approver, "udraab", confirmed="yes")
    assert state() == "finalized"
