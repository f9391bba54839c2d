"""Master data: regions, municipalities, population and people."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality, Population, Region, User

admin.site.site_header = _("Denmark's most digital municipality")
admin.site.site_title = _("Master data")
admin.site.index_title = _("Master data")


class ToLookAt[M: Model](admin.ModelAdmin[M]):
    """Shown to administrators, changed by nobody here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(ToLookAt[Region]):
    """The five regions, loaded with the municipalities."""

    list_display = ("code", "name")


@admin.register(Municipality)
class MunicipalityAdmin(ToLookAt[Municipality]):
    """The municipalities, loaded with `load_municipalities`: their region decides who wins in it."""

    list_display = ("code", "name", "region")
    list_filter = ("region",)
    search_fields = ("code", "name")
    list_select_related = ("region",)


@admin.register(Population)
class PopulationAdmin(ToLookAt[Population]):
    """The population of a day, loaded with `load_population`: what places are computed from."""

    list_display = ("municipality", "as_of", "population_15_plus", "population_15_24")
    list_filter = ("as_of",)
    search_fields = ("municipality__name", "municipality__code")
    list_select_related = ("municipality",)


@admin.register(User)
class PersonAdmin(ToLookAt[User], UserAdmin[User]):
    """People and their roles, to look at: they are changed on a page that keeps every step."""

    list_display = ("email", "first_name", "last_name", "role", "municipality", "is_active")
    list_filter = ("role", "is_active")
    list_select_related = ("municipality",)
    search_fields = ("email", "first_name", "last_name", "municipality__name")
    ordering = ("email",)
    fieldsets = (
        (None, {"fields": ("email",)}),
        (_("Name"), {"fields": ("first_name", "last_name")}),
        (_("Role"), {"fields": ("role", "municipality", "is_active")}),
    )
