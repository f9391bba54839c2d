"""A municipality's answer to the round: every version is kept, the last one counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from competition import rounds
from competition.models import Answer, Contact, Invitation, Meeting
from municipalities.models import User
from signups.models import Step
from signups.releases import Refused, record


@dataclass(frozen=True, slots=True)
class Person:
    """A contact person as it was written."""

    name: str
    title: str
    email: str
    phone: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it was written."""

    takes_part: bool
    people: Sequence[Person]
    remarks: str = ""
    meeting: Meeting | None = None
    attending: str = ""


@transaction.atomic
def give(
    invitation: Invitation, *, said: Said, via: Answer.Via, by: User | None, now: datetime
) -> Answer:
    """Keep an answer as the next version. `Refused` when the deadline is over, for a link that was
    withdrawn meanwhile, and for whoever may not answer for the municipality.
    """
    people = ("municipality", "round__competition")
    everyone = Invitation.objects.select_related(*people)
    locked = everyone.select_for_update(of=("self",)).get(pk=invitation.pk)
    _refuse(locked, via=via, by=by, now=now)
    last = locked.answers.order_by("-number").first()
    made = Answer.objects.create(
        invitation=locked,
        number=last.number + 1 if last else 1,
        takes_part=said.takes_part,
        remarks=said.remarks,
        meeting=said.meeting,
        attending=said.attending if said.meeting else "",
        via=via,
        by=by,
        at=now,
    )
    Contact.objects.bulk_create(
        Contact(
            answer=made,
            name=each.name,
            title=each.title,
            email=each.email,
            phone=each.phone,
            is_main=each.is_main,
        )
        for each in said.people
    )
    word = _("takes part") if said.takes_part else _("does not take part")
    note = f"{made.receipt} {locked.municipality}: {word}, {made.get_via_display()}"
    record(Step.Action.ROUND, by=by, now=now, note=note)
    return made


def _refuse(invitation: Invitation, *, via: Answer.Via, by: User | None, now: datetime) -> None:
    if not rounds.is_open(invitation.round.competition, now):
        raise Refused(_("The deadline is over, so the answer can no longer be changed here."))
    if via == Answer.Via.LINK and invitation.withdrawn_at is not None:
        raise Refused(_("The link is withdrawn."))
    if via == Answer.Via.ORGANISER and not (by and by.may_enter):
        raise Refused(_("Your role does not work with the round."))
    if via == Answer.Via.STAFF and not (
        by and by.is_municipal_staff and by.municipality_id == invitation.municipality_id
    ):
        raise Refused(_("You can answer for your own municipality only."))


def versions(invitation: Invitation) -> list[Answer]:
    """All versions with their contact persons, the newest first."""
    contacts = Prefetch("contacts", Contact.objects.order_by("-is_main", "id"))
    found = invitation.answers.select_related("meeting", "by", "invitation__municipality")
    return list(found.prefetch_related(contacts).order_by("-number"))


def meetings(invitation: Invitation) -> list[Meeting]:
    """The meetings that a municipality can come to."""
    return list(invitation.round.meetings.filter(cancelled_at=None))
