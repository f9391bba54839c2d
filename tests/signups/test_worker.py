"""The same import through a real Celery worker and a real Redis, and through its worker's death."""

import re
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from signups import imports, tasks
from signups.models import Figure, Import
from signups.weeks import Week
from tests import factories
from tests.factories import at
from tests.services import database_url, empty_the_queue, wait_until, worker

NOW = at(2014, 10, 18, 10)
WEEK = Week(2014, 42)
STORED = rb"store_import\[[^]]+\] succeeded"


@pytest.fixture
def denmark(transactional_db):
    empty_the_queue()
    factories.the_clock_shows(NOW)
    return factories.denmark()


def received() -> Import:
    return imports.receive(
        content=factories.weekly_file(WEEK),
        file_name="2014-uge-42.csv",
        week=WEEK,
        as_of=WEEK.friday,
        by=factories.editor(),
        now=NOW,
    )


def is_now(import_: Import, status: str) -> bool:
    return Import.objects.get(pk=import_.pk).status == status


def confirm(import_: Import) -> None:
    import_.refresh_from_db()
    keys = [warning["kind"] for warning in import_.warnings]
    assert keys == []
    imports.confirm(import_, by=factories.editor(), now=NOW)


def test_a_worker_reads_the_file_and_after_the_confirmation_stores_it(denmark, tmp_path):
    import_ = received()
    with worker(tmp_path / "worker.log"):
        tasks.read_import.delay(import_.pk)
        wait_until(lambda: is_now(import_, "checked"))
        import_.refresh_from_db()
        assert (import_.rows_read, import_.rows_checked, import_.rows_stored) == (98, 98, 0)
        confirm(import_)
        tasks.store_import.delay(import_.pk)
        wait_until(lambda: is_now(import_, "stored"))
    import_.refresh_from_db()
    assert import_.rows_stored == 98
    assert Figure.objects.filter(release__week="2014-W42").count() == 98


def test_a_worker_killed_while_storing_leaves_nothing_and_the_next_one_ends_it(denmark, tmp_path):
    import_ = received()
    tasks.read_import(import_.pk)
    confirm(import_)
    with psycopg.connect(database_url()) as held:
        held.execute("LOCK TABLE signups_figure IN SHARE MODE")
        with worker(tmp_path / "first.log") as first:
            tasks.store_import.delay(import_.pk)
            wait_until(lambda: waits_for_a_lock("signups_figure"))
            first.kill()
        held.rollback()
    wait_until(lambda: not waits_for_a_lock("signups_figure"))
    assert Figure.objects.count() == 0
    assert is_now(import_, "checked")

    Import.objects.update(touched_at=timezone.now() - timedelta(minutes=5))
    with worker(tmp_path / "second.log"):
        tasks.resume_imports.delay()
        wait_until(lambda: is_now(import_, "stored"))
    assert Figure.objects.filter(release__week="2014-W42").count() == 98


def waits_for_a_lock(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
        )
        return cursor.fetchone()[0] > 0


def test_a_task_that_is_delivered_twice_ends_as_one(denmark, tmp_path):
    import_ = received()
    tasks.read_import(import_.pk)
    confirm(import_)
    with worker(tmp_path / "worker.log") as running:
        for _ in range(3):
            tasks.store_import.delay(import_.pk)
        wait_until(lambda: len(re.findall(STORED, running.log.read_bytes())) == 3)
    assert Figure.objects.count() == 98
    assert import_.steps.filter(action="stored").count() == 1


def test_two_workers_with_the_same_import_end_as_one(denmark, tmp_path):
    import_ = received()
    tasks.read_import(import_.pk)
    confirm(import_)
    with worker(tmp_path / "one.log"), worker(tmp_path / "two.log"):
        for _ in range(4):
            tasks.store_import.delay(import_.pk)
        wait_until(lambda: is_now(import_, "stored"))
        time.sleep(0.5)
    assert Figure.objects.count() == 98
    assert import_.steps.filter(action="stored").count() == 1


def test_an_import_whose_week_was_approved_meanwhile_is_refused_with_the_reason(denmark):
    import_ = received()
    tasks.read_import(import_.pk)
    confirm(import_)
    release = factories.draft("2014-W42")
    release.status, release.approved_by, release.approved_at = "approved", factories.approver(), NOW
    release.save()
    tasks.store_import(import_.pk)
    import_.refresh_from_db()
    assert import_.status == "refused"
    assert import_.refusal != ""
    assert Figure.objects.count() == 0
