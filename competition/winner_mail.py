"""Who won in the regions, by e-mail to those who took part: once to each address, whatever restarts in
between. A letter is claimed in a transaction of its own before it is sent; one that stays claimed may
have gone out, and nobody sends it again.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from competition import addressees
from competition.models import Addressee, Competition, Contact, WinnerLetter
from competition.visibility import Visibility
from municipalities.models import Municipality, Role, User

MOST_ATTEMPTS = 10
_ENDS = 300  # as long as an error is kept
_LOG = logging.getLogger(__name__)


def tell(*, now: datetime) -> int:
    """Send what is to be sent of every competition whose regional winners everybody may know, and whose
    winners are still to be announced; how many went out. Never of a rehearsal.
    """
    sent = 0
    for competition in Competition.objects.filter(regions_told_at__lte=now):
        visibility = Visibility(competition, now)
        if visibility.is_announced:
            continue
        _queue(competition)
        winners = list(visibility.regional_winners())
        while (letter := _claim(competition, now=now)) is not None:
            sent += _send(letter, winners, now=now)
    return sent


def recipients(competition: Competition) -> list[tuple[str, str]]:
    """Municipality (code) and address: the people here of those who take part, the main contact persons
    of their answers, and the addresses that letters to them go to; each address once a municipality.
    """
    codes = list(competition.participations.values_list("municipality_id", flat=True))
    staff = User.objects.filter(role=Role.STAFF, municipality__in=codes, is_active=True)
    contacts = Contact.objects.filter(
        is_main=True,
        answer__invitation__round=competition.pk,
        answer__invitation__municipality__in=codes,
    )
    found = [
        *staff.order_by("email").values_list("municipality", "email"),
        *contacts.order_by("email").values_list("answer__invitation__municipality", "email"),
        *Addressee.objects.filter(municipality__in=codes).values_list("municipality", "email"),
    ]
    once = {(code, email.lower()): email for code, email in reversed(found) if email}
    return sorted((code, email) for (code, _lower), email in once.items())


def _queue(competition: Competition) -> None:
    """A letter for each, made once: whoever joins later is told by the page."""
    if competition.winner_letters.exists():
        return
    WinnerLetter.objects.bulk_create(
        [
            WinnerLetter(competition=competition, municipality_id=code, address=address)
            for code, address in recipients(competition)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def _claim(competition: Competition, *, now: datetime) -> WinnerLetter | None:
    """The next that waits, from now on nobody else's; those that failed come last."""
    waiting = WinnerLetter.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        competition=competition, claimed_at=None, sent_at=None, attempts__lt=MOST_ATTEMPTS
    )
    tried = waiting.exclude(last_tried_at__gte=now).select_related("municipality")
    letter = tried.order_by("attempts", "pk").first()
    if letter is not None:
        letter.claimed_at = letter.last_tried_at = now
        letter.attempts += 1
        letter.save()
    return letter


def _send(letter: WinnerLetter, winners: Sequence[Municipality], *, now: datetime) -> bool:
    try:
        _mail(letter, winners).send()
    except Exception as error:  # noqa: BLE001 - whatever a mail server is up to
        _LOG.warning("A letter about the winners could not be sent", exc_info=True)
        letter.error, letter.claimed_at = type(error).__name__[:_ENDS], None
    else:
        letter.error, letter.sent_at = "", now
    letter.save()
    return letter.sent_at is not None


def _mail(letter: WinnerLetter, winners: Sequence[Municipality]) -> EmailMessage:
    """The letter in Danish: the names by the alphabet; to a winner that it is one of them."""
    with translation.override("da"):
        said = {
            "competition": letter.competition,
            "name": addressees.letter_name(letter.municipality),
            "has_won": any(each.code == letter.municipality_id for each in winners),
            "winners": winners,
            "demo": settings.DEMO,
            "url": settings.SITE_URL + reverse("winners", args=[letter.competition_id]),
        }
        title = {"title": letter.competition.title}
        return EmailMessage(
            subject=_("The regional winners of %(title)s") % title,
            body=render_to_string("mail/regional_winners.txt", said),
            to=[letter.address],
        )
