"""What happens by itself: publications whose set time has come."""

from celery import shared_task

from competition import publishing
from signups import clock


@shared_task
def publish_due() -> int:
    """Publish what is due, also what came due while the machine was down; how many."""
    return len(publishing.publish_due(now=clock.now()))
