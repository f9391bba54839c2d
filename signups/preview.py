"""What a person looks over before the figures are stored: old, new and difference for everybody; and
what is wrong with a file that is refused, with the line that it stands in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from municipalities.models import Municipality
from signups.findings import Problem
from signups.imports import Examined
from signups.models import Import
from signups.parsing import lines_of
from signups.plausibility import Stocks, Warning  # noqa: A004  the domain's own word

PROBLEMS_SHOWN = 200
FILTERS = ("all", "changed", "warned", "missing")


@dataclass(frozen=True, slots=True)
class Change:
    """One stock: last week's number and this week's, None where there is none; and the people of
    that age, so that the change can be told as a share.
    """

    old: int | None
    new: int | None
    people: int | None = None

    @property
    def difference(self) -> int | None:
        if self.old is None or self.new is None:
            return None
        return self.new - self.old

    @property
    def points(self) -> tuple[int, int] | None:
        """The change of the share: people over people, None where there is none to tell."""
        if self.difference is None or not self.people:
            return None
        return self.difference, self.people


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One municipality: its three stocks, and how many warnings they raise."""

    code: str
    name: str
    changes: tuple[Change, Change, Change]
    warnings: int

    @property
    def is_missing(self) -> bool:
        return self.changes[0].new is None

    @property
    def is_changed(self) -> bool:
        return any(change.old != change.new for change in self.changes)

    def passes(self, wanted: str) -> bool:
        """Whether it is shown under one of the `FILTERS`."""
        return {
            "changed": self.is_changed,
            "warned": self.warnings > 0,
            "missing": self.is_missing,
        }.get(wanted, True)


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem of a refused file, and its line cut at the value in question."""

    problem: Problem
    before: str = ""
    value: str = ""
    after: str = ""


def rows(examined: Examined) -> Sequence[PreviewRow]:
    """Everybody, those with warnings first, then in the order of the official codes."""
    new: dict[str, Stocks] = {row.code: (row[2], row[3], row[4]) for row in examined.parsed.rows}
    return compare(new, examined.previous, examined.population, examined.warnings)


def compare(
    new: Mapping[str, Stocks],
    old: Mapping[str, Stocks],
    population: Mapping[str, tuple[int, int]],
    warnings: Sequence[Warning],
) -> Sequence[PreviewRow]:
    """The same of any figures."""
    counts: dict[str, int] = {}
    for warning in warnings:
        counts[warning.code] = counts.get(warning.code, 0) + 1
    found = [
        PreviewRow(
            code,
            name,
            _changes(old.get(code), new.get(code), population.get(code)),
            counts.get(code, 0),
        )
        for code, name in Municipality.objects.order_by("code").values_list("code", "name")
    ]
    return sorted(found, key=lambda row: (row.warnings == 0, row.code))


def _changes(
    old: Stocks | None, new: Stocks | None, people: tuple[int, int] | None
) -> tuple[Change, Change, Change]:
    bands = (people[0], people[1], people[0]) if people else (None, None, None)
    first, second, third = (
        Change(old[n] if old else None, new[n] if new else None, bands[n]) for n in range(3)
    )
    return first, second, third


def problems(import_: Import) -> Sequence[ShownProblem]:
    """The first problems of a refused file, each with the offending line."""
    found = [Problem.from_dict(each) for each in import_.problems[:PROBLEMS_SHOWN]]
    numbers = {problem.line for problem in found if problem.line}
    lines = lines_of(bytes(import_.source.content), numbers) if numbers else {}
    return [_shown(problem, lines.get(problem.line or 0, "")) for problem in found]


def _shown(problem: Problem, line: str) -> ShownProblem:
    """The value may be two cells of the line, as code and name; so what parts its words is free."""
    words = map(re.escape, problem.value.split())
    hit = re.search(r"\W+?".join(words), line) if problem.value.strip() else None
    if hit is None:
        return ShownProblem(problem, line)
    return ShownProblem(problem, line[: hit.start()], hit.group(), line[hit.end() :])
