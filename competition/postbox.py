"""A mail handed to the mail server: taken, surely not taken, or nobody knows. And a mail whose
addresses of pages arrive whole.
"""

import email.policy
import smtplib
from contextlib import suppress
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage as Built
from email.message import Message
from email.policy import EmailPolicy, Policy

from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers

_BEFORE_THE_MAIL = (smtplib.SMTPHeloError, smtplib.SMTPSenderRefused)
"""What a mail server says before it has heard to whom the mail goes."""

_FOR_NOW = range(400, 500)


class _OnOneLine(UnstructuredHeader, BaseHeader):
    """A header that is written as it is. An address has no place to break it, and Python writes what
    is longer than its line in encoded words, which mail programs do not read as an address.
    """

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _OnOneLine)


class Mail(EmailMultiAlternatives):
    """A mail that may say where it is given up: `List-Unsubscribe` stands on one line, whole."""

    def message(self, *, policy: "Policy[Message[str, str]] | None" = None) -> Built:
        chosen = policy if isinstance(policy, EmailPolicy) else email.policy.default
        return super().message(policy=chosen.clone(header_factory=_HEADERS))


class NotTaken(Exception):  # noqa: N818  most often it is no fault of ours
    """The mail was surely not delivered, and may be taken another time; its cause says why."""


def deliver(mail: EmailMessage) -> None:
    """Hand a mail over. `NotTaken` where the server could not be reached, or refused it for now; what
    else goes wrong is raised as it is: a refusal for good, or a silence after which the mail may have
    been taken.
    """
    connection = mailers.default
    try:
        try:
            connection.open()
        except OSError as error:
            raise NotTaken from error
        try:
            connection.send_messages([mail])
        except smtplib.SMTPException as error:
            if _is_for_now(error):
                raise NotTaken from error
            raise
    finally:
        # However the goodbye goes, it changes nothing about the mail.
        with suppress(OSError):
            connection.close()


def _is_for_now(error: smtplib.SMTPException) -> bool:
    """Whether the server said itself that it has not taken the mail, and may take it later."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            codes = [code for code, _said in refused.values()]
        case smtplib.SMTPDataError(smtp_code=code):
            codes = [code]
        case _:
            return isinstance(error, _BEFORE_THE_MAIL)
    return any(code in _FOR_NOW for code in codes)
