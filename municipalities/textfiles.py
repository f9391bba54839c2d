"""Text from the bytes of a file, in the encodings that Danish offices send. Pure; no Django."""

import codecs
import re

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def storable(text: str) -> str:
    """The text as a database can keep it: without NUL, and without halves of characters."""
    return text.replace("\0", "").encode(errors="ignore").decode()


class NotText(ValueError):  # noqa: N818 - it is no fault of the program
    """The bytes are no text in an encoding that is read here."""


def decode(content: bytes) -> str:
    """The text of UTF-8 with or without BOM, UTF-16 with BOM, or Windows-1252.

    Line ends are left as they are. Raises `NotText` for anything else, such as a picture.
    """
    try:
        text = _decoded(content)
    except UnicodeDecodeError as error:
        raise NotText from error
    text = text.rstrip("\x1a\x00") if content.startswith(_UTF16) else text.rstrip("\x1a")
    if _CONTROL.search(text):
        raise NotText
    return text


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF16):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")
