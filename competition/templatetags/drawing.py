"""The draw for pages that show it among other things."""

from datetime import datetime

from django import template

from competition import wording
from competition.draw_page import PublicDraw
from competition.visibility import Visibility

register = template.Library()


@register.filter
def when(value: datetime) -> str:
    """`8. november 2014 kl. 20.00`."""
    return wording.full_day_time_text(value)


@register.filter
def when_exactly(value: datetime) -> str:
    """`lørdag 8. november 2014 kl. 20.00`."""
    return wording.full_weekday_time_text(value)


@register.simple_tag
def draw_of(visibility: Visibility) -> PublicDraw:
    """What everybody may know of the draw; asked of the database when it is looked at."""
    return PublicDraw(visibility)
