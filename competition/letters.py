"""E-mail to the municipalities. What is not public is told to a municipality's own people alone, and
only about their own figures; never a place.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from competition import corrected, publishing, wording
from competition.models import Addressee, Answer, Competition, FigureReport
from competition.visibility import Visibility
from municipalities.models import Role, User
from signups import history
from signups.models import Correction

MOST_ATTEMPTS = 30
_LOG = logging.getLogger(__name__)


def tell_corrections(*, now: datetime) -> int:
    """Write to the municipality of every confirmed correction that it has not been told of: once to
    each address, however often asked; how many corrections. What fails holds up no other, is kept on
    the correction and tried again the next time, but not for ever.
    """
    waiting = Correction.objects.confirmed().filter(mailed_at=None, mail_attempts__lt=MOST_ATTEMPTS)
    told = 0
    for pk in waiting.values_list("pk", flat=True):
        try:
            told += _tell(pk, now=now)
        except Exception:  # noqa: BLE001 - whatever it is, the others are told
            _LOG.exception("Correction %s could not be told", pk)
    return told


def recipients(correction: Correction) -> list[str]:
    """Whom to tell: the municipality's own people here, the main contact persons of its answers to
    the rounds that the week is of, and the address that letters to it go to; each address once.
    """
    municipality = correction.municipality_id
    staff = User.objects.filter(role=Role.STAFF, municipality=municipality, is_active=True)
    found = list(staff.order_by("email").values_list("email", flat=True))
    for race in publishing.competitions_of(correction.release):
        asked = {"invitation__round": race.pk, "invitation__municipality": municipality}
        last = Answer.objects.filter(**asked).order_by("number").last()
        if last is not None:
            found += last.contacts.filter(is_main=True).values_list("email", flat=True)
    found += Addressee.objects.filter(municipality=municipality).values_list("email", flat=True)
    return list({email.lower(): email for email in reversed(found) if email}.values())[::-1]


@transaction.atomic
def _tell(pk: int, *, now: datetime) -> bool:
    waiting = Correction.objects.select_for_update(of=("self",), skip_locked=True)
    found = waiting.select_related("release", "municipality").filter(pk=pk, mailed_at=None).first()
    addresses = recipients(found) if found else []
    if found is None or not addresses:
        return False
    told = found.mailed_to.split(", ") if found.mailed_to else []
    errors = []
    for address in addresses:
        if address in told:
            continue
        try:
            _letter(found, address, now=now).send()
        except Exception as error:  # noqa: BLE001 - whatever a mail server is up to
            _LOG.warning("Correction %s could not be told to one address", pk, exc_info=True)
            errors.append(f"{address}: {type(error).__name__}")
        else:
            told.append(address)
    history.told(by=None, now=now)
    found.mailed_to, found.mail_error = ", ".join(told), "; ".join(errors)
    found.mail_attempts += 1
    found.mailed_at = None if errors else now
    found.save(update_fields=["mailed_at", "mailed_to", "mail_error", "mail_attempts"])
    return not errors


def _letter(correction: Correction, address: str, *, now: datetime) -> EmailMessage:
    """The letter in Danish; everyone of the municipality gets the same."""
    is_public = any(
        Visibility(competition, now).is_public(correction.release)
        for competition in Competition.objects.all()
    )
    with translation.override("da"):
        subject = _("%(name)s: figures of %(week)s corrected") % {
            "name": correction.municipality.name,
            "week": wording.week_text(correction.release),
        }
        body = render_to_string(
            "mail/correction.txt",
            {
                "correction": correction,
                "differences": corrected.differences(correction),
                "is_public": is_public,
                "reports": _answered(correction),
            },
        )
    return EmailMessage(subject=subject, body=body, to=[address])


def _answered(correction: Correction) -> list[str]:
    """The addresses of the municipality's own reports that the correction answers."""
    status = FigureReport.Status.CORRECTED
    found = FigureReport.objects.filter(correction=correction, status=status).order_by("pk")
    pks = found.values_list("pk", flat=True)
    return [settings.SITE_URL + reverse("own_report", args=[pk]) for pk in pks]
