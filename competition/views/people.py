"""People and roles, for administrators: a list, invitations, other roles, the end of an access."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from competition.people_forms import InviteForm, RoleForm
from competition.views.opening import moment
from municipalities.access import only, signed_in
from municipalities.models import User
from signups import people, tasks
from signups.models import Step
from signups.releases import Refused


@only("is_administrator")
def people_page(request: HttpRequest) -> HttpResponse:
    """Everybody, and the form that invites."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _invite(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("people")
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    everybody = User.objects.select_related("municipality").annotate(
        has_factor=Exists(factors.exclude(type=Authenticator.Type.RECOVERY_CODES))
    )
    about = {"form": form, "people": everybody.order_by("-is_active", "role", "email")}
    return render(request, "organiser/people.html", about, status=422 if form.errors else 200)


def _invite(request: HttpRequest, form: InviteForm) -> None:
    with transaction.atomic():
        person = people.invite(**form.cleaned_data, by=signed_in(request), now=moment(request))
        transaction.on_commit(lambda: tasks.send_invitation.delay(person.pk))


@only("is_administrator")
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: another role, and everything that was ever changed."""
    person = get_object_or_404(User.objects.select_related("municipality"), pk=pk)
    initial = {"role": person.role, "municipality": person.municipality_id}
    form = RoleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.change_role(
                person, **form.cleaned_data, by=signed_in(request), now=moment(request)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role is saved."))
            return redirect("person", pk)
    about = {
        "form": form,
        "person": person,
        "is_me": person.pk == request.user.pk,
        "factors": Authenticator.objects.filter(user=person).exists(),
        "steps": Step.objects.filter(person=person).select_related("by"),
    }
    return render(request, "organiser/person.html", about, status=422 if form.errors else 200)


@only("is_administrator")
@require_POST
def person_access(request: HttpRequest, pk: int) -> HttpResponse:
    """End a person's access, or give it back."""
    person = get_object_or_404(User, pk=pk)
    by, now = signed_in(request), moment(request)
    if request.POST.get("access") == "end":
        return _do(request, pk, lambda: people.deactivate(person, by=by, now=now))
    return _do(request, pk, lambda: people.activate(person, by=by, now=now))


@only("is_administrator")
@require_POST
def person_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lost second factor away."""
    person = get_object_or_404(User, pk=pk)
    by, now = signed_in(request), moment(request)
    return _do(request, pk, lambda: people.remove_second_factor(person, by=by, now=now))


@only("is_administrator")
@require_POST
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation once more; the links sent before end when one is used."""
    person = get_object_or_404(User, pk=pk, is_active=True)
    if person.has_usable_password():
        messages.error(request, _("The person has chosen a password already."))
    else:
        tasks.send_invitation.delay(person.pk)
        messages.success(request, _("The invitation is on its way."))
    return redirect("person", pk)


def _do(request: HttpRequest, pk: int, act: Callable[[], None]) -> HttpResponse:
    """Do it and say so, or tell the person why it cannot be done."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is done."))
    return redirect("person", pk)
