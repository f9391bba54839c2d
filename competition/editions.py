"""The versions of open data: what stood at first, and what stands after each correction.

Everything that became public stands in one line by the moment it did: weeks, corrections, and changes
of who takes part after the enrolment deadline. A file has a version for its week's publication and
one for everything later that changes it. An old version is made anew from what was kept: the
corrections' old figures, who took part when, and the places of the day, computed by the same function
that stored them. So a version says the same for ever, once the deadline has passed: until then the
participants are not fixed.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, OuterRef, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from competition import races
from competition.categories import Category
from competition.models import Competition, MovedPlace
from competition.standings import Entrant, Race
from competition.visibility import Visibility
from signups.models import Change, Correction, Release


@dataclass(frozen=True, slots=True)
class Event:
    """A week or, where `correction` is set, a correction of it; without a `release`, a late change of
    who takes part. `at` is when everybody could see it. `moved` are the categories (as in addresses)
    in which a correction moved a place of its own week.
    """

    at: datetime
    release: Release | None = None
    correction: Correction | None = None
    moved: frozenset[str] = frozenset()

    @property
    def is_publication(self) -> bool:
        return self.release is not None and self.correction is None

    @property
    def is_enrolment(self) -> bool:
        return self.release is None


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


class Participants:
    """Who took part when: each stay with its municipality, beginning, and end if it has one."""

    def __init__(self, stays: Iterable[tuple[str, datetime, datetime | None]]) -> None:
        self.stays = list(stays)

    def at(self, moment: datetime) -> frozenset[str]:
        """The codes of those who took part at that moment."""
        return frozenset(
            code
            for code, since, until in self.stays
            if since <= moment and (until is None or moment < until)
        )

    def changes(self, after: datetime, until: datetime) -> list[datetime]:
        """The moments between those two when anybody joined or left."""
        moments = {moment for _, *ends in self.stays for moment in ends if moment}
        return sorted(moment for moment in moments if after < moment <= until)


class Chronicle:
    """All that became public in a race, oldest first, and the race as it stood after each."""

    def __init__(
        self, race: Race, events: Sequence[Event], participants: Participants | None = None
    ) -> None:
        self.race = race
        self.events = events
        self.participants = participants or Participants(())

    # --- the versions of a file ---------------------------------------------------------------
    def of_figures(self, release: Release) -> list[int]:
        """Where the figures of a week changed: positions in `events`, one for each version."""
        return self._from(release, lambda event: event.release == release)

    def of_table(self, category: Category, release: Release) -> list[int]:
        """The same of a table: it hangs on the week's figures, on the places of the week before for the
        change of place, and for growth on the baseline.
        """
        race = self.race
        behind = {release.pk}
        before = race.before(release)
        # A corrected baseline stores all later places anew, among those who take part by then.
        anew = category.kind == "growth" or any(event.is_enrolment for event in self.events)
        if anew and race.baseline:
            behind.add(race.baseline.pk)

        def changes(event: Event) -> bool:
            if event.release is None:
                return False
            if event.correction is not None:
                moves = event.release == before and category.slug in event.moved
                return moves or event.release.pk in behind
            # A week that came out late is the week before to the one after it.
            return event.release in race.ranked_releases and event.release.as_of <= release.as_of

        return self._from(release, changes)

    def of_all(self, releases: Sequence[Release]) -> list[int]:
        """Of a file of all these weeks, which grows with each: every position since the first."""
        first = next((n for n, e in enumerate(self.events) if e.release in releases), None)
        return [] if first is None else list(range(first, len(self.events)))

    def _from(self, release: Release, changes: Callable[[Event], bool]) -> list[int]:
        events = self.events
        first = next(n for n, e in enumerate(events) if e.is_publication and e.release == release)
        later = range(first + 1, len(events))
        return [first, *(n for n in later if events[n].is_enrolment or changes(events[n]))]

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
        known = {e.release.pk for e in happened if e.release}
        releases = [one for one in self.race.releases if one.pk in known]
        others = any(event.is_enrolment for event in later)
        if not undone and not others and len(releases) == len(self.race.releases):
            return self.race
        kept = {(c.municipality_id, c.release_id) for e in happened if (c := e.correction)}
        entrants = [_version(entrant, undone, kept) for entrant in self.race.entrants]
        if others:
            took_part = self._participants_after(happened)
            entrants = [replace(e, participant=e.code in took_part) for e in entrants]
        touched = {c.release_id for c in undone}
        baseline = self.race.baseline
        if baseline and baseline.pk in touched:
            touched = known
        afresh = [r for r in self.race.ranked_releases if r.pk in touched & known]
        return self.race.as_if(releases, entrants, [(one, self._among(one)) for one in afresh])

    def _participants_after(self, happened: Sequence[Event]) -> frozenset[str]:
        """Who took part by the last change that happened, or else when the deadline had passed."""
        changed = [event.at for event in happened if event.is_enrolment]
        return self.participants.at(changed[-1] if changed else fixed_at(self.race.competition))

    def _among(self, release: Release) -> Collection[str]:
        """Those among whom the places of a release are counted, in its corrections too: who took part
        when it was published.
        """
        if release.published_at is None or not any(event.is_enrolment for event in self.events):
            return [entrant.code for entrant in self.race.participants]
        return self.participants.at(release.published_at)


def fixed_at(competition: Competition) -> datetime:
    """The midnight after the enrolment deadline, in Copenhagen."""
    return _midnight(competition.enrolment_deadline + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


def _version(
    entrant: Entrant, undone: Sequence[Correction], kept: Collection[tuple[str, int]]
) -> Entrant:
    """The entrant as it stood; what was corrected later is none of that version's business."""
    return replace(races.before(entrant, undone, kept), corrected_since=frozenset())


