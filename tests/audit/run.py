"""All audits, one after the other, in a database of their own with the demonstration's figures."""

import logging
from collections.abc import Iterator, Sequence

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from tests import factories as make
from tests.audit import browser, lighthouse
from tests.audit.pages import PAGES
from tests.bench import server
from tests.bench.measure import Measured

DEMO_DAY = make.at(2014, 10, 18, 10)
TABLE = "rangliste"
MOST_KB, MOST_QUERIES = 160, 6


def main(only: Sequence[str] = ()) -> int:
    """0 if every limit holds, 1 if one is missed. `only` names pages; all of them otherwise."""
    logging.disable(logging.WARNING)
    setup_test_environment()
    connection.settings_dict["TEST"]["NAME"] = "audit"
    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    pages = {name: path for name, path in PAGES.items() if name in (only or PAGES)}
    missed = 0
    try:
        make.autumn()
        make.the_clock_shows(DEMO_DAY)
        for line, holds in _everything(pages):
            print(line, "" if holds else "  MISSED", flush=True)  # noqa: T201  what this is for
            missed += not holds
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)
    return 1 if missed else 0


def _everything(pages: dict[str, str]) -> Iterator[tuple[str, bool]]:
    for name, path in pages.items():
        measured = cold_queries(name, path)
        yield str(measured), measured.holds
    with server.serving() as port:
        base = f"http://127.0.0.1:{port}"
        with browser.browser() as opened:
            kb = Measured("first_visit_kb", browser.weight_kb(opened, base, PAGES[TABLE]), MOST_KB)
            yield str(kb), kb.holds
            for name, path in pages.items():
                found = browser.findings(opened, base, name, path)
                yield "\n".join([f"axe_{name} {len(found)}  (limit 0)", *found]), not found
        for name, path in pages.items():
            for score in lighthouse.scores(name, base + path):
                yield str(score), score.holds


def cold_queries(name: str, path: str) -> Measured:
    """SQL queries of a page with nothing cached."""
    client = Client()
    client.get(path)  # what a process reads once in its life is no part of a page
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    return Measured(f"cold_queries_{name}", len(queries), MOST_QUERIES)
