"""Fixtures that every test may use."""

import pytest
from django.core.cache import caches
from hypothesis import settings

from tests import emptying

# A busy machine is slow now and then; that says nothing about the code.
settings.register_profile("site", deadline=None)
settings.load_profile("site")
emptying.allow()


@pytest.fixture(autouse=True)
def no_page_outlives_its_test() -> None:
    """A rolled back test takes its data version back; what was cached under it must go too."""
    caches["pages"].clear()
