"""Letters with place-holders: `[kommune]`, `[modtagere]`, `[frist]`, `[konkurrence]`, `[link]`, `[møder]`.

The letter is written in Danish, so its place-holders are Danish words. Pure; no Django.
"""

import re
from collections.abc import Mapping

PLACEHOLDERS = ("kommune", "modtagere", "frist", "konkurrence", "link", "møder")
_FOUND = re.compile(r"\[([^\[\]\n]{1,40})\]")


def unknown(text: str) -> list[str]:
    """What stands in square brackets and is no place-holder, each once, in order."""
    found = (name for name in _FOUND.findall(text) if name.lower() not in PLACEHOLDERS)
    return list(dict.fromkeys(found))


def missing(text: str, *needed: str) -> list[str]:
    """Those of `needed` that the text does not have."""
    found = {name.lower() for name in _FOUND.findall(text)}
    return [name for name in needed if name not in found]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every place-holder replaced, in any letter case; what is put in is not read again."""
    return _FOUND.sub(lambda found: values.get(found[1].lower(), found[0]), text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs, parted by blank lines; a line break inside one stays."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip() for part in re.split(r"\n\s*\n", unified) if part.strip()]
