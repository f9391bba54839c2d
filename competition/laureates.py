"""Who won, as it was signed: the titles with all their places out of the record, whatever has been
corrected since; and the winners of earlier competitions. Read by whoever may know them (`visibility`).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from competition import races, standings
from competition.categories import BY_SLUG, Category, Counts, People
from competition.models import Competition, ResultRecord
from competition.ranking import Ratio, Standing
from competition.results import Title
from competition.standings import Entrant, Line, Race
from competition.visibility import Visibility
from municipalities.models import Region
from signups.models import Release


@dataclass(frozen=True, slots=True)
class Prize:
    """What a winner gets for a title: the category, the address of the region (None: the country) and of
    the municipality, and the name of the file.
    """

    category: Category
    region: str | None
    municipality: str
    kind: str

    def __str__(self) -> str:
        parts = (self.category.slug, self.region, self.municipality, self.kind)
        return "/".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Honour:
    """A category and the names of all who won it together."""

    category: Category
    names: Sequence[str]
    ratio: Ratio | None


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier competition: who won it, and who won in the regions, from north to south."""

    competition: Competition
    honours: Sequence[Honour]
    regional: Sequence[tuple[Region, Sequence[str]]]


def titles(race: Race, visibility: Visibility, record: ResultRecord | None) -> list[Title]:
    """Every title as everybody may know it by now: nothing before the announcement. A competition
    that was announced without a record is told by its closing places.
    """
    if not visibility.is_announced:
        return []
    if record is not None:
        return of_record(race, record)
    closing = _closing_places(race)
    return _in_order(race, closing)


def of_record(race: Race, record: ResultRecord) -> list[Title]:
    """Every title by a record, the categories in order and then the regions from north to south: its
    names, figures and places. Of the race only what a record does not have: addresses and alphabet.
    """
    document = json.loads(record.document)["record"]
    entrants = _entrants(race, document["municipalities"])
    figures = {each["code"]: each for each in document["closing"]["figures"]}
    before = {
        category: {line.entrant.code: line.previous_place for line in lines}
        for category, lines in _closing_places(race)
    }
    found = []
    for judged, outcome in zip(document["categories"], document["outcomes"], strict=True):
        category = BY_SLUG.get(judged["slug"])
        if category is None:
            continue
        previous = before.get(category, {})
        lines = [
            _line(entrants[each["code"]], figures[each["code"]], each, previous.get(each["code"]))
            for each in outcome["ranking"]
            if each["place"] is not None and each["code"] in entrants
        ]
        lines.sort(key=lambda line: (line.place or 0, line.entrant.sort_key, line.entrant.code))
        found.append((category, lines))
    return _in_order(race, found)


def _entrants(race: Race, written: Iterable[Mapping[str, Any]]) -> dict[str, Entrant]:
    """Who is in the record, by code, with the name, the region and the population it has of them."""
    regions = {region.code: region for region in race.regions}
    return {
        who["code"]: replace(
            race.by_code[who["code"]],
            name=who["name"],
            region=regions.get(who["region"], race.by_code[who["code"]].region),
            population=_population(who),
        )
        for who in written
        if who["code"] in race.by_code
    }


def _population(who: Mapping[str, Any]) -> People | None:
    fifteen, young = who["population_15_plus"], who["population_15_24"]
    return None if fifteen is None or young is None else People(fifteen, young)


def _line(
    entrant: Entrant,
    figure: Mapping[str, Any],
    outcome: Mapping[str, Any],
    before: int | None,
) -> Line:
    """A line as the record has it."""
    counts = [figure[name] for name in Counts.__dataclass_fields__]
    ratio = Ratio(outcome["numerator"], outcome["denominator"])
    standing = Standing(entrant.code, outcome["place"], outcome["place_in_region"], ratio, None)
    shown = None if None in counts else Counts(*counts)
    return Line(entrant, standing, shown, before)


def _closing_places(race: Race) -> list[tuple[Category, Sequence[Line]]]:
    """The ranked lines of the closing week, where the race has that week."""
    closing, used = _closing(race), race.competition.used_categories
    return [(each, race.table(each, closing).ranked) for each in used] if closing else []


