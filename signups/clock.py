"""The one "now". Edges ask it and hand it down; nothing else on the site looks at a clock.

In the demonstration an administrator can move it; it goes on ticking from where it was put.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from municipalities.models import User
from signups.models import SiteState, Step


def now() -> datetime:
    """The present moment, aware, in Europe/Copenhagen."""
    if not settings.DEMO:
        return timezone.localtime()
    return of(SiteState.objects.filter(pk=1).first())


def of(state: SiteState | None) -> datetime:
    """The moment that a state of the site stands for."""
    real = timezone.now()
    if not settings.DEMO or state is None or not state.clock_moment or not state.clock_set_at:
        return timezone.localtime(real)
    return timezone.localtime(state.clock_moment + (real - state.clock_set_at))


def today() -> date:
    """The present day in Copenhagen."""
    return now().date()


@transaction.atomic
def move_to(moment: datetime, *, by: User | None) -> None:
    """Put the demonstration's clock at `moment`. RuntimeError outside the demonstration."""
    if not settings.DEMO:
        raise RuntimeError("The clock can be moved in the demonstration only.")
    _put(moment)
    Step.objects.create(action=Step.Action.CLOCK_MOVED, by=by, at=moment)


def resume() -> None:
    """Let the demonstration's clock go on from the last thing that happened, however long the site
    was down: time neither runs away while nobody looks, nor back before what is on record.
    """
    state = SiteState.objects.filter(pk=1, clock_moment__isnull=False).first()
    if state is None:
        return
    moved = Step.objects.filter(action=Step.Action.CLOCK_MOVED).order_by("pk").last()
    since = Step.objects.filter(pk__gte=moved.pk if moved else 0)
    last = since.aggregate(last=Max("at"))["last"]
    _put(max(filter(None, [state.clock_moment, last])))


def _put(moment: datetime) -> None:
    """Another moment makes other pages, so it makes a new data version."""
    SiteState.objects.get_or_create(pk=1)
    SiteState.objects.update(
        clock_moment=moment, clock_set_at=timezone.now(), data_version=F("data_version") + 1
    )