def chronicle(race: Race, visibility: Visibility) -> Chronicle:
    """What became public, and when: a query, and another where anything was corrected."""
    weeks = publications(race, visibility)
    came_out = {event.release: event.at for event in weeks.events}
    events = list(weeks.events)
    if any(entrant.corrected for entrant in race.entrants):
        events += [
            Event(
                max(each.confirmed_at, came_out[each.release]),
                each.release,
                each,
                frozenset(each.moved_in or ()),
            )
            for each in visibility.corrections().annotate(moved_in=_moved(race.competition))
            if each.confirmed_at and each.release in came_out
            if not race.competition.was_over(each.confirmed_at)
        ]
    participants = _participants(race.competition, visibility.now)
    late = participants.changes(fixed_at(race.competition), visibility.now)
    events += [Event(moment) for moment in late]
    return Chronicle(race, sorted(events, key=_order), participants)


def _moved(competition: Competition) -> ArraySubquery:
    """The categories in which a correction moved a place of the week that it corrects."""
    places = MovedPlace.objects.filter(
        correction=OuterRef("pk"), competition=competition, release=OuterRef("release")
    )
    return ArraySubquery(places.order_by().values("category").distinct())


def publications(race: Race, visibility: Visibility) -> Chronicle:
    """The weeks alone: no query."""
    moments = ((visibility.public_from(one), one) for one in race.releases)
    return Chronicle(race, sorted((Event(at, one) for at, one in moments if at), key=_order))


def _participants(competition: Competition, now: datetime) -> Participants:
    """Who takes part, and out of the history who did and was taken out."""
    here = competition.participations.annotate(
        until=Value(None, output_field=DateTimeField())
    ).values_list("municipality", "enrolled_at", "until")
    gone = (
        Change.objects.filter(
            table_name="competition_participation",
            action=Change.Action.DELETED,
            old__competition_id=competition.pk,
            at__range=(_midnight(competition.figures_from), now),
        )
        .annotate(since=Cast(KT("old__enrolled_at"), DateTimeField()))
        .values_list("municipality", "since", "at")
    )
    return Participants(here.order_by().union(gone.order_by(), all=True).order_by())


def _order(event: Event) -> tuple[object, ...]:
    release, correction = event.release, event.correction
    if release is None:
        return event.at, 2, "", 0
    if correction is None:
        return event.at, 0, release.as_of.isoformat(), 0
    return event.at, 1, f"{correction.confirmed_at:%Y%m%d%H%M%S%f}", correction.pk
