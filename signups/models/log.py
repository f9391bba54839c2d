"""Who did what, who saw what, and every row before and after a change."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models import person_key
from signups.models.files import Import
from signups.models.releases import Release


class Step(models.Model):
    """One thing somebody did, kept for good: who, what, when."""

    class Action(models.TextChoices):
        RECEIVED = "received", _("file received")
        REFUSED = "refused", _("file refused")
        REDATED = "redated", _("file given another week or day")
        STORED = "stored", _("draft stored")
        STARTED = "started", _("empty draft begun")
        ENTERED = "entered", _("figures typed")
        DATED = "dated", _("as-of date changed")
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
        SOURCE_SET = "source set", _("source of files set up")
        INVITED = "invited", _("person invited")
        INVITED_AGAIN = "invited again", _("invitation sent again")
        UNINVITED = "uninvited", _("invitation withdrawn")
        ROLE_CHANGED = "role changed", _("person's role changed")
        DEACTIVATED = "deactivated", _("person's access ended")
        ACTIVATED = "activated", _("person's access given back")
        FACTOR_RESET = "factor reset", _("person's second factor removed")
        ADDRESS_CHANGED = "address changed", _("person's e-mail address changed")
        ROUND = "round", _("the round to the municipalities")

    action = models.CharField(_("step"), max_length=16, choices=Action)
    by = person_key("steps", _("by"), null=True)
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
    person = person_key("steps_about", _("person"), null=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class Sighting(models.Model):
    """A person opened a page or a file with a week's figures; kept once a person, page and day."""

    class Page(models.TextChoices):
        RELEASE = "release", _("the week's page")
        GRID = "grid", _("the grid")
        PREVIEW = "preview", _("preview of the public pages")
        IMPORT = "import", _("preview of a file")
        FILE = "file", _("file fetched")
        CORRECTION = "correction", _("correction")
        HISTORY = "history", _("history")
        DASHBOARD = "dashboard", _("own municipality's page")
        MASTER_DATA = "master data", _("master data")
        CEREMONY = "ceremony", _("the ceremony")

    week = models.CharField(_("week"), max_length=8, db_index=True)
    person = person_key("sightings", _("person"))
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
