"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from competition import urls as competition_urls
from competition.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    *competition_urls.plain,
    *i18n_patterns(
        path("konto/", include("allauth.account.urls")),
        path("kl/", include("signups.urls")),
        path("", include(competition_urls.behind_login)),
        path("", include(competition_urls)),
        prefix_default_language=False,
    ),
]
