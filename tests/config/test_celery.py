"""The schedule that the worker follows."""

from config.celery import app


def test_a_day_without_a_worker_leaves_nothing_in_the_queue():
    assert app.conf.beat_schedule
    for entry in app.conf.beat_schedule.values():
        assert entry["options"]["expires"] == entry["schedule"]
