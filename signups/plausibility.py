"""What looks wrong about a week's figures though it is possible, for a person to answer. Pure.

Every comparison is exact, in whole numbers. A warning stops nothing by itself: the figures are
stored when a person has acknowledged each of them, with a reason. The rules are described in
docs/data-format.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from signups.headings import FIGURES
from signups.lines import Row, Total

type Stocks = tuple[int, int, int]

FALL_DENOMINATOR = 200  # more than 1/200, which is 0.5 per cent
RISE_DENOMINATOR = 20  # more than 1/20 of the population, which is 5 percentage points
TIMES = 10
_OF_TOTALS = {"file_total", "national_total"}

FIELD_NAMES: Mapping[str, Promise] = {
    FIGURES[0]: _("registered 15+"),
    FIGURES[1]: _("registered 15-24"),
    FIGURES[2]: _("exempt 15+"),
}
_TEXTS: Mapping[str, Promise] = {
    "fall": _(
        "%(name)s: %(field)s falls by more than 0.5 per cent, from %(was)s to %(now)s. Check that the number is right, and of the right week."
    ),
    "rise": _(
        "%(name)s: %(field)s rises from %(was)s to %(now)s, more than 5 percentage points of the population of %(reference)s. Check the number."
    ),
    "tenfold": _(
        "%(name)s: %(field)s is ten times last week's number or more, %(was)s before and %(now)s now. Look for a digit too many."
    ),
    "tenth": _(
        "%(name)s: %(field)s is a tenth of last week's number or less, %(was)s before and %(now)s now. Look for a digit that is missing."
    ),
    "above_population": _(
        "%(name)s: registered and exempt are %(now)s together, above the population of %(reference)s. A small municipality can have it so; check both numbers."
    ),
    "young_above_population": _(
        "%(name)s: %(field)s is %(now)s, above the population of that age, %(reference)s. Check the number."
    ),
    "unchanged": _(
        "%(name)s: all figures are the same as last week. Ask whether they have been updated."
    ),
    "all_unchanged": _(
        "All figures are the same as last week. Check that they are of the right week."
    ),
    "same_file": _(
        "The same file was received before: %(detail)s. Check that it is the right one."
    ),
    "file_total": _(
        "The sum of %(field)s is %(now)s, but the file's own total line says %(reference)s. Look for a municipality that is missing or wrong."
    ),
    "national_total": _(
        "The sum of %(field)s is %(now)s, but the national total is %(reference)s. Look for a municipality that is missing or wrong."
    ),
    "missing": _("%(name)s has no figures. Ask for them, or go on without."),
}
_MARK = pgettext_lazy("between thousands", ",")


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the domain's own word
    """One thing to look at. `code` and `field` are empty where it is about the whole file.

    `was` is last week's number, `now` this week's, `reference` the population or total that `now` is
    held against; None where there is none.
    """

    kind: str
    code: str = ""
    field: str = ""
    name: str = ""
    was: int | None = None
    now: int | None = None
    reference: int | None = None
    detail: str = ""

    @property
    def key(self) -> str:
        """The same as long as the warning is, its numbers included, so that an answer to it never
        covers other numbers: `fall:101:registered_15_plus:5000:4900:`.
        """
        numbers = (self.was, self.now, self.reference)
        return ":".join(
            [self.kind, self.code, self.field, *("" if n is None else str(n) for n in numbers)]
        )

    @property
    def fingerprint(self) -> str:
        """As `key`, and the same for a file's own total as for the country's: a draft knows one only."""
        kind = "total" if self.kind in _OF_TOTALS else self.kind
        numbers = (self.was, self.now, self.reference)
        said = ":".join("" if number is None else str(number) for number in numbers)
        return f"{kind}:{self.code}:{self.field}:{said}"

    @property
    def text(self) -> str:
        """In the reader's language: what looks wrong, and what to check."""
        return str(_TEXTS[self.kind]) % {
            "name": self.name,
            "field": str(FIELD_NAMES.get(self.field, "")),
            "was": _grouped(self.was),
            "now": _grouped(self.now),
            "reference": _grouped(self.reference),
            "detail": self.detail,
        }

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it; `from_dict` makes it whole again."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Back from `as_dict`. TypeError for anything else."""
        return cls(**data)

    def __str__(self) -> str:
        return self.text


