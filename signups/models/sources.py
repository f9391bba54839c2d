"""Where files come from by themselves."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import person_key


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
    added_by = person_key("sources_added", _("added by"))
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
