"""The round to all municipalities: begun, written, its meetings, its reminders, and its end.

It is open until the competition's enrolment deadline is over in Copenhagen. `Refused` says in a
sentence what cannot be done.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from competition import enrolment, participants
from competition.models import (
    Answer,
    Competition,
    Invitation,
    LateProposal,
    Meeting,
    Reminder,
    Round,
)
from municipalities.models import Municipality, User
from signups import history
from signups.models import Step
from signups.releases import Refused, record

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
TEXTS = Path(__file__).resolve().parent / "data"
LETTER_FIELDS = (
    *("letter_day", "subject", "body", "reminder_subject", "reminder_body"),
    *("signed_by", "email", "phone"),
)


def closes_at(competition: Competition) -> datetime:
    """The first moment at which no answer is taken: midnight after the enrolment deadline."""
    following = competition.enrolment_deadline + timedelta(days=1)
    return datetime.combine(following, time.min, tzinfo=COPENHAGEN)


def is_open(competition: Competition, now: datetime) -> bool:
    """Whether answers are taken."""
    return now < closes_at(competition)


def is_confirmed(the_round: Round, now: datetime) -> bool:
    """Whether the participants are fixed."""
    return the_round.confirmed_at is not None and the_round.confirmed_at <= now


@transaction.atomic
def begin(competition: Competition, *, by: User, now: datetime) -> Round:
    """Begin the round with the letter as it is usually written, and invite every municipality;
    what is there already stays. `Refused` when nobody can answer any more.
    """
    _refuse_others(by)
    if not is_open(competition, now):
        raise Refused(
            _("The deadline is over, so nobody can answer any more, and no round can begin.")
        )
    history.told(by=by, now=now)
    found, is_new = Round.objects.get_or_create(
        competition=competition,
        defaults={
            "letter_day": now.astimezone(COPENHAGEN).date(),
            "subject": "Invitation til konkurrencen [konkurrence]",
            "body": _text("round-letter.txt"),
            "reminder_subject": "Svar mangler fra [kommune]: [konkurrence]",
            "reminder_body": _text("round-reminder.txt"),
            "signed_by": "KL",
            "email": by.email,
            "begun_by": by,
            "begun_at": now,
        },
    )
    if is_new:
        Invitation.objects.bulk_create(
            Invitation(round=found, municipality=one) for one in Municipality.objects.all()
        )
        record(Step.Action.ROUND, by=by, now=now, note=_note(found, _("round begun")))
    return found


def _text(name: str) -> str:
    return (TEXTS / name).read_text(encoding="utf-8").strip()


def letter_key(the_round: Round) -> str:
    """Changes with the letter, so that nobody writes over another's words unseen."""
    said = repr([str(getattr(the_round, name)) for name in LETTER_FIELDS])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def write(
    the_round: Round, *, values: Mapping[str, object], seen: str, by: User, now: datetime
) -> None:
    """Keep the letter, the reminder and who signs them; `values` as in `LETTER_FIELDS`. `Refused` where
    the letter is no longer the one that was `seen` (its `letter_key`).
    """
    locked = _lock(the_round, by=by, now=now)
    if letter_key(locked) != seen:
        raise Refused(
            _(
                "Somebody has changed the letter since you opened it. Your words stand below, the "
                "letter as it is now beside them. Keep yours by saving once more."
            )
        )
    for name in LETTER_FIELDS:
        setattr(locked, name, values[name])
    locked.save()
    record(Step.Action.ROUND, by=by, now=now, note=_note(locked, _("letter written")))


@transaction.atomic
def save_meeting(
    the_round: Round, *, meeting: Meeting, values: Mapping[str, object], by: User, now: datetime
) -> Meeting:
    """Keep a new meeting, or a changed one: its calendar entry then replaces the one before."""
    _lock(the_round, by=by, now=now)
    if meeting.pk and all(getattr(meeting, name) == value for name, value in values.items()):
        return meeting
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.sequence += 1 if meeting.pk else 0
    meeting.round, meeting.changed_at = the_round, now
    meeting.save()
    note = f"{_('information meeting')}: {meeting.title}, {meeting.starts_at.isoformat()}"
    record(Step.Action.ROUND, by=by, now=now, note=_note(the_round, note))
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, now: datetime) -> None:
    """The meeting does not take place; its calendar entry says so."""
    _lock(meeting.round, by=by, now=now)
    if meeting.cancelled_at is not None:
        raise Refused(_("The meeting is cancelled already."))
    meeting.cancelled_at = meeting.changed_at = now
    meeting.sequence += 1
    meeting.save()
    note = f"{_('information meeting cancelled')}: {meeting.title}"
    record(Step.Action.ROUND, by=by, now=now, note=_note(meeting.round, note))


