"""The demonstration's round: all 98 written to in August 2014, and answers that fit who takes part.

Nobody real is named: addressees by title alone, contact persons by their work, addresses at `.example`.
"""

from datetime import datetime, timedelta

from django.db import transaction

from competition import addressees, rounds
from competition.models import (
    Addressee,
    Answer,
    Competition,
    Contact,
    Dispatch,
    Invitation,
    Meeting,
    Reminder,
    Round,
)
from competition.rounds import COPENHAGEN
from municipalities.models import Municipality, User

_SILENT = 9  # of those who do not take part, every ninth has not answered
_REMARKS = (
    "Vi deltager med borgerservice og bibliotekerne.",
    "Vi vil gerne have tallene som fil hver uge.",
    "Kommunens digitale ambassadører er klar fra uge 36.",
)


@transaction.atomic
def load(competition: Competition, *, by: User, staff: User) -> None:
    """Make the round where there is none."""
    if Round.objects.filter(competition=competition).exists():
        return
    begun = _at(8, 18, 9)
    _addressees()
    made = rounds.begin(competition, by=by, now=begun)
    meetings = [_meeting(made, *each, now=begun) for each in _MEETINGS]
    part = set(competition.participations.values_list("municipality_id", flat=True))
    silent = set(
        list(Municipality.objects.exclude(code__in=part).values_list("code", flat=True))[::_SILENT]
    )
    invitations = list(made.invitations.select_related("municipality"))
    _letters(made, invitations, silent)
    given = [one for one in invitations if one.municipality_id not in silent]
    _answers(given, part, meetings, by=by, staff=staff)
    made.sent_at, made.confirmed_at, made.confirmed_by = _at(8, 19, 10), _at(9, 9, 8, 30), by
    made.phone = "12 34 56 78"
    made.save()


_MEETINGS = (
    ("Informationsmøde i Aarhus", (8, 26), "Rådhuset, Aarhus", ""),
    ("Informationsmøde i København", (8, 28), "KL-Huset, København", ""),
    ("Informationsmøde på nettet", (9, 2), "", "https://moede.example/digital"),
)


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2014, month, day, hour, minute, tzinfo=COPENHAGEN)


def _meeting(
    made: Round, title: str, day: tuple[int, int], place: str, link: str, *, now: datetime
) -> Meeting:
    starts = _at(*day, 10)
    return Meeting.objects.create(
        round=made,
        title=title,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        place=place,
        link=link,
        changed_at=now,
    )


def _addressees() -> None:
    unknown = addressees.everyone()
    for one in unknown:
        one.email = f"kommunen@{one.municipality.slug}.example"
    Addressee.objects.bulk_create(unknown, ignore_conflicts=True)


def _letters(made: Round, invitations: list[Invitation], silent: set[str]) -> None:
    """The invitation to everybody, of which one came back; and a reminder to the silent."""
    kinds = [(Dispatch.Kind.INVITATION, "", _at(8, 19, 10))]
    reminder = Reminder.objects.create(
        round=made,
        day=_at(9, 4, 9).date(),
        set_by=made.begun_by,
        made_at=_at(9, 4, 9),
        letters=len(silent),
    )
    rows = []
    for number, one in enumerate(invitations):
        is_silent = one.municipality_id in silent
        more = [(Dispatch.Kind.REMINDER, str(reminder.day), _at(9, 4, 9))] if is_silent else []
        for kind, occasion, sent in kinds + more:
            rows.append(_row(one, kind, occasion, sent + timedelta(seconds=number)))
    last = next(row for row in reversed(rows) if row.kind == Dispatch.Kind.REMINDER)
    last.status, last.sent_at = Dispatch.Status.FAILED, None
    last.reason = "SMTPRecipientsRefused: 550 5.1.1 mailbox unavailable"
    Dispatch.objects.bulk_create(rows)


def _row(one: Invitation, kind: Dispatch.Kind, occasion: str, sent: datetime) -> Dispatch:
    return Dispatch(
        invitation=one,
        kind=kind,
        occasion=occasion,
        status=Dispatch.Status.SENT,
        address=f"kommunen@{one.municipality.slug}.example",
        attempts=1,
        sent_at=sent,
    )


def _answers(
    given: list[Invitation], part: set[str], meetings: list[Meeting], *, by: User, staff: User
) -> None:
    first = _at(8, 20, 8)
    rows = []
    for number, one in enumerate(given):
        takes_part = one.municipality_id in part
        meeting = meetings[number % 3] if takes_part and number % 2 else None
        via, who = _via(one, number, by=by, staff=staff)
        rows.append(
            Answer(
                invitation=one,
                number=1,
                takes_part=takes_part,
                remarks=_REMARKS[number % 3] if takes_part and number % 5 == 0 else "",
                meeting=meeting,
                attending="Digitaliseringschefen" if meeting else "",
                via=via,
                by=who,
                at=first + timedelta(minutes=271 * number % (18 * 24 * 60)),
            )
        )
    made = Answer.objects.bulk_create(rows)
    Contact.objects.bulk_create(
        Contact(
            answer=answer,
            name="Kontakten for Digital Post" if main else "Borgerservice",
            title="Digitaliseringskonsulent" if main else "",
            email=f"{'digital' if main else 'borgerservice'}@{answer.invitation.municipality.slug}.example",
            phone="12 34 56 78" if main else "",
            is_main=main,
        )
        for answer in made
        for main in ((True, False) if answer.takes_part else (True,))
    )


def _via(one: Invitation, number: int, *, by: User, staff: User) -> tuple[Answer.Via, User | None]:
    if one.municipality_id == staff.municipality_id:
        return Answer.Via.STAFF, staff
    return (Answer.Via.ORGANISER, by) if number % 17 == 0 else (Answer.Via.LINK, None)
