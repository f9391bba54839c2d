"""Who won, once it is announced; and when it will be, before that."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from competition import answers, laureates, shapes
from competition.results import Title
from competition.standings import Race
from competition.visibility import Visibility


class Winner(Schema):
    """One who won a title. Equals win together."""

    category: str = Field(description=gettext_noop("The category in addresses"))
    region_code: str | None = Field(
        description=gettext_noop("The region of a regional title; null for the whole country")
    )
    standing: shapes.StandingShape = Field(
        description=gettext_noop("Its standing in the closing week")
    )


class RegionalName(Schema):
    """A municipality that won in its region: who, and nothing about how."""

    code: str = Field(description=gettext_noop("The municipality's official code"))
    name: str = Field(description=gettext_noop("Name"))


class Winners(Schema):
    """Everybody who won, or when that will be told."""

    competition: str = Field(description=gettext_noop("The competition in addresses"))
    announced: bool = Field(description=gettext_noop("Whether the winners have been announced"))
    announcement_at: datetime = Field(description=gettext_noop("When the winners are announced"))
    regional_announcement_on: date = Field(
        description=gettext_noop("From when the regional winners are named")
    )
    regions_told: bool = Field(
        description=gettext_noop("Whether the regional winners have been named")
    )
    regional_winners: list[RegionalName] = Field(
        description=gettext_noop(
            "Who won in a region, by the Danish alphabet; empty until they are named"
        )
    )
    winners: list[Winner] = Field(
        description=gettext_noop(
            "The categories in order, then the regions from north to south; empty until announced"
        )
    )


def build(race: Race, visibility: Visibility) -> Winners:
    """The winners as everybody may know them by now."""
    competition = race.competition
    found = laureates.titles(race, visibility, visibility.record())
    return Winners(
        competition=competition.slug,
        announced=visibility.is_announced,
        announcement_at=competition.announcement_at,
        regional_announcement_on=competition.regional_announcement_on,
        regions_told=visibility.regions_are_told,
        regional_winners=_names(found, visibility),
        winners=[
            Winner(
                category=title.category.slug,
                region_code=title.region.code if title.region else None,
                standing=answers.placed(line),
            )
            for title in found
            for line in title.winners
        ],
    )


def _names(found: Sequence[Title], visibility: Visibility) -> list[RegionalName]:
    if not visibility.is_announced:
        told = visibility.regional_winners()
        return [RegionalName(code=each.code, name=each.name) for each in told]
    entrants = {x.entrant.code: x.entrant for title in found if title.region for x in title.winners}
    ordered = sorted(entrants.values(), key=lambda each: (each.sort_key, each.code))
    return [RegionalName(code=each.code, name=each.name) for each in ordered]
