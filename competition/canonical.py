"""One written form for a signed document: the same content is always the same bytes.

The form is that of RFC 8785, narrowed until nothing is left to argue about: objects with ASCII keys,
lists, texts in Unicode's composed form (NFC), whole numbers that every JSON reader holds exactly,
true, false and null. No decimals. The rules in words: `docs/result-record.md`.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping

type Json = bool | int | str | list[Json] | dict[str, Json] | None
type Document = dict[str, Json]

LARGEST = 2**53 - 1
"""The largest whole number that a reader which knows only floating point still holds exactly."""
_KEY = re.compile(r"[a-z0-9_]+")


class NotCanonicalError(ValueError):
    """A value that the form has no place for; the message says where it stands."""


def text(value: str) -> str:
    """A text as a document may hold it: composed (NFC)."""
    return unicodedata.normalize("NFC", value)


def serialise(document: Mapping[str, Json]) -> bytes:
    """The document's bytes: keys in order, no white space, UTF-8. `NotCanonicalError` where it cannot be."""
    _check(document, "")
    written = json.dumps(
        document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return written.encode("utf-8")


def sha256(document: Mapping[str, Json]) -> str:
    """SHA-256 of the document's bytes, 64 hexadecimal digits in lower case."""
    return hashlib.sha256(serialise(document)).hexdigest()


def _check(value: object, where: str) -> None:
    match value:
        case None | bool():
            return
        case int():
            if abs(value) > LARGEST:
                raise NotCanonicalError(f"{where}: {value} is too large")
        case str():
            _check_text(value, where)
        case list():
            for number, item in enumerate(value):
                _check(item, f"{where}[{number}]")
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str) or not _KEY.fullmatch(key):
                    raise NotCanonicalError(f"{where}: {key!r} is no key")
                _check(item, f"{where}.{key}")
        case _:
            raise NotCanonicalError(f"{where}: a {type(value).__name__} has no place here")


def _check_text(value: str, where: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise NotCanonicalError(f"{where}: half a character")
    if not unicodedata.is_normalized("NFC", value):
        raise NotCanonicalError(f"{where}: the text is not composed (NFC)")
