"""The result of a competition: the titles with their margins, and the signed record that is made of
them. Read from the figures of the baseline and the closing day, embargoed ones included: for the
organiser alone until `visibility` says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.db import transaction

from competition import standings
from competition.categories import Category
from competition.models import Award, Competition, ResultRecord, Signature
from competition.standings import Line, Race, Table, distance
from municipalities.models import Region
from signups.models import Release

NEAR = 25
"""A first place with a lead of so many registrations or fewer is called close."""
HONOURED = 3
"""So many places of a category are kept with the result; of a region the first alone."""


@dataclass(frozen=True, slots=True)
class Title:
    """One title to be won: a category's, in the whole country or in one region. `ranked` are those
    who could win it, best first.
    """

    category: Category
    region: Region | None
    ranked: Sequence[Line]

    def _place(self, line: Line) -> int | None:
        return line.standing.place_in_region if self.region else line.place

    @property
    def winners(self) -> list[Line]:
        """All who share the first place; nobody in a region without participants."""
        return [line for line in self.ranked if self._place(line) == 1]

    @property
    def placed(self) -> list[tuple[int, Line]]:
        """The places that are kept with the result, each with its line."""
        last = 1 if self.region else HONOURED
        found = [(self._place(line) or 0, line) for line in self.ranked]
        return [(place, line) for place, line in found if place <= last]

    @property
    def runner_up(self) -> Line | None:
        """The first one behind the winners; of equals the first in the alphabet."""
        return next((line for line in self.ranked if (self._place(line) or 0) > 1), None)

    @property
    def lead(self) -> int | None:
        """The registrations that the runner-up lacked to pass the first; None where nobody is behind."""
        return distance(self.runner_up, self.winners[0]) if self.runner_up else None

    @property
    def turned_by(self) -> tuple[int, Line] | None:
        """The fewest registrations that would have given somebody else the first place, and who that
        is: in a small municipality fewer are enough. None where nobody is behind.
        """
        behind = [line for line in self.ranked if (self._place(line) or 0) > 1]
        needed = [(distance(line, self.winners[0]) or 0, line) for line in behind]
        return min(needed, key=lambda each: each[0], default=None)

    @property
    def is_shared(self) -> bool:
        """Whether several win it together."""
        return len(self.winners) > 1

    @property
    def is_close(self) -> bool:
        """Whether a person should look twice: shared, or won by few registrations."""
        return self.is_shared or (self.turned_by is not None and self.turned_by[0] <= NEAR)

    @property
    def ties(self) -> list[list[Line]]:
        """Those among the kept places who are exactly equal, place by place."""
        groups = [list(group) for _, group in groupby(self.placed, key=lambda each: each[0])]
        return [[line for _, line in group] for group in groups if len(group) > 1]


@dataclass(frozen=True)
class Result:
    """A competition's outcome by the figures as they stand now."""

    race: Race
    closing: Release

    @property
    def competition(self) -> Competition:
        return self.race.competition

    @cached_property
    def tables(self) -> list[Table]:
        """The closing standings of each category in use, computed afresh."""
        return [self.race.table(each, self.closing) for each in self.competition.used_categories]

    @cached_property
    def titles(self) -> list[Title]:
        """The categories in order, then the regions from north to south."""
        found = [Title(table.category, None, table.ranked) for table in self.tables]
        for table in self.tables:
            if table.category.has_regional_winners:
                found += [
                    Title(table.category, region, table.in_region(region.code))
                    for region in self.race.regions
                ]
        return found

    @property
    def ties(self) -> list[tuple[Title, list[Line]]]:
        """The equal places that a person must have looked at before signing."""
        return [(title, tie) for title in self.titles for tie in title.ties]

    @property
    def close(self) -> list[Title]:
        """The titles that few registrations would have turned."""
        return [title for title in self.titles if title.is_close]


def of(competition: Competition) -> Result:
    """The result by the published figures of the two days that decide. Release.DoesNotExist while the
    closing figures are not published.
    """
    days = (competition.baseline_as_of, competition.closing_as_of)
    known = Release.objects.published().filter(as_of__in=days).order_by("as_of")
    race = standings.load(competition, known)
    closing = known.get(as_of=competition.closing_as_of)
    among = {entrant.code for entrant in race.participants}
    return Result(race.as_if(race.releases, race.entrants, [(closing, among)]), closing)


def current(competition: Competition) -> ResultRecord | None:
    """The record of the final result; None before it is final."""
    if competition.state not in {Competition.State.FINALIZED, Competition.State.ANNOUNCED}:
        return None
    return competition.records.first()
