"""The result record: every input and every outcome of a competition, as one document.

`Inputs` is what went in. `outcomes` says what came of it, by the same `ranking.rank` as every page,
and `document` puts both in the form that is hashed and signed (`canonical`, `signing`). What each
field means, and how anybody recomputes it: `docs/result-record.md`. Texts and names are the caller's,
in Danish; moments are aware; counts are whole numbers of people.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from competition.canonical import Document, Json, text
from competition.categories import Basis, Category, Counts, People
from competition.outlook import registrations_to_pass
from competition.ranking import Entry, Ratio, Standing, rank

FORMAT = "danmarks-mest-digitale-kommune/result/1"
RULE_VERSION = "1"
"""Raised when the way a place is found changes, so that a record says which way was used."""
NUMBERS = ("registered_15_plus", "registered_15_24", "exempt_15_plus")
type NoWinner = Literal["", "no participant", "no participant with a value"]


@dataclass(frozen=True, slots=True)
class Terms:
    """The competition itself: its name and its days."""

    slug: str
    title: str
    opens_on: date
    enrolment_deadline: date
    baseline_as_of: date
    closing_as_of: date
    population_as_of: date
    announcement_at: datetime
    population_source: str = "Danmarks Statistik, FOLK1A"
    rule_version: str = RULE_VERSION
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A category in use and its title in Danish."""

    category: Category
    title: str


@dataclass(frozen=True, slots=True)
class Area:
    """A region."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Contender:
    """A municipality, taking part or not: its people, and its figures of the two releases. None is
    missing, which is not zero.
    """

    code: str
    name: str
    region: str
    participant: bool
    population: People | None
    baseline: Counts | None
    closing: Counts | None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A correction of a figure of one of the two releases; `old` is None where there was no figure."""

    release: Literal["baseline", "closing"]
    code: str
    old: Counts | None
    new: Counts
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person who stands by a document: name, role in words, when."""

    name: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the result rests on. Weeks as `2014-W36`. The amendments of a figure as they followed
    each other. Two different people sign.
    """

    terms: Terms
    categories: Sequence[Judged]
    regions: Sequence[Area]
    contenders: Sequence[Contender]
    baseline_week: str
    closing_week: str
    amendments: Sequence[Amendment]
    signed_by: Sequence[Signatory]


# --- what comes of it ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Placed:
    """A municipality's line: its standing, whether others share the place, and how many more
    registrations it lacked to pass those on the nearest better place (None on the first).
    """

    standing: Standing
    tied: bool
    to_pass: int | None


@dataclass(frozen=True, slots=True)
class RegionalWinner:
    """A region's winners by code, in the order of the codes. None: `reason` says why."""

    region: str
    winners: Sequence[str]
    reason: NoWinner = ""


