"""Who takes part, one municipality at a time. When the enrolment deadline has passed the participants
are fixed, and a change takes two people and a reason: one proposes, another confirms.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from competition import setting_up
from competition.models import Competition, LateProposal, Participation, SetUpStep
from municipalities.models import Municipality, User
from signups import history
from signups.releases import Refused


def is_fixed(competition: Competition, *, now: datetime) -> bool:
    """Whether the deadline has passed, in Copenhagen."""
    return timezone.localtime(now).date() > competition.enrolment_deadline


@transaction.atomic
def put(
    competition: Competition,
    municipality: Municipality,
    *,
    takes_part: bool,
    by: User,
    now: datetime,
    reason: str = "",
) -> LateProposal | None:
    """Add a participant or take one out; after the deadline this only proposes it, and gives the
    proposal. `Refused` for who may not, without a reason when it is late, and where it is so already.
    """
    _refuse_others(by)
    competition = setting_up.locked(competition, by=by, now=now)
    refuse_over(competition)
    _refuse_nothing(competition, municipality, takes_part)
    if not is_fixed(competition, now=now):
        _do(competition, municipality, takes_part=takes_part, by=by, now=now)
        return None
    if not reason.strip():
        raise Refused(_("The deadline has passed: write why the participants shall be changed."))
    if competition.late_changes.filter(municipality=municipality, status="open").exists():
        raise Refused(_("A change of this municipality waits already."))
    proposal = LateProposal.objects.create(
        competition=competition,
        municipality=municipality,
        takes_part=takes_part,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=now,
    )
    _record(SetUpStep.Action.PROPOSED, proposal, by=by, now=now)
    return proposal


@transaction.atomic
def confirm(proposal: LateProposal, *, by: User, now: datetime) -> None:
    """The second person's word. `Refused` for the one who proposed it."""
    proposal = _waiting(proposal, by=by, now=now)
    if not by.may_approve:
        raise Refused(_("Your role does not confirm changes of participants."))
    if proposal.proposed_by_id == by.pk:
        raise Refused(_("You proposed it, so another person must confirm it."))
    refuse_over(proposal.competition)
    _refuse_nothing(proposal.competition, proposal.municipality, proposal.takes_part)
    _decide(proposal, LateProposal.Status.CONFIRMED, by=by, now=now)
    _do(
        proposal.competition,
        proposal.municipality,
        takes_part=proposal.takes_part,
        by=by,
        now=now,
        proposal=proposal,
    )


@transaction.atomic
def withdraw(proposal: LateProposal, *, by: User, now: datetime) -> None:
    """Take a proposal back."""
    _refuse_others(by)
    proposal = _waiting(proposal, by=by, now=now)
    _decide(proposal, LateProposal.Status.WITHDRAWN, by=by, now=now)
    _record(SetUpStep.Action.WITHDRAWN, proposal, by=by, now=now)


def _waiting(proposal: LateProposal, *, by: User, now: datetime) -> LateProposal:
    history.told(by=by, now=now, reason=proposal.reason)
    rows = LateProposal.objects.select_for_update(of=("self",))
    found = rows.select_related("competition", "municipality").get(pk=proposal.pk)
    if found.status != LateProposal.Status.OPEN:
        raise Refused(_("This change is decided already."))
    return found


def _decide(proposal: LateProposal, status: str, *, by: User, now: datetime) -> None:
    proposal.status, proposal.decided_by, proposal.decided_at = status, by, now
    proposal.save()


def _do(
    competition: Competition,
    municipality: Municipality,
    *,
    takes_part: bool,
    by: User,
    now: datetime,
    proposal: LateProposal | None = None,
) -> None:
    if takes_part:
        Participation.objects.create(
            competition=competition,
            municipality=municipality,
            enrolled_at=now,
            enrolled_by=proposal.proposed_by if proposal else by,
            confirmed_by=by if proposal else None,
            reason=proposal.reason if proposal else "",
        )
    else:
        competition.participations.filter(municipality=municipality).delete()
    action = SetUpStep.Action.ENROLLED if takes_part else SetUpStep.Action.REMOVED
    note = f"{municipality}: {proposal.reason}" if proposal else str(municipality)
    setting_up.record(action, competition=competition, by=by, now=now, note=note)


def _record(action: SetUpStep.Action, proposal: LateProposal, *, by: User, now: datetime) -> None:
    what = _("takes part") if proposal.takes_part else _("no longer takes part")
    note = f"{proposal.municipality} {what}: {proposal.reason}"
    setting_up.record(action, competition=proposal.competition, by=by, now=now, note=note)


def _refuse_nothing(competition: Competition, municipality: Municipality, takes_part: bool) -> None:
    there = competition.participations.filter(municipality=municipality).exists()
    if there == takes_part:
        raise Refused(
            (_("%(name)s takes part already.") if there else _("%(name)s does not take part."))
            % {"name": municipality}
        )


def refuse_over(competition: Competition) -> None:
    """`Refused` when nobody can come in or go out any more."""
    if competition.state in {Competition.State.FINALIZED, Competition.State.ANNOUNCED}:
        raise Refused(_("The competition is over, so its participants are fixed."))


def _refuse_others(by: User) -> None:
    if not by.may_enter:
        raise Refused(_("Your role does not change participants."))
