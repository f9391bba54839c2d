"""What comes to a reader by itself: the weekly results as an Atom feed, and the days as a calendar.

Both say only what the pages say by now, and neither tells when it was asked for: the same data give
the same bytes.
"""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from competition import downloads, headlines, timetable, wording
from competition.editions import Chronicle
from competition.models import Competition, SetUpStep
from competition.ranking import Ratio
from competition.standings import Race
from competition.visibility import Visibility
from signups.models import Release

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "mest-digitale-kommune")
_CEREMONY = timedelta(hours=2)
_REFRESH = timedelta(hours=12)


class _Feed(Atom1Feed):
    """A feed that was last updated when its newest entry was, or, while it is empty, on the day
    that figures are first shown of.
    """

    def latest_post_date(self) -> datetime:
        return self.feed["since"] if not self.items else super().latest_post_date()


def identity(*parts: str) -> str:
    """The same name for the same thing, wherever the site is served from."""
    return uuid.uuid5(_NAMES, "/".join(parts)).urn


def atom(history: Chronicle, visibility: Visibility, *, host: str) -> bytes:
    """One entry for each week that everybody can see, and one for the regional winners when they are
    named; the newest first.
    """
    race = history.race
    competition, language = race.competition, get_language() or "da"
    feed = _Feed(
        title=competition.title,
        link=host + reverse("front_of", args=[competition.slug]),
        description=None,
        subtitle=_("Who leads, week by week"),
        language=language,
        author_name="KL & Digitaliseringsstyrelsen",
        feed_url=host + reverse("feed", args=[competition.slug]),
        feed_guid=identity(competition.slug, language),
        since=_midnight(competition.figures_from),
    )
    weeks = list(reversed(race.releases))
    for release in weeks[: _newer(weeks, visibility)]:
        _add_week(feed, history, release, host=host)
    _add_regional_winners(feed, visibility, host=host)
    for release in weeks[_newer(weeks, visibility) :]:
        _add_week(feed, history, release, host=host)
    return feed.writeString("utf-8").encode()


def _newer(weeks: Sequence[Release], visibility: Visibility) -> int:
    """How many of the weeks, the newest first, came out after the regional winners were named."""
    told_at = visibility.competition.regions_told_at
    if told_at is None or not visibility.regions_are_told:
        return 0
    return sum((visibility.public_from(each) or told_at) > told_at for each in weeks)


def _add_week(feed: _Feed, history: Chronicle, release: Release, *, host: str) -> None:
    race, language = history.race, get_language() or "da"
    competition = race.competition
    moments = [history.events[n].at for n in _positions(history, release)]
    feed.add_item(
        title=_title(race, release),
        link=host + _page(competition, race, release),
        description=_summary(history, release),
        unique_id=identity(competition.slug, release.week, language),
        pubdate=moments[0],
        updateddate=max(moments),
    )


def _add_regional_winners(feed: _Feed, visibility: Visibility, *, host: str) -> None:
    """The entry that names them, by the alphabet; it stays as it is after the announcement."""
    competition, language = visibility.competition, get_language() or "da"
    told_at = competition.regions_told_at
    if told_at is None or not visibility.regions_are_told:
        return
    names = wording.joined([each.name for each in visibility.regional_winners()])
    feed.add_item(
        title=_("The regional winners: %(names)s") % {"names": names},
        link=host + reverse("winners", args=[competition.slug]),
        description=_(
            "Named by the alphabet. The winners of the whole country are crowned on %(day)s."
        )
        % {"day": wording.full_weekday_text(competition.announcement_at)},
        unique_id=identity(competition.slug, "regional-winners", language),
        pubdate=told_at,
        updateddate=told_at,
    )


def _positions(history: Chronicle, release: Release) -> list[int]:
    """Where the week came out, and where anything that its entry says changed."""
    found = {*history.of_figures(release)}
    if release in history.race.ranked_releases:
        for category in history.race.competition.used_categories:
            found |= {*history.of_table(category, release)}
    # An entry does not say who takes part.
    return sorted(n for n in found if not history.events[n].is_enrolment)


