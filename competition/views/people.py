"""People and roles, for administrators: a list, invitations, other roles, the end of an access."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
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
    ordered = list(everybody.order_by("-is_active", "role", "email"))
    about = {
        "form": form,
        "people": with_invitations(ordered, moment(request)),
        "invitation_days": settings.INVITATION_DAYS,
    }
    return render(request, "organiser/people.html", about, status=422 if form.errors else 200)


def with_invitations(everybody: Sequence[User], now: datetime) -> Sequence[User]:
    """The people, each with when they were first invited: `since`, and who has not come in yet with
    the end of the invitation's link: `invited_until`, and whether that is over: `is_late`.
    """
    sent = [Step.Action.INVITED, Step.Action.INVITED_AGAIN]
    invited = (
        Step.objects.filter(action__in=sent, person__in=everybody)
        .order_by("at", "id")
        .values_list("person", "at")
    )
    first: dict[int, datetime] = {}
    last: dict[int, datetime] = {}
    for pk, at in invited:
        first.setdefault(pk, at)
        last[pk] = at
    for person in everybody:
        waits = person.last_login is None and not person.has_usable_password()
        sent_at = last.get(person.pk) if waits and person.is_active else None
        until = sent_at and sent_at + timedelta(days=settings.INVITATION_DAYS)
        person.since = first.get(person.pk)  # type: ignore[attr-defined]
        person.is_new = waits  # type: ignore[attr-defined]
        person.invited_until = until  # type: ignore[attr-defined]
        person.is_late = bool(until and until < now)  # type: ignore[attr-defined]
    return everybody


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
            _change_role(request, person, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role is saved."))
            return redirect("person", pk)
    with_invitations([person], moment(request))
    about = {
        "form": form,
        "person": person,
        "is_me": person.pk == request.user.pk,
        "may_be_closed": people.may_be_closed(person),
        "is_new": person.last_login is None and not person.has_usable_password(),
        "factors": Authenticator.objects.filter(user=person).exists(),
        "steps": Step.objects.filter(person=person).select_related("by"),
    }
    return render(request, "organiser/person.html", about, status=422 if form.errors else 200)


def _change_role(request: HttpRequest, person: User, form: RoleForm) -> None:
    with transaction.atomic():
        by, now = signed_in(request), moment(request)
        told(person, people.change_role(person, **form.cleaned_data, by=by, now=now))


@only("is_administrator")
@require_POST
def person_access(request: HttpRequest, pk: int) -> HttpResponse:
    """End a person's access, or give it back; the person is told."""
    person = get_object_or_404(User, pk=pk)
    by, now = signed_in(request), moment(request)
    act = people.deactivate if request.POST.get("access") == "end" else people.activate
    return _do(request, person, lambda: told(person, act(person, by=by, now=now)))


@only("is_administrator")
@require_POST
def person_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lost second factor away; the person is told."""
    person = get_object_or_404(User, pk=pk)
    by, now = signed_in(request), moment(request)
    return _do(
        request,
        person,
        lambda: told(person, people.remove_second_factor(person, by=by, now=now)),
    )


@only("is_administrator")
@require_POST
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation once more, or withdraw it: the links sent before hold no longer."""
    person = get_object_or_404(User, pk=pk)
    by, now = signed_in(request), moment(request)

    def send() -> None:
        people.invite_again(person, by=by, now=now)
        transaction.on_commit(lambda: tasks.send_invitation.delay(person.pk))

    def withdraw() -> None:
        people.withdraw_invitation(person, by=by, now=now)

    withdrawing = request.POST.get("invitation") == "withdraw"
    return _do(request, person, withdraw if withdrawing else send)


def told(person: User, step: Step | None) -> None:
    """The person gets a letter about the step, once it is certain."""
    if step is not None:
        transaction.on_commit(lambda: tasks.tell_person.delay(step.pk, person.email))


def _do(request: HttpRequest, person: User, act: Callable[[], None]) -> HttpResponse:
    """Do it and say so, or tell the administrator why it cannot be done."""
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is done."))
    return redirect("person", person.pk)
