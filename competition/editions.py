"""The versions of open data: what stood at first, and what stands after each correction.

Everything that became public stands in one line by the moment it did: weeks and corrections. A file
has a version for its week's publication and one for everything later that changes it. An old
version is made anew from what was kept: the corrections' old figures, and the places of the day,
computed by the same function that stored them. So a version says the same for ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from competition.categories import Category, Counts
from competition.standings import Entrant, Race
from competition.visibility import Visibility
from signups import corrections
from signups.models import Correction, Release


@dataclass(frozen=True, slots=True)
class Event:
    """A week or, where `correction` is set, a correction of it; `at` is when everybody could see it."""

    at: datetime
    release: Release
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a file: its number from 1, since when it stands, the corrections that came
    after the first version, oldest first, and the race as it stood.
    """

    number: int
    at: datetime
    corrections: Sequence[Correction]
    is_newest: bool
    race: Race = field(repr=False)


class Chronicle:
    """All that became public in a race, oldest first, and the race as it stood after each."""

    def __init__(self, race: Race, events: Sequence[Event]) -> None:
        self.race = race
        self.events = events

    # --- the versions of a file ---------------------------------------------------------------
    def of_figures(self, release: Release) -> list[int]:
        """Where the figures of a week changed: positions in `events`, one for each version."""
        return self._from(release, lambda event: event.release == release)

    def of_table(self, category: Category, release: Release) -> list[int]:
        """The same of a table: it hangs on the week's figures, on the week before for the change of
        place, and for growth on the baseline.
        """
        race = self.race
        behind = {release.pk}
        before = race.before(release)
        if before is not None:
            behind.add(before.pk)
        if category.kind == "growth" and race.baseline:
            behind.add(race.baseline.pk)

        def changes(event: Event) -> bool:
            if event.correction is not None:
                return event.release.pk in behind
            # A week that came out late is the week before to the one after it.
            return event.release in race.ranked_releases and event.release.as_of <= release.as_of

        return self._from(release, changes)

    def of_all(self, releases: Sequence[Release]) -> list[int]:
        """Of a file of all these weeks, which grows with each: every position since the first."""
        keys = {one.pk for one in releases}
        first = next((n for n, e in enumerate(self.events) if e.release.pk in keys), None)
        return [] if first is None else list(range(first, len(self.events)))

    def _from(self, release: Release, changes: Callable[[Event], bool]) -> list[int]:
        first = next(
            n for n, e in enumerate(self.events) if e.correction is None and e.release == release
        )
        later = range(first + 1, len(self.events))
        return [first, *(n for n in later if changes(self.events[n]))]

    def edition(self, versions: Sequence[int], number: int | None = None) -> Edition | None:
        """One version, the newest unless a number is given; None where there is none of it."""
        number = len(versions) if number is None else number
        if not 1 <= number <= len(versions):
            return None
        own = [self.events[n] for n in versions[:number]]
        return Edition(
            number=number,
            at=own[-1].at,
            corrections=[e.correction for e in own if e.correction],
            is_newest=number == len(versions),
            race=self.race_after(versions[number - 1]),
        )

    # --- the race as it stood -----------------------------------------------------------------
    def race_after(self, position: int) -> Race:
        """The race as everybody could see it after that event."""
        happened, later = self.events[: position + 1], self.events[position + 1 :]
        undone = [e.correction for e in reversed(later) if e.correction]
        known = {e.release.pk for e in happened if e.correction is None}
        releases = [one for one in self.race.releases if one.pk in known]
        if not undone and len(releases) == len(self.race.releases):
            return self.race
        kept = {(c.municipality_id, c.release_id) for e in happened if (c := e.correction)}
        entrants = [_undo(entrant, undone, kept) for entrant in self.race.entrants]
        touched = {c.release_id for c in undone}
        baseline = self.race.baseline
        if baseline and baseline.pk in touched:
            touched = known
        afresh = [r for r in self.race.ranked_releases if r.pk in touched & known]
        return self.race.as_if(releases, entrants, afresh)


def _undo(entrant: Entrant, undone: Sequence[Correction], kept: set[tuple[str, int]]) -> Entrant:
    """The entrant before those corrections, the newest of which comes first."""
    counts = dict(entrant.counts)
    for correction in undone:
        if correction.municipality_id != entrant.code:
            continue
        old = corrections.before(correction)
        if old is None:
            counts.pop(correction.release_id, None)
        else:
            counts[correction.release_id] = Counts(
                old.registered_15_plus, old.registered_15_24, old.exempt_15_plus
            )
    corrected = frozenset(r for r in entrant.corrected if (entrant.code, r) in kept)
    return replace(entrant, counts=counts, corrected=corrected)


def chronicle(race: Race, visibility: Visibility) -> Chronicle:
    """What became public, and when: one query, and another where anything was corrected."""
    came_out = visibility.came_out(race.releases)
    known = {one.pk: one for one in race.releases if one.pk in came_out}
    events = [Event(came_out[pk], one) for pk, one in known.items()]
    if any(entrant.corrected for entrant in race.entrants):
        events += [
            Event(max(each.confirmed_at, came_out[each.release_id]), known[each.release_id], each)
            for each in visibility.corrections()
            if each.confirmed_at and each.release_id in known
        ]
    return Chronicle(race, sorted(events, key=_order))


def _order(event: Event) -> tuple[object, ...]:
    correction = event.correction
    if correction is None:
        return event.at, 0, event.release.as_of.isoformat(), 0
    return event.at, 1, f"{correction.confirmed_at:%Y%m%d%H%M%S%f}", correction.pk
