"""The Celery application. Its schedule stands here, in code, so that a deployment has no hidden state."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Written down after each task, so that a health check sees a scheduler that has stopped.
app.conf.beat_sync_every = 1
app.conf.beat_schedule = {
    "resume-imports": {"task": "signups.tasks.resume_imports", "schedule": 30.0},
    "publish-due-releases": {"task": "competition.tasks.publish_due", "schedule": 15.0},
}
