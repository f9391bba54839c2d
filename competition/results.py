"""The result of a competition: the titles with their margins, and the signed record that is made of
them. Read from the figures of the baseline and the closing day, embargoed ones included: for the
organiser alone until `visibility` says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from competition import canonical, keys, publishing, races, record, signing, verify_result
from competition.categories import Category, Counts
from competition.models import Award, Competition, ResultRecord, Signature
from competition.standings import Entrant, Line, Race, Table, distance
from municipalities.models import Region, User
from signups.models import Correction, Release
from signups.releases import Refused

LANGUAGE = "da"
"""The record and the editions of the draw are written in Danish, whoever makes them."""
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
    def digest(self) -> str:
        """What a signature names: the SHA-256 of the record before anybody has signed it."""
        return canonical.sha256(record.document(inputs(self, ())))

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


def inputs(result: Result, signed: Sequence[Signature]) -> record.Inputs:
    """All that the result rests on, as the record wants it."""
    race, baseline = result.race, result.race.baseline
    if baseline is None:
        raise Release.DoesNotExist(result.competition.baseline_as_of)
    releases: dict[int, Literal["baseline", "closing"]] = {
        baseline.pk: "baseline",
        result.closing.pk: "closing",
    }
    with translation.override(LANGUAGE):
        return record.Inputs(
            terms=_terms(result.competition),
            categories=[
                record.Judged(each, str(each.title)) for each in result.competition.used_categories
            ],
            regions=[record.Area(each.code, each.name) for each in race.regions],
            contenders=[_contender(each, baseline, result.closing) for each in race.entrants],
            baseline_week=baseline.week,
            closing_week=result.closing.week,
            amendments=[
                _amendment(each, releases[each.release_id]) for each in _corrections(list(releases))
            ],
            signed_by=[signatory(each.person, each.at) for each in signed],
        )


def _corrections(releases: Sequence[int]) -> QuerySet[Correction]:
    """As they followed each other, whatever the clock showed: one of a figure is proposed when the one
    before it is settled.
    """
    return Correction.objects.confirmed().filter(release__in=releases).order_by("pk")


def signatory(person: User, at: datetime) -> record.Signatory:
    """A person as documents name them that stay public for years: never by address."""
    return record.Signatory(person.public_name, str(person.get_role_display()), localtime(at))


def _terms(competition: Competition) -> record.Terms:
    return record.Terms(
        slug=competition.slug,
        title=_title(competition),
        opens_on=competition.opens_on,
        enrolment_deadline=competition.enrolment_deadline,
        baseline_as_of=competition.baseline_as_of,
        closing_as_of=competition.closing_as_of,
        population_as_of=competition.population_as_of,
        announcement_at=localtime(competition.announcement_at),
        demonstration=settings.DEMO or competition.is_rehearsal,
    )


def _title(competition: Competition) -> str:
    """A rehearsal's record says of itself what it is, whoever finds it."""
    if not competition.is_rehearsal:
        return competition.title
    return _("REHEARSAL, counts for nothing: %(title)s") % {"title": competition.title}


def _contender(entrant: Entrant, baseline: Release, closing: Release) -> record.Contender:
    return record.Contender(
        code=entrant.code,
        name=entrant.name,
        region=entrant.region.code,
        participant=entrant.participant,
        population=entrant.population,
        baseline=entrant.counts.get(baseline.pk),
        closing=entrant.counts.get(closing.pk),
    )


def _amendment(correction: Correction, release: Literal["baseline", "closing"]) -> record.Amendment:
    old = (
        correction.old_registered_15_plus,
        correction.old_registered_15_24,
        correction.old_exempt_15_plus,
    )
    return record.Amendment(
        release=release,
        code=correction.municipality_id,
        old=None if None in old else Counts(*old),  # type: ignore[arg-type]
        new=Counts(
            correction.registered_15_plus,
            correction.registered_15_24,
            correction.exempt_15_plus,
        ),
        reason=correction.reason,
        at=localtime(correction.confirmed_at),
    )


@transaction.atomic
def store(result: Result, signed: Sequence[Signature], *, now: datetime) -> ResultRecord:
    """Make the record, sign it with the site's key and keep it with its titles. The places of the
    closing week become those of the record, which a late change of participants may have moved.
    """
    competition = result.competition
    envelope = signing.sign(record.document(inputs(result, signed)), keys.signing_key())
    refuse_disagreeing(signing.serialise(envelope))
    made = ResultRecord.objects.create(
        competition=competition,
        number=competition.records.count() + 1,
        document=signing.serialise(envelope).decode(),
        sha256=envelope.sha256,
        made_at=now,
    )
    Award.objects.bulk_create(
        Award(
            record=made,
            category=title.category.slug,
            region=title.region,
            municipality_id=line.entrant.code,
            place=place,
            numerator=line.standing.ratio.numerator,
            denominator=line.standing.ratio.denominator,
        )
        for title in result.titles
        for place, line in title.placed
        if line.standing.ratio is not None
    )
    if not competition.is_rehearsal:
        publishing.store_places(competition, result.closing)
    return made


def refuse_disagreeing(result: bytes, draws: Sequence[bytes] = ()) -> None:
    """`Refused` for signed files that the program which everybody checks them with would not pass."""
    found = verify_result.disagreements(result, draws)
    if found:
        in_danish = (translation.get_language() or LANGUAGE).startswith(LANGUAGE)
        said = [one.danish if in_danish else one.english for one in found[:3]]
        raise Refused(
            _("Nothing is signed, since the program that checks it would not agree: %(why)s")
            % {"why": " ".join(said)}
        )


def of(competition: Competition) -> Result:
    """The result by the published figures of the two days that decide. Release.DoesNotExist while the
    closing figures are not published.
    """
    days = (competition.baseline_as_of, competition.closing_as_of)
    known = Release.objects.published().filter(as_of__in=days).order_by("as_of")
    race = races.load(competition, known)
    closing = known.get(as_of=competition.closing_as_of)
    among = {entrant.code for entrant in race.participants}
    return Result(race.as_if(race.releases, race.entrants, [(closing, among)]), closing)


def current(competition: Competition) -> ResultRecord | None:
    """The record of the final result; None before it is final."""
    if competition.state not in {Competition.State.FINALIZED, Competition.State.ANNOUNCED}:
        return None
    return competition.records.first()
