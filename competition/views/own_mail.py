"""The Monday mail: a person's own choice, how the newest one looks, and the way out of it in one click."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.csp import CSP, build_policy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from competition import bulletin, limits, monday_mail
from competition.models import MondayMail, MondayWish
from competition.monday_mail import Sheet
from competition.views.opening import moment
from competition.views.seat import Seat, seated
from signups.attempts import attempt

LAST = 10
MOST_GUESSES = 20
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-store",
}
# A mail brings its looks along in itself; nothing else may run or be loaded in it.
_POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": "allow-popups",
}
AS_MAIL = build_policy(_POLICY)


_YES_OR_NO = gettext_lazy("Say yes or no.")


class WishForm(forms.Form):
    """Whether the mail is wanted, and in which language."""

    wanted = forms.ChoiceField(
        choices=[("ja", gettext_lazy("Yes")), ("nej", gettext_lazy("No"))],
        error_messages={"required": _YES_OR_NO, "invalid_choice": _YES_OR_NO},
    )
    language = forms.ChoiceField(
        choices=MondayWish.Language.choices,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose Danish or English.")},
    )


@seated
def own_mail(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Choose the mail or give it up, see it, and see what was sent."""
    wish, mails = monday_mail.sent_to(seat.person, most=LAST)
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _choose(request, seat, form):
        return redirect("own_mail")
    sheet = _sample(seat, wish)
    hindrances = monday_mail.hindrances(mails, wish, now=seat.opening.visibility.now)
    return render(
        request,
        "dashboard/monday.html",
        seat.opening.known
        | {
            "wish": wish,
            "wanted": form.data.get("wanted") or ("ja" if wish else "nej"),
            "language": form.data.get("language")
            or (wish.language if wish else get_language() or "da"),
            "languages": MondayWish.Language.choices,
            "form": form,
            "sheet": sheet,
            "mails": [(mail, hindrances.get(mail.pk)) for mail in mails],
        },
        status=422 if form.errors else 200,
    )


def _choose(request: HttpRequest, seat: Seat, form: WishForm) -> bool:
    by, now = seat.person, seat.opening.visibility.now
    if form.cleaned_data["wanted"] == "nej":
        monday_mail.give_up(by, by=by, now=now)
        messages.success(request, _("You get no Monday mail."))
        return True
    language = form.cleaned_data["language"] or get_language() or "da"
    done = _("You get the Monday mail from the next week on.")
    return attempt(request, lambda: monday_mail.choose(language=language, by=by, now=now), done)


def _sample(seat: Seat, wish: MondayWish | None) -> Sheet | None:
    """The newest mail as it would look; None before there are places. Until the mail is chosen, the
    link in it ends nothing.
    """
    found = bulletin.of(seat.opening.race, seat.opening.visibility, seat.own)
    if found is None:
        return None
    language = wish.language if wish else get_language() or "da"
    since = wish.since if wish else seat.opening.visibility.now
    return monday_mail.set_(found, seat.person, language=language, since=since)


@seated
@require_safe
@xframe_options_sameorigin
def sample(_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The newest mail's HTML by itself, to be shown in a frame: it can do nothing but be looked at."""
    sheet = _sample(seat, monday_mail.wish_of(seat.person))
    if sheet is None:
        raise Http404(_("There are no places yet."))
    response = HttpResponse(sheet.html)
    response.headers[CSP.HEADER_ENFORCE.value] = AS_MAIL
    return response


@seated
@require_POST
def again(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """What failed, or may have failed, is sent again because its person says so."""
    mail = get_object_or_404(MondayMail, pk=pk, person=seat.person)
    done = _("The mail is sent again in a minute.")
    by, now = seat.person, seat.visibility.now
    attempt(request, lambda: monday_mail.ask_again(mail, by=by, now=now), done)
    return redirect("own_mail")


# --- by the link in a mail ------------------------------------------------------------------------
@csrf_exempt
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Give the mail up without signing in. A POST does it, with or without a page (RFC 8058); a GET
    asks first, since mail programs open links by themselves. It reads no cookie and can do nothing
    else, so it needs no token against forged requests.
    """
    response = _off(request, token)
    for name, value in _HEADERS.items():
        response.headers[name] = value
    return response


def _off(request: HttpRequest, token: str) -> HttpResponse:
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    link = monday_mail.find(token)
    if link is None:
        guesses = monday_mail.looks_like_one(token)
        if guesses and limits.too_many(request, "guess", most=MOST_GUESSES):
            return render(request, "answer/too_many.html", status=429)
        return _page(request, "unknown", status=404)
    if request.method == "POST":
        monday_mail.give_up(link.person, by=None, now=moment(request), since=link.since)
    wish = monday_mail.wish_of(link.person)
    if wish is None:
        return _page(request, "done")
    if wish.since != link.since:
        return _page(request, "earlier", status=410)
    return _page(request, "ask")


def _page(request: HttpRequest, state: str, *, status: int = 200) -> HttpResponse:
    return render(request, "dashboard/monday_off.html", {"state": state}, status=status)
