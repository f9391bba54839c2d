"""Personal links: one for each municipality, reckoned from the site's key and kept nowhere.

A link is the invitation's number and 120 bits that only the site can reckon. A new serial makes
another link, and the old one is nothing from then on.
"""

import base64
import re
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from competition.models import Invitation
from municipalities.models import User
from signups.models import Step
from signups.releases import Refused, record

_SALT = "competition.invitations"
_KEY = re.compile(r"([0-9]{1,9})-([a-z2-7]{24})")
_BYTES = 15


def key(invitation: Invitation) -> str:
    """The part of the personal link that is the municipality's own."""
    said = f"{invitation.pk}:{invitation.municipality_id}:{invitation.serial}"
    digest = salted_hmac(_SALT, said, algorithm="sha256").digest()[:_BYTES]
    return f"{invitation.pk}-{base64.b32encode(digest).decode().lower()}"


def looks_like_one(text: str) -> bool:
    """Whether a text has the form of a link's own part, so that asking for it is a guess."""
    return _KEY.fullmatch(text) is not None


def find(text: str) -> Invitation | None:
    """The invitation that a link leads to; None for a wrong, renewed or withdrawn one."""
    parts = _KEY.fullmatch(text)
    if parts is None:
        return None
    people = ("municipality", "round__competition")
    found = Invitation.objects.select_related(*people).filter(pk=parts[1]).first()
    if found is None or found.withdrawn_at is not None:
        return None
    return found if constant_time_compare(key(found), text) else None


@transaction.atomic
def renew(invitation: Invitation, *, by: User, now: datetime) -> None:
    """A new link; the one before leads nowhere from now on."""
    locked = _lock(invitation, by=by)
    locked.serial += 1
    locked.withdrawn_at = None
    locked.save()
    _record(locked, _("new personal link"), by=by, now=now)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, now: datetime) -> None:
    """The link leads nowhere from now on. `Refused` where it does so already."""
    locked = _lock(invitation, by=by)
    if locked.withdrawn_at is not None:
        raise Refused(_("The link is withdrawn already."))
    locked.withdrawn_at = now
    locked.save()
    _record(locked, _("personal link withdrawn"), by=by, now=now)


def _lock(invitation: Invitation, *, by: User) -> Invitation:
    if not by.may_enter:
        raise Refused(_("Your role does not work with the round."))
    everyone = Invitation.objects.select_related("municipality")
    return everyone.select_for_update(of=("self",)).get(pk=invitation.pk)


def _record(invitation: Invitation, what: str, *, by: User, now: datetime) -> None:
    note = f"{invitation.round_id} {invitation.municipality}: {what}"
    record(Step.Action.ROUND, by=by, now=now, note=note)
