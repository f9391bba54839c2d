"""The front page and the ranking tables, from the address to what a person reads."""

import re
from fractions import Fraction

import pytest
from django.test import Client

from competition.models import Competition
from signups.models import Figure, Release
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
RANKING = "/2014/rangliste/mest-digitale/"
HTMX = {"HX-Request": "true", "HX-Target": "board"}


@pytest.fixture
def autumn() -> Competition:
    factories.the_clock_shows(NOW)
    return factories.autumn()


def page(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(html: str) -> str:
    """The words of a page, without tags, with single spaces."""
    plain = re.sub(r"<(script|title).*?</\1>", " ", html, flags=re.DOTALL)
    plain = re.sub(r"<[^>]+>", "", plain).replace("&#x27;", "'").replace("\u00ad", "")
    return re.sub(r"\s+", " ", plain)


def names_in(html: str) -> list[str]:
    """The municipalities of a ranking, from top to bottom."""
    found = re.findall(r'scope="row" class="c-name"><a [^>]*>([^<]*)</a>', html)
    return [name.replace("\u00ad", "") for name in found]


def two_by_two() -> Competition:
    """A and B share the lead; C and D show the same per cent without being equal; E is outside."""
    factories.the_clock_shows(NOW)
    a, b = factories.municipality("Aby", code="A"), factories.municipality("Bby", code="B")
    c = factories.municipality("Cby", code="C", population=(100000, 20000))
    d = factories.municipality("Dby", code="D", population=(100000, 20000))
    e = factories.municipality("Eby", code="E", region_code="1082")
    race = factories.competition(participants=[a, b, c, d])
    factories.published_with({a: 500, b: 500, c: 40000, d: 40000, e: 900}, "2014-W36")
    factories.published_with({a: 600, b: 600, c: 50002, d: 50001, e: 990}, "2014-W37")
    return race


# --- the front page ---------------------------------------------------------------------------
def test_the_headline_says_who_leads_and_how_many_people_the_next_one_is_away(client, autumn):
    words = text_of(page(client, "/"))
    assert "Aalborg fører. Favrskov er 132 tilmeldte fra førstepladsen." in words


def test_the_front_page_shows_the_gap_the_countdown_and_what_comes_next(client, autumn):
    words = text_of(page(client, "/"))
    assert "1.456.974 borgere mangler stadig" in words
    assert "6dage til konkurrencen slutter fredag 24. oktober 2014" in words
    assert "61.915 flere end i uge 40" in words
    assert "Mandag 20. oktober kl. 08.00" in words
    assert "De næste tal: uge 42, opgjort fredag 17. oktober" in words
    assert "27.-31. oktober" in words


def test_the_sprinters_are_those_who_grew_most_in_per_cent(client, autumn):
    words = text_of(page(client, "/"))
    part = words[words.index("Ugens sprintere") : words.index("Hvad sker der nu?")]
    figures = {
        week: dict(
            Figure.objects.filter(
                release__week=f"2014-W{week}", municipality__participations__isnull=False
            ).values_list("municipality__name", "registered_15_plus")
        )
        for week in (40, 41)
    }
    growth = {name: Fraction(figures[41][name], old) for name, old in figures[40].items()}
    best = sorted(growth, key=lambda name: -growth[name])[:6]
    assert [part.index(name) for name in best] == sorted(part.index(name) for name in best)
    assert f"{figures[41][best[0]] - figures[40][best[0]]} flere tilmeldte" in part


def test_the_climbers_are_those_who_won_most_places(client, autumn):
    words = text_of(page(client, "/"))
    assert "4Læsøfra 31. til 27. plads" in words.replace("plads ", "plads")


def test_all_who_share_the_lead_stand_at_the_top(client):
    two_by_two()
    html = page(client, "/")
    assert "Aby og Bby deler føringen." in text_of(html)
    podium = html.split('class="podium"')[1].split("</article>")[0]
    assert podium.count('<li class="first">') == 2


def test_before_the_first_figures_the_front_page_says_when_the_race_begins(client):
    factories.the_clock_shows(at(2014, 8, 20, 10))
    factories.competition()
    words = text_of(page(client, "/"))
    assert "9. september begynder kapløbet." in words
    assert "Der er ikke offentliggjort tal endnu." in words
    assert "Mandag 25. august kl. 08.00" in words


def test_with_one_release_there_are_shares_but_no_places(client):
    factories.the_clock_shows(at(2014, 8, 26, 10))
    factories.autumn(weeks=(34,))
    html = page(client, "/")
    assert "52,6 pct. er tilmeldt. 9. september begynder kapløbet." in text_of(html)
    assert 'class="podium"' not in html
    assert "Tre måder at vinde på" in html


def test_before_there_are_places_the_stamp_calls_nothing_a_standing(client):
    factories.the_clock_shows(at(2014, 9, 9, 10))
    factories.autumn(weeks=(34, 35))
    words = text_of(page(client, "/"))
    assert "Opgjort fredag 29. august 2014. Ingen pladser endnu." in words
    assert "Foreløbig stilling" not in words


def test_a_missing_figure_is_not_zero_in_the_countrys_sums(client, autumn):
    def rise() -> str:
        found = re.search(r"en vækst på ([\d,−]+ pct\.)", text_of(page(client, "/2014/regler/")))
        assert found
        return found[1]

    def more() -> str:
        return re.findall(r"[\d.]+ (?:flere|færre) end i uge 40", page(client, "/"))[0]

    all_of_them = rise(), more()
    with factories.correcting():
        Figure.objects.filter(release__week="2014-W41", municipality="101").delete()
    factories.new_data_version()
    assert (rise(), more()) != all_of_them
    assert rise()[:1] == all_of_them[0][:1] != "−"
    assert "flere" in more()
    some = "Tal fra 97 af de 98 kommuner."
    for address in ("/", "/2014/regioner/region-hovedstaden/", "/2014/kommuner/aalborg/"):
        assert f"Uge 41 {some}" in text_of(page(client, address))
    assert "Tal fra 28 af de 29 kommuner." in text_of(page(client, "/2014/regioner/"))
    assert "97 af de 98 kommuner" in text_of(page(client, "/2014/regler/"))


def test_the_curves_growth_is_measured_on_a_country_that_has_both_weeks(client, autumn):
    words = text_of(page(client, "/2014/rangliste/slutspurt/"))
    before = re.findall(r"mod landet ([+−][\d,]+)", words)
    with factories.correcting():
        Figure.objects.filter(release__week="2014-W41", municipality="101").delete()
    factories.new_data_version()
    after = re.findall(
        r"mod landet ([+−][\d,]+)", text_of(page(client, "/2014/rangliste/slutspurt/"))
    )
    numbers = [float(x[0].replace(",", ".").replace("−", "-")) for x in (before, after)]
    assert abs(numbers[0] - numbers[1]) < 2


def test_in_the_baseline_week_growth_has_no_places_yet(client):
    factories.the_clock_shows(at(2014, 9, 9, 10))
    factories.autumn(weeks=(34, 35, 36))
    words = text_of(page(client, "/"))
    assert "Væksten måles fra denne uge. De første pladser kommer med de næste tal." in words
    assert "Det her er de første pladser." in words


def test_after_closing_the_board_stands_still_and_says_until_when(client):
    factories.the_clock_shows(at(2014, 10, 28, 10))
    factories.autumn(weeks=range(36, 44))
    html = page(client, "/")
    words = text_of(html)
    assert "Stillingen står stille." in words
    assert "til vinderne kåres lørdag 1. november kl. 12.00" in words
    assert "førte i uge 42. Nu venter alle på kåringen." in words
    assert "63,0" not in html


def test_after_the_announcement_the_winner_leads_the_page(client):
    moment = at(2014, 11, 1, 12)
    factories.the_clock_shows(at(2014, 11, 1, 13))
    factories.announce(factories.autumn(weeks=range(36, 44)), moment)
    words = text_of(page(client, "/"))
    assert "Favrskov vandt. Aalborg manglede 1.034 tilmeldte." in words
    assert "Endelig stilling." in words
    assert "Regionsvinderne" in words
    assert "skal bruge" not in words


def test_the_current_competition_is_the_newest_whose_figures_are_shown(client, autumn):
    factories.competition(
        "2015",
        title="Næste år",
        figures_from=at(2015, 8, 17).date(),
        opens_on=at(2015, 9, 9).date(),
        enrolment_deadline=at(2015, 9, 1).date(),
        baseline_as_of=at(2015, 9, 4).date(),
        closing_as_of=at(2015, 10, 23).date(),
        regional_announcement_on=at(2015, 10, 26).date(),
        announcement_at=at(2015, 11, 1, 12),
    )
    assert "Aalborg fører." in text_of(page(client, "/"))
    assert "Aalborg fører." in text_of(page(client, "/2014/"))
    assert "9. september begynder kapløbet." in text_of(page(client, "/2015/"))
    assert client.get("/1999/").status_code == 404


# --- the ranking ------------------------------------------------------------------------------
def test_the_ranking_lists_participants_by_place_and_the_others_by_the_alphabet(client, autumn):
    names = names_in(page(client, RANKING))
    assert names[:3] == ["Aalborg", "Favrskov", "Svendborg"]
    assert names[46:50] == ["Skanderborg", "Albertslund", "Assens", "Billund"]
    assert len(names) == 98


def test_a_near_tie_is_told_in_people_and_explained_with_exact_numbers(client, autumn):
    words = text_of(page(client, RANKING))
    assert "foran Syddjurs med 10 tilmeldte" in words
    assert "Hvorfor Aabenraa er foran Struer, når begge viser 62,1 pct." in words
    assert "Aabenraa har 30.317 af 48.810, altså 62,1123 pct. Struer har" in words
    assert "Struer skal bruge 3 flere tilmeldte for at komme forbi." in words


def test_a_tie_shares_the_place_and_the_next_is_skipped(client):
    two_by_two()
    html = page(client, RANKING)
    places = re.findall(r'class="c-place">(\d+)<', html)
    assert places == ["1", "1", "3", "4"]
    assert "deler pladsen med Bby" in html


def test_a_participant_without_a_figure_stands_last_with_the_reason(client):
    two_by_two()
    late = factories.municipality("Fby", code="F")
    factories.takes_part(Competition.objects.get(), late)
    for release in Release.objects.all():
        factories.store_places(release)
    html = page(client, RANKING)
    assert names_in(html) == ["Aby", "Bby", "Cby", "Dby", "Fby", "Eby"]
    assert "Ingen data" in html


def test_the_search_finds_as_people_type(client, autumn):
    assert names_in(page(client, f"{RANKING}?q=hoje+taa")) == ["Høje-Taastrup"]
    assert names_in(page(client, f"{RANKING}?q=kbh")) == ["København"]
    assert "Ingen kommune svarer til »zz«." in page(client, f"{RANKING}?q=zz")


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("name", "Allerød", "Aarhus"),
        ("-name", "Aarhus", "Allerød"),
        ("value", "Skanderborg", "Aalborg"),
        ("-value", "Aalborg", "Skanderborg"),
        ("registered", "Læsø", "København"),
        ("-place", "Skanderborg", "Aalborg"),
        ("nonsense", "Aalborg", "Skanderborg"),
    ],
)
def test_the_columns_sort_both_ways_and_those_outside_stay_apart(client, autumn, sort, first, last):
    names = names_in(page(client, f"{RANKING}?sort={sort}"))
    assert (names[0], names[46], names[47]) == (first, last, "Albertslund")


