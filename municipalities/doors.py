"""What stands between a signed-in person and every page: sessions end when nothing is done and after
a working day, and the organiser's people see nothing before their second factor is set up and used.
"""

from collections.abc import Callable

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from municipalities import unsent
from municipalities.models import User

SEEN = "seen_at"
BEGAN = "began_at"
WRITTEN_EVERY = 60
_SAFE = {"GET", "HEAD", "OPTIONS"}
_WITHOUT_SECOND_FACTOR = {"account_logout", "account_reauthenticate", "healthz", "set_language"}


class Inactivity:
    """Ends a session when its person has done nothing for a while, and a working day after it began
    whatever is done. What a page asks for by itself (htmx) is nothing that a person does. Real time
    counts, not the clock of the demonstration.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Sign out and ask to sign in again, or note that somebody is there."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            seen = int(request.session.get(SEEN, now))
            began = int(request.session.setdefault(BEGAN, now))
            if now - began > settings.SESSION_COOKIE_AGE:
                return _ended(request, _("You were signed out, because a working day is over."))
            if now - seen > seconds_for(request.user):
                return _ended(
                    request, _("You were signed out, because nothing was done for a while.")
                )
            by_itself = request.headers.get("HX-Request") == "true" and request.method in _SAFE
            if SEEN not in request.session or (now - seen >= WRITTEN_EVERY and not by_itself):
                request.session[SEEN] = now
        return self.get_response(request)


def seconds_for(person: object) -> int:
    """How long a person may do nothing: the organiser's people see more, so less."""
    of_the_organiser = isinstance(person, User) and person.may_enter
    minutes: int = (
        settings.ORGANISER_IDLE_MINUTES if of_the_organiser else settings.STAFF_IDLE_MINUTES
    )
    return minutes * 60


def _ended(request: HttpRequest, reason: str) -> HttpResponse:
    logout(request)
    if unsent.can_be_kept(request):
        return unsent.page(request)
    messages.info(request, reason)
    back = request.get_full_path() if request.method in _SAFE else reverse("desk_for_me")
    address = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


class NotAllowed:
    """An address that takes a form and is opened as a page says so, and leads to the page it belongs
    to; a browser would show nothing at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; in place of an empty refusal, a page."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        if "text/html" not in request.headers.get("Accept", ""):
            return response
        shown = render(request, "405.html", {"above": _above(request.path)}, status=405)
        shown.headers["Allow"] = response.headers["Allow"]
        return shown


def _above(path: str) -> str:
    """The nearest address above that there is something at; empty where that is the front page."""
    while len(path := path.rstrip("/").rpartition("/")[0] + "/") > 1:
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return ""


class SecondFactor:
    """Leads the organiser's people to set up a second factor, and shows them nothing else until
    it is there. A session that began with a password alone ends once the person has one. Others may
    have one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """A redirect to the set-up, or nothing."""
        if not settings.SECOND_FACTOR_REQUIRED:
            return None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        person = request.user
        if not isinstance(person, User) or not lacks_second_factor(request, person):
            return None
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name in _WITHOUT_SECOND_FACTOR:
            return None
        if is_mfa_enabled(person, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
            return _ended(request, _("Sign in again, with your second factor."))
        return None if name.startswith("mfa_") else redirect("mfa_index")


def lacks_second_factor(request: HttpRequest, person: User) -> bool:
    """Whether somebody of the organiser is signed in, in this session, with a password alone."""
    if not (person.may_enter or person.is_superuser):
        return False
    used = {each.get("method") for each in get_authentication_records(request, person)}
    if settings.OIDC_HAS_SECOND_FACTOR and "socialaccount" in used:
        return False
    return "mfa" not in used


@receiver(authenticator_added)
def end_other_sessions(
    request: HttpRequest, user: User, authenticator: Authenticator, **_more: object
) -> None:
    """Whoever sets up a second factor has shown it in this session; the person's others end."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    User.objects.sign_out_everywhere(user)
    user.refresh_from_db(fields=["sign_outs"])
    update_session_auth_hash(request, user)
    record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
