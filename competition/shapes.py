"""The shapes of the open data: what the API answers, field by field; see `answers` for how.

Values are exact: `numerator` over `denominator` decides, `value` is the same in per cent rounded to
six decimals for convenience, `value_text` the way Danes write it.
"""

from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from competition.ranking import Unranked


class Message(Schema):
    """Why there is no answer."""

    detail: str = Field(description=gettext_noop("What is wrong, and what to do"))


class CategoryShape(Schema):
    """One category of the competition."""

    slug: str = Field(description=gettext_noop("The category in addresses"))
    title: str = Field(description=gettext_noop("Its name in Danish"))
    kind: str = Field(
        description=gettext_noop("`share` of the population, or `growth` since the baseline")
    )


class CompetitionShape(Schema):
    """One round of the competition and its days."""

    slug: str = Field(description=gettext_noop("The competition in addresses"))
    title: str = Field(description=gettext_noop("Its name in Danish"))
    figures_from: date = Field(description=gettext_noop("First day that figures are shown of"))
    opens_on: date = Field(description=gettext_noop("Opening day"))
    enrolment_deadline: date = Field(description=gettext_noop("Last day to enrol"))
    baseline_as_of: date = Field(description=gettext_noop("The day that growth is measured from"))
    closing_as_of: date = Field(description=gettext_noop("The day that decides"))
    announcement_at: datetime = Field(description=gettext_noop("When the winners are announced"))
    population_as_of: date = Field(description=gettext_noop("The day of the population figures"))
    categories: list[CategoryShape] = Field(
        description=gettext_noop("The categories, the main one first")
    )


class RegionShape(Schema):
    """One region."""

    code: str = Field(description=gettext_noop("Official code"))
    name: str = Field(description=gettext_noop("Name"))


class CompetitionDetail(CompetitionShape):
    """One round, with who takes part and what can be seen by now."""

    newest_week: str | None = Field(
        description=gettext_noop("The newest published week, as 2014-W42")
    )
    stands_still: bool = Field(
        description=gettext_noop(
            "True from the closing day until the announcement: nothing new is shown"
        )
    )
    announced: bool = Field(description=gettext_noop("Whether the winners have been announced"))
    regions: list[RegionShape] = Field(description=gettext_noop("The regions"))
    participants: list[str] = Field(
        description=gettext_noop("Codes of the municipalities that take part")
    )


class ReleaseShape(Schema):
    """One published week."""

    week: str = Field(description=gettext_noop("ISO week, as 2014-W42"))
    as_of: date = Field(description=gettext_noop("The day that the figures describe"))
    published_at: datetime | None = Field(
        description=gettext_noop("Since when everybody can see the week")
    )
    has_standings: bool = Field(description=gettext_noop("False for weeks before the baseline"))


class Counted(Schema):
    """One municipality's people; null where nothing is known, which is not zero."""

    registered_15_plus: int | None = Field(
        description=gettext_noop("Registered for Digital Post, 15+")
    )
    registered_15_24: int | None = Field(
        description=gettext_noop("Registered for Digital Post, 15-24")
    )
    exempt_15_plus: int | None = Field(description=gettext_noop("Exempt from Digital Post, 15+"))


class JudgedFigure(Counted):
    """The same, with how far it can be trusted."""

    status: Literal["provisional", "final", "corrected"] | None = Field(
        description=gettext_noop(
            "`corrected` if it was changed after publication (see the page of corrections), `final` "
            "in the closing week, else `provisional`; null without a figure"
        )
    )


class FigureShape(JudgedFigure):
    """One municipality's figures of one week, beside its population."""

    code: str = Field(description=gettext_noop("Official code"))
    name: str = Field(description=gettext_noop("Name"))
    region_code: str = Field(description=gettext_noop("Official code of its region"))
    participant: bool = Field(description=gettext_noop("Whether it takes part"))
    population_15_plus: int | None = Field(description=gettext_noop("Population, 15+"))
    population_15_24: int | None = Field(description=gettext_noop("Population, 15-24"))


class Figures(Schema):
    """All municipalities' figures of one week."""

    week: str = Field(description=gettext_noop("ISO week, as 2014-W42"))
    as_of: date = Field(description=gettext_noop("The day that the figures describe"))
    population_as_of: date = Field(description=gettext_noop("The day of the population figures"))
    figures: list[FigureShape] = Field(
        description=gettext_noop("One for each municipality, by name")
    )


