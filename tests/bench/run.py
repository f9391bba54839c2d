"""All measurements, one after the other, in a database of their own."""

import logging
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

from tests import emptying
from tests import factories as make
from tests.bench import desk, importing, leaderboard, projecting, ranking
from tests.bench.measure import Measured


def main() -> int:
    """0 if every limit holds, 1 if one is missed."""
    logging.disable(logging.WARNING)
    setup_test_environment()
    emptying.allow()
    connection.settings_dict["TEST"]["NAME"] = "bench"
    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    missed = 0
    try:
        for part in (_pure, _country, _thousand, _europe):
            for measured in part():
                print(measured, flush=True)  # noqa: T201  what this program is for
                missed += not measured.holds
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)
    return 1 if missed else 0


def _pure() -> Iterator[Measured]:
    yield from ranking.measure()
    yield from projecting.measure()


def _country() -> Iterator[Measured]:
    """With the real municipalities and the demonstration's figures."""
    make.autumn()
    yield importing.measure_real()
    yield desk.measure_preview()
    yield from desk.measure_grid()
    yield leaderboard.measure_cold("leaderboard_cold_queries_98")
    yield from leaderboard.measure_rates()
    _empty()


def _thousand() -> Iterator[Measured]:
    """With ten times as many municipalities."""
    race = make.competition()
    many = make.invented(980, race=race)
    for week in range(34, 42):
        make.store_places(make.invented_figures(make.published(f"2014-W{week}"), many))
    yield leaderboard.measure_cold("leaderboard_cold_queries_980")
    _empty()


def _europe() -> Iterator[Measured]:
    """With a thousand times as many."""
    yield from importing.measure_invented()
    yield importing.measure_history()


def _empty() -> None:
    call_command("flush", interactive=False, verbosity=0)
