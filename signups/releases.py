"""The road of a release: draft, approved by another person, published. Every step is kept."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.models import User
from signups import drafts, history
from signups.models import Release, Step
from signups.weeks import Week


class Refused(Exception):  # noqa: N818 - the domain's word: a step that cannot be taken now
    """A step that cannot be taken, with the reason in the reader's language."""


def entered_by(release: Release) -> set[int]:
    """The ids of everyone who had a hand in the release's figures: sent a file, gave it its week,
    answered for its warnings, or said that it should be stored.
    """
    people = {release.entered_by_id}
    stored = release.imports.filter(status="stored")
    for hands in stored.values_list("received_by_id", "confirmed_by_id", "acknowledgements__by_id"):
        people |= {person for person in hands if person is not None}
    typing = [Step.Action.STARTED, Step.Action.ENTERED, Step.Action.DATED]
    people |= set(release.steps.filter(action__in=typing).values_list("by_id", flat=True))
    people |= set(release.acknowledgements.values_list("by_id", flat=True))
    redated = Step.objects.filter(action=Step.Action.REDATED, import_record__in=stored)
    people |= {person for person in redated.values_list("by_id", flat=True) if person is not None}
    return people


@transaction.atomic
def approve(release: Release, *, by: User, now: datetime, seen: datetime | None = None) -> None:
    """Another person's word that the draft is right. `Refused` for whoever entered it, while a warning
    is unanswered, and where the figures are no longer those entered at `seen`.
    """
    release = _lock(release, by=by, now=now)
    if not by.may_approve:
        raise Refused(_("Your role does not approve figures."))
    if release.status != Release.Status.DRAFT:
        raise Refused(_("Only a draft can be approved."))
    if by.pk in entered_by(release):
        raise Refused(_("You entered these figures, so another person must approve them."))
    if seen is not None and release.entered_at != seen:
        raise Refused(_("The figures have changed since you saw them. Look at them again."))
    if release.as_of > now.date():
        raise Refused(_("The figures are as of a day that has not come yet."))
    refuse_open(drafts.read(release))
    release.status = Release.Status.APPROVED
    release.approved_by, release.approved_at = by, now
    release.save()
    record(Step.Action.APPROVED, release=release, by=by, now=now)


@transaction.atomic
def send_back(release: Release, *, by: User, now: datetime, comment: str) -> Step:
    """Take a release that is not yet published back to whoever entered it, with a comment. An editor
    can take back what is approved; an approver can send back a draft as well.
    """
    release = _lock(release, by=by, now=now)
    if not by.may_enter:
        raise Refused(_("Your role does not send figures back."))
    if release.status == Release.Status.PUBLISHED:
        raise Refused(_("These figures are published, so they can only be corrected."))
    if release.status == Release.Status.DRAFT and not by.may_approve:
        raise Refused(_("Only approved figures that are not yet published can be sent back."))
    release.status = Release.Status.DRAFT
    release.approved_by = release.approved_at = release.publish_at = None
    release.save()
    return record(Step.Action.SENT_BACK, release=release, by=by, now=now, note=comment)


@transaction.atomic
def schedule(release: Release, *, by: User, now: datetime, at: datetime) -> None:
    """Set the time when an approved release publishes itself."""
    release = _lock(release, by=by, now=now)
    if not by.may_approve:
        raise Refused(_("Your role does not publish figures."))
    if release.status != Release.Status.APPROVED:
        raise Refused(_("Only approved figures can be published."))
    if at <= now:
        raise Refused(_("The time of publication must lie ahead."))
    release.publish_at = at
    release.save()
    record(Step.Action.SCHEDULED, release=release, by=by, now=now, note=at.isoformat())


