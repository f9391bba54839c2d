"""Runs all measurements, prints `name value` and the limit of each, and fails if one is missed."""

import os
import sys

import django

os.environ.setdefault("SITE_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.bench.run import main  # noqa: E402  models can be imported now and not before

sys.exit(main())
