"""Headlines: a fact with tension, written from the places and the distances between them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import wording
from competition.categories import Category
from competition.models import Competition
from competition.ranking import Ratio
from competition.results import Title
from competition.standings import Line, Race, Table, distance
from competition.visibility import Visibility
from municipalities.models import Region
from signups.models import Release


def headline(race: Race, visibility: Visibility) -> str:
    """The front page's headline: who leads, or won, and how close the next one is."""
    release = next(reversed(race.ranked_releases), None)
    table = race.table(race.competition.main_category, release) if release else None
    if table is None or not table.ranked:
        return _before_the_race(race, visibility)
    names = wording.joined([wording.soft(line.entrant.name) for line in table.leaders])
    next_one = runner_up(table)
    words = {"names": names}
    if visibility.is_announced and release and release.as_of >= race.competition.closing_as_of:
        return _won(table, next_one, words)
    if visibility.holds_back:
        held = ngettext(
            "%(names)s led in %(week)s. Now everybody waits for the ceremony.",
            "%(names)s shared the lead in %(week)s. Now everybody waits for the ceremony.",
            len(table.leaders),
        )
        return held % {**words, "week": wording.week_text(table.release)}
    if len(table.leaders) > 1 or next_one is None:
        many = len(table.leaders)
        return ngettext("%(names)s leads.", "%(names)s share the lead.", many) % words
    count = distance(next_one, table.leaders[0]) or 0
    words |= {"next": wording.soft(next_one.entrant.name), "count": wording.number(count)}
    return (
        ngettext(
            "%(names)s leads. %(next)s is %(count)s registration away from first place.",
            "%(names)s leads. %(next)s is %(count)s registrations away from first place.",
            count,
        )
        % words
    )


def _won(table: Table, next_one: Line | None, words: dict[str, str]) -> str:
    if len(table.leaders) > 1:
        return _("%(names)s won together.") % words
    if next_one is None:
        return _("%(names)s won.") % words
    count = distance(next_one, table.leaders[0]) or 0
    words = words | {"next": wording.soft(next_one.entrant.name), "count": wording.number(count)}
    return (
        ngettext(
            "%(names)s won. %(next)s was %(count)s registration short.",
            "%(names)s won. %(next)s was %(count)s registrations short.",
            count,
        )
        % words
    )


def winners_headline(category: Category, names: list[str], competition: Competition) -> str:
    """Who won a category, as a sentence without an end: `Aarhus er Danmarks mest digitale kommune 2014`."""
    words = {
        "names": wording.joined(names),
        "title": category.title,
        "year": competition.year,
    }
    if not names:
        return _("Nobody won %(title)s %(year)s") % words
    if category.key == "main":
        return (
            ngettext(
                "%(names)s is Denmark's most digital municipality %(year)s",
                "%(names)s are Denmark's most digital municipalities %(year)s",
                len(names),
            )
            % words
        )
    return _("%(names)s won %(title)s %(year)s") % words


def title_name(category: Category, region: Region | None) -> str:
    """`Danmarks mest digitale kommune`, `Mest digitale kommune i Region Nordjylland`."""
    if region is None:
        return str(category.title)
    return _("Most digital municipality in %(region)s") % {"region": region.name}


def came_closest(title: Title) -> str:
    """Who was next in a title that is won, in people; empty where nobody came after."""
    behind, lead = title.runner_up, title.lead
    if behind is None or lead is None:
        return ""
    text = ngettext(
        "%(name)s came closest and was %(count)s registration short.",
        "%(name)s came closest and was %(count)s registrations short.",
        lead,
    )
    return text % {"name": behind.entrant.name, "count": wording.number(lead)}


def _before_the_race(race: Race, visibility: Visibility) -> str:
    day = wording.day_text(race.competition.opens_on)
    opened = visibility.now.date() >= race.competition.opens_on
    if race.current is None:
        if opened:
            return _("The race is on. The first places are on their way.")
        return _("On %(day)s the race begins.") % {"day": day}
    total = race.total(race.current)
    if total.population_15_plus < 1:
        return _("The race is on. The first places are on their way.")
    share = wording.decimal(100 * total.registered_15_plus, total.population_15_plus)
    if opened:
        return _("%(share)s%% are registered. The first places are on their way.") % {
            "share": share
        }
    return _("%(share)s%% are registered. On %(day)s the race begins.") % {
        "share": share,
        "day": day,
    }


def runner_up(table: Table) -> Line | None:
    """The first line that does not share the lead."""
    return next((line for line in table.ranked if line.place != 1), None)


def leader_text(race: Race, category: Category, release: Release, *, is_over: bool = False) -> str:
    """One line about a category: who leads with how much (led, when the race is over), or why nobody
    does yet.
    """
    table = race.table(category, release)
    leaders = table.leaders
    if not leaders or leaders[0].standing.ratio is None:
        reason = table.unranked[0].standing.reason if table.unranked else None
        return wording.capital(str(reason.title)) if reason else _("Nobody is ranked yet")
    is_final = release.as_of >= race.competition.closing_as_of
    return lead_text(leaders, leaders[0].standing.ratio, is_over=is_over, is_final=is_final)


def lead_text(leaders: Sequence[Line], ratio: Ratio, *, is_over: bool, is_final: bool) -> str:
    """`Favrskov fører med 70,0 pct.`; when the race is over, førte; by the closing figures, vandt."""
    words = {
        "names": wording.joined([line.entrant.name for line in leaders]),
        "value": wording.percent_text(ratio),
    }
    if is_final:
        return _("%(names)s won with %(value)s") % words
    if is_over:
        return _("%(names)s led with %(value)s") % words
    leads = ngettext(
        "%(names)s leads with %(value)s", "%(names)s lead with %(value)s", len(leaders)
    )
    return leads % words


def chase_text(table: Table, *, is_over: bool) -> str:
    """What the next one needs to pass the leader, in people; empty where nobody chases."""
    next_one = runner_up(table)
    if next_one is None or not table.leaders:
        return ""
    return needs_text(table.category, next_one, table.leaders[0], is_over=is_over)


def region_text(category: Category, behind: Line, ahead: Line, *, is_over: bool) -> str:
    """The same in short, for a region's race: `Hjørring skal bruge 2.157 flere`."""
    if is_over:
        return needs_text(category, behind, ahead, is_over=True)
    count = distance(behind, ahead) or 0
    words = {"name": behind.entrant.name, "count": wording.number(count)}
    text = ngettext("%(name)s needs %(count)s more", "%(name)s needs %(count)s more", count)
    return text % words


def needs_text(category: Category, behind: Line, ahead: Line, *, is_over: bool) -> str:
    """`Favrskov skal bruge 132 flere for at komme forbi`; when it is over, `Favrskov manglede 132`."""
    count = distance(behind, ahead) or 0
    words = {"name": behind.entrant.name, "count": wording.number(count)}
    if is_over:
        text = ngettext("%(name)s was %(count)s short", "%(name)s was %(count)s short", count)
    elif category.key == "youth":
        text = ngettext(
            "%(name)s needs %(count)s more young person to pass",
            "%(name)s needs %(count)s more young people to pass",
            count,
        )
    else:
        text = ngettext(
            "%(name)s needs %(count)s more to pass", "%(name)s needs %(count)s more to pass", count
        )
    return text % words
