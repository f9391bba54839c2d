"""The ranking table: how many queries when nothing is cached, how many answers a second when it is."""

import http.client
import statistics

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.bench import server
from tests.bench.measure import Measured

PAGE = "/2014/rangliste/mest-digitale/"
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
DEMO_DAY = make.at(2014, 10, 18, 10)


def measure_cold(name: str) -> Measured:
    """SQL queries of the whole page with nothing cached."""
    make.the_clock_shows(DEMO_DAY)
    client = Client()
    client.get(PAGE)  # what a process reads once in its life is no part of a page
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(PAGE)
    if response.status_code != 200:
        raise RuntimeError(f"{PAGE} answers {response.status_code}")
    return Measured(name, len(queries), 4)


def measure_rates() -> list[Measured]:
    """The cached page, and 304, against an empty view that answers as many bytes."""
    make.the_clock_shows(DEMO_DAY)
    with server.serving() as port:
        etag, size = _one(port)
        bare = f"/healthz/bare/{size}/"
        for path in (PAGE, bare):
            server.rate(port, path, seconds=1, status=200, **BROWSER)
        cached, unchanged = [], []
        for _ in range(5):
            yardstick = server.rate(port, bare, seconds=1.5, status=200, **BROWSER)
            page = server.rate(port, PAGE, seconds=1.5, status=200, **BROWSER)
            held = server.rate(
                port, PAGE, seconds=1.5, status=304, **BROWSER, **{"If-None-Match": etag}
            )
            cached.append(page / yardstick)
            unchanged.append(held / yardstick)
    return [
        Measured("leaderboard_vs_bare", statistics.median(cached), 0.7, at_most=False),
        Measured("leaderboard_304_vs_bare", statistics.median(unchanged), 0.7, at_most=False),
    ]


def _one(port: int) -> tuple[str, int]:
    """The page's ETag, and its size as it is sent to a browser; a page names its host."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", PAGE, headers={"Host": server.HOST, **BROWSER})
    answer = asked.getresponse()
    size = len(answer.read())
    asked.close()
    return answer.headers["ETag"], size
