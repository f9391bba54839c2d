"""Correcting a published figure: proposed, its effect looked at, confirmed or withdrawn.

The only code that may touch the figures of a published release. Called by `competition.correcting`,
which knows which releases need two people and sees to the places.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from municipalities.models import Municipality, User
from signups import drafts, history, plausibility
from signups.models import Acknowledgement, Correction, Figure, Release, SiteState, Step
from signups.plausibility import Warning  # noqa: A004  the domain's own word
from signups.releases import Refused, record


@dataclass(frozen=True, slots=True)
class Stocks:
    """One municipality's three stocks, whole numbers of people."""

    registered_15_plus: int
    registered_15_24: int
    exempt_15_plus: int


def standing(release: Release, municipality: Municipality) -> Stocks | None:
    """What stands now; None where the municipality has no figure that week."""
    found = Figure.objects.filter(release=release, municipality=municipality).first()
    if found is None:
        return None
    return Stocks(found.registered_15_plus, found.registered_15_24, found.exempt_15_plus)


def before(correction: Correction) -> Stocks | None:
    """What stood when the correction was proposed."""
    a, b = correction.old_registered_15_plus, correction.old_registered_15_24
    c = correction.old_exempt_15_plus
    return None if a is None or b is None or c is None else Stocks(a, b, c)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What looks wrong about corrected figures beside those of another week (`beside`)."""

    beside: Release
    warning: Warning

    @property
    def key(self) -> str:
        """The same as long as the numbers are, so that an answer never covers others."""
        return f"{self.beside.week}:{self.warning.key}"

    @property
    def text(self) -> str:
        """In the reader's language, with the week that the figures were held against."""
        if self.warning.was is None:
            return self.warning.text
        week = self.beside.iso_week.number
        return _("Beside week %(week)d. %(text)s") % {"week": week, "text": self.warning.text}


class Unanswered(Refused):
    """There are doubts that nobody has answered."""


def doubts(release: Release, municipality: Municipality, new: Stocks) -> list[Doubt]:
    """What looks wrong about the new figures: the check of a file, against the published weeks before
    and after; the week after is doubted only for its change.
    """
    code, name = municipality.code, municipality.name
    now = (new.registered_15_plus, new.registered_15_24, new.exempt_15_plus)
    people = drafts.population_on(release.as_of).get(code)
    others = Release.objects.published().filter(figures__municipality=municipality)
    before_it = others.filter(as_of__lt=release.as_of).order_by("as_of").last()
    after_it = others.filter(as_of__gt=release.as_of).order_by("as_of").first()
    was = drafts.counts_of(before_it)[code] if before_it else None
    found = [
        Doubt(before_it or release, each)
        for each in plausibility.of_row(code, name, now, was, people)
    ]
    if after_it:
        then = drafts.counts_of(after_it)[code]
        changes = plausibility.of_row(code, name, then, now, people)
        found += [Doubt(after_it, each) for each in changes if each.was is not None]
    return found


def after(correction: Correction) -> Stocks:
    """What shall stand."""
    return Stocks(
        correction.registered_15_plus, correction.registered_15_24, correction.exempt_15_plus
    )


@transaction.atomic
def propose(
    release: Release,
    municipality: Municipality,
    *,
    new: Stocks,
    reason: str,
    needs_two_people: bool,
    by: User,
    now: datetime,
    answers: Mapping[str, str] | None = None,
) -> Correction:
    """Keep the wish to correct; nothing public changes before `confirm`. `answers` holds a reason for
    each of the `doubts`, by its key: `Unanswered` where one has none.
    """
    _one_at_a_time()
    history.told(by=by, now=now, reason=reason)
    if not by.may_enter:
        raise Refused(_("Your role does not enter figures."))
    if not reason.strip():
        raise Refused(_("Write why the figure is corrected."))
    old = standing(release, municipality)
    _refuse(release, municipality, old=old, new=new)
    found = doubts(release, municipality, new)
    given = {key: text.strip() for key, text in (answers or {}).items() if text.strip()}
    if any(doubt.key not in given for doubt in found):
        raise Unanswered(_("Write for each warning why the figure is right all the same."))
    made = Correction(
        release=release,
        municipality=municipality,
        reason=reason.strip(),
        needs_two_people=needs_two_people,
        proposed_by=by,
        proposed_at=now,
        **{f"old_{name}": number for name, number in asdict(old).items()} if old else {},
        **asdict(new),
    )
    made.save()
    _keep(made, found, given, by=by, now=now)
    _record(Step.Action.PROPOSED, made, by=by, now=now)
    return made


