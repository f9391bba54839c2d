"""What happens by itself: publications whose set time has come, and letters about corrections."""

from celery import shared_task

from competition import letters, publishing
from signups import clock


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
