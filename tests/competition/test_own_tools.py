"""What a municipality takes with it: press kit and status sheet, of the newest public week alone."""

import io
import time

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from municipalities.models import Municipality
from signups.models import Figure
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
KIT = ("presse/", "presse/mest-digitale.txt", "presse/slutspurt.txt", "presse/unge.txt")
MOST_QUERIES = 8


@pytest.fixture
def race():
    factories.the_clock_shows(at(2014, 10, 18, 10))
    return factories.autumn(weeks=(36, 40, 41))


def aarhus() -> Client:
    client = Client()
    client.force_login(factories.staff(Municipality.objects.get(code="751")))
    return client


def words(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def test_the_press_kit_gathers_text_badge_picture_curve_and_paper(race):
    page = aarhus().get("/min-kommune/presse/").content.decode()
    for said in (
        "Aarhus er fortsat nummer 41 i konkurrencen om Danmarks mest digitale kommune",
        "Demonstrationstal",
        "/2014/embed/kommune/aarhus/unge/",
        "/2014/kommuner/aarhus/billede.png",
        "/2014/kommuner/aarhus/kurve.csv",
        "/min-kommune/status.pdf",
        'id="trend"',
    ):
        assert said in page
    assert page.count("readonly") == 6


def test_a_press_text_is_a_file_too(race):
    response = aarhus().get("/min-kommune/presse/unge.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    name = 'attachment; filename="presse-aarhus-unge-2014-uge-41.txt"'
    assert response.headers["Content-Disposition"] == name
    text = response.content.decode()
    assert text.startswith("Aarhus er ")
    assert "http://testserver/2014/kommuner/aarhus/" in text
    english = aarhus().get("/en/min-kommune/presse/unge.txt").content.decode()
    assert english.startswith("Aarhus ")
    assert "aged 15–24 in Aarhus Municipality were registered" in english


def test_the_status_sheet_is_one_page_made_at_once(race):
    client = aarhus()
    client.get("/min-kommune/status.pdf")
    began = time.perf_counter()
    response = client.get("/min-kommune/status.pdf")
    assert time.perf_counter() - began < 1
    assert response.headers["Content-Type"] == "application/pdf"
    text = words(response.content)
    for said in (
        "Aarhus",
        "Uge 41, opgjort fredag 10. oktober 2014. 6 dage til konkurrencen slutter.",
        "Danmarks digitale slutspurter",
        "procentpoint",
        "Mangler stadig",
        "Fritaget",
        "i Region Midtjylland",
        "Demonstrationstal: ikke rigtige resultater.",
        "FOLK1A, 1. januar 2014",
        "kommuner/aarhus/",
    ):
        assert said in text


def test_the_status_sheet_speaks_english_and_knows_its_language(race):
    response = aarhus().get("/en/min-kommune/status.pdf")
    assert "days until the competition ends." in words(response.content)
    reader = PdfReader(io.BytesIO(response.content))
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_every_municipality_has_its_sheet_and_its_texts(race):
    with translation.override("da"):
        client = Client()
        client.force_login(factories.editor())
        slugs = Municipality.objects.filter(code__in=["101", "400", "787", "760", "820"])
        for slug in slugs.values_list("slug", flat=True):
            words(client.get(f"/kl/kommuner/{slug}/status.pdf").content)
            for part in KIT:
                assert client.get(f"/kl/kommuner/{slug}/{part}").status_code == 200


def test_before_the_first_places_the_pages_say_so():
    factories.the_clock_shows(at(2014, 8, 27, 10))
    factories.autumn(weeks=(34,))
    client = aarhus()
    said = "begynder med den første uge, der har pladser."
    assert said in client.get("/min-kommune/presse/").content.decode()
    assert client.get("/min-kommune/presse/unge.txt").content.decode() == (
        "Der er ingen pladser endnu.\n"
    )
    response = client.get("/min-kommune/status.pdf")
    assert response.status_code == 404
    assert said in response.content.decode()


def test_the_own_figure_under_the_embargo_is_on_nothing_that_is_handed_round(race):
    own = Municipality.objects.get(code="751")
    release = factories.weekly_figures(factories.published("2014-W43"))
    with factories.correcting():
        Figure.objects.filter(release=release, municipality=own).update(registered_15_plus=171_717)
    factories.store_places(release)
    factories.the_clock_shows(at(2014, 10, 27, 10))
    client = aarhus()
    assert "171.717" in client.get("/min-kommune/").content.decode()
    for part in KIT:
        page = client.get(f"/min-kommune/{part}").content.decode()
        assert "171.717" not in page
        assert "uge 41" in page.lower()
    sheet = words(client.get("/min-kommune/status.pdf").content)
    assert "171.717" not in sheet
    assert "Hvad der skulle til" in sheet


@pytest.mark.parametrize("count", [1, 98, 980])
def test_few_questions_are_asked_however_many_municipalities_there_are(
    count, django_assert_max_num_queries
):
    factories.the_clock_shows(at(2014, 9, 20, 10))
    race = factories.competition()
    towns = factories.invented(count, race=race)
    for week in ("2014-W36", "2014-W37"):
        release = factories.published(week)
        factories.store_figures(
            Figure(
                release=release,
                municipality=who,
                registered_15_plus=2000 + n % 500,
                registered_15_24=300,
                exempt_15_plus=100,
            )
            for n, who in enumerate(towns)
        )
        factories.store_places(release)
    client = Client()
    client.force_login(factories.staff(towns[0]))
    client.get("/min-kommune/mandagsmail/")  # a session's first page writes down when it was
    for part in (*KIT, "status.pdf", "mandagsmail/", "mandagsmail/eksempel/"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(f"/min-kommune/{part}").status_code == 200
