"""Competitions and who takes part; stored places to look at."""

from django.contrib import admin

from competition.models import Competition, Participation, StoredPlace
from signups.admin import ToLookAt


@admin.register(Competition)
class CompetitionAdmin(admin.ModelAdmin[Competition]):
    """Dates, population day, baseline and closing release."""

    list_display = ("slug", "title", "state", "opens_on", "closing_as_of", "announcement_at")
    readonly_fields = ("state", "announced_at")


@admin.register(Participation)
class ParticipationAdmin(admin.ModelAdmin[Participation]):
    """Who takes part; loaded with `load_participants`."""

    list_display = ("competition", "municipality")
    list_filter = ("competition",)
    list_select_related = ("competition", "municipality")
    search_fields = ("municipality__name", "municipality__code")
    autocomplete_fields = ("municipality",)


@admin.register(StoredPlace)
class StoredPlaceAdmin(ToLookAt[StoredPlace]):
    """Places as they stood when a release was published."""

    list_display = ("release", "category", "place", "municipality", "place_in_region", "reason")
    list_filter = ("category", "release")
    list_select_related = ("release", "municipality")
