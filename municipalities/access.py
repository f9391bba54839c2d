"""Who may enter: views for those with a right, and accounts that only an administrator gives."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, Literal

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from municipalities import unsent
from municipalities.models import User

type Right = Literal["may_enter", "may_approve", "is_administrator", "is_municipal_staff"]


def has(person: object, right: Right) -> bool:
    """Whether a visitor, signed in or not, has a right (the properties of `User` say what each means)."""
    return isinstance(person, User) and getattr(person, right)


def only[**P](
    right: Right,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """A view for those who have the right: others sign in first, or are told that it is not theirs."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                if unsent.can_be_kept(request):
                    return unsent.page(request)
                return redirect_to_login(request.get_full_path())
            if not has(request.user, right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        update_wrapper(guarded, view)
        return guarded

    return decorate


def signed_in(request: HttpRequest) -> User:
    """The signed-in person; `only` has seen to it that there is one, else TypeError."""
    if not isinstance(request.user, User):
        raise TypeError(request.user)
    return request.user


class WithMunicipality(AuthenticationBackend):  # type: ignore[misc]
    """Whoever is signed in comes with their municipality, in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The person of the session; None for one that is gone, or whose access has ended."""
        person = User.objects.select_related("municipality").filter(pk=user_id).first()
        return person if self.user_can_authenticate(person) else None


class ClosedAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by an administrator; nobody makes their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Back to the door, with the reason."""
        messages.error(request, _("This account is closed. Ask the site's administrator."))
        return redirect("account_login")

    def clean_email(self, email: str) -> Any:
        """Addresses are kept in small letters."""
        return super().clean_email(email.strip().lower())


class KeptSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: the secrets behind codes are kept encrypted, under the site's secret key."""

    def encrypt(self, text: str) -> str:
        """As it is kept in the database."""
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was. Under a foreign key it is lost: another secret then, which no code fits."""
        try:
            return _ciphers().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_totp_issuer(self) -> str:
        """What an authenticator app calls the site."""
        return _("Denmark's most digital municipality")

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """A name that tells a person's keys apart."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Key %(number)d") % {"number": count + 1}


def _ciphers() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factors " + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
