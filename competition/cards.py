"""Pictures of pages for those who share them: 1200 by 630 pixels, with name, place and value."""

import json
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from competition import headlines, paper, wording
from competition.categories import Category
from competition.ranking import Ratio
from competition.results import Title
from competition.standings import Entrant, Line, Race
from competition.visibility import Visibility
from municipalities.models import Municipality, Region
from signups.models import Release

WIDTH, HEIGHT = 1200, 630
COLOURS = {"main": "#0b3b8f", "sprint": "#c6400e", "youth": "#007567"}
INK = "#0f1a24"
KEPT = 300


def of_front(race: Race, visibility: Visibility, *, demo: bool) -> bytes:
    """The headline, and how much of the country is registered."""
    release = race.current
    text = ""
    if release is not None:
        total = race.total(release)
        if total.population_15_plus:
            share = Ratio(total.registered_15_plus, total.population_15_plus)
            text = _(
                "%(share)s of everyone aged 15 and over in Denmark is registered for Digital Post."
            ) % {"share": wording.percent_text(share)}
            if total.is_partial:
                some = {
                    "some": wording.number(total.counted),
                    "all": wording.number(total.municipalities),
                }
                text += " " + _("Counted in %(some)s of %(all)s municipalities.") % some
    title = headlines.headline(race, visibility)
    return _draw(title=title, text=text, colour=INK, release=release, demo=demo)


def of_category(
    race: Race, category: Category, release: Release | None, *, is_over: bool, demo: bool
) -> bytes:
    """Who leads a category, or led it."""
    if release is None:
        return _draw(title=str(category.title), colour=COLOURS[category.key], demo=demo)
    return _draw(
        title=str(category.title),
        text=wording.sentence(headlines.leader_text(race, category, release, is_over=is_over)),
        colour=COLOURS[category.key],
        release=release,
        demo=demo,
    )


def of_municipality(race: Race, entrant: Entrant, *, demo: bool) -> bytes:
    """A municipality's place in the main category, or its value where it has no place."""
    category = race.competition.main_category
    release = race.ranked_releases[-1] if race.ranked_releases else None
    line = race.table(category, release).of(entrant.code) if release else None
    number, unit = _place(line)
    return _draw(
        title=entrant.name,
        number=number,
        unit=unit,
        text=_value(category, line),
        colour=COLOURS[category.key],
        release=release,
        demo=demo,
    )


def of_region(race: Race, region: Region, *, is_over: bool, demo: bool) -> bytes:
    """Who leads a region, or led or won it, and its share."""
    category = race.competition.main_category
    release = race.ranked_releases[-1] if race.ranked_releases else None
    text = ""
    if release is not None:
        leading = race.regional_leads(release).get(region.code, [])
        ratio = leading[0].standing.ratio if leading else None
        is_final = release.as_of >= race.competition.closing_as_of
        if ratio:
            text = wording.sentence(
                headlines.lead_text(leading, ratio, is_over=is_over, is_final=is_final)
            )
    colour = COLOURS[category.key]
    return _draw(title=region.name, text=text, colour=colour, release=release, demo=demo)


def of_winners(
    visibility: Visibility, titles: Sequence[Title], told: Sequence[Municipality], *, demo: bool
) -> bytes:
    """Who won, as far as everybody may know; before that, when it will be told."""
    competition = visibility.competition
    title, text = _("Winners"), ""
    if titles:
        names = [line.entrant.name for line in titles[0].winners]
        title = headlines.winners_headline(titles[0].category, names, competition)
        text = str(competition.title)
    elif told:
        title = wording.joined([each.name for each in told])
        text = _("The regional winners, by the alphabet")
    else:
        day = wording.full_day_text(competition.announcement_at)
        text = _("The winners are crowned on %(day)s.") % {"day": day}
    return _draw(title=title, text=text, colour=INK, demo=demo)


def _place(line: Line | None) -> tuple[str, str]:
    """The large number, and what stands beside it."""
    if line is None:
        return "", ""
    if line.place is not None:
        return wording.ordinal(line.place), _("place")
    if line.standing.ratio:
        if not wording.percent_gap():
            return wording.percent_text(line.standing.ratio), ""
        return wording.percent_number(line.standing.ratio), wording.percent_unit()
    return "", ""


def _value(category: Category, line: Line | None) -> str:
    if line is None or line.standing.ratio is None:
        return str(category.title)
    if line.place is None:
        return _("%(category)s: outside the competition") % {"category": category.title}
    value = wording.percent_text(line.standing.ratio)
    return f"{category.title}: {value}"


def _draw(
    *,
    title: str,
    colour: str,
    demo: bool,
    number: str = "",
    unit: str = "",
    text: str = "",
    release: Release | None = None,
) -> bytes:
    stamp = ""
    if release is not None:
        stamp = _("%(week)s, as of %(day)s.") % {
            "week": wording.week_title(release),
            "day": wording.full_day_text(release.as_of),
        }
    parts = [_("Demonstration figures") + "." if demo else "", stamp]
    values = {
        "lang": get_language() or "da",
        "site": _("Denmark's most digital municipality"),
        "title": title,
        "number": number,
        "unit": unit,
        "text": text,
        "stamp": " ".join(part for part in parts if part),
        "colour": colour,
    }
    return _made(json.dumps(values, ensure_ascii=False))


@lru_cache(maxsize=KEPT)
def _made(values: str) -> bytes:
    """The picture of these values; setting it takes some fifty milliseconds, so it is kept."""
    return paper.png("card", values)
