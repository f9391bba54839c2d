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
        "has_archive": len(getattr(request, "rounds", ())) > 1,
        "shown_competition": SimpleLazyObject(lambda: _shown(request)),
        "main_category": competition.main_category if competition else None,
        "data_url": reverse("data", args=[competition.slug])
        if competition and competition.state != "planned"
        else reverse("open_data"),
        "login_url": "" if _has_session(request) else reverse("account_login"),
        "clock_offset": _offset(request),
        "other_language": other,
        "canonical": _canonical(request, competition),
        # Some addresses have no language; what leads to the page itself is no link.
        "other_language_url": twin if twin != address else "",
    }


def _canonical(request: HttpRequest, competition: Competition | None) -> dict[str, Any] | None:
    """Where a public page stands by itself, and in each language; None for all other pages."""
    if not getattr(request, "is_public_page", False):
        return None
    path, match = request.path, request.resolver_match
    if match and match.url_name == "front" and competition:
        path = reverse("front_of", args=[competition.slug])
    url = request.build_absolute_uri(path) + getattr(request, "canonical_query", "")
    danish = translate_url(url, "da")
    languages = [{"code": code, "url": translate_url(url, code)} for code in ("da", "en")]
    host = request.build_absolute_uri("/").rstrip("/")
    return {
        "url": url,
        "host": host,
        "languages": [*languages, {"code": "x-default", "url": danish}],
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


def _offset(request: HttpRequest) -> int:
    """In the demonstration: by how many seconds the site's clock differs from the real one, so that a
    script can say how long ago something was. It is the same as long as nobody moves the clock.
    """
    state = getattr(request, "site_state", None)
    if not settings.DEMO or state is None or not state.clock_moment or not state.clock_set_at:
        return 0
    return int((state.clock_moment - state.clock_set_at).total_seconds())


def _shown(request: HttpRequest) -> Competition | None:
    """The competition that the public is shown, for the foot of a page that is of none: looked up
    only where the page asks, and only for somebody with a session.
    """
    if not _has_session(request):
        return None
    now = getattr(request, "now", None) or clock.now()
    return Competition.objects.shown_on(now.date())


def _has_session(request: HttpRequest) -> bool:
    """Whether somebody may be signed in; told by the cookie alone, so that nobody else is asked."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES
