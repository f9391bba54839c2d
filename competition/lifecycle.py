"""The announcement: the deliberate act that ends the embargo."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from competition.models import Competition
from municipalities.models import Municipality, User
from signups import history
from signups.models import Release, Step
from signups.releases import Refused, record


@transaction.atomic
def announce(competition: Competition, *, by: User, now: datetime) -> None:
    """Show the closing figures and the winners to everybody. `Refused` before the time of the
    announcement, or while the closing figures are not published.
    """
    history.told(by=by, now=now)
    competition = Competition.objects.select_for_update().get(pk=competition.pk)
    closing = Release.objects.published().filter(as_of=competition.closing_as_of).first()
    if not by.may_approve:
        raise Refused(_("Your role does not announce winners."))
    if competition.announced_at is not None and competition.announced_at <= now:
        raise Refused(_("The winners are announced already."))
    if closing is None:
        raise Refused(_("The closing figures are not approved and published yet."))
    without = _without_figures(competition)
    if without:
        raise Refused(
            _("These participants lack a figure in the first or the closing week: %(names)s.")
            % {"names": ", ".join(without)}
        )
    if now < competition.announcement_at:
        raise Refused(_("The time of the announcement has not come yet."))
    competition.state = Competition.State.ANNOUNCED
    competition.announced_at = now
    competition.save()
    record(Step.Action.ANNOUNCED, by=by, now=now, release=closing, note=str(competition))


def _without_figures(competition: Competition) -> list[str]:
    """The participants that have no figure at the baseline or at the closing, by name."""
    needed = (competition.baseline_as_of, competition.closing_as_of)
    counted = Count("figures", filter=Q(figures__release__as_of__in=needed))
    everyone = Municipality.objects.filter(participations__competition=competition)
    lacking = everyone.annotate(counted=counted).filter(counted__lt=len(needed))
    return list(lacking.values_list("name", flat=True))
