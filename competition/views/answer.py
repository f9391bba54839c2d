"""The municipality's answer by its personal link, which needs no login, and what the page has in
common with the one for those who are signed in.

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
from django.views.decorators.csrf import csrf_exempt

from competition import invitations, limits, round_answers
from competition.models import Answer, Invitation, Meeting
from competition.views.round_desk import answer_sheet, head
from competition.views.round_letters import ics

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
        "calendar": links(invitation, lambda one: reverse("answer_ics", args=[token, one.pk])),
    }
    return sheet(
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
    return receipt_page(request, invitation, number, _known(request, invitation) | {"back": back})


@by_link
def calendar(_request: HttpRequest, invitation: Invitation, pk: int) -> HttpResponse:
    """A meeting's calendar file."""
    return ics(get_object_or_404(Meeting, pk=pk, round=invitation.round))


# --- the same by link and signed in ---------------------------------------------------------------
def links(invitation: Invitation, address: Callable[[Meeting], str]) -> list[tuple[Meeting, str]]:
    """The meetings, each with the address of its calendar file."""
    return [(each, address(each)) for each in round_answers.meetings(invitation)]


def sheet(
    request: HttpRequest,
    invitation: Invitation,
    *,
    via: Answer.Via,
    known: dict[str, object],
    done: Callable[[Answer], str],
) -> HttpResponse:
    """The form, or what was answered: after the deadline, and for whoever only looks on."""
    versions = round_answers.versions(invitation)
    known |= {
        "receipts": [(one, done(one)) for one in versions],
        "last": next(iter(versions), None),
    }
    template = "answer/answer.html"
    if not known["is_open"] or known.get("looks_on"):
        status = 200 if request.method in {"GET", "HEAD"} else 422
        return render(request, "answer/closed.html", known, status=status)
    return answer_sheet(request, invitation, via=via, template=template, known=known, done=done)


def receipt_page(
    request: HttpRequest, invitation: Invitation, number: int, known: dict[str, object]
) -> HttpResponse:
    """One version. Http404 where there is no such one."""
    versions = round_answers.versions(invitation)
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise Http404(str(number))
    newest = versions[0].number == number
    more = {"answer": found, "invitation": invitation, "is_newest": newest}
    return render(request, "answer/receipt.html", known | more)
