"""What every template may know: whether this is the demonstration, and where the other language is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from competition.forms import ClockForm
from competition.models import Competition
from municipalities.access import has
from signups import clock


def site(request: HttpRequest) -> dict[str, Any]:
    """The notice, the menu's competition (None on pages without one) and the other language."""
    competition = getattr(request, "competition", None)
    other = "en" if get_language() == "da" else "da"
    address = request.get_full_path()
    twin = translate_url(address, other)
    return _clock(request) | {
        "demo": settings.DEMO,
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
        "competition": competition,
        "shown_competition": SimpleLazyObject(lambda: _shown(request)),
        "main_category": competition.main_category if competition else None,
        "data_url": reverse("open_data"),
        "login_url": "" if _has_session(request) else reverse("account_login"),
        "other_language": other,
        # Some addresses have no language; what leads to the page itself is no link.
        "other_language_url": twin if twin != address else "",
    }


def _clock(request: HttpRequest) -> dict[str, Any]:
    """In the demonstration, for a signed-in administrator: the form that moves the clock. A visitor
    without a session is not even asked who it is.
    """
    if not settings.DEMO or not _has_session(request):
        return {}
    if not has(getattr(request, "user", None), "is_administrator"):
        return {}
    now = getattr(request, "now", None) or clock.now()
    return {"clock_form": ClockForm(now=now), "clock_now": now}


def _shown(request: HttpRequest) -> Competition | None:
    """The competition that the public is shown, for the foot of a page that is of none: looked up
    only where the page asks, and only for somebody with a session.
    """
    if not _has_session(request):
        return None
    today = (getattr(request, "now", None) or clock.now()).date()
    everyone = list(Competition.objects.public())
    shown = [each for each in everyone if each.figures_from <= today]
    return next(iter([*shown, *everyone]), None)


def _has_session(request: HttpRequest) -> bool:
    """Whether somebody may be signed in; told by the cookie alone, so that nobody else is asked."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES
