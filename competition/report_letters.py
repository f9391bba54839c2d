"""E-mail about reports of wrong figures: to the editors, and back to the municipality. No figure stands
in any of them: the page that the letter leads to keeps who sees one before the public.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from competition import letters, wording
from competition.models import ReportStep
from municipalities.models import Role, User

_TO_EDITORS = {
    ReportStep.Action.REPORTED,
    ReportStep.Action.ANSWERED,
    ReportStep.Action.WITHDRAWN,
}
_TO_MUNICIPALITY = {
    ReportStep.Action.ASKED,
    ReportStep.Action.DECLINED,
    ReportStep.Action.CORRECTED,
}


def recipients(step: ReportStep) -> list[str]:
    """Whom a step is told to, each address once: the editors, or the contact person and whoever sent
    the report, as long as they are of the municipality. Who gets the letter about the correction is not told of it twice.
    """
    if step.action in _TO_EDITORS:
        return _editors()
    if step.action not in _TO_MUNICIPALITY:
        return []
    report = step.report
    addresses = [report.contact_email]
    sender = report.reported_by
    if sender.is_active and sender.municipality_id == report.municipality_id:
        addresses.append(sender.email)
    found = list({address.lower(): address for address in reversed(addresses)}.values())[::-1]
    if step.action == ReportStep.Action.CORRECTED and report.correction is not None:
        told = {address.lower() for address in letters.recipients(report.correction)}
        found = [address for address in found if address.lower() not in told]
    return found


def _editors() -> list[str]:
    """The editors; where there is none, everybody of the organiser."""
    people = User.objects.filter(is_active=True).exclude(role=Role.STAFF).order_by("email")
    editors = people.filter(role=Role.EDITOR)
    return list((editors if editors.exists() else people).values_list("email", flat=True))


def tell(step: ReportStep, address: str) -> int:
    """The letter to one address, in Danish; how many."""
    report = step.report
    to_editors = step.action in _TO_EDITORS
    link = reverse("report" if to_editors else "own_report", args=[report.pk])
    with translation.override(settings.LANGUAGE_CODE):
        about = {"step": step, "report": report, "link": settings.SITE_URL + link}
        text = render_to_string("mail/report.txt", about)
        subject = _("%(name)s, %(week)s: %(what)s") % {
            "name": report.municipality.name,
            "week": wording.week_text(report.release),
            "what": _subject(step),
        }
        return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send()


def _subject(step: ReportStep) -> str:
    said = {
        ReportStep.Action.REPORTED: _("a figure is reported wrong"),
        ReportStep.Action.ANSWERED: _("the municipality has answered about its report"),
        ReportStep.Action.WITHDRAWN: _("the municipality has withdrawn its report"),
        ReportStep.Action.ASKED: _("the organiser asks about your report"),
        ReportStep.Action.DECLINED: _("your report is answered: the figure stands"),
        ReportStep.Action.CORRECTED: _("your report is answered: the figure is corrected"),
    }
    return said[ReportStep.Action(step.action)]
