"""The life of a competition: planned, open, closed, finalized, announced.

Every step is one verb here, taken by a person (the announcement also by the clock, once a person has
set it), and kept. A step that cannot be taken is refused with everything that is missing. A step back
is taken only while it harms nobody: what the public has been told is never taken back.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition import lacking, publishing, results, setting_up, wording
from competition.models import Award, Competition, ResultRecord, SetUpStep, Signature
from competition.visibility import Visibility
from municipalities.models import User
from signups import history
from signups.models import Release, Step
from signups.releases import Refused, record

logger = logging.getLogger(__name__)

State = Competition.State
Action = SetUpStep.Action
SIGNERS = 2

_NOT_NOW = {
    State.PLANNED: gettext_lazy("The competition is only planned."),
    State.OPEN: gettext_lazy("The competition is still open."),
    State.CLOSED: gettext_lazy("The competition is closed, and its result is not final."),
    State.FINALIZED: gettext_lazy("The result is final."),
    State.ANNOUNCED: gettext_lazy("The winners are announced already."),
}


@transaction.atomic
def open_(competition: Competition, *, by: User, now: datetime) -> None:
    """Show a planned competition to the public. `Refused` while something is missing that must be
    there. Weeks that are published already get their places in it, and the step names corrections of
    the figures that decide that one person made alone.
    """
    if not by.is_administrator:
        raise Refused(_("Only administrators open competitions."))
    competition = setting_up.locked(competition, by=by, now=now)
    if competition.state != State.PLANNED:
        raise Refused(_("The competition is open already."))
    lacks = lacking.before_opening(competition, now=now)
    _refuse_lacks([lack.text for lack in lacks if lack.stops])
    _refuse_public_closing(competition, now=now)
    alone = " ".join(lack.text for lack in lacking.corrected_alone(competition))
    competition.state = State.OPEN
    competition.save()
    days = (competition.baseline_as_of, competition.closing_as_of)
    for release in Release.objects.published().filter(as_of__range=days).order_by("as_of"):
        publishing.store_places(competition, release)
    setting_up.record(Action.OPENED, competition=competition, by=by, now=now, note=alone)


def _refuse_public_closing(competition: Competition, *, now: datetime) -> None:
    """Figures that everybody has seen cannot be held back until an announcement."""
    closing = Release.objects.published().filter(as_of=competition.closing_as_of).first()
    if closing is None:
        return
    others = Competition.objects.public()
    if any(Visibility(each, now).is_public(closing) for each in others):
        raise Refused(_("The closing figures are public already, so they cannot be held back."))


# --- closed ---------------------------------------------------------------------------------------
@transaction.atomic
def close(competition: Competition, *, by: User, now: datetime) -> None:
    """End the race: from here on the closing figures are looked at and signed. `Refused` before the
    closing day is over.
    """
    competition = _held(competition, State.OPEN, by=by, now=now)
    _refuse_lacks(before_closing(competition, now=now))
    _go(competition, State.CLOSED, Action.CLOSED, by=by, now=now)


def before_closing(competition: Competition, *, now: datetime) -> list[str]:
    """Why the competition cannot be closed yet; nothing where it can. A rehearsal waits for no day."""
    over = competition.is_rehearsal or Visibility(competition, now).is_past_closing
    if over:
        return []
    day = wording.full_day_text(competition.closing_as_of)
    return [_("The closing day, %(day)s, is not over.") % {"day": day}]


@transaction.atomic
def reopen(competition: Competition, *, reason: str, by: User, now: datetime) -> None:
    """Take the closing back, and with it every signature. It harms nobody: the public is shown the
    same either way, since the embargo follows the closing day. `Refused` once it was told who won in
    the regions.
    """
    competition = _held(competition, State.CLOSED, by=by, now=now)
    _refuse_without_reason(reason)
    if competition.regions_told_at is not None:
        raise Refused(_("The regional winners are told, so the competition stays closed."))
    signatures(competition).update(withdrawn_at=now)
    _go(competition, State.OPEN, Action.REOPENED, by=by, now=now, note=reason)


# --- finalized ------------------------------------------------------------------------------------
def signatures(competition: Competition) -> QuerySet[Signature]:
    """The signatures that nobody has withdrawn, oldest first."""
    return competition.signatures.filter(withdrawn_at=None).select_related("person")


def valid_signatures(competition: Competition, digest: str) -> list[Signature]:
    """Those under the result as it stands now, of people who may still sign: a signature under other
    figures counts for nothing.
    """
    found = signatures(competition).filter(digest=digest)
    return [one for one in found if one.person.is_active and one.person.may_approve]


@transaction.atomic
def sign(
    competition: Competition, *, seen: str, ties: str = "", by: User, now: datetime
) -> ResultRecord | None:
    """Sign the result that was `seen` (its digest); with the second person's signature it is final, and
    the record that it returns is made. `ties` says what was decided about equal places, and must say
    something where there are any. `Refused` with everything that is missing.
    """
    competition = _held(competition, State.CLOSED, by=by, now=now)
    _refuse_lacks([lack.text for lack in lacking.before_finalizing(competition)])
    result = results.of(competition)
    if result.digest != seen:
        raise Refused(_("The result is another than when you looked. Look at it again."))
    _refuse_lacks(against_what_was_told(competition, result))
    if result.ties and not ties.strip():
        raise Refused(_("Say that you have looked at the equal places, and what was found."))
    valid = valid_signatures(competition, result.digest)
    if any(one.person_id == by.pk for one in valid):
        raise Refused(_("You have signed already. Another person must sign too."))
    if any(one.person.public_name == by.public_name for one in valid):
        raise Refused(
            _("Somebody of your name has signed already. The record names two different people.")
        )
    signatures(competition).exclude(digest=result.digest).update(withdrawn_at=now)
    signed = Signature.objects.create(
        competition=competition, person=by, at=now, digest=result.digest, note=ties.strip()
    )
    note = f"{result.digest} {signed.note}".strip()
    setting_up.record(Action.SIGNED, competition=competition, by=by, now=now, note=note)
    if len(valid) + 1 < SIGNERS:
        return None
    made = results.store(result, [*valid, signed], now=now)
    _go(competition, State.FINALIZED, Action.FINALIZED, by=by, now=now, note=made.sha256)
    return made


def against_what_was_told(competition: Competition, result: results.Result) -> list[str]:
    """Why the result cannot be signed after the regional winners were told; nothing where it names
    the same.
    """
    if competition.regions_told_at is None:
        return []
    told = Award.objects.filter(
        record=competition.records.first(), region__isnull=False, place=1
    ).values_list("region", "municipality")
    regional = [title for title in result.titles if title.region is not None]
    named = {(t.region.code, w.entrant.code) for t in regional for w in t.winners if t.region}
    if named == set(told):
        return []
    names = wording.joined([w.entrant.name for t in regional for w in t.winners])
    text = _("Everybody has been told other regional winners than those of this result: %(names)s.")
    return [text % {"names": names}]


@transaction.atomic
def withdraw_signature(competition: Competition, *, by: User, now: datetime) -> None:
    """Take one's own signature back, while the result is not final."""
    competition = _held(competition, State.CLOSED, by=by, now=now)
    if not signatures(competition).filter(person=by).update(withdrawn_at=now):
        raise Refused(_("You have not signed."))
    setting_up.record(Action.UNSIGNED, competition=competition, by=by, now=now)


