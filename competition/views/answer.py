"""The municipality's answer: by its personal link, which needs no login, or signed in.

Whoever has the link has the right, so it is kept out of caches, search machines and referrers. The
pages by the link read no cookie and act for nobody who is signed in: there is nothing that another
site could borrow, and under `no-referrer` a browser names no origin that could be compared. So they
do without the token against forged requests.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from competition import invitations, limits, round_answers, rounds
from competition.models import Answer, Invitation, Meeting, Round
from competition.views.opening import any_competition, moment
from competition.views.round_desk import answer_sheet, head
from competition.views.round_letters import ics
from municipalities.access import only, signed_in

MOST_ANSWERS, MOST_GUESSES = 30, 20
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-store",
}


def by_link[**P](
    view: Callable[Concatenate[HttpRequest, Invitation, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view for whoever has a municipality's link. A wrong one is answered the same as one that was
    renewed or withdrawn, and too many are not answered.
    """

    def opened(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = _answered(request, token, lambda one: view(request, one, *args, **kwargs))
        for name, value in _HEADERS.items():
            response.headers[name] = value
        return response

    update_wrapper(opened, view)
    return csrf_exempt(opened)


def _answered(
    request: HttpRequest, token: str, view: Callable[[Invitation], HttpResponse]
) -> HttpResponse:
    invitation = invitations.find(token)
    if invitation is None:
        guesses = invitations.looks_like_one(token)
        if guesses and limits.too_many(request, "guess", most=MOST_GUESSES):
            return render(request, "answer/too_many.html", status=429)
        return render(request, "answer/no_link.html", status=404)
    if request.method == "POST" and limits.too_many(request, "answer", most=MOST_ANSWERS):
        return render(request, "answer/too_many.html", status=429)
    request.competition = invitation.round.competition  # type: ignore[attr-defined]
    return view(invitation)


def _known(request: HttpRequest, invitation: Invitation) -> dict[str, object]:
    return head(request, invitation.round) | {"invitation": invitation, "is_linked": True}


@by_link
def answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The answer, to give or to change until the deadline; then to read."""
    token = invitations.key(invitation)
    known = _known(request, invitation) | {
        "calendar": _links("answer_ics", token, invitation),
    }
    return _sheet(
        request,
        invitation,
        via=Answer.Via.LINK,
        known=known,
        done=lambda given: reverse("answer_receipt", args=[token, given.number]),
    )


@by_link
def receipt(request: HttpRequest, invitation: Invitation, number: int) -> HttpResponse:
    """The receipt of one version, to be kept or printed."""
    back = reverse("answer", args=[invitations.key(invitation)])
    return _receipt(request, invitation, number, _known(request, invitation) | {"back": back})


@by_link
def calendar(_request: HttpRequest, invitation: Invitation, pk: int) -> HttpResponse:
    """A meeting's calendar file."""
    return ics(get_object_or_404(Meeting, pk=pk, round=invitation.round))


# --- signed in ------------------------------------------------------------------------------------
def _own(request: HttpRequest) -> Invitation:
    """The invitation of the person's own municipality to the round that is open, else the last one.
    Http404 where there has been none.
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
        round=chosen, municipality=signed_in(request).municipality_id
    )
    if chosen is None or (invitation := ours.first()) is None:
        raise Http404(_("There is no round to answer."))
    any_competition(request, chosen.competition_id)
    return invitation


@only("is_municipal_staff")
def participation(request: HttpRequest) -> HttpResponse:
    """The same for those who are signed in."""
    invitation = _own(request)
    known = head(request, invitation.round) | {
        "calendar": _links("participation_ics", None, invitation),
        "is_linked": False,
    }
    return _sheet(
        request,
        invitation,
        via=Answer.Via.STAFF,
        known=known,
        done=lambda given: reverse("participation_receipt", args=[given.number]),
    )


@only("is_municipal_staff")
@require_safe
def participation_receipt(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt of one version."""
    invitation = _own(request)
    known = head(request, invitation.round) | {"back": reverse("participation")}
    return _receipt(request, invitation, number, known)


@only("is_municipal_staff")
@require_safe
def participation_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting's calendar file."""
    return ics(get_object_or_404(Meeting, pk=pk, round=_own(request).round))


def _links(name: str, token: str | None, invitation: Invitation) -> list[tuple[Meeting, str]]:
    before = [token] if token else []
    return [
        (each, reverse(name, args=[*before, each.pk]))
        for each in round_answers.meetings(invitation)
    ]


def _sheet(
    request: HttpRequest,
    invitation: Invitation,
    *,
    via: Answer.Via,
    known: dict[str, object],
    done: Callable[[Answer], str],
) -> HttpResponse:
    versions = round_answers.versions(invitation)
    known |= {
        "receipts": [(one, done(one)) for one in versions],
        "last": next(iter(versions), None),
    }
    template = "answer/answer.html"
    if not known["is_open"]:
        status = 200 if request.method in {"GET", "HEAD"} else 422
        return render(request, "answer/closed.html", known, status=status)
    return answer_sheet(request, invitation, via=via, template=template, known=known, done=done)


def _receipt(
    request: HttpRequest, invitation: Invitation, number: int, known: dict[str, object]
) -> HttpResponse:
    versions = round_answers.versions(invitation)
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise Http404(str(number))
    newest = versions[0].number == number
    more = {"answer": found, "invitation": invitation, "is_newest": newest}
    return render(request, "answer/receipt.html", known | more)
