"""The municipality's pages of numbers: every state of the race has a right answer, at few queries."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from competition import own_projection
from competition.models import Competition
from municipalities.models import Municipality, Population
from tests import factories
from tests.competition.own import NOW, THREE, seat, small_race
from tests.factories import at

pytestmark = pytest.mark.django_db
PAGES = ["", "vejen/", "fremskrivning/", "hvad-nu-hvis/", "sammenlign/", "fremskrivning.csv"]
FIVE = tuple(
    {
        "A": (500 + 9 * n, 100 + n, 50),
        "B": (490 + 10 * n, 90 + 2 * n, 50),
        "C": (400 + 8 * n, 60, 50),
    }
    for n in range(6)
)
MOST_QUERIES = 8


def of(code: str) -> Client:
    client = Client()
    client.force_login(factories.staff(Municipality.objects.get(code=code)))
    return client


def present(code: str) -> Client:
    """Somebody who has just done something: once a minute the session keeps when."""
    client = of(code)
    client.get("/konto/")
    own_projection.forget()
    return client


def words(client: Client, page: str) -> str:
    """What a page says, without tags, with single spaces."""
    response = client.get(f"/min-kommune/{page}")
    assert response.status_code == 200
    html = response.content.decode()
    html = html[html.index("<main") : html.index("</main>")] if "<main" in html else html
    plain = re.sub(r"<(script|svg).*?</\1>", " ", html, flags=re.DOTALL)
    plain = re.sub(r"<[^>]+>", " ", plain).replace("\u00ad", "").replace("&#x27;", "'")
    return re.sub(r"\s+", " ", plain.replace("\xa0", " "))


# --- how much they ask -------------------------------------------------------------------------------
@pytest.mark.parametrize("part", PAGES)
def test_few_queries_with_the_whole_country(part, django_assert_max_num_queries):
    factories.the_clock_shows(NOW)
    factories.autumn(weeks=(36, 37, 38, 39, 40, 41))
    client = present("751")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"/min-kommune/{part}").status_code == 200


def test_few_queries_with_one_and_with_ten_times_as_many(django_assert_max_num_queries):
    factories.the_clock_shows(NOW)
    race = factories.competition()
    many = factories.invented(980, race=race)
    for number in (36, 38, 39, 40, 41):
        release = factories.invented_figures(factories.published(f"2014-W{number}"), many)
        factories.store_places(release)
    client = present(many[0].code)
    for page in PAGES:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(f"/min-kommune/{page}").status_code == 200


def test_few_queries_with_one_alone(django_assert_max_num_queries):
    small_race({"A": (500, 100, 50)}, {"A": (510, 100, 50)})
    client = present("A")
    for page in PAGES:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(f"/min-kommune/{page}").status_code == 200


# --- every state of the race -------------------------------------------------------------------------
def test_while_no_competition_is_open_every_page_says_so():
    factories.the_clock_shows(NOW)
    town = factories.municipality("Aby", code="A")
    factories.competition(participants=[town], state=Competition.State.PLANNED)
    client = of("A")
    for page in PAGES:
        assert "Der er ikke åbnet en konkurrence endnu." in words(client, page)


def test_before_the_first_figures_nothing_is_reckoned():
    factories.the_clock_shows(NOW)
    factories.competition(participants=[factories.municipality("Aby", code="A")])
    client = of("A")
    for page in PAGES[:5]:
        assert "Der er ikke offentliggjort tal endnu." in words(client, page)


def test_before_the_baseline_there_are_no_places():
    small_race(THREE[0], first=35)
    client = of("B")
    for page in PAGES[:5]:
        assert "Pladserne begynder med tallene fra 5. september." in words(client, page)


def test_in_the_first_week_with_places_it_is_too_early_to_project():
    small_race(THREE[0])
    client = of("B")
    early = "For tidligt at sige: der skal tal for 4 uger til"
    assert early in words(client, "")
    assert early in words(client, "fremskrivning/")


def test_whoever_does_not_take_part_is_told_so():
    small_race(*FIVE, outside="B")
    client = of("B")
    for page in PAGES[:5]:
        assert "Bby deltager ikke i konkurrencen og har ingen plads." in words(client, page)
    assert "51,0 pct." not in words(client, "vejen/")


def test_whoever_does_not_take_part_still_sees_what_a_registration_weighs_and_what_is_left():
    small_race(*FIVE, outside="B")
    client = of("B")
    way = words(client, "vejen/")
    assert "Én tilmelding flytter jeres andel 0,10 procentpoint." in way
    assert "Hvad der mangler" in way
    assert "Det skal der til i dag" not in words(client, "")
    assert 'class="wrap cats"' not in client.get("/min-kommune/fremskrivning/").content.decode()


def test_a_category_that_there_is_not_is_no_page():
    small_race(*FIVE)
    client = of("B")
    for page in ("fremskrivning/", "fremskrivning.csv"):
        assert client.get(f"/min-kommune/{page}?kategori=findes-ikke").status_code == 404
        assert client.get(f"/min-kommune/{page}?kategori=").status_code == 200


def test_the_file_of_the_projection_has_places_and_chances_and_says_which_week():
    small_race(*FIVE)
    answer = of("B").get("/min-kommune/fremskrivning.csv")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="fremskrivning-bby-{seat("B").race.competition.main_category.slug}-2014-uge-41.csv"'
    )
    lines = b"".join(answer).decode().lstrip("\ufeff").splitlines()
    assert lines[0].endswith(";plads;chance (pct.)")
    found = [line.split(";") for line in lines if line.startswith("chance;")]
    assert round(sum(float(line[4].replace(",", ".")) for line in found)) == 100


def test_the_menu_folds_on_a_phone():
    small_race(*FIVE)
    page = of("B").get("/min-kommune/").content.decode()
    assert page.count('<details class="menu-fold"><summary>Menu</summary>') == 1
    assert page.count('class="menu menu-wide"') == 1


def test_a_missing_week_is_told_with_its_reason():
    small_race(*FIVE[:4], {"A": (560, 110, 50), "C": (470, 60, 50)})
    client = of("B")
    for page in PAGES[:5]:
        assert "Bby har ingen plads i uge 40: ingen data." in words(client, page)


def test_a_week_that_was_missing_before_disturbs_nothing():
    small_race(*FIVE[:2], {"A": (520, 110, 50), "C": (420, 60, 50)}, *FIVE[3:])
    client = of("B")
    for page in PAGES[:5]:
        assert "har ingen plads" not in words(client, page)


def test_a_baseline_of_nobody_has_no_growth_and_all_the_rest():
    small_race({"A": (500, 100, 0), "B": (0, 0, 0)}, *FIVE[1:])
    client = of("B")
    assert "ingen tilmeldte i den uge, væksten måles fra" in words(client, "")
    assert "Danmarks mest digitale kommune" in words(client, "vejen/")
    for page in PAGES:
        words(client, page)


def test_without_a_population_growth_is_all_there_is():
    small_race(*FIVE)
    Population.objects.filter(municipality="B").delete()
    client = of("B")
    for page in PAGES:
        words(client, page)
    assert "Mest digitale . 2" not in words(client, "vejen/")


def test_the_only_municipality_has_nobody_to_pass():
    small_race(*({"A": week["A"]} for week in FIVE))
    client = of("A")
    assert "Vi er den eneste kommune med en plads" in words(client, "")
    assert "Der er ingen foran jer og ingen bag jer." in words(client, "vejen/")
    assert "Der er ingen ved siden af jer i tabellen." in words(client, "sammenlign/")
    assert "nummer 1" in words(client, "fremskrivning/")


# --- the embargo, and after --------------------------------------------------------------------------
def closed() -> Competition:
    """Weeks 38 to 42 public; the closing week 43 is published and held back."""
    race = small_race(
        *FIVE[:5], {"A": (911, 199, 31), "B": (922, 198, 32), "C": (933, 197, 33)}, first=38
    )
    factories.the_clock_shows(at(2014, 10, 27, 10))
    return race


def test_under_the_embargo_every_page_stands_on_the_last_public_week():
    closed()
    client = of("B")
    for page in PAGES[:5]:
        said = words(client, page)
        assert "uge 42" in said
        assert "stillingen står stille" in said.lower()
        for hidden in ("911", "933", "91,1", "93,3"):
            assert hidden not in said
    assert "922" in words(client, "")
    for page in PAGES[1:]:
        assert "922" not in words(client, page)


def test_under_the_embargo_nothing_is_promised():
    closed()
    client = of("B")
    said = words(client, "hvad-nu-hvis/")
    assert "Her står det ved uge 42" in said
    assert "inden fristen" not in said
    projected = words(client, "fremskrivning/")
    assert "så ud til at ende" in projected
    assert "I ender" not in projected
    assert "I uge 42 var kommunen nummer 2 blandt de tre kommuner" in words(client, "presse/")


def test_what_is_told_under_the_embargo_was_known_before():
    closed()
    before = own_projection.landings(seat("B", now=at(2014, 10, 21, 10)))
    after = own_projection.landings(seat("B", now=at(2014, 10, 27, 10)))
    assert [x.forecast for x in after] == [x.forecast for x in before]


def test_after_the_announcement_the_final_places_are_told():
    factories.announce(closed(), at(2014, 11, 1, 12))
    factories.the_clock_shows(at(2014, 11, 2, 9))
    client = of("B")
    assert "Vi endte som nummer 2 af 3" in words(client, "")
    assert "Hvor I landede" in words(client, "fremskrivning/")
    assert "Vi endte som nummer 2 af 3" in words(client, "fremskrivning/")
    said = words(client, "hvad-nu-hvis/")
    assert "Konkurrencen er afgjort." in said
    assert "Vis pladserne" not in said


def test_few_queries_under_the_embargo_too(django_assert_max_num_queries):
    closed()
    client = present("B")
    # And one to keep that the embargoed figure was seen, in a savepoint of its own.
    with django_assert_max_num_queries(MOST_QUERIES + 3):
        assert client.get("/min-kommune/").status_code == 200


# --- what it takes -----------------------------------------------------------------------------------
def test_the_way_tells_the_exact_people_per_day_and_at_the_own_pace():
    small_race(*FIVE)
    said = words(of("B"), "vejen/")
    assert "Med 6 flere er I forbi Aby og nummer 1." in said
    assert "Én tilmelding flytter jeres andel 0,10 procentpoint." in said
    assert "1 om dagen i de 6 dage" in said


def test_no_more_are_counted_than_are_left():
    """Of B eleven people are left, at most three of them young."""
    small_race(*FIVE[:-1], {**FIVE[-1], "B": (939, 197, 50)})
    said = words(of("B"), "vejen/")
    assert "3 på 15-24 år" in said
    assert "11 på 25 år og derover" in said
    assert "100 på 25" not in said


# --- what if -----------------------------------------------------------------------------------------
@pytest.fixture
def client_of_b() -> Client:
    small_race(*FIVE)
    return of("B")


def test_the_address_keeps_the_scenario(client_of_b):
    asked = "flere=40&unge=10&tempo=snit&tempo-aby=7"
    page = client_of_b.get(f"/min-kommune/hvad-nu-hvis/?{asked}", headers={"HX-Request": "true"})
    kept = page.headers["HX-Replace-Url"]
    assert parse_qs(urlsplit(kept).query) == parse_qs(asked)
    assert "<html" not in page.content.decode()
    whole = client_of_b.get(kept).content.decode()
    for name, value in (("flere", "40"), ("unge", "10"), ("tempo-aby", "7")):
        assert re.search(rf'name="{name}"[^>]* value="{value}"', whole)
    assert page.content.decode().strip() in whole.replace("\r", "")


def test_the_present_pace_keeps_a_short_address(client_of_b):
    page = client_of_b.get(
        "/min-kommune/hvad-nu-hvis/?flere=&unge=&tempo=sidste&tempo-aby=&nabo=",
        headers={"HX-Request": "true"},
    )
    assert page.headers["HX-Replace-Url"] == "/min-kommune/hvad-nu-hvis/"


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ("flere=-3", "Flere tilmeldte om ugen: Skriv et helt antal personer"),
        ("flere=12,5", "Flere tilmeldte om ugen: Skriv et helt antal personer"),
        ("flere=9999999", "Flere tilmeldte om ugen: Skriv højst 1.000.000."),
        ("unge=nej", "Heraf på 15-24 år: Skriv et helt antal personer"),
        ("flere=2&unge=5", "Heraf på 15-24 år: De unge er med i tallet ovenfor"),
        ("tempo-aby=x", "Aby: Skriv et helt antal personer"),
        ("tempo=aldrig", "Alle andre tilmelder: "),
    ],
)
def test_what_makes_no_sense_is_told_and_kept(client_of_b, asked, fault):
    page = client_of_b.get(f"/min-kommune/hvad-nu-hvis/?{asked}").content.decode()
    assert fault in page
    name, value = asked.split("&")[-1].split("=")
    if name != "tempo":
        assert re.search(rf'name="{name}"[^>]* value="{value}"', page)


@pytest.mark.parametrize(
    "asked",
    [
        "flere=%00",
        "nabo=nowhere",
        "tempo-nowhere=4",
        "tempo-=1",
        "flere=1&flere=2",
        "flere=１２",
        "x=" * 50,
    ],
)
def test_no_address_breaks_it(client_of_b, asked):
    assert client_of_b.get(f"/min-kommune/hvad-nu-hvis/?{asked}").status_code == 200


def test_a_number_is_read_as_danes_write_it(client_of_b):
    assert "Så mange mangler der ikke" in words(client_of_b, "hvad-nu-hvis/?flere=1.200")


def test_more_a_week_wins_the_place(client_of_b):
    assert "I ender som nummer 1 i stedet for nummer 2." in words(
        client_of_b, "hvad-nu-hvis/?tempo-aby=30&flere=50"
    ) or "I ender som nummer 1" in words(client_of_b, "hvad-nu-hvis/?flere=50")


def test_young_people_who_are_not_left_do_not_turn_into_adults(client_of_b):
    said = words(client_of_b, "hvad-nu-hvis/?flere=900&unge=900")
    assert "Så mange unge mangler der ikke: der er regnet med alle de unge, der er tilbage." in said


def test_when_everybody_is_registered_all_the_young_are(client_of_b):
    own = seat("B")
    left = next(x for x in own.runners if x.code == "B")
    said = words(client_of_b, "hvad-nu-hvis/?flere=999999")
    assert (
        f"I får {left.left_in_all} flere tilmeldt inden fristen, heraf {left.left_young} på" in said
    )


def test_it_says_that_a_week_counts_by_days_and_who_passes(client_of_b):
    said = words(client_of_b, "hvad-nu-hvis/")
    assert (
        "Et tal om ugen tæller dag for dag: 100 om ugen bliver til 85 på de 6 dage, der er tilbage."
        in said
    )
    passed = words(client_of_b, "hvad-nu-hvis/?tempo-cby=5000")
    assert "Cby kommer forbi jer." in passed


def test_one_more_neighbour_gets_a_field(client_of_b):
    assert (
        'name="tempo-cby"'
        in client_of_b.get("/min-kommune/hvad-nu-hvis/?nabo=cby").content.decode()
    )


# --- beside others -----------------------------------------------------------------------------------
def test_beside_the_neighbours_the_region_those_alike_and_chosen_ones():
    factories.the_clock_shows(NOW)
    factories.autumn(weeks=(36, 40, 41))
    client = of("751")
    assert "Kerteminde" in words(client, "sammenlign/?med=naboer")
    assert "Favrskov" in words(client, "sammenlign/?med=region")
    assert "Odense" in words(client, "sammenlign/?med=stoerrelse")
    chosen = words(client, "sammenlign/?kommuner=fanoe,laesoe,xyz")
    assert "Fanø" in chosen
    assert "Læsø" in chosen
    assert "”xyz” er ingen kommune" in chosen or "xyz" in chosen


def test_ticked_municipalities_get_an_address_to_pass_on():
    small_race(*FIVE)
    answer = of("B").get("/min-kommune/sammenlign/?kommuner=aby&kommuner=cby")
    assert answer.headers["Location"] == "/min-kommune/sammenlign/?kommuner=aby,cby"


def test_the_organiser_sees_the_same_and_stays_on_its_own_addresses():
    small_race(*FIVE)
    client = Client()
    client.force_login(factories.editor())
    for page in PAGES[:5]:
        html = client.get(f"/kl/kommuner/bby/{page}").content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        assert "/min-kommune/" not in main


def test_the_mail_as_a_page_has_one_main_part():
    small_race(*FIVE)
    page = of("B").get("/min-kommune/mandagsmail/eksempel/").content.decode()
    assert page.count('<div role="main">') == 1