@transaction.atomic
def unfinalize(competition: Competition, *, reason: str, by: User, now: datetime) -> None:
    """Take a final result back, for a correction; both signatures fall, and the record stays as one
    that was taken back. Regional winners that are told stay told: no later result is signed with
    others.
    """
    competition = _held(competition, State.FINALIZED, by=by, now=now)
    _refuse_without_reason(reason)
    signatures(competition).update(withdrawn_at=now)
    competition.announces_itself = False
    _go(competition, State.CLOSED, Action.UNFINALIZED, by=by, now=now, note=reason)


# --- told -----------------------------------------------------------------------------------------
@transaction.atomic
def tell_regions(competition: Competition, *, by: User, now: datetime) -> None:
    """Name the regional winners to everybody: names only. Cannot be taken back."""
    competition = _held(competition, State.FINALIZED, by=by, now=now)
    _refuse_lacks(before_telling_regions(competition, now=now))
    competition.regions_told_at = now
    competition.save()
    setting_up.record(Action.REGIONS_TOLD, competition=competition, by=by, now=now)


def before_telling_regions(competition: Competition, *, now: datetime) -> list[str]:
    """Why the regional winners cannot be told now; nothing where they can."""
    found = []
    if not competition.main_category.has_regional_winners:
        found.append(_("This competition has no regional winners."))
    if competition.regions_told_at is not None:
        found.append(_("The regional winners are told already."))
    if _one_region_alone(competition):
        found.append(
            _(
                "All who take part are in one region, so its winner is the winner of the whole country. They are told together at the announcement."
            )
        )
    first = competition.regional_announcement_on
    if timezone.localtime(now).date() < first and not competition.is_rehearsal:
        text = _("The regional winners are told from %(day)s.")
        found.append(text % {"day": wording.full_day_text(first)})
    return found + _waiting(competition)


