"""The key that the site signs results with (provisional)."""

from functools import cache

from competition import signing


@cache
def signing_key() -> signing.SigningKey:
    return signing.new_key()
