"""A municipality says that its published figure is wrong; an editor corrects it, declines or asks back.

    open -> asked -> open -> correcting -> corrected
         -> declined | withdrawn

Every step is kept with name and time. Nothing of a report is public.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition.models import FigureReport, ReportStep
from competition.models.municipal import NUMBERS
from competition.visibility import Viewer, Visibility
from municipalities.models import Municipality, User
from signups import corrections, history
from signups.corrections import Stocks
from signups.models import Correction, Release
from signups.releases import Refused

TITLES: dict[str, Promise] = {
    "registered_15_plus": gettext_lazy("Registered 15+"),
    "registered_15_24": gettext_lazy("Registered 15-24"),
    "exempt_15_plus": gettext_lazy("Exempt 15+"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the municipality writes: the right number for each that is wrong, why, and whom to ask."""

    right: dict[str, int]
    reason: str
    contact_name: str
    contact_email: str
    contact_phone: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """One number of a report: what stood, and what is said to be right."""

    title: Promise
    was: int | None
    right: int


# --- questions ------------------------------------------------------------------------------------
def of(municipality: Municipality) -> QuerySet[FigureReport]:
    """The municipality's reports, the newest first."""
    found = FigureReport.objects.filter(municipality=municipality)
    return found.select_related("release", "municipality", "correction", "reported_by")


def asked(municipality: Municipality) -> QuerySet[FigureReport, Any]:
    """The reports that wait for the municipality's answer, as objects of `pk` and `week`."""
    found = of(municipality).filter(status=FigureReport.Status.ASKED).order_by("pk")
    return found.values(asked=JSONObject(pk="pk", week="release__week"))


def waiting() -> int:
    """How many reports wait for the organiser."""
    return FigureReport.objects.filter(status=FigureReport.Status.OPEN).count()


def wrong(report: FigureReport) -> list[Wrong]:
    """The numbers that are said to be wrong, in the order of the file."""
    return [
        Wrong(title, getattr(report, f"was_{name}"), getattr(report, name))
        for name, title in TITLES.items()
        if getattr(report, name) is not None
    ]


def wished(report: FigureReport) -> Stocks | None:
    """What the figure would be with the numbers of the report; None where one of the three is known
    to nobody.
    """
    old = corrections.standing(report.release, report.municipality)
    known: dict[str, int] = asdict(old) if old else {}
    for name in NUMBERS:
        right = getattr(report, name)
        if right is not None:
            known[name] = right
    return Stocks(**known) if len(known) == len(NUMBERS) else None


def steps(report: FigureReport) -> QuerySet[ReportStep]:
    """What was done about it, the oldest first."""
    return report.steps.select_related("by", "by__municipality")


# --- the municipality -----------------------------------------------------------------------------
@transaction.atomic
def make(
    release: Release,
    municipality: Municipality,
    visibility: Visibility,
    *,
    said: Said,
    by: User,
    now: datetime,
) -> FigureReport:
    """Keep the report. `Refused` for others' people, for a week that the municipality does not see,
    for numbers that stand already or cannot be, and for a number that is reported already.
    """
    history.told(by=by, now=now)
    _refuse_others(municipality, by=by)
    # One at a time in a municipality, so that no number is reported twice.
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    seen = visibility.own_releases(Viewer(municipality=municipality.pk))
    if not seen.filter(pk=release.pk).exists():
        raise Refused(_("There are no published figures for this week."))
    old = corrections.standing(release, municipality)
    was = asdict(old) if old else {}
    right = {name: n for name, n in said.right.items() if n != was.get(name)}
    _refuse_numbers(right, was)
    _refuse_twice(release, municipality, list(right))
    made = FigureReport.objects.create(
        release=release,
        municipality=municipality,
        reason=said.reason,
        contact_name=said.contact_name,
        contact_email=said.contact_email,
        contact_phone=said.contact_phone,
        reported_by=by,
        reported_at=now,
        **right,
        **{f"was_{name}": n for name, n in was.items()},
    )
    _step(made, ReportStep.Action.REPORTED, by=by, now=now, note=said.reason)
    return made


def _refuse_numbers(right: dict[str, int], was: dict[str, int]) -> None:
    if not right:
        raise Refused(_("Write at least one number that is another than the one that stands."))
    new = was | right
    if new.get("registered_15_24", 0) > new.get(
        "registered_15_plus", new.get("registered_15_24", 0)
    ):
        raise Refused(_("Registered 15-24 cannot be more than registered 15+."))


def _refuse_twice(release: Release, municipality: Municipality, names: Sequence[str]) -> None:
    unsettled = FigureReport.objects.filter(
        release=release, municipality=municipality, status__in=FigureReport.UNSETTLED
    )
    for name in names:
        if unsettled.filter(**{f"{name}__isnull": False}).exists():
            raise Refused(
                _("“%(number)s” of this week is reported already, and waits for an answer.")
                % {"number": TITLES[name]}
            )