def _page(competition: Competition, race: Race, release: Release) -> str:
    if release in race.ranked_releases:
        return reverse(
            "ranking_week", args=[competition.slug, competition.main_category, release.iso_week]
        )
    return f"{reverse('data', args=[competition.slug])}#week-{release.week}"


def _title(race: Race, release: Release) -> str:
    week = wording.week_title(release)
    if release in race.ranked_releases:
        return f"{week}: {headlines.leader_text(race, race.competition.main_category, release)}"
    return f"{week}: {_country(race, release)}"


def _country(race: Race, release: Release) -> str:
    total = race.total(release)
    if not total.population_15_plus:
        return _("no data")
    share = Ratio(total.registered_15_plus, total.population_15_plus)
    text = _("%(share)s of the country registered") % {"share": wording.percent_text(share)}
    return text + wording.counted(total.counted, total.municipalities)


def _summary(history: Chronicle, release: Release) -> str:
    """A few lines of HTML: the country, the leader of each category, corrections."""
    race = history.race
    day = wording.full_day_text(release.as_of)
    lines = [_("As of %(day)s: %(country)s.") % {"day": day, "country": _country(race, release)}]
    if release in race.ranked_releases:
        lines += [
            wording.sentence(f"{category.title}: {headlines.leader_text(race, category, release)}")
            for category in race.competition.used_categories
        ]
    events = [history.events[n] for n in history.of_figures(release)]
    lines += [downloads.correction_note(e.correction) for e in events if e.correction]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ([x] for x in lines)))


# --- the calendar -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Revision:
    """When an entry was changed last, and how often: by both a reader's calendar knows that it moved."""

    at: datetime
    number: int = 0


@dataclass(frozen=True, slots=True)
class Occasion:
    """One entry: a stable name, what happens, from when to when (the end not counted), and where."""

    name: str
    text: str
    start: date | datetime
    end: date | datetime
    place: str = ""
    more: str = ""
    revision: Revision = field(kw_only=True)


def calendar(
    history: Chronicle, visibility: Visibility, steps: Sequence[SetUpStep], *, host: str
) -> bytes:
    """The competition's days: publications, opening, closing, regional winners, the ceremony."""
    competition, language = visibility.competition, get_language() or "da"
    made = Calendar()
    made.add("prodid", f"-//mest-digitale-kommune//{language}//")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", competition.title)
    made.add("x-wr-timezone", settings.TIME_ZONE)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    address = host + reverse("front_of", args=[competition.slug])
    for occasion in occasions(history, visibility, steps):
        entry = Entry()
        entry.add("uid", identity(competition.slug, occasion.name).removeprefix("urn:uuid:"))
        stamp = occasion.revision.at.astimezone(UTC).replace(microsecond=0)
        entry.add("dtstamp", stamp)
        entry.add("last-modified", stamp)
        entry.add("sequence", occasion.revision.number)
        entry.add("summary", occasion.text)
        entry.add("dtstart", occasion.start)
        entry.add("dtend", occasion.end)
        entry.add("url", address)
        entry.add("transp", "TRANSPARENT")
        if occasion.place:
            entry.add("location", occasion.place)
        if occasion.more:
            entry.add("description", occasion.more)
        made.add_component(entry)
    first, last = competition.figures_from, competition.announcement_at.date()
    made.add_missing_timezones(first_date=first, last_date=last + timedelta(days=366))
    return bytes(made.to_ical())


def occasions(
    history: Chronicle, visibility: Visibility, steps: Sequence[SetUpStep]
) -> list[Occasion]:
    """All of them, the earliest first. Of weeks to come the day by habit alone is known; `steps` tell
    which days were moved.
    """
    found = [*_publications(history, visibility), *_days(visibility, steps)]
    return sorted(found, key=lambda each: (_as_moment(each.start), each.name))


