"""The population on its way in: from a file or straight from Statistikbanken, looked over, stored.

There is this one way in. What came is kept with its SHA-256; the population of a day is fixed once
figures of a competition that uses it are published.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import setting_up
from competition.models import Competition, PopulationLoad, SetUpStep
from municipalities import loading, statbank
from municipalities.loading import Counted, LoadingError
from municipalities.models import Municipality, Population, User
from signups import history
from signups.releases import Refused

FALL, RISE = 5, 10
"""Per cent from which a fall or a rise is pointed out."""
GIVEN_UP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Row:
    """One municipality: what stands now, what would be stored, and what is strange about it. `old`
    and `new` are (aged 15 and over, aged 15-24); None where there is nothing.
    """

    code: str
    name: str
    old: tuple[int, int] | None
    new: tuple[int, int] | None
    strange: str = ""

    @property
    def cells(self) -> list[tuple[int | None, int | None, int | None]]:
        """Old, new and difference of each of the two numbers."""
        old, new = self.old or (None, None), self.new or (None, None)
        return [
            (a, b, b - a if a is not None and b is not None else None)
            for a, b in zip(old, new, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What storing would do. `compared` is the day that the old numbers are of, None for none."""

    rows: Sequence[Row]
    compared: date | None

    @property
    def strange(self) -> list[Row]:
        return [row for row in self.rows if row.strange]

    @property
    def total(self) -> tuple[int, int]:
        new = [row.new for row in self.rows if row.new]
        return sum(a for a, _b in new), sum(b for _a, b in new)


def without(as_of: date) -> list[str]:
    """The municipalities that have no population on a day, by name."""
    there = Population.objects.filter(as_of=as_of).values("municipality")
    return list(Municipality.objects.exclude(pk__in=there).values_list("name", flat=True))


def source_of(as_of: date) -> PopulationLoad | None:
    """Where the population of a day comes from: what was stored last."""
    stored = PopulationLoad.objects.filter(as_of=as_of, status=PopulationLoad.Status.STORED)
    return stored.defer("content").select_related("stored_by").order_by("-stored_at").first()


def fixed_by(as_of: date) -> Competition | None:
    """The competition that holds the population of a day fixed, since its figures are published."""
    using = Competition.objects.filter(population_as_of=as_of)
    return next((each for each in using if setting_up.has_figures(each)), None)


@transaction.atomic
def receive(
    *,
    content: bytes,
    file_name: str,
    as_of: date,
    by: User | None,
    now: datetime,
    competition: Competition | None = None,
) -> PopulationLoad:
    """Keep a file and read it: ready to be looked over, or refused with its problems."""
    _refuse_others(by)
    history.told(by=by, now=now)
    load = PopulationLoad(
        competition=competition,
        as_of=as_of,
        source=PopulationLoad.Source.FILE,
        origin=file_name[:400],
        by=by,
        at=now,
    )
    _examine(load, content)
    load.save()
    return load


@transaction.atomic
def ask(competition: Competition, *, by: User, now: datetime) -> PopulationLoad:
    """Note that Statistikbanken shall be asked for the competition's population day. `Refused` where
    the population is fixed, or is being fetched already.
    """
    _refuse_others(by)
    competition = setting_up.locked(competition, by=by, now=now)
    _refuse_fixed(competition.population_as_of)
    try:
        statbank.quarter_of(competition.population_as_of)
    except statbank.StatbankError as error:
        raise Refused(" ".join(error.problems)) from error
    recent = timezone.now() - GIVEN_UP
    if competition.population_loads.filter(status="fetching", touched_at__gt=recent).exists():
        raise Refused(_("The population is being fetched already."))
    return PopulationLoad.objects.create(
        competition=competition,
        as_of=competition.population_as_of,
        source=PopulationLoad.Source.STATBANK,
        status=PopulationLoad.Status.FETCHING,
        by=by,
        at=now,
    )


@transaction.atomic
def attempt(load_id: int) -> PopulationLoad | None:
    """Begin one more attempt; None where there is nothing to fetch any more."""
    load = PopulationLoad.objects.select_for_update().get(pk=load_id)
    if load.status != PopulationLoad.Status.FETCHING:
        return None
    load.attempts += 1
    load.save()
    return load


@transaction.atomic
def note_fetched(load_id: int, *, content: bytes, address: str) -> None:
    """Keep what came and read it."""
    load = PopulationLoad.objects.select_for_update().get(pk=load_id)
    if load.status == PopulationLoad.Status.FETCHING:
        load.origin = address[:400]
        _examine(load, content)
        load.save()


