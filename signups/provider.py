"""Signing in through the organisation's own identity provider (OpenID Connect): known people only,
or those whom the provider's claims give a role here.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from municipalities import claims
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
            person = people.come_from_provider(
                email=email,
                names=names,
                role=place.role,
                municipality=_municipality(place),
                now=clock.now(),
            )
        if person is None or not person.is_active or _let_go(person, place):
            page = render(request, "socialaccount/not_known.html", status=403)
            raise ImmediateHttpResponse(page)
        if place is not None:
            _follow(person, place)
        if sociallogin.is_existing:
            sociallogin.user = User.objects.get(pk=person.pk)
        else:
            sociallogin.connect(request, User.objects.get(pk=person.pk))


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
