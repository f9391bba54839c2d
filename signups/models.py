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
    received_by = _person("imports_received", _("received from"))
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
        ]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.week}"

    @property
    def iso_week(self) -> Week:
        return Week.parse(self.week)


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


class Acknowledgement(models.Model):
    """A person's word that a warning was seen and the figure is right all the same: a warning of a
    file, known by its key, or of a draft, known by its key and its numbers.
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
            models.UniqueConstraint(
                fields=["release", "warning"], name="warning_of_a_draft_acknowledged_once"
            ),
            models.CheckConstraint(
                condition=Q(import_record__isnull=False, release=None)
                | Q(import_record=None, release__isnull=False),
                name="acknowledgement_of_a_file_or_a_draft",
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
        STARTED = "started", _("empty draft begun")
        ENTERED = "entered", _("figures typed")
        ASKED = "asked", _("approval asked for")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent back", _("sent back to draft")
        SCHEDULED = "scheduled", _("publication set")
        UNSCHEDULED = "unscheduled", _("time of publication taken back")
        PUBLISHED = "published", _("published")
        PROPOSED = "proposed", _("correction proposed")
        CORRECTED = "corrected", _("corrected")
        WITHDRAWN = "withdrawn", _("correction withdrawn")
        CLOCK_MOVED = "clock moved", _("clock of the demonstration moved")
        ANNOUNCED = "announced", _("winners announced")

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
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


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
    proposed_by = _person("corrections_proposed", _("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"))
    confirmed_by = _person("corrections_confirmed", _("confirmed by"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    withdrawn_by = _person("corrections_withdrawn", _("withdrawn by"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("municipality told"), null=True, blank=True)
    mailed_to = models.TextField(_("told by e-mail to"), blank=True)

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


class Sighting(models.Model):
    """A person opened a page or a file with a week's figures; kept once a person, page and day."""

    class Page(models.TextChoices):
        RELEASE = "release", _("the week's page")
        IMPORT = "import", _("preview of a file")
        FILE = "file", _("file fetched")
        CORRECTION = "correction", _("correction")
        HISTORY = "history", _("history")
        DASHBOARD = "dashboard", _("own municipality's page")
        MASTER_DATA = "master data", _("master data")

    week = models.CharField(_("week"), max_length=8, db_index=True)
    person = _person("sightings", _("person"))
    page = models.CharField(_("page"), max_length=16, choices=Page)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("sighting of figures")
        verbose_name_plural = _("sightings of figures")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["week", "person", "page", "day"], name="sighting_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.page} {self.day}"


class Change(models.Model):
    """One row as it was before and after a change; written by triggers in the database alone.

    `at` is the moment on the site's clock where a person acted through the site, else the database's;
    `recorded_at` is always the database's. Plain SQL leaves no `person`, but its `database_user`.
    """

    class Action(models.TextChoices):
        ADDED = "I", _("added")
        CHANGED = "U", _("changed")
        DELETED = "D", _("deleted")
        EMPTIED = "T", _("deleted with the whole table")

    at = models.DateTimeField(_("at"), db_index=True)
    recorded_at = models.DateTimeField(_("recorded"))
    table_name = models.CharField(_("table"), max_length=63)
    row_key = models.CharField(_("row"), max_length=120)
    action = models.CharField(_("what"), max_length=1, choices=Action)
    week = models.CharField(_("week"), max_length=8, blank=True, db_index=True)
    municipality = models.CharField(_("municipality"), max_length=8, blank=True, db_index=True)
    old = models.JSONField(_("before"), null=True, blank=True)
    new = models.JSONField(_("after"), null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("by"),
    )
    reason = models.TextField(_("reason"), blank=True)
    database_user = models.CharField(max_length=63)
    transaction = models.BigIntegerField()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("history of changes")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.table_name} {self.row_key}"
