"""Letters about files that come by themselves, and to people who are invited."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from municipalities.models import Role, User
from signups.models import Import


def file_came(import_: Import) -> int:
    """Tell every editor that a fetched file waits to be looked over; how many letters were sent."""
    editors = User.objects.filter(role=Role.EDITOR, is_active=True)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A file for %(week)s waits for you") % {"week": import_.week}
        address = settings.SITE_URL + reverse("import", args=[import_.pk])
        text = render_to_string("mail/file_came.txt", {"import": import_, "address": address})
        return sum(_send(subject, text, person) for person in editors)


def invitation(person: User) -> int:
    """Send a person the one-time link to choose a password; it holds for some days."""
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "mail/invitation.txt",
            {
                "person": person,
                "address": settings.SITE_URL + invitation_path(person),
                "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
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


def _send(subject: str, text: str, person: User) -> int:
    letter = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [person.email])
    return letter.send()
