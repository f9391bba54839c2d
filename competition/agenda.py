"""What stands between now and the next publication, line by line, each with the page that solves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import lacking, publishing, reports, timetable, wording
from competition.models import Competition
from competition.visibility import Visibility
from municipalities.models import Role, User
from signups import drafts, releases, sources
from signups.drafts import Draft
from signups.models import Import, Release, Step
from signups.weeks import Week

OVERDUE = timedelta(minutes=2)
"""After this long a set publication has been tried several times."""


class Mark(StrEnum):
    """How a line stands: done, open for a person to do, or waiting for its time."""

    DONE = "ok"
    OPEN = "warn"
    WAITS = "wait"


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what it is about, how it stands in a sentence, and where it is solved."""

    mark: Mark
    title: str
    text: str
    address: str
    act: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """The next week to go out, when, and everything on the way there; `week` is None after the last.
    `reports` are of figures that are out already.
    """

    week: Week | None
    release: Release | None
    goes_out: datetime | None
    is_closing: bool
    sent_back: Step | None
    items: Sequence[Item]
    shown: Release | None
    files: Sequence[Import]
    reports: Item | None = None

    @property
    def left(self) -> int:
        """How many lines a person must still see to."""
        return sum(item.mark is Mark.OPEN for item in self.items)

    @property
    def is_late(self) -> bool:
        """Whether nothing has been set for the week that is next."""
        return self.release is None or self.release.publish_at is None


def build(visibility: Visibility) -> Agenda:
    """The agenda of a competition at the moment of `visibility`."""
    shown = visibility.releases().last()
    files = Import.objects.select_related("received_by", "fetched_from").filter(
        status__in=[Import.Status.RECEIVED, Import.Status.CHECKED]
    )
    week = next_week(visibility.competition)
    if week is None:
        return Agenda(None, None, None, False, None, [], shown, list(files), _reports())
    people = ("entered_by", "approved_by")
    release = Release.objects.select_related(*people).filter(week=str(week)).first()
    is_closing = visibility.competition.closing_as_of in week
    return Agenda(
        week=week,
        release=release,
        goes_out=(release and release.publish_at) or timetable.publication_of(week),
        is_closing=is_closing,
        sent_back=sent_back(release) if release else None,
        items=_items(week, release, [f for f in files if f.week == str(week)], visibility),
        shown=shown,
        files=list(files),
        reports=_reports(),
    )


def next_week(competition: Competition) -> Week | None:
    """The week of the oldest release that waits; where none does, the first after those published.
    A week that was passed over is not waited for.
    """
    weeks = timetable.weeks_to_come(competition, None)
    known = dict(Release.objects.values_list("week", "status"))
    done = [n for n, week in enumerate(weeks) if known.get(str(week)) == Release.Status.PUBLISHED]
    waiting = [w for w in weeks if known.get(str(w), "published") != Release.Status.PUBLISHED]
    after = weeks[done[-1] + 1 :] if done else weeks
    return next(iter([*waiting, *after]), None)


def sent_back(release: Release) -> Step | None:
    """The step that sent the draft back, while nobody has worked on it since."""
    working = [
        Step.Action.SENT_BACK,
        Step.Action.ENTERED,
        Step.Action.DATED,
        Step.Action.STORED,
        Step.Action.ASKED,
        Step.Action.APPROVED,
    ]
    last = release.steps.filter(action__in=working).select_related("by").last()
    return last if last and last.action == Step.Action.SENT_BACK else None


def _items(
    week: Week, release: Release | None, files: Sequence[Import], visibility: Visibility
) -> list[Item]:
    draft = drafts.read(release) if release else None
    found = [*_set_up(week, visibility), _files(week, release, files, visibility.now)]
    if release and draft:
        found += [
            *_day(week, release, visibility.now),
            _rows(week, draft),
            _warnings(week, draft),
            _approval(week, release, draft),
        ]
    else:
        found.append(
            Item(
                Mark.WAITS,
                _("Approval"),
                _("By another person than the one who enters."),
                reverse("release_grid", args=[week]),
                "",
            )
        )
    found.append(_time(week, release, visibility))
    return found


