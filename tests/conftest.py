"""Fixtures that every test may use."""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection
from django.utils import translation
from hypothesis import settings

from tests import emptying, static_files, template

# A busy machine is slow now and then; that says nothing about the code.
settings.register_profile("site", deadline=None)
settings.load_profile("site")
emptying.allow()
static_files.look_once()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker
) -> None:
    """The test database begins as a copy of one that is migrated already."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.made()


@pytest.fixture(autouse=True)
def no_page_outlives_its_test() -> None:
    """A rolled back test takes its data version back; what was cached under it must go too."""
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def every_test_begins_in_danish() -> None:
    """A request in English leaves its language to the thread, and so to the next test."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(scope="session", autouse=True)
def nobody_is_left_in_the_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A server or worker that is still going home when all tests are done does not keep the test
    database from being removed."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
