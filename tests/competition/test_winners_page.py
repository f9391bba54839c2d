"""The winners for good: the page, what winners get, the organiser's early look, the letters, the
archive."""

import re
import struct
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from competition import award_texts, laureates, races, rehearsals, winner_mail
from competition.categories import CATEGORIES
from competition.laureates import Prize
from competition.models import Addressee, MovedPlace, StoredPlace, WinnerLetter
from competition.visibility import Visibility
from municipalities.models import Municipality
from signups.models import Sighting
from tests import factories, finish
from tests.factories import at, signed_in
from tests.finish import CEREMONY, CLOSING_DAY_OVER, shown

pytestmark = pytest.mark.django_db
TOLD, AFTER = at(2014, 10, 28, 9), at(2014, 11, 2, 12)
MAIN, SPRINT, YOUTH = CATEGORIES


@pytest.fixture
def towns():
    return {
        name: factories.municipality(
            name, code=code, region_code=region, population=(10_000, 2_000)
        )
        for name, code, region in [
            ("Aarhus", "751", "1082"),
            ("Ærø", "492", "1083"),
            ("Odense", "461", "1083"),
            ("Rødovre", "175", "1084"),
        ]
    }


@pytest.fixture
def race(towns):
    """Ærø and Aarhus share the main title; Ærø wins the sprint; nobody of Region Sjælland is there."""
    race = factories.competition(participants=towns.values())
    for week, counts in {
        36: (4_000, 3_000, 4_000, 3_900),
        41: (5_000, 5_000, 4_500, 4_000),
        43: (7_000, 7_000, 6_990, 5_000),
    }.items():
        factories.published_with(dict(zip(towns.values(), counts, strict=True)), f"2014-W{week}")
    factories.the_clock_shows(CLOSING_DAY_OVER)
    return race


@pytest.fixture
def announced(race):
    finish.announced(race)
    shown(AFTER)
    return race


def page(address="/2014/vindere/", client=None) -> str:
    return " ".join((client or Client()).get(address).content.decode().split())


def titles(race):
    visibility = Visibility(race, AFTER)
    loaded = races.load(race, visibility.releases())
    return laureates.titles(loaded, visibility, visibility.record())


# --- the page -------------------------------------------------------------------------------------
def test_before_anything_is_told_the_page_says_what_will_happen_and_shows_the_key(race):
    found = page()
    assert "Vinderne kåres 1. november" in found
    assert "De fem regionsvindere" in found
    assert "--public-key" in found
    assert "resultat.json" not in found


def test_co_winners_stand_together_with_their_margin_and_the_places_behind(announced):
    found = page()
    assert "Ærø og Aarhus er Danmarks mest digitale kommuner 2014" in found.replace("\xad", "")
    assert "De deler førstepladsen" in found
    assert "Odense kom tættest på og manglede 11 tilmeldte." in found
    assert "7.000 af 10.000 borgere tilmeldt" in found
    assert "fra 3.000 til 7.000 tilmeldte" in found


def test_each_region_has_its_winner_and_one_without_participants_says_so(announced, towns):
    factories.municipality("Roskilde", code="265", region_code="1085")
    shown(AFTER)
    found = page()
    assert "Region Sjælland" in found
    assert "Ingen kommune i regionen har deltaget" in found


def test_the_page_shows_the_hash_and_the_key_that_signed(announced):
    record = announced.records.get()
    found = page()
    assert record.sha256 in found
    assert record.public_key in found
    assert 'href="/2014/resultat.json"' in found
    assert record.public_key in page("/2014/regler/")


def test_a_correction_after_the_announcement_stands_beside_and_changes_no_winner(announced):
    before = [(t.category, [x.entrant.name for x in t.winners]) for t in titles(announced)]
    factories.corrected("461", "2014-W43", (7_100, 1, 1), now=AFTER)
    shown(at(2014, 11, 3, 12))
    found = page()
    assert "Rettet siden" in found
    assert "7.100" in found
    assert "Ærø og Aarhus er Danmarks mest digitale kommuner 2014" in found.replace("\xad", "")
    would = "ville Odense have vundet (Danmarks mest digitale kommune)"
    assert would in found
    assert would in page("/2014/rettelser/")
    assert "Region Syddanmark" in found[found.index(would) :]
    assert [(t.category, [x.entrant.name for x in t.winners]) for t in titles(announced)] == before
    winners = Client().get("/api/v1/competitions/2014/winners/").json()["winners"]
    assert [each["standing"]["name"] for each in winners[:2]] == ["Ærø", "Aarhus"]