def test_a_region_keeps_its_own_and_tells_their_place_in_it(client, autumn):
    html = page(client, f"{RANKING}?region=region-nordjylland")
    assert names_in(html)[:2] == ["Aalborg", "Hjørring"]
    assert "nr. 2 i regionen" in html
    assert len(names_in(page(client, f"{RANKING}?region=atlantis"))) == 98


def test_an_earlier_week_shows_the_places_as_they_stood(client, autumn):
    html = page(client, f"{RANKING}2014-uge-36/")
    assert "Opgjort fredag 5. september 2014." in text_of(html)
    assert "64,6" in html


@pytest.mark.parametrize("week", ["2014-uge-34", "2014-uge-42", "2014-uge-43", "2014-uge-60"])
def test_a_week_without_public_places_is_not_found(client, autumn, week):
    assert client.get(f"{RANKING}{week}/").status_code == 404


def test_htmx_gets_only_the_table_and_the_clean_address(client, autumn):
    answer = client.get(f"{RANKING}?q=aalbo&region=&sort=place", headers=HTMX)
    html = answer.content.decode()
    assert "<html" not in html
    assert 'id="board"' in html
    assert answer.headers["HX-Push-Url"] == f"{RANKING}?q=aalbo"
    assert "HX-Request" in answer.headers["Vary"]
    assert "1 kommune fundet" in html


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_link_and_a_restored_page_get_the_whole_page(client, autumn, header):
    assert "<html" in page(client, RANKING, **HTMX, **{header: "true"})


