"""What every template may know: whether this is the demonstration, and where the other language is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from competition.categories import MAIN


def site(request: HttpRequest) -> dict[str, Any]:
    """The notice, the menu's competition (None on pages without one) and the other language."""
    other = "en" if get_language() == "da" else "da"
    return {
        "demo": settings.DEMO,
        "competition": getattr(request, "competition", None),
        "main_category": MAIN,
        "other_language": other,
        "other_language_url": translate_url(request.get_full_path(), other),
    }
