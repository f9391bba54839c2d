"""Who of the municipality has access: colleagues are invited, and let out and in again."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from competition import limits
from competition.own_forms import ColleagueForm
from competition.views.opening import moment
from competition.views.people import told, with_invitations
from competition.views.seat import Seat, seated
from municipalities.models import Role, User
from signups import people, tasks
from signups.attempts import attempt
from signups.releases import Refused

MOST_INVITATIONS = 10


@seated
def colleagues(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everybody of the municipality, and the form that invites one more. Of the organiser only
    administrators see who they are.
    """
    if not seat.can_act and not seat.person.is_administrator:
        raise PermissionDenied
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _invited(request, seat, form):
        messages.success(request, _("The invitation is on its way."))
        return redirect(f"{seat.url('own_people')}#top")
    everybody = User.objects.filter(municipality=seat.municipality).order_by("-is_active", "email")
    about = {
        "people": with_invitations(list(everybody), moment(request)),
        "form": form,
        "invitation_days": settings.INVITATION_DAYS,
    }
    return render(request, "dashboard/people.html", about, status=422 if form.errors else 200)


def _invited(request: HttpRequest, seat: Seat, form: ColleagueForm) -> bool:
    """Whether the invitation is made; if not, the form says why."""
    try:
        _refuse_many(request, seat)  # first, so that nobody asks address by address who is known
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    email = form.cleaned_data["email"].lower()
    known = User.objects.filter(email=email).first()
    if known is not None:
        # Of people elsewhere nothing is told but that the organiser must help.
        ours = known.municipality_id == seat.municipality.pk
        form.add_error(
            "email",
            _("This colleague stands in the list already.")
            if ours
            else _("This address cannot be invited here. Ask the organiser."),
        )
        return False
    try:
        with transaction.atomic():
            person = people.invite(
                **form.cleaned_data,
                role=Role.STAFF,
                municipality=seat.municipality,
                by=seat.person,
                now=moment(request),
            )
            transaction.on_commit(lambda: tasks.send_invitation.delay(person.pk))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _refuse_many(request: HttpRequest, seat: Seat) -> None:
    if limits.too_many(request, "invite", most=MOST_INVITATIONS, by=seat.person):
        raise Refused(_("That is many invitations in a short time. Wait ten minutes."))


@seated
@require_POST
def colleague(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Send an invitation again or withdraw it, end a colleague's access or give it back. Http404 for
    people of others.
    """
    person = get_object_or_404(User, pk=pk, municipality=seat.municipality, role=Role.STAFF)
    act = _acts(request, seat, person).get(request.POST.get("act", ""))
    if act is None:
        raise Http404

    def do() -> None:
        with transaction.atomic():
            act()

    attempt(request, do, _("It is done."))
    return redirect("own_people")


def _acts(request: HttpRequest, seat: Seat, person: User) -> dict[str, Callable[[], object]]:
    """What can be done about a colleague, by the word that the form sends."""
    by, now = seat.person, moment(request)

    def again() -> None:
        _refuse_many(request, seat)
        people.invite_again(person, by=by, now=now)
        transaction.on_commit(lambda: tasks.send_invitation.delay(person.pk))

    return {
        "again": again,
        "withdraw": lambda: people.withdraw_invitation(person, by=by, now=now),
        "end": lambda: told(person, people.deactivate(person, by=by, now=now)),
        "give": lambda: told(person, people.activate(person, by=by, now=now)),
    }
