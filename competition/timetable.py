"""When things happen: the countdown, the days ahead and the next steps, from a competition's dates.

Figures are published on the Monday after their week at 08:00 by habit; the closing release is held
back until the announcement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import wording
from competition.models import Competition
from competition.visibility import Visibility
from signups.models import Release
from signups.weeks import Week

STRIP_DAYS = 7
PUBLISHED_AT = time(8)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip below the countdown. `kind` is its class in the style sheet."""

    day: date
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Countdown:
    """Whole days until `text` comes true, and the days from today on, at most seven. On the day
    itself `text` is a sentence of its own.
    """

    days: int
    text: str
    end: date
    strip: Sequence[Day]


@dataclass(frozen=True, slots=True)
class Event:
    """One step to come: the day in words, perhaps a time, what happens, and the moment for machines."""

    when: str
    at: str
    text: str
    moment: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A week without public figures: when they come, in words short enough for a chip."""

    week: Week
    when: str


def publication_of(week: Week) -> datetime:
    """When a week's figures are published by habit: the Monday after, 08:00 in Copenhagen."""
    return datetime.combine(
        week.next().monday, PUBLISHED_AT, tzinfo=timezone.get_current_timezone()
    )


def weeks_to_come(competition: Competition, current: Release | None) -> list[Week]:
    """The weeks after the newest public one, up to the closing week."""
    closing = Week.of(competition.closing_as_of)
    week = Week.of(competition.figures_from)
    if current is not None:
        week = current.iso_week.next()
    weeks = []
    while week <= closing:
        weeks.append(week)
        week = week.next()
    return weeks


def waiting(visibility: Visibility, current: Release | None) -> list[Waiting]:
    """The next week to come and the closing one, each with the day it is expected."""
    closing = Week.of(visibility.competition.closing_as_of)
    found = []
    for week in weeks_to_come(visibility.competition, current):
        expected = publication_of(week)
        when = wording.short_day_text(expected.date()) if expected > visibility.now else _("soon")
        if week == closing:
            when = _("at the ceremony")
        found.append(Waiting(week, when))
    return found if len(found) < 3 else [found[0], found[-1]]  # noqa: PLR2004  two are enough to know


def countdown(visibility: Visibility, current: Release | None) -> Countdown | None:
    """The days to the opening, the closing or the announcement, whichever is next; None after it."""
    competition, today = visibility.competition, visibility.now.date()
    announcement = timezone.localtime(competition.announcement_at).date()
    if visibility.is_announced or today > announcement:
        return None
    if today < competition.opens_on:
        end, note = competition.opens_on, _("start")
    elif today <= competition.closing_as_of:
        end, note = competition.closing_as_of, _("end")
    else:
        end, note = announcement, _("winners")
    days = (end - today).days
    text = _countdown_text(competition, end, days)
    return Countdown(days, text, end, _strip(visibility, current, end, note))


def _countdown_text(competition: Competition, end: date, days: int) -> str:
    word = {"day": wording.full_weekday_text(end).replace(" ", wording.NO_BREAK)}
    if days == 0:
        return _today_text(competition, end) % word
    if end == competition.opens_on:
        return (
            ngettext(
                "day until the competition begins on %(day)s",
                "days until the competition begins on %(day)s",
                days,
            )
            % word
        )
    if end == competition.closing_as_of:
        return (
            ngettext(
                "day until the competition ends on %(day)s",
                "days until the competition ends on %(day)s",
                days,
            )
            % word
        )
    return (
        ngettext(
            "day until the winners are crowned on %(day)s",
            "days until the winners are crowned on %(day)s",
            days,
        )
        % word
    )


def _today_text(competition: Competition, end: date) -> str:
    if end == competition.opens_on:
        return _("The competition begins today, %(day)s.")
    if end == competition.closing_as_of:
        return _("The competition ends today, %(day)s.")
    return _("The winners are crowned today, %(day)s.")


def _strip(visibility: Visibility, current: Release | None, end: date, note: str) -> list[Day]:
    today = visibility.now.date()
    closing = Week.of(visibility.competition.closing_as_of)
    news = {
        publication_of(week).date()
        for week in weeks_to_come(visibility.competition, current)
        if week != closing
    }
    days = []
    for day in (today + timedelta(days=n) for n in range(STRIP_DAYS)):
        if day > end:
            break
        if day == end:
            days.append(Day(day, "is-end", note))
        elif day == today:
            days.append(Day(day, "is-today", _("today")))
        elif day in news:
            days.append(Day(day, "is-news", _("new figures")))
        else:
            days.append(Day(day, "", ""))
    return days


def upcoming(visibility: Visibility, current: Release | None) -> list[Event]:
    """What happens from now on, soonest first. Empty when the winners have been announced."""
    if visibility.is_announced:
        return []
    competition, today = visibility.competition, visibility.now.date()
    events = _next_figures(visibility, current)
    if today < competition.opens_on:
        events.append(_on(competition.opens_on, _("The competition begins")))
    if today <= competition.closing_as_of:
        text = _("The competition ends. The closing figures are held back until the ceremony")
        events.append(_on(competition.closing_as_of, text))
    announcement = timezone.localtime(competition.announcement_at)
    if today < announcement.date():
        events.append(_regional(competition, announcement.date()))
    text = _("The winners are crowned")
    if competition.announcement_place:
        text = _("The winners are crowned at %(place)s") % {"place": competition.announcement_place}
    at = wording.time_text(announcement)
    events.append(Event(wording.weekday_text(announcement), at, text, announcement.isoformat()))
    return [events[0], *sorted(events[1:], key=lambda event: event.moment)]


def _next_figures(visibility: Visibility, current: Release | None) -> list[Event]:
    to_come = weeks_to_come(visibility.competition, current)[:-1]
    if not to_come:
        return []
    week = to_come[0]
    expected = publication_of(week)
    text = _("The next figures: %(week)s, as of %(day)s") % {
        "week": wording.week_text(week),
        "day": wording.weekday_text(week.friday).replace(" ", wording.NO_BREAK),
    }
    if expected <= visibility.now:
        return [Event(_("Soon"), "", text, expected.isoformat())]
    return [_on(expected.date(), text, at=expected)]


def _regional(competition: Competition, announcement: date) -> Event:
    start = competition.regional_announcement_on
    until = announcement - timedelta(days=1)
    when = wording.day_text(start)
    if start < until:
        when = _("%(first)s to %(last)s") % {
            "first": wording.day_text(start),
            "last": wording.day_text(until),
        }
    if (start.year, start.month) == (until.year, until.month) and start < until:
        when = _("%(first)s–%(last)s") % {
            "first": wording.month_day(start),
            "last": wording.day_text(until),
        }
    return Event(when, "", _("The five regional winners are named"), start.isoformat())


def _on(day: date, text: str, *, at: datetime | None = None) -> Event:
    moment = at.isoformat() if at else day.isoformat()
    time_of_day = wording.time_text(at) if at else ""
    return Event(wording.weekday_text(day), time_of_day, text, moment)
