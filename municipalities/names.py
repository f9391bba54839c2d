"""Names: Danish alphabetical order, addresses, and the many ways people write a municipality.

Pure text; no database. Danish order puts æ, ø and å last and sorts "Aa" as å.
"""

import re
import unicodedata

_ADDRESS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_LAST_LETTERS = {"æ": "{", "ø": "|", "å": "}"}


def sort_key(name: str) -> str:
    """A key whose plain character order is the Danish alphabetical order of the names.

    Letters are compared without accents and case; "aa" counts as å; punctuation counts as a space.
    """
    text = name.casefold().replace("aa", "å")
    letters = (_LAST_LETTERS.get(c) or _without_accent(c) for c in text)
    return re.sub(r"[^0-9a-z{|}]+", " ", "".join(letters)).strip()


def slugify(name: str) -> str:
    """The name as it stands in an address: `Ringkøbing-Skjern` gives `ringkoebing-skjern`."""
    text = "".join(_without_accent(c) for c in name.casefold().translate(_ADDRESS))
    return re.sub(r"[^0-9a-z]+", "-", text).strip("-")


def _without_accent(character: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
