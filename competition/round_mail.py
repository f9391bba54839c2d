"""The round by e-mail: invitations, reminders and receipts, each once whatever restarts in between.

A letter is a row. It is claimed in a transaction of its own before it is sent; whoever dies between
the two leaves a claimed row, which nobody sends again by itself: it may have gone out. It is shown as
failed with that reason, and a person decides.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from competition import addressees, round_answers, round_letter, rounds
from competition.models import Answer, Dispatch, Invitation, Reminder, Round
from municipalities.models import User
from signups.models import Step
from signups.releases import Refused, record

REMINDED_AT = time(9)
_ENDS = 300  # as long as a reason is kept


# --- what is to be sent -------------------------------------------------------------------------
@transaction.atomic
def invite(the_round: Round, *, by: User, now: datetime) -> int:
    """Send the invitation to every municipality that has not got it; how many. What failed waits
    again.
    """
    locked = _lock(the_round, by=by, now=now)
    asked = list(locked.invitations.filter(withdrawn_at=None).select_related("municipality"))
    made = _queue(asked, Dispatch.Kind.INVITATION, "")
    failed = Dispatch.objects.filter(
        invitation__in=asked, kind=Dispatch.Kind.INVITATION, status=Dispatch.Status.FAILED
    )
    made += _again(failed)
    if locked.sent_at is None:
        locked.sent_at = now
        locked.save(update_fields=["sent_at"])
    _record(locked, f"{_('invitations sent')}: {made}", by=by, now=now)
    return made


@transaction.atomic
def send_again(invitation: Invitation, *, by: User, now: datetime) -> None:
    """The invitation once more to one municipality: where the one before failed, or where the link
    has been renewed since. `Refused` where it has gone out and nothing has changed.
    """
    locked = _lock(invitation.round, by=by, now=now)
    if invitation.withdrawn_at is not None:
        raise Refused(_("The link is withdrawn. Make a new one first."))
    occasion = "" if invitation.serial == 1 else f"link {invitation.serial}"
    ours = invitation.dispatches.filter(kind=Dispatch.Kind.INVITATION, occasion=occasion)
    if not _again(ours.filter(status=Dispatch.Status.FAILED)) and not _queue(
        [invitation], Dispatch.Kind.INVITATION, occasion
    ):
        raise Refused(_("The invitation has gone out already."))
    _record(locked, f"{_('invitation sent again')}: {invitation.municipality}", by=by, now=now)


@transaction.atomic
def remind(reminder: Reminder, *, now: datetime) -> int:
    """Make a reminder: one letter to each municipality that has not answered; how many. Made once,
    however often asked, and not when the deadline is over.
    """
    waiting = Reminder.objects.select_for_update(of=("self",)).select_related(
        "round__competition", "set_by"
    )
    found = waiting.filter(pk=reminder.pk, made_at=None).first()
    if found is None:
        return 0
    open_ = rounds.is_open(found.round.competition, now)
    made = _queue(missing(found.round), Dispatch.Kind.REMINDER, str(found.day)) if open_ else 0
    found.made_at, found.letters = now, made
    found.save()
    _record(found.round, f"{_('reminders sent')}: {made}", by=None, now=now)
    return made


def remind_due(*, now: datetime) -> int:
    """Make the reminders whose day has come, at 09:00; how many letters. A day that was missed
    while the machine was down is made up for.
    """
    local = now.astimezone(rounds.COPENHAGEN)
    due = Reminder.objects.filter(made_at=None, day__lte=local.date())
    if local.time() < REMINDED_AT:
        due = due.exclude(day=local.date())
    return sum(remind(one, now=now) for one in due)


def missing(the_round: Round) -> list[Invitation]:
    """Those who have not answered and can still do so by their link."""
    found = the_round.invitations.filter(withdrawn_at=None, answers=None)
    return list(found.select_related("municipality"))


def send_receipt(answer: Answer) -> None:
    """The receipt of an answer waits to be sent, to its main contact person or to the municipality."""
    main = answer.contacts.filter(is_main=True).first()
    address = main.email if main else addressees.of(answer.invitation.municipality).email
    _queue([answer.invitation], Dispatch.Kind.RECEIPT, str(answer.number), address=address)


def _queue(
    asked: Iterable[Invitation], kind: Dispatch.Kind, occasion: str, *, address: str | None = None
) -> int:
    """A row for each that has none of this occasion; how many were made."""
    known = {one.municipality_id: one.email for one in addressees.everyone()}
    there = set(
        Dispatch.objects.filter(invitation__in=asked, kind=kind, occasion=occasion).values_list(
            "invitation_id", flat=True
        )
    )
    rows = [
        _row(one, kind, occasion, known[one.municipality_id] if address is None else address)
        for one in asked
        if one.pk not in there
    ]
    Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _row(invitation: Invitation, kind: Dispatch.Kind, occasion: str, address: str) -> Dispatch:
    row = Dispatch(invitation=invitation, kind=kind, occasion=occasion, address=address)
    if not address:
        row.status, row.reason = Dispatch.Status.FAILED, _("There is no e-mail address.")
    return row


def _again(failed: QuerySet[Dispatch]) -> int:
    """Failed letters wait again, now to the address that is known today; how many."""
    known = {one.municipality_id: one.email for one in addressees.everyone()}
    count = 0
    for row in failed.select_related("invitation"):
        row.address = known[row.invitation.municipality_id]
        if row.address:
            row.status, row.reason = Dispatch.Status.WAITING, ""
            count += 1
        row.save()
    return count


# --- sending --------------------------------------------------------------------------------------
def send_waiting(*, now: datetime) -> int:
    """Send what waits, one after the other; how many went out. Several may do so at once."""
    sent = 0
    while (row := _claim()) is not None:
        sent += _send(row, now=now)
    return sent


@transaction.atomic
def _claim() -> Dispatch | None:
    """The next that waits, from now on nobody else's."""
    waiting = Dispatch.objects.select_for_update(of=("self",), skip_locked=True)
    people = ("invitation__municipality", "invitation__round__competition")
    row = waiting.select_related(*people).filter(status=Dispatch.Status.WAITING).first()
    if row is not None:
        row.status, row.attempts = Dispatch.Status.CLAIMED, row.attempts + 1
        row.save()
    return row


