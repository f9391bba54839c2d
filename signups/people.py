"""The people of the site: invited, given another role, let out and in again. Every change is a step.

Nobody changes their own role, and there is always an administrator left. An administrator sees to
everybody. A municipality's people see to each other: they invite colleagues to their own municipality,
withdraw an invitation, and end and give back a colleague's access; nothing else, and of nobody else.
"""

from collections.abc import Mapping
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities import names as spelling
from municipalities.models import Municipality, Role, User
from signups.models import Step
from signups.releases import Refused, record

MOST_UNANSWERED = 30
_UNANSWERED = Q(last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)
BAD_NAME = gettext_lazy(
    "Write the name with letters, spaces, hyphens, apostrophes and full stops only, at most 60 characters."
)


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    municipality: Municipality | None,
    by: User,
    now: datetime,
) -> User:
    """A new person without a password; the letter with the link is the edge's to send."""
    if not by.is_administrator:
        _refuse_strangers(by, role=role, municipality=municipality)
    _refuse_more(municipality if role == Role.STAFF else None)
    person = User(
        email=email.strip().lower(), first_name=first_name.strip(), last_name=last_name.strip()
    )
    person.set_unusable_password()
    _place(person, role, municipality)
    _save(person)
    note = f"{person.email}: {_describe(person)}"
    record(Step.Action.INVITED, by=by, now=now, person=person, note=note)
    return person


@transaction.atomic
def invite_again(person: User, *, by: User, now: datetime) -> Step:
    """For whoever has not signed in yet: a new link is to be sent, and those of before are void."""
    person = _lock(person)
    _refuse_unless_mine(person, by=by)
    _refuse_known(person)
    _refuse_closed_above(person, by=by)
    _refuse_bad_name(person)
    if not person.is_active:
        _refuse_more(person.municipality)
    person.is_active = True
    person.set_unusable_password()  # another one than before, and every link carries a trace of it
    person.save(update_fields=["is_active", "password"])
    return record(Step.Action.INVITED_AGAIN, by=by, now=now, person=person, note=person.email)


@transaction.atomic
def withdraw_invitation(person: User, *, by: User, now: datetime) -> Step:
    """Take an invitation back that nobody has followed yet; its link is void at once."""
    person = _lock(person)
    _refuse_unless_mine(person, by=by)
    _refuse_known(person)
    if not person.is_active:
        raise Refused(_("The invitation is withdrawn already."))
    _refuse_last(person)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    return record(Step.Action.UNINVITED, by=by, now=now, person=person, note=person.email)


@transaction.atomic
def change_address(person: User, *, email: str, by: User, now: datetime) -> Step:
    """Another e-mail address, which the person has shown to be theirs. All sessions end, and nothing
    is left by which the old address could sign in or ask for a password.
    """
    person = _lock(person)
    if by.pk != person.pk:
        raise Refused(_("Everybody changes their own address only."))
    old, person.email = person.email, email.strip().lower()
    if User.objects.filter(email=person.email).exists():
        raise Refused(_("There is a person with this address already."))
    _save(person)
    EmailAddress.objects.filter(user=person).delete()
    User.objects.sign_out_everywhere(person)
    note = f"{old} → {person.email}"
    return record(Step.Action.ADDRESS_CHANGED, by=by, now=now, person=person, note=note)


@transaction.atomic
def change_role(
    person: User,
    *,
    role: str,
    municipality: Municipality | None,
    by: User | None,
    now: datetime,
) -> Step | None:
    """Another role or municipality; None where nothing changed. `by` is None for an identity
    provider's word. Sessions end, so that the new role holds at once and everywhere.
    """
    person = _lock(person)
    if by is not None:
        _refuse_others(by)
        if by.pk == person.pk:
            raise Refused(_("Nobody changes their own role. Ask another administrator."))
    before = _describe(person)
    if person.role == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
        _refuse_last(person)
    _place(person, role, municipality)
    if _describe(person) == before:
        return None
    _save(person)
    User.objects.sign_out_everywhere(person)
    note = f"{person.email}: {before} → {_describe(person)}"
    return record(Step.Action.ROLE_CHANGED, by=by, now=now, person=person, note=note)


