"""Whoever sends something in is told to the database's history, whatever code then writes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from municipalities.models import User
from signups import clock, history

_READS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class HistoryKnowsWho:
    """While a signed-in person's request that may change something is answered, the history keeps
    changes as theirs; reading costs nothing. Stands below the middleware that knows the person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Tell the database who it is, and forget it afterwards."""
        if request.method in _READS or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        if not isinstance(request.user, User):
            return self.get_response(request)
        now = getattr(request, "now", None) or clock.now()
        with history.told_by_request(by=request.user, now=now):
            return self.get_response(request)
