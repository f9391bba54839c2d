"""The draw of a competition: the source is named, winners promise their lists, that is signed, the
value is typed by two people, and whoever cannot be reached gives way to the next reserve.

It rests on the final record, and on nothing that is not announced. Nothing of a citizen is ever asked
for. What is promised can be changed until the first edition is signed, and never afterwards.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competition import draw, draw_acts, wording
from competition.categories import Category
from competition.lots import Drawing, Lot
from competition.models import (
    Competition,
    DrawEdition,
    DrawPlan,
    DrawPromise,
    DrawValue,
    PassedOver,
    ResultRecord,
    SetUpStep,
)
from municipalities.models import Municipality, Population, User
from signups.releases import Refused

Action = SetUpStep.Action
Reason = PassedOver.Reason
STEPS = (
    Action.DRAW_PLANNED,
    Action.DRAW_PROMISED,
    Action.DRAW_SIGNED,
    Action.VALUE_ENTERED,
    Action.VALUE_WITHDRAWN,
    Action.DRAWN,
    Action.PASSED_OVER,
)
EMPTY_FILE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The SHA-256 of nothing: what comes out where the list was not written."""
LEAST_DIGITS = 6
"""A hash of 64 hexadecimal digits has more different ones than this; a made-up one may not."""


# --- beforehand -----------------------------------------------------------------------------------
@transaction.atomic
def name_source(
    competition: Competition,
    *,
    source: str,
    link: str,
    reading: str,
    example: str,
    moment: datetime,
    reason: str = "",
    by: User,
    now: datetime,
) -> DrawPlan:
    """Say where the randomness comes from, when, and how it is read, with an example of a value; anew,
    with a reason, until a value is entered. What was said before stays to be read, and once the
    promises are signed another source is signed too.
    """
    draw_acts.refuse_others(by)
    found = draw_acts.held(competition, by=by, now=now)
    _refuse_plan(found, moment, reason)
    made = DrawPlan.objects.create(
        competition=found.competition,
        number=len(found.plans) + 1,
        source=" ".join(source.split()),
        link=link.strip(),
        reading=_sentence(reading),
        example=_example(example),
        moment=moment,
        reason=reason.strip() if found.plans else "",
        by=by,
        at=now,
    )
    note = f"{made.source} {made.reason}".strip()
    if found.is_signed:
        edition = draw_acts.edition(
            Drawing(found.competition, now), None, by=by, reason=made.reason
        )
        note = f"{note} {edition.sha256}"
    draw_acts.keep(Action.DRAW_PLANNED, found, by=by, now=now, note=note)
    return made


def _refuse_plan(found: Drawing, moment: datetime, reason: str) -> None:
    if found.competition.state == Competition.State.PLANNED:
        raise Refused(_("The competition is only planned."))
    if found.is_signed and found.value is not None:
        raise Refused(_("The value is entered, so the source and the moment stand."))
    if moment <= found.now:
        raise Refused(_("The moment must lie ahead: nobody may know the value already."))
    if moment < found.now + found.ahead:
        raise Refused(_("The moment must lie at least an hour ahead. Name a later one."))
    if moment <= found.competition.announcement_at and not found.competition.is_rehearsal:
        raise Refused(
            _("The moment must come after the announcement: the winners promise their lists first.")
        )
    if found.plans and not reason.strip():
        raise Refused(_("Say why the source or the moment is changed: everybody can read it."))


def _sentence(written: str) -> str:
    """In one line, and with its full stop, for more is said after it."""
    line = " ".join(written.split())
    return f"{line}." if line and line[-1] not in ".!?" else line


def _example(written: str) -> str:
    try:
        return draw.normalised(written)
    except ValueError as error:
        raise Refused(
            _("Write an example of a value with digits alone, as 4 11 17 20 23 30 36.")
        ) from error


@transaction.atomic
def promise(
    competition: Competition,
    *,
    category: Category,
    municipality: Municipality,
    count: int,
    commitment: str,
    note: str = "",
    by: User,
    now: datetime,
) -> DrawPromise:
    """Commit to the number on the list and its salted hash: the winner's own people, or the organiser
    for them, who then says how it was told. Again until it is signed; the newest counts.
    """
    own = _refuse_strangers(by, municipality)
    if not own and not note.strip():
        raise Refused(_("Say how the municipality told you: by whom, and when."))
    found = draw_acts.held(competition, by=by, now=now)
    _refuse_unannounced(found)
    lot = found.lot(category, municipality)
    if found.is_signed:
        raise Refused(_("The promises are signed and can no longer be changed."))
    if found.has_come:
        raise Refused(_("The moment of the draw has come, so nothing can be promised any more."))
    if not own:
        _refuse_over_its_own(lot)
    _refuse_impossible(found, lot, count, commitment)
    made = DrawPromise.objects.create(
        award=lot.award,
        count=count,
        commitment=commitment,
        note="" if own else note.strip(),
        by=by,
        at=now,
    )
    about = f"{municipality}, {category.slug}: {count}, {commitment}. {made.note}".strip()
    draw_acts.keep(Action.DRAW_PROMISED, found, by=by, now=now, note=about)
    return made


