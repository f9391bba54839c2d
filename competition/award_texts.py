"""What is written about a winner: on diplomas and badges and in its press text. Danish always, by the
record: the numbers are those that were signed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from competition import headlines, wording
from competition.models import Competition
from competition.results import Title
from competition.standings import Line


@dataclass(frozen=True, slots=True)
class Source:
    """Where the texts come from: the site's address, and whether its figures are made up."""

    site: str
    demo: bool


def danish[**P, R](written: Callable[P, R]) -> Callable[P, R]:
    """Let a text be written in Danish, whatever the reader's language."""

    @wraps(written)
    def overridden(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override("da"):
            return written(*args, **kwargs)

    return overridden


@danish
def name_of(title: Title) -> str:
    """`Danmarks mest digitale kommune`, `Mest digitale kommune i Region Nordjylland`."""
    return headlines.title_name(title.category, title.region)


@danish
def headline(competition: Competition, title: Title, line: Line) -> str:
    """`Aarhus er Danmarks mest digitale kommune 2014`."""
    words = {"name": line.entrant.name, "year": competition.year, "title": title.category.title}
    if title.region is not None:
        words["region"] = title.region.name
        return _("%(name)s is the most digital municipality in %(region)s %(year)s") % words
    if title.category.key == "main":
        return _("%(name)s is Denmark's most digital municipality %(year)s") % words
    if title.category.key == "sprint":
        return _("%(name)s is Denmark's digital sprinter %(year)s") % words
    if title.category.key == "youth":
        return _("%(name)s has Denmark's most digital young people %(year)s") % words
    return _("%(name)s wins %(title)s %(year)s") % words


@danish
def achievement(competition: Competition, title: Title, line: Line) -> str:
    """What it was won with, in numbers."""
    ratio = line.standing.ratio
    if ratio is None:
        return ""
    words = {
        "day": wording.full_day_text(competition.closing_as_of),
        "first": wording.full_day_text(competition.baseline_as_of),
        "value": wording.percent_text(ratio),
        "part": wording.number(ratio.numerator),
        "whole": wording.number(ratio.denominator),
        "sum": wording.number(ratio.numerator + ratio.denominator),
    }
    if title.category.kind == "growth":
        text = _(
            "From %(first)s to %(day)s the number of registered rose by %(value)s, from %(whole)s to %(sum)s."
        )
    elif title.category.counted == "registered_15_24":
        text = _(
            "On %(day)s %(value)s of all aged 15-24 were registered for Digital Post: %(part)s of %(whole)s."
        )
    else:
        text = _(
            "On %(day)s %(value)s of all citizens aged 15 and over were registered for Digital Post: "
            "%(part)s of %(whole)s."
        )
    return text % words


@danish
def rank_text(title: Title) -> str:
    """Among how many it is the best."""
    count = len(title.ranked)
    words = {"count": wording.number(count), "region": title.region.name if title.region else ""}
    if title.region is not None:
        alone = _("No other municipality of %(region)s took part.")
        best = _(
            "It is the largest share of the %(count)s municipalities of %(region)s that took part."
        )
    else:
        alone = _("No other municipality took part.")
        best = _("It is the largest share of the %(count)s municipalities that took part.")
        if title.category.kind == "growth":
            best = _("It is the largest growth of the %(count)s municipalities that took part.")
    return (best if count > 1 else alone) % words


@danish
def shared_text(title: Title, line: Line) -> str:
    """With whom the first place is shared; empty where it is not."""
    others = [each.entrant.name for each in title.winners if each != line]
    if not others:
        return ""
    return _("The first place is shared with %(names)s: the values are exactly equal.") % {
        "names": wording.joined(others)
    }


@danish
def margin_text(title: Title) -> str:
    """Who came closest, in people; empty where nobody came after."""
    return headlines.came_closest(title)


@danish
def press(competition: Competition, title: Title, line: Line, source: Source) -> str:
    """A press text for one winner, plain and ready to be sent."""
    told = timezone.localtime(competition.announced_at or competition.announcement_at)
    won = [
        achievement(competition, title, line),
        rank_text(title),
        shared_text(title, line),
        margin_text(title),
    ]
    paragraphs = [
        _press_head(told, source),
        headline(competition, title, line),
        " ".join(part for part in won if part),
        *([_prize_text()] if title.region is None else []),
        _contest_text(),
        _check_text(competition, source),
    ]
    return "\n\n".join(paragraphs) + "\n"


@danish
def regional_press(competition: Competition, names: Sequence[str], source: Source) -> str:
    """The press text that names the regional winners: `names` stand by the alphabet, and nothing is
    said about any of them that does not hold for all.
    """
    told = timezone.localtime(competition.announcement_at)
    day = {"day": wording.full_weekday_text(told), "time": wording.time_text(told)}
    paragraphs = [
        _press_head(competition.regions_told_at, source),
        _("The regional winners of %(title)s are found") % {"title": competition.title},
        _("These municipalities won in their region, by the alphabet:"),
        "\n".join(f"- {name}" for name in names),
        _(
            "A region's winner is the participating municipality of the region where the largest share "
            "of everyone aged 15 and over is registered for Digital Post. How large the shares are, and "
            "who won the whole country, is told on %(day)s at %(time)s."
        )
        % day,
        _contest_text(),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _press_head(told: datetime | None, source: Source) -> str:
    head = _("PRESS RELEASE")
    if told is not None:
        head = f"{head}, {wording.full_day_text(told)}"
    if source.demo:
        head += "\n" + _("Demonstration: these figures are made up and are no results.")
    return head


def _prize_text() -> str:
    return _(
        "The municipality wins two tablets, which are raffled among the citizens who registered during "
        "the competition."
    )


def _contest_text() -> str:
    return _(
        "KL and the Agency for Digitisation let Denmark's municipalities compete to have most citizens "
        "registered for Digital Post. From 1 November 2014 Digital Post is mandatory for everyone aged "
        "15 and over who is not exempt."
    )


def _check_text(competition: Competition, source: Source) -> str:
    words = {
        "day": wording.full_day_text(competition.closing_as_of),
        "people": wording.full_day_text(competition.population_as_of),
        "url": f"{source.site}/{competition.slug}/vindere/",
    }
    return (
        _(
            "The figures are as of %(day)s; population: Statistics Denmark, FOLK1A, %(people)s. Anybody "
            "can check the result: %(url)s"
        )
        % words
    )
