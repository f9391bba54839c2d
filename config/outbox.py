"""Where no letter leaves the machine: each is written to a file of its own, to be read as its reader
would read it, and not as it travels.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

LONGEST_NAME = 60
RULE = "-" * 72


class EmailBackend(BaseEmailBackend):
    """Writes into `file_path`: `20141018-100000 Kladden venter.txt`, and beside it the HTML if any."""

    def __init__(self, *, file_path: str | os.PathLike[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(file_path)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were written."""
        for message in email_messages:
            self._keep(message)
        return len(email_messages)

    def _keep(self, message: EmailMessage) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._write(
            f"{timezone.localtime():%Y%m%d-%H%M%S} {_name(message)}", readable(message)
        )
        if isinstance(message, EmailMultiAlternatives):
            for content, kind in message.alternatives:
                if kind == "text/html":
                    path.with_suffix(".html").write_text(str(content), encoding="utf-8")

    def _write(self, name: str, text: str) -> Path:
        """Into a file that is not there yet: two letters of one second and subject are two files."""
        number = 1
        while True:
            path = self.folder / f"{name}{f' {number}' if number > 1 else ''}.txt"
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                number += 1
            else:
                return path


def _name(message: EmailMessage) -> str:
    words = re.sub(r"[^\w \-]", "", str(message.subject))
    return " ".join(words.split())[:LONGEST_NAME].strip() or "uden emne"


def readable(message: EmailMessage) -> str:
    """The letter with its heads, decoded; of what is attached the names."""
    heads = {
        "From": message.from_email,
        "To": ", ".join(message.to),
        "Cc": ", ".join(message.cc),
        "Bcc": ", ".join(message.bcc),
        "Reply-To": ", ".join(message.reply_to),
        "Subject": message.subject,
        **message.extra_headers,
        "Attached": ", ".join(_attached(each) for each in message.attachments),
    }
    lines = [f"{name}: {value}" for name, value in heads.items() if value]
    return "\n".join([*lines, RULE, str(message.body), ""])


def _attached(attachment: Any) -> str:
    """Its name: an attachment is a file with a name first, or a part of a message that has one."""
    found = attachment.get_filename() if hasattr(attachment, "get_filename") else attachment[0]
    return str(found or "?")
