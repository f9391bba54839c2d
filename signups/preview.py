"""What a person looks over before the figures are stored: old, new and difference for everybody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from municipalities.models import Municipality
from signups.imports import Examined


@dataclass(frozen=True, slots=True)
class Change:
    """One stock: last week's number and this week's, None where there is none."""

    old: int | None
    new: int | None

    @property
    def difference(self) -> int | None:
        if self.old is None or self.new is None:
            return None
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One municipality: its three stocks, and how many warnings they raise."""

    code: str
    name: str
    registered_15_plus: Change
    registered_15_24: Change
    exempt_15_plus: Change
    warnings: int

    @property
    def changes(self) -> tuple[Change, Change, Change]:
        return (self.registered_15_plus, self.registered_15_24, self.exempt_15_plus)

    @property
    def is_missing(self) -> bool:
        return self.registered_15_plus.new is None


def rows(examined: Examined) -> Sequence[PreviewRow]:
    """Everybody, those with warnings first, then in the order of the official codes."""
    warnings = Counter(warning.code for warning in examined.warnings)
    new = {
        row.code: (row.registered_15_plus, row.registered_15_24, row.exempt_15_plus)
        for row in examined.parsed.rows
    }
    found = [
        _row(code, name, examined.previous.get(code), new.get(code), warnings[code])
        for code, name in Municipality.objects.order_by("code").values_list("code", "name")
    ]
    return sorted(found, key=lambda row: (row.warnings == 0, row.code))


def _row(
    code: str,
    name: str,
    old: tuple[int, int, int] | None,
    new: tuple[int, int, int] | None,
    warnings: int,
) -> PreviewRow:
    first, second, third = (
        Change(old[i] if old else None, new[i] if new else None) for i in range(3)
    )
    return PreviewRow(code, name, first, second, third, warnings)
