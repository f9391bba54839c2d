"""How a race becomes what the API answers (see `shapes`)."""

from typing import Any

from django.utils import translation

from competition import wording
from competition.categories import Category
from competition.models import Competition
from competition.ranking import Ratio
from competition.shapes import (
    CategoryShape,
    CompetitionDetail,
    CompetitionShape,
    Counted,
    Figures,
    FigureShape,
    MunicipalityShape,
    MunicipalityWeek,
    RegionalLeaders,
    RegionalLeads,
    RegionShape,
    ReleaseShape,
    Standings,
    StandingShape,
    UnrankedShape,
)
from competition.standings import Entrant, Line, Race
from competition.visibility import Visibility
from signups.models import Release

DECIMALS = 6


def rounded(ratio: Ratio) -> float:
    """The ratio in per cent with six decimals, rounded half away from zero from whole numbers."""
    scale: int = 100 * 10**DECIMALS
    half_up: int = (2 * abs(ratio.numerator) * scale + ratio.denominator) // (2 * ratio.denominator)
    return round((half_up if ratio.numerator >= 0 else -half_up) / 10.0**DECIMALS, DECIMALS)


def standing(line: Line) -> StandingShape | UnrankedShape:
    """A line of a table, with or without a place. Words are Danish whatever the request's language."""
    reason = line.standing.reason
    if reason is None:
        return placed(line)
    with translation.override("da"):
        return UnrankedShape(**_line(line), reason=reason.value, reason_text=str(reason.title))


def placed(line: Line) -> StandingShape:
    """A line with a place."""
    with translation.override("da"):
        return StandingShape(**_line(line))


def _line(line: Line) -> dict[str, Any]:
    ratio = line.standing.ratio
    return {
        "code": line.entrant.code,
        "name": line.entrant.name,
        "region_code": line.entrant.region.code,
        "numerator": ratio.numerator if ratio else None,
        "denominator": ratio.denominator if ratio else None,
        "value": rounded(ratio) if ratio else None,
        "value_text": wording.percent_text(ratio) if ratio else None,
        "participant": line.entrant.participant,
        "place": line.place,
        "place_in_region": line.standing.place_in_region,
        "change_in_place": line.change,
    }


def competition(found: Competition) -> CompetitionShape:
    """A competition's days and categories."""
    return CompetitionShape(**_days(found))


def competition_detail(race: Race, *, stands_still: bool, announced: bool) -> CompetitionDetail:
    """A competition with who takes part and what can be seen of it."""
    return CompetitionDetail(
        **_days(race.competition),
        newest_week=race.current.week if race.current else None,
        stands_still=stands_still,
        announced=announced,
        regions=[RegionShape(code=r.code, name=r.name) for r in race.regions],
        participants=sorted(e.code for e in race.participants),
    )


def _days(found: Competition) -> dict[str, Any]:
    with translation.override("da"):
        categories = [
            CategoryShape(slug=c.slug, title=str(c.title), kind=c.kind)
            for c in found.used_categories
        ]
    names = CompetitionShape.model_fields.keys() - {"categories"}
    return {**{name: getattr(found, name) for name in names}, "categories": categories}


def release(race: Race, visibility: Visibility, one: Release) -> ReleaseShape:
    """One published week."""
    return ReleaseShape(
        week=one.week,
        as_of=one.as_of,
        published_at=visibility.public_from(one),
        has_standings=one in race.ranked_releases,
    )


def figures(race: Race, one: Release) -> Figures:
    """Every municipality's figures of one week."""
    return Figures(
        week=one.week,
        as_of=one.as_of,
        population_as_of=race.competition.population_as_of,
        figures=[
            FigureShape(
                code=e.code,
                name=e.name,
                region_code=e.region.code,
                participant=e.participant,
                **_people(e),
                **_figure(race, e, one),
            )
            for e in race.entrants
        ],
    )


def table(race: Race, category: Category, one: Release, region: str | None) -> Standings:
    """A category's standings; `region` leaves the others out and changes no place."""
    lines = race.table(category, one).lines
    return Standings(
        competition=race.competition.slug,
        category=category.slug,
        week=one.week,
        as_of=one.as_of,
        standings=[standing(x) for x in lines if region in {None, x.entrant.region.code}],
    )


def regional_leads(race: Race, one: Release) -> RegionalLeads:
    """The leaders of every region on one week."""
    leads = race.regional_leads(one)
    return RegionalLeads(
        week=one.week,
        as_of=one.as_of,
        regions=[
            RegionalLeaders(
                region_code=region.code,
                region=region.name,
                leaders=[placed(line) for line in leads[region.code]],
            )
            for region in race.regions
        ],
    )


def municipality(race: Race, entrant: Entrant) -> MunicipalityShape:
    """One municipality, week by week."""
    ranked = {one.pk for one in race.ranked_releases}
    return MunicipalityShape(
        code=entrant.code,
        name=entrant.name,
        region_code=entrant.region.code,
        region=entrant.region.name,
        participant=entrant.participant,
        population_as_of=race.competition.population_as_of,
        **_people(entrant),
        weeks=[
            MunicipalityWeek(
                week=one.week,
                as_of=one.as_of,
                **_figure(race, entrant, one),
                standings={
                    c.slug: standing(race.table(c, one).of(entrant.code))
                    for c in race.competition.used_categories
                    if one.pk in ranked
                },
            )
            for one in race.releases
        ],
    )


def _people(entrant: Entrant) -> dict[str, Any]:
    people = entrant.population
    names = ("population_15_plus", "population_15_24")
    return {name: getattr(people, name) if people else None for name in names}


def _figure(race: Race, entrant: Entrant, one: Release) -> dict[str, Any]:
    closing = one.as_of >= race.competition.closing_as_of
    status = "final" if closing else "provisional"
    if one.pk in entrant.corrected:
        status = "corrected"
    return {**_counted(entrant, one), "status": status if one.pk in entrant.counts else None}


def _counted(entrant: Entrant, one: Release) -> dict[str, int | None]:
    counts = entrant.counts.get(one.pk)
    return {name: getattr(counts, name) if counts else None for name in Counted.model_fields}