@transaction.atomic
def note_trouble(load_id: int, *, reason: str, is_over: bool) -> None:
    """Keep why nothing came; `is_over` when it is not tried again."""
    load = PopulationLoad.objects.select_for_update().get(pk=load_id)
    if load.status == PopulationLoad.Status.FETCHING:
        load.problems = [reason]
        if is_over:
            load.status = PopulationLoad.Status.FAILED
        load.save()


def _examine(load: PopulationLoad, content: bytes) -> None:
    load.content, load.sha256 = content, hashlib.sha256(content).hexdigest()
    try:
        people = loading.read_population(content=content, as_of=load.as_of)
    except LoadingError as error:
        load.status, load.problems = PopulationLoad.Status.REFUSED, error.problems
    else:
        load.status, load.problems = PopulationLoad.Status.READY, []
        load.remarks = people.remarks


def preview(load: PopulationLoad) -> Preview:
    """All municipalities: what stands, what would be stored, what is strange. Compared with the
    population of the same day, or else of the latest one before.
    """
    people = loading.read_population(content=bytes(load.content or b""), as_of=load.as_of)
    known = Population.objects.filter(as_of__lte=load.as_of).order_by("as_of")
    latest = known.last()
    compared = latest.as_of if latest else None
    stored = {
        p.municipality_id: (p.population_15_plus, p.population_15_24)
        for p in (known.filter(as_of=compared) if compared else ())
    }
    rows = []
    for code, name in Municipality.objects.values_list("code", "name"):
        old, new = stored.get(code), people.by_code.get(code)
        rows.append(Row(code, name, old, new, _strange(old, new)))
    return Preview(rows, compared)


def _strange(old: tuple[int, int] | None, new: tuple[int, int] | None) -> str:
    """What a person should look at twice; empty for nothing."""
    if new is None:
        return _("Not in the file, so without places.")
    if not new[0] or not new[1]:
        return _("Nobody of that age.")
    if new[0] == new[1]:
        return _("As many young people as people in all.")
    pairs = zip(old, new, strict=True) if old else ()
    for before, now in pairs:
        if 100 * (before - now) > FALL * before:
            return _("A fall of more than %(n)d per cent.") % {"n": FALL}
        if before and 100 * (now - before) > RISE * before:
            return _("A rise of more than %(n)d per cent.") % {"n": RISE}
    return ""


@transaction.atomic
def store(load: PopulationLoad, *, by: User | None, now: datetime, seen: bool = False) -> Counted:
    """Store what was looked over. `Refused` where the population is fixed and would change, and
    where something is strange and nobody says that it was `seen`. `LoadingError` as in loading.
    """
    _refuse_others(by)
    history.told(by=by, now=now)
    load = PopulationLoad.objects.select_for_update().get(pk=load.pk)
    if load.status != PopulationLoad.Status.READY:
        raise Refused(_("There is nothing here to be stored."))
    found = preview(load)
    if _differs(load, found):
        _refuse_fixed(load.as_of)
    if found.strange and not seen and by is not None:
        raise Refused(_("Tick the box to say that you have looked at what is strange."))
    counted, _remarks = loading.load_population(
        content=bytes(load.content or b""), as_of=load.as_of
    )
    load.status = PopulationLoad.Status.STORED
    load.stored_by, load.stored_at = by, now
    load.save()
    for competition in Competition.objects.filter(population_as_of=load.as_of):
        setting_up.record(
            SetUpStep.Action.POPULATION,
            competition=competition,
            by=by,
            now=now,
            note=_note(load, counted),
        )
    return counted


def is_known(load: PopulationLoad) -> bool:
    """Whether the very same was stored before, and still stands."""
    same = PopulationLoad.objects.filter(
        as_of=load.as_of, sha256=load.sha256, status=PopulationLoad.Status.STORED
    )
    return same.exists() and not _differs(load, preview(load))


def _differs(load: PopulationLoad, found: Preview) -> bool:
    if found.compared != load.as_of:
        return True
    return any(row.new is not None and row.new != row.old for row in found.rows)


def _note(load: PopulationLoad, counted: Counted) -> str:
    changed = counted.new + counted.changed
    text = ngettext(
        "%(n)d municipality new or changed", "%(n)d municipalities new or changed", changed
    ) % {"n": changed}
    return f"{text}. {load.get_source_display()}, SHA-256 {load.sha256[:12]}…"


def _refuse_fixed(as_of: date) -> None:
    holder = fixed_by(as_of)
    if holder is not None:
        raise Refused(
            _(
                "Figures of %(competition)s are published, and the population decides its places, "
                "so it is fixed."
            )
            % {"competition": holder}
        )


def _refuse_others(by: User | None) -> None:
    """A person must be an administrator; None is the command of whoever runs the machine."""
    if by is not None and not by.is_administrator:
        raise Refused(_("Only administrators bring in the population."))
