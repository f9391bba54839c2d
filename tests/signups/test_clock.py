"""The one clock: real in production, movable in the demonstration."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signups import clock
from signups.models import SiteState, Step
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
SATURDAY = at(2014, 10, 18, 10)


def test_the_clock_stands_where_the_administrator_put_it_and_ticks_on():
    clock.move_to(SATURDAY, by=factories.administrator())
    first = clock.now()
    assert timedelta() <= first - SATURDAY < timedelta(seconds=5)
    assert clock.now() > first
    assert clock.today() == SATURDAY.date()


def test_in_production_the_clock_is_the_real_one_and_cannot_be_moved(settings):
    clock.move_to(SATURDAY, by=None)
    settings.DEMO = False
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)
    with pytest.raises(RuntimeError):
        clock.move_to(SATURDAY, by=None)


def test_moving_the_clock_makes_everything_cached_out_of_date():
    clock.move_to(SATURDAY, by=None)
    before = SiteState.objects.get().data_version
    clock.move_to(SATURDAY, by=None)
    assert SiteState.objects.get().data_version == before + 1


def test_after_a_night_switched_off_the_clock_goes_on_from_the_last_thing_that_happened():
    clock.move_to(SATURDAY, by=None)
    SiteState.objects.update(clock_set_at=timezone.now() - timedelta(days=3))
    Step.objects.create(action="approved", at=SATURDAY + timedelta(minutes=12))
    clock.resume()
    assert clock.now() - (SATURDAY + timedelta(minutes=12)) < timedelta(seconds=5)


def test_a_clock_that_was_moved_back_stays_back_after_a_restart():
    clock.move_to(at(2014, 11, 1, 12), by=None)
    clock.move_to(SATURDAY, by=None)
    clock.resume()
    assert clock.now() - SATURDAY < timedelta(seconds=5)
