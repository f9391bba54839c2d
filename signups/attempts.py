"""How an edge tries what may be refused: the person is told either way."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from signups.releases import Refused


def attempt(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Do it (and say so), or tell the person why it cannot be done; whether it was done."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def tell_errors(request: HttpRequest, form: BaseForm) -> None:
    """What is wrong with a form that is not shown again, a message for each field."""
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
