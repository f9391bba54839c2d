"""The draw of the prizes: who on a municipality's own list wins, as ordinals, from public randomness.

Beforehand each winning municipality commits to how many stand on its list (`count`) and to the list's
salted SHA-256 (`commitment`), and the source and moment of the randomness are named. Afterwards the
published value decides, by a formula that anybody can redo with a program for SHA-256; it stands in
words in `docs/result-record.md`. No person's data is in it: an ordinal is a line of a list that the
municipality alone has.
"""

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from competition.canonical import LARGEST, Document, text
from competition.record import Signatory, moment, person

FORMAT = "danmarks-mest-digitale-kommune/draw/1"
PRIZES = 2
RESERVES = 10
LONGEST_VALUE = 1000
_HASH = re.compile(r"[0-9a-f]{64}")
_DIGITS = "0123456789"
_WHITE = " \t\r\n\u00a0"
_NUMBERS = 2**64  # how many numbers sixteen hexadecimal digits can be


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a winning municipality said before the randomness existed. `category` by its key.

    ValueError for what cannot be: a list of nobody, or a hash that is none.
    """

    category: str
    municipality: str
    count: int
    commitment: str
    at: datetime

    def __post_init__(self) -> None:
        if not 1 <= self.count <= LARGEST:
            raise ValueError(f"{self.count} is no number of people to draw among")
        if not _HASH.fullmatch(self.commitment):
            raise ValueError("the commitment is not 64 hexadecimal digits in lower case")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the formula gives: the seed, the winning ordinals (from 1), and reserves in their order."""

    seed: str
    ordinals: Sequence[int]
    reserves: Sequence[int]

    def holders(self, passed_over: Collection[int] = ()) -> list[int]:
        """Who has the prizes when the ordinals of `passed_over` could not be reached."""
        queue = (*self.ordinals, *self.reserves)
        return [ordinal for ordinal in queue if ordinal not in passed_over][: len(self.ordinals)]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A drawn ordinal whose prize passed on, when, and why in one of a few words."""

    ordinal: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Raffle:
    """One winning municipality's draw in one category."""

    commitment: Commitment
    passed_over: Sequence[PassedOver] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The value as the source published it, entered by one person and confirmed by another."""

    value: str
    entered: Signatory
    confirmed: Signatory


@dataclass(frozen=True, slots=True)
class Draws:
    """All draws that rest on one record. The first edition is signed before `moment`, without what
    was `published`; each later one names the edition before it by its SHA-256. `example` has as many
    numbers as the value will have. `reason` is why an edition names another source than the one before.
    """

    record_sha256: str
    edition: int
    previous_sha256: str | None
    source: str
    example: str
    moment: datetime
    signed: Signatory
    published: Published | None
    raffles: Sequence[Raffle]
    reason: str = ""


def normalised(value: str) -> str:
    """The value as it is hashed: its groups of digits with a space between them, and no zeros in front.
    However a source parts its numbers, there is one way to write them.

    ValueError where there are no digits, where it is too long, or where it holds letters, numerals
    of other kinds, or control characters.
    """
    plain = text(value)
    if len(plain) > LONGEST_VALUE:
        raise ValueError("the value is too long")
    if any(character.isalnum() and character not in _DIGITS for character in plain):
        raise ValueError("the value holds letters")
    if any(unicodedata.category(one) == "Cc" and one not in _WHITE for one in plain):
        raise ValueError("the value holds control characters")
    groups = re.findall("[0-9]+", plain)
    if not groups:
        raise ValueError("the value has no digits")
    return " ".join(group.lstrip("0") or "0" for group in groups)


def size(value: str) -> int:
    """How many numbers a value has."""
    return len(normalised(value).split(" "))


def seed_lines(record_sha256: str, commitment: Commitment, value: str) -> tuple[str, ...]:
    """The seven lines that decide: whatever is another line is another draw."""
    if not _HASH.fullmatch(record_sha256):
        raise ValueError("the record's SHA-256 is not 64 hexadecimal digits in lower case")
    return (
        FORMAT,
        record_sha256,
        commitment.category,
        commitment.municipality,
        str(commitment.count),
        commitment.commitment,
        normalised(value),
    )


def seed(record_sha256: str, commitment: Commitment, value: str) -> str:
    """SHA-256 of seven lines, as 64 hexadecimal digits: where all the numbers of a draw come from."""
    lines = seed_lines(record_sha256, commitment, value)
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def draw(record_sha256: str, commitment: Commitment, value: str) -> Drawn:
    """The winning ordinals and the reserves. With fewer on the list than prizes, all of them win."""
    start = seed(record_sha256, commitment, value)
    wanted = min(PRIZES + RESERVES, commitment.count)
    drawn = list(itertools.islice(_distinct(start, commitment.count), wanted))
    return Drawn(start, drawn[:PRIZES], drawn[PRIZES:])


def ordinal_of(number: int, count: int) -> int | None:
    """The ordinal that a number below 2^64 stands for; None where it must be thrown away, so that
    every ordinal has exactly as many numbers as every other.
    """
    fair = _NUMBERS - _NUMBERS % count
    return number % count + 1 if number < fair else None


@dataclass(frozen=True, slots=True)
class Throw:
    """One number of a draw on its way to an ordinal: its counter, its sixteen digits, the number they
    write, and the ordinal. `counts` says whether it is used: not where the number had to be thrown
    away, or the ordinal was drawn before.
    """

    counter: int
    digits: str
    number: int
    ordinal: int | None
    counts: bool


def throws(start: str, count: int) -> Iterator[Throw]:
    """The numbers that a seed gives, without end, each with what becomes of it."""
    seen: set[int] = set()
    for counter in itertools.count():
        digits = hashlib.sha256(f"{start}:{counter}".encode("ascii")).hexdigest()[:16]
        number = int(digits, 16)
        ordinal = ordinal_of(number, count)
        counts = ordinal is not None and ordinal not in seen
        if ordinal is not None:
            seen.add(ordinal)
        yield Throw(counter, digits, number, ordinal, counts)


def _distinct(start: str, count: int) -> Iterator[int]:
    """Ordinals without end or repetition; the caller takes at most `count` of them."""
    for throw in throws(start, count):
        if throw.counts and throw.ordinal is not None:
            yield throw.ordinal


def document(draws: Draws) -> Document:
    """The draws, ready to be serialised, hashed and signed beside the record."""
    published = draws.published
    return {
        "format": FORMAT,
        "record_sha256": draws.record_sha256,
        "edition": draws.edition,
        "previous_sha256": draws.previous_sha256,
        "source": text(draws.source),
        "example": normalised(draws.example),
        "moment": moment(draws.moment),
        "reason": text(draws.reason),
        "signed_at": moment(draws.signed.at),
        "signed_by": person(draws.signed),
        "value": normalised(published.value) if published else None,
        "entered": person(published.entered) if published else None,
        "confirmed": person(published.confirmed) if published else None,
        "draws": [
            _raffle(draws, raffle)
            for raffle in sorted(
                draws.raffles, key=lambda r: (r.commitment.category, r.commitment.municipality)
            )
        ],
    }


def _raffle(draws: Draws, raffle: Raffle) -> Document:
    promise = raffle.commitment
    value = draws.published.value if draws.published else None
    drawn = draw(draws.record_sha256, promise, value) if value is not None else Drawn("", (), ())
    return {
        "category": promise.category,
        "municipality": promise.municipality,
        "count": promise.count,
        "commitment": promise.commitment,
        "committed_at": moment(promise.at),
        "seed": drawn.seed,
        "drawn": list(drawn.ordinals),
        "reserves": list(drawn.reserves),
        "passed_over": [
            {"ordinal": each.ordinal, "at": moment(each.at), "reason": each.reason}
            for each in raffle.passed_over
        ],
        "winners": list(drawn.holders([each.ordinal for each in raffle.passed_over])),
    }
