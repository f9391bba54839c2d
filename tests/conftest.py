"""Fixtures that every test may use."""

from hypothesis import settings

# A busy machine is slow now and then; that says nothing about the code.
settings.register_profile("site", deadline=None)
settings.load_profile("site")
