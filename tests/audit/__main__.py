"""`make audit`: Lighthouse, axe, the weight of a first visit and the queries of each page.

Prints a line for each figure and ends with an error if a limit is missed. The pictures of the pages
are left in `build/audit/`.
"""

import os
import sys

import django

from tests import environment

os.environ.setdefault("SITE_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()

from tests.audit.run import main  # noqa: E402  models can be imported now and not before

try:
    failed = main(sys.argv[1:])
finally:
    environment.pytest_unconfigure()
sys.exit(failed)
