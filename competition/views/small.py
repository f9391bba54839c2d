"""Small pages: accessibility, privacy, and what machines ask for."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse

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
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by machines; the pages behind the login are of no use to them."""
    closed = ("/admin/", "/kl/", "/min-kommune/", "/konto/", "/svar/", "/en/svar/")
    lines = ["User-agent: *", *(f"Disallow: {each}" for each in closed), ""]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def favicon(_request: HttpRequest) -> HttpResponse:
    """The mark, for whoever asks at the old address without looking into the page."""
    return redirect(static("img/mark.svg"))


def healthz(_request: HttpRequest) -> HttpResponse:
    """`ok` when the site and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
