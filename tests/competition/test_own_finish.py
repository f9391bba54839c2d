"""A municipality's own pages from the closing day on: what is past is told so, and what it has won."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import translation

from competition import lifecycle, reports
from competition.models import Competition, FigureReport
from competition.reports import Said
from competition.visibility import Visibility
from municipalities.models import Municipality
from signups.models import Release
from tests import factories, finish
from tests.competition.own import small_race
from tests.competition.test_own_pages import MOST_QUERIES, closed, of, present, words
from tests.factories import at

pytestmark = pytest.mark.django_db
TOLD, AFTER = at(2014, 10, 29, 10), at(2014, 11, 2, 9)
MAIN = "Danmarks mest digitale kommune"
TWO_REGIONS = {
    "Aalborg": ("1081", 700),
    "Thisted": ("1081", 600),
    "Favrskov": ("1082", 800),
    "Aarhus": ("1082", 800),
    "Randers": ("1082", 500),
}


def decided() -> Competition:
    """Two regions; Favrskov and Aarhus share the country, Aalborg is the best of its region."""
    towns = {
        name: factories.municipality(name, region_code=region, population=(1000, 200))
        for name, (region, _count) in TWO_REGIONS.items()
    }
    race = factories.competition(participants=towns.values())
    for week in ("2014-W36", "2014-W42", "2014-W43"):
        counts = {towns[name]: count for name, (_region, count) in TWO_REGIONS.items()}
        if week == "2014-W36":
            counts = {town: count - 100 for town, count in counts.items()}
        factories.published_with(counts, week)
    finish.finalized(race)
    return race


def told() -> Competition:
    race = decided()
    lifecycle.tell_regions(race, by=factories.approver(), now=at(2014, 10, 28, 9))
    factories.the_clock_shows(TOLD)
    return race


def announced() -> Competition:
    race = decided()
    lifecycle.announce(race, by=factories.approver(), now=finish.CEREMONY)
    factories.the_clock_shows(AFTER)
    return race


def own(name: str) -> Client:
    town = Municipality.objects.get(name=name)
    client = Client()
    client.force_login(factories.staff(town, f"digital@{town.slug}.example"))
    return client


def html(client: Client, page: str = "") -> str:
    return client.get(f"/min-kommune/{page}").text


# --- who won --------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["", "presse/"])
def test_a_winner_reads_what_it_won_and_finds_its_prizes(part):
    announced()
    client = own("Favrskov")
    said = words(client, part)
    for sentence in (
        "I har vundet!",
        f"I vandt kategorien {MAIN} sammen med Aarhus.",
        "I er regionsvinder i Region Midtjylland sammen med Aarhus.",
    ):
        assert sentence in said
    shown = html(client, part)
    for address in (
        "/2014/vindere/",
        "/2014/vindere/mest-digitale/favrskov/diplom.pdf",
        "/2014/vindere/mest-digitale/region-midtjylland/favrskov/diplom.pdf",
        "/2014/vindere/mest-digitale/favrskov/maerke.svg",
        "/2014/vindere/mest-digitale/favrskov/presse.txt",
    ):
        assert f'href="{address}"' in shown


def test_the_diploma_that_the_page_leads_to_is_there():
    announced()
    diploma = Client().get("/2014/vindere/mest-digitale/favrskov/diplom.pdf")
    assert diploma.status_code == 200


def test_a_regional_winner_reads_its_region_and_whoever_won_nothing_reads_nothing():
    announced()
    said = words(own("Aalborg"), "")
    assert "I er regionsvinder i Region Nordjylland." in said
    assert f"I vandt kategorien {MAIN}" not in said
    assert "I har vundet!" not in words(own("Thisted"), "")


def test_it_is_told_in_english_too():
    announced()
    client = own("Aalborg")
    with translation.override("en"):
        shown = client.get("/en/min-kommune/").text
    assert "You have won!" in shown
    assert "You are the regional winner of Region Nordjylland." in shown


@pytest.mark.parametrize("part", ["", "presse/"])
def test_before_the_announcement_a_regional_winner_reads_that_alone(part):
    told()
    for name in ("Favrskov", "Aarhus"):
        said = words(own(name), part)
        assert "I er regionsvinder i Region Midtjylland." in said
        assert "Hvem der vinder i hele landet, bliver sagt ved kåringen." in said
        for hidden in ("I har vundet", "sammen med", "diplom.pdf"):
            assert hidden not in html(own(name), part)
    assert "regionsvinder i" not in words(own("Randers"), part)


@pytest.mark.parametrize("part", ["", "presse/"])
def test_before_the_regions_are_told_nobody_reads_anything(part):
    decided()
    factories.the_clock_shows(TOLD)
    for name in TWO_REGIONS:
        said = words(own(name), part)
        assert "regionsvinder i" not in said
        assert "vundet" not in said


@pytest.mark.parametrize("part", ["", "presse/"])
@pytest.mark.parametrize("state", [told, announced])
def test_few_queries_for_a_winner_too(state, part, django_assert_max_num_queries):
    state()
    client = present(Municipality.objects.get(name="Favrskov").code)
    client.get(f"/min-kommune/{part}")
    caches["pages"].clear()
    # And before the announcement one to keep that the embargoed figure was seen, in a savepoint.
    seen = 3 if state is told and part == "" else 0
    with django_assert_max_num_queries(MOST_QUERIES + seen):
        assert client.get(f"/min-kommune/{part}").status_code == 200


# --- what is over ---------------------------------------------------------------------------------
def test_under_embargo_the_closing_week_is_marked_and_the_note_stands():
    closed()
    said = words(of("B"), "")
    assert "Uge 43 under embargo" in said
    assert "Uge 42 under embargo" not in said
    assert "Jeres sluttal vises kun for jer, til vinderne er kåret" in said


def test_after_the_announcement_nothing_is_for_the_municipality_alone():
    factories.announce(closed(), at(2014, 11, 1, 12))
    factories.the_clock_shows(AFTER)
    said = words(of("B"), "")
    assert "under embargo" not in said
    assert "Jeres sluttal vises kun for jer" not in said


def test_the_neighbours_of_the_public_page_lacked_when_it_is_over():
    def distance() -> str:
        caches["pages"].clear()
        return Client().get("/2014/kommuner/bby/").text

    race = small_race({"A": (500, 100, 50), "B": (450, 90, 50)}, first=42)
    factories.the_clock_shows(at(2014, 10, 20, 10))
    assert "mangler i dag for at komme forbi" in distance()
    factories.the_clock_shows(at(2014, 10, 27, 10))
    assert "den bageste manglede for at komme forbi" in distance()
    assert "mangler i dag" not in distance()
    factories.published_with(dict.fromkeys(Municipality.objects.all(), 600), "2014-W43")
    factories.announce(race, at(2014, 11, 1, 12))
    factories.the_clock_shows(AFTER)
    assert "den bageste manglede for at komme forbi" in distance()


def test_what_if_has_a_sentence_when_all_is_decided():
    factories.announce(closed(), at(2014, 11, 1, 12))
    factories.the_clock_shows(AFTER)
    said = words(of("B"), "hvad-nu-hvis/")
    assert (
        "Konkurrencen er afgjort, så der er ikke flere tilmeldinger at regne med. "
        "Hvad der skulle til" in said
    )


# --- the organiser has asked ----------------------------------------------------------------------
def asked_about(town: Municipality, week: str) -> FigureReport:
    release = Release.objects.get(week=week)
    visibility = Visibility(Competition.objects.get(), at(2014, 10, 18, 10))
    now = at(2014, 10, 18, 10)
    said = Said({"registered_15_plus": 461}, "Talt igen", "Anna", "anna@b.example", "")
    made = reports.make(release, town, visibility, said=said, by=factories.staff(town), now=now)
    reports.ask(made, note="Hvilket udtræk?", by=factories.editor(), now=now)
    return made


def test_the_overview_says_that_the_organiser_has_asked_until_it_is_answered():
    small_race({"A": (500, 100, 50), "B": (450, 90, 50)})
    town = Municipality.objects.get(pk="B")
    client = of("B")
    assert "har spurgt" not in words(client, "")
    made = asked_about(town, "2014-W36")
    assert "Arrangøren har spurgt til jeres fejlmelding om uge 36." in words(client, "")
    assert f'href="/min-kommune/fejlmeldinger/{made.pk}/"' in html(client)
    assert "har spurgt" not in words(own("Aby"), "")
    reports.answer(made, note="Det nye", by=factories.staff(town), now=at(2014, 10, 18, 11))
    assert "har spurgt" not in words(client, "")


def test_it_is_said_about_a_week_without_a_figure_too():
    race = small_race({"A": (500, 100, 50)})
    town = factories.municipality("Bby", code="B", population=(1000, 200))
    said = Said({"registered_15_plus": 400, "registered_15_24": 80, "exempt_15_plus": 2}, "x", "A", "a@b.example", "")  # fmt: skip
    now = at(2014, 10, 18, 10)
    made = reports.make(
        Release.objects.get(), town, Visibility(race, now), said=said,
        by=factories.staff(town), now=now,
    )  # fmt: skip
    reports.ask(made, note="Hvorfra?", by=factories.editor(), now=now)
    assert "Arrangøren har spurgt til jeres fejlmelding om uge 36." in words(of("B"), "")