class StandingShape(Schema):
    """One municipality with a place in a category."""

    place: int = Field(description=gettext_noop("Place in the whole competition; equals share one"))
    place_in_region: int = Field(description=gettext_noop("Place among its region's participants"))
    code: str = Field(description=gettext_noop("Official code"))
    name: str = Field(description=gettext_noop("Name"))
    region_code: str = Field(description=gettext_noop("Official code of its region"))
    numerator: int = Field(
        description=gettext_noop("Registered; for growth the rise since the baseline")
    )
    denominator: int = Field(description=gettext_noop("Population; for growth the baseline"))
    value: float = Field(description=gettext_noop("The exact fraction in per cent, six decimals"))
    value_text: str = Field(description=gettext_noop("The same as Danes write it, one decimal"))
    change_in_place: int | None = Field(
        description=gettext_noop(
            "Places won or lost since the week before; null where there was none"
        )
    )
    participant: bool = Field(description=gettext_noop("Whether it takes part"))


class UnrankedShape(Schema):
    """One municipality without a place, and why."""

    place: None = Field(description=gettext_noop("Always null"))
    place_in_region: None = Field(description=gettext_noop("Always null"))
    code: str = Field(description=gettext_noop("Official code"))
    name: str = Field(description=gettext_noop("Name"))
    region_code: str = Field(description=gettext_noop("Official code of its region"))
    numerator: int | None = Field(description=gettext_noop("As for the ranked, where it is known"))
    denominator: int | None = Field(
        description=gettext_noop("As for the ranked, where it is known")
    )
    value: float | None = Field(description=gettext_noop("As for the ranked, where it is known"))
    value_text: str | None = Field(description=gettext_noop("As for the ranked, where it is known"))
    change_in_place: None = Field(description=gettext_noop("Always null"))
    participant: bool = Field(description=gettext_noop("Whether it takes part"))
    reason: str = Field(
        description=gettext_noop("Why there is no place"),
        json_schema_extra={"enum": [reason.value for reason in Unranked]},
    )
    reason_text: str = Field(description=gettext_noop("The reason in Danish"))


class Standings(Schema):
    """Everybody's standing in one category on one week, as it stood when it was published."""

    competition: str = Field(description=gettext_noop("The competition in addresses"))
    category: str = Field(description=gettext_noop("The category in addresses"))
    week: str = Field(description=gettext_noop("ISO week, as 2014-W42"))
    as_of: date = Field(description=gettext_noop("The day that the figures describe"))
    standings: list[StandingShape | UnrankedShape] = Field(
        description=gettext_noop(
            "The ranked first to last, then participants without a place, then others"
        )
    )


class RegionalLeaders(Schema):
    """Those who share the first place of one region in the main category."""

    region_code: str = Field(description=gettext_noop("Official code"))
    region: str = Field(description=gettext_noop("Name"))
    leaders: list[StandingShape] = Field(
        description=gettext_noop(
            "All who share the first place; empty where the region has no participant"
        )
    )


class RegionalLeads(Schema):
    """The leaders of every region on one week."""

    week: str = Field(description=gettext_noop("ISO week, as 2014-W42"))
    as_of: date = Field(description=gettext_noop("The day that the figures describe"))
    regions: list[RegionalLeaders] = Field(
        description=gettext_noop("One for each region, from north to south")
    )


class MunicipalityWeek(JudgedFigure):
    """One municipality on one week."""

    week: str = Field(description=gettext_noop("ISO week, as 2014-W42"))
    as_of: date = Field(description=gettext_noop("The day that the figures describe"))
    standings: dict[str, StandingShape | UnrankedShape] = Field(
        description=gettext_noop("Its standing by category; empty before the baseline")
    )


class MunicipalityShape(Schema):
    """One municipality in a competition, week by week."""

    code: str = Field(description=gettext_noop("Official code"))
    name: str = Field(description=gettext_noop("Name"))
    region_code: str = Field(description=gettext_noop("Official code of its region"))
    region: str = Field(description=gettext_noop("Name of its region"))
    participant: bool = Field(description=gettext_noop("Whether it takes part"))
    population_as_of: date = Field(description=gettext_noop("The day of the population figures"))
    population_15_plus: int | None = Field(description=gettext_noop("Population, 15+"))
    population_15_24: int | None = Field(description=gettext_noop("Population, 15-24"))
    weeks: list[MunicipalityWeek] = Field(
        description=gettext_noop("The published weeks, oldest first")
    )
