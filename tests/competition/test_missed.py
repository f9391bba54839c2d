"""A publication that was missed while the machine was down happens at start, once."""

import pytest

from signups.models import Release
from tests import factories
from tests.factories import at
from tests.services import empty_the_queue, wait_until, worker


@pytest.mark.django_db(transaction=True)
def test_what_came_due_while_nothing_ran_is_published_at_start_and_once(tmp_path):
    empty_the_queue()
    factories.the_clock_shows(at(2014, 10, 20, 9))
    factories.autumn(weeks=[36])
    due = factories.approved("2014-W42", publish_at=at(2014, 10, 20, 8))
    factories.weekly_figures(due)
    later = factories.approved("2014-W43", publish_at=at(2014, 10, 27, 8))
    with worker(tmp_path / "one.log"), worker(tmp_path / "two.log"):
        wait_until(lambda: Release.objects.get(pk=due.pk).status == "published")
    with worker(tmp_path / "three.log") as again:
        wait_until(lambda: again.log.read_bytes().count(b"publish_due") >= 2)
    assert due.steps.filter(action="published").count() == 1
    later.refresh_from_db()
    assert later.status == "approved"
