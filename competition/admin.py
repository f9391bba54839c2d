"""Competitions and who takes part; stored places to look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from competition.models import Competition, Participation, StoredPlace
from municipalities.admin import ToLookAt
from signups.admin import Early


@admin.register(Competition)
class CompetitionAdmin(ToLookAt[Competition]):
    """Competitions to look at; they are set up on the organiser's pages, where changes are kept."""

    list_display = ("slug", "title", "state", "opens_on", "closing_as_of", "announcement_at")


@admin.register(Participation)
class ParticipationAdmin(ToLookAt[Participation]):
    """Who takes part; chosen on the organiser's pages, and fixed when the deadline has passed."""

    list_display = ("competition", "municipality")
    list_filter = ("competition",)
    list_select_related = ("competition", "municipality")
    search_fields = ("municipality__name", "municipality__code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        """Those of real competitions: a rehearsal is on its own pages."""
        return super().get_queryset(request).filter(competition__rehearsal_of=None)


@admin.register(StoredPlace)
class StoredPlaceAdmin(Early[StoredPlace]):
    """Places as they stood when a release was published."""

    list_display = ("release", "category", "place", "municipality", "place_in_region", "reason")
    list_filter = ("category", "release")
    list_select_related = ("release", "municipality")
