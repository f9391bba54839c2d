"""Signing in through the organisation's own identity provider (OpenID Connect): known people only,
or those whom the provider's claims give a role here.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from municipalities import claims
from municipalities.access import ClosedAccounts
from municipalities.models import Municipality, User
from signups import clock, people
from signups.releases import Refused


class KnownPeople(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Finds the person that the provider speaks of; refuses whoever is unknown here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody makes their own account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """By the provider's lasting number for the person, else by a verified address, else by
        the role that the claims give.
        """
        said = _claims(sociallogin)
        place = _place(said)
        person = sociallogin.user if sociallogin.is_existing else _known(said)
        if person is None and place is not None and (email := _verified_email(said)):
            names = {
                "first": str(said.get("given_name", "")),
                "last": str(said.get("family_name", "")),
            }
            try:
                person = people.come_from_provider(
                    email=email,
                    names=names,
                    role=place.role,
                    municipality=_municipality(place),
                    now=clock.now(),
                )
            except (Refused, IntegrityError) as refusal:
                # Of two visits at once, the second finds the person that the first one made.
                person = _known(said)
                if person is None:
                    raise _page(request, str(refusal)) from refusal
        if person is None or not person.is_active or _let_go(person, place):
            raise _page(request)
        if place is not None:
            _follow(person, place)
        if sociallogin.is_existing:
            sociallogin.user = User.objects.get(pk=person.pk)
        else:
            sociallogin.connect(request, User.objects.get(pk=person.pk))


class Accounts(ClosedAccounts):
    """Whom the identity provider alone made one of ours comes in through it alone: who is let go there
    has no other way in. Where there is no provider any more, they are as others.
    """

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Back to the door for whoever should have come by the provider's."""
        by_provider = "sociallogin" in (kwargs.get("signal_kwargs") or {})
        if not by_provider and _has_no_password_here(user):
            messages.error(
                request,
                _("Sign in with %(provider)s: your organisation gives you your access here.")
                % {"provider": settings.OIDC_NAME},
            )
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """No link to a password that would open nothing."""
        if not _has_no_password_here(user):
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """To the person's address, whether or not a list of addresses was ever made of it. That
        somebody came by the provider for the first time is no news to them.
        """
        if not template_prefix.startswith("socialaccount/"):
            super().send_notification_mail(template_prefix, user, context, email or user.email)


def _has_no_password_here(person: User) -> bool:
    return bool(settings.OIDC_ISSUER) and people.is_of_provider(person)


def _page(request: HttpRequest, reason: str = "") -> ImmediateHttpResponse:
    about = {"reason": reason}
    return ImmediateHttpResponse(render(request, "socialaccount/not_known.html", about, status=403))


def _claims(sociallogin: Any) -> dict[str, object]:
    """What was said of the person: the signed token, and the user information on top."""
    data = sociallogin.account.extra_data
    return {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}


def _verified_email(said: dict[str, object]) -> str:
    verified = said.get("email_verified") is True
    return str(said.get("email", "")).strip().lower() if verified else ""


def _known(said: dict[str, object]) -> User | None:
    email = _verified_email(said)
    return User.objects.filter(email=email).first() if email else None


def _place(said: dict[str, object]) -> claims.Place | None:
    rules = claims.Rules(
        role_claim=settings.OIDC_ROLE_CLAIM,
        roles=settings.OIDC_ROLES,
        municipality_claim=settings.OIDC_MUNICIPALITY_CLAIM,
    )
    codes = Municipality.objects.values_list("code", flat=True)
    return claims.place_of(said, rules, municipalities=codes)


def _let_go(person: User, place: claims.Place | None) -> bool:
    """Whether the provider, which made this person one of ours, gives them no role any more."""
    return bool(settings.OIDC_ROLES) and place is None and people.is_of_provider(person)


def _municipality(place: claims.Place) -> Municipality | None:
    return Municipality.objects.get(code=place.municipality) if place.municipality else None


def _follow(person: User, place: claims.Place) -> None:
    """Let the role follow the provider's word; the last administrator stays one all the same."""
    try:
        people.change_role(
            person, role=place.role, municipality=_municipality(place), by=None, now=clock.now()
        )
    except Refused:
        return
