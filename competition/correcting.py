"""What a correction does to the places: shown before it is confirmed, stored when it is.

A correction of the baseline changes the growth of every later week, one of another week only its
own. Corrections of the baseline and of the closing release need two people. A published week is
reckoned among those who took part when it was published: nothing moves but by the figure. The
competition whose winners are announced stays as it was: a correction is told beside it.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from competition import publishing, races
from competition.categories import Category, Counts
from competition.models import Competition, MovedPlace, SetUpStep, StoredPlace
from competition.ranking import Standing, Unranked
from competition.standings import Entrant, Race
from municipalities.models import Municipality, Region, User
from signups import corrections
from signups.corrections import Stocks
from signups.models import Correction, Release
from signups.releases import Refused

DECIDING = ("baseline_as_of", "closing_as_of")


@dataclass(frozen=True, slots=True)
class Move:
    """One municipality's place before and after; None is no place."""

    entrant: Entrant
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads before and after, in the whole competition or in one region; equals share it."""

    region: Region | None
    old: Sequence[Entrant]
    new: Sequence[Entrant]

    @property
    def changes(self) -> bool:
        return [e.code for e in self.old] != [e.code for e in self.new]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction does to one category on one published release."""

    competition: Competition
    release: Release
    category: Category
    moves: Sequence[Move]
    leads: Sequence[Lead]
    old: Sequence[Standing]
    new: Sequence[Standing]

    @property
    def is_closing(self) -> bool:
        """Whether these places are those that decide, so that a lead is a win."""
        return self.release.as_of == self.competition.closing_as_of

    @property
    def stands(self) -> bool:
        """Whether the winners are announced: then a correction is told beside the places and the
        figures, and what it would have done to them is for the organiser alone.
        """
        return self.competition.state == Competition.State.ANNOUNCED


def needs_two_people(release: Release) -> bool:
    """Whether the release is some competition's baseline or closing release, planned or open, or
    ever was: a day that is moved away and back must not open a way for one person alone.
    """
    days, were = Q(), Q()
    for field in DECIDING:
        days |= Q((field, release.as_of))
        for side in ("old", "new"):
            kept = {"field": field, side: release.as_of.isoformat()}
            were |= Q(changes__contains=[kept])
    return Competition.objects.filter(days).exists() or SetUpStep.objects.filter(were).exists()


def propose(
    release: Release,
    municipality: Municipality,
    *,
    new: Stocks,
    reason: str,
    by: User,
    now: datetime,
    answers: Mapping[str, str] | None = None,
) -> Correction:
    """Keep a proposed correction; see `effects` for what it would do. `Unanswered` where the figures
    look wrong and `answers` does not say why they are right.
    """
    return corrections.propose(
        release,
        municipality,
        new=new,
        reason=reason,
        answers=answers,
        needs_two_people=needs_two_people(release),
        by=by,
        now=now,
    )


@transaction.atomic
def confirm(correction: Correction, *, seen: str, by: User, now: datetime) -> list[Effect]:
    """Change the figure, and with it every place that hangs on it; what it did to them. `Refused`
    where that is not what was `seen` (see `fingerprint`).
    """
    _refuse_final(correction.release)
    two = needs_two_people(correction.release)
    corrections.confirm(correction, needs_two_people=two, by=by, now=now)
    # From here on no other correction or publication is at work until this transaction ends.
    done = effects(correction)
    _refuse_against_what_was_told(done)
    if fingerprint(done) != seen:
        raise Refused(
            _("It does something else to the places than when you looked. Look at it again.")
        )
    moving = [effect for effect in done if not effect.stands]
    for effect in moving:
        _store(effect)
    MovedPlace.objects.bulk_create(
        MovedPlace(
            correction=correction,
            competition=effect.competition,
            release=effect.release,
            category=effect.category.slug,
            municipality_id=move.entrant.code,
            old=move.old,
            new=move.new,
        )
        for effect in moving
        for move in effect.moves
    )
    return done


def _refuse_final(release: Release) -> None:
    """A final result rests on these figures: it is taken back first. Once the winners are announced a
    correction is made beside the record, which stays as it was signed.
    """
    final = Competition.objects.filter(state=Competition.State.FINALIZED)
    for competition in final.select_for_update():
        if release.as_of in {getattr(competition, field) for field in DECIDING}:
            text = _(
                "The result of %(competition)s rests on this figure. Take the result back first."
            )
            raise Refused(text % {"competition": competition})


