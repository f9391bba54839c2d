"""Imports in the background. A broker may deliver twice and a worker may die: each task can be run
again at any point and ends as if it had run once, and what was left lying is taken up again.
"""

from datetime import timedelta

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation

from municipalities.models import Role, User
from signups import clock, imports, letters, sources
from signups.models import Import, Step
from signups.releases import Refused

LEFT_LYING = timedelta(seconds=60)


@shared_task
def read_import(import_id: int) -> None:
    """Read and check a received file, so that a person can look it over."""
    import_ = Import.objects.get(pk=import_id)
    if import_.status == Import.Status.RECEIVED and imports.attempt(import_, now=clock.now()):
        examined = imports.examine(import_, progress=imports.progress_of(import_))
        imports.note_examined(import_, examined, now=clock.now())


@shared_task
def store_import(import_id: int) -> None:
    """Store a confirmed file in its week's draft, or end it with the reason why not."""
    import_ = Import.objects.get(pk=import_id)
    if import_.status != Import.Status.CHECKED or import_.confirmed_by_id is None:
        return
    if not imports.attempt(import_, now=clock.now()):
        return
    examined = imports.examine(import_)
    try:
        imports.store(import_, examined, now=clock.now())
    except imports.LookAgain:
        imports.reopen(import_, examined, now=clock.now())
    except Refused as refusal:
        imports.refuse(import_, reason=str(refusal), now=clock.now())


@shared_task
def resume_imports() -> int:
    """Take up again what a killed worker left lying; how many. Real time counts here, not the
    clock of the demonstration.
    """
    idle = Import.objects.filter(touched_at__lt=timezone.now() - LEFT_LYING)
    unread = idle.filter(status=Import.Status.RECEIVED)
    unstored = idle.filter(status=Import.Status.CHECKED, confirmed_by__isnull=False)
    for pk in unread.values_list("pk", flat=True):
        read_import.delay(pk)
    for pk in unstored.values_list("pk", flat=True):
        store_import.delay(pk)
    return unread.count() + unstored.count()


@shared_task
def fetch_due() -> int:
    """Send a task for each source that is to be asked now; how many."""
    waiting = sources.due(now=clock.now())
    for pk in waiting:
        fetch_source.delay(pk)
    return len(waiting)


@shared_task(soft_time_limit=120, time_limit=150)
def fetch_source(pk: int) -> int | None:
    """Ask one source; the import that came of it. Whoever comes second finds nothing to do."""
    now = clock.now()
    source = sources.claim(pk, now=now)
    if source is None:
        return None
    try:
        import_ = sources.fetch(source, now=now)
    except SoftTimeLimitExceeded:
        sources.note_failure(source, "stopped", "", now=now)
        return None
    if import_ is None:
        return None
    read_import.delay(import_.pk)
    tell_editors.delay(import_.pk)
    return import_.pk


@shared_task(autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=3600, max_retries=8)
def tell_editors(import_id: int) -> int:
    """Write to the editors that a file has come by itself; how many letters."""
    return letters.file_came(Import.objects.get(pk=import_id))


@shared_task(autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=3600, max_retries=8)
def send_invitation(person_id: int) -> int:
    """Send a person the link to choose a password; how many letters."""
    return letters.invitation(User.objects.get(pk=person_id))


@shared_task(autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=3600, max_retries=8)
def tell_person(step_id: int, address: str) -> int:
    """Tell a person what was changed about them; how many letters."""
    found = Step.objects.select_related("by", "person", "person__municipality")
    return letters.person_changed(found.get(pk=step_id), address)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=3600, max_retries=8)
def send_new_address(person_id: int, email: str) -> int:
    """Send the link that confirms a new address; how many letters."""
    return letters.new_address(User.objects.get(pk=person_id), email)


@shared_task
def mail_step(step_id: int, link: str) -> int:
    """Tell those concerned that figures were sent back, or wait for approval; how many were told.
    `link` leads to the week. A step is told of once, however often the task is delivered.
    """
    step = Step.objects.select_related("by", "release").get(pk=step_id)
    if not cache.add(f"mailed:{step_id}", 1, 24 * 60 * 60):
        return 0
    people = User.objects.filter(is_active=True, role__in=_TOLD[Step.Action(step.action)])
    people = people.exclude(pk=step.by_id or 0)
    addresses = list(people.values_list("email", flat=True))
    with translation.override("da"):
        text = render_to_string(
            f"mail/{step.action.replace(' ', '_')}.txt",
            {"step": step, "week": step.release and step.release.iso_week, "link": link},
        )
    subject, _, body = text.strip().partition("\n")
    for address in addresses:
        send_mail(subject.strip(), body.strip() + "\n", None, [address])
    return len(addresses)


_TOLD = {
    Step.Action.SENT_BACK: (Role.EDITOR,),
    Step.Action.ASKED: (Role.APPROVER, Role.ADMINISTRATOR),
}
