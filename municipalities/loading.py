"""Bringing master data in: municipalities with their regions, and population.

Each verb is atomic and can be run again: what is the same stays untouched. Nothing is deleted.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from municipalities import names, statbank, textfiles
from municipalities.models import CODE_PATTERN, Municipality, Population, Region

DATA = Path(__file__).resolve().parent / "data"
MUNICIPALITIES_FILE = DATA / "municipalities.csv"
POPULATION_FILE = DATA / "population-2014k1.csv"

_COLUMNS = ("code", "name", "region_code", "region_name")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows a loading made, changed, and found the same."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __str__(self) -> str:
        return f"{self.new} new, {self.changed} changed, {self.same} the same"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a file of municipalities did."""

    regions: Counted
    municipalities: Counted


class LoadingError(ValueError):
    """A file that cannot be loaded; `problems` says why, one sentence each. Nothing was stored."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    code: str
    name: str
    region_code: str
    region_name: str


@transaction.atomic
def load_municipalities(*, content: bytes) -> Loaded:
    """Municipalities and regions from CSV: `code,name,region_code,region_name`, any separator.

    A municipality keeps its address when its name changes. Raises `LoadingError`.
    """
    lines = _read_lines(content)
    _refuse_doubtful(lines)
    names_of = {line.region_code: line.region_name for line in lines}
    regions = {
        code: Region(code=code, name=name, slug=names.slugify(name))
        for code, name in names_of.items()
    }
    municipalities = {
        line.code: Municipality(
            code=line.code,
            name=line.name,
            slug=names.slugify(line.name),
            region_id=line.region_code,
            sort_key=names.sort_key(line.name),
        )
        for line in lines
    }
    return Loaded(
        regions=_store(Region.objects, Region.objects.in_bulk(), regions, "name"),
        municipalities=_store(
            Municipality.objects,
            Municipality.objects.in_bulk(),
            municipalities,
            *("name", "region_id", "sort_key"),
        ),
    )


def read_population(*, content: bytes, as_of: date) -> statbank.People:
    """What a file of Statistikbanken's says of a day, nothing stored. Raises `LoadingError`."""
    roster = names.Roster(Municipality.objects.values_list("code", "name"))
    if not len(roster):
        raise LoadingError([_("There are no municipalities yet. Run load_municipalities first.")])
    try:
        return statbank.read(content, as_of=as_of, roster=roster)
    except statbank.StatbankError as error:
        raise LoadingError(error.problems) from error


@transaction.atomic
def load_population(*, content: bytes, as_of: date) -> tuple[Counted, list[str]]:
    """Population of one day from a file of Statistikbanken's; also what is good to know about it.

    Raises `LoadingError`.
    """
    people = read_population(content=content, as_of=as_of)
    stored = {row.municipality_id: row for row in Population.objects.filter(as_of=as_of)}
    counted = _store(
        Population.objects,
        stored,
        {
            code: Population(
                municipality_id=code,
                as_of=as_of,
                population_15_plus=plus,
                population_15_24=young,
            )
            for code, (plus, young) in people.by_code.items()
        },
        *("population_15_plus", "population_15_24"),
    )
    return counted, people.remarks


def _store[T: models.Model](
    manager: models.Manager[T], stored: Mapping[str, T], wanted: Mapping[str, T], *fields: str
) -> Counted:
    """Make what is not stored, change what differs in `fields`, leave the rest.

    `LoadingError` where a name or an address is taken by a row that the file does not speak of.
    """
    new = [row for key, row in wanted.items() if key not in stored]
    changed = []
    for key, row in wanted.items():
        old = stored.get(key)
        if old is not None and any(getattr(old, f) != getattr(row, f) for f in fields):
            for field in fields:
                setattr(old, field, getattr(row, field))
            changed.append(old)
    try:
        with transaction.atomic():
            manager.bulk_create(new, batch_size=2000)
            manager.bulk_update(changed, [f.removesuffix("_id") for f in fields], batch_size=2000)
    except IntegrityError as error:
        raise LoadingError([f"It does not fit what is stored: {error}"]) from error
    return Counted(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _read_lines(content: bytes) -> list[_Line]:
    try:
        text = textfiles.decode(content)
    except textfiles.NotText as error:
        raise LoadingError(["The file is not text. Save it as CSV and load that."]) from error
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count), restval=""
    )
    titles = [title.strip().lower() for title in reader.fieldnames or ()]
    if absent := [column for column in _COLUMNS if column not in titles]:
        raise LoadingError([f"The column {column} is missing." for column in absent])
    reader.fieldnames = titles
    try:
        lines = [
            _Line(reader.line_num, *(row[column].strip() for column in _COLUMNS)) for row in reader
        ]
    except csv.Error as error:
        raise LoadingError([f"Line {reader.line_num}: {error}."]) from error
    if not lines:
        raise LoadingError(["The file holds no municipality."])
    return lines


def _refuse_doubtful(lines: Sequence[_Line]) -> None:
    """Raise for everything that the database would refuse, line by line and in words."""
    problems: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    region_names: dict[str, str] = {}
    for line in lines:
        where = f"Line {line.number}: "
        problems += [
            f"{where}“{code}” is not a code of one to eight digits or capital letters."
            for code in (line.code, line.region_code)
            if not re.fullmatch(CODE_PATTERN, code)
        ]
        if not names.slugify(line.name) or not line.region_name:
            problems.append(f"{where}a name is missing.")
        for what, text in (
            ("code", line.code),
            ("name", line.name),
            ("address", names.slugify(line.name)),
        ):
            first = seen.setdefault((what, text), line.number)
            if first != line.number:
                problems.append(f"{where}the {what} “{text}” is in line {first} already.")
        if region_names.setdefault(line.region_code, line.region_name) != line.region_name:
            problems.append(f"{where}region {line.region_code} has another name further up.")
    if problems:
        raise LoadingError(problems)
