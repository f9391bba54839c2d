"""Files as they were received, and their way to a release."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import person_key
from signups.models.corrections import Correction
from signups.models.releases import WEEK_PATTERN, Release
from signups.models.sources import Source
from signups.weeks import Week


class SourceFile(models.Model):
    """A file as it was received, kept for good under its SHA-256 (64 hexadecimal digits)."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("received file")
        verbose_name_plural = _("received files")

    def __str__(self) -> str:
        return self.sha256[:12]


class Import(models.Model):
    """One file on its way to a release: received, read, and after a person's word stored."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("received")
        REFUSED = "refused", _("refused")
        CHECKED = "checked", _("checked")
        STORED = "stored", _("stored")

    source = models.ForeignKey(
        SourceFile, on_delete=models.PROTECT, related_name="imports", verbose_name=_("file")
    )
    file_name = models.CharField(_("file name"), max_length=255)
    week = models.CharField(_("week"), max_length=8)
    as_of = models.DateField(_("as of"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.RECEIVED, db_index=True
    )
    received_by = person_key("imports_received", _("received from"), null=True)
    fetched_from = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("fetched from"),
    )
    received_at = models.DateTimeField(_("received"))
    touched_at = models.DateTimeField(auto_now=True)
    confirmed_by = person_key("imports_confirmed", _("confirmed by"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    # What the week's draft held when the file was confirmed: `drafts.digest_of_week`.
    confirmed_over = models.CharField(max_length=16, blank=True, editable=False)
    release = models.ForeignKey(
        Release,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("release"),
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_checked = models.PositiveIntegerField(default=0)
    rows_stored = models.PositiveIntegerField(default=0)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)
    remarks = models.JSONField(_("remarks"), default=list, blank=True)
    # Why it was refused; or, of a file that waits again, why a person must look at it once more.
    refusal = models.TextField(_("refused because"), blank=True)
    national_total = models.JSONField(
        _("national control total"),
        null=True,
        blank=True,
        help_text=_("Registered 15+, registered 15-24 and exempt 15+, as a list."),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-received_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(week__regex=WEEK_PATTERN), name="import_week_form"),
            models.CheckConstraint(
                condition=~Q(status="stored")
                | Q(
                    release__isnull=False,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="stored_import_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(received_by__isnull=False) ^ Q(fetched_from__isnull=False),
                name="import_comes_from_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.week}"

    @property
    def sender(self) -> str:
        """The person who sent the file, or the source that it was fetched from."""
        return str(self.received_by or self.fetched_from)

    @property
    def iso_week(self) -> Week:
        return Week.parse(self.week)


class Acknowledgement(models.Model):
    """A person's word that a warning was seen and the figure is right all the same: a warning of a
    file, of a draft or of a correction, known by its kind, its municipality and its numbers.
    """

    import_record = models.ForeignKey(
        Import,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="acknowledgements",
        verbose_name=_("import"),
    )
    release = models.ForeignKey(
        Release,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="acknowledgements",
        verbose_name=_("release"),
    )
    correction = models.ForeignKey(
        Correction,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="acknowledgements",
        verbose_name=_("correction"),
    )
    warning = models.CharField(_("warning"), max_length=120)
    text = models.TextField(_("text of the warning"))
    reason = models.TextField(_("reason"))
    by = person_key("acknowledgements", _("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_record", "warning"], name="warning_acknowledged_once"
            ),
            models.UniqueConstraint(
                fields=["release", "warning"], name="warning_of_a_draft_acknowledged_once"
            ),
            models.UniqueConstraint(
                fields=["correction", "warning"], name="warning_of_a_correction_acknowledged_once"
            ),
            models.CheckConstraint(
                condition=Q(import_record__isnull=False, release=None, correction=None)
                | Q(import_record=None, release__isnull=False, correction=None)
                | Q(import_record=None, release=None, correction__isnull=False),
                name="acknowledgement_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="acknowledgement_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.text
