"""Names: Danish alphabetical order, addresses, and the many ways people write a municipality.

Pure text; no database. Danish order puts æ, ø and å last and sorts "Aa" as å.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

_ADDRESS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_LAST_LETTERS = {"æ": "{", "ø": "|", "å": "}"}
_SPELLING_OF = {"ae": "æ", "oe": "ø", "aa": "å"}
_SPELLINGS = re.compile("aa|ae|oe")
_MAY_MEAN = {"a": "[aæå]", "o": "[oø]"}

# Names in use that no rule of spelling leads to, by the official name's address.
_OTHER_NAMES = {
    "kobenhavn": ("kbh", "kbhvn", "cph", "copenhagen"),
    "frederiksberg": ("frb",),
    "bronderslev": ("bronderslevdronninglund",),
}
_TITLES = re.compile(
    r"\b(?:regions?kommune[ns]?|kommune(?:n|ns|s|r)?|municipality|municipality of)\b"
)
MOST_OF_A_NAME = 60
_WORD_OF_A_PERSON = re.compile(r"['’]?x+(?:['’]x+)*['’]?\.?|(?:x\.)+x?")  # every letter as an x
_CODE_AND_NAME = re.compile(r"\s*(?P<code>\d{3,8})\s*[-–:.,)]*\s+(?P<name>[^\d\s].*)", re.DOTALL)
_TOTALS = frozenset(
    {"heledanmark", "helelandet", "danmark", "landetialt", "helelandetialt", "landstotal"}
    | {"ialt", "total", "totalt", "sum", "alldenmark", "allmunicipalities", "allekommuner"}
)
_TOTAL_CODES = frozenset({"0", "00", "000", "0000"})
_PASSED_OVER = frozenset({"christianso", "christiansoe", "ertholmene"})
_PASSED_OVER_CODES = frozenset({"411", "0411"})


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


@lru_cache(maxsize=4096)
def search_key(text: str) -> str:
    """The text folded so that what people type meets what is written, words kept apart by a space.

    Case, accents and punctuation do not count, nor does the word "Kommune"; æ, ae, å and aa all
    become "a"; ø and oe become "o". `Høje-Taastrup Kommune` gives `hoje tastrup`.
    """
    folded = unicodedata.normalize("NFC", text.casefold()).replace("ø", "o").replace("oe", "o")
    folded = re.sub(r"aa|ae|æ|å", "a", _TITLES.sub(" ", folded))
    folded = "".join(_without_accent(c) for c in folded)
    return re.sub(r"[^0-9a-z]+", " ", folded).strip()


def matches(query: str, name: str) -> bool:
    """Whether someone who types `query` may mean `name`; an empty query means everything.

    Each word of the query begins a word of the name ("hoje taa" finds Høje-Taastrup), or three
    letters and more stand somewhere within it ("havn" finds Frederikshavn), or it begins another
    name in use ("kbh" finds København). An æ, ø or å means that letter alone, in either spelling
    ("Æ" finds Ærø only, "ae" too); a plain a or o may stand for it ("arhus" finds Aarhus).
    """
    wanted = search_key(query)
    if not wanted:
        return not query.strip() or query.strip().casefold() in {"kommune", "kommuner"}
    if begins(query, name):
        return True
    typed, run_together = _spelt(query).replace(" ", ""), wanted.replace(" ", "")
    if len(run_together) >= 3 and _pattern(typed).search(_spelt(name).replace(" ", "")):  # noqa: PLR2004
        return True
    others = _OTHER_NAMES.get(search_key(name), ())
    return any(other.startswith(run_together) for other in others)


def begins(query: str, name: str) -> bool:
    """Whether each word of the query begins a word of the name, with or without a genitive's s."""
    typed, words = _spelt(query), _spelt(name).split()
    return any(
        all(any(_pattern(part).match(word) for word in words) for part in wanted.split())
        for wanted in dict.fromkeys((typed, typed.removesuffix("s")))
    )


def is_of_a_person(text: str) -> bool:
    """Whether a text can stand as a person's first or last name in a letter: letters of any alphabet,
    spaces, hyphens, apostrophes and full stops. A full stop ends a word or an initial ("J.P."), so
    that no address of a site is a name.
    """
    plain = unicodedata.normalize("NFC", text)
    letters = "".join("x" if unicodedata.category(c)[0] in "LM" else c for c in plain)
    words = re.split("[ -]+", letters)
    return len(text) <= MOST_OF_A_NAME and all(map(_WORD_OF_A_PERSON.fullmatch, words))


def of_a_person(text: str) -> str:
    """What of a text can stand as a person's name; empty where nothing can."""
    kept = (c if unicodedata.category(c)[0] in "LM" or c in " -'’" else " " for c in text)
    name = " ".join("".join(kept).split())[:MOST_OF_A_NAME].strip()
    return name if is_of_a_person(name) else ""


def is_control_total(code_text: str, name_text: str) -> bool:
    """Whether a line is the country's total ("Hele landet", "I alt", code 000) and nobody's own."""
    code, name = code_text.strip(), _bare(name_text)
    if name:
        return name in _TOTALS and (not code or code in _TOTAL_CODES or _bare(code) in _TOTALS)
    return code in _TOTAL_CODES or _bare(code) in _TOTALS


def is_passed_over(code_text: str, name_text: str) -> bool:
    """Whether a line is Christiansø (411), which belongs to no municipality."""
    code, name = code_text.strip(), _bare(name_text)
    if name:
        return name in _PASSED_OVER and (not code or code in _PASSED_OVER_CODES)
    return code in _PASSED_OVER_CODES or _bare(code) in _PASSED_OVER