def check(
    parsed_rows: Sequence[Row],
    *,
    municipalities: Mapping[str, str],
    previous: Mapping[str, Stocks] | None,
    population: Mapping[str, tuple[int, int]],
    file_total: Total | None,
    national_total: Total | None = None,
    same_file_as: str | None = None,
) -> list[Warning]:
    """All warnings: about the whole file first, then by municipality in the order of the file.

    `municipalities` maps code to name, and is everybody who should be in the file. `previous` holds
    the stocks (registered 15+, registered 15-24, exempt 15+) of the release before, None or without
    a municipality where there is none; `population` people aged (15+, 15-24). Who has no earlier
    figure or no population is not held against it.

    A fall of exactly 0.5 per cent and a rise of exactly 5 percentage points are fine. Exactly ten
    times and exactly a tenth are warned of, for small numbers as well: in the smallest
    municipalities a digit too many is no more than a handful of people, and nothing else would show
    it. From 0 there is no "times", so the rise alone decides.
    """
    by_row: list[Warning] = []
    unchanged = 0
    before = previous or {}
    for row in parsed_rows:
        code = row.code
        stocks = row[2:]
        was, people = before.get(code), population.get(code)
        if was and people and _is_usual(stocks, was, people):
            continue
        name = municipalities.get(code, code)
        unchanged += was == stocks
        by_row += of_row(code, name, stocks, was, people)
    found = _of_file(parsed_rows, file_total, national_total, same_file_as)
    if unchanged and unchanged == len(parsed_rows):
        together = sum(row.registered_15_plus for row in parsed_rows)
        found.append(Warning("all_unchanged", was=together, now=together))
        by_row = [warning for warning in by_row if warning.kind != "unchanged"]
    return found + by_row + _missing(parsed_rows, municipalities)


def _is_usual(now: Stocks, was: Stocks, people: tuple[int, int]) -> bool:
    """Whether nothing of one municipality can be warned of; most often so, and quick to see."""
    a, b, c = now
    a0, b0, c0 = was
    all_ages, young = people
    return (
        a0 <= a < TIMES * a0
        and b0 <= b < TIMES * b0
        and c0 <= c < TIMES * c0
        and (a - a0) * RISE_DENOMINATOR <= all_ages
        and (b - b0) * RISE_DENOMINATOR <= young
        and (c - c0) * RISE_DENOMINATOR <= all_ages
        and a + c <= all_ages
        and b <= young
        and now != was
    )


def of_row(
    code: str, name: str, now: Stocks, was: Stocks | None, people: tuple[int, int] | None
) -> list[Warning]:
    """The warnings of one municipality's figures, as in `check`."""
    found = []
    if was is not None:
        if now == was:
            found.append(Warning("unchanged", code, name=name, was=was[0], now=now[0]))
        bands = (people[0], people[1], people[0]) if people else (None, None, None)
        for field, new, old, band in zip(FIGURES, now, was, bands, strict=True):
            found += [
                Warning(kind, code, field, name, was=old, now=new, reference=band)
                for kind in _of_change(new, old, band)
            ]
    if people and now[0] + now[2] > people[0]:
        together = now[0] + now[2]
        found.append(
            Warning("above_population", code, name=name, now=together, reference=people[0])
        )
    if people and now[1] > people[1]:
        found.append(
            Warning(
                "young_above_population", code, FIGURES[1], name, now=now[1], reference=people[1]
            )
        )
    return found


def _of_change(new: int, old: int, people: int | None) -> list[str]:
    kinds = []
    if (old - new) * FALL_DENOMINATOR > old:
        kinds.append("fall")
    if people is not None and (new - old) * RISE_DENOMINATOR > people:
        kinds.append("rise")
    if old and new >= TIMES * old:
        kinds.append("tenfold")
    elif old and TIMES * new <= old:
        kinds.append("tenth")
    return kinds


def _of_file(
    rows: Sequence[Row],
    file_total: Total | None,
    national_total: Total | None,
    same_file_as: str | None,
) -> list[Warning]:
    found = [Warning("same_file", detail=same_file_as)] if same_file_as else []
    for kind, total in (("file_total", file_total), ("national_total", national_total)):
        for place, field in enumerate(FIGURES):
            given = total[place] if total else None
            if given is None:
                continue
            together = sum(getattr(row, field) for row in rows)
            if together != given:
                found.append(Warning(kind, field=field, now=together, reference=given))
    return found


def _missing(rows: Sequence[Row], municipalities: Mapping[str, str]) -> list[Warning]:
    there = {row.code for row in rows}
    return [
        Warning("missing", code, name=name)
        for code, name in municipalities.items()
        if code not in there
    ]


def _grouped(number: int | None) -> str:
    return "" if number is None else f"{number:,}".replace(",", str(_MARK))
