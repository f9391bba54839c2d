"""What the newest week says of one municipality: its places, what moved them, and what the next one
takes. Press text, status sheet and Monday mail are written from it, so that all three say the same.
"""

from dataclasses import dataclass

from competition.categories import Category
from competition.neighbours import Neighbour, neighbourhood
from competition.ranking import Ratio
from competition.standings import Entrant, Line, Race, Table
from competition.totals import Total
from competition.visibility import Visibility
from signups.models import Release


@dataclass(frozen=True, slots=True)
class Item:
    """A municipality in one category. `earlier` is its value in the week before; `beside` shares its
    place; `ahead` are the nearest before it, who share a place, and `needs` what it takes to pass
    them: None for a leader, and where it has no place. `chaser` is the nearest behind, `lead` what
    that one needs.
    """

    category: Category
    line: Line
    ranked: int
    earlier: Ratio | None
    beside: tuple[str, ...] = ()
    ahead: tuple[Line, ...] = ()
    needs: int | None = None
    reachable: bool = True
    chaser: Line | None = None
    lead: int | None = None

    @property
    def ratio(self) -> Ratio | None:
        return self.line.standing.ratio

    @property
    def place(self) -> int | None:
        return self.line.place

    @property
    def change(self) -> Ratio | None:
        """The value's change since the week before, exact; None where one of them is missing."""
        if self.ratio is None or self.earlier is None:
            return None
        now, then = self.ratio, self.earlier
        return Ratio(
            now.numerator * then.denominator - then.numerator * now.denominator,
            now.denominator * then.denominator,
        )

    @property
    def next_place(self) -> int | None:
        """The place that passing the next one gives."""
        return self.ahead[0].place if self.ahead else None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One municipality's week. `previous` is the week before with standings. `is_over` says that the
    closing day has passed, `is_final` that these are the closing figures.
    """

    race: Race
    entrant: Entrant
    release: Release
    previous: Release | None
    items: tuple[Item, ...]
    is_over: bool
    is_final: bool

    @property
    def main(self) -> Item:
        """The first category in use, which leads everywhere."""
        return self.items[0]

    @property
    def people(self) -> Total | None:
        """Its people; None without a figure or a population."""
        counts, people = self.entrant.counts.get(self.release.pk), self.entrant.population
        if counts is None or people is None or not people.population_15_plus:
            return None
        return Total(
            counts.registered_15_plus,
            counts.registered_15_24,
            counts.exempt_15_plus,
            people.population_15_plus,
            people.population_15_24,
        )

    @property
    def in_region(self) -> int:
        """How many of its region have a place in the main category."""
        table = self.race.table(self.main.category, self.release)
        return len(table.in_region(self.entrant.region.code))

    def rise(self, category: Category) -> int | None:
        """How many more are registered than the week before, in the category's own age; None where a
        figure is missing.
        """
        now = self.entrant.counts.get(self.release.pk)
        then = self.entrant.counts.get(self.previous.pk) if self.previous else None
        if now is None or then is None:
            return None
        if category.key == "youth":
            return now.registered_15_24 - then.registered_15_24
        return now.registered_15_plus - then.registered_15_plus


def of(race: Race, visibility: Visibility, entrant: Entrant) -> Bulletin | None:
    """The newest public week with standings; None before the first one."""
    release = next(reversed(race.ranked_releases), None)
    if release is None:
        return None
    previous = race.before(release)
    used = race.competition.used_categories
    return Bulletin(
        race=race,
        entrant=entrant,
        release=release,
        previous=previous,
        items=tuple(_item(race, category, release, previous, entrant) for category in used),
        is_over=visibility.is_past_closing,
        is_final=release.as_of >= race.competition.closing_as_of,
    )


def _item(
    race: Race, category: Category, release: Release, previous: Release | None, entrant: Entrant
) -> Item:
    table = race.table(category, release)
    line = table.of(entrant.code)
    earlier = race.table(category, previous).of(entrant.code) if previous else None
    ranked = len(table.ranked)
    near = neighbourhood(table, entrant.code, ahead=ranked, behind=1)
    before = [one for one in near if one.side == "ahead"]
    after = [one for one in near if one.side == "behind"]
    nearest = before[-1] if before else None
    chaser = after[0] if after else None
    return Item(
        category=category,
        line=line,
        ranked=ranked,
        earlier=earlier.standing.ratio if earlier else None,
        beside=tuple(one.line.entrant.name for one in near if one.side == "equal"),
        ahead=_sharing(table, nearest),
        needs=nearest.people if nearest else None,
        reachable=nearest.reachable if nearest else True,
        chaser=chaser.line if chaser else None,
        lead=chaser.people if chaser else None,
    )


def _sharing(table: Table, nearest: Neighbour | None) -> tuple[Line, ...]:
    """All who share the nearest one's place."""
    if nearest is None:
        return ()
    return tuple(line for line in table.ranked if line.place == nearest.line.place)
