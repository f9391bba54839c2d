"""Who a municipality compares itself with, and what is told of them beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from competition import comparing
from competition.categories import Category
from competition.charts import Figure
from competition.comparing import Choice, Gain, gain_of
from competition.curves import Series
from competition.own_race import OwnRace
from competition.standings import Entrant, Line

KINDS = ("naboer", "region", "stoerrelse", "valgte")
AROUND = 3
ALIKE = 8
BEST = 3


@dataclass(frozen=True, slots=True)
class Peer:
    """One line of the comparison: the municipality in each category, and its newest week. `path` holds
    its place in the main category week by week, None where it had none.
    """

    entrant: Entrant
    lines: Sequence[tuple[Category, Line]]
    gain: Gain | None
    path: Sequence[int | None]
    is_own: bool

    @property
    def main(self) -> Line | None:
        return self.lines[0][1] if self.lines else None

    @property
    def pace(self) -> Fraction:
        """The week's new registrations of the population."""
        gain = self.gain
        return Fraction(gain.people, gain.population) if gain and gain.population else Fraction(-1)


def kind_of(own: OwnRace, asked: str) -> str:
    """The kind asked for; else the neighbours in the table, or those of like size without a place."""
    if asked in KINDS:
        return asked
    return "naboer" if own.main and own.main.place else "stoerrelse"


def others(own: OwnRace, kind: str, choice: Choice) -> list[Entrant]:
    """Those of a kind, the municipality itself left out."""
    if kind == "valgte":
        return [e for e in choice.entrants if e.code != own.own.code]
    if kind == "region":
        region = own.own.region.code
        return [e for e in own.race.participants if e.region.code == region and e != own.own]
    if kind == "naboer":
        steps = own.main.steps(AROUND, AROUND) if own.main else []
        return [step.entrant for step in steps if step.side != "own"][: 2 * AROUND + 2]
    return _alike(own)


def _alike(own: OwnRace) -> list[Entrant]:
    """The participants nearest in population of 15 and over; empty where the own is not known."""
    people = own.own.population
    if people is None:
        return []
    sizes = [
        (abs(e.population.population_15_plus - people.population_15_plus), e.sort_key, e)
        for e in own.race.participants
        if e.population and e.code != own.own.code
    ]
    return [e for _difference, _key, e in sorted(sizes, key=lambda size: size[:2])[:ALIKE]]


def peers(own: OwnRace, compared: Sequence[Entrant]) -> list[Peer]:
    """The lines of the comparison by place in the main category, those without one last."""
    race = own.race
    tables = [race.table(c, own.release) for c in race.competition.used_categories if own.release]
    by_code = [(t.category, {line.entrant.code: line for line in t.lines}) for t in tables]
    weeks = [
        {
            line.entrant.code: line.place
            for line in race.table(race.competition.main_category, r).ranked
        }
        for r in race.ranked_releases
    ]
    found = [
        Peer(
            entrant=e,
            lines=[(category, lines[e.code]) for category, lines in by_code],
            gain=gain_of(race, e),
            path=[places.get(e.code) for places in weeks],
            is_own=e.code == own.own.code,
        )
        for e in [own.own, *compared]
    ]
    return sorted(found, key=_order)


def _order(peer: Peer) -> tuple[bool, int, str]:
    place = peer.main.place if peer.main else None
    return place is None, place or 0, peer.entrant.sort_key


def climbers(found: Sequence[Peer]) -> list[Peer]:
    """Those who won most places in the main category since the week before."""
    risen = [p for p in found if p.main and (p.main.change or 0) > 0]
    return sorted(risen, key=lambda p: (-_change(p), _order(p)))[:BEST]


def _change(peer: Peer) -> int:
    return (peer.main.change or 0) if peer.main else 0


def quickest(found: Sequence[Peer]) -> list[Peer]:
    """Those who registered most in the newest week, of their population."""
    grown = [p for p in found if p.gain and p.gain.people > 0]
    return sorted(grown, key=lambda p: (-p.pace, _order(p)))[:BEST]


def drawn(own: OwnRace, found: Sequence[Peer]) -> Choice:
    """Whose curves are drawn: the municipality first, then the five nearest to it in the list."""
    here = next(n for n, peer in enumerate(found) if peer.is_own)
    near = sorted(range(len(found)), key=lambda n: (abs(n - here), n))[: comparing.MOST]
    return Choice([own.own, *(found[n].entrant for n in sorted(near) if n != here)], [], [])


def curves(own: OwnRace, choice: Choice) -> tuple[list[Series], Figure | None]:
    """The curves of those drawn, and the country's."""
    main = own.race.competition.main_category
    return comparing.series(own.race, choice, main), comparing.figure(own.race, choice, main)