def _refuse_against_what_was_told(done: Sequence[Effect]) -> None:
    """Regional winners that everybody was told stay told: while their result is taken back, nothing is
    corrected that would name others.
    """
    for effect in done:
        told = effect.competition.regions_told_at is not None and effect.is_closing
        if (
            told
            and any(lead.region and lead.changes for lead in effect.leads)
            and not effect.stands
        ):
            raise Refused(
                _(
                    "With this figure others would have won in a region than everybody has been told. Make the correction when the winners are announced; it is then told beside the result."
                )
            )


def effects(correction: Correction) -> list[Effect]:
    """What the correction would do to the places of each published release, oldest first."""
    return [
        _effect(race, category, release, among)
        for competition in publishing.competitions_of(correction.release)
        for race, release, among in _races(competition, correction)
        for category in competition.used_categories
    ]


def fingerprint(done: Sequence[Effect]) -> str:
    """The places that stand and those that would, in short: a form says by it what its person saw."""
    held = [
        (e.competition.pk, e.release.week, e.category.slug, _places(e.old), _places(e.new))
        for e in done
    ]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


def _places(standings: Sequence[Standing]) -> list[tuple[str, int | None, int | None]]:
    return sorted((each.code, each.place, each.place_in_region) for each in standings)


def _races(
    competition: Competition, correction: Correction
) -> Iterator[tuple[Race, Release, Collection[str] | None]]:
    """The race as it will stand, with each release that the correction reaches and who took part
    then; None where its places are not stored.
    """
    corrected = correction.release
    published = Release.objects.published().order_by("as_of")
    reached = published.filter(pk=corrected.pk)
    if corrected.as_of == competition.baseline_as_of:
        reached = published.filter(as_of__range=(corrected.as_of, competition.closing_as_of))
    needed = published.filter(Q(as_of=competition.baseline_as_of) | Q(pk__in=reached.values("pk")))
    race = races.load(competition, needed)
    stocks = corrections.after(correction)
    race.by_code[correction.municipality_id].counts[corrected.pk] = Counts(
        stocks.registered_15_plus, stocks.registered_15_24, stocks.exempt_15_plus
    )
    took_part = _took_part(competition, reached)
    for release in reached:
        yield race, release, took_part.get(release.pk)


def _took_part(competition: Competition, releases: QuerySet[Release]) -> dict[int, set[str]]:
    """By release id, the codes of those who took part when its places were stored."""
    stored = StoredPlace.objects.filter(competition=competition, release__in=releases)
    found: dict[int, set[str]] = {}
    columns = stored.order_by().values_list("release_id", "municipality_id", "reason").distinct()
    for release, code, reason in columns:
        among = found.setdefault(release, set())
        if reason != Unranked.OUTSIDE.value:
            among.add(code)
    return found


def _effect(
    race: Race, category: Category, release: Release, among: Collection[str] | None
) -> Effect:
    new = {standing.code: standing for standing in race.compute(category, release, among)}
    stored = {line.entrant.code: line.standing for line in race.table(category, release).lines}
    moves = [
        Move(entrant, stored[entrant.code].place, new[entrant.code].place)
        for entrant in race.entrants
        if stored[entrant.code].place != new[entrant.code].place
    ]
    moves.sort(key=lambda m: (m.new or len(new), m.old or len(new), m.entrant.sort_key))
    regions = [None, *race.regions] if category is race.competition.main_category else [None]
    leads = [
        Lead(region, _leaders(race, stored, region), _leaders(race, new, region))
        for region in regions
    ]
    old, then = list(stored.values()), list(new.values())
    return Effect(race.competition, release, category, moves, leads, old, then)


def _leaders(race: Race, places: dict[str, Standing], region: Region | None) -> list[Entrant]:
    """All who share the first place, of everybody or within a region, in alphabetical order."""
    if region is None:
        return [e for e in race.entrants if places[e.code].place == 1]
    return [e for e in race.entrants if e.region == region and places[e.code].place_in_region == 1]


def _store(effect: Effect) -> None:
    """Bring the stored places up to date: those that differ and no others, so that the history
    shows what stood and what took its place.
    """
    stored = StoredPlace.objects.filter(
        competition=effect.competition, release=effect.release, category=effect.category.slug
    )
    new = {standing.code: standing for standing in effect.new}
    for place in stored:
        standing = new[place.municipality_id]
        ratio = standing.ratio
        fresh = {
            "place": standing.place,
            "place_in_region": standing.place_in_region,
            "reason": standing.reason.value if standing.reason else "",
            "numerator": ratio.numerator if ratio else None,
            "denominator": ratio.denominator if ratio else None,
        }
        if any(getattr(place, name) != value for name, value in fresh.items()):
            StoredPlace.objects.filter(pk=place.pk).update(**fresh)
