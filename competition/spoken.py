"""Numbers as they are said aloud, in Danish and English: for whoever reads them from a stage."""

from competition.ranking import Ratio

_SMALL = {
    "da": [
        "nul",
        "en",
        "to",
        "tre",
        "fire",
        "fem",
        "seks",
        "syv",
        "otte",
        "ni",
        "ti",
        "elleve",
        "tolv",
        "tretten",
        "fjorten",
        "femten",
        "seksten",
        "sytten",
        "atten",
        "nitten",
    ],
    "en": [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
}
_TENS = {
    "da": ["tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems"],
    "en": ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
}
_HUNDRED, _THOUSAND, _MILLION = 100, 1_000, 1_000_000


def number(value: int, language: str) -> str:
    """`et tusind seks hundrede og treogtredive`: a whole number below a thousand million. ValueError
    for any other. Languages that are not known are read as English.
    """
    if not -_MILLION * _THOUSAND < value < _MILLION * _THOUSAND:
        raise ValueError(value)
    tongue = "da" if language.startswith("da") else "en"
    if value < 0:
        return f"minus {number(-value, tongue)}"
    if value < _THOUSAND:
        return _below_thousand(value, tongue)
    size = _MILLION if value >= _MILLION else _THOUSAND
    many, rest = divmod(value, size)
    words = f"{_below_thousand(many, tongue, neuter=size == _THOUSAND)} {_name(size, many, tongue)}"
    if not rest:
        return words
    joint = f" {_and(tongue)} " if rest < _HUNDRED else " "
    return words + joint + number(rest, tongue)


def percent(ratio: Ratio, language: str) -> str:
    """`halvfjerds komma nul procent`: with the one decimal that is shown, rounded half away from zero."""
    tongue = "da" if language.startswith("da") else "en"
    tenths = (2 * abs(ratio.numerator) * 1000 + ratio.denominator) // (2 * ratio.denominator)
    whole, rest = divmod(tenths, 10)
    sign = "minus " if ratio.numerator < 0 and tenths else ""
    point, unit = ("komma", "procent") if tongue == "da" else ("point", "per cent")
    return f"{sign}{number(whole, tongue)} {point} {_SMALL[tongue][rest]} {unit}"


def _and(tongue: str) -> str:
    return "og" if tongue == "da" else "and"


def _name(size: int, many: int, tongue: str) -> str:
    if size == _THOUSAND:
        return "tusind" if tongue == "da" else "thousand"
    if tongue == "en":
        return "million"
    return "million" if many == 1 else "millioner"


def _below_thousand(value: int, tongue: str, *, neuter: bool = False) -> str:
    hundreds, rest = divmod(value, _HUNDRED)
    if not hundreds:
        return _below_hundred(rest, tongue, neuter=neuter)
    name = "hundrede" if tongue == "da" else "hundred"
    words = f"{_below_hundred(hundreds, tongue, neuter=True)} {name}"
    return f"{words} {_and(tongue)} {_below_hundred(rest, tongue)}" if rest else words


def _below_hundred(value: int, tongue: str, *, neuter: bool = False) -> str:
    small = _SMALL[tongue]
    if value == 1 and neuter and tongue == "da":
        return "et"
    if value < len(small):
        return small[value]
    tens, ones = divmod(value, 10)
    name = _TENS[tongue][tens - 2]
    if not ones:
        return name
    return f"{small[ones]}og{name}" if tongue == "da" else f"{name}-{small[ones]}"
