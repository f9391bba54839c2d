"""The announcement: the deliberate act that ends the embargo."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competition.models import Competition
from municipalities.models import User
from signups.models import Release, Step
from signups.releases import Refused, record


@transaction.atomic
def announce(competition: Competition, *, by: User, now: datetime) -> None:
    """Show the closing figures and the winners to everybody. `Refused` before the time of the
    announcement, or while the closing figures are not published.
    """
    competition = Competition.objects.select_for_update().get(pk=competition.pk)
    closing = Release.objects.published().filter(as_of=competition.closing_as_of).first()
    if not by.may_approve:
        raise Refused(_("Your role does not announce winners."))
    if competition.state == Competition.State.ANNOUNCED:
        raise Refused(_("The winners are announced already."))
    if closing is None:
        raise Refused(_("The closing figures are not approved and published yet."))
    if now < competition.announcement_at:
        raise Refused(_("The time of the announcement has not come yet."))
    competition.state = Competition.State.ANNOUNCED
    competition.announced_at = now
    competition.save()
    record(Step.Action.ANNOUNCED, by=by, now=now, release=closing, note=str(competition))
