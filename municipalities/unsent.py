"""A form that could not be taken: the session had ended, or its token was an old one. What was typed is
shown, to be copied and to be sent again with a new token.

A page of somebody else's must not fill in a form of ours that way, so fields are taken back only from
a form that the browser says is our own page's. Passwords, keys and files are never given back.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SAFE = {"GET", "HEAD", "OPTIONS"}
_NEVER = ("password", "credential", "csrfmiddlewaretoken", "secret")
_SILENT = {"seen", "next", "act", "kept", "rows", "adds"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form as it was sent."""

    name: str
    value: str

    @property
    def is_typed(self) -> bool:
        """Whether it holds something that a person wrote, and not what the page wrote for itself."""
        hidden = self.name in _SILENT or self.name.startswith(("was-", "total-"))
        return bool(self.value.strip()) and not hidden


def is_our_own(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def can_be_kept(request: HttpRequest) -> bool:
    """Whether a form that a person sent is to be given back: no script's request, and no form of
    signing in or of the administration.
    """
    return (
        request.method == "POST"
        and is_our_own(request)
        and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and not _is_secret(request)
    )


def _is_secret(request: HttpRequest) -> bool:
    path = request.path.removeprefix("/en")
    return path.startswith(("/konto/", "/admin/"))


def page(request: HttpRequest, *, is_old: bool = False) -> HttpResponse:
    """Tells what happened, with what was typed and the way to send it again. `is_old`: the form's
    token was an old one, and the session need not have ended.
    """
    fields = _fields(request) if can_be_kept(request) else []
    context = {
        "fields": fields,
        "typed": [field for field in fields if field.is_typed],
        "files": sorted(request.FILES) if fields else [],
        "is_old": is_old,
        "again": request.get_full_path() if can_be_kept(request) else "",
    }
    response = render(request, "unsent.html", context, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _fields(request: HttpRequest) -> list[Field]:
    return [
        Field(name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name.lower() for word in _NEVER)
    ]


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's
    """What Django shows for a form whose token does not fit."""
    return page(request, is_old=True)
