"""Small pages: accessibility, privacy, and what machines ask for."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from competition.caching import public_page
from competition.views.opening import find_competition


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.html", {"competition": find_competition(request)})


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What the site knows about those who read it: nothing."""
    return render(request, "public/privacy.html", {"competition": find_competition(request)})


@public_page
def robots(_request: HttpRequest) -> HttpResponse:
    """Everything public may be read by machines; the pages behind the login are of no use to them."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /kl/",
        "Disallow: /min-kommune/",
        "Disallow: /svar/",
        "Disallow: /en/svar/",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def favicon(_request: HttpRequest) -> HttpResponse:
    """The mark, for whoever asks at the old address without looking into the page."""
    return redirect(static("img/mark.svg"))


def healthz(_request: HttpRequest) -> HttpResponse:
    """`ok` when the site and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
