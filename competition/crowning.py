"""Who is crowned, as a stage tells it: read from the signed record and nothing else, or invented.

What is shown on the stage is what two people signed. The invented outcome, for practising, knows no
municipality, no region and no figure of any competition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from competition import signing
from competition.categories import BY_SLUG, Category
from competition.models import Competition, ResultRecord
from competition.outlook import registrations_to_pass
from competition.ranking import Ratio
from competition.results import HONOURED
from municipalities.names import sort_key
from signups.weeks import Week


@dataclass(frozen=True, slots=True)
class Honoured:
    """A municipality with a place. `code` is empty for an invented one, which no map knows."""

    code: str
    name: str
    value: Ratio


@dataclass(frozen=True, slots=True)
class Place:
    """A place and all who share it, by the alphabet. `lead` is how many registrations the next ones,
    on `next_place`, lacked to pass; None where nobody is behind.
    """

    number: int
    members: Sequence[Honoured]
    lead: int | None = None
    next_place: int | None = None

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.members]

    @property
    def is_shared(self) -> bool:
        return len(self.members) > 1


@dataclass(frozen=True, slots=True)
class Prize:
    """A category's places, best first: those on the stage. Empty where nobody has a place."""

    category: Category
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class RegionPrize:
    """A region and its first place; None where no participant of it has one, and `takes_part` says
    whether it had a participant at all.
    """

    region: str
    first: Place | None
    takes_part: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """All who are crowned. `prizes` in the order of the stage, the main category last; `regions` by
    the alphabet of the winners' names, so that nothing can be read from their order. `closing` is the
    week of the figures that decided, as `2014-W43`; empty for an invented outcome.
    """

    prizes: Sequence[Prize]
    regions: Sequence[RegionPrize]
    baseline: Week
    closing: str = ""

    @property
    def main(self) -> Prize:
        """The category that all others lead up to."""
        return self.prizes[-1]


def of(record: ResultRecord) -> Outcome:
    """What a signed record says."""
    document: Any = signing.read(record.document.encode()).record
    towns = {each["code"]: each for each in document["municipalities"]}
    by_key = {each["key"]: BY_SLUG[each["slug"]] for each in document["categories"]}
    found = [(by_key[each["category"]], each) for each in document["outcomes"]]
    regions = {each["code"]: each["name"] for each in document["regions"]}
    return Outcome(
        prizes=_main_last([Prize(kind, _places(each["ranking"], towns)) for kind, each in found]),
        regions=_alphabetical(
            _region(each["ranking"], one, regions[one["region"]], towns)
            for _kind, each in found
            for one in each["regional_winners"]
        ),
        baseline=Week.parse(document["baseline"]["week"]),
        closing=document["closing"]["week"],
    )


def _main_last(prizes: Sequence[Prize]) -> list[Prize]:
    return [*prizes[1:], *prizes[:1]]


def _alphabetical(found: Any) -> list[RegionPrize]:
    """By the first winner's name; regions without one come last, by their own."""
    return sorted(
        found,
        key=lambda each: (
            each.first is None,
            sort_key(each.first.names[0] if each.first else each.region),
        ),
    )


def _honoured(line: Mapping[str, Any], towns: Mapping[str, Any]) -> Honoured:
    value = Ratio(line["numerator"], line["denominator"])
    return Honoured(line["code"], towns[line["code"]]["name"], value)


def _groups(
    lines: Sequence[Mapping[str, Any]], key: str, towns: Mapping[str, Any]
) -> list[tuple[int, list[Honoured]]]:
    """The lines that have a place, place by place, best first, each by the alphabet."""
    placed = sorted((line for line in lines if line[key] is not None), key=lambda each: each[key])
    return [
        (
            number,
            sorted((_honoured(line, towns) for line in same), key=lambda e: sort_key(e.name)),
        )
        for number, same in groupby(placed, key=lambda each: each[key])
    ]


def _with_leads(groups: Sequence[tuple[int, list[Honoured]]]) -> list[Place]:
    found = []
    for n, (number, members) in enumerate(groups, start=1):
        if n == len(groups):
            found.append(Place(number, members))
            continue
        next_place, behind = groups[n]
        lead = min(registrations_to_pass(each.value, members[0].value) for each in behind)
        found.append(Place(number, members, lead, next_place))
    return found


def _places(ranking: Sequence[Mapping[str, Any]], towns: Mapping[str, Any]) -> list[Place]:
    places = _with_leads(_groups(ranking, "place", towns))
    return [place for place in places if place.number <= HONOURED]


def _region(
    ranking: Sequence[Mapping[str, Any]],
    won: Mapping[str, Any],
    name: str,
    towns: Mapping[str, Any],
) -> RegionPrize:
    own = [line for line in ranking if towns[line["code"]]["region"] == won["region"]]
    places = _with_leads(_groups(own, "place_in_region", towns))
    return RegionPrize(name, places[0] if places else None, won["reason"] != "no participant")


# --- invented -------------------------------------------------------------------------------------
INVENTED = {
    "main": [
        ("Eksempelby", 6_612, 9_000),
        ("Ingensteds", 6_587, 9_000),
        ("Fiktivkøbing", 14_140, 20_000),
    ],
    "sprint": [
        ("Prøvekøbing-Skær", 1_702, 10_000),
        ("Fiktivlund", 1_655, 10_000),
        ("Opdigtborg", 1_655, 10_000),
    ],
    "youth": [
        ("Attrup", 1_204, 2_000),
        ("Øvesund", 1_188, 2_000),
        ("Luftkastel", 1_150, 2_000),
    ],
}
INVENTED_REGIONS = (
    ("Prøveregion Nord", ("Attrup", 6_100, 9_000)),
    ("Prøveregion Vest", ("Eksempelby", 6_612, 9_000)),
    ("Prøveregion Syd", ("Fiktivkøbing", 14_140, 20_000)),
    ("Prøveregion Øst", ("Prøvekøbing-Skær", 7_013, 10_000)),
    ("Prøveregion Midt", None),
)
INVENTED_BASELINE = Week(2014, 36)


def invented(competition: Competition) -> Outcome:
    """An outcome to practise with: made-up names and figures in the competition's categories, with a
    shared place and a region without participants in it. Of the competition it takes nothing else.
    """
    prizes = [
        Prize(each, _with_leads(_made_up(INVENTED[each.key])))
        for each in competition.used_categories
    ]
    regional = any(each.has_regional_winners for each in competition.used_categories)
    regions = [
        RegionPrize(name, _with_leads(_made_up([best]))[0] if best else None, best is not None)
        for name, best in INVENTED_REGIONS
        if regional
    ]
    return Outcome(_main_last(prizes), _alphabetical(regions), INVENTED_BASELINE)


def _made_up(lines: Sequence[tuple[str, int, int]]) -> list[tuple[int, list[Honoured]]]:
    """Invented lines as places, equals together."""
    made = [Honoured("", name, Ratio(people, among)) for name, people, among in lines]
    groups = [list(same) for _, same in groupby(made, key=lambda e: e.value)]
    ahead = [sum(map(len, groups[:n])) for n in range(len(groups))]
    return [(before + 1, group) for before, group in zip(ahead, groups, strict=True)]
