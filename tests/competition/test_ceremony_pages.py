"""The ceremony's pages: who may open them, what they hold, and that nothing of it reaches anybody else."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from competition import lifecycle, rehearsals
from competition.models import Competition, SetUpStep
from municipalities.models import Municipality
from signups.models import Change, Figure, Sighting
from signups.weeks import Week
from tests import factories, finish
from tests.factories import at, signed_in
from tests.finish import CEREMONY, CLOSING_DAY_OVER

pytestmark = pytest.mark.django_db
STAGE, PRESENTER = "/kl/ceremoni/2014/", "/kl/ceremoni/2014/oplaeser/"
PRACTICE, PRACTICE_PRESENTER = "/kl/ceremoni/2014/proeve/", "/kl/ceremoni/2014/proeve/oplaeser/"
EVERY = [STAGE, PRESENTER, PRACTICE, PRACTICE_PRESENTER]
INVENTED = ("Eksempelby", "Fiktivlund", "Attrup", "Prøveregion")


@pytest.fixture
def race():
    factories.the_clock_shows(CLOSING_DAY_OVER)
    towns = [
        factories.municipality(name, code=code, region_code=region, population=(1000, 200))
        for name, code, region in [
            ("Aarhus", "751", "1082"),
            ("Aalborg", "851", "1081"),
            ("Odense", "461", "1083"),
        ]
    ]
    race = factories.competition(participants=towns)
    for week, counts in {36: (400, 410, 420), 41: (430, 440, 450), 43: (777, 480, 460)}.items():
        factories.published_with(dict(zip(towns, counts, strict=True)), Week(2014, week))
    return race


@pytest.fixture
def editor():
    return signed_in(factories.editor())


def shown(page: str) -> str:
    """What stands in the page itself, the templates of the other steps left out."""
    return re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)


def body(client, address=STAGE) -> str:
    """The page without the map's outlines, whose numbers are no figures."""
    return re.sub(r' d="[^"]*"', "", client.get(address).content.decode())


def test_the_way_in_leads_to_the_competition_at_work(race, editor):
    assert editor.get("/kl/ceremoni/").headers["Location"] == STAGE


@pytest.mark.parametrize("address", EVERY)
def test_only_the_organiser_enters(race, address):
    finish.finalized(race)
    assert Client().get(address).headers["Location"].startswith("/konto/login/")
    town = Municipality.objects.get(code="751")
    assert signed_in(factories.staff(town)).get(address).status_code == 403
    for who in (factories.editor(), factories.approver(), factories.administrator()):
        assert signed_in(who).get(address).status_code == 200


@pytest.mark.parametrize("address", EVERY)
def test_nothing_is_done_by_opening_it(race, editor, address):
    finish.finalized(race)
    kept = (SetUpStep.objects.count(), Change.objects.count())
    assert editor.post(address).status_code == 405
    body(editor, address)
    assert (SetUpStep.objects.count(), Change.objects.count()) == kept
    assert Competition.objects.get().state == "finalized"


@pytest.mark.parametrize("address", [STAGE, PRESENTER])
@pytest.mark.parametrize("state", ["open", "closed"])
def test_before_the_result_is_final_it_says_what_is_missing_and_offers_practice(
    race, editor, address, state
):
    if state == "closed":
        finish.closed(race)
    page = body(editor, address)
    assert "Ingen kan kåres endnu" in page
    assert reverse("finish", args=["2014"]) in page
    assert PRACTICE in page
    assert PRACTICE_PRESENTER in page
    assert "777" not in page
    assert Sighting.objects.count() == 0


def test_every_lack_is_named(race, editor):
    factories.takes_part(race, factories.municipality("Struer", code="671", population=None))
    finish.closed(race)
    assert "Struer" in body(editor)


def test_the_signed_result_is_on_the_stage_step_by_step(race, editor):
    finish.finalized(race)
    page = body(editor)
    assert page.count("<template") == 19
    assert "Aarhus" not in shown(page), "what is not told yet is not shown"
    winner = shown(body(editor, f"{STAGE}?trin=17"))
    assert ("Vinder" in winner, "Aarhus" in winner, "777 af 1.000" in winner) == (True, True, True)
    assert "298 tilmeldte foran nummer 2" in winner


def test_what_two_people_signed_is_shown_and_not_what_was_changed_since(race, editor):
    finish.finalized(race)
    with factories.correcting():
        Figure.objects.filter(registered_15_plus=777).update(registered_15_plus=778)
    assert "777 af 1.000" in body(editor)


@pytest.mark.parametrize(
    ("asked", "step"),
    [("2", "2"), ("0", "1"), ("-1", "1"), ("99", "19"), ("x", "1"), ("²", "1"), ("9" * 5000, "1")],
)
def test_the_step_that_the_address_asks_for(race, editor, asked, step):
    finish.finalized(race)
    for address in (STAGE, PRESENTER):
        assert f'data-step="{step}"' in shown(body(editor, f"{address}?trin={asked}"))


def test_without_javascript_the_steps_are_links(race, editor):
    finish.finalized(race)
    page = shown(body(editor, f"{STAGE}?trin=3"))
    assert 'href="?trin=2"' in page
    assert 'href="?trin=4"' in page
    assert 'href="?trin=20"' not in shown(body(editor, f"{STAGE}?trin=19"))


def test_the_presenter_has_the_next_step_the_notes_and_the_way_to_the_announcement(race, editor):
    finish.finalized(race)
    page = shown(body(editor, f"{PRESENTER}?trin=16"))
    assert "Vinder: Aarhus" in page
    assert "syvoghalvfjerds komma syv procent" in page
    assert reverse("finish", args=["2014"]) in page
    assert STAGE in page


