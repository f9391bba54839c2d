"""The site's own settings as in production, with an empty view beside its addresses."""

from config.settings import *  # noqa: F403  all of them

ROOT_URLCONF = "tests.bench.urls"
SITE_STATE_SECONDS = 0.2
