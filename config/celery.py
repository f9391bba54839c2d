"""The Celery application. Its schedule stands here, in code, so that a deployment has no hidden state."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Written down after each task, so that a health check sees a scheduler that has stopped.
app.conf.beat_sync_every = 1
# One that nobody has taken when the next is due is dropped, so that a day without a worker leaves
# nothing in the queue.
app.conf.beat_schedule = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for name, task, seconds in (
        ("resume-imports", "signups.tasks.resume_imports", 30.0),
        ("fetch-due-sources", "signups.tasks.fetch_due", 60.0),
        ("publish-due-releases", "competition.tasks.publish_due", 15.0),
        ("announce-winners", "competition.tasks.announce_due", 15.0),
        ("tell-regional-winners", "competition.tasks.tell_regional_winners", 60.0),
        ("tell-corrections", "competition.tasks.tell_corrections", 60.0),
        ("resume-population", "competition.tasks.resume_population", 60.0),
        ("send-the-round", "competition.tasks.send_round", 60.0),
        ("send-the-monday-mail", "competition.tasks.send_monday_mail", 60.0),
    )
}


@worker_ready.connect  # type: ignore[untyped-decorator]
def take_up_what_was_missed(**_signal: object) -> None:
    """What came due while the machine was down happens when a worker is there again, and not only
    at the scheduler's next turn. Each of the tasks does nothing where nothing is due.
    """
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"])
