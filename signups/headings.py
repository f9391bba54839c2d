"""Which column of a table is which, from its headings. Pure; no Django.

Headings are Danish or English, in any case and spelling that says clearly what the column holds.
One that says anything more (`Tilmeldte mænd 15+`, `Andel tilmeldte`) is another column and not used.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CODE, NAME = "code", "name"
FIGURES = ("registered_15_plus", "registered_15_24", "exempt_15_plus")
FIELDS = (CODE, NAME, *FIGURES)
STANDARD: Mapping[str, str] = {
    CODE: "kommunekode",
    NAME: "kommune",
    "registered_15_plus": "tilmeldte 15+",
    "registered_15_24": "tilmeldte 15-24",
    "exempt_15_plus": "fritagne 15+",
}
LINES_BEFORE_HEADINGS = 20
LONGEST_HEADING = 200


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CODES = _words("""
    kode kommunekode kommunekoder kommunenr kommunenummer kommuneid komkode komnr knr nr nummer
    omraadekode myndighedskode myndighedsnr
    code municipalitycode municipalityno municipalitynr municipalitynumber municipalityid
""")
_NAMES = _words("""
    kommune kommuner kommunenavn kommunensnavn komnavn navn omraade myndighed myndighedsnavn
    name municipality municipalities municipalityname nameofmunicipality
""")
_REGISTERED = _words("""
    tilmeldt tilmeldte tilmeldinger tilmeldning tilmelding registreret registrerede
    registered registrations registration signups
""")
_EXEMPT = _words("""
    fritaget fritagne fritagelse fritagelser exempt exempted exemption exemptions
""")
_YOUNG = _words("unge young youth")
_AND_OVER = _words("plus derover over aeldre mindst fyldt fra older above up")
_FILLERS = _AND_OVER | _words("""
    antal alle borgere borger personer i til for af og at med digital post digitalpost
    aar aarige aarig samt alder alt ialt total totalt
    citizens people persons number no of aged age years year and in to all count the
""")
_ASIDE = re.compile(r"\b(?:uge|week)\s*\d{1,2}(?:\D{1,3}20\d\d)?\b|\bpr\b.*$|\bas of\b.*$")
_AGE_FROM_TO = re.compile(r"15\W*(?:aar\W*)?(?:til|to|_)?\W*(?:og med\W*)?24")


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the headings stand and what they are.

    `at` holds the place of each field's column, from 0; `repeated` those that come twice, as
    (heading, heading); `extra` the headings of columns that are not used.
    """

    line: int
    cells: Sequence[str]
    at: Mapping[str, int]
    repeated: Sequence[tuple[str, str]]
    extra: Sequence[str]

    @property
    def missing(self) -> list[str]:
        """The standard headings of the required columns that are not there."""
        fields = [field for field in FIGURES if field not in self.at]
        if CODE not in self.at and NAME not in self.at:
            fields.insert(0, CODE)
        return [STANDARD[field] for field in fields]

    def title(self, field: str) -> str:
        """The heading of a field as the file writes it."""
        return self.cells[self.at[field]]


def find(rows: Iterable[tuple[int, Sequence[str]]]) -> Headings | None:
    """The headings among the first lines of a table; None where no line looks like them.

    A line looks like headings when it names a municipality's column and a figure's, or two
    figures'. The line that names most wins, the first among equals.
    """
    best: Headings | None = None
    for (line, cells), _n in zip(rows, range(LINES_BEFORE_HEADINGS), strict=False):
        headings = _read(line, cells)
        figures = sum(field in headings.at for field in FIGURES)
        if figures and len(headings.at) > max(1, len(best.at) if best else 0):
            best = headings
    return best


def _read(line: int, cells: Sequence[str]) -> Headings:
    titles = [" ".join(cell.split())[:LONGEST_HEADING] for cell in cells]
    at: dict[str, int] = {}
    repeated, extra = [], []
    for place, title in enumerate(titles):
        field = field_of(title)
        if field is None:
            if title:
                extra.append(title)
        elif field in at:
            repeated.append((titles[at[field]], title))
        else:
            at[field] = place
    return Headings(line, titles, at, repeated, extra)


def field_of(heading: str) -> str | None:
    """The field that a heading names, or None."""
    text = _folded(heading)
    run_together = re.sub(r"[^a-z]", "", text)
    if not re.search(r"\d", text) and run_together in _CODES | _NAMES:
        return CODE if run_together in _CODES else NAME
    text = _ASIDE.sub(" ", text)
    from_to = bool(_AGE_FROM_TO.search(text))
    words = set(re.findall(r"[a-z]+|\d+", _AGE_FROM_TO.sub(" ", text)))
    young = from_to or bool(words & _YOUNG)
    if words - _REGISTERED - _EXEMPT - _YOUNG - _FILLERS - {"15"} or "%" in text:
        return None
    if "15" in words and (young or not ("+" in text or words & _AND_OVER)):
        return None
    registered, exempt = bool(words & _REGISTERED), bool(words & _EXEMPT)
    if registered == exempt or (exempt and young):
        return None
    return FIGURES[2] if exempt else FIGURES[1] if young else FIGURES[0]


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return text.replace("æ", "ae").replace("ø", "oe").replace("å", "aa").replace("_", " ")
