"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from competition import urls as competition_urls
from competition.api import api
from municipalities import urls as municipalities_urls
from signups import urls as signups_urls

# The administration has no door of its own: whoever goes there signs in as for every other page.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Nor can it be used to change how somebody signs in: that is done on pages which keep every step.
admin.site.unregister([Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken])

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    *competition_urls.plain,
    *municipalities_urls.plain,
    *i18n_patterns(
        path("konto/", include(municipalities_urls)),
        path("konto/", include(signups_urls.account)),
        path("kl/", include(signups_urls)),
        path("", include(competition_urls.behind_login)),
        path("", include(competition_urls.by_link)),
        path("", include(competition_urls)),
        prefix_default_language=False,
    ),
]
