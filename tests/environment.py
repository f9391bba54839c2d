"""Loaded before everything else by pytest: the tests run in the mode of their own."""

import os

os.environ["SITE_MODE"] = "test"
