"""The letter of the round, merged for a municipality: as text, and on paper. It is Danish always."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from competition import addressees, invitations, paper, rounds, wording
from competition.models import Addressee, Dispatch, Invitation, Meeting, Round
from competition.placeholders import fill, paragraphs


@dataclass(frozen=True, slots=True)
class Letter:
    """A merged letter: subject, and paragraphs of lines."""

    subject: str
    paragraphs: Sequence[Sequence[str]]
    link: str


def link(invitation: Invitation) -> str:
    """The municipality's own address of the answer page."""
    with translation.override("da"):
        path = reverse("answer", args=[invitations.key(invitation)])
    return f"{settings.SITE_URL}{path}"


def last_moment(the_round: Round) -> datetime:
    """The last minute of the deadline, as it is told."""
    return rounds.closes_at(the_round.competition) - timedelta(minutes=1)


def meeting_line(meeting: Meeting) -> str:
    """`mandag 25. august 2014 kl. 10.00-11.30, KL-Huset, København S`."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    when = _("%(day)s at %(from)s-%(to)s") % {
        "day": wording.full_weekday_text(starts),
        "from": wording.time_text(starts),
        "to": wording.time_text(ends),
    }
    return f"{when}: {', '.join(filter(None, [meeting.title, meeting.place, meeting.link]))}"


def values(
    the_round: Round, invitation: Invitation, meetings: Sequence[Meeting], to: Addressee
) -> dict[str, str]:
    """What the place-holders stand for. In Danish."""
    with translation.override("da"):
        return {
            "kommune": addressees.letter_name(invitation.municipality),
            "modtagere": addressees.greeting(to),
            "frist": wording.full_weekday_time_text(last_moment(the_round)),
            "konkurrence": the_round.competition.title,
            "link": link(invitation),
            "møder": "\n".join(meeting_line(one) for one in meetings)
            or _("No information meeting is planned."),
        }


def merged(
    the_round: Round,
    invitation: Invitation,
    meetings: Sequence[Meeting],
    to: Addressee,
    *,
    kind: str = Dispatch.Kind.INVITATION,
) -> Letter:
    """The invitation, or the reminder, to one municipality."""
    said = values(the_round, invitation, meetings, to)
    reminds = kind == Dispatch.Kind.REMINDER
    body = the_round.reminder_body if reminds else the_round.body
    subject = the_round.reminder_subject if reminds else the_round.subject
    filled = [fill(part, said) for part in paragraphs(body)]
    return Letter(
        subject=" ".join(fill(subject, said).split()),
        paragraphs=[part.split("\n") for part in filled],
        link=said["link"],
    )


def on_paper(the_round: Round, asked: Sequence[Invitation], *, now: datetime) -> bytes:
    """The letters to these municipalities as one PDF file, each beginning on a page of its own."""
    meetings = list(the_round.meetings.filter(cancelled_at=None))
    known = {one.municipality_id: one for one in addressees.everyone()}
    with translation.override("da"):
        letters = [_page(the_round, one, meetings, known[one.municipality_id]) for one in asked]
        contact = " · ".join(filter(None, [the_round.signed_by, the_round.email, the_round.phone]))
        said = {
            "title": f"{the_round.subject}".replace("[konkurrence]", the_round.competition.title),
            "from": [the_round.competition.title, the_round.signed_by],
            "footer": contact,
            "letters": letters,
        }
    return paper.pdf("letter", said, now=now)


def _page(
    the_round: Round, invitation: Invitation, meetings: Sequence[Meeting], to: Addressee
) -> Mapping[str, object]:
    letter = merged(the_round, invitation, meetings, to)
    return {
        "to": addressees.lines(to),
        "date": wording.full_day_text(the_round.letter_day),
        "subject": letter.subject,
        "paragraphs": letter.paragraphs,
        "signed": [_("Kind regards"), the_round.signed_by],
    }
