"""Weekly releases and their figures, and what is kept beside a draft while it is typed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality, person_key
from signups.weeks import Week

WEEK_PATTERN = r"^\d{4}-W\d{2}$"


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases, asked in the words of the domain."""

    def published(self) -> "ReleaseQuerySet":
        """Those that have been published. What a visitor may see of them is `visibility`'s to say."""
        return self.filter(status=Release.Status.PUBLISHED)

    def due(self, now: object) -> "ReleaseQuerySet":
        """Approved ones whose set time of publication has come."""
        return self.filter(status=Release.Status.APPROVED, publish_at__lte=now)


class Release(models.Model):
    """All municipalities' figures for one week, published together.

    The week is a label; `as_of` is the day that the figures describe, and decides.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")

    week = models.CharField(_("week"), max_length=8, unique=True)
    as_of = models.DateField(_("as of"), unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True
    )
    entered_by = person_key("releases_entered", _("entered by"))
    entered_at = models.DateTimeField(_("entered"))
    approved_by = person_key("releases_approved", _("approved by"), null=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    publish_at = models.DateTimeField(_("to be published"), null=True, blank=True)
    published_by = person_key("releases_published", _("published by"), null=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("weekly release")
        verbose_name_plural = _("weekly releases")
        ordering: ClassVar = ["as_of"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(week__regex=WEEK_PATTERN), name="release_week_form"),
            models.CheckConstraint(
                condition=Q(status="draft", approved_by=None, approved_at=None, published_at=None)
                | Q(
                    status="approved",
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    published_at=None,
                )
                | Q(
                    status="published",
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    published_at__isnull=False,
                ),
                name="release_steps_in_order",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                name="release_needs_two_people",
                violation_error_message=_("Whoever entered the figures cannot approve them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} ({self.as_of:%Y-%m-%d})"

    @property
    def iso_week(self) -> Week:
        return Week.parse(self.week)


class Figure(models.Model):
    """One municipality's three stocks on the release's day, all whole numbers of people."""

    release = models.ForeignKey(
        Release,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="figures",
        verbose_name=_("release"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="figures",
        verbose_name=_("municipality"),
    )
    registered_15_plus = models.IntegerField(_("registered 15+"))
    registered_15_24 = models.IntegerField(_("registered 15-24"))
    exempt_15_plus = models.IntegerField(_("exempt 15+"))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        # Both ways to ask, each with an index that names one row: the planner cannot choose badly,
        # not even on a table that it knows nothing of yet.
        indexes: ClassVar = [
            models.Index(fields=["release", "municipality"], name="figures_of_a_release")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "release"], name="one_figure_a_municipality_and_week"
            ),
            models.CheckConstraint(
                condition=Q(
                    registered_15_24__gte=0,
                    exempt_15_plus__gte=0,
                    registered_15_24__lte=F("registered_15_plus"),
                ),
                name="figure_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.municipality_id}"


class Worksheet(models.Model):
    """What is kept beside the figures of a draft while it is being typed.

    `unfinished` holds, by municipality code, three texts that are not three possible numbers yet;
    `national_total` the three control totals, None where one is not given.
    """

    release = models.OneToOneField(
        Release,
        on_delete=models.CASCADE,
        related_name="worksheet",
        primary_key=True,
        verbose_name=_("release"),
    )
    unfinished = models.JSONField(default=dict, blank=True)
    national_total = models.JSONField(
        _("national control total"), null=True, blank=True, default=None
    )

    class Meta:
        verbose_name = _("worksheet")
        verbose_name_plural = _("worksheets")

    def __str__(self) -> str:
        return str(self.release_id)
