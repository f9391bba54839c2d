"""Corrections as a person makes them: what one does to the places is looked at before it is confirmed."""

from datetime import datetime

from competition import correcting
from competition.correcting import Effect
from municipalities.models import User
from signups.models import Correction


def confirm(correction: Correction, *, by: User, now: datetime) -> list[Effect]:
    """Look at it, and confirm it."""
    seen = correcting.fingerprint(correcting.effects(correction))
    return correcting.confirm(correction, seen=seen, by=by, now=now)