def _refuse_over_its_own(lot: Lot) -> None:
    if lot.is_promised_by_its_own:
        raise Refused(
            _("%(name)s has given its own promise. Only its own people change it.")
            % {"name": lot.municipality}
        )


def _refuse_impossible(found: Drawing, lot: Lot, count: int, commitment: str) -> None:
    if commitment == EMPTY_FILE:
        raise Refused(_("This is the SHA-256 of an empty file. Make the list first."))
    try:
        draw.Commitment(lot.category.key, lot.municipality.pk, count, commitment, found.now)
    except ValueError as error:
        raise Refused(
            _("Write how many stand on the list, and the SHA-256 as 64 digits 0-9 and a-f.")
        ) from error
    if len(set(commitment)) < LEAST_DIGITS:
        raise Refused(_("This is no file's SHA-256. Copy the line that the program prints."))
    if count < draw.PRIZES:
        raise Refused(_("There are two prizes, so at least two citizens must stand on the list."))
    people = Population.objects.filter(
        municipality=lot.municipality, as_of=found.competition.population_as_of
    ).first()
    if people is not None and count > people.population_15_plus:
        raise Refused(
            _("%(count)s are more than the %(people)s aged 15 and over who live there.")
            % {
                "count": wording.number(count),
                "people": wording.number(people.population_15_plus),
            }
        )
    for other in found.lots:
        foreign = other.promise and other.municipality != lot.municipality
        if foreign and other.promise and other.promise.commitment == commitment:
            raise Refused(
                _("%(name)s has promised this SHA-256. Every list has its own.")
                % {"name": other.municipality}
            )


@transaction.atomic
def sign(competition: Competition, *, without: str = "", by: User, now: datetime) -> DrawEdition:
    """Sign what was promised, before the moment: from here on nothing of it can be changed. Where a
    winner has promised nothing, `without` says why the draw is held all the same.
    """
    draw_acts.refuse_others(by)
    found = draw_acts.held(competition, by=by, now=now)
    _refuse_unannounced(found)
    if found.plan is None:
        raise Refused(_("Name the public source and the moment first."))
    if found.is_signed:
        raise Refused(_("The promises are signed already."))
    if found.has_come:
        raise Refused(_("The moment has come, and nothing was signed before it. Name a new one."))
    if found.is_near:
        raise Refused(_("The moment is less than an hour away. Name a later one before you sign."))
    if len(found.lacking) == len(found.lots):
        raise Refused(_("No winner has promised a list yet."))
    if found.lacking and not without.strip():
        names = wording.joined(
            [f"{lot.municipality} ({lot.category.title})" for lot in found.lacking]
        )
        raise Refused(
            _("%(names)s: no list is promised. Say why the draw is held without it.")
            % {"names": names}
        )
    made = draw_acts.edition(found, None, by=by)
    note = f"{made.sha256} {without.strip()}".strip()
    draw_acts.keep(Action.DRAW_SIGNED, found, by=by, now=now, note=note)
    return made


# --- the value ------------------------------------------------------------------------------------
@transaction.atomic
def enter(competition: Competition, *, value: str, by: User, now: datetime) -> DrawValue:
    """Type the value as the source published it. Nobody else is shown it until another person has
    typed the same. Typing it anew replaces one's own.
    """
    if not by.may_enter:
        raise Refused(_("Your role does not enter the value of the draw."))
    found = draw_acts.held(competition, by=by, now=now)
    record = _refuse_too_early(found)
    waiting = found.value
    if waiting is not None and waiting.entered_by != by:
        raise Refused(_("%(who)s has entered the value. Confirm it.") % {"who": waiting.entered_by})
    plain = _plain(found, value)
    record.draw_values.filter(withdrawn_at=None).update(withdrawn_at=now)
    made = DrawValue.objects.create(record=record, value=plain, entered_by=by, entered_at=now)
    draw_acts.keep(Action.VALUE_ENTERED, found, by=by, now=now)
    return made


@transaction.atomic
def withdraw_value(competition: Competition, *, by: User, now: datetime) -> None:
    """Take back what was entered and not confirmed: somebody typed it wrong."""
    if not by.may_enter:
        raise Refused(_("Your role does not enter the value of the draw."))
    found = draw_acts.held(competition, by=by, now=now)
    _refuse_too_early(found)
    if found.value is None:
        raise Refused(_("No value waits to be confirmed."))
    found.value.withdrawn_at = now
    found.value.save()
    draw_acts.keep(Action.VALUE_WITHDRAWN, found, by=by, now=now)


