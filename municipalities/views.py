"""A person's own account: what protects it, and signing out everywhere."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from municipalities import doors
from municipalities.models import User

__all__ = ["account", "sign_out_everywhere"]


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Name and role, password, second factor, and how long the session lasts."""
    factors = Authenticator.objects.filter(user=request.user.pk).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return render(
        request,
        "account/account.html",
        {
            "factors": factors.count(),
            "idle_minutes": doors.seconds_for(request.user) // 60,
        },
    )


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the person, this one too."""
    if isinstance(request.user, User):
        User.objects.sign_out_everywhere(request.user)
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")
