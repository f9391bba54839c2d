"""What is public is found by the walk that looks for leaks; and a municipality's own, by itself alone."""

from datetime import timedelta

import pytest
from django.test import Client

from municipalities.models import Municipality
from signups.models import Figure
from tests import factories
from tests.competition.leaking import NOW, country, plant, says_the_planted, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def race(monkeypatch):
    monkeypatch.setattr("signups.clock.of", lambda _state: NOW)
    return country()


@pytest.fixture
def visitor():
    return Client(raise_request_exception=True)


def test_the_walk_does_find_figures_that_are_public(race, visitor):
    release = plant(42, "published", published_at=NOW - timedelta(days=1))
    factories.store_places(release)
    found = [where for where, (_code, body) in walk(visitor).items() if says_the_planted(body)]
    assert len(found) > 10


def test_the_closing_figures_are_found_everywhere_once_they_are_announced(race, visitor):
    release = plant(43, "published")
    factories.store_places(release)
    factories.announce(race, NOW - timedelta(minutes=1))
    found = [where for where, (_code, body) in walk(visitor).items() if says_the_planted(body)]
    assert len(found) > 10


def test_a_municipality_sees_its_own_closing_figure_and_nobody_elses(race):
    release = plant(43, "published")
    own = Municipality.objects.get(code="751")
    with factories.correcting():
        Figure.objects.filter(release=release, municipality=own).update(registered_15_plus=171_717)
    factories.store_places(release)
    client = Client()
    client.force_login(factories.staff(own))
    page = client.get("/min-kommune/").content
    assert b"171.717" in page
    found = [
        where
        for where, (code, body) in walk(client).items()
        if code == 200 and says_the_planted(body) and "min-kommune" not in where[0]
    ]
    assert found == []
    assert page.count(b"91.919") == 2
