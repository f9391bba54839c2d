"""The open data explained to people: what stands there, in both languages."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from competition.models import Competition
from tests import factories as make

DAY = make.at(2014, 10, 18, 10)


@pytest.fixture
def race(db: None) -> Competition:
    north = make.municipality("Aalborg", code="851", population=(456, 80))
    race = make.competition(participants=[north])
    make.published_with({north: 100}, "2014-W36")
    make.published_with({north: 123}, "2014-W41")
    make.the_clock_shows(DAY)
    return race


def answers_in(page: str) -> list[Any]:
    shown = re.findall(r'<pre tabindex="0"[^>]*><code>(.*?)</code></pre>', page, re.DOTALL)
    return [json.loads(unescape(each)) for each in shown]


def test_the_old_address_leads_there(race):
    assert Client().get("/api/v1/docs").headers["Location"] == "/data/api/"


def test_the_page_has_the_menu_and_speaks_both_languages(race):
    danish, english = Client().get("/data/api/").text, Client().get("/en/data/api/").text
    for page in (danish, english):
        assert "/2014/regler/" in page
        assert 'aria-current="true">Data' in page
        assert "`" not in page
    assert 'href="/en/data/api/"' in danish
    assert 'href="/data/api/"' in english
    assert "Åbningsdag" in danish
    assert "Opening day" in english
    assert "Opening day" not in danish


def test_every_address_has_a_request_to_paste_and_the_answer_of_today(race):
    page = Client().get("/data/api/").text
    requests = re.findall(r"curl http://testserver(/api/[^<]+)", page)
    assert len(requests) == 9
    requests.remove("/api/v1/competitions/2014/result-record")
    assert "Der er intet svar, før vinderne er kåret." in page
    for address, shown in zip(requests, answers_in(page), strict=True):
        real = Client().get(address).json()
        assert type(shown) is type(real)
        if isinstance(real, dict):
            assert list(shown) == list(real)
    assert answers_in(page)[3]["figures"][0]["registered_15_plus"] == 123


def test_before_the_first_figures_there_is_a_page_without_answers(db):
    make.competition()
    make.the_clock_shows(DAY)
    page = Client().get("/data/api/").text
    assert len(re.findall(r"curl http", page)) == 9


def test_an_error_is_in_danish(race):
    answer = Client().get("/api/v1/competitions/1999/").json()
    assert answer == {"detail": "Den konkurrence findes ikke."}


def test_a_week_under_the_embargo_came_out_with_the_announcement(race):
    north = race.participations.get().municipality
    make.published_with({north: 200}, "2014-W43")
    make.announce(race, make.at(2014, 11, 1, 12))
    make.the_clock_shows(make.at(2014, 11, 2, 12))
    make.new_data_version()
    weeks = Client().get("/api/v1/competitions/2014/releases/").json()
    assert weeks[-1]["published_at"] == "2014-11-01T11:00:00Z"
    assert weeks[-2]["published_at"] < "2014-10-20"
    ranking = Client().get("/2014/rangliste/mest-digitale/").text
    assert "Offentliggjort lørdag 1. november kl. 12.00" in ranking
