"""Words that must fit the day, and small things that a reader or a screen reader stumbles over."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from competition.forms import ClockForm
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def race():
    a = make.municipality("Aby", code="A")
    b = make.municipality("Bby", code="B")
    race = make.competition(participants=[a, b])
    make.published_with({a: 500, b: 400}, "2014-W36")
    make.published_with({a: 600, b: 500}, "2014-W42")
    return race


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00ad", "").replace("\xa0", " "))


def test_on_its_last_day_the_competition_ends_today(client, race):
    make.the_clock_shows(make.at(2014, 10, 24, 10))
    front = read(client, "/")
    assert "Konkurrencen slutter i dag, fredag 24. oktober 2014" in front
    assert 'class="countdown-n"' not in front


def test_when_the_race_is_over_nobody_needs_anything_any_more(client, race):
    make.the_clock_shows(make.at(2014, 10, 27, 8))
    front = read(client, "/")
    assert "Bby manglede 101" in front
    assert "skal bruge" not in front
    assert "Førte i regionerne i uge 42" in front


def test_figures_are_promised_for_monday_only_while_there_are_any_to_come(client, race):
    make.the_clock_shows(make.at(2014, 10, 22, 10))
    assert "kommer mandag morgen" not in read(client, "/")


def test_figures_still_to_come_are_promised(client):
    make.published_with({make.municipality(): 400}, "2014-W41")
    make.competition()
    make.the_clock_shows(make.at(2014, 10, 15, 10))
    assert "kommer mandag morgen" in read(client, "/")


def test_the_region_and_the_municipality_look_back_when_it_is_over(client, race):
    make.the_clock_shows(make.at(2014, 10, 27, 8))
    region = race.participations.get(municipality="B").municipality.region
    assert "forreste i dag" not in read(client, f"/2014/regioner/{region.slug}/")
    client.force_login(make.staff(race.participations.get(municipality="B").municipality))
    own = read(client, "/min-kommune/")
    assert "Det skulle der til i uge 42" in own
    assert "Det skal der til i dag" not in own


def test_a_table_without_hits_explains_no_colours(client, race):
    make.the_clock_shows(make.at(2014, 10, 22, 10))
    assert 'class="k-ex"' not in read(client, "/2014/rangliste/mest-digitale/?q=zzz")
    assert 'class="k-ex"' in read(client, "/2014/rangliste/mest-digitale/")


def test_the_favicon_is_the_mark(client):
    answer = client.get("/favicon.ico", follow=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/static/img/mark")


@pytest.mark.parametrize(
    ("now", "chosen"),
    [
        (make.at(2014, 10, 18, 10), "2014-10-20T08:00:00+02:00"),
        (make.at(2014, 10, 25, 10), "2014-10-27T08:00:00+01:00"),
        (make.at(2014, 11, 2, 10), ""),
    ],
)
def test_the_clock_offers_its_next_station(now, chosen):
    selected = re.findall(r'value="([^"]*)" selected', str(ClockForm(now=now)["moment"]))
    assert selected == [chosen]


def test_the_clock_stands_in_a_landmark_and_a_message_is_a_list_in_a_status(client, race):
    make.the_clock_shows(make.at(2014, 10, 18, 10))
    person = make.administrator()
    client.post("/konto/login/", {"login": person.email, "password": make.PASSWORD})
    page = read(client, "/")
    assert re.search(r'<aside aria-label="[^"]+"><form class="clock"', page)
    assert '<div role="status"><ul class="wrap messages">' in page
    assert "Du er logget ind som" in page


def test_the_desk_names_its_cells_for_a_narrow_screen(client, race):
    client.force_login(make.editor())
    assert 'data-label="Indlæst"' in read(client, "/kl/")


@pytest.mark.parametrize(
    ("week", "day", "hint"),
    [("42", "2014-10-17", "2014-W42"), ("2014-W42", "17/10", "2014-10-17")],
)
def test_the_importer_says_what_a_week_and_a_day_look_like(week, day, hint):
    with pytest.raises(CommandError, match=hint) as raised:
        call_command("import_figures", "x.csv", f"--week={week}", f"--as-of={day}")
    assert "parse" not in str(raised.value)
