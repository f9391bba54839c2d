"""The site's own settings, with an empty view beside its addresses."""

from config.settings import *  # noqa: F403  all of them

ROOT_URLCONF = "tests.bench.urls"