@dataclass(frozen=True, slots=True)
class Margin:
    """How far the first were ahead: the fewest registrations that one of the next best, `runners_up`,
    lacked to pass them.
    """

    runners_up: Sequence[str]
    people: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A category's result. `ranking` has everybody: by place, equals by code; then those without.
    All in `winners` share the first place. `margin` is None where nobody came after them.
    """

    category: Category
    ranking: Sequence[Placed]
    winners: Sequence[str]
    regional: Sequence[RegionalWinner] = field(default=())
    margin: Margin | None = None

    @property
    def is_shared(self) -> bool:
        return len(self.winners) > 1


def outcomes(inputs: Inputs) -> list[Outcome]:
    """The result in every category, in the order of the categories."""
    return [_outcome(judged.category, inputs) for judged in inputs.categories]


def document(inputs: Inputs) -> Document:
    """The whole record, ready to be serialised, hashed and signed."""
    return {
        "format": FORMAT,
        "competition": _terms(inputs.terms),
        "categories": [_category(judged) for judged in inputs.categories],
        "regions": [
            {"code": area.code, "name": text(area.name)}
            for area in sorted(inputs.regions, key=lambda area: area.code)
        ],
        "municipalities": [_municipality(each) for each in _by_code(inputs)],
        "baseline": {
            "week": inputs.baseline_week,
            "as_of": inputs.terms.baseline_as_of.isoformat(),
            "figures": [_figures(each.code, each.baseline) for each in _by_code(inputs)],
        },
        "closing": {
            "week": inputs.closing_week,
            "as_of": inputs.terms.closing_as_of.isoformat(),
            "figures": [_figures(each.code, each.closing) for each in _by_code(inputs)],
        },
        "corrections": [_amendment(each) for each in inputs.amendments],
        "signed_by": [person(each) for each in inputs.signed_by],
        "outcomes": [_plain(outcome) for outcome in outcomes(inputs)],
    }


def moment(value: datetime) -> str:
    """A moment as documents write it: to the second, with its distance from UTC."""
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return value.isoformat(timespec="seconds")


def person(signatory: Signatory) -> Document:
    """Somebody who stands by a document, as documents write it."""
    return {
        "name": text(signatory.name),
        "role": text(signatory.role),
        "at": moment(signatory.at),
    }


# --- judging ---------------------------------------------------------------------------------------
def _outcome(category: Category, inputs: Inputs) -> Outcome:
    standings = rank(
        Entry(
            code=each.code,
            sort_key=each.code,
            region=each.region,
            participant=each.participant,
            measure=category.measure(Basis(each.closing, each.baseline, each.population)),
        )
        for each in inputs.contenders
    )
    ranked = [s for s in standings if s.place is not None]
    others = sorted((s for s in standings if s.place is None), key=lambda s: s.code)
    lines = _lines(ranked)
    return Outcome(
        category=category,
        ranking=[*lines, *(Placed(s, tied=False, to_pass=None) for s in others)],
        winners=[s.code for s in ranked if s.place == 1],
        regional=_regional(ranked, inputs) if category.has_regional_winners else (),
        margin=_margin(lines),
    )


def _lines(ranked: Sequence[Standing]) -> list[Placed]:
    """The ranked, best first, each measured against the nearest better value."""
    sharing = Counter(s.place for s in ranked)
    lines: list[Placed] = []
    ahead: Ratio | None = None
    for number, standing in enumerate(ranked):
        if number and standing.place != ranked[number - 1].place:
            ahead = ranked[number - 1].ratio
        own = standing.ratio
        lacking = registrations_to_pass(own, ahead) if own and ahead else None
        lines.append(Placed(standing, tied=sharing[standing.place] > 1, to_pass=lacking))
    return lines


def _margin(lines: Sequence[Placed]) -> Margin | None:
    later = [line for line in lines if line.standing.place != 1]
    next_best = [line for line in later if line.standing.place == later[0].standing.place]
    lacking = [line.to_pass for line in next_best if line.to_pass is not None]
    if not lacking:
        return None
    return Margin([line.standing.code for line in next_best], min(lacking))


def _regional(ranked: Sequence[Standing], inputs: Inputs) -> list[RegionalWinner]:
    region_of = {each.code: each.region for each in inputs.contenders}
    taking_part = {each.region for each in inputs.contenders if each.participant}
    found = []
    for area in sorted(inputs.regions, key=lambda area: area.code):
        winners = sorted(
            s.code for s in ranked if s.place_in_region == 1 and region_of[s.code] == area.code
        )
        reason: NoWinner = ""
        if not winners:
            takes_part = area.code in taking_part
            reason = "no participant with a value" if takes_part else "no participant"
        found.append(RegionalWinner(area.code, winners, reason))
    return found


# --- writing ---------------------------------------------------------------------------------------
def _by_code(inputs: Inputs) -> list[Contender]:
    return sorted(inputs.contenders, key=lambda each: each.code)


def _terms(terms: Terms) -> Document:
    return {
        "slug": terms.slug,
        "title": text(terms.title),
        "opens_on": terms.opens_on.isoformat(),
        "enrolment_deadline": terms.enrolment_deadline.isoformat(),
        "baseline_as_of": terms.baseline_as_of.isoformat(),
        "closing_as_of": terms.closing_as_of.isoformat(),
        "population_as_of": terms.population_as_of.isoformat(),
        "population_source": text(terms.population_source),
        "announcement_at": moment(terms.announcement_at),
        "rule_version": terms.rule_version,
        "demonstration": terms.demonstration,
    }


def _category(judged: Judged) -> Document:
    category = judged.category
    return {
        "key": category.key,
        "slug": category.slug,
        "title": text(judged.title),
        "rule": _rule_in_words(category),
        "kind": category.kind,
        "counted": category.counted,
        "divided_by": category.divided_by,
        "regional_winners": category.has_regional_winners,
    }


_PEOPLE: Mapping[str, str] = {
    "registered_15_plus": "tilmeldte fra 15 år",
    "registered_15_24": "tilmeldte på 15-24 år",
    "exempt_15_plus": "fritagne fra 15 år",
    "population_15_plus": "befolkningen fra 15 år, de fritagne iberegnet",
    "population_15_24": "befolkningen på 15-24 år, de fritagne iberegnet",
}


def _rule_in_words(category: Category) -> str:
    """The rule as the record states it: constant text, since a record does not follow the site's."""
    counted = _PEOPLE[category.counted]
    if category.kind == "growth":
        rule = f"({counted} ved slutningen − {counted} ved starten) / {counted} ved starten"
    else:
        rule = f"{counted} ved slutningen / {_PEOPLE[category.divided_by]}"
    return f"{rule}; den største værdi vinder, værdier sammenlignes som brøker uden afrunding"


def _municipality(each: Contender) -> Document:
    people = each.population
    return {
        "code": each.code,
        "name": text(each.name),
        "region": each.region,
        "participant": each.participant,
        "population_15_plus": people.population_15_plus if people else None,
        "population_15_24": people.population_15_24 if people else None,
    }


def _numbers(counts: Counts | None) -> dict[str, Json]:
    return {name: getattr(counts, name) if counts else None for name in NUMBERS}


def _figures(code: str, counts: Counts | None) -> Document:
    return {"code": code, **_numbers(counts)}


def _amendment(each: Amendment) -> Document:
    return {
        "release": each.release,
        "code": each.code,
        "old": _numbers(each.old),
        "new": _numbers(each.new),
        "reason": text(each.reason),
        "at": moment(each.at),
    }


def _plain(outcome: Outcome) -> Document:
    margin = outcome.margin
    return {
        "category": outcome.category.key,
        "winners": list(outcome.winners),
        "margin": {"runners_up": list(margin.runners_up), "people": margin.people}
        if margin
        else None,
        "regional_winners": [
            {"region": each.region, "winners": list(each.winners), "reason": each.reason}
            for each in outcome.regional
        ],
        "ranking": [_plain_line(line) for line in outcome.ranking],
    }


def _plain_line(line: Placed) -> Document:
    standing = line.standing
    return {
        "code": standing.code,
        "place": standing.place,
        "place_in_region": standing.place_in_region,
        "numerator": standing.ratio.numerator if standing.ratio else None,
        "denominator": standing.ratio.denominator if standing.ratio else None,
        "tied": line.tied,
        "to_pass": line.to_pass,
        "reason": standing.reason.value if standing.reason else "",
    }
