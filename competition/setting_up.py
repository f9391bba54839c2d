"""Setting up a competition: what may still be changed and what is fixed, which dates fit together,
and the verbs that make and change one. Every change is kept with what was and what it became.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition import wording
from competition.categories import BY_SLUG
from competition.models import Competition, SetUpStep
from municipalities.models import User
from signups import history
from signups.models import Release
from signups.releases import Refused

FIELDS = (
    "title",
    "categories",
    "figures_from",
    "baseline_as_of",
    "opens_on",
    "enrolment_deadline",
    "closing_as_of",
    "regional_announcement_on",
    "announcement_at",
    "announcement_place",
    "population_as_of",
)
DECIDE_PLACES = (
    "categories",
    "figures_from",
    "baseline_as_of",
    "closing_as_of",
    "population_as_of",
)
TOLD = ("regional_announcement_on", "announcement_at", "announcement_place")
PROMISED = ("regional_announcement_on", "announcement_at")
SIGNED = (Competition.State.FINALIZED, Competition.State.ANNOUNCED)

PLACES_FIXED = gettext_lazy(
    "Fixed: figures of the competition are published, and this decides the places."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changes: its name on the page, what was and what it becomes, as text."""

    field: str
    title: str
    old: str
    new: str


def has_figures(competition: Competition) -> bool:
    """Whether figures of the competition are published, under the embargo or not."""
    days = (competition.figures_from, competition.closing_as_of)
    if competition.state == Competition.State.PLANNED:
        return False
    return Release.objects.published().filter(as_of__range=days).exists()


def fixed(competition: Competition, *, now: datetime) -> dict[str, str]:
    """The fields that can no longer be changed, each with the sentence why."""
    if competition.state == Competition.State.PLANNED:
        return {}
    today, found = timezone.localtime(now).date(), {}
    if has_figures(competition):
        found = dict.fromkeys(DECIDE_PLACES, str(PLACES_FIXED))
    if competition.opens_on <= today:
        found["opens_on"] = _("Fixed: the competition has begun.")
    if competition.enrolment_deadline < today:
        found["enrolment_deadline"] = _(
            "Fixed: the deadline has passed, and with it the participants are fixed."
        )
    if competition.regional_announcement_on <= today:
        found["regional_announcement_on"] = _("Fixed: the day has come.")
    if competition.state in SIGNED:
        found["title"] = _("Fixed: the result is signed, and the title stands in it.")
    if competition.state == Competition.State.ANNOUNCED:
        found |= dict.fromkeys(TOLD, _("Fixed: the winners are announced."))
    return found


def differences(competition: Competition, values: Mapping[str, Any]) -> list[Difference]:
    """What the values would change, in the order of the form."""
    return [
        _difference(field, getattr(competition, field), values[field])
        for field in FIELDS
        if field in values and not _same(field, getattr(competition, field), values[field])
    ]


def moved_earlier(competition: Competition, values: Mapping[str, Any]) -> bool:
    """Whether winners of an open competition would be told before what the public was promised."""
    if competition.state == Competition.State.PLANNED:
        return False
    return any(values[f] < getattr(competition, f) for f in PROMISED if values.get(f) is not None)


def fingerprint(competition: Competition) -> str:
    """What the fields hold by now, in short: a form says by it what its person saw."""
    held = [_plain(getattr(competition, field)) for field in FIELDS] + [competition.state]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


@transaction.atomic
def create(*, slug: str, values: Mapping[str, Any], by: User, now: datetime) -> Competition:
    """A planned competition, which the public sees nothing of until it is opened. `Refused` where the
    address is taken.
    """
    _refuse_others(by)
    history.told(by=by, now=now)
    if Competition.everything.filter(pk=slug).exists():
        raise Refused(_("There is a competition with this address already. Choose another."))
    made = Competition.objects.create(slug=slug, **{field: values[field] for field in FIELDS})
    given = [{"field": f, "old": None, "new": _plain(values[f])} for f in FIELDS]
    record(SetUpStep.Action.CREATED, competition=made, by=by, now=now, changes=given)
    return made


