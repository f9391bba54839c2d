"""How often one address or one person may do something."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from municipalities.models import User

_WINDOW = 600  # seconds


def too_many(request: HttpRequest, what: str, *, most: int, by: User | None = None) -> bool:
    """Count one more of `what` from this visitor's address, or of a person who is signed in; whether
    that is more than `most` in ten minutes.
    """
    who = f"person:{by.pk}" if by else get_adapter(request).get_client_ip(request)
    name = f"limit:{what}:{who}"
    cache.add(name, 0, _WINDOW)
    try:
        return bool(cache.incr(name) > most)
    except ValueError:  # it ran out between the two
        return False
