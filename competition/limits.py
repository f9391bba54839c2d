"""How often one address may do something: for doors that have no login before them."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

_WINDOW = 600  # seconds


def too_many(request: HttpRequest, what: str, *, most: int) -> bool:
    """Count one more of `what` from this visitor's address; whether that is more than `most` in ten
    minutes.
    """
    name = f"limit:{what}:{get_adapter(request).get_client_ip(request)}"
    cache.add(name, 0, _WINDOW)
    try:
        return bool(cache.incr(name) > most)
    except ValueError:  # it ran out between the two
        return False
