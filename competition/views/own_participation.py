"""The municipality's answer to the organiser's round, for those who are signed in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import rounds
from competition.models import Answer, Invitation, Meeting, Round
from competition.views.answer import links, receipt_page, sheet
from competition.views.opening import any_competition, moment
from competition.views.round_desk import head
from competition.views.round_letters import ics as calendar_file
from competition.views.seat import Seat, seated


@seated
def participation(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The answer, to give or to change until the deadline; then, and for the organiser, to read."""
    invitation = _invitation(request, seat)
    if invitation is None:
        return render(request, "dashboard/no_round.html")
    return sheet(
        request,
        invitation,
        via=Answer.Via.STAFF,
        known=_known(request, seat, invitation)
        | {"calendar": links(invitation, lambda one: seat.url("own_participation_ics", one.pk))},
        done=lambda given: seat.url("own_participation_receipt", given.number),
    )


@seated
@require_safe
def receipt(request: HttpRequest, seat: Seat, number: int) -> HttpResponse:
    """The receipt of one version."""
    invitation = _own(request, seat)
    known = _known(request, seat, invitation) | {"back": seat.url("own_participation")}
    return receipt_page(request, invitation, number, known)


@seated
@require_safe
def ics(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """A meeting's calendar file."""
    return calendar_file(get_object_or_404(Meeting, pk=pk, round=_own(request, seat).round))


def _known(request: HttpRequest, seat: Seat, invitation: Invitation) -> dict[str, Any]:
    return head(request, invitation.round) | {
        "frame": "dashboard/answer.html",
        "invitation": invitation,
        "is_linked": False,
        "looks_on": not seat.can_act,
    }


def _own(request: HttpRequest, seat: Seat) -> Invitation:
    found = _invitation(request, seat)
    if found is None:
        raise Http404(_("There is no round to answer."))
    return found


def _invitation(request: HttpRequest, seat: Seat) -> Invitation | None:
    """The municipality's invitation to the round that is open, else to the last one; None where there
    has been none.
    """
    now = moment(request)
    everyone = Round.objects.select_related("competition").order_by(
        "-competition__enrolment_deadline"
    )
    found = list(everyone.filter(begun_at__lte=now)) or list(everyone)
    open_ones = [one for one in found if rounds.is_open(one.competition, now)]
    chosen = next(iter(open_ones[::-1] or found), None)
    people = ("municipality", "round__competition")
    ours = Invitation.objects.select_related(*people).filter(
        round=chosen, municipality=seat.municipality
    )
    if chosen is None or (invitation := ours.first()) is None:
        return None
    any_competition(request, chosen.competition_id)
    return invitation
