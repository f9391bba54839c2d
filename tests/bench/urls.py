"""The site's addresses, and the empty view that the pages are measured against.

It lies where the page cache does not look, so that the yardstick is Django alone.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as site


def bare(request: HttpRequest, size: int) -> HttpResponse:
    """As many bytes as asked for, and nothing else."""
    return HttpResponse(b"x" * size)


urlpatterns = [path("healthz/bare/<int:size>/", bare), *site]