@pytest.mark.parametrize("address", EVERY)
def test_it_is_kept_by_no_cache_and_found_by_no_search_engine(race, editor, address):
    finish.finalized(race)
    answer = editor.get(address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "ETag" not in answer.headers
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()
    assert "ceremoni" not in body(Client(), "/sitemap.xml")


@pytest.mark.parametrize("address", [STAGE, PRESENTER])
def test_whoever_opens_it_before_the_public_is_kept(race, editor, address):
    finish.finalized(race)
    body(editor, address)
    seen = Sighting.objects.get()
    assert (seen.week, seen.person, seen.page) == ("2014-W43", factories.editor(), "ceremony")
    page = body(signed_in(factories.administrator()), "/kl/uge/2014-uge-43/adgang/")
    assert "Kåringen</td>" in page


def test_after_the_announcement_everybody_knows_and_nobody_is_noted(race, editor):
    finish.announced(race)
    factories.the_clock_shows(at(2014, 11, 1, 13))
    body(editor)
    assert Sighting.objects.count() == 0


def test_the_public_is_told_nothing_by_the_ceremony(race, editor):
    finish.finalized(race)
    visitor = Client()
    places = ["/", "/2014/rangliste/mest-digitale/", "/api/v1/2014/winners/"]
    before = [visitor.get(address).content for address in places]
    factories.new_data_version()
    for step in range(1, 20):
        body(editor, f"{STAGE}?trin={step}")
    assert [visitor.get(address).content for address in places] == before
    assert not any(b"777" in page for page in before)


# --- practising -----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [PRACTICE, PRACTICE_PRESENTER])
@pytest.mark.parametrize("state", ["open", "finalized"])
def test_practising_shows_invented_winners_and_nothing_real(race, editor, address, state):
    if state == "finalized":
        finish.finalized(race)
    page = body(editor, address)
    assert [name for name in INVENTED if name not in page] == []
    assert [
        name for name in ("Aarhus", "Aalborg", "Odense", "777", "Region Nord") if name in page
    ] == []
    assert Sighting.objects.count() == 0


def test_practising_is_marked_at_every_step_of_both_screens(race, editor):
    for address in (PRACTICE, PRACTICE_PRESENTER):
        page = body(editor, address)
        stages = page.count('<div class="stage ')
        assert page.count("<strong>Prøve.</strong> Opdigtede kommuner og tal") == stages
        assert page.count('<p class="st-tag">Prøve</p>') == stages
        assert page.count("is-marked") >= stages
    assert '<strong class="pv-mark">Prøve</strong>' in body(editor, PRACTICE_PRESENTER)


def test_practising_and_the_real_ceremony_never_hear_each_other(race, editor):
    finish.finalized(race)
    keys = {re.findall(r'data-ceremony="([^"]+)"', body(editor, address))[0] for address in EVERY}
    assert len(keys) == 2
    assert "2014:invented" in keys


def test_the_real_ceremony_is_not_marked(race, editor):
    finish.finalized(race)
    assert "st-tag" not in body(editor)
    assert "is-marked" not in body(editor, PRESENTER)


def test_a_rehearsal_on_a_copy_is_marked_at_every_step(race, editor):
    now = CLOSING_DAY_OVER
    rehearsals.begin(race, by=factories.editor(), now=now)
    copy = Competition.everything.get(slug="2014-proeve-1")
    lifecycle.close(copy, by=factories.approver(), now=now)
    copy.refresh_from_db()
    finish.finalized(copy)
    page = body(editor, "/kl/ceremoni/2014-proeve-1/")
    assert page.count("<strong>Generalprøve.</strong> Tal opgjort 10. oktober 2014") == page.count(
        '<div class="stage '
    )
    assert "777" not in page, "a rehearsal is judged by figures that everybody knows"
    assert Sighting.objects.count() == 0


def test_a_competition_that_there_is_not_is_not_found(race, editor):
    for name in ("ceremony", "ceremony_presenter", "ceremony_practice"):
        assert editor.get(reverse(name, args=["1999"])).status_code == 404


@pytest.mark.parametrize("address", EVERY)
def test_it_asks_few_queries_whatever_the_number_of_municipalities(
    race, editor, address, django_assert_max_num_queries
):
    finish.finalized(race)
    body(editor, address)
    with django_assert_max_num_queries(10):
        body(editor, address)


def test_with_98_municipalities_as_well(django_assert_max_num_queries):
    race = factories.autumn(weeks=(36, 41, 43))
    factories.the_clock_shows(CLOSING_DAY_OVER)
    finish.finalized(race)
    client = signed_in(factories.editor())
    body(client)
    with django_assert_max_num_queries(10):
        page = body(client)
    assert len(page) < 200_000


def test_it_is_there_in_english(race, editor):
    finish.finalized(race)
    page = body(editor, f"/en{STAGE}?trin=17")
    assert "777 of 1,000" in shown(page)
    presenter = body(editor, f"/en{PRESENTER}")
    assert "seventy-seven point seven per cent" in presenter


def test_the_finish_leads_to_it(race):
    approver = signed_in(factories.approver())
    page = body(approver, "/kl/afslutning/2014/")
    assert (PRACTICE_PRESENTER in page, PRESENTER in page) == (True, False)
    finish.finalized(race)
    assert PRESENTER in body(approver, "/kl/afslutning/2014/")


def test_the_clock_of_the_ceremony_is_not_the_announcement(race, editor):
    finish.finalized(race)
    factories.the_clock_shows(CEREMONY)
    body(editor)
    assert Competition.objects.get().announced_at is None
