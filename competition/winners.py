"""Who won, once it is announced; and when it will be, before that."""

from datetime import date, datetime

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from competition import answers, shapes
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


class Winners(Schema):
    """Everybody who won, or when that will be told."""

    competition: str = Field(description=gettext_noop("The competition in addresses"))
    announced: bool = Field(description=gettext_noop("Whether the winners have been announced"))
    announcement_at: datetime = Field(description=gettext_noop("When the winners are announced"))
    regional_announcement_on: date = Field(
        description=gettext_noop("From when the regional winners are named")
    )
    winners: list[Winner] = Field(
        description=gettext_noop(
            "The categories in order, then the regions from north to south; empty until announced"
        )
    )


def build(race: Race, visibility: Visibility) -> Winners:
    """The winners as everybody may know them by now."""
    competition = race.competition
    closing = next((r for r in race.releases if r.as_of == competition.closing_as_of), None)
    found = []
    if visibility.is_announced and closing is not None:
        found = [
            Winner(category=category.slug, region_code=None, standing=answers.placed(line))
            for category in competition.used_categories
            for line in race.table(category, closing).leaders
        ]
        found += [
            Winner(
                category=competition.main_category.slug,
                region_code=code,
                standing=answers.placed(line),
            )
            for code, lines in race.regional_leads(closing).items()
            for line in lines
        ]
    return Winners(
        competition=competition.slug,
        announced=visibility.is_announced,
        announcement_at=competition.announcement_at,
        regional_announcement_on=competition.regional_announcement_on,
        winners=found,
    )
