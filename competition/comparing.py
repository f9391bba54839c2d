"""Up to six municipalities side by side: who was asked for, and what the table says of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from competition import charts, finding
from competition.categories import Category
from competition.charts import Figure
from competition.curves import Series
from competition.standings import Entrant, Line, Race
from competition.totals import Total
from signups.models import Release

MOST = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is compared. What was asked for and cannot be: names that nobody has, those too many, and
    whether it held what no eye can read.
    """

    entrants: Sequence[Entrant]
    unknown: Sequence[str]
    left_out: Sequence[Entrant]
    unreadable: bool = False

    @property
    def address(self) -> str:
        """As it stands in an address: `aalborg,favrskov`."""
        return ",".join(e.slug for e in self.entrants)

    @property
    def is_full(self) -> bool:
        return len(self.entrants) >= MOST


def slugs(values: Iterable[str]) -> list[str]:
    """What was asked for, from `a,b` or from several values, each once; at most forty."""
    asked = (readable(part).strip()[:60] for value in values for part in value.split(","))
    return list(dict.fromkeys(part for part in asked if part))[:40]


def readable(text: str) -> str:
    """The text without characters that nobody can see."""
    return "".join(letter for letter in text if letter.isprintable())


def chosen(race: Race, values: Iterable[str]) -> Choice:
    """Who is meant, by address or by name; the first six of them."""
    found: list[Entrant] = []
    unknown: list[str] = []
    given = list(values)
    unreadable = any(part and not readable(part) for each in given for part in each.split(","))
    for asked in slugs(given):
        entrant = race.by_slug.get(asked.lower()) or finding.the_one(race.entrants, asked)
        if entrant is None:
            unknown.append(asked)
        elif entrant not in found:
            found.append(entrant)
    return Choice(found[:MOST], unknown, found[MOST:], unreadable)


@dataclass(frozen=True, slots=True)
class Gain:
    """How many more are registered than the week before; `points` is the same of the population."""

    people: int
    population: int


class Column:
    """All that the table says of one municipality, in the newest release."""

    def __init__(self, race: Race, entrant: Entrant, number: int) -> None:
        self.race = race
        self.entrant = entrant
        self.number = number

    @property
    def release(self) -> Release | None:
        return self.race.current

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Its line in each category, by the category's key; empty before the first release."""
        if self.release is None:
            return {}
        used = self.race.competition.used_categories
        return {c.key: self.race.table(c, self.release).of(self.entrant.code) for c in used}

    @property
    def main(self) -> Line | None:
        return self.lines.get("main")

    @property
    def sprint(self) -> Line | None:
        return self.lines.get("sprint")

    @property
    def youth(self) -> Line | None:
        return self.lines.get("youth")

    @cached_property
    def total(self) -> Total | None:
        """Its people; None without a figure or a population."""
        people, release = self.entrant.population, self.release
        counts = self.entrant.counts.get(release.pk) if release else None
        if counts is None or people is None or not people.population_15_plus:
            return None
        return Total(
            counts.registered_15_plus,
            counts.registered_15_24,
            counts.exempt_15_plus,
            people.population_15_plus,
            people.population_15_24,
        )

    @cached_property
    def gain(self) -> Gain | None:
        """Since the release before; None where a figure is missing."""
        return gain_of(self.race, self.entrant)


def gain_of(race: Race, entrant: Entrant) -> Gain | None:
    """How many more are registered in the newest release than in the one before."""
    if len(race.releases) < 2 or entrant.population is None:  # noqa: PLR2004  a rise needs two
        return None
    before, now = (entrant.counts.get(release.pk) for release in race.releases[-2:])
    if before is None or now is None:
        return None
    return Gain(
        now.registered_15_plus - before.registered_15_plus, entrant.population.population_15_plus
    )


def columns(race: Race, choice: Choice) -> list[Column]:
    """The table's columns, numbered from 1."""
    return [Column(race, e, n) for n, e in enumerate(choice.entrants, start=1)]


def category_of(race: Race, asked: str) -> Category:
    """The category whose curves are asked for; the main one where there is no such."""
    used = {category.slug: category for category in race.competition.used_categories}
    return used.get(asked, race.competition.main_category)


def series(race: Race, choice: Choice, category: Category) -> list[Series]:
    """A curve for each, and the whole country's."""
    return charts.compared_series(race, category, choice.entrants)


def figure(race: Race, choice: Choice, category: Category) -> Figure | None:
    """The curves; None where none of the municipalities has a value."""
    drawn = series(race, choice, category)
    return charts.trend(race, drawn, category.kind) if any(s.last for s in drawn[:-1]) else None


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of the curves of a category: what they show, of whom, and what a file calls it."""

    shown: str
    caption: str
    unit: str


def said(category: Category, day: str) -> Said:
    """The words; `day` is that of the population."""
    people = _("Registered of the population on %(day)s, the exempt included.") % {"day": day}
    if category.key == "sprint":
        return Said(
            _("Rise in the number registered since the baseline week, week by week"),
            _("New registrations since the baseline week, of the number registered then."),
            _("rise in the number registered since the baseline week, per cent"),
        )
    if category.key == "youth":
        return Said(
            _("Share of those aged 15–24 who are registered, week by week"),
            people,
            _("registered, per cent of those aged 15–24"),
        )
    return Said(
        _("Share of everyone aged 15 and over who is registered, week by week"),
        people,
        _("registered, per cent of those aged 15 and over"),
    )
