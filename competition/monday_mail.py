"""The Monday mail: who wants it, and each week's mail once to each person, whatever restarts between.

A mail is a row. It is claimed in a transaction of its own before it is sent; whoever dies between the
two leaves a claimed row, which nobody sends again by itself: it may have arrived. The person sees
that on the page, and decides. What the mail server refused outright was surely not delivered, and is
tried again with growing pauses.
"""

import base64
import re
import smtplib
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from competition import bulletin, monday_letter, standings
from competition.models import Competition, MondayMail, MondayWish
from competition.visibility import Visibility
from municipalities.models import Role, User
from signups import history
from signups.models import Release
from signups.releases import Refused

MOST_ATTEMPTS = 12
PAUSE = timedelta(minutes=1)
"""The pause after the first attempt; after the n-th it is n times n as long: eleven hours in all."""
NOT_DELIVERED = (
    ConnectionRefusedError,
    socket.gaierror,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
)
"""What a mail server says before it has taken anything."""
_SALT = "competition.monday_mail"
_KEY = re.compile(r"([0-9]{1,9})-([a-z2-7]{24})")
_BYTES = 15
_ENDS = 300  # as long as a reason is kept


# --- who wants it -----------------------------------------------------------------------------
@transaction.atomic
def choose(*, language: str, by: User, now: datetime) -> MondayWish:
    """The person wants the mail, in that language, from the next week on. `Refused` for whoever
    belongs to no municipality.
    """
    if not by.is_municipal_staff or by.municipality_id is None:
        raise Refused(_("The Monday mail is for the municipalities' own people."))
    if language not in MondayWish.Language.values:
        raise Refused(_("Choose Danish or English."))
    history.told(by=by, now=now)
    values = {"municipality_id": by.municipality_id, "language": language}
    found = MondayWish.objects.select_for_update().filter(person=by).first()
    keeps = found is not None and found.municipality_id == by.municipality_id
    made, _made = MondayWish.objects.update_or_create(
        person=by, defaults=values if keeps else values | {"since": now}
    )
    return made


@transaction.atomic
def give_up(person: User, *, by: User | None, now: datetime) -> bool:
    """The person wants it no longer; whether they did. `by` is None where the link in a mail was used."""
    history.told(by=by, now=now)
    count, _kinds = MondayWish.objects.filter(person=person).delete()
    return bool(count)


def wish_of(person: User) -> MondayWish | None:
    """What the person chose; None where that was nothing, or another municipality's mail."""
    return _wishes().filter(person=person).first()


def _wishes() -> QuerySet[MondayWish]:
    """The wishes that hold: of people with access, who are still of that municipality."""
    return MondayWish.objects.filter(
        person__is_active=True, person__role=Role.STAFF, person__municipality=F("municipality")
    )


def sent_to(person: User, *, most: int) -> tuple[MondayWish | None, list[MondayMail]]:
    """What the person chose, and the newest mails to them with their weeks: in one query, whether there
    are any or none.
    """
    own = ("pk", "status", "reason", "sent_at", "release_id")
    columns = [f"monday_mails__{name}" for name in own]
    wish = [f"monday_wish__{name}" for name in ("municipality_id", "language", "since")]
    rows = (
        User.objects.filter(pk=person.pk)
        .order_by("-monday_mails__release__as_of")
        .values_list(*wish, "monday_mails__release__week", *columns)[:most]
    )
    mails: list[MondayMail] = []
    chosen = None
    for municipality, language, since, week, *values in rows:
        if since is not None and municipality == person.municipality_id:
            chosen = MondayWish(
                person=person, municipality_id=municipality, language=language, since=since
            )
        if week is not None:
            mail = MondayMail(person=person, **dict(zip(own, values, strict=True)))
            mail.release = Release(pk=mail.release_id, week=week)
            mails.append(mail)
    return chosen, mails


def key(person: User) -> str:
    """The part of a link that gives the mail up without signing in; reckoned, and kept nowhere."""
    digest = salted_hmac(_SALT, str(person.pk), algorithm="sha256").digest()[:_BYTES]
    return f"{person.pk}-{base64.b32encode(digest).decode().lower()}"


def looks_like_one(text: str) -> bool:
    """Whether a text has the form of a link's own part, so that asking for it is a guess."""
    return _KEY.fullmatch(text) is not None


def find(text: str) -> User | None:
    """Whose mail a link gives up; None for a wrong one."""
    parts = _KEY.fullmatch(text)
    found = User.objects.filter(pk=parts[1]).first() if parts else None
    return found if found and constant_time_compare(key(found), text) else None


# --- what is to be sent -----------------------------------------------------------------------
def _news(now: datetime) -> tuple[Visibility, Release] | None:
    """The newest public week with standings of the competition that the dashboard shows. None under
    the embargo, when there is no news, and before the first such week.
    """
    competition = Competition.objects.shown_on(now.date())
    if competition is None:
        return None
    visibility = Visibility(competition, now)
    if visibility.holds_back:
        return None
    ranked = visibility.releases().filter(as_of__gte=competition.baseline_as_of)
    release = ranked.order_by("as_of").last()
    return (visibility, release) if release else None


