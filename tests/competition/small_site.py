"""A site of a few addresses, each of which counts how often its view is asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from competition.caching import public_page, reads, wants_part
from tests import factories as make

NOW = make.at(2014, 10, 18, 10)
calls: list[str] = []
moments: list[datetime] = []


@public_page
@reads("q", "a")
def page(request: HttpRequest) -> HttpResponse:
    calls.append(request.method or "")
    moments.append(request.now)
    part = "part" if wants_part(request) else "whole"
    return HttpResponse(f"<p>{part} {len(calls)}</p>" + "x" * 2000)


@public_page
def picture(request: HttpRequest) -> HttpResponse:
    calls.append(request.get_full_path())
    return HttpResponse(b"\x89PNG" + b"x" * 2000, content_type="image/png")


@public_page
def with_cookie(request: HttpRequest) -> HttpResponse:
    calls.append("")
    response = HttpResponse("cookie")
    response.set_cookie("taste", "chocolate")
    return response


def private(request: HttpRequest) -> HttpResponse:
    calls.append("")
    return HttpResponse("private")


@public_page
def missing(request: HttpRequest) -> HttpResponse:
    calls.append("")
    return HttpResponse("missing", status=404)


@public_page
def with_its_own_age(request: HttpRequest) -> HttpResponse:
    return HttpResponse("old", headers={"Cache-Control": "public, max-age=60"})


@public_page
def own_business(request: HttpRequest) -> HttpResponse:
    calls.append("")
    return HttpResponse("own", headers={"Cache-Control": "private, max-age=5"})


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(hasattr(request, "site_state")))


urlpatterns = [
    path("page/", page),
    path("page/?a=1", page),
    path("picture/", picture),
    path("cookie/", with_cookie),
    path("private/", private),
    path("missing/", missing),
    path("aged/", with_its_own_age),
    path("own/", own_business),
    path("healthz", bare),
]


def opened() -> Iterator[None]:
    """The site, with nothing asked for yet; closed again afterwards."""
    calls.clear()
    moments.clear()
    make.the_clock_shows(NOW)
    with override_settings(ROOT_URLCONF=__name__):
        yield


def get(address: str = "/page/", client: Client | None = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (client or Client()).get(address, headers=named)
