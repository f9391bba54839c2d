"""What is counted: weekly releases, their figures, the files they came from, and every step taken."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from signups.weeks import Week

WEEK_PATTERN = r"^\d{4}-W\d{2}$"


def _person(related_name: str, label: Any, *, null: bool = False) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name=related_name,
        verbose_name=label,
        null=null,
        blank=null,
    )


class SiteState(models.Model):
    """One row: the number of the public data's version, and the clock of the demonstration.

    Everything that is cached is keyed by `data_version`. The database raises it by itself, in the same
    transaction, whenever something changes that the public pages are made of.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    data_version = models.BigIntegerField(default=1)
    clock_moment = models.DateTimeField(null=True, blank=True)
    clock_set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("state of the site")
        verbose_name_plural = _("state of the site")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="one_state_of_the_site")
        ]

    def __str__(self) -> str:
        return f"version {self.data_version}"


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
    entered_by = _person("releases_entered", _("entered by"))
    entered_at = models.DateTimeField(_("entered"))
    approved_by = _person("releases_approved", _("approved by"), null=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    publish_at = models.DateTimeField(_("to be published"), null=True, blank=True)
    published_by = _person("releases_published", _("published by"), null=True)
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
        Release, on_delete=models.CASCADE, related_name="figures", verbose_name=_("release")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="figures",
        verbose_name=_("municipality"),
    )
    registered_15_plus = models.IntegerField(_("registered 15+"))
    registered_15_24 = models.IntegerField(_("registered 15-24"))
    exempt_15_plus = models.IntegerField(_("exempt 15+"))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "municipality"], name="one_figure_a_municipality_and_week"
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


class Source(models.Model):
    """Where weekly files are fetched by themselves: an address on the web, or a folder.

    It is asked every `every_minutes`, from `first_day` to `last_day` where these are set: a
    competition's own source carries the competition's days. After a failure it is tried again with
    growing pauses. `etag`, `last_modified` and `sha256` are of the newest file that was received.
    """

    title = models.CharField(_("name"), max_length=80, unique=True)
    address = models.CharField(
        _("address or folder"),
        max_length=500,
        help_text=_(
            "An address that begins with https, or a folder on the server. {year} and {week} stand for the week that is fetched."
        ),
    )
    every_minutes = models.PositiveIntegerField(_("asked every"), default=60)
    first_day = models.DateField(_("from"), null=True, blank=True)
    last_day = models.DateField(_("to"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    added_by = _person("sources_added", _("added by"))
    added_at = models.DateTimeField(_("added"))
    next_at = models.DateTimeField(_("next try"), db_index=True)
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    received_at = models.DateTimeField(_("last new file"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failure = models.CharField(max_length=20, blank=True)
    failure_detail = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    fetched_address = models.CharField(max_length=700, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(every_minutes__gte=5), name="source_is_asked_in_good_time"
            ),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(first_day__lte=F("last_day")),
                name="source_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(failure="", failures=0) | (~Q(failure="") & Q(failures__gte=1)),
                name="source_failure_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


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
    received_by = _person("imports_received", _("received from"), null=True)
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
    confirmed_by = _person("imports_confirmed", _("confirmed by"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
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
    """A person's word that a warning was seen and the figure is right all the same."""

    import_record = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="acknowledgements", verbose_name=_("import")
    )
    warning = models.CharField(_("warning"), max_length=120)
    text = models.TextField(_("text of the warning"))
    reason = models.TextField(_("reason"))
    by = _person("acknowledgements", _("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_record", "warning"], name="warning_acknowledged_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="acknowledgement_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.text


class Step(models.Model):
    """One thing somebody did, kept for good: who, what, when."""

    class Action(models.TextChoices):
        RECEIVED = "received", _("file received")
        REFUSED = "refused", _("file refused")
        STORED = "stored", _("draft stored")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent back", _("sent back to draft")
        SCHEDULED = "scheduled", _("publication set")
        PUBLISHED = "published", _("published")
        CLOCK_MOVED = "clock moved", _("clock of the demonstration moved")
        ANNOUNCED = "announced", _("winners announced")
        SOURCE_SET = "source set", _("source of files set up")
        INVITED = "invited", _("person invited")
        ROLE_CHANGED = "role changed", _("person's role changed")
        DEACTIVATED = "deactivated", _("person's access ended")
        ACTIVATED = "activated", _("person's access given back")
        FACTOR_RESET = "factor reset", _("person's second factor removed")

    action = models.CharField(_("step"), max_length=16, choices=Action)
    by = _person("steps", _("by"), null=True)
    at = models.DateTimeField(_("at"), db_index=True)
    release = models.ForeignKey(
        Release,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("release"),
    )
    import_record = models.ForeignKey(
        Import,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("import"),
    )
    person = _person("steps_about", _("person"), null=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