def _waiting(competition: Competition) -> list[str]:
    """What somebody wants to correct is decided before anybody is told a winner."""
    found = [lack.text for lack in lacking.waiting_corrections(competition)]
    if found:
        found.append(
            _("Withdraw it, or take the final result back and confirm it; then sign again.")
        )
    return found


def _one_region_alone(competition: Competition) -> bool:
    """Whether the winner of a region is known to have won the whole country too."""
    awards = Award.objects.filter(record=results.current(competition), region__isnull=False)
    return awards.values("region").distinct().count() == 1


@transaction.atomic
def set_time(competition: Competition, *, itself: bool, by: User, now: datetime) -> None:
    """Let the announcement happen by itself at its time, to the minute; or no longer."""
    competition = _held(competition, State.FINALIZED, by=by, now=now)
    if itself and competition.announcement_at <= now:
        raise Refused(_("The time of the announcement has come. Announce the winners yourself."))
    if competition.announces_itself == itself:
        return
    competition.announces_itself = itself
    competition.save()
    action = Action.TIME_SET if itself else Action.TIME_UNSET
    setting_up.record(action, competition=competition, by=by, now=now)


@transaction.atomic
def announce(competition: Competition, *, by: User | None, now: datetime) -> None:
    """Show the closing figures and the winners to everybody, on all faces at once; `by` is None when
    its set time has come. Cannot be taken back. `Refused` before its time, and while a correction of
    figures that decide waits.
    """
    competition = _held(competition, State.FINALIZED, State.ANNOUNCED, by=by, now=now)
    if competition.state == State.ANNOUNCED and not _clock_went_back(competition, now=now):
        raise Refused(str(_NOT_NOW[State.ANNOUNCED]))
    _refuse_lacks(before_announcing(competition, now=now))
    competition.announced_at = now
    _go(competition, State.ANNOUNCED, Action.ANNOUNCED, by=by, now=now)
    if not competition.is_rehearsal:
        closing = Release.objects.get(as_of=competition.closing_as_of)
        record(Step.Action.ANNOUNCED, by=by, now=now, release=closing, note=str(competition))


def before_announcing(competition: Competition, *, now: datetime) -> list[str]:
    """Why the winners cannot be announced now; nothing where they can."""
    found = []
    if now < competition.announcement_at and not competition.is_rehearsal:
        found.append(_("The time of the announcement has not come yet."))
    return found + _waiting(competition)


def _clock_went_back(competition: Competition, *, now: datetime) -> bool:
    """Whether the demonstration stands before its own announcement again. Real time does not: there
    an earlier `now` is somebody's who waited while another announced.
    """
    return settings.DEMO and competition.announced_at is not None and now < competition.announced_at


def announce_due(*, now: datetime) -> list[Competition]:
    """Announce what was set to announce itself and whose time has come; each once."""
    due = Competition.objects.filter(
        state=State.FINALIZED, announces_itself=True, announcement_at__lte=now
    )
    done = []
    for each in due:
        try:
            announced = _announced_if_due(each, now=now)
        except Refused as refusal:
            logger.warning("%s is due and waits: %s", each.pk, refusal)
        else:
            done += [each] if announced else []
    return done


def _announced_if_due(competition: Competition, *, now: datetime) -> bool:
    """Whether it was announced; not where somebody else did so, or took the set time back."""
    with transaction.atomic():
        again = Competition.objects.select_for_update().get(pk=competition.pk)
        if again.state != State.FINALIZED or not again.announces_itself:
            return False
        announce(again, by=None, now=now)
    return True


# --- what every step asks -------------------------------------------------------------------------
def _held(competition: Competition, *states: State, by: User | None, now: datetime) -> Competition:
    """The competition as it stands now, held until the transaction ends. `Refused` to whoever may not
    take such steps, and where its state is none of `states`.
    """
    if by is not None and not by.may_approve:
        raise Refused(_("Your role does not finish competitions."))
    history.told(by=by, now=now)
    held = Competition.everything.select_for_update().get(pk=competition.pk)
    if held.thrown_away_at is not None:
        raise Refused(_("This rehearsal is thrown away."))
    if held.state not in states:
        raise Refused(str(_NOT_NOW[State(held.state)]))
    return held


def _go(
    competition: Competition,
    state: State,
    action: SetUpStep.Action,
    *,
    by: User | None,
    now: datetime,
    note: str = "",
) -> None:
    competition.state = state
    competition.save()
    setting_up.record(action, competition=competition, by=by, now=now, note=note)


def _refuse_lacks(lacks: Sequence[str]) -> None:
    if lacks:
        raise Refused(" ".join(lacks))


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why: the reason is kept."))