@transaction.atomic
def make(*, now: datetime) -> int:
    """A mail that waits for everybody who wants one about the newest week and has none; how many. Of
    weeks that came out together the newest alone is told, and whoever chose the mail after it was out
    waits for the next.
    """
    news = _news(now)
    if news is None:
        return 0
    visibility, release = news
    came_out = visibility.public_from(release)
    wanted = _wishes().filter(since__lte=came_out).exclude(person__monday_mails__release=release)
    rows = [MondayMail(person_id=pk, release=release) for pk in wanted.values_list("pk", flat=True)]
    MondayMail.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def ask_again(mail: MondayMail, *, by: User) -> None:
    """What failed, or may have failed, waits again because its person says so."""
    ours = MondayMail.objects.select_for_update().filter(pk=mail.pk, person=by)
    found = ours.filter(status=MondayMail.Status.FAILED).first()
    if found is None:
        raise Refused(_("This mail is on its way or has been sent."))
    found.status, found.reason, found.not_before = MondayMail.Status.WAITING, "", None
    found.attempts += 1
    found.save()


# --- sending ----------------------------------------------------------------------------------
def send_waiting(*, now: datetime) -> int:
    """Send what waits, one after the other; how many went out. Several may do so at once."""
    sent = 0
    while (row := _claim()) is not None:
        sent += _send(row, now=now)
    return sent


@transaction.atomic
def _claim() -> MondayMail | None:
    """The next that waits, from now on nobody else's."""
    waiting = MondayMail.objects.select_for_update(of=("self",), skip_locked=True)
    due = Q(not_before=None) | Q(not_before__lte=Now())
    people = ("person__municipality", "release")
    row = waiting.select_related(*people).filter(due, status=MondayMail.Status.WAITING).first()
    if row is not None:
        row.status, row.attempts = MondayMail.Status.CLAIMED, row.attempts + 1
        row.save()
    return row


def _send(row: MondayMail, *, now: datetime) -> bool:
    try:
        letter = _letter(row, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others get theirs
        return _close(row, MondayMail.Status.FAILED, _named(error))
    if letter is None:
        return _close(row, MondayMail.Status.DROPPED, "")
    try:
        letter.send()
    except NOT_DELIVERED as error:
        if row.attempts >= MOST_ATTEMPTS:
            return _close(row, MondayMail.Status.FAILED, _named(error))
        return _close(row, MondayMail.Status.WAITING, _named(error), pause=PAUSE * row.attempts**2)
    except Exception as error:  # noqa: BLE001 - whatever a mail server is up to
        return _close(row, MondayMail.Status.FAILED, _named(error))
    return _close(row, MondayMail.Status.SENT, "", sent_at=now)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_ENDS]


def _close(
    row: MondayMail,
    status: MondayMail.Status,
    reason: str,
    *,
    sent_at: datetime | None = None,
    pause: timedelta | None = None,
) -> bool:
    ours = MondayMail.objects.filter(pk=row.pk, attempts=row.attempts)
    not_before = Now() + pause if pause else None
    ours.update(status=status, reason=reason, sent_at=sent_at, not_before=not_before)
    return status == MondayMail.Status.SENT


def note_broken_off(*, before: datetime) -> int:
    """What was claimed so long ago that whoever claimed it is gone; how many. `before` is of the
    real clock.
    """
    with translation.override("da"):
        reason = _("Broken off while it was sent: it may have arrived.")
    claimed = MondayMail.objects.filter(status=MondayMail.Status.CLAIMED, touched_at__lt=before)
    status = MondayMail.Status.FAILED
    return claimed.update(status=status, reason=reason, attempts=F("attempts") + 1)


# --- the mail ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sheet:
    """A mail that is set: subject, text, HTML, and where it is given up."""

    subject: str
    text: str
    html: str
    off: str


def _letter(row: MondayMail, now: datetime) -> EmailMultiAlternatives | None:
    """The mail as the dashboard shows the week at this moment; None where the person does not want it
    any more, or the week is not the newest.
    """
    news, wish = _news(now), wish_of(row.person)
    if wish is None or news is None or news[1].pk != row.release_id:
        return None
    visibility = news[0]
    race = standings.load(visibility.competition, visibility.releases())
    found = bulletin.of(race, visibility, race.by_code[wish.municipality_id])
    if found is None or found.release.pk != row.release_id:
        return None
    sheet = set_(found, row.person, language=wish.language)
    headers = {
        "List-Unsubscribe": f"<{sheet.off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Language": wish.language,
    }
    mail = EmailMultiAlternatives(
        subject=sheet.subject, body=sheet.text, to=[row.person.email], headers=headers
    )
    mail.attach_alternative(sheet.html, "text/html")
    return mail


def set_(found: bulletin.Bulletin, person: User, *, language: str) -> Sheet:
    """The mail as text and as HTML, in that language."""
    with translation.override(language):
        letter = monday_letter.letter(found)
        off = _absolute("monday_off", key(person))
        said = {
            "letter": letter,
            "language": language,
            "demo": settings.DEMO,
            "municipality": found.entrant.name,
            "dashboard": _absolute("dashboard"),
            "choice": _absolute("own_mail"),
            "off": off,
        }
        return Sheet(
            subject=letter.subject,
            text=render_to_string("mail/monday.txt", said),
            html=render_to_string("mail/monday.html", said),
            off=off,
        )


def _absolute(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
