"""What happens by itself: publications whose set time has come, letters about corrections, and the
population fetched from Statistikbanken, the letters of the round, and the Monday mail.
"""

from datetime import timedelta
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from competition import (
    letters,
    lifecycle,
    monday_mail,
    population,
    publishing,
    report_letters,
    round_mail,
    winner_mail,
)
from competition.models import PopulationLoad, ReportStep
from municipalities import fetching, statbank
from signups import clock
from signups.tasks import once

PAUSES = (5, 30)
"""Seconds before the second and the third attempt at Statistikbanken; then it is given up."""
LEFT_LYING = timedelta(minutes=3)
BROKEN_OFF = timedelta(minutes=5)


@shared_task
def publish_due() -> int:
    """Publish what is due, also what came due while the machine was down; how many."""
    return len(publishing.publish_due(now=clock.now()))


@shared_task
def announce_due() -> int:
    """Announce the winners of what was set to announce itself, to the minute; how many."""
    return len(lifecycle.announce_due(now=clock.now()))


@shared_task
def tell_corrections() -> int:
    """Write to the municipalities whose figures were corrected; how many. Asked after a correction,
    and again by the schedule where a letter could not be sent.
    """
    return letters.tell_corrections(now=clock.now())


@shared_task
def tell_regional_winners() -> int:
    """Write to those who took part who won in the regions, as soon as everybody may know; how many."""
    return winner_mail.tell(now=clock.now())


@shared_task
def fetch_population(load_id: int) -> None:
    """Fetch a population that somebody asked for; three attempts, with growing pauses."""
    load = population.attempt(load_id)
    if load is None:
        return
    try:
        fetched = fetching.fetch(
            base=settings.STATBANK_URL,
            quarter=statbank.quarter_of(load.as_of),
            seconds=settings.STATBANK_SECONDS,
            most=settings.STATBANK_MAX_BYTES,
        )
    except fetching.NotFetched as trouble:
        is_over = not trouble.again or load.attempts > len(PAUSES)
        population.note_trouble(load_id, reason=str(trouble), is_over=is_over)
        if not is_over:
            pause = PAUSES[load.attempts - 1]
            fetch_population.apply_async(args=[load_id], countdown=pause)
    else:
        population.note_fetched(load_id, content=fetched.content, address=fetched.address)


@shared_task
def resume_population() -> int:
    """Take up again what a killed worker left lying; how many. Real time counts here."""
    idle = PopulationLoad.objects.filter(
        status=PopulationLoad.Status.FETCHING, touched_at__lt=timezone.now() - LEFT_LYING
    )
    found = list(idle.values_list("pk", flat=True))
    for pk in found:
        fetch_population.delay(pk)
    return len(found)


@shared_task
def send_round() -> int:
    """Make the reminders that are due and send the letters of the round that wait; how many. Asked
    after each that was made, and by the schedule. What was broken off is judged by the real clock.
    """
    now = clock.now()
    round_mail.note_broken_off(before=timezone.now() - BROKEN_OFF)
    round_mail.remind_due(now=now)
    return round_mail.send_waiting(now=now)


@shared_task
def send_monday_mail() -> int:
    """Make the newest week's mails and send those that wait; how many. Asked by the schedule alone, so
    that it makes no difference how a week came out: by hand, at its set time, late, or with the
    announcement.
    """
    now = clock.now()
    monday_mail.note_broken_off(before=timezone.now() - BROKEN_OFF)
    monday_mail.make(now=now)
    return monday_mail.send_waiting(now=now)


def tell_later(*steps: ReportStep) -> None:
    """Have what was done about reports told once it is certain."""
    for step in steps:
        transaction.on_commit(partial(tell_report.delay, step.pk))


@shared_task
def tell_report(step_id: int) -> int:
    """Tell a step of a report to those whom it concerns; how many. One task a letter."""
    addresses = report_letters.recipients(_step(step_id))
    for address in addresses:
        tell_report_to.delay(step_id, address)
    return len(addresses)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=3600, max_retries=8)
def tell_report_to(step_id: int, address: str) -> int:
    """The letter to one of them, once however often the task is delivered; how many."""
    step = _step(step_id)
    return once(f"report:{step_id}:{address}", lambda: report_letters.tell(step, address))


def _step(pk: int) -> ReportStep:
    about = ("release", "municipality", "reported_by", "correction__release")
    found = ReportStep.objects.select_related("by", *(f"report__{name}" for name in about))
    return found.get(pk=pk)