class Contradiction(ValueError):  # noqa: N818 - it is no fault of the program
    """A code and a name that speak of different municipalities.

    `code` is what the code says (None where it is no known code), `named` what the name says.
    """

    def __init__(self, code: str | None, named: str) -> None:
        super().__init__(f"{code} is not {named}")
        self.code = code
        self.named = named


class Roster:
    """The municipalities that exist, and how to find one from what a file says.

    Built once from (code, name) pairs. What is written exactly as here is found at once; the index
    of other spellings is made the first time that it is needed.
    """

    def __init__(self, municipalities: Iterable[tuple[str, str]]) -> None:
        self._names = dict(municipalities)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, code: object) -> bool:
        return code in self._names

    @property
    def names(self) -> Mapping[str, str]:
        """Code to name."""
        return self._names

    def name_of(self, code: str) -> str:
        """The name of a known code. KeyError for an unknown one."""
        return self._names[code]

    def resolve(self, code_text: str, name_text: str) -> str | None:
        """The code of the municipality that a line speaks of; None where there is no such one.

        Either text may be empty. A known code with a name that nobody has is taken by its code.
        Raises `Contradiction` when code and name speak of different municipalities, or the code is
        unknown and the name is not.
        """
        if self._names.get(code_text) == name_text:
            return code_text
        code_text, name_text = _apart(code_text.strip(), name_text.strip())
        named = self.find_names(name_text) if name_text else frozenset()
        by_code = self.find_code(code_text) if code_text else None
        if not named:
            return by_code or (None if code_text else self.find_code(name_text))
        if by_code in named:
            return by_code
        if code_text:
            raise Contradiction(by_code, min(named))
        return next(iter(named)) if len(named) == 1 else None

    def find_code(self, text: str) -> str | None:
        """The known code that `101`, `0101`, ` 101 ` or `101.0` stands for."""
        code = text.strip().upper()
        if code in self._names:
            return code
        return self._codes_without_zeros.get(code.removesuffix(".0").lstrip("0"))

    def find_names(self, text: str) -> frozenset[str]:
        """The codes of all whose name is written so, in any usual variant; most often one."""
        if exact := self.codes_by_name.get(text):
            return frozenset({exact})
        nearest = self._spellings.get(_bare_danish(text))
        return nearest or next(
            (self._spellings[key] for key in _spellings(text) if key in self._spellings),
            frozenset(),
        )

    @cached_property
    def codes_by_name(self) -> Mapping[str, str]:
        """Name, exactly as it is here, to code."""
        return {name: code for code, name in self._names.items()}

    @cached_property
    def _codes_without_zeros(self) -> Mapping[str, str | None]:
        index: dict[str, str | None] = {}
        for code in self._names:
            bare = code.lstrip("0")
            index[bare] = None if bare in index else code
        return index

    @cached_property
    def _spellings(self) -> Mapping[str, frozenset[str]]:
        """From a spelling to the codes. A spelling nearer to the name itself wins over a farther."""
        index: dict[str, set[str]] = {}
        ranked = [(_spellings(name), code) for code, name in self._names.items()]
        for rank in range(max((len(keys) for keys, _ in ranked), default=0)):
            taken = set(index)
            for keys, code in ranked:
                if rank < len(keys) and keys[rank] not in taken:
                    index.setdefault(keys[rank], set()).add(code)
        for code, name in self._names.items():
            for other in _OTHER_NAMES.get(search_key(name), ()):
                index.setdefault(other, set()).add(code)
        return {key: frozenset(codes) for key, codes in index.items()}


def _apart(code_text: str, name_text: str) -> tuple[str, str]:
    """Code and name from two cells, of which one may hold both, as "101 København"."""
    if both := _CODE_AND_NAME.fullmatch(name_text):
        return code_text or both["code"], both["name"]
    if not name_text and (both := _CODE_AND_NAME.fullmatch(code_text)):
        return both["code"], both["name"]
    if not name_text and not any(c.isdigit() for c in code_text):
        return "", code_text
    return code_text, name_text


def _spellings(name: str) -> tuple[str, ...]:
    """Keys under which a name is known, the nearest first: as it is, without genitive, in ASCII."""
    near = _bare_danish(name)
    ascii_only = _bare(name)
    return tuple(
        dict.fromkeys((near, near.removesuffix("s"), ascii_only, search_key(name).replace(" ", "")))
    )


def _bare_danish(name: str) -> str:
    text = _TITLES.sub(" ", unicodedata.normalize("NFC", name.casefold()))
    return sort_key(text).replace(" ", "")


def _bare(name: str) -> str:
    text = _TITLES.sub(" ", unicodedata.normalize("NFC", name.casefold()))
    return slugify(text).replace("-", "")


@lru_cache(maxsize=4096)
def _spelt(text: str) -> str:
    """The text folded as in `search_key`, but for æ, ø and å, which are told apart."""
    bare = _TITLES.sub(" ", unicodedata.normalize("NFC", text.casefold()))
    folded = _SPELLINGS.sub(lambda found: _SPELLING_OF[found[0]], bare)
    kept = "".join(c if c in "æøå" else _without_accent(c) for c in folded)
    return re.sub(r"[^0-9a-zæøå]+", " ", kept).strip()


@lru_cache(maxsize=256)
def _pattern(typed: str) -> re.Pattern[str]:
    """What is typed, where a plain a or o may stand for æ, å or ø."""
    return re.compile("".join(_MAY_MEAN.get(c, c) for c in typed))


def _without_accent(character: str) -> str:
    if character.isascii():
        return character
    return "".join(
        c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)
    )
