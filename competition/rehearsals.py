"""Rehearsals: the whole finish, run through on a copy that touches nothing real.

A rehearsal is a competition of its own with the same participants, judged by figures that everybody
knows: where the real closing figures are not public, the newest public week stands in for them. So
whoever rehearses learns nothing early, and no real winner is ever named. It waits for no day, is found
on no public page, and is thrown away in the end; that it was held is kept.
"""

from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from competition import setting_up
from competition.models import Competition, Participation, SetUpStep
from competition.visibility import Visibility
from municipalities.models import User
from signups import history
from signups.releases import Refused

COPIED = (
    *("categories", "figures_from", "opens_on", "enrolment_deadline", "baseline_as_of"),
    *("announcement_at", "announcement_place", "population_as_of"),
)


def of(competition: Competition) -> Competition | None:
    """The rehearsal that goes on; None where there is none."""
    return Competition.everything.filter(rehearsal_of=competition, thrown_away_at=None).first()


@transaction.atomic
def begin(competition: Competition, *, by: User, now: datetime) -> Competition:
    """A fresh copy, open and ready to be closed. `Refused` while another is going on, and while no
    week after the baseline is public.
    """
    if not by.may_enter:
        raise Refused(_("Your role does not rehearse."))
    history.told(by=by, now=now)
    competition = Competition.objects.select_for_update().get(pk=competition.pk)
    if of(competition) is not None:
        raise Refused(_("A rehearsal is going on. Throw it away before you begin another."))
    closing = Visibility(competition, now).releases().last()
    if closing is None or closing.as_of <= competition.baseline_as_of:
        raise Refused(
            _("There is nothing to rehearse with until a week after the first is public.")
        )
    made = Competition.everything.create(
        slug=_free_address(competition),
        title=competition.title,
        state=Competition.State.OPEN,
        rehearsal_of=competition,
        closing_as_of=closing.as_of,
        regional_announcement_on=max(closing.as_of, competition.regional_announcement_on),
        **{field: getattr(competition, field) for field in COPIED},
    )
    Participation.objects.bulk_create(
        Participation(competition=made, municipality_id=code, enrolled_at=now, enrolled_by=by)
        for code in competition.participations.values_list("municipality_id", flat=True)
    )
    _keep(SetUpStep.Action.REHEARSED, made, by=by, now=now)
    return made


def _free_address(competition: Competition) -> str:
    """`2014-proeve-1`: the first that neither a competition nor a rehearsal has had, no longer than
    addresses are.
    """
    longest = Competition._meta.get_field("slug").max_length or 0  # noqa: SLF001
    ends = (f"-proeve-{number}" for number in count(1))
    wanted = (competition.slug[: longest - len(end)].rstrip("-") + end for end in ends)
    return next(slug for slug in wanted if not Competition.everything.filter(pk=slug).exists())


@transaction.atomic
def throw_away(rehearsal: Competition, *, by: User, now: datetime) -> None:
    """End a rehearsal. `Refused` for anything that is none, and for one that is thrown away."""
    if not by.may_enter:
        raise Refused(_("Your role does not rehearse."))
    history.told(by=by, now=now)
    held = Competition.everything.select_for_update().get(pk=rehearsal.pk)
    if not held.is_rehearsal:
        raise Refused(_("This is no rehearsal, so it is not thrown away."))
    if held.thrown_away_at is not None:
        raise Refused(_("This rehearsal is thrown away."))
    held.thrown_away_at = now
    held.save()
    _keep(SetUpStep.Action.THROWN_AWAY, held, by=by, now=now)


def _keep(action: SetUpStep.Action, rehearsal: Competition, *, by: User, now: datetime) -> None:
    """In the log of the real competition, so that it is read there."""
    assert rehearsal.rehearsal_of is not None  # noqa: S101  asked before
    setting_up.record(
        action, competition=rehearsal.rehearsal_of, by=by, now=now, note=rehearsal.slug
    )