@transaction.atomic
def deactivate(person: User, *, by: User, now: datetime) -> Step:
    """End a person's access; what they did stays on record. An administrator also ends one that a
    colleague has ended: from then on colleagues cannot give it back.
    """
    person = _lock(person)
    _refuse_unless_mine(person, by=by)
    if by.pk == person.pk:
        raise Refused(
            _("Nobody ends their own access. Ask another administrator.")
            if by.is_administrator
            else _("Nobody ends their own access. Ask a colleague, or the organiser.")
        )
    if not (may_be_closed(person) if by.is_administrator else person.is_active):
        raise Refused(_("The person's access has ended already."))
    _refuse_last(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    User.objects.sign_out_everywhere(person)
    return record(Step.Action.DEACTIVATED, by=by, now=now, person=person, note=person.email)


@transaction.atomic
def activate(person: User, *, by: User, now: datetime) -> Step:
    """Give a person's access back."""
    person = _lock(person)
    _refuse_unless_mine(person, by=by)
    if person.is_active:
        raise Refused(_("The person has access already."))
    _refuse_closed_above(person, by=by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    return record(Step.Action.ACTIVATED, by=by, now=now, person=person, note=person.email)


@transaction.atomic
def remove_second_factor(person: User, *, by: User, now: datetime) -> Step:
    """For whoever has lost the telephone: sign in with the password, and set it up anew."""
    person = _lock(person)
    _refuse_others(by)
    if by.pk == person.pk:
        raise Refused(_("Nobody removes their own second factor here. Ask another administrator."))
    removed, _each = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise Refused(_("The person has no second factor."))
    User.objects.sign_out_everywhere(person)
    return record(Step.Action.FACTOR_RESET, by=by, now=now, person=person, note=person.email)


@transaction.atomic
def come_from_provider(
    *,
    email: str,
    names: Mapping[str, str],
    role: str,
    municipality: Municipality | None,
    now: datetime,
) -> User:
    """A person whom the identity provider vouches for, made on the first visit."""
    first, last = (spelling.of_a_person(names.get(which, "")) for which in ("first", "last"))
    person = User(email=email, first_name=first, last_name=last)
    person.set_unusable_password()
    _place(person, role, municipality)
    _save(person)
    note = f"{person.email}: {_describe(person)} (OpenID Connect)"
    record(Step.Action.INVITED, by=None, now=now, person=person, note=note)
    return person


def is_of_provider(person: User) -> bool:
    """Whether the identity provider's word alone made this person one of ours; a password of their
    own changes nothing in that.
    """
    return Step.objects.filter(person=person, action=Step.Action.INVITED, by=None).exists()


def _place(person: User, role: str, municipality: Municipality | None) -> None:
    person.role = role
    person.municipality = municipality if role == Role.STAFF else None
    person.is_staff = person.is_superuser = role == Role.ADMINISTRATOR


def _describe(person: User) -> str:
    """Role, and municipality for staff, as the log keeps it."""
    where = f" {person.municipality_id}" if person.municipality_id else ""
    return f"{person.role}{where}"


def _save(person: User) -> None:
    if person.pk is None:
        _refuse_bad_name(person)
    try:
        person.full_clean(exclude=["password"])
        with transaction.atomic():
            person.save()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except IntegrityError as error:  # somebody else took the address in the same moment
        raise Refused(_("There is a person with this address already.")) from error


def _refuse_bad_name(person: User) -> None:
    """A name stands in letters of the site: nothing else may be written in its place."""
    written = [name for name in (person.first_name, person.last_name) if name]
    if not all(map(spelling.is_of_a_person, written)):
        raise Refused(str(BAD_NAME))


def have_access(municipality: Municipality) -> bool:
    """Whether anybody of the municipality can sign in. An invitation that waits is nobody yet."""
    mine = User.objects.filter(municipality=municipality, is_active=True)
    return mine.exclude(_UNANSWERED).exists()


def _refuse_more(municipality: Municipality | None) -> None:
    """Only so many invitations of a municipality wait at a time; held until the transaction ends, so
    that two at once are counted one after the other.
    """
    if municipality is None:
        return
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    waiting = User.objects.filter(_UNANSWERED, municipality=municipality, is_active=True)
    if waiting.count() >= MOST_UNANSWERED:
        raise Refused(
            _("%(count)d invitations wait for an answer already. Withdraw some of them first.")
            % {"count": MOST_UNANSWERED}
        )


def _refuse_others(by: User) -> None:
    if not by.is_administrator:
        raise Refused(_("Only an administrator changes people and roles."))


def _refuse_strangers(by: User, *, role: str, municipality: Municipality | None) -> None:
    """For a municipality's people: they see to their own municipality's people and nobody else."""
    if not by.is_municipal_staff:
        raise Refused(_("Only an administrator changes people and roles."))
    if role != Role.STAFF or municipality is None or municipality.pk != by.municipality_id:
        raise Refused(_("You invite and see to people of your own municipality only."))


def _refuse_unless_mine(person: User, *, by: User) -> None:
    """`person` is locked, and with it everybody of the municipality: two who end each other's access
    at the same moment cannot both go through.
    """
    if by.is_administrator:
        return
    _refuse_strangers(by, role=person.role, municipality=person.municipality)
    if not User.objects.filter(pk=by.pk, is_active=True).exists():
        raise Refused(_("Your own access has ended."))


def _refuse_closed_above(person: User, *, by: User) -> None:
    """A municipality's people open no door again that an administrator has closed."""
    if not by.is_administrator and not person.is_active and not _is_closed_by_colleagues(person):
        raise Refused(_("The organiser has ended this access. Ask them."))


def may_be_closed(person: User) -> bool:
    """Whether an administrator's end of the access would change anything."""
    return person.is_active or _is_closed_by_colleagues(person)


def _is_closed_by_colleagues(person: User) -> bool:
    """Whether the last to close it was of the person's own municipality."""
    closing = [Step.Action.DEACTIVATED, Step.Action.UNINVITED]
    last = Step.objects.filter(person=person, action__in=closing).select_related("by").last()
    if last is None or last.by is None or person.municipality_id is None:
        return False
    return bool(last.by.municipality_id == person.municipality_id)


def _refuse_known(person: User) -> None:
    if person.has_usable_password():
        raise Refused(_("The person has chosen a password already."))
    if person.last_login is not None:
        raise Refused(_("The person has signed in already. End the access instead."))


def _refuse_last(person: User) -> None:
    others = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    if person.is_administrator and not others.exclude(pk=person.pk).exists():
        raise Refused(_("This is the last administrator. Make another one first."))


def _lock(person: User) -> User:
    """The row as it stands now, held until the transaction ends; the caller's copy follows it."""
    # One order for everybody: two administrators who remove each other cannot both go through.
    list(User.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))
    if person.municipality_id:
        colleagues = User.objects.filter(municipality=person.municipality_id)
        list(colleagues.select_for_update().order_by("pk"))
    locked = User.objects.select_for_update().get(pk=person.pk)
    person.__dict__.update(locked.__dict__)
    person._state.fields_cache.pop("municipality", None)  # noqa: SLF001  it may be another now
    return person