def _refuse(
    release: Release, municipality: Municipality, *, old: Stocks | None, new: Stocks
) -> None:
    """`Refused` for figures that cannot be, or that need no correction."""
    release.refresh_from_db()
    if release.status != Release.Status.PUBLISHED:
        raise Refused(_("Only published figures are corrected; a draft can simply be changed."))
    if new.registered_15_24 > new.registered_15_plus:
        raise Refused(_("Registered 15-24 cannot be more than registered 15+."))
    if min(new.registered_15_24, new.exempt_15_plus) < 0:
        raise Refused(_("A figure cannot be below zero."))
    if old == new:
        raise Refused(_("These are the figures that stand already."))
    if Correction.objects.open().filter(release=release, municipality=municipality).exists():
        raise Refused(_("A correction of this figure waits already. Confirm or withdraw it first."))


def _keep(
    correction: Correction,
    found: Sequence[Doubt],
    answers: Mapping[str, str],
    *,
    by: User,
    now: datetime,
) -> None:
    """The answers to its doubts, with name and time."""
    Acknowledgement.objects.bulk_create(
        Acknowledgement(
            correction=correction,
            warning=doubt.key,
            text=doubt.text,
            reason=answers[doubt.key],
            by=by,
            at=now,
        )
        for doubt in found
    )


def unanswered(correction: Correction) -> list[Doubt]:
    """The doubts that have come up since it was proposed, through corrections of the weeks beside it."""
    answered = set(correction.acknowledgements.values_list("warning", flat=True))
    found = doubts(correction.release, correction.municipality, after(correction))
    return [doubt for doubt in found if doubt.key not in answered]


@transaction.atomic
def confirm(
    correction: Correction, *, needs_two_people: bool, by: User, now: datetime
) -> Correction:
    """Change the figure. `Refused` for a second word that is the first person's, and where the
    figure has become another since the correction was proposed.
    """
    _one_at_a_time()
    correction = _lock(correction)
    history.told(by=by, now=now, reason=correction.reason)
    if not by.may_approve:
        raise Refused(_("Your role does not confirm corrections."))
    if correction.status != Correction.Status.PROPOSED:
        raise Refused(_("This correction has been decided already."))
    correction.needs_two_people |= needs_two_people
    if correction.needs_two_people and by.pk == correction.proposed_by_id:
        raise Refused(_("You proposed this correction, so another person must confirm it."))
    if standing(correction.release, correction.municipality) != before(correction):
        raise Refused(
            _(
                "The figure has changed since the correction was proposed. Withdraw it and look again."
            )
        )
    if unanswered(correction):
        raise Refused(
            _(
                "A week beside it has been corrected since, so there is a new warning. Withdraw it and propose it again."
            )
        )
    _write(correction)
    correction.status = Correction.Status.CONFIRMED
    correction.confirmed_by, correction.confirmed_at = by, now
    correction.save()
    _record(Step.Action.CORRECTED, correction, by=by, now=now)
    return correction


def _write(correction: Correction) -> None:
    """Put the new figures where the old ones stand."""
    with _allowed_to_correct():
        Figure.objects.update_or_create(
            release=correction.release,
            municipality=correction.municipality,
            defaults={
                "registered_15_plus": correction.registered_15_plus,
                "registered_15_24": correction.registered_15_24,
                "exempt_15_plus": correction.exempt_15_plus,
            },
        )


@transaction.atomic
def withdraw(correction: Correction, *, by: User, now: datetime) -> None:
    """Drop a proposed correction; what stands goes on standing."""
    correction = _lock(correction)
    history.told(by=by, now=now)
    if not by.may_enter:
        raise Refused(_("Your role does not enter figures."))
    if correction.status != Correction.Status.PROPOSED:
        raise Refused(_("This correction has been decided already."))
    correction.status = Correction.Status.WITHDRAWN
    correction.withdrawn_by, correction.withdrawn_at = by, now
    correction.save()
    _record(Step.Action.WITHDRAWN, correction, by=by, now=now)


def _record(action: Step.Action, correction: Correction, *, by: User, now: datetime) -> None:
    old = before(correction)
    was = (
        f"{old.registered_15_plus} / {old.registered_15_24} / {old.exempt_15_plus}" if old else "–"
    )
    note = (
        f"{correction.municipality}: {was} → {correction.registered_15_plus} /"
        f" {correction.registered_15_24} / {correction.exempt_15_plus}. {correction.reason}"
    )
    record(action, by=by, now=now, release=correction.release, note=note)


def _one_at_a_time() -> None:
    """Hold the state of the site, which every publication and correction writes: the places of one
    are reckoned before the other begins.
    """
    list(SiteState.objects.select_for_update().values_list("pk"))


@contextmanager
def _allowed_to_correct() -> Iterator[None]:
    """The word that the database asks for before it lets a published figure be touched."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL site.correcting = 'yes'")
        yield
        cursor.execute("SET LOCAL site.correcting = ''")


def _lock(correction: Correction) -> Correction:
    """The row as it stands now, held until the transaction ends; the caller's copy follows it."""
    locked = (
        Correction.objects.select_for_update(of=("self",))
        .select_related("release", "municipality")
        .get(pk=correction.pk)
    )
    correction.__dict__.update(locked.__dict__)
    return correction
