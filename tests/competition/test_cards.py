"""The pictures of pages for those who share them."""

import re
import struct

import pytest
from django.core.cache import caches

from competition import cards
from municipalities.models import Municipality
from tests import factories as make
from tests.factories import at

pytestmark = pytest.mark.django_db
PICTURES = [
    "/2014/billede.png",
    "/2014/rangliste/slutspurt/billede.png",
    "/2014/kommuner/aeroe/billede.png",
    "/2014/regioner/region-syddanmark/billede.png",
    "/en/2014/kommuner/nowhere/billede.png",
]


@pytest.fixture
def race(monkeypatch):
    make.the_clock_shows(at(2014, 10, 18, 10))
    towns = [make.municipality(name, region_code="1083") for name in ("Ærø", "Svendborg")]
    outside = make.municipality("Nowhere", region_code="1083")
    made = make.competition(participants=towns)
    for week, counts in {"2014-W36": (100, 90, 80), "2014-W41": (715, 400, 522)}.items():
        figures = dict(zip([*towns, outside], counts, strict=True))
        make.store_places(make.published_with(figures, week))
    return made


@pytest.fixture
def values(monkeypatch):
    """What is written on the pictures, instead of the pictures."""
    written = []

    def keep(text: str) -> bytes:
        written.append(text)
        return b"\x89PNG"

    monkeypatch.setattr(cards, "_made", keep)
    return written


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_is_a_png_of_1200_by_630_pixels(race, client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert struct.unpack(">II", answer.content[16:24]) == (cards.WIDTH, cards.HEIGHT)


def test_a_municipality_has_its_name_its_place_and_its_value_on_it(race, client, values):
    client.get(PICTURES[2])
    (text,) = values
    assert '"title": "Ærø", "number": "1.", "unit": "plads"' in text
    assert "Danmarks mest digitale kommune: 71,5 pct." in text
    assert "Uge 41, opgjort 10. oktober 2014." in text


def test_whoever_is_outside_has_a_value_and_no_place(race, client, values):
    client.get("/2014/kommuner/nowhere/billede.png")
    assert '"number": "52,2", "unit": "pct."' in values[0]
    assert "uden for konkurrencen" in values[0]


def test_the_leader_of_a_region_and_of_a_category_are_told_in_a_sentence(race, client, values):
    client.get(PICTURES[3])
    client.get(PICTURES[1])
    assert '"text": "Ærø fører med 71,5 pct."' in values[0]
    assert '"title": "Danmarks digitale slutspurter"' in values[1]


def test_it_shows_only_what_is_public(race, client, values):
    make.the_clock_shows(at(2014, 10, 28, 10))
    before = [client.get(each).content for each in PICTURES] and list(values)
    values.clear()
    towns = list(Municipality.objects.order_by("pk"))
    hidden = make.published_with(dict.fromkeys(towns, 919), "2014-W43")
    make.store_places(hidden)
    caches["pages"].clear()
    for each in PICTURES:
        client.get(each)
    assert values == before


def test_what_is_unknown_has_no_picture(race, client):
    for address in ("kommuner/atlantis", "regioner/atlantis"):
        assert client.get(f"/2014/{address}/billede.png").status_code == 404


def test_before_the_first_figures_the_picture_has_the_name_alone(client, values):
    make.the_clock_shows(at(2014, 8, 1, 10))
    make.competition(participants=[make.municipality("Ærø")])
    client.get(PICTURES[2])
    assert '"title": "Ærø", "number": ""' in values[0]


@pytest.mark.parametrize(
    ("page", "picture"),
    [
        ("/2014/", "/2014/billede.png"),
        ("/2014/rangliste/unge/", "/2014/rangliste/unge/billede.png"),
        ("/en/2014/kommuner/aeroe/", "/en/2014/kommuner/aeroe/billede.png"),
        ("/2014/regioner/region-syddanmark/", "/2014/regioner/region-syddanmark/billede.png"),
        ("/2014/regler/", "/2014/billede.png"),
    ],
)
def test_each_page_names_its_picture(race, client, page, picture):
    html = client.get(page).content.decode()
    (named,) = re.findall(r'<meta property="og:image" content="([^"]*)">', html)
    assert named == f"http://testserver{picture}"
    assert client.get(picture).status_code == 200
