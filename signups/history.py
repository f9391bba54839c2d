"""What the database's own history is told by whoever changes something: who acts, when and why.

The triggers keep every change of figures, releases, population, participants and competitions by
themselves (see the migrations); without a word from here they keep it with the database's clock and
no person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from municipalities.models import User

_TELL = (
    "SELECT set_config('site.person', %s, %s), set_config('site.now', %s, %s),"
    " set_config('site.reason', %s, %s)"
)


def told(*, by: User | None, now: datetime, reason: str = "") -> None:
    """Until the transaction ends, changes are kept as this person's. Only inside a transaction."""
    _tell(str(by.pk) if by else "", now.isoformat(), reason, local=True)


@contextmanager
def told_by_request(*, by: User, now: datetime) -> Iterator[None]:
    """While a request of this person is answered, changes are kept as theirs."""
    _tell(str(by.pk), now.isoformat(), "", local=False)
    try:
        yield
    finally:
        if connection.is_usable():
            _tell("", "", "", local=False)


def _tell(person: str, now: str, reason: str, *, local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [person, local, now, local, reason, local])
