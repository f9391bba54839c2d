"""Releases, figures, files and steps, to look at: what changes them is the organiser's panel, where
another person approves and every step is kept.
"""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from municipalities.admin import ToLookAt
from signups import clock, sightings
from signups.models import Acknowledgement, Figure, Import, Release, Sighting, Step


class Early[M: Model](ToLookAt[M]):
    """Rows that tell figures: whoever opens them may see some that are not public, and that is kept."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """All of them; all weeks are noted, for nobody knows which of them is looked at."""
        weeks = Release.objects.values_list("week", flat=True)
        page = Sighting.Page.MASTER_DATA
        sightings.note(*weeks, by=request.user, page=page, now=clock.now())
        return super().get_queryset(request)


@admin.register(Release)
class ReleaseAdmin(ToLookAt[Release]):
    """Weekly releases and who took them how far."""

    list_display = ("week", "as_of", "status", "entered_by", "approved_by", "published_at")
    list_filter = ("status",)
    list_select_related = ("entered_by", "approved_by")
    ordering = ("-as_of",)


@admin.register(Figure)
class FigureAdmin(Early[Figure]):
    """Every municipality's figures."""

    list_display = (
        "release",
        "municipality",
        "registered_15_plus",
        "registered_15_24",
        "exempt_15_plus",
    )
    list_filter = ("release",)
    list_select_related = ("release", "municipality")
    search_fields = ("municipality__name", "municipality__code")


@admin.register(Import)
class ImportAdmin(Early[Import]):
    """Files and what became of them."""

    list_display = (
        "file_name",
        "week",
        "status",
        "received_by",
        "fetched_from",
        "received_at",
        "rows_stored",
    )
    list_filter = ("status",)
    list_select_related = ("received_by", "fetched_from")


@admin.register(Acknowledgement)
class AcknowledgementAdmin(Early[Acknowledgement]):
    """Warnings that somebody answered for."""

    list_display = ("text", "reason", "by", "at")
    list_select_related = ("by",)


@admin.register(Step)
class StepAdmin(Early[Step]):
    """Who did what, when."""

    list_display = ("at", "action", "by", "release", "note")
    list_filter = ("action",)
    list_select_related = ("by", "release")
    date_hierarchy = "at"