@transaction.atomic
def change(
    competition: Competition,
    *,
    values: Mapping[str, Any],
    by: User,
    now: datetime,
    seen: str,
    earlier: bool = False,
) -> list[Difference]:
    """Change a competition and keep what it was. `Refused` for what is fixed, where somebody changed
    it since it was `seen`, and where winners would be told earlier than promised without `earlier`.
    """
    _refuse_others(by)
    competition = locked(competition, by=by, now=now)
    if fingerprint(competition) != seen:
        raise Refused(_("Somebody changed the competition meanwhile. Look at it again."))
    found = differences(competition, values)
    why = fixed(competition, now=now)
    for each in found:
        if each.field in why:
            raise Refused(f"{each.title}: {why[each.field]}")
    _refuse_early(competition, values, now=now, earlier=earlier)
    changes = [_step(competition, each.field, values[each.field]) for each in found]
    for each in found:
        setattr(competition, each.field, values[each.field])
    if found:
        _unset_time(competition, found, by=by, now=now)
        competition.save()
        record(SetUpStep.Action.CHANGED, competition=competition, by=by, now=now, changes=changes)
    return found


def _unset_time(
    competition: Competition, changed: Sequence[Difference], *, by: User, now: datetime
) -> None:
    """An announcement that is moved happens by itself only if somebody says so again."""
    if not competition.announces_itself or "announcement_at" not in {f.field for f in changed}:
        return
    competition.announces_itself = False
    record(SetUpStep.Action.TIME_UNSET, competition=competition, by=by, now=now)


def _refuse_early(
    competition: Competition, values: Mapping[str, Any], *, now: datetime, earlier: bool
) -> None:
    """An announcement that is moved lies ahead, so that moving it shows nothing at once."""
    if competition.state == Competition.State.PLANNED:
        return
    today = timezone.localtime(now).date()
    at, day = values.get("announcement_at"), values.get("regional_announcement_on")
    if at is not None and at != competition.announcement_at and at <= now:
        raise Refused(_("The announcement can only be moved to a time that is still to come."))
    if at is not None and at < competition.announcement_at and competition.state in SIGNED:
        raise Refused(
            _(
                "The result is signed with the time of its announcement, which can only be moved to a later one."
            )
        )
    if day is not None and day != competition.regional_announcement_on and day <= today:
        raise Refused(_("The regional winners can only be told from a day that is still to come."))
    if moved_earlier(competition, values) and not earlier:
        raise Refused(
            _("Tick the box to say that the winners shall be told earlier than was promised.")
        )


def locked(competition: Competition, *, by: User | None, now: datetime) -> Competition:
    """The competition as it stands now, held until the transaction ends; what changes from here on
    is kept in the history as this person's.
    """
    history.told(by=by, now=now)
    return Competition.objects.select_for_update().get(pk=competition.pk)


def record(
    action: SetUpStep.Action,
    *,
    competition: Competition,
    by: User | None,
    now: datetime,
    changes: Sequence[Mapping[str, Any]] = (),
    note: str = "",
) -> SetUpStep:
    """Keep one step for good."""
    return SetUpStep.objects.create(
        competition=competition, action=action, by=by, at=now, changes=list(changes), note=note
    )


def told(step: SetUpStep) -> list[Difference]:
    """A step's changes as text."""
    return [
        _difference(each["field"], each["old"], each["new"])
        for each in step.changes
        if each["field"] in FIELDS
    ]


def _refuse_others(by: User) -> None:
    if not by.is_administrator:
        raise Refused(_("Only administrators set up competitions."))


def _step(competition: Competition, field: str, new: Any) -> dict[str, Any]:
    return {"field": field, "old": _plain(getattr(competition, field)), "new": _plain(new)}


def _same(field: str, old: Any, new: Any) -> bool:
    return set(old) == set(new) if field == "categories" else bool(old == new)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return value.isoformat() if isinstance(value, date) else value


def _difference(field: str, old: Any, new: Any) -> Difference:
    return Difference(field, title_of(field), text(field, old), text(field, new))


def title_of(field: str) -> str:
    """A field's name as a heading."""
    title = str(getattr(Competition._meta.get_field(field), "verbose_name", field))  # noqa: SLF001
    return title[:1].upper() + title[1:]


def text(field: str, value: Any) -> str:
    """A field's value as a person reads it; also of what was kept as ISO text."""
    if value is None or value == "":
        return "–"
    if field == "categories":
        return ", ".join(str(BY_SLUG[slug].title) for slug in BY_SLUG if slug in value)
    if field == "announcement_at":
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return f"{wording.full_weekday_text(at)} {wording.time_text(at)}"
    if field in FIELDS and not field.startswith(("title", "announcement_place")):
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return wording.full_weekday_text(day)
    return str(value)
