"""E-mail to the municipalities. What is not public is told to a municipality's own people alone, and
only about their own figures; never a place.
"""

from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from competition import corrected, wording
from competition.models import Competition
from competition.visibility import Visibility
from municipalities.models import Role, User
from signups import history
from signups.models import Correction


def tell_corrections(*, now: datetime) -> int:
    """Write to the municipality of every confirmed correction that it has not been told of: once
    each, however often asked; how many. What fails is tried again the next time.
    """
    told = 0
    for pk in Correction.objects.confirmed().filter(mailed_at=None).values_list("pk", flat=True):
        told += _tell(pk, now=now)
    return told


@transaction.atomic
def _tell(pk: int, *, now: datetime) -> bool:
    waiting = Correction.objects.select_for_update(of=("self",), skip_locked=True)
    found = waiting.select_related("release", "municipality").filter(pk=pk, mailed_at=None).first()
    if found is None:
        return False
    people = User.objects.filter(
        role=Role.STAFF, municipality=found.municipality_id, is_active=True
    ).order_by("email")
    addresses = [person.email for person in people]
    history.told(by=None, now=now)
    found.mailed_at, found.mailed_to = now, ", ".join(addresses)
    found.save(update_fields=["mailed_at", "mailed_to"])
    if addresses:
        _letter(found, addresses, now=now).send()
    return bool(addresses)


def _letter(correction: Correction, addresses: list[str], *, now: datetime) -> EmailMessage:
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
            },
        )
    return EmailMessage(subject=subject, body=body, to=addresses)
