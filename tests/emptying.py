"""Emptying all tables between tests: the database refuses it for the history without a word."""

from collections.abc import Iterable

from django.db.backends.base.operations import BaseDatabaseOperations

_WORD = "SET LOCAL site.emptying = 'yes'"


def allow() -> None:
    """From now on Django's flush says the word, in its own transaction."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def with_the_word(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        flush(self, [_WORD, *sql_list])

    BaseDatabaseOperations.execute_sql_flush = with_the_word  # type: ignore[method-assign]
