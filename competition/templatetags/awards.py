"""How the pages about winners say it: the numbers behind a title, the margin, and what winners get."""

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from competition import headlines, victories, wording
from competition.laureates import Prize
from competition.models import Competition
from competition.portraits import RegionPortrait
from competition.results import Title
from competition.standings import Line
from competition.victories import Known
from competition.visibility import Visibility

register = template.Library()


@register.simple_tag
def prize_url(view: str, competition: Competition, title: Title, line: Line, kind: str) -> str:
    """The address of a file for a winner: the public one (`prize`) or the organiser's (`finish_prize`)."""
    region = title.region.slug if title.region else None
    prize = Prize(title.category, region, line.entrant.slug, kind)
    return reverse(view, args=[competition.pk, prize])


@register.simple_tag
def exact(title: Title, line: Line) -> str:
    """`31.022 af 51.600 borgere`, `fra 2.345 til 3.009 tilmeldte`."""
    ratio = line.standing.ratio
    if ratio is None:
        return ""
    words = {
        "part": wording.number(ratio.numerator),
        "whole": wording.number(ratio.denominator),
        "sum": wording.number(ratio.numerator + ratio.denominator),
    }
    if title.category.kind == "growth":
        return _("from %(whole)s to %(sum)s registered") % words
    if title.category.counted == "registered_15_24":
        return _("%(part)s of %(whole)s young people registered") % words
    return _("%(part)s of %(whole)s citizens registered") % words


@register.simple_tag
def margin(title: Title) -> str:
    """Who came closest, in people."""
    return headlines.came_closest(title)


@register.simple_tag
def would_have_won(title: Title) -> str:
    """Who would have had a title by the figures as they are corrected by now."""
    words = {
        "names": wording.joined([line.entrant.name for line in title.winners]) or _("nobody"),
        "title": title.region.name if title.region else title.category.title,
    }
    return (
        _(
            "By the figures as they were corrected after the announcement, %(names)s would have won (%(title)s). The result stands as it was signed."
        )
        % words
    )


@register.simple_tag
def honourable(title: Title) -> list[tuple[int, Line]]:
    """The second and third places."""
    return [(place, line) for place, line in title.placed if place > 1]


@register.simple_tag
def winners_headline(national: Sequence[Title], competition: Competition) -> str:
    """Who won the main category, as the headline of a page."""
    names = [wording.soft(line.entrant.name) for line in national[0].winners]
    return headlines.winners_headline(national[0].category, names, competition)


@register.simple_tag
def region_text(portrait: RegionPortrait, known: Known, visibility: Visibility) -> str:
    """Who leads, led or won the region."""
    return victories.region_text(portrait, known, visibility)