def test_what_is_typed_is_never_markup(client, autumn):
    html = page(client, f"{RANKING}?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html


def test_the_ranking_before_the_first_places_says_when_they_come(client):
    factories.the_clock_shows(at(2014, 8, 26, 10))
    factories.autumn(weeks=(34,))
    words = text_of(page(client, RANKING))
    assert "De første pladser kommer med tallene fra fredag 5. september 2014." in words


@pytest.mark.parametrize("address", ["/", RANKING, "/2014/rangliste/slutspurt/"])
@pytest.mark.parametrize("count", [98, 980])
def test_four_questions_to_the_database_are_enough(
    client, django_assert_max_num_queries, address, count
):
    factories.the_clock_shows(at(2014, 9, 20, 10))
    race = factories.competition()
    everyone = factories.invented(count, race=race)
    for week in ("2014-W36", "2014-W37"):
        release = factories.invented_figures(factories.published(week), everyone)
        factories.store_places(release)
    with django_assert_max_num_queries(4):
        page(client, address)


# --- every page -------------------------------------------------------------------------------
ADDRESSES = ["/", RANKING, "/2014/rangliste/unge/", "/tilgaengelighed/", "/privatliv/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_has_its_english_twin_and_says_that_the_figures_are_made_up(
    client, autumn, address
):
    danish, english = page(client, address), page(client, f"/en{address}")
    assert '<html lang="da">' in danish
    assert '<html lang="en">' in english
    assert f'href="/en{address}"' in danish
    assert f'href="{address}"' in english
    assert "Demonstrationstal" in danish
    assert "Demonstration figures" in english


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_has_inline_script_or_style_or_a_cookie(client, autumn, address):
    answer = client.get(address)
    html = answer.content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=", html) == []
    assert answer.cookies == {}


def test_an_address_that_leads_nowhere_gets_a_page_in_the_look(client):
    answer = client.get("/findes-ikke/")
    assert answer.status_code == 404
    assert "Der er ikke noget på denne adresse" in answer.content.decode()


def test_machines_are_answered_plainly(client):
    assert client.get("/healthz").content == b"ok"
    assert "Disallow: /kl/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("address", ["/tilgaengelighed/", "/privatliv/", "/robots.txt"])
def test_small_pages_are_kept_as_every_public_page_is(client, address):
    factories.competition()
    assert client.get(address).headers["Cache-Control"] == "public, no-cache"


def test_the_page_of_the_open_data_has_an_english_twin(client, autumn):
    assert 'href="/en/2014/data/"' in page(client, "/2014/data/")
    assert 'href="/en/data/api/"' in page(client, "/data/api/")