@transaction.atomic
def answer(report: FigureReport, *, note: str, by: User, now: datetime) -> ReportStep:
    """The municipality's answer to what the organiser asked; the report waits for them again."""
    locked = _lock(report, by=by, now=now)
    _refuse_others(locked.municipality, by=by)
    if locked.status != FigureReport.Status.ASKED:
        raise Refused(_("Nobody waits for an answer to this report."))
    return _move(locked, "open", ReportStep.Action.ANSWERED, note=note, by=by, now=now)


@transaction.atomic
def withdraw(report: FigureReport, *, by: User, now: datetime) -> ReportStep:
    """The municipality takes its report back."""
    locked = _lock(report, by=by, now=now)
    _refuse_others(locked.municipality, by=by)
    if locked.status == FigureReport.Status.CORRECTING:
        raise Refused(_("The organiser is correcting the figure already. Call them."))
    _refuse_settled(locked)
    return _move(locked, "withdrawn", ReportStep.Action.WITHDRAWN, note="", by=by, now=now)


# --- the organiser --------------------------------------------------------------------------------
@transaction.atomic
def ask(report: FigureReport, *, note: str, by: User, now: datetime) -> ReportStep:
    """Ask the municipality back."""
    locked = _lock_open(report, by=by, now=now)
    return _move(locked, "asked", ReportStep.Action.ASKED, note=note, by=by, now=now)


@transaction.atomic
def decline(report: FigureReport, *, note: str, by: User, now: datetime) -> ReportStep:
    """The figure stays as it is, and why."""
    locked = _lock_open(report, by=by, now=now)
    return _move(locked, "declined", ReportStep.Action.DECLINED, note=note, by=by, now=now)


@transaction.atomic
def take_up(report: FigureReport, correction: Correction, *, by: User, now: datetime) -> ReportStep:
    """A correction of the figure has been proposed because of the report."""
    locked = _lock_open(report, by=by, now=now)
    if (correction.release_id, correction.municipality_id) != (
        locked.release_id,
        locked.municipality_id,
    ):
        raise Refused(_("The correction is of another figure."))
    locked.correction = correction
    return _move(locked, "correcting", ReportStep.Action.PROPOSED, note="", by=by, now=now)


@transaction.atomic
def corrected(correction: Correction, *, by: User, now: datetime) -> list[ReportStep]:
    """The correction is confirmed: it settles the reports that it was made of, and others of the
    figure whose numbers now stand.
    """
    history.told(by=by, now=now)
    same = Q(*((Q(**{name: None}) | Q(**{name: getattr(correction, name)})) for name in NUMBERS))
    unsettled = FigureReport.objects.select_for_update().filter(
        same | Q(correction=correction),
        release=correction.release,
        municipality=correction.municipality,
        status__in=FigureReport.UNSETTLED,
    )
    found = []
    for report in unsettled.order_by("pk"):
        report.correction = correction
        found.append(
            _move(report, "corrected", ReportStep.Action.CORRECTED, note="", by=by, now=now)
        )
    return found


@transaction.atomic
def let_go(correction: Correction, *, by: User, now: datetime) -> list[ReportStep]:
    """The correction is withdrawn: what it was made of waits again."""
    history.told(by=by, now=now)
    held = FigureReport.objects.select_for_update().filter(
        correction=correction, status=FigureReport.Status.CORRECTING
    )
    found = []
    for report in held.order_by("pk"):
        report.correction = None
        found.append(_move(report, "open", ReportStep.Action.RELEASED, note="", by=by, now=now))
    return found


def _lock(report: FigureReport, *, by: User, now: datetime) -> FigureReport:
    history.told(by=by, now=now)
    everything = FigureReport.objects.select_for_update(of=("self",))
    return everything.select_related("municipality", "release").get(pk=report.pk)


def _lock_open(report: FigureReport, *, by: User, now: datetime) -> FigureReport:
    """For whoever of the organiser answers it now."""
    if not by.may_enter:
        raise Refused(_("Your role does not answer reports."))
    locked = _lock(report, by=by, now=now)
    _refuse_settled(locked)
    if locked.status == FigureReport.Status.CORRECTING:
        raise Refused(_("A correction of it waits already. Confirm or withdraw that first."))
    return locked


def _refuse_settled(report: FigureReport) -> None:
    if report.is_settled:
        raise Refused(_("This report is settled already."))


def _refuse_others(municipality: Municipality, *, by: User) -> None:
    if not by.is_municipal_staff or by.municipality_id != municipality.pk:
        raise Refused(_("Only the municipality's own people report its figures."))


def _move(
    report: FigureReport,
    status: str,
    action: ReportStep.Action,
    *,
    note: str,
    by: User,
    now: datetime,
) -> ReportStep:
    report.status = status
    report.save()
    return _step(report, action, by=by, now=now, note=note)


def _step(
    report: FigureReport, action: ReportStep.Action, *, by: User, now: datetime, note: str
) -> ReportStep:
    return ReportStep.objects.create(report=report, action=action, by=by, at=now, note=note)
