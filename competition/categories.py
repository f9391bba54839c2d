"""What is measured: the competition's categories.

A new category is one small function and one line in `CATEGORIES` (and its translation and test
row): page, menu, table, API, award and record follow by themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from competition.ranking import Ratio, Unranked


@dataclass(frozen=True, slots=True)
class Counts:
    """People of one municipality on the day of a release, whole numbers."""

    registered_15_plus: int
    registered_15_24: int
    exempt_15_plus: int


@dataclass(frozen=True, slots=True)
class People:
    """Population of one municipality on the competition's population day, whole numbers."""

    population_15_plus: int
    population_15_24: int


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a category may look at. None where there is no figure."""

    figure: Counts | None
    baseline: Counts | None
    population: People | None
    is_baseline_week: bool = False


def share_of_citizens(basis: Basis) -> Ratio | Unranked:
    """Registered citizens of 15 and over, of all of that age, the exempt included."""
    if basis.figure is None:
        return Unranked.NO_FIGURE
    people = basis.population.population_15_plus if basis.population else None
    return _share(basis.figure.registered_15_plus, people)


def share_of_young(basis: Basis) -> Ratio | Unranked:
    """Registered citizens of 15 to 24, of all of that age."""
    if basis.figure is None:
        return Unranked.NO_FIGURE
    people = basis.population.population_15_24 if basis.population else None
    return _share(basis.figure.registered_15_24, people)


def growth(basis: Basis) -> Ratio | Unranked:
    """Rise in the number of registered citizens since the baseline, of that baseline."""
    if basis.is_baseline_week:
        return Unranked.BASELINE_WEEK
    if basis.figure is None:
        return Unranked.NO_FIGURE
    if basis.baseline is None:
        return Unranked.NO_BASELINE
    before = basis.baseline.registered_15_plus
    if before == 0:
        return Unranked.ZERO_BASELINE
    return Ratio(basis.figure.registered_15_plus - before, before)


def _share(registered: int, population: int | None) -> Ratio | Unranked:
    return Ratio(registered, population) if population else Unranked.NO_POPULATION


@dataclass(frozen=True, slots=True)
class Category:
    """One category: its address, its words, and the function that measures a municipality.

    `key` names its accent in the style sheet. `kind` says how a value reads: a share of the
    population or a growth, both shown in per cent. `ages` says whose registrations count.
    """

    slug: str
    key: Literal["main", "sprint", "youth"]
    title: Promise
    short_title: Promise
    description: Promise
    value_label: Promise
    kind: Literal["share", "growth"]
    measure: Callable[[Basis], Ratio | Unranked]
    has_regional_winners: bool = False
    ages: Literal["15_plus", "15_24"] = "15_plus"


CATEGORIES = (
    Category(
        slug="mest-digitale",
        key="main",
        title=_("Denmark's most digital municipality"),
        short_title=_("Most digital"),
        description=_("Largest share of everyone aged 15 and over registered for Digital Post"),
        value_label=_("Share"),
        kind="share",
        measure=share_of_citizens,
        has_regional_winners=True,
    ),
    Category(
        slug="slutspurt",
        key="sprint",
        title=_("Denmark's digital sprinters"),
        short_title=_("Sprinters"),
        description=_("Largest rise in the number registered since the baseline week"),
        value_label=_("Growth"),
        kind="growth",
        measure=growth,
    ),
    Category(
        slug="unge",
        key="youth",
        title=_("Denmark's most digital young people"),
        short_title=_("Young people"),
        description=_("Largest share of those aged 15–24 registered for Digital Post"),
        value_label=_("Share"),
        kind="share",
        measure=share_of_young,
        ages="15_24",
    ),
)
BY_SLUG = {category.slug: category for category in CATEGORIES}
MAIN = CATEGORIES[0]
