"""The Monday mail: who wants it, and each week's mail once to each person, whatever restarts between.

A mail is a row. It is claimed in a transaction of its own before it is sent; whoever dies between the
two leaves a claimed row, which nobody sends again by itself: it may have arrived. The person sees
that on the page, and decides. What the mail server refused for now, and what did not reach it at all,
was surely not delivered, and is tried again with growing pauses.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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

from competition import bulletin, monday_letter, postbox, races
from competition.models import Competition, MondayMail, MondayWish
from competition.standings import Race
from competition.visibility import Visibility
from municipalities.models import Role, User
from signups import history
from signups.models import Release, SiteState
from signups.releases import Refused

MOST_ATTEMPTS = 12
PAUSE = timedelta(minutes=1)
"""The pause after the first attempt; after the n-th it is n times n as long: eleven hours in all."""
_SALT = "competition.monday_mail"
_KEY = re.compile(r"([0-9]{1,9})-([0-9a-f]{1,14})-([a-z2-7]{24})")
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
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
def give_up(person: User, *, by: User | None, now: datetime, since: datetime | None = None) -> bool:
    """The person wants it no longer; whether they did. `by` is None where the link in a mail was used,
    and ends the choice of that moment alone: `since`.
    """
    history.told(by=by, now=now)
    wishes = MondayWish.objects.filter(person=person)
    count, _kinds = (wishes.filter(since=since) if since else wishes).delete()
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


@dataclass(frozen=True, slots=True)
class Link:
    """What the link in a mail stands for: the choice that the person made at that moment."""

    person: User
    since: datetime


def key(person: User, since: datetime) -> str:
    """The part of a link that gives up, without signing in, what the person chose then and nothing
    that they choose later; reckoned, and kept nowhere.
    """
    choice = f"{person.pk}-{(since - _FIRST) // timedelta(microseconds=1):x}"
    digest = salted_hmac(_SALT, choice, algorithm="sha256").digest()[:_BYTES]
    return f"{choice}-{base64.b32encode(digest).decode().lower()}"


def looks_like_one(text: str) -> bool:
    """Whether a text has the form of a link's own part, so that asking for it is a guess."""
    return _KEY.fullmatch(text) is not None


def find(text: str) -> Link | None:
    """What a link gives up; None for a wrong one."""
    parts = _KEY.fullmatch(text)
    found = User.objects.filter(pk=parts[1]).first() if parts else None
    if parts is None or found is None:
        return None
    since = _FIRST + timedelta(microseconds=int(parts[2], 16))
    return Link(found, since) if constant_time_compare(key(found, since), text) else None


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


def hindrances(
    mails: Iterable[MondayMail], wish: MondayWish | None, *, now: datetime
) -> dict[int, str]:
    """Of those that failed, by their keys, why one would not be sent again; "" where it would."""
    failed = [mail for mail in mails if mail.status == MondayMail.Status.FAILED]
    news = _news(now) if failed else None
    return {mail.pk: _hindrance(mail, wish, news) for mail in failed}


def _hindrance(
    mail: MondayMail, wish: MondayWish | None, news: tuple[Visibility, Release] | None
) -> str:
    if wish is None:
        return _("It is not sent again, since you do not want the Monday mail.")
    if news is None:
        return _("It is not sent again now: under the embargo no Monday mail is sent.")
    if news[1].pk != mail.release_id:
        return _("It is not sent again, since a newer week is out.")
    return ""


@transaction.atomic
def ask_again(mail: MondayMail, *, by: User, now: datetime) -> None:
    """What failed, or may have failed, waits again because its person says so. `Refused` where it
    would not be sent.
    """
    ours = MondayMail.objects.select_for_update().filter(pk=mail.pk, person=by)
    found = ours.filter(status=MondayMail.Status.FAILED).first()
    if found is None:
        raise Refused(_("This mail is on its way or has been sent."))
    if hindrance := _hindrance(found, wish_of(by), _news(now)):
        raise Refused(hindrance)
    found.status, found.reason, found.not_before = MondayMail.Status.WAITING, "", None
    found.attempts += 1
    found.save()


# --- sending ----------------------------------------------------------------------------------
def send_waiting(*, now: datetime) -> int:
    """Send what waits, one after the other; how many went out. Several may do so at once."""
    sent, races = 0, _Races()
    while (row := _claim()) is not None:
        sent += _send(row, races, now=now)
    return sent


class _Races:
    """The race as it was read for the mails of one run: anew only when the public figures have changed
    meanwhile. Who may see it is not asked here, but for each mail.
    """

    def __init__(self) -> None:
        self._kept: tuple[tuple[int | None, str], Race] | None = None

    def of(self, visibility: Visibility) -> Race:
        # The version first: what changes while the race is read makes it be read again.
        version = SiteState.objects.values_list("data_version", flat=True).first()
        asked = version, visibility.competition.pk
        if self._kept is None or self._kept[0] != asked:
            race = races.load(visibility.competition, visibility.releases())
            self._kept = asked, race
        return self._kept[1]


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


def _send(row: MondayMail, races: _Races, *, now: datetime) -> bool:
    try:
        letter = _letter(row, races, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others get theirs
        return _close(row, MondayMail.Status.FAILED, _named(error))
    if letter is None:
        return _close(row, MondayMail.Status.DROPPED, "")
    try:
        postbox.deliver(letter)
    except postbox.NotTaken as error:
        reason = _named(error.__cause__ or error)
        if row.attempts >= MOST_ATTEMPTS:
            return _close(row, MondayMail.Status.FAILED, reason)
        return _close(row, MondayMail.Status.WAITING, reason, pause=PAUSE * row.attempts**2)
    except Exception as error:  # noqa: BLE001 - whatever a mail server is up to
        return _close(row, MondayMail.Status.FAILED, _named(error))
    return _close(row, MondayMail.Status.SENT, "", sent_at=now)


def _named(error: BaseException) -> str:
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


def _letter(row: MondayMail, races: _Races, now: datetime) -> EmailMultiAlternatives | None:
    """The mail as the dashboard shows the week at this moment; None where the person does not want it
    any more, or the week is not the newest.
    """
    news, wish = _news(now), wish_of(row.person)
    if wish is None or news is None or news[1].pk != row.release_id:
        return None
    visibility = news[0]
    race = races.of(visibility)
    found = bulletin.of(race, visibility, race.by_code[wish.municipality_id])
    if found is None or found.release.pk != row.release_id:
        return None
    sheet = set_(found, row.person, language=wish.language, since=wish.since)
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


def set_(found: bulletin.Bulletin, person: User, *, language: str, since: datetime) -> Sheet:
    """The mail as text and as HTML, in that language; its link ends what was chosen at `since`."""
    with translation.override(language):
        letter = monday_letter.letter(found)
        off = _absolute("monday_off", key(person, since))
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
