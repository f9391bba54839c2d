"""The key that results are signed with: the environment's, or one that the demonstration makes.

It is used for result records and draws, and for nothing else.
"""

import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from competition import signing
from competition.signing import SigningKey
from signups.releases import Refused

_DEMONSTRATION = "result-signing-key"


def signing_key() -> SigningKey:
    """The key of RESULT_SIGNING_KEY; without it the demonstration's own, made on first use and kept
    in DATA_DIR. `Refused` where there is none, or where it cannot be read.
    """
    if settings.RESULT_SIGNING_KEY:
        return _read(settings.RESULT_SIGNING_KEY)
    if settings.PRODUCTION:
        raise Refused(
            _(
                "There is no key to sign the result with. Whoever runs the site makes one with "
                "“manage.py result_keys --make” and sets RESULT_SIGNING_KEY."
            )
        )
    path = Path(settings.DATA_DIR) / _DEMONSTRATION
    if not path.exists():
        _keep(path, signing.as_text(signing.new_key()))
    return _read(path.read_text())


def _read(written: str) -> SigningKey:
    try:
        return signing.key_from(written)
    except signing.BadKeyError as error:
        raise Refused(
            _("The key to sign the result with cannot be read (%(why)s).") % {"why": error}
        ) from error


def _keep(path: Path, written: str) -> None:
    """A whole file for its owner only, or none; whoever comes second takes what the first one kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(written)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