@transaction.atomic
def confirm(competition: Competition, *, value: str, by: User, now: datetime) -> DrawEdition:
    """Type the value again, as another person. If both are the same, the draw is made and signed;
    if not, nothing is stored.
    """
    draw_acts.refuse_others(by)
    found = draw_acts.held(competition, by=by, now=now)
    _refuse_too_early(found)
    entered = found.value
    if entered is None:
        raise Refused(_("Nobody has entered the value yet."))
    if entered.entered_by.public_name == by.public_name:
        raise Refused(_("You entered the value. Another person must confirm it."))
    if _plain(found, value) != entered.value:
        raise Refused(
            _(
                "The two values are not the same, so nothing is stored. Compare yours with the source;"
                " if it is right, the first one was typed wrong and must be withdrawn."
            )
        )
    entered.confirmed_by, entered.confirmed_at = by, now
    entered.save()
    made = draw_acts.edition(found, entered, by=by)
    draw_acts.keep(Action.DRAWN, found, by=by, now=now, note=f"{entered.value} {made.sha256}")
    return made


# --- afterwards -----------------------------------------------------------------------------------
@transaction.atomic
def pass_over(
    competition: Competition,
    *,
    category: Category,
    municipality: Municipality,
    ordinal: int,
    reason: str,
    note: str = "",
    by: User,
    now: datetime,
) -> DrawEdition:
    """Give a prize to the next reserve, because the one who has it cannot be reached; signed as a new
    edition, and never taken back. The municipality's own people do it; the organiser, who says how it
    was told, only where there is nobody with access.
    """
    own = _refuse_strangers(by, municipality)
    found = draw_acts.held(competition, by=by, now=now)
    _refuse_unannounced(found)
    lot = found.lot(category, municipality)
    if not own:
        _refuse_in_its_stead(found, lot, note)
    promised = _refuse_no_prize(found, lot, ordinal, reason)
    told = "" if own else note.strip()
    PassedOver.objects.create(
        promise=promised, ordinal=ordinal, reason=reason, note=told, by=by, at=now
    )
    made = draw_acts.edition(Drawing(found.competition, now), found.value, by=by)
    why = Reason(reason).label
    about = f"{municipality}, {category.slug}: {ordinal}, {why}. {made.sha256} {told}".strip()
    draw_acts.keep(Action.PASSED_OVER, found, by=by, now=now, note=about)
    return made


def _refuse_no_prize(found: Drawing, lot: Lot, ordinal: int, reason: str) -> DrawPromise:
    """The promise whose prize it is."""
    if not found.is_drawn:
        raise Refused(_("Nothing is drawn yet."))
    if lot.promise is None or ordinal not in found.holders(lot):
        raise Refused(
            _("No. %(ordinal)s has no prize to pass on.") % {"ordinal": wording.number(ordinal)}
        )
    if reason not in Reason.values:
        raise Refused(_("Choose why the prize is passed on."))
    return lot.promise


def _refuse_in_its_stead(found: Drawing, lot: Lot, note: str) -> None:
    if not found.may_be_stood_in_for(lot):
        raise Refused(
            _("%(name)s has people with access here. They pass their prizes on themselves.")
            % {"name": lot.municipality}
        )
    if not note.strip():
        raise Refused(_("Say how the municipality told you: by whom, and when."))


# --- what every step asks -------------------------------------------------------------------------
def _refuse_strangers(by: User, municipality: Municipality) -> bool:
    """Whether it is the municipality's own person; `Refused` for whoever is neither that nor may
    hold the draw.
    """
    own = by.is_municipal_staff and by.municipality_id == municipality.pk
    if not own and not by.may_approve:
        raise Refused(_("This is for the municipality's own people, or the organiser."))
    return own


def _refuse_unannounced(found: Drawing) -> ResultRecord:
    """Said to everybody alike, so that nobody learns who has won."""
    if not found.is_announced or found.record is None:
        raise Refused(_("The winners are not announced yet."))
    return found.record


def _refuse_too_early(found: Drawing) -> ResultRecord:
    record = _refuse_unannounced(found)
    if not found.is_signed:
        raise Refused(_("The promises are not signed yet."))
    if not found.has_come:
        raise Refused(_("The moment of the draw has not come yet."))
    if found.is_drawn:
        raise Refused(_("The draw is made, and its value stands."))
    return record


def _plain(found: Drawing, value: str) -> str:
    """The value in its one form, with as many numbers as were promised."""
    assert found.plan is not None  # noqa: S101  asked before
    example = found.plan.example
    try:
        plain = draw.normalised(value)
    except ValueError as error:
        raise Refused(
            _("Write the value as the source shows it, with digits alone, as %(example)s.")
            % {"example": example}
        ) from error
    wanted, there = draw.size(example), draw.size(plain)
    if there != wanted:
        raise Refused(
            _("The value has %(there)s numbers, and the example %(wanted)s: %(example)s.")
            % {"there": there, "wanted": wanted, "example": example}
        )
    return plain
