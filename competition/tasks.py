"""What happens by itself: publications whose set time has come, letters about corrections, and the
letters of the round.
"""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from competition import letters, publishing, round_mail
from signups import clock

BROKEN_OFF = timedelta(minutes=5)


@shared_task
def publish_due() -> int:
    """Publish what is due, also what came due while the machine was down; how many."""
    return len(publishing.publish_due(now=clock.now()))


@shared_task
def tell_corrections() -> int:
    """Write to the municipalities whose figures were corrected; how many. Asked after a correction,
    and again by the schedule where a letter could not be sent.
    """
    return letters.tell_corrections(now=clock.now())


@shared_task
def send_round() -> int:
    """Make the reminders that are due and send the letters of the round that wait; how many. Asked
    after each that was made, and by the schedule. What was broken off is judged by the real clock.
    """
    now = clock.now()
    round_mail.note_broken_off(before=timezone.now() - BROKEN_OFF)
    round_mail.remind_due(now=now)
    return round_mail.send_waiting(now=now)
