"""Competitions and who takes part; stored places to look at."""

from django.contrib import admin
from django.http import HttpRequest

from competition.models import Competition, Participation, StoredPlace
from municipalities.admin import ToLookAt
from signups.admin import Early
from signups.models import Release


@admin.register(Competition)
class CompetitionAdmin(admin.ModelAdmin[Competition]):
    """Dates, population day, baseline and closing release."""

    list_display = ("slug", "title", "state", "opens_on", "closing_as_of", "announcement_at")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Competition | None = None
    ) -> tuple[str, ...]:
        """What decides places and the embargo is fixed once figures of the competition are public."""
        always = ("state", "announced_at")
        if obj is None or not Release.objects.published().filter(as_of__gte=obj.figures_from):
            return always
        return (
            *always,
            "slug",
            "figures_from",
            "baseline_as_of",
            "closing_as_of",
            "population_as_of",
            "enrolment_deadline",
        )

    def has_delete_permission(self, request: HttpRequest, obj: Competition | None = None) -> bool:
        """A competition is never thrown away."""
        return False


@admin.register(Participation)
class ParticipationAdmin(ToLookAt[Participation]):
    """Who takes part; loaded with `load_participants`, and fixed when the deadline has passed."""

    list_display = ("competition", "municipality")
    list_filter = ("competition",)
    list_select_related = ("competition", "municipality")
    search_fields = ("municipality__name", "municipality__code")


@admin.register(StoredPlace)
class StoredPlaceAdmin(Early[StoredPlace]):
    """Places as they stood when a release was published."""

    list_display = ("release", "category", "place", "municipality", "place_in_region", "reason")
    list_filter = ("category", "release")
    list_select_related = ("release", "municipality")
