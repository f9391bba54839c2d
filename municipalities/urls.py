"""Addresses of signing in and of a person's own account, below `/konto/`. The ones in `plain` have no
language, for an identity provider knows one address only.
"""

from allauth.account import urls as allauth_urls
from allauth.socialaccount.views import login_cancelled, login_error
from django.urls import include, path
from django.views.generic import RedirectView

from municipalities import views

# What is left out lets people change addresses or make accounts, which are an administrator's to give.
_KEPT = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

plain = [
    path("konto/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("konto/oidc/afbrudt/", login_cancelled, name="socialaccount_login_cancelled"),
    path("konto/oidc/fejl/", login_error, name="socialaccount_login_error"),
]
urlpatterns = [
    path("", views.account, name="account"),
    path("afslut-alle/", views.sign_out_everywhere, name="sign_out_everywhere"),
    *(each for each in allauth_urls.urlpatterns if each.name in _KEPT),
    # Where allauth sends whoever has no password to change.
    path(
        "password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("sikkerhed/", include("allauth.mfa.urls")),
]