def _publications(history: Chronicle, visibility: Visibility) -> Iterator[Occasion]:
    closing = visibility.competition.closing_as_of
    came_out = [
        (release.iso_week, event.at)
        for event in history.events
        if event.is_publication and (release := event.release) and release.as_of != closing
    ]
    to_come = timetable.weeks_to_come(visibility.competition, history.race.current)
    by_habit = [(week, timetable.publication_of(week)) for week in to_come if closing not in week]
    first = _midnight(visibility.competition.figures_from)
    told = [(week, at, Revision(at, 1)) for week, at in came_out]
    awaited = [(week, at, Revision(first)) for week, at in by_habit]
    for week, at, revision in (*told, *awaited):
        start = at.astimezone(COPENHAGEN).replace(second=0, microsecond=0)
        text = gettext("Figures of %(week)s") % {"week": wording.week_text(week)}
        end = start + timedelta(minutes=15)
        yield Occasion(f"figures/{week}", text, start, end, revision=revision)


def _days(visibility: Visibility, steps: Sequence[SetUpStep]) -> Iterator[Occasion]:
    competition = visibility.competition

    def of(*fields: str) -> Revision:
        return _revision(competition, steps, fields)

    one = timedelta(days=1)
    title = {"title": competition.title}
    opens, deadline = competition.opens_on, competition.enrolment_deadline
    closes = competition.closing_as_of
    ceremony = timezone.localtime(competition.announcement_at).replace(tzinfo=COPENHAGEN)
    regional = competition.regional_announcement_on
    yield Occasion(
        "opening",
        _("%(title)s begins") % title,
        opens,
        opens + one,
        revision=of("title", "opens_on"),
    )
    text = _("Last day for municipalities to enrol")
    yield Occasion("enrolment", text, deadline, deadline + one, revision=of("enrolment_deadline"))
    more = _("The closing figures are held back until the ceremony.")
    ends = of("title", "closing_as_of")
    text = _("%(title)s ends") % title
    yield Occasion("closing", text, closes, closes + one, more=more, revision=ends)
    if regional < ceremony.date():
        known = of("regional_announcement_on", "announcement_at")
        yield _regional(visibility, regional, ceremony.date(), known)
    yield Occasion(
        "ceremony",
        _("The winners are crowned"),
        ceremony,
        ceremony + _CEREMONY,
        place=competition.announcement_place,
        revision=of("announcement_at", "announcement_place"),
    )


def _regional(visibility: Visibility, start: date, end: date, known: Revision) -> Occasion:
    """The days when the regional winners are named; once they are, who they are, by the alphabet."""
    text, name = _("The five regional winners are named"), "regional winners"
    told_at = visibility.competition.regions_told_at
    if told_at is None or not visibility.regions_are_told:
        return Occasion(name, text, start, end, revision=known)
    names = wording.joined([each.name for each in visibility.regional_winners()])
    more = _("The regional winners: %(names)s") % {"names": names}
    told = Revision(max(known.at, told_at), known.number + 1)
    return Occasion(name, text, start, end, more=more, revision=told)


def _revision(
    competition: Competition, steps: Sequence[SetUpStep], fields: Collection[str]
) -> Revision:
    """How often one of these fields was changed since the competition is open, and when last."""
    opened = [step.at for step in steps if step.action == SetUpStep.Action.OPENED]
    since = opened[-1] if opened else _midnight(competition.figures_from)
    moved = [
        step.at
        for step in steps
        if step.action == SetUpStep.Action.CHANGED
        and not any(step.at < moment for moment in opened)
        and any(each["field"] in fields for each in step.changes)
    ]
    return Revision(max([since, *moved]), len(moved))


def _as_moment(day: date | datetime) -> datetime:
    return day if isinstance(day, datetime) else _midnight(day)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN)