def _send(row: Dispatch, *, now: datetime) -> bool:
    if row.kind != Dispatch.Kind.RECEIPT and row.invitation.withdrawn_at is not None:
        with translation.override("da"):
            reason = _("The link was withdrawn before the letter was sent.")
        return _close(row, status=Dispatch.Status.FAILED, reason=reason, sent_at=None)
    try:
        letter = _mail(row)
        letter.send()
    except Exception as error:  # noqa: BLE001 - whatever a mail server or a letter is up to
        reason = f"{type(error).__name__}: {error}"[:_ENDS]
        return _close(row, status=Dispatch.Status.FAILED, reason=reason, sent_at=None)
    return _close(row, status=Dispatch.Status.SENT, reason="", sent_at=now)


def _close(
    row: Dispatch, *, status: Dispatch.Status, reason: str, sent_at: datetime | None
) -> bool:
    ours = Dispatch.objects.filter(pk=row.pk, attempts=row.attempts)
    row.status, row.reason, row.sent_at = status, reason, sent_at
    ours.update(status=status, reason=reason, sent_at=sent_at)
    return status == Dispatch.Status.SENT


def note_broken_off(*, before: datetime) -> int:
    """What was claimed so long ago that whoever claimed it is gone; how many. `before` is of the
    real clock.
    """
    with translation.override("da"):
        reason = _("Broken off while it was sent: it may have gone out.")
    claimed = Dispatch.objects.filter(status=Dispatch.Status.CLAIMED, touched_at__lt=before)
    return claimed.update(status=Dispatch.Status.FAILED, reason=reason, attempts=F("attempts") + 1)


def _mail(row: Dispatch) -> EmailMultiAlternatives:
    """The letter as text and as HTML, in Danish."""
    with translation.override("da"):
        if row.kind == Dispatch.Kind.RECEIPT:
            return _receipt(row)
        the_round = row.invitation.round
        meetings = round_answers.meetings(row.invitation)
        to = addressees.of(row.invitation.municipality)
        letter = round_letter.merged(the_round, row.invitation, meetings, to, kind=row.kind)
        said = {"letter": letter, "to": addressees.lines(to), "round": the_round}
        return _composed("round", letter.subject, said, row)


def _receipt(row: Dispatch) -> EmailMultiAlternatives:
    number = int(row.occasion)
    answer = next(a for a in round_answers.versions(row.invitation) if a.number == number)
    subject = _("Receipt %(number)s: your answer for %(name)s") % {
        "number": answer.receipt,
        "name": addressees.letter_name(row.invitation.municipality),
    }
    # The link opens the whole answer, so it goes to the address that the organiser knows alone.
    known = addressees.of(row.invitation.municipality).email.lower() == row.address.lower()
    shows_link = known and row.invitation.withdrawn_at is None
    said = {
        "answer": answer,
        "round": row.invitation.round,
        "closes": round_letter.last_moment(row.invitation.round),
        "meeting": round_letter.meeting_line(answer.meeting) if answer.meeting else "",
        "link": round_letter.link(row.invitation) if shows_link else "",
    }
    return _composed("receipt", subject, said, row)


def _composed(
    name: str, subject: str, said: dict[str, object], row: Dispatch
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"mail/{name}.txt", said),
        to=[row.address],
        reply_to=[row.invitation.round.email],
    )
    mail.attach_alternative(render_to_string(f"mail/{name}.html", said), "text/html")
    return mail


def preview(the_round: Round, invitation: Invitation, *, kind: str) -> round_letter.Letter:
    """The letter as it would go to a municipality."""
    to = addressees.of(invitation.municipality)
    return round_letter.merged(
        the_round, invitation, round_answers.meetings(invitation), to, kind=kind
    )


def history(invitation: Invitation) -> Sequence[Dispatch]:
    """Everything that was sent to a municipality, the newest first."""
    return list(invitation.dispatches.order_by("-pk"))


def _lock(the_round: Round, *, by: User, now: datetime) -> Round:
    if not by.may_enter:
        raise Refused(_("Your role does not work with the round."))
    everyone = Round.objects.select_related("competition").select_for_update(of=("self",))
    locked = everyone.get(pk=the_round.pk)
    if not rounds.is_open(locked.competition, now):
        raise Refused(_("The deadline is over, so nothing is sent any more."))
    return locked


def _record(the_round: Round, what: str, *, by: User | None, now: datetime) -> None:
    record(Step.Action.ROUND, by=by, now=now, note=f"{the_round.competition_id}: {what}")
