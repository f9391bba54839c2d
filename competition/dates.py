"""Whether a competition's dates fit together, said at each date with what to do; and dates that are
likely for the next one.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from competition import timetable, wording
from competition.models import Competition
from competition.visibility import Visibility
from municipalities import statbank
from signups.models import Release
from signups.weeks import Week

FRIDAY = 5
A_YEAR = timedelta(weeks=52)


def faults(
    values: Mapping[str, Any], *, now: datetime, before: Competition | None = None
) -> dict[str, str]:
    """What is wrong with dates, by field. Those that stay as they are in `before` are only looked at
    for their order. A value that is missing is left to the form.
    """
    found = _order(values)
    changed = {f for f in values if before is None or values[f] != getattr(before, f)}
    for field, look in (
        ("baseline_as_of", _baseline),
        ("closing_as_of", _closing),
        ("population_as_of", _population),
    ):
        if field in changed and values.get(field) and field not in found:
            fault = look(values, now)
            if fault:
                found[field] = fault
    return found


def _order(values: Mapping[str, Any]) -> dict[str, str]:
    """The order of the dates: each pair is told at the later one."""
    at = values.get("announcement_at")
    told = timezone.localtime(at).date() if at else None
    days = {**values, "announcement_at": told}
    rules = (
        ("figures_from", "baseline_as_of", _("Choose %(day)s or later: the day from which figures are shown.")),
        ("baseline_as_of", "opens_on", _("Choose %(day)s or later: growth is measured from the last figures before the opening.")),
        ("opens_on", "closing_as_of", _("Choose a day after the opening, %(day)s.")),
        ("closing_as_of", "regional_announcement_on", _("Choose %(day)s or later: nobody is told before the competition is over.")),
        ("regional_announcement_on", "announcement_at", _("Choose %(day)s or later: the regional winners are told first.")),
    )  # fmt: skip
    found = {}
    for earlier, later, sentence in rules:
        first, last = days.get(earlier), days.get(later)
        is_equal = first == last and later == "closing_as_of"
        if first and last and (last < first or is_equal):
            found[later] = sentence % {"day": wording.full_weekday_text(first)}
    deadline, end = days.get("enrolment_deadline"), days.get("closing_as_of")
    if deadline and end and deadline >= end:
        found["enrolment_deadline"] = _("Choose a day before the competition ends, %(day)s.") % {
            "day": wording.full_weekday_text(end)
        }
    return found


def _baseline(values: Mapping[str, Any], now: datetime) -> str:
    """The baseline is the last release as of the opening day or before, or one to come."""
    day, opens = values["baseline_as_of"], values.get("opens_on")
    if opens is None:
        return ""
    known = Release.objects.filter(as_of__lte=opens, as_of__gte=values.get("figures_from") or day)
    last = known.order_by("as_of").last()
    if last is not None and last.as_of > day:
        return _("%(week)s, as of %(day)s, is nearer to the opening. Choose that day.") % {
            "week": wording.capital(wording.week_text(last)),
            "day": wording.full_weekday_text(last.as_of),
        }
    return _as_of(day, now, last)


def _closing(values: Mapping[str, Any], now: datetime) -> str:
    day = values["closing_as_of"]
    release = Release.objects.published().filter(as_of=day).first()
    if release is not None and is_public_anywhere(release, now):
        return _("The figures as of %(day)s are public already, so they cannot be held back. Choose a later day.") % {"day": wording.full_weekday_text(day)}  # fmt: skip
    return _as_of(day, now, None)


def is_public_anywhere(release: Release, now: datetime) -> bool:
    """Whether everybody may see the release in any competition."""
    return any(Visibility(c, now).is_public(release) for c in Competition.objects.public())


def _as_of(day: date, now: datetime, last: Release | None) -> str:
    """A day that figures are as of: a release's, or a Friday whose figures are still to come."""
    if Release.objects.filter(as_of=day).exists():
        return ""
    week = Week.of(day)
    if day.isoweekday() != FRIDAY:
        return _("Figures are as of Fridays, and %(day)s is none. Choose %(friday)s.") % {
            "day": wording.full_weekday_text(day),
            "friday": wording.full_weekday_text(week.friday),
        }
    if last is not None and timetable.publication_of(week) <= now:
        return _("There are no figures as of %(day)s. The last before the opening are as of %(last)s.") % {"day": wording.full_weekday_text(day), "last": wording.full_weekday_text(last.as_of)}  # fmt: skip
    return ""


def _population(values: Mapping[str, Any], _now: datetime) -> str:
    day = values["population_as_of"]
    try:
        statbank.quarter_of(day)
    except statbank.StatbankError:
        first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        return _("The population is counted on the first day of a quarter. Choose %(day)s.") % {
            "day": wording.full_weekday_text(first)
        }
    end = values.get("closing_as_of")
    if end and day > end:
        return _("Choose a day before the competition ends, %(day)s.") % {
            "day": wording.full_weekday_text(end)
        }
    return ""


def suggested(*, now: datetime) -> dict[str, Any]:
    """What the next competition is likely to be: the last one moved by whole weeks into the future,
    so that Fridays stay Fridays.
    """
    last = Competition.objects.first()
    today = timezone.localtime(now).date()
    if last is None:
        return _first_ever(today)
    shift = A_YEAR
    while last.figures_from + shift <= today:
        shift += A_YEAR
    names = ("figures_from", "opens_on", "enrolment_deadline", "baseline_as_of", "closing_as_of")
    found: dict[str, Any] = {f: getattr(last, f) + shift for f in names}
    found["regional_announcement_on"] = last.regional_announcement_on + shift
    at = timezone.localtime(last.announcement_at)
    found["announcement_at"] = _moment(at.date() + shift, at.time())
    found["announcement_place"] = last.announcement_place
    found["categories"] = last.categories
    year = found["closing_as_of"].year
    found["population_as_of"] = date(year, 1, 1)
    found["slug"] = _free(str(year))
    found["title"] = last.title.replace(str(last.closing_as_of.year), str(year))
    return found


def _first_ever(today: date) -> dict[str, Any]:
    first = Week.of(today).friday + timedelta(weeks=1)
    closing = first + timedelta(weeks=9)
    return {
        "slug": str(closing.year),
        "figures_from": first,
        "baseline_as_of": first + timedelta(weeks=2),
        "opens_on": first + timedelta(days=18),
        "enrolment_deadline": first + timedelta(days=17),
        "closing_as_of": closing,
        "regional_announcement_on": closing + timedelta(days=3),
        "announcement_at": _moment(closing + timedelta(days=8), time(12)),
        "population_as_of": date(closing.year, 1, 1),
    }


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())


def _free(slug: str) -> str:
    taken = set(Competition.objects.values_list("slug", flat=True))
    numbered = (f"{slug}-{n}" for n in range(2, 100))
    return slug if slug not in taken else next(each for each in numbered if each not in taken)
