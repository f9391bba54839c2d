"""What is kept of the pages neither leaks what is hidden nor hides what is public."""

from datetime import timedelta

import pytest
from django.test import Client

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


def test_what_is_kept_of_the_pages_neither_leaks_nor_outlives_a_publication(race, visitor):
    before = walk(visitor)
    plant(43, "published")
    assert walk(visitor, afresh=False) == before
    factories.store_places(plant(42, "published", published_at=NOW - timedelta(days=1)))
    kept, fresh = walk(visitor, afresh=False), walk(visitor)
    assert kept == fresh
    assert sum(says_the_planted(body) for _code, body in kept.values()) > 10
