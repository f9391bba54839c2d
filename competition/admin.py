"""Competitions and who takes part; stored places to look at."""

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from competition.models import Competition, Participation, StoredPlace
from signups import clock
from signups.admin import ToLookAt


class ChangesThePublic[M: Model](admin.ModelAdmin[M]):
    """Whatever is changed here changes the public pages, so it raises the data version."""

    def save_model(self, request: HttpRequest, obj: M, form: ModelForm[M], change: bool) -> None:
        """Save, and let every cached page go."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            clock.bump_data_version(now=clock.now())

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        """Delete, and let every cached page go."""
        with transaction.atomic():
            super().delete_model(request, obj)
            clock.bump_data_version(now=clock.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Delete several, and let every cached page go."""
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            clock.bump_data_version(now=clock.now())


@admin.register(Competition)
class CompetitionAdmin(ChangesThePublic[Competition]):
    """Dates, population day, baseline and closing release."""

    list_display = ("slug", "title", "state", "opens_on", "closing_as_of", "announcement_at")
    readonly_fields = ("state", "announced_at")


@admin.register(Participation)
class ParticipationAdmin(ChangesThePublic[Participation]):
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
