"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from competition import urls as competition_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *competition_urls.plain,
    *i18n_patterns(path("", include(competition_urls)), prefix_default_language=False),
]
