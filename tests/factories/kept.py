"""A country that many tests begin with: made once in each process, put back from its rows after that.

What the database does by itself when rows come (the history, the data version) it does each time.
"""

from collections.abc import Callable

from django.db import connection

from competition.models import Competition, Participation, StoredPlace
from municipalities.models import Municipality, Population, Region, User
from signups.models import Change, Figure, Release, SiteState
from tests.factories.counted import correcting

# In this order a row finds those that it points to.
TABLES = tuple(
    model._meta.db_table
    for model in (
        *(Region, Municipality, Population, User),
        *(Competition, Participation, Release, Figure, StoredPlace),
    )
)
WRITTEN_BY_ITSELF = {Change._meta.db_table, SiteState._meta.db_table}
_kept: dict[object, dict[str, bytes]] = {}


def made_once(name: object, make: Callable[[], Competition]) -> Competition:
    """What `make` makes, and the competition that it gives. In tables that hold something already it
    is made anew."""
    if _filled(TABLES):
        return make()
    if name not in _kept:
        before = _filled(connection.introspection.table_names())
        race = make()
        after = _filled(connection.introspection.table_names())
        assert after - before <= {*TABLES, *WRITTEN_BY_ITSELF}, "more tables to be kept"
        _kept[name] = {table: _rows(table) for table in TABLES}
        return race
    with correcting():
        for table, rows in _kept[name].items():
            _put_back(table, rows)
    return Competition.objects.get()


def _filled(tables) -> set[str]:
    """Those of the tables that hold a row."""
    holds_a_row = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(holds_a_row.format(table) for table in tables))
        return {name for (name,) in cursor.fetchall()}


def _rows(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as out:
        return b"".join(out)


def _put_back(table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as into:
        into.write(rows)
