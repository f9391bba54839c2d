"""What a municipality writes itself: its events on the way, and its word that a figure is wrong."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from municipalities.models import Municipality, person_key
from signups.models import Correction, Release

NUMBERS = ("registered_15_plus", "registered_15_24", "exempt_15_plus")


class Activity(models.Model):
    """A local event that a municipality has logged: what, when, and how many people it reached.

    It holds no personal data. What is changed or deleted stays in the database's history.
    """

    class Kind(models.TextChoices):
        SERVICE = "service", _("citizen service")
        LIBRARY = "library", _("library")
        SCHOOL = "school", _("school")
        CARE = "care", _("care home")
        PRESS = "press", _("press")
        ADVERT = "advert", _("advertisement")
        LETTER = "letter", pgettext_lazy("kind of event", "letter")
        OTHER = "other", pgettext_lazy("kind of event", "other")

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name=_("municipality"),
    )
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    reach = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    entered_by = person_key("activities_entered", _("entered by"))
    entered_at = models.DateTimeField(_("entered"))
    changed_by = person_key("activities_changed", _("changed by"), null=True)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("local event")
        verbose_name_plural = _("local events")
        ordering: ClassVar = ["day", "id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "day"], name="activity_of_a_municipality")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="activity_has_a_title"),
            models.CheckConstraint(
                condition=Q(changed_by=None, changed_at=None)
                | Q(changed_by__isnull=False, changed_at__isnull=False),
                name="activity_changed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.day:%Y-%m-%d} {self.title}"


class FigureReport(models.Model):
    """A municipality's word that its published figure of a week is wrong, and what is right.

    Of the three numbers those are null that are not said to be wrong; `was` is what stood then, null
    where there was no figure. `correction` is the one that was made of it.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ASKED = "asked", _("the organiser has asked")
        CORRECTING = "correcting", _("a correction waits to be confirmed")
        CORRECTED = "corrected", _("corrected")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    UNSETTLED: ClassVar = (Status.OPEN, Status.ASKED, Status.CORRECTING)

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="reports", verbose_name=_("release")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("municipality"),
    )
    registered_15_plus = models.IntegerField(_("registered 15+"), null=True, blank=True)
    registered_15_24 = models.IntegerField(_("registered 15-24"), null=True, blank=True)
    exempt_15_plus = models.IntegerField(_("exempt 15+"), null=True, blank=True)
    was_registered_15_plus = models.IntegerField(null=True, blank=True)
    was_registered_15_24 = models.IntegerField(null=True, blank=True)
    was_exempt_15_plus = models.IntegerField(null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000)
    contact_name = models.CharField(_("contact person"), max_length=120)
    contact_email = models.EmailField(_("e-mail address"))
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN, db_index=True
    )
    correction = models.ForeignKey(
        Correction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("correction"),
    )
    reported_by = person_key("reports", _("reported by"))
    reported_at = models.DateTimeField(_("reported"))

    class Meta:
        verbose_name = _("report of a wrong figure")
        verbose_name_plural = _("reports of wrong figures")
        ordering: ClassVar = ["-reported_at", "-id"]
        constraints: ClassVar = [
            *(
                models.UniqueConstraint(
                    fields=["release", "municipality"],
                    condition=Q(
                        status__in=["open", "asked", "correcting"], **{f"{number}__isnull": False}
                    ),
                    name=f"one_open_report_{number}",
                )
                for number in NUMBERS
            ),
            models.CheckConstraint(
                condition=Q(registered_15_plus__gte=0)
                | Q(registered_15_24__gte=0)
                | Q(exempt_15_plus__gte=0),
                name="report_of_some_number",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="report_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(status__in=["correcting", "corrected"]) | Q(correction__isnull=False),
                name="report_corrected_by_a_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.release_id} {self.status}"

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to do anything about it any more."""
        return self.status not in self.UNSETTLED


class ReportStep(models.Model):
    """One thing that was done about a report, kept for good: who, what, when, and what was written."""

    class Action(models.TextChoices):
        REPORTED = "reported", _("reported")
        ASKED = "asked", _("asked back")
        ANSWERED = "answered", _("answered by the municipality")
        PROPOSED = "proposed", _("correction proposed")
        RELEASED = "released", _("correction withdrawn again")
        CORRECTED = "corrected", _("corrected")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn by the municipality")

    report = models.ForeignKey(
        FigureReport, on_delete=models.PROTECT, related_name="steps", verbose_name=_("report")
    )
    action = models.CharField(_("step"), max_length=10, choices=Action)
    by = person_key("report_steps", _("by"))
    at = models.DateTimeField(_("at"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of a report")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
