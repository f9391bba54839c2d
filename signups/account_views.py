"""A person's own e-mail address: asked for, confirmed from the new address, told to the old one."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.access import signed_in
from signups import clock, letters, people, tasks
from signups.releases import Refused


class AddressForm(forms.Form):
    """The new address."""

    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """Addresses are kept in small letters. Whether one is somebody's already is not told."""
        return str(self.cleaned_data["email"]).strip().lower()


@reauthentication_required  # type: ignore[untyped-decorator]
def new_address(request: HttpRequest) -> HttpResponse:
    """Write the new address; a link is sent to it, and until it is used nothing changes."""
    person = signed_in(request)
    form = AddressForm(request.POST or None)
    if request.method == "POST":
        limited = ratelimit.consume(request, action="manage_email", user=person)
        if not limited:
            return render(request, "429.html", status=429)
        if form.is_valid():
            email = form.cleaned_data["email"]
            tasks.send_new_address.delay(person.pk, email)
            said = _("If the address can be used, a link is on its way to %(email)s.")
            messages.success(request, said % {"email": email})
            return redirect("account")
    status = 422 if form.errors else 200
    return render(request, "account/new_address.html", {"form": form}, status=status)


def new_address_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Whoever opens the link shows that the address is theirs; a button changes it."""
    found = letters.who_confirms(key)
    if found is None:
        return render(request, "account/new_address_confirm.html", status=410)
    person, email = found
    about: dict[str, Any] = {"person": person, "email": email}
    if request.method != "POST":
        return render(request, "account/new_address_confirm.html", about)
    old = person.email
    try:
        with transaction.atomic():
            step = people.change_address(person, email=email, by=person, now=clock.now())
            transaction.on_commit(lambda: tasks.tell_person.delay(step.pk, old))
    except Refused as refusal:
        about["refusal"] = str(refusal)
        return render(request, "account/new_address_confirm.html", about, status=422)
    logout(request)
    messages.success(request, _("Your address is changed. Sign in with the new one."))
    return redirect("account_login")
