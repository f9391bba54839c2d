"""Correcting a published figure: proposed, its effect looked at, confirmed or withdrawn.

The only code that may touch the figures of a published release. Called by `competition.correcting`,
which knows which releases need two people and sees to the places.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from municipalities.models import Municipality, User
from signups import history
from signups.models import Correction, Figure, Release, SiteState, Step
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
) -> Correction:
    """Keep the wish to correct; nothing public changes before `confirm`."""
    _one_at_a_time()
    history.told(by=by, now=now, reason=reason)
    if not by.may_enter:
        raise Refused(_("Your role does not enter figures."))
    release.refresh_from_db()
    if release.status != Release.Status.PUBLISHED:
        raise Refused(_("Only published figures are corrected; a draft can simply be changed."))
    if not reason.strip():
        raise Refused(_("Write why the figure is corrected."))
    if new.registered_15_24 > new.registered_15_plus:
        raise Refused(_("Registered 15-24 cannot be more than registered 15+."))
    if min(new.registered_15_24, new.exempt_15_plus) < 0:
        raise Refused(_("A figure cannot be below zero."))
    old = standing(release, municipality)
    if old == new:
        raise Refused(_("These are the figures that stand already."))
    if Correction.objects.open().filter(release=release, municipality=municipality).exists():
        raise Refused(_("A correction of this figure waits already. Confirm or withdraw it first."))
    made = Correction.objects.create(
        release=release,
        municipality=municipality,
        old_registered_15_plus=old.registered_15_plus if old else None,
        old_registered_15_24=old.registered_15_24 if old else None,
        old_exempt_15_plus=old.exempt_15_plus if old else None,
        registered_15_plus=new.registered_15_plus,
        registered_15_24=new.registered_15_24,
        exempt_15_plus=new.exempt_15_plus,
        reason=reason.strip(),
        needs_two_people=needs_two_people,
        proposed_by=by,
        proposed_at=now,
    )
    _record(Step.Action.PROPOSED, made, by=by, now=now)
    return made


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
    correction.status = Correction.Status.CONFIRMED
    correction.confirmed_by, correction.confirmed_at = by, now
    correction.save()
    _record(Step.Action.CORRECTED, correction, by=by, now=now)
    return correction


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
