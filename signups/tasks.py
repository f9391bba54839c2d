"""Imports in the background. A broker may deliver twice and a worker may die: each task can be run
again at any point and ends as if it had run once, and what was left lying is taken up again.
"""

from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.utils import timezone

from municipalities.models import User
from signups import clock, imports, letters, sources
from signups.models import Import, Step
from signups.releases import Refused

LEFT_LYING = timedelta(seconds=60)
TRYING_SECONDS = 120


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
    except imports.LookAgain as again:
        imports.reopen(import_, examined, reason=str(again), now=clock.now())
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


@shared_task
def tell_editors(import_id: int) -> int:
    """Write to those who enter figures that a file has come by itself; how many. One task a letter,
    so that an address that is refused holds up nobody else.
    """
    people = letters.told_of_file(Import.objects.get(pk=import_id))
    for person in people:
        tell_editor.delay(import_id, person.pk)
    return len(people)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=3600, max_retries=8)
def tell_editor(import_id: int, person_id: int) -> int:
    """The letter to one of them, once; how many."""
    import_, person = Import.objects.get(pk=import_id), User.objects.get(pk=person_id)
    return once(f"file:{import_id}:{person.email}", lambda: letters.file_came(import_, person))


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
    """Tell those concerned that figures were sent back, or wait for approval; how many are told.
    `link` leads to the week. One task a letter.
    """
    people = letters.told_of_step(Step.objects.select_related("release").get(pk=step_id))
    for person in people:
        mail_step_to.delay(step_id, link, person.pk)
    return len(people)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=3600, max_retries=8)
def mail_step_to(step_id: int, link: str, person_id: int) -> int:
    """The letter to one of them, once however often the task is delivered; how many."""
    step = Step.objects.select_related("by", "release").get(pk=step_id)
    person = User.objects.get(pk=person_id)
    return once(f"step:{step_id}:{person.email}", lambda: letters.step_taken(step, person, link))


class StillTryingError(OSError):
    """Another worker is at the same letter, or died at it a moment ago; it is asked again later."""


def once(key: str, send: Callable[[], int]) -> int:
    """Send a letter that has not gone out yet. It is ours while we try, and gone out for a day."""
    key = f"letter:{key}"
    if not cache.add(key, "trying", TRYING_SECONDS):
        if cache.get(key) == "sent":
            return 0
        raise StillTryingError(key)
    try:
        count = send()
    except BaseException:
        cache.delete(key)
        raise
    cache.set(key, "sent", 24 * 60 * 60)
    return count
