"""Letters to the organiser's people: of files and of weeks, of invitations and what was changed."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import Role, User
from signups.models import Import, Release, Step
from signups.releases import entered_by


def told_of_file(import_: Import) -> list[User]:
    """The editors, and whoever has entered figures of the file's week."""
    return _who_enter(Release.objects.filter(week=import_.week).first())


def told_of_step(step: Step) -> list[User]:
    """Whom a step concerns, but never whoever took it: those who may approve what waits for it, and
    those who enter, where figures came back.
    """
    if step.action == Step.Action.SENT_BACK:
        people = _who_enter(step.release)
    else:
        roles = (Role.APPROVER, Role.ADMINISTRATOR)
        people = list(User.objects.filter(is_active=True, role__in=roles))
    return [person for person in people if person.pk != step.by_id]


def _who_enter(release: Release | None) -> list[User]:
    hands = entered_by(release) if release else set()
    active = User.objects.filter(is_active=True).exclude(role=Role.STAFF)
    return list(active.filter(Q(role=Role.EDITOR) | Q(pk__in=hands)))


def step_taken(step: Step, person: User, link: str) -> int:
    """Tell a person that a week was sent back or waits for approval; `link` leads there."""
    about = {"step": step, "week": step.release and step.release.iso_week, "link": link}
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"mail/{step.action.replace(' ', '_')}.txt", about)
    subject, _line, body = text.strip().partition("\n")
    return _send(subject.strip(), body.strip() + "\n", person)


def file_came(import_: Import, person: User) -> int:
    """Tell a person that a fetched file waits to be looked over; how many letters were sent."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A file for %(week)s waits for you") % {"week": import_.week}
        address = settings.SITE_URL + reverse("import", args=[import_.pk])
        text = render_to_string("mail/file_came.txt", {"import": import_, "address": address})
        return _send(subject, text, person)


def invitation(person: User) -> int:
    """Send a person the one-time link to choose a password; it holds for some days."""
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "mail/invitation.txt",
            {
                "person": person,
                "address": settings.SITE_URL + invitation_path(person),
                "days": settings.INVITATION_DAYS,
            },
        )
        return _send(_("You are invited to Denmark's most digital municipality"), text, person)


def invitation_path(person: User) -> str:
    """The address of the link: it ends when it is used, when the person signs in, and in time."""
    parts = {
        "uidb36": user_pk_to_url_str(person),
        "key": default_token_generator.make_token(person),
    }
    return reverse("account_reset_password_from_key", kwargs=parts)


def person_changed(step: Step, address: str) -> int:
    """Tell a person, at this address, what an administrator or they themselves have changed; how
    many letters.
    """
    helpers = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    if step.person is not None:
        helpers = helpers.exclude(pk=step.person.pk)
    about = {
        "step": step,
        "helpers": ", ".join(helpers.order_by("email").values_list("email", flat=True)),
        "site": settings.SITE_URL,
    }
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("mail/person_changed.txt", about)
        subject = _("Denmark's most digital municipality: %(what)s") % {
            "what": _SUBJECTS[Step.Action(step.action)]
        }
        return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send()


_SUBJECTS = {
    Step.Action.FACTOR_RESET: gettext_lazy("your second factor has been removed"),
    Step.Action.ROLE_CHANGED: gettext_lazy("you have another role"),
    Step.Action.DEACTIVATED: gettext_lazy("your access has ended"),
    Step.Action.ACTIVATED: gettext_lazy("you have access again"),
    Step.Action.ADDRESS_CHANGED: gettext_lazy("your e-mail address has been changed"),
}


def new_address(person: User, email: str) -> int:
    """Send the link that confirms a new address to that address; how many letters. None to one that
    is somebody's already, which whoever asked is not told.
    """
    if User.objects.filter(email=email).exists():
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "mail/new_address.txt",
            {
                "person": person,
                "address": settings.SITE_URL + new_address_path(person, email),
                "hours": settings.NEW_ADDRESS_SECONDS // (60 * 60),
            },
        )
        subject = _("Confirm your new e-mail address")
        return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [email]).send()


def new_address_path(person: User, email: str) -> str:
    """The address of the link: it ends when it is used, when the password changes, and in time."""
    word = {"pk": person.pk, "email": email, "trace": _trace(person)}
    return reverse("new_address_confirm", kwargs={"key": signing.dumps(word, salt=_NEW_ADDRESS)})


def who_confirms(key: str) -> tuple[User, str] | None:
    """The person and the new address that a link stands for; None for one that holds no longer."""
    try:
        word = signing.loads(key, salt=_NEW_ADDRESS, max_age=settings.NEW_ADDRESS_SECONDS)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=word["pk"], is_active=True).first()
    if person is None or not constant_time_compare(word["trace"], _trace(person)):
        return None
    return person, word["email"]


_NEW_ADDRESS = "signups.letters.new_address"


def _trace(person: User) -> str:
    """Of everything that ends a person's sessions, and so the link too."""
    return person.get_session_auth_hash()[:16]


def _send(subject: str, text: str, person: User) -> int:
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [person.email]).send()
