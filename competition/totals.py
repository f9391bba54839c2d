"""Sums over several municipalities: the country, or a region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from competition.categories import Counts, People
from competition.ranking import Ratio


class Counted(Protocol):
    """Whoever has figures by week, and a population."""

    @property
    def population(self) -> People | None: ...
    @property
    def counts(self) -> Mapping[int, Counts]: ...


class Counting(Protocol):
    """A week's figures."""

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Total:
    """Sums over several municipalities on one release. `counted` of the `municipalities` asked for
    have a figure and a population, and are in the sums with both; the others are in neither.
    """

    registered_15_plus: int
    registered_15_24: int
    exempt_15_plus: int
    population_15_plus: int
    population_15_24: int
    counted: int = 1
    municipalities: int = 1

    @property
    def is_partial(self) -> bool:
        """Whether anybody is left out."""
        return self.counted < self.municipalities

    @property
    def missing_15_plus(self) -> int:
        """Those left: neither registered nor exempt. Below zero where the population is of another day."""
        return self.population_15_plus - self.registered_15_plus - self.exempt_15_plus


def sums(asked: Iterable[Counted], releases: Sequence[Counting]) -> list[Total]:
    """The sums of each release, of those that have a figure in all of them."""
    everyone, keys = list(asked), [release.pk for release in releases]
    known = [e for e in everyone if e.population and all(key in e.counts for key in keys)]
    people = [e.population for e in known if e.population]
    populations = (
        sum(p.population_15_plus for p in people),
        sum(p.population_15_24 for p in people),
    )
    return [
        Total(
            sum(e.counts[key].registered_15_plus for e in known),
            sum(e.counts[key].registered_15_24 for e in known),
            sum(e.counts[key].exempt_15_plus for e in known),
            *populations,
            counted=len(known),
            municipalities=len(everyone),
        )
        for key in keys
    ]


def share_of(total: Total, *, young: bool = False) -> Ratio | None:
    """The registered of the population, or of those aged 15 to 24; None without a population."""
    part, whole = (
        (total.registered_15_24, total.population_15_24)
        if young
        else (total.registered_15_plus, total.population_15_plus)
    )
    return Ratio(part, whole) if whole > 0 else None


def growth_of(before: Total, now: Total) -> Ratio | None:
    """The rise in the registered between two weeks; None where nobody was registered."""
    start = before.registered_15_plus
    return Ratio(now.registered_15_plus - start, start) if start else None
