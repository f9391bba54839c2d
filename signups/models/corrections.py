"""Corrections of published figures."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality, person_key
from signups.models.releases import Release


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Corrections, asked in the words of the domain."""

    def confirmed(self) -> "CorrectionQuerySet":
        """Those that have changed a figure."""
        return self.filter(status=Correction.Status.CONFIRMED)

    def open(self) -> "CorrectionQuerySet":
        """Those that wait for somebody's word."""
        return self.filter(status=Correction.Status.PROPOSED)


class Correction(models.Model):
    """A change of one municipality's published figure: what stood, what shall stand, and why.

    The three old values are null where the municipality had no figure that week.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("release")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name=_("municipality"),
    )
    old_registered_15_plus = models.IntegerField(null=True, blank=True)
    old_registered_15_24 = models.IntegerField(null=True, blank=True)
    old_exempt_15_plus = models.IntegerField(null=True, blank=True)
    registered_15_plus = models.IntegerField(_("registered 15+"))
    registered_15_24 = models.IntegerField(_("registered 15-24"))
    exempt_15_plus = models.IntegerField(_("exempt 15+"))
    reason = models.TextField(_("reason"))
    needs_two_people = models.BooleanField(_("needs two people"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PROPOSED, db_index=True
    )
    proposed_by = person_key("corrections_proposed", _("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"))
    confirmed_by = person_key("corrections_confirmed", _("confirmed by"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    withdrawn_by = person_key("corrections_withdrawn", _("withdrawn by"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("municipality told"), null=True, blank=True)
    mailed_to = models.TextField(_("told by e-mail to"), blank=True)
    # Why somebody could not be told the last time, and how often that was tried.
    mail_error = models.TextField(blank=True, editable=False)
    mail_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering: ClassVar = ["-proposed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "municipality"],
                condition=Q(status="proposed"),
                name="one_open_correction_a_figure",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(status="proposed", confirmed_at=None, withdrawn_at=None)
                | Q(
                    status="confirmed",
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    withdrawn_at=None,
                )
                | Q(
                    status="withdrawn",
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                    confirmed_at=None,
                ),
                name="correction_steps_in_order",
            ),
            models.CheckConstraint(
                condition=Q(needs_two_people=False)
                | Q(confirmed_by=None)
                | ~Q(confirmed_by=F("proposed_by")),
                name="correction_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    registered_15_24__gte=0,
                    exempt_15_plus__gte=0,
                    registered_15_24__lte=F("registered_15_plus"),
                ),
                name="correction_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.municipality_id}: {self.reason}"
