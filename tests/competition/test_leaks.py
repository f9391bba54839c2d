"""Nothing that is not published appears on any address: the whole site is walked, in both languages,
before and after figures that nobody may see are planted, and not one byte may differ."""

from datetime import timedelta

import pytest
from django.test import Client

from competition.models import StoredPlace
from signups.models import Release
from tests import factories
from tests.competition.leaking import NOW, country, plant, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def race(monkeypatch):
    monkeypatch.setattr("signups.clock.of", lambda _state: NOW)
    return country()


@pytest.fixture
def visitor():
    return Client(raise_request_exception=True)


HIDDEN = [
    {42: ("draft", None), 43: ("published", None)},
    {42: ("approved", None), 43: ("draft", None)},
    {42: ("published", NOW + timedelta(minutes=1)), 43: ("approved", None)},
]


def test_what_is_not_public_changes_no_byte_of_the_site(race, visitor):
    before = walk(visitor)
    assert sum(code == 200 for code, _body in before.values()) > 100
    for weeks in HIDDEN:
        planted = [plant(week, *how) for week, how in weeks.items()]
        for release in planted:
            if release.status == "published":
                factories.store_places(release)
        after = walk(visitor)
        assert [where for where in before if before[where] != after[where]] == []
        StoredPlace.objects.filter(release__in=planted).delete()
        with factories.correcting():
            Release.objects.filter(pk__in=[release.pk for release in planted]).delete()