def _reports() -> Item | None:
    """What municipalities say is wrong and nobody has answered; it holds no week back."""
    waiting = reports.waiting()
    if not waiting:
        return None
    text = ngettext(
        "%(n)d report of a wrong figure waits for an answer.",
        "%(n)d reports of wrong figures wait for an answer.",
        waiting,
    ) % {"n": waiting}
    return Item(Mark.OPEN, _("Reports"), text, reverse("reports"), _("Answer them"))


def _set_up(week: Week, visibility: Visibility) -> list[Item]:
    """What in the set-up stands in the way of the week: no population, no baseline, not opened."""
    competition = visibility.competition
    parts = {"population": "setup_population"}
    lacks = lacking.before_opening(competition, now=visibility.now)
    later = competition.baseline_as_of < week.monday
    found = [
        Item(
            Mark.OPEN,
            _("Set-up"),
            lack.text,
            reverse(parts.get(lack.part, "setup_one"), args=[competition.pk]),
            _("Set it up"),
        )
        for lack in lacks
        if lack.stops or (lack.part == "dates" and later)
    ]
    if competition.state == Competition.State.PLANNED:
        text = _("The competition is only planned: the public sees nothing of it.")
        address = reverse("setup_one", args=[competition.pk])
        found.append(Item(Mark.OPEN, _("Set-up"), text, address, _("Open it")))
    return found


def _files(week: Week, release: Release | None, files: Sequence[Import], now: datetime) -> Item:
    title = _("Figures in")
    if files:
        first = files[0]
        text = ngettext(
            "%(n)d file waits for somebody to look it over: %(name)s.",
            "%(n)d files wait for somebody to look them over, the newest is %(name)s.",
            len(files),
        ) % {"n": len(files), "name": first.file_name}
        return Item(Mark.OPEN, title, text, reverse("import", args=[first.pk]), _("Look it over"))
    if release is None:
        text = _("Nothing has come for %(week)s.") % {"week": wording.week_text(week)}
        if source := sources.next_try(now=now):
            asked = {"source": source.title, "when": wording.weekday_time_text(source.next_at)}
            text += " " + _("“%(source)s” is asked next %(when)s.") % asked
        return Item(Mark.OPEN, title, text, reverse("upload"), _("Send a week's file"))
    text = _("Entered by %(who)s, %(moment)s.") % {
        "who": release.entered_by,
        "moment": wording.weekday_time_text(release.entered_at),
    }
    return Item(Mark.DONE, title, text, reverse("release_grid", args=[week]), _("See the figures"))


def _day(week: Week, release: Release, now: datetime) -> list[Item]:
    """A line where the figures are of a day that the competition does not count; else none."""
    day = publishing.day_of(week, today=now.date(), as_of=release.as_of)
    if day.wrong:
        address = reverse("release", args=[week]) + "#day"
        return [Item(Mark.OPEN, _("As-of date"), day.wrong, address, _("Correct the date"))]
    return []


def _rows(week: Week, draft: Draft) -> Item:
    title, address = _("Rows"), reverse("release_grid", args=[week])
    if draft.unfinished:
        n = len(draft.unfinished)
        text = ngettext("%(n)d row is half typed.", "%(n)d rows are half typed.", n) % {"n": n}
        return Item(Mark.OPEN, title, text, f"{address}?vis=unfinished", _("Finish them"))
    if draft.missing:
        n = len(draft.missing)
        text = ngettext(
            "%(n)d of %(all)d municipalities has no figures.",
            "%(n)d of %(all)d municipalities have no figures.",
            n,
        ) % {"n": n, "all": len(draft.names)}
        there = Mark.OPEN if any(w.kind == "missing" for w in draft.open_warnings) else Mark.DONE
        return Item(there, title, text, f"{address}?vis=missing", _("Type them"))
    text = _("All %(n)d municipalities have figures.") % {"n": len(draft.names)}
    return Item(Mark.DONE, title, text, address, "")