@pytest.mark.parametrize(
    "address", ["/", "/2014/rangliste/mest-digitale/", "/2014/kommuner/odense/"]
)
def test_no_page_lets_a_later_correction_move_a_place_that_was_announced(announced, address):
    stood = list(StoredPlace.objects.order_by("pk").values())
    before = places_on(address)
    factories.corrected("461", "2014-W43", (7_100, 1, 1), now=AFTER)
    shown(at(2014, 11, 3, 12))
    assert places_on(address) == before
    assert list(StoredPlace.objects.order_by("pk").values()) == stood
    assert not MovedPlace.objects.exists()


def test_the_page_of_a_corrected_municipality_asks_few_questions(
    announced, django_assert_max_num_queries
):
    factories.corrected("461", "2014-W43", (7_100, 1, 1), now=AFTER)
    shown(at(2014, 11, 3, 12))
    with django_assert_max_num_queries(6):
        assert "Konkurrencen vises, som den blev afgjort" in page("/2014/kommuner/odense/")


def places_on(address: str) -> list[str]:
    """The names in the order of the page."""
    found = re.findall(r"Aarhus|Ærø|Odense|Rødovre", page(address))
    assert len(found) > 5
    return found


def test_who_won_in_a_region_stays_so_whatever_the_map_becomes(announced):
    factories.municipality("Odder", code="727", region_code="1082")
    before = [(t.region, [x.entrant.name for x in t.winners]) for t in titles(announced)]
    Municipality.objects.filter(name="Aarhus").update(region="1083")
    assert [(t.region, [x.entrant.name for x in t.winners]) for t in titles(announced)] == before


def test_who_corrects_an_announced_figure_is_told_that_the_result_stands(announced):
    made = factories.proposed("461", "2014-W43", (7_100, 1, 1), now=AFTER)
    client = Client()
    client.force_login(factories.approver())
    told = client.get(f"/kl/rettelser/{made.pk}/").text
    assert "Resultatet står" in told
    assert "vises, som den er underskrevet" in told
    assert "Ingen placering ændrer sig" not in told


@pytest.mark.parametrize("address", ["/2014/vindere/", "/tidligere/", "/2014/resultat.json"])
def test_the_pages_ask_few_questions(announced, address, django_assert_max_num_queries):
    towns = factories.invented(98)
    factories.takes_part(announced, *towns[::2])
    shown(AFTER)
    with django_assert_max_num_queries(6):
        assert Client().get(address).status_code == 200


def test_the_whole_page_stands_in_english(announced):
    found = page("/en/2014/vindere/")
    assert "Ærø and Aarhus are Denmark&#x27;s most digital municipalities 2014" in found.replace(
        "\xad", ""
    )
    assert "How anybody can check the result" in found


