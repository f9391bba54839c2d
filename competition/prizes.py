"""What a winner gets from the site: a diploma to frame, a badge for its own pages, a press text."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape

from competition import award_texts, paper, wording
from competition.award_texts import Source, danish
from competition.models import Competition
from competition.results import Title
from competition.standings import Line

COLOURS = {"main": "#0b3b8f", "sprint": "#c6400e", "youth": "#007567"}
TINTS = {"main": "#dbe5f5", "sprint": "#fbe3d9", "youth": "#d5ece8"}
KEPT = 60


def make(
    kind: str, competition: Competition, title: Title, line: Line, *, made_at: datetime
) -> tuple[bytes, str]:
    """The content and its type; `kind` is a name in `KINDS`. The same title gives the same bytes."""
    maker, content_type = KINDS[kind]
    return maker(competition, title, line, made_at), content_type


def _source() -> Source:
    return Source(site=settings.SITE_URL, demo=settings.DEMO)


def _press(competition: Competition, title: Title, line: Line, _made_at: datetime) -> bytes:
    return award_texts.press(competition, title, line, _source()).encode()


def _diploma(competition: Competition, title: Title, line: Line, made_at: datetime) -> bytes:
    values = diploma_values(competition, title, line)
    return _pdf(json.dumps(values, ensure_ascii=False), made_at)


def _badge(competition: Competition, title: Title, line: Line, _made_at: datetime) -> bytes:
    return _svg(json.dumps(badge_values(competition, title, line), ensure_ascii=False))


def _badge_png(competition: Competition, title: Title, line: Line, _made_at: datetime) -> bytes:
    return _png(json.dumps(badge_values(competition, title, line), ensure_ascii=False))


KINDS: dict[str, tuple[Callable[[Competition, Title, Line, datetime], bytes], str]] = {
    "diplom.pdf": (_diploma, "application/pdf"),
    "maerke.svg": (_badge, "image/svg+xml"),
    "maerke.png": (_badge_png, "image/png"),
    "presse.txt": (_press, "text/plain; charset=utf-8"),
}


@danish
def badge_values(competition: Competition, title: Title, line: Line) -> dict[str, Any]:
    """What stands on a badge."""
    key = title.category.key
    return {
        "title": award_texts.name_of(title),
        "name": line.entrant.name,
        "year": str(competition.year),
        "colour": COLOURS[key],
        "demo": _source().demo or competition.is_rehearsal,
    }


@danish
def diploma_values(competition: Competition, title: Title, line: Line) -> dict[str, Any]:
    """What stands on a diploma."""
    key = title.category.key
    told = timezone.localtime(competition.announced_at or competition.announcement_at)
    place = competition.announcement_place
    shared = award_texts.shared_text(title, line)
    said = [award_texts.achievement(competition, title, line), award_texts.rank_text(title), shared]
    return {
        "heading": award_texts.headline(competition, title, line),
        "title": award_texts.name_of(title),
        "name": line.entrant.name,
        "year": str(competition.year),
        "text": " ".join(part for part in said if part),
        "bar": _bar(title, line),
        "value": _value(title, line),
        "when": [part for part in (place, wording.full_day_text(told)) if part],
        "signs": ["KL", "Digitaliseringsstyrelsen"],
        "colour": COLOURS[key],
        "tint": TINTS[key],
        "demo": _source().demo or competition.is_rehearsal,
    }


def _value(title: Title, line: Line) -> str:
    """The large number: `60,1`; a growth with its sign."""
    ratio = line.standing.ratio
    if ratio is None:
        return ""
    sign = "+" if title.category.kind == "growth" and ratio.numerator > 0 else ""
    return sign + wording.percent_number(ratio)


def _bar(title: Title, line: Line) -> list[float]:
    """The closing gap in parts of one: registered from the left, exempt from the right. For growth the
    part that came, after the part that was there.
    """
    ratio = line.standing.ratio
    if ratio is None:
        return [0, 0, 0]
    if title.category.kind == "growth":
        total = max(ratio.numerator + ratio.denominator, 1)
        return [round(ratio.denominator / total, 4), round(max(ratio.numerator, 0) / total, 4), 0]
    exempt = 0.0
    people = line.entrant.population
    if title.category.counted == "registered_15_plus" and line.counts and people:
        exempt = line.counts.exempt_15_plus / people.population_15_plus
    share = min(ratio.numerator / ratio.denominator, 1)
    return [0, round(share, 4), round(min(exempt, 1 - share), 4)]


@lru_cache(maxsize=KEPT)
def _pdf(values: str, made_at: datetime) -> bytes:
    return paper.pdf("diploma", json.loads(values), now=made_at)


@lru_cache(maxsize=KEPT)
def _svg(values: str) -> bytes:
    said = json.loads(values)
    name = escape(f"{said['title']} {said['year']}: {said['name']}")
    start, rest = paper.svg("badge", values).split(b">", 1)
    return start + f' role="img"><title>{name}</title>'.encode() + rest


@lru_cache(maxsize=KEPT)
def _png(values: str) -> bytes:
    return paper.png("badge", values)