@transaction.atomic
def unschedule(release: Release, *, by: User, now: datetime) -> None:
    """Take the set time of publication back; the figures stay approved."""
    release = _lock(release, by=by, now=now)
    if not by.may_approve:
        raise Refused(_("Your role does not publish figures."))
    if release.status != Release.Status.APPROVED or release.publish_at is None:
        raise Refused(_("No time of publication is set."))
    release.publish_at = None
    release.save()
    record(Step.Action.UNSCHEDULED, release=release, by=by, now=now)


@transaction.atomic
def publish(release: Release, *, by: User | None, now: datetime) -> None:
    """Make an approved release public; `by` is None when its set time came. From here on its
    figures can only be corrected. Called by `competition.publishing`, which stores the places.
    """
    release = _lock(release, by=by, now=now)
    if by is not None and not by.may_approve:
        raise Refused(_("Your role does not publish figures."))
    if release.status == Release.Status.PUBLISHED:
        raise Refused(_("These figures are published already."))
    if release.status != Release.Status.APPROVED:
        raise Refused(_("The figures must be approved before they are published."))
    release.status = Release.Status.PUBLISHED
    release.published_by, release.published_at = by, now
    release.save()
    record(Step.Action.PUBLISHED, release=release, by=by, now=now)


def record(
    action: Step.Action,
    *,
    by: User | None,
    now: datetime,
    release: Release | None = None,
    note: str = "",
    **more: object,
) -> Step:
    """Keep one step for good."""
    return Step.objects.create(action=action, by=by, at=now, release=release, note=note, **more)


def refuse_open(draft: drafts.Draft) -> None:
    """`Refused` while there are no figures, a row is half typed or a warning is unanswered."""
    if not draft.figures:
        raise Refused(_("There are no figures in the draft."))
    if draft.unfinished:
        raise Refused(_("There are rows that are not finished. Finish or empty them first."))
    if draft.open_warnings:
        raise Refused(_("Every warning must be answered before the figures can be approved."))


def refuse_reason(reason: str) -> None:
    """`Refused` for a reason that says nothing."""
    if not reason.strip():
        raise Refused(_("Write why the figures are right all the same."))


def refuse_dates(*, week: Week, as_of: date, now: datetime) -> None:
    """`Refused` for figures of the future, or of a day outside the week."""
    if as_of > now.date():
        raise Refused(
            _("The figures cannot be as of a day that has not come yet. Correct the as-of date.")
        )
    if as_of not in week:
        raise Refused(
            _("The as-of date must lie in the week, from Monday to Sunday. Correct one of the two.")
        )


def refuse_other_day(release: Release, as_of: date) -> None:
    """`Refused` for a file of a week that is no draft, or whose draft is as of another day."""
    if release.status == Release.Status.PUBLISHED:
        raise Refused(
            _("The week is published, so its figures can only be corrected, not imported again.")
        )
    if release.status == Release.Status.APPROVED:
        raise Refused(_("The week is approved. Send it back to draft before you import again."))
    if release.as_of != as_of:
        raise Refused(_("The week has a draft as of another day. Use the same as-of date."))


def refuse_unless_draft(release: Release, *, by: User, now: datetime) -> Release:
    """The release as it stands now, held until the transaction ends. `Refused` if it is no draft."""
    release = _lock(release, by=by, now=now)
    if release.status == Release.Status.PUBLISHED:
        raise Refused(_("These figures are published, so they can only be corrected."))
    if release.status == Release.Status.APPROVED:
        raise Refused(_("The week is approved. Send it back to draft before you change it."))
    return release


def previous_to(release: Release) -> Release | None:
    """The release before this one, whatever its status."""
    return Release.objects.filter(as_of__lt=release.as_of).order_by("as_of").last()


def _lock(release: Release, *, by: User | None, now: datetime) -> Release:
    """The row as it stands now, held until the transaction ends; the caller's copy follows it. What
    changes from here on is kept in the history as this person's.
    """
    history.told(by=by, now=now)
    locked = Release.objects.select_for_update().get(pk=release.pk)
    release.__dict__.update(locked.__dict__)
    return release
