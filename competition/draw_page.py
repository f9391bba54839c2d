"""The draw as everybody sees it: what is named, what is signed, what came of it, and how to redo it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Subquery

from competition import draw
from competition.categories import CATEGORIES, Category
from competition.models import (
    Award,
    Competition,
    DrawEdition,
    DrawPlan,
    DrawPromise,
    PassedOver,
)
from competition.visibility import Visibility
from municipalities.models import Municipality

EXAMPLE = draw.Commitment("main", "727", 812, "ab" * 32, at=datetime(2014, 11, 3, tzinfo=UTC))
EXAMPLE_RECORD, EXAMPLE_VALUE = "0123456789abcdef" * 4, "4 11 17 20 23 30 36"
type Brought = Literal["promises", "source", "value", "prize"]
BY_KEY = {category.key: category for category in CATEGORIES}


@dataclass(frozen=True, slots=True)
class Row:
    """One winner's draw, as the newest edition has it."""

    category: Category
    municipality: Municipality
    said: dict[str, Any]

    @property
    def passed_over(self) -> list[tuple[int, str]]:
        """Whose prizes passed on, each with the reason in words."""
        return [
            (one["ordinal"], str(PassedOver.Reason(one["reason"]).label))
            for one in self.said["passed_over"]
        ]


@dataclass(frozen=True, slots=True)
class SignedFile:
    """An edition as a file that is handed out, and what it brought."""

    edition: DrawEdition
    said: dict[str, Any]

    @property
    def name(self) -> str:
        return f"lodtraekning-{self.edition.number}.json"

    @property
    def brought(self) -> Brought:
        if self.edition.number == 1:
            return "promises"
        if self.said["value"] is None:
            return "source"
        return "prize" if any(one["passed_over"] for one in self.said["draws"]) else "value"


@dataclass(frozen=True, slots=True)
class Step:
    """One number on its way to an ordinal, with what is left when it is divided."""

    throw: draw.Throw
    rest: int


@dataclass(frozen=True, slots=True)
class Worked:
    """A draw worked through: the seven lines, the seed, and the numbers until both prizes are drawn.
    `is_real` where it is this competition's own.
    """

    lines: Sequence[str]
    seed: str
    count: int
    steps: Sequence[Step]
    is_real: bool


@dataclass(frozen=True)
class PublicDraw:
    """What everybody may know of a competition's draw."""

    visibility: Visibility

    @property
    def competition(self) -> Competition:
        return self.visibility.competition

    @cached_property
    def plans(self) -> list[DrawPlan]:
        """What was named, the newest first."""
        return list(self.competition.draw_plans.filter(at__lte=self.visibility.now))

    @property
    def plan(self) -> DrawPlan | None:
        return next(iter(self.plans), None)

    @property
    def earlier(self) -> list[DrawPlan]:
        """What was named before and changed."""
        return self.plans[1:]

    @cached_property
    def editions(self) -> list[DrawEdition]:
        """What is signed, in order; nothing before the announcement."""
        return editions(self.visibility)

    @cached_property
    def files(self) -> list[SignedFile]:
        """The editions as files, in order."""
        return [SignedFile(one, json.loads(one.document)["record"]) for one in self.editions]

    @property
    def newest(self) -> dict[str, Any] | None:
        """What the newest edition says; None before the first."""
        return self.files[-1].said if self.files else None

    @property
    def drawn_at(self) -> datetime | None:
        """When the value was signed; None before."""
        return next(
            (file.edition.made_at for file in self.files if file.said["value"] is not None), None
        )

    @property
    def command(self) -> str:
        """The whole line that checks the result and the draw with the files that there are."""
        named = [file.name for file in self.files] or ["lodtraekning-1.json", "lodtraekning-2.json"]
        key = f" --public-key {self.public_key}" if self.public_key else ""
        result = f"resultat-{self.competition.slug}.json"
        return f"python verify_result.py {result} {' '.join(named)}{key}"

    @property
    def public_key(self) -> str:
        """The key that the editions are signed with; empty before the first."""
        return str(json.loads(self.editions[-1].document)["public_key"]) if self.editions else ""

    @property
    def is_drawn(self) -> bool:
        return self.newest is not None and self.newest["value"] is not None

    @property
    def has_come(self) -> bool:
        """Whether the moment that was named has come."""
        return self.plan is not None and self.plan.moment <= self.visibility.now

    @cached_property
    def rows(self) -> list[Row]:
        """The draws of the newest edition, in the order of the categories and the alphabet."""
        said = self.newest["draws"] if self.newest else []
        names = Municipality.objects.in_bulk([one["municipality"] for one in said])
        rows = [Row(BY_KEY[one["category"]], names[one["municipality"]], one) for one in said]
        return sorted(
            rows, key=lambda row: (CATEGORIES.index(row.category), row.municipality.sort_key)
        )

    @cached_property
    def promised(self) -> tuple[int, int]:
        """How many of the winners' lists are promised; before the first edition."""
        if not self.visibility.is_announced:
            return 0, 0
        there = DrawPromise.objects.filter(award=OuterRef("pk"))
        newest = self.competition.records.order_by("-number").values("pk")[:1]
        titles = list(
            Award.objects.filter(record=Subquery(newest), region=None, place=1)
            .annotate(is_promised=Exists(there))
            .values_list("is_promised", flat=True)
        )
        return sum(titles), len(titles)

    @cached_property
    def worked(self) -> Worked:
        """The formula worked through: with the real draw once there is one."""
        newest = self.newest
        if newest is None or newest["value"] is None or not self.rows:
            return _worked(EXAMPLE_RECORD, EXAMPLE, EXAMPLE_VALUE, is_real=False)
        said = self.rows[0].said
        own = draw.Commitment(
            said["category"], said["municipality"], said["count"], said["commitment"], EXAMPLE.at
        )
        return _worked(newest["record_sha256"], own, newest["value"], is_real=True)


def editions(visibility: Visibility) -> list[DrawEdition]:
    """The signed editions that everybody may fetch, in order."""
    if not visibility.is_announced or visibility.competition.is_rehearsal:
        return []
    of_it = DrawEdition.objects.filter(record__competition=visibility.competition)
    return list(of_it.filter(made_at__lte=visibility.now).order_by("number"))


def _worked(
    record_sha256: str, commitment: draw.Commitment, value: str, *, is_real: bool
) -> Worked:
    seed = draw.seed(record_sha256, commitment, value)
    wanted = min(draw.PRIZES, commitment.count)
    steps: list[Step] = []
    for throw in draw.throws(seed, commitment.count):
        steps.append(Step(throw, throw.number % commitment.count))
        wanted -= throw.counts
        if not wanted:
            break
    lines = draw.seed_lines(record_sha256, commitment, value)
    return Worked(lines, seed, commitment.count, steps, is_real)
