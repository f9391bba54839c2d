"""Runs all measurements, prints `name value` and the limit of each, and fails if one is missed. Redis
is the tests' own: the folder that stands in for it in the demonstration is asked once a second only.
"""

import os
import sys

import django

from tests import environment

os.environ.setdefault("SITE_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.bench.run import main  # noqa: E402  models can be imported now and not before

try:
    failed = main()
finally:
    environment.pytest_unconfigure()
sys.exit(failed)