# --- what winners get -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "kind", "start"),
    [
        ("mest-digitale/aeroe/diplom.pdf", "application/pdf", b"%PDF-"),
        ("mest-digitale/region-syddanmark/aeroe/diplom.pdf", "application/pdf", b"%PDF-"),
        ("slutspurt/aeroe/maerke.svg", "image/svg+xml", b"<svg "),
        ("unge/aarhus/maerke.png", "image/png", b"\x89PNG"),
        ("unge/aarhus/presse.txt", "text/plain; charset=utf-8", b"PRESSEMEDDELELSE"),
    ],
)
def test_every_winner_gets_a_diploma_a_badge_and_a_press_text(announced, address, kind, start):
    answer = Client().get(f"/2014/vindere/{address}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.content.startswith(start)
    assert answer.content == Client().get(f"/2014/vindere/{address}").content


def test_a_badge_is_square_and_its_letters_are_drawn(announced):
    picture = Client().get("/2014/vindere/mest-digitale/aeroe/maerke.png").content
    assert struct.unpack(">II", picture[16:24]) == (1080, 1080)
    drawn = Client().get("/2014/vindere/mest-digitale/aeroe/maerke.svg").content.decode()
    assert "<title>Danmarks mest digitale kommune 2014: Ærø</title>" in drawn
    assert "<text" not in drawn
    assert "font-family" not in drawn


@pytest.mark.parametrize(
    "address",
    [
        "mest-digitale/odense/diplom.pdf",
        "mest-digitale/region-syddanmark/aarhus/diplom.pdf",
        "slutspurt/region-syddanmark/aeroe/diplom.pdf",
        "mest-digitale/nowhere/presse.txt",
        "noget-andet/aeroe/diplom.pdf",
    ],
)
def test_nobody_else_gets_one(announced, address):
    assert Client().get(f"/2014/vindere/{address}").status_code == 404


def test_the_press_text_tells_it_in_danish(announced):
    found = page("/2014/vindere/slutspurt/aeroe/presse.txt")
    assert "Ærø er Danmarks digitale slutspurter 2014" in found
    assert "steg antallet af tilmeldte med 133,3 pct., fra 3.000 til 7.000." in found
    assert "Det er den største vækst blandt de 4 deltagende kommuner." in found
    assert "Aarhus kom tættest på og manglede" in found
    shared = page("/2014/vindere/mest-digitale/aarhus/presse.txt")
    assert "Førstepladsen deles med Ærø: Værdierne er præcis lige store." in shared
    regional = page("/2014/vindere/mest-digitale/region-hovedstaden/roedovre/presse.txt")
    assert "Rødovre er den mest digitale kommune i Region Hovedstaden 2014" in regional
    assert "Ingen anden kommune i Region Hovedstaden deltog." in regional
    assert "tablets" not in regional


# --- the organiser, early -------------------------------------------------------------------------
def test_the_organiser_prints_before_the_ceremony_and_is_kept(race):
    finish.finalized(race)
    client = signed_in(factories.editor())
    shown(TOLD)
    for address, kind in (
        ("/kl/afslutning/2014/priser/", Sighting.Page.RELEASE),
        ("/kl/afslutning/2014/priser/mest-digitale/aeroe/diplom.pdf", Sighting.Page.FILE),
    ):
        Sighting.objects.all().delete()
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert list(Sighting.objects.values_list("week", "page")) == [("2014-W43", kind)]
        assert Client().get(address).status_code == 302
        staff = factories.staff(Municipality.objects.get(code="751"))
        assert signed_in(staff).get(address).status_code == 403


def test_before_the_result_is_final_there_is_nothing_to_print(race):
    client = signed_in(factories.editor())
    assert client.get("/kl/afslutning/2014/priser/").status_code == 404
    assert not Sighting.objects.exists()


def test_the_press_text_of_the_regions_has_names_and_no_figures(race):
    finish.finalized(race)
    client = signed_in(factories.editor())
    text = client.get("/kl/afslutning/2014/priser/").context["press"]
    assert "- Rødovre (Region Hovedstaden)\n- Ærø (Region Syddanmark)\n- Aarhus" in text
    assert "7.000" not in text
    assert "pct." not in text


def test_a_rehearsals_diploma_is_marked_and_the_public_never_has_it(race):
    shown(at(2014, 10, 27, 9))
    rehearsal = rehearsals.begin(race, by=factories.editor(), now=CLOSING_DAY_OVER)
    finish.announced(rehearsal)
    address = f"/kl/afslutning/{rehearsal.pk}/priser/"
    client = signed_in(factories.editor())
    found = client.get(address)
    assert found.status_code == 200
    assert "Prøve" in found.content.decode()
    assert Client().get(f"/{rehearsal.pk}/vindere/").status_code == 404
    assert winner_mail.tell(now=AFTER) == 0


# --- the letters ----------------------------------------------------------------------------------
def test_those_who_took_part_are_told_the_regional_winners_once(race, towns):
    factories.staff(towns["Ærø"], "staff@aeroe.example")
    Addressee.objects.create(
        municipality=towns["Odense"],
        mayor_title="Borgmester",
        chief_title="Direktør",
        email="post@odense.example",
    )
    finish.finalized(race)
    assert winner_mail.tell(now=TOLD) == 0
    finish.lifecycle.tell_regions(race, by=factories.approver(), now=TOLD)
    assert winner_mail.tell(now=TOLD) == 2
    assert winner_mail.tell(now=at(2014, 10, 28, 10)) == 0
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert {*letters} == {"staff@aeroe.example", "post@odense.example"}
    won, other = letters["staff@aeroe.example"].body, letters["post@odense.example"].body
    assert "Til lykke! Ærø Kommune har vundet i sin region" in won
    assert "Til lykke" not in other
    for body in (won, other):
        assert body.index("Rødovre") < body.index("- Ærø (") < body.index("- Aarhus (")
        assert "7.000" not in body


def test_a_letter_that_cannot_be_sent_is_tried_again_and_holds_up_no_other(
    race, towns, monkeypatch
):
    factories.staff(towns["Ærø"], "a@aeroe.example")
    factories.staff(towns["Ærø"], "b@aeroe.example")
    finish.finalized(race)
    finish.lifecycle.tell_regions(race, by=factories.approver(), now=TOLD)
    real = winner_mail.EmailMessage.send

    def send(letter):
        if letter.to == ["a@aeroe.example"]:
            raise OSError("no route")
        return real(letter)

    monkeypatch.setattr(winner_mail.EmailMessage, "send", send)
    assert winner_mail.tell(now=TOLD) == 1
    assert WinnerLetter.objects.get(address="a@aeroe.example").error == "OSError"
    monkeypatch.undo()
    assert winner_mail.tell(now=at(2014, 10, 28, 10)) == 1
    assert [letter.to for letter in mail.outbox] == [["b@aeroe.example"], ["a@aeroe.example"]]


def test_a_letter_that_was_broken_off_is_not_sent_twice(race, towns):
    factories.staff(towns["Ærø"], "a@aeroe.example")
    finish.finalized(race)
    finish.lifecycle.tell_regions(race, by=factories.approver(), now=TOLD)
    WinnerLetter.objects.create(
        competition=race, municipality=towns["Ærø"], address="a@aeroe.example", claimed_at=TOLD
    )
    assert winner_mail.tell(now=at(2014, 10, 29)) == 0
    assert mail.outbox == []


# --- the archive ----------------------------------------------------------------------------------
@pytest.fixture
def earlier(towns):
    """The competition of 2013, announced; its figures are older than those of 2014."""
    race = factories.competition(
        "2013",
        participants=list(towns.values())[1:],
        title="Danmarks mest digitale kommune 2013",
        figures_from=date(2013, 10, 25),
        opens_on=date(2013, 11, 5),
        enrolment_deadline=date(2013, 11, 20),
        baseline_as_of=date(2013, 11, 1),
        closing_as_of=date(2014, 1, 10),
        regional_announcement_on=date(2014, 1, 13),
        announcement_at=at(2014, 1, 20, 12),
    )
    for week, as_of, counts in (
        ("2013-W44", date(2013, 11, 1), (10, 20, 30)),
        ("2014-W02", date(2014, 1, 10), (90, 80, 70)),
    ):
        named = dict(zip(list(towns.values())[1:], counts, strict=True))
        factories.published_with(named, week, as_of=as_of)
    finish.finalized(race, now=at(2014, 1, 13, 9))
    finish.lifecycle.announce(race, by=factories.approver(), now=at(2014, 1, 20, 12))
    return race


def test_an_earlier_competition_stays_as_it_was_while_the_next_one_runs(earlier, race):
    shown(at(2014, 10, 18, 10))
    assert "2014" in page("/")
    found = page("/tidligere/")
    assert "Danmarks mest digitale kommune 2013" in found
    assert "Ærø" in found
    assert 'href="/tidligere/"' in page("/")
    for address in (
        "/2013/",
        "/2013/vindere/",
        "/2013/rangliste/mest-digitale/",
        "/2013/kommuner/odense/",
        "/2013/regler/",
        "/2013/data/",
        "/2013/feed.atom",
        "/2013/kalender.ics",
        "/2013/resultat.json",
        "/2013/vindere/mest-digitale/aeroe/diplom.pdf",
        "/api/v1/competitions/2013/winners/",
        "/en/2013/vindere/",
        "/en/tidligere/",
    ):
        assert Client().get(address).status_code == 200, address
    assert "Ærø er Danmarks mest digitale kommune 2013" in page("/2013/vindere/")
    assert "Vinderne kåres 1. november" in page("/2014/vindere/")


def test_a_single_competition_has_no_archive_in_the_footer(race):
    shown(at(2014, 10, 18, 10))
    assert "/tidligere/" not in page("/")
    assert "Der er ikke kåret nogen vindere endnu." in page("/tidligere/")


def test_a_competition_announced_without_a_record_is_told_by_its_places(race):
    factories.announce(race, CEREMONY)
    shown(AFTER)
    assert "Ærø og Aarhus" in page().replace("\xad", "")
    assert "Aarhus" in page("/tidligere/")
    assert Client().get("/2014/resultat.json").status_code == 404
    assert Client().get("/2014/vindere/mest-digitale/aarhus/diplom.pdf").status_code == 200


# --- by themselves --------------------------------------------------------------------------------
def test_a_prize_reads_back_from_its_address():
    prize = Prize(MAIN, "region-syddanmark", "aeroe", "diplom.pdf")
    assert str(prize) == "mest-digitale/region-syddanmark/aeroe/diplom.pdf"
    assert str(Prize(YOUTH, None, "aeroe", "maerke.svg")) == "unge/aeroe/maerke.svg"


def test_the_texts_are_danish_whatever_the_reader_speaks(announced):
    title = titles(announced)[1]
    with translation.override("en"):
        text = award_texts.headline(announced, title, title.winners[0])
    assert text == "Ærø er Danmarks digitale slutspurter 2014"
