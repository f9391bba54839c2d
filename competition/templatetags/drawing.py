"""The draw for pages that show it among other things."""

from django import template

from competition.draw_page import PublicDraw
from competition.visibility import Visibility

register = template.Library()


@register.simple_tag
def draw_of(visibility: Visibility) -> PublicDraw:
    """What everybody may know of the draw; asked of the database when it is looked at."""
    return PublicDraw(visibility)
