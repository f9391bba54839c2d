"""Files as they came: kept under their SHA-256, also while it is not yet said which week they are of."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from signups.models import SourceFile
from signups.releases import Refused

_SALT = "a file that waits for its week"
_WAITS = timedelta(hours=12)


def refuse_size(size: int) -> None:
    """`Refused` for a file of so many bytes that it is not read."""
    if size > settings.IMPORT_MAX_BYTES:
        raise Refused(
            _("The file is larger than %(limit)d MB. Send only the week's figures.")
            % {"limit": settings.IMPORT_MAX_BYTES // 1024 // 1024}
        )


def keep(content: bytes, *, file_name: str) -> str:
    """Keep a received file whose week or day must still be said; the word that it is found by."""
    refuse_size(len(content))
    source, _created = stored(content)
    return signing.dumps([source.pk, file_name[-255:]], salt=_SALT)


def find(word: str) -> ContentFile[bytes] | None:
    """The file that `keep` gave this word for; None for a wrong word or one of another day."""
    try:
        sha256, name = signing.loads(word, salt=_SALT, max_age=_WAITS)
    except signing.BadSignature:
        return None
    found = SourceFile.objects.filter(pk=sha256).first()
    return ContentFile(bytes(found.content), name=name) if found else None


def name_of(word: str) -> str:
    """The name of that file, without reading it; empty where there is none."""
    try:
        return str(signing.loads(word, salt=_SALT, max_age=_WAITS)[1])
    except signing.BadSignature:
        return ""


def stored(content: bytes) -> tuple[SourceFile, bool]:
    """The row of these bytes, and whether it is new."""
    sha256 = hashlib.sha256(content).hexdigest()
    return SourceFile.objects.get_or_create(
        sha256=sha256, defaults={"content": content, "size": len(content)}
    )
