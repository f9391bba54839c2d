"""Every address of the site."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from competition import urls as competition_urls
from competition.api import api

# The master data are entered by the site's own door, with its limit of attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Of allauth's pages those that are used here: nobody makes an account or keeps several addresses.
accounts: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    # Where allauth sends whoever has no password to change.
    path(
        "password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    *competition_urls.plain,
    *i18n_patterns(
        path("konto/", include(accounts)),
        path("kl/", include("signups.urls")),
        path("", include(competition_urls.behind_login)),
        path("", include(competition_urls.by_link)),
        path("", include(competition_urls)),
        prefix_default_language=False,
    ),
]