def _warnings(week: Week, draft: Draft) -> Item:
    title, address = _("Warnings"), reverse("release", args=[week]) + "#warnings"
    left, everything = len(draft.open_warnings), len(draft.warnings)
    if left:
        text = ngettext("%(n)d warning is unanswered.", "%(n)d warnings are unanswered.", left) % {
            "n": left
        }
        return Item(Mark.OPEN, title, text, address, _("Answer them"))
    text = _("None.")
    if everything:
        text = ngettext("%(n)d warning, answered.", "%(n)d warnings, all answered.", everything) % {
            "n": everything
        }
    return Item(Mark.DONE, title, text, address, "")


def _approval(week: Week, release: Release, draft: Draft) -> Item:
    title, address = _("Approval"), reverse("release", args=[week])
    if release.approved_by:
        text = _("Approved by %(who)s.") % {"who": release.approved_by}
        return Item(Mark.DONE, title, text, address, "")
    who = [str(person) for person in approvers(release)]
    if not who:
        text = _("Nobody is left who may approve: all approvers have entered figures.")
        return Item(Mark.OPEN, title, text, address, "")
    if sent_back(release):
        return _mending(week, release)
    text = _("Must be approved by %(who)s.") % {"who": _either(who)}
    is_ready = bool(draft.figures) and not draft.open_warnings and not draft.unfinished
    mark = Mark.OPEN if is_ready else Mark.WAITS
    return Item(mark, title, text, address, _("Go to approval") if is_ready else "")


def _mending(week: Week, release: Release) -> Item:
    """A draft that was sent back: whoever entered it is next, where they entered it."""
    text = _("Sent back: to be mended by %(who)s.") % {"who": release.entered_by}
    entered = release.steps.filter(action__in=[Step.Action.STORED, Step.Action.ENTERED]).last()
    if entered and entered.action == Step.Action.STORED:
        return Item(Mark.OPEN, _("Approval"), text, reverse("upload"), _("Send the corrected file"))
    address = reverse("release_grid", args=[week])
    return Item(Mark.OPEN, _("Approval"), text, address, _("Mend the figures"))


def approvers(release: Release) -> list[User]:
    """The people who may approve the release: those with the right who did not enter it."""
    able = User.objects.filter(is_active=True, role__in=[Role.APPROVER, Role.ADMINISTRATOR])
    return list(able.exclude(pk__in=releases.entered_by(release)).order_by("role", "email"))


def _either(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _time(week: Week, release: Release | None, visibility: Visibility) -> Item:
    title, address = _("Publication"), reverse("release", args=[week])
    if release and release.publish_at and release.publish_at <= visibility.now - OVERDUE:
        text = _(
            "Should have gone out by itself %(when)s, and could not. Publish it to see why."
        ) % {"when": wording.weekday_time_text(release.publish_at)}
        return Item(Mark.OPEN, title, text, address, _("Go to the week"))
    if release and release.publish_at:
        text = _("Set to %(when)s.") % {"when": wording.weekday_time_text(release.publish_at)}
        return Item(Mark.DONE, title, text, address, _("Change it"))
    habit = timetable.publication_of(week)
    if release and release.approved_by:
        text = _("Approved, but no time is set.")
        return Item(Mark.OPEN, title, text, address, _("Publish or set a time"))
    text = _("By habit %(when)s.") % {"when": wording.weekday_time_text(habit)}
    if habit <= visibility.now:
        text = _("Should have been out %(when)s.") % {"when": wording.weekday_time_text(habit)}
    return Item(Mark.WAITS, title, text, address if release else "", "")
