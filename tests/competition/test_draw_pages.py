"""The draw through its pages: the organiser's, the winner's and everybody's; and the program for lists."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from competition import drawing, lifecycle, make_list, rehearsals
from competition.categories import BY_SLUG
from competition.draw_page import PublicDraw
from competition.lots import Drawing
from competition.models import DrawEdition, DrawPlan, DrawPromise, DrawValue
from competition.views.drawing import _won
from competition.visibility import Visibility
from municipalities.models import Municipality
from signups.models import Figure
from signups.weeks import Week
from tests import draws, factories, finish
from tests.draws import AFTER, MOMENT, PROMISING, VALUE, digest
from tests.factories import at
from tests.factories.counted import correcting as correcting_figures

pytestmark = pytest.mark.django_db
DESK, OWN, PUBLIC = (
    "/kl/afslutning/2014/lodtraekning/",
    "/min-kommune/lodtraekning/",
    "/2014/lodtraekning/",
)


@pytest.fixture
def race():
    """Aarhus wins two titles; Aalborg the sprint."""
    factories.the_clock_shows(PROMISING)
    towns = [
        factories.municipality(name, code=code, region_code=region, population=(1000, 200))
        for name, code, region in [("Aarhus", "751", "1082"), ("Aalborg", "851", "1081")]
    ]
    race = factories.competition(participants=towns)
    for week, counts in {36: (400, 300), 41: (430, 340), 43: (500, 420)}.items():
        factories.published_with(dict(zip(towns, counts, strict=True)), Week(2014, week))
    return race


@pytest.fixture
def told(race):
    factories.named(factories.editor())
    for town in Municipality.objects.all():
        factories.named(factories.staff(town, f"{town.slug}@example.dk"))
    return finish.announced(race)


def client(person) -> Client:
    made = Client()
    made.force_login(person)
    return made


def of(code: str) -> Client:
    town = Municipality.objects.get(code=code)
    return client(factories.staff(town, f"{town.slug}@example.dk"))


@pytest.fixture
def approver():
    return client(factories.approver())


def act(who: Client, address: str, key: str, **fields):
    said = {"act": key} | {f"{key}-{name}": value for name, value in fields.items()}
    return who.post(address, said)


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


PLAN = {
    "source": "Lotto, lørdag 8. november",
    "link": "https://lotto.example/tal",
    "moment": "2014-11-08T20:00",
    "reading": "De syv tal i stigende orden",
    "example": "4 11 17 20 23 30 36",
}
LIST = "list-mest-digitale-751"


# --- the whole way ---------------------------------------------------------------------------------
def test_the_whole_way_through_the_pages(told, approver):
    assert act(approver, DESK, "plan", **PLAN).status_code == 302
    assert "Lotto, lørdag 8. november" in text(Client().get(PUBLIC))
    for code, category in (("751", "mest-digitale"), ("751", "unge"), ("851", "slutspurt")):
        key = f"list-{category}-{code}"
        sent = act(
            of(code), OWN, key, count="1 50", commitment=f"  {digest(code).upper()}  liste.txt"
        )
        assert sent.status_code == 302
    assert "0 af 3" not in text(Client().get(PUBLIC))
    assert act(approver, DESK, "sign", confirmed="on").status_code == 302
    assert "borgere på listen" in text(Client().get(PUBLIC))
    factories.the_clock_shows(AFTER)
    assert act(client(factories.editor()), DESK, "enter", value=VALUE).status_code == 302
    assert VALUE not in approver.get(DESK).content.decode(), "the second person types it unseen"
    assert act(approver, DESK, "confirm", value=VALUE).status_code == 302
    found = Drawing(told, AFTER)
    aalborg = Municipality.objects.get(code="851")
    first, second = found.holders(found.lot(BY_SLUG["slutspurt"], aalborg))
    own = text(of("851").get(OWN))
    assert f"Nr. {first}" in own
    assert f"--vis {first},{second} " in own
    key = f"pass-slutspurt-851-{first}"
    assert act(of("851"), OWN, key, reason="declined", confirmed="on").status_code == 302
    page = Client().get(PUBLIC).content.decode()
    assert f"<del>{first}</del> (ønsker ikke præmien)" in page
    assert (
        "python verify_result.py resultat-2014.json"
        " lodtraekning-1.json lodtraekning-2.json lodtraekning-3.json --public-key "
    ) in page
    assert "Regnet igennem med den rigtige lodtrækning" in page
    for number in (1, 2, 3):
        kept = DrawEdition.objects.get(number=number)
        assert Client().get(f"/2014/lodtraekning-{number}.json").content.decode() == kept.document
    newest = Client().get("/2014/lodtraekning.json")
    assert newest.headers["Content-Disposition"] == 'attachment; filename="lodtraekning-3.json"'
    assert json.loads(newest.content)["record"]["edition"] == 3


def test_a_rehearsal_is_drawn_on_the_organisers_page_alone(race, approver):
    now = at(2014, 10, 20, 9)
    factories.the_clock_shows(now)
    copy = rehearsals.begin(race, by=factories.approver(), now=now)
    finish.announced(copy, now)
    desk = f"/kl/afslutning/{copy.pk}/lodtraekning/"
    assert act(approver, desk, "plan", **PLAN).status_code == 302
    key = LIST.replace("751", Drawing(copy, now).lots[0].municipality.pk)
    sent = act(approver, desk, key, count="150", commitment=digest("x"), note="Prøve")
    assert sent.status_code == 302
    page = approver.get(desk).content.decode()
    assert '<aside class="rehearsal"' in page
    assert act(approver, desk, "sign", confirmed="on", without="Prøve").status_code == 302
    for address in (PUBLIC.replace("2014", copy.pk), f"/{copy.pk}/lodtraekning.json"):
        assert Client().get(address).status_code == 404
    assert "har ikke" not in text(of("751").get(OWN))
    assert "Efter offentliggørelsen finder vinderne her" in text(of("751").get(OWN))


# --- who may ---------------------------------------------------------------------------------------
def test_an_editor_types_the_value_and_nothing_else(told):
    draws.planned(told, now=PROMISING)
    editor = client(factories.editor())
    for key in ("plan", "sign", "confirm", LIST, "pass-unge-751-1"):
        assert act(editor, DESK, key, **PLAN).status_code == 403
    page = editor.get(DESK).content.decode()
    assert 'name="act"' not in page


def test_a_municipality_acts_for_itself_alone(told):
    assert of("751").get(DESK).status_code == 403
    said = text(of("851").get(OWN))
    assert "Aarhus" not in said
    sent = act(of("851"), OWN, LIST, count="150", commitment=digest("x"))
    assert sent.status_code == 302
    assert not DrawPromise.objects.exists()


def test_the_organiser_looks_at_a_winners_page_and_sends_nothing(told, approver):
    address = "/kl/kommuner/aarhus/lodtraekning/"
    page = approver.get(address)
    assert "I har vundet" in text(page)
    assert 'name="act"' not in page.content.decode()
    assert act(approver, address, LIST, count="1", commitment=digest("x")).status_code == 403


def test_who_has_not_won_is_told_so_after_the_announcement(told):
    factories.municipality("Odense", code="461", region_code="1083")
    said = text(of("461").get(OWN))
    assert "Odense har ingen præmier at trække lod om" in said


# --- nothing is told early -------------------------------------------------------------------------
def test_before_the_announcement_winners_and_others_see_the_same(race, approver):
    finish.finalized(race)
    draws.planned(race)
    now = at(2014, 11, 1, 11, 59)
    factories.the_clock_shows(now)
    seen = {text(of(code).get(OWN)).replace(name, "").replace(name.lower(), "")
            for code, name in (("751", "Aarhus"), ("851", "Aalborg"))}  # fmt: skip
    assert len(seen) == 1
    assert "Aarhus" not in text(approver.get(DESK))
    public = text(Client().get(PUBLIC))
    assert "Efter offentliggørelsen" in public
    assert "Aarhus" not in public
    for address in ("/2014/lodtraekning.json", "/2014/lodtraekning-1.json"):
        assert Client().get(address).status_code == 404


def test_the_value_is_not_public_before_it_is_confirmed(told):
    draws.signed(told)
    factories.the_clock_shows(AFTER)
    before = Client().get(PUBLIC).content
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    factories.new_data_version()
    assert Client().get(PUBLIC).content == before


# --- bad input -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "fields", "says"),
    [
        ("plan", PLAN | {"moment": "i morgen"}, "Skriv dag og tid"),
        ("plan", PLAN | {"moment": "9999-12-31T23:59"}, "Skriv dag og tid"),
        ("plan", PLAN | {"moment": "2014-11-02T10:00"}, "skal ligge forude"),
        ("plan", PLAN | {"link": "javascript:alert(1)"}, "hel adresse"),
        ("plan", PLAN | {"reading": "z" * 1001}, "1000"),
        ("plan", PLAN | {"example": ""}, "påkrævet"),
        ("plan", PLAN | {"example": "syv tal"}, "med cifre alene"),
        (LIST, {"count": "mange", "commitment": digest("x"), "note": "x"}, "cifre alene"),
        (LIST, {"count": "²", "commitment": digest("x"), "note": "x"}, "cifre alene"),
        (LIST, {"count": "1001", "commitment": digest("x"), "note": "x"}, "flere end"),
        (LIST, {"count": "15", "commitment": "abc", "note": "x"}, "64 cifre"),
        (LIST, {"count": "15", "commitment": digest("x"), "note": ""}, "påkrævet"),
        ("sign", {}, "Sæt kryds"),
        ("sign", {"confirmed": "on"}, "Ingen vinder har givet tilsagn"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(told, approver, key, fields, says):
    draws.planned(told, now=PROMISING)
    fields = {"reason": "Rettet"} | fields if key == "plan" else fields
    answer = act(approver, DESK, key, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in text(answer)
    for value in fields.values():
        assert value[:100] in page.replace("&#x27;", "'") or value == "on"
    assert (DrawPlan.objects.count(), DrawPromise.objects.count()) == (1, 0)


@pytest.mark.parametrize("key", ["", "x", "list-x-y", "pass-unge-751-1", "a\0b", "z" * 5000])
def test_an_act_that_there_is_not_is_told(told, approver, key):
    for who, address in ((approver, DESK), (of("751"), OWN)):
        assert "Det kan ikke længere lade sig gøre" in text(
            who.post(address, {"act": key}, follow=True)
        )


def test_a_mismatch_is_told_on_the_page(told, approver):
    draws.signed(told)
    factories.the_clock_shows(AFTER)
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    other = VALUE.replace("36", "35")
    answer = act(approver, DESK, "confirm", value=other)
    assert answer.status_code == 422
    assert "De to værdier er ikke ens" in text(answer)
    assert f'value="{other}"' in answer.content.decode()
    assert DrawValue.objects.get().confirmed_at is None
    assert act(approver, DESK, "withdraw").status_code == 302
    assert DrawValue.objects.filter(withdrawn_at=None).count() == 0


# --- everybody -------------------------------------------------------------------------------------
def test_the_page_says_what_was_changed_and_why(told):
    draws.planned(told)
    draws.planned(told, now=PROMISING, source="Terninger i Rådhushallen", reason="Kilden lukkede")
    said = text(Client().get(PUBLIC))
    assert "Terninger i Rådhushallen" in said
    assert "Lotto, lørdag 8. november 2014" in said
    assert "Kilden lukkede" in said


def test_the_example_is_that_of_the_description(told):
    said = text(Client().get(PUBLIC)).replace("\xa0", " ")
    assert "068c4b2f35105e29ed4fb72b225f2c83990d48d05d630e1c8ee8393bbf940f06" in said
    assert "nr. 750" in said
    assert "nr. 149" in said


def test_the_page_asks_few_queries(told, django_assert_max_num_queries):
    draws.planned(told, now=PROMISING)
    Client().get(PUBLIC)
    for go_on in (lambda: draws.promised(told), lambda: None):
        go_on()
        factories.new_data_version()
        with django_assert_max_num_queries(6):
            Client().get(PUBLIC)
    drawing.sign(told, by=factories.approver(), now=PROMISING)
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    drawing.confirm(told, value=VALUE, by=factories.approver(), now=AFTER)
    factories.the_clock_shows(AFTER)
    for address in (PUBLIC, "/en/2014/lodtraekning/", "/2014/lodtraekning-2.json"):
        with django_assert_max_num_queries(6):
            assert Client().get(address).status_code == 200


def test_the_english_page_has_nothing_danish_of_its_own(told):
    draws.drawn(told)
    factories.the_clock_shows(AFTER)
    said = text(Client().get("/en/2014/lodtraekning/"))
    assert "The numbers that won" in said
    assert "Numrene" not in said


def test_it_is_linked_where_people_look(told, approver):
    assert f'href="{PUBLIC}"' in Client().get("/2014/regler/").content.decode()
    assert f'href="{DESK}"' in approver.get("/kl/afslutning/2014/").content.decode()
    assert f'href="{OWN}"' in of("751").get("/min-kommune/").content.decode()
    assert PUBLIC in Client().get("/sitemap-2014.xml").content.decode()


def test_before_the_draw_the_command_names_both_editions(told):
    said = text(Client().get(PUBLIC))
    assert "verify_result.py resultat-2014.json lodtraekning-1.json lodtraekning-2.json" in said


def test_a_source_that_is_cancelled_is_told_with_its_reason(told, approver):
    draws.signed(told)
    sent = act(
        approver, DESK, "plan", **PLAN | {"source": "Terninger", "moment": "2014-11-09T20:00"},
        reason="Lotto blev aflyst",
    )  # fmt: skip
    assert sent.status_code == 302
    said = text(Client().get(PUBLIC))
    assert "Lotto blev aflyst" in said
    assert "en anden kilde, angivet før nogen værdi var indtastet" in said
    assert "lodtraekning-2.json" in said


def test_the_organiser_is_offered_only_what_is_theirs_to_do(told, approver):
    draws.signed(told)
    factories.the_clock_shows(AFTER)
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    drawing.confirm(told, value=VALUE, by=factories.approver(), now=AFTER)
    assert 'value="pass-' not in approver.get(DESK).content.decode()
    Municipality.objects.get(code="851").staff.update(is_active=False)
    page = approver.get(DESK).content.decode()
    assert 'value="pass-slutspurt-851-' in page
    assert 'value="pass-unge-751-' not in page
    aalborg = Municipality.objects.get(code="851")
    found = Drawing(told, AFTER)
    first = found.holders(found.lot(BY_SLUG["slutspurt"], aalborg))[0]
    key = f"pass-slutspurt-851-{first}"
    assert act(approver, DESK, key, reason="declined", confirmed="on").status_code == 422
    sent = act(approver, DESK, key, reason="declined", confirmed="on", note="Ringet op")
    assert sent.status_code == 302


def test_a_title_of_a_record_that_was_taken_back_is_no_title(race):
    finish.finalized(race)
    now = finish.CLOSING_DAY_OVER
    lifecycle.unfinalize(race, reason="Rettelse", by=factories.approver(), now=now)
    aarhus, aalborg = (Municipality.objects.get(code=code) for code in ("751", "851"))
    with correcting_figures():
        Figure.objects.filter(municipality=aalborg, release__week="2014-W43").update(
            registered_15_plus=900, registered_15_24=190
        )
    race.refresh_from_db()
    finish.announced(race)
    older, newer = race.records.order_by("number")
    assert older.awards.filter(municipality=aarhus, region=None, place=1).count() == 2
    assert newer.awards.filter(municipality=aarhus, region=None, place=1).count() == 0
    assert _won(aarhus, PROMISING) is None
    assert _won(aalborg, PROMISING) == race
    assert PublicDraw(Visibility(race, PROMISING)).promised == (0, 3)


# --- the program for lists -------------------------------------------------------------------------
PROGRAM = Path(make_list.__file__)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own program
        [sys.executable, str(PROGRAM), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_the_program_is_handed_out_as_it_is():
    answer = Client().get("/lodtraekning_liste.py")
    assert answer.content == PROGRAM.read_bytes()
    assert "lodtraekning_liste.py" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "content",
    [
        "Anna\nÆrlig\nBo\n".encode(),
        "Anna\r\nÆrlig\r\nBo".encode("cp1252"),
        b"\xef\xbb\xbf" + "Anna\nÆrlig\nBo\n\n\n".encode(),
    ],
)
def test_a_list_is_made_of_what_people_have(tmp_path, content):
    (tmp_path / "borgere.txt").write_bytes(content)
    made = run(tmp_path, "borgere.txt")
    assert made.returncode == 0, made.stderr
    kept = (tmp_path / "lodtraekning-liste.txt").read_bytes()
    assert (tmp_path / "lodtraekning-liste.txt").stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(r"salt: [0-9a-f]{64}\nAnna\nÆrlig\nBo\n", kept.decode())
    assert "Antal på listen:  3" in made.stdout
    assert digest(kept.decode()) in made.stdout
    assert run(tmp_path, "--kontrol", "lodtraekning-liste.txt").stdout in made.stdout
    assert "nr. 2: Ærlig" in run(tmp_path, "--vis", "2,3", "lodtraekning-liste.txt").stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "tom"),
        (b"\n\n", "tom"),
        (b"Anna\n\nBo\n", "linje 2: tom"),
        (b"Anna\nBo\nAnna\n", "linje 3: den samme som linje 1"),
    ],
)
def test_a_list_that_gives_somebody_two_chances_is_not_made(tmp_path, content, says):
    (tmp_path / "borgere.txt").write_bytes(content)
    made = run(tmp_path, "borgere.txt")
    assert (made.returncode, says in made.stderr) == (1, True)
    assert not (tmp_path / "lodtraekning-liste.txt").exists()


def test_a_finished_list_is_never_written_over_or_salted_twice(tmp_path):
    (tmp_path / "borgere.txt").write_text("Anna\nBo\n")
    run(tmp_path, "borgere.txt")
    before = (tmp_path / "lodtraekning-liste.txt").read_bytes()
    assert "findes allerede" in run(tmp_path, "borgere.txt").stderr
    assert "allerede et salt" in run(tmp_path, "lodtraekning-liste.txt", "--til", "x.txt").stderr
    assert run(tmp_path, "--vis", "3", "lodtraekning-liste.txt").returncode == 1
    assert run(tmp_path, "--kontrol", "borgere.txt").returncode == 1
    assert run(tmp_path, "væk.txt").returncode == 1
    assert (tmp_path / "lodtraekning-liste.txt").read_bytes() == before


def test_the_moment_is_the_clocks_and_not_the_pages(told, approver):
    draws.signed(told)
    answer = act(approver, DESK, "enter", value=VALUE)
    assert "er ikke kommet endnu" in text(answer)
    factories.the_clock_shows(MOMENT)
    assert act(approver, DESK, "enter", value=VALUE).status_code == 302