@transaction.atomic
def set_reminder(the_round: Round, *, day: date, by: User, now: datetime) -> Reminder:
    """Remind those who have not answered on a day to come, or today."""
    locked = _lock(the_round, by=by, now=now)
    if day < now.astimezone(COPENHAGEN).date():
        raise Refused(_("The day of the reminder is over."))
    if day > locked.competition.enrolment_deadline:
        raise Refused(_("The reminder must go out by the deadline."))
    made, is_new = Reminder.objects.get_or_create(round=locked, day=day, defaults={"set_by": by})
    if not is_new:
        raise Refused(_("A reminder is set for that day already."))
    note = f"{_('reminder set')}: {day.isoformat()}"
    record(Step.Action.ROUND, by=by, now=now, note=_note(locked, note))
    return made


@transaction.atomic
def drop_reminder(reminder: Reminder, *, by: User, now: datetime) -> None:
    """Take a reminder back that is not made yet."""
    _lock(reminder.round, by=by, now=now)
    if not Reminder.objects.filter(pk=reminder.pk, made_at=None).delete()[0]:
        raise Refused(_("The reminder has gone out already."))
    note = f"{_('reminder taken back')}: {reminder.day.isoformat()}"
    record(Step.Action.ROUND, by=by, now=now, note=_note(reminder.round, note))


# --- the participants ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Outcome:
    """What a confirmation would do: who comes in, who goes out. `key` says what a person has seen."""

    joins: list[Municipality]
    leaves: list[Municipality]
    stays: int
    is_last: bool
    key: str


def outcome(the_round: Round, now: datetime) -> Outcome:
    """What the answers make of the participants. When the deadline is over, whoever was asked and has
    not answered does not take part; before it, only a no takes a participant out. What two people
    have decided about a municipality stands.
    """
    said = answered(the_round, by=closes_at(the_round.competition))
    stored = set(the_round.competition.participations.values_list("municipality_id", flat=True))
    decided = _decided_by_two(the_round.competition)
    is_last = not is_open(the_round.competition, now)
    yes = {code for code, takes_part in said.items() if takes_part}
    silence_is_no = is_last and the_round.sent_at is not None
    out = {code for code in stored - decided if not said.get(code, not silence_is_no)}
    joins, leaves = sorted(yes - stored - decided), sorted(out)
    digest = hashlib.sha256(repr((joins, leaves, is_last)).encode()).hexdigest()[:16]
    by_code = Municipality.objects.in_bulk([*joins, *leaves])
    order = sorted(by_code.values(), key=lambda one: one.sort_key)
    return Outcome(
        joins=[one for one in order if one.code in joins],
        leaves=[one for one in order if one.code in leaves],
        stays=len(stored - out),
        is_last=is_last,
        key=digest,
    )


def _decided_by_two(competition: Competition) -> set[str]:
    """The municipalities that two people have put in or taken out."""
    late = competition.late_changes.filter(status=LateProposal.Status.CONFIRMED)
    put_in = competition.participations.filter(confirmed_by__isnull=False)
    return {
        *late.values_list("municipality_id", flat=True),
        *put_in.values_list("municipality_id", flat=True),
    }


def answered(the_round: Round, *, by: datetime) -> dict[str, bool]:
    """What each municipality that answered before a moment said last: whether it takes part."""
    last = Answer.objects.filter(invitation__round=the_round, at__lt=by).order_by("number")
    return dict(last.values_list("invitation__municipality_id", "takes_part"))


@transaction.atomic
def confirm(the_round: Round, *, seen: str, by: User, now: datetime) -> Outcome:
    """Make participants of those who said yes. After the deadline this is the last time: from then
    on a change takes two people and a reason. `Refused` where it would do other than was seen, and
    when the competition is over.
    """
    locked = _lock(the_round, by=by, now=now)
    enrolment.refuse_over(locked.competition)
    if is_confirmed(locked, now):
        raise Refused(_("The participants are fixed: a change now takes two people and a reason."))
    found = outcome(locked, now)
    if found.key != seen:
        raise Refused(_("The answers have changed since you saw them. Look at them again."))
    participants.settle(
        locked.competition,
        joins=[one.code for one in found.joins],
        leaves=[one.code for one in found.leaves],
        by=by,
        now=now,
    )
    if found.is_last:
        locked.confirmed_by, locked.confirmed_at = by, now
        locked.save()
    what = _("participants fixed") if found.is_last else _("participants confirmed")
    note = (
        f"{what}: +{_count(found.joins)} −{_count(found.leaves)} ={found.stays + len(found.joins)}"
    )
    record(Step.Action.ROUND, by=by, now=now, note=_note(locked, note))
    return found


def _count(which: Sequence[Municipality]) -> str:
    """How many, and who: `2 (Aarhus, Odense)`."""
    names = ", ".join(one.name for one in which)
    return f"{len(which)} ({names})" if which else "0"


def _note(the_round: Round, text: str) -> str:
    return f"{the_round.competition_id}: {text}"


def _refuse_others(by: User) -> None:
    if not by.may_enter:
        raise Refused(_("Your role does not work with the round."))


def _lock(the_round: Round, *, by: User, now: datetime) -> Round:
    """The row as it stands now, held until the transaction ends."""
    _refuse_others(by)
    history.told(by=by, now=now)
    everyone = Round.objects.select_related("competition")
    return everyone.select_for_update(of=("self",)).get(pk=the_round.pk)
