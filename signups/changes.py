"""The database's history, read: which row changed, from what to what, by whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from municipalities.models import Municipality, User
from signups.models import Change

# Numbers that only the database knows a row by say nothing to a reader.
_UNSAID = {"id", "sort_key", "release_id", "municipality_id", "touched_at"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One column before and after, as text; empty where there was nothing."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept change with its words: what kind of row, which columns, of which municipality."""

    change: Change
    kind: str
    person: User | None
    municipality: Municipality | None
    differences: list[Difference]

    @property
    def who(self) -> str:
        """The person, or for plain SQL the database's user."""
        if self.person:
            return str(self.person)
        return _("by itself (%(user)s)") % {"user": self.change.database_user}


def asked(*, week: str = "", municipality: str = "", table: str = "") -> QuerySet[Change]:
    """The changes of a week, a municipality, a kind of row; the newest first."""
    wanted = {"week": week, "municipality": municipality, "table_name": table}
    filters = {name: value for name, value in wanted.items() if value}
    return Change.objects.filter(**filters).order_by("-id")


def kinds() -> dict[str, str]:
    """The kept tables and what their rows are called."""
    tables = Change.objects.order_by("table_name").values_list("table_name", flat=True).distinct()
    return {table: _kind(table) for table in tables}


def told(changes: Iterable[Change]) -> Iterator[Entry]:
    """The changes in words."""
    municipalities = Municipality.objects.in_bulk()
    people = User.objects.in_bulk()
    for change in changes:
        yield Entry(
            change,
            _kind(change.table_name),
            people.get(change.person_id or 0),
            municipalities.get(change.municipality),
            differences(change),
        )


def differences(change: Change) -> list[Difference]:
    """The columns that are not as they were."""
    old, new = change.old or {}, change.new or {}
    return [
        Difference(_column(change.table_name, name), _text(old.get(name)), _text(new.get(name)))
        for name in {**old, **new}
        if name not in _UNSAID and _text(old.get(name)) != _text(new.get(name))
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)


@cache
def _model(table: str) -> type[Model] | None:
    return next((m for m in apps.get_models() if m._meta.db_table == table), None)  # noqa: SLF001


def _kind(table: str) -> str:
    model = _model(table)
    return str(model._meta.verbose_name) if model else table  # noqa: SLF001


def _column(table: str, name: str) -> str:
    model = _model(table)
    try:
        field = model._meta.get_field(name.removesuffix("_id")) if model else None  # noqa: SLF001
    except FieldDoesNotExist:
        return name
    return str(getattr(field, "verbose_name", name))