def _closing(race: Race) -> Release | None:
    day = race.competition.closing_as_of
    return next((release for release in race.releases if release.as_of == day), None)


def _in_order(race: Race, ranked: Iterable[tuple[Category, Sequence[Line]]]) -> list[Title]:
    found = list(ranked)
    national = [Title(category, None, lines) for category, lines in found]
    regional = [
        Title(category, region, [x for x in lines if x.entrant.region.code == region.code])
        for category, lines in found
        if category.has_regional_winners
        for region in race.regions
    ]
    return [*national, *regional]


def otherwise(race: Race, found: Sequence[Title]) -> list[Title]:
    """The titles that others would have won by the figures as they were corrected since the
    announcement, with those others; `found` are the titles as they were won.
    """
    corrected, closing = race.as_corrected, _closing(race)
    if corrected is None or closing is None:
        return []
    among = {entrant.code for entrant in race.participants}
    afresh = corrected.as_if(corrected.releases, corrected.entrants, [(closing, among)])
    won = {(title.category, title.region): _codes(title) for title in found}
    now = _in_order(afresh, _closing_places(afresh))
    return [title for title in now if _codes(title) != won.get((title.category, title.region))]


def _codes(title: Title) -> set[str]:
    return {line.entrant.code for line in title.winners}


def winner_of(found: Iterable[Title], prize: Prize) -> tuple[Title, Line] | None:
    """The title that a prize is for and the winner that gets it; None where it was not won so."""
    for title in found:
        region = title.region.slug if title.region else None
        if (title.category, region) == (prize.category, prize.region):
            lines = (line for line in title.winners if line.entrant.slug == prize.municipality)
            return next(((title, line) for line in lines), None)
    return None


def past(visibilities: Iterable[Visibility]) -> list[Past]:
    """The announced ones of these competitions: a query, and two more for each that was announced
    without a record.
    """
    told = [each for each in visibilities if each.is_announced]
    newest = (
        ResultRecord.objects.filter(competition__in=[each.competition for each in told])
        .order_by("competition_id", "-number")
        .distinct("competition_id")
    )
    records = {record.competition_id: record for record in newest}
    regions = {region.code: region for region in Region.objects.all()}
    return [
        _as_signed(each.competition, records[each.competition.pk], regions)
        if each.competition.pk in records
        else _as_placed(each)
        for each in told
    ]


def _as_signed(
    competition: Competition, record: ResultRecord, regions: Mapping[str, Region]
) -> Past:
    document = json.loads(record.document)["record"]
    names = {each["code"]: each["name"] for each in document["municipalities"]}
    honours: list[Honour] = []
    regional: dict[str, list[str]] = {}
    for judged, outcome in zip(document["categories"], document["outcomes"], strict=True):
        if judged["slug"] not in BY_SLUG:
            continue
        first = next((each for each in outcome["ranking"] if each["place"] == 1), None)
        ratio = Ratio(first["numerator"], first["denominator"]) if first else None
        won = [names[code] for code in outcome["winners"]]
        honours.append(Honour(BY_SLUG[judged["slug"]], won, ratio))
        regional |= {each["region"]: each["winners"] for each in outcome["regional_winners"]}
    ordered = sorted((code for code in regional if code in regions), key=standings.north_to_south)
    told = [(regions[code], [names[who] for who in regional[code]]) for code in ordered]
    return Past(competition, honours, told)


def _as_placed(visibility: Visibility) -> Past:
    race = races.load(visibility.competition, visibility.releases())
    found = titles(race, visibility, None)
    honours = [
        Honour(
            title.category,
            [line.entrant.name for line in title.winners],
            next((line.standing.ratio for line in title.winners), None),
        )
        for title in found
        if title.region is None
    ]
    regional = [
        (title.region, [line.entrant.name for line in title.winners])
        for title in found
        if title.region is not None
    ]
    return Past(visibility.competition, honours, regional)
