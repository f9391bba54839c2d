#!/usr/bin/env python3
"""Efterprøver resultatet af Danmarks mest digitale kommune. / Checks the result.

    python verify_result.py resultat.json [--public-key NØGLE] [--en]
    python verify_result.py resultat.json lodtraekning-1.json lodtraekning-2.json ...

Programmet henter intet og sender intet. Det læser resultatfilen, regner alle vindere og placeringer
ud forfra af de tal, som filen selv indeholder, og siger "STEMMER" eller hvad der ikke stemmer.

This program needs Python 3.9 or later and nothing else; with the package "cryptography" it checks the
digital signature too. It fetches nothing and sends nothing. It shares no code with the website, so
that a mistake there is not repeated here. Read it from the bottom: `main` tells the whole story.

Exit code: 0 = agrees, 1 = does not agree, 2 = could not be checked. The draw's editions are given from
the first on: without edition 1 nobody sees what was promised, and that part could not be checked.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import math
import pathlib
import re
import sys
import unicodedata
from fractions import Fraction
from typing import Any, Iterator, NamedTuple, Optional, Sequence, Union

try:  # The signature alone needs more than Python itself brings.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    CAN_CHECK_SIGNATURES = True
except ImportError:
    CAN_CHECK_SIGNATURES = False

RESULT_FORMAT = "danmarks-mest-digitale-kommune/result/1"
DRAW_FORMAT = "danmarks-mest-digitale-kommune/draw/1"
RULE_VERSION = "1"
LARGEST_FILE = 50_000_000  # bytes
MOST_PROBLEMS = 40  # how many are printed
PRIZES, RESERVES = 2, 10
REASONS = ("not reached", "declined", "not entitled")  # why a prize passes on


class Both(NamedTuple):
    """A sentence in Danish and in English; which one is printed is decided at the end."""

    danish: str
    english: str


class File(NamedTuple):
    """A file's name, for what is said of it, and its bytes."""

    name: str
    content: bytes


class CannotCheckError(Exception):
    """The file is not what it should be, so that there is nothing to recompute."""

    def __init__(self, danish: str, english: str) -> None:
        super().__init__(english)
        self.sentence = Both(danish, english)


# === What the files look like ======================================================================
# str, int, bool: a value of just that kind. [x]: a list of x. {...}: exactly these fields.
# (x, None): x, or null where there is none.
def fields(names: str, kind: Any) -> dict[str, Any]:
    """Several fields of one kind."""
    return dict.fromkeys(names.split(), kind)


MAYBE = (int, None)
NUMBERS = fields("registered_15_plus registered_15_24 exempt_15_plus", int)
MAYBE_NUMBERS = dict.fromkeys(NUMBERS, MAYBE)
PERSON = fields("name role at", str)
RELEASE = {"week": str, "as_of": str, "figures": [{"code": str, **MAYBE_NUMBERS}]}
COMPETITION = {
    **fields("slug title rule_version population_source announcement_at", str),
    **fields("opens_on enrolment_deadline baseline_as_of closing_as_of population_as_of", str),
    "demonstration": bool,
}
CATEGORY = {**fields("key slug title rule kind counted divided_by", str), "regional_winners": bool}
MUNICIPALITY = {
    **fields("code name region", str),
    "participant": bool,
    **fields("population_15_plus population_15_24", MAYBE),
}
CORRECTION = {**fields("release code reason at", str), "old": MAYBE_NUMBERS, "new": NUMBERS}
LINE = {
    **fields("code reason", str),
    **fields("place place_in_region numerator denominator to_pass", MAYBE),
    "tied": bool,
}
OUTCOME = {
    "category": str,
    "winners": [str],
    "margin": ({"runners_up": [str], "people": int}, None),
    "regional_winners": [{"region": str, "winners": [str], "reason": str}],
    "ranking": [LINE],
}
RESULT = {
    "format": str,
    "competition": COMPETITION,
    "categories": [CATEGORY],
    "regions": [fields("code name", str)],
    "municipalities": [MUNICIPALITY],
    "baseline": RELEASE,
    "closing": RELEASE,
    "corrections": [CORRECTION],
    "signed_by": [PERSON],
    "outcomes": [OUTCOME],
}
DRAW = {
    **fields("category municipality commitment committed_at seed", str),
    **fields("drawn reserves winners", [int]),
    "count": int,
    "passed_over": [{"ordinal": int, "at": str, "reason": str}],
}
DRAWS = {
    **fields("format record_sha256 source example moment reason signed_at", str),
    **fields("previous_sha256 value", (str, None)),
    **fields("entered confirmed", (PERSON, None)),
    "signed_by": PERSON,
    "edition": int,
    "draws": [DRAW],
}


def envelope_of(shape: dict[str, Any]) -> dict[str, Any]:
    """The signed file around a document: its content, its fingerprint, and who signed."""
    return {"record": shape, "sha256": str, "signature": str, "public_key": str, "key_id": str}


# === Reading =======================================================================================
def fetched(path: str) -> File:
    """A file from the disk. It is called by its name alone when something is said of it."""
    try:
        with pathlib.Path(path).open("rb") as file:
            return File(pathlib.Path(path).name, file.read(LARGEST_FILE + 1))
    except OSError as error:
        raise CannotCheckError(
            f"{path} kan ikke læses: {error.strerror}.", f"{path} cannot be read: {error.strerror}."
        ) from error
    except ValueError as error:
        raise CannotCheckError(
            f"{path} er ikke et filnavn.", f"{path} is not a file's name."
        ) from error


def read(file: File, shape: dict[str, Any], file_format: str) -> dict[str, Any]:
    """The file's content, once it is certain that it has the form it should have."""
    name = file.name
    if len(file.content) > LARGEST_FILE:
        raise CannotCheckError(f"{name} er for stor.", f"{name} is too large.")
    try:
        found = json.loads(
            file.content.decode("utf-8-sig"),
            object_pairs_hook=without_repetition,
            parse_int=whole_number,
            parse_float=no_decimals,
            parse_constant=no_decimals,
        )
    except (ValueError, RecursionError) as error:
        raise CannotCheckError(
            f"{name} er ikke en hel og gyldig JSON-fil.", f"{name} is not a whole, valid JSON file."
        ) from error
    document = found.get("record") if isinstance(found, dict) else None
    if not isinstance(document, dict) or document.get("format") != file_format:
        raise CannotCheckError(
            f"{name} er ikke i formatet {file_format}.", f"{name} is not of format {file_format}."
        )
    check_shape(found, envelope_of(shape), name)
    return dict(found)


def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A field that stands twice would let two readers read two different things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def whole_number(digits: str) -> int:
    """Whole numbers up to 2^53, which every program holds exactly. -0 is another way to write 0, and
    every number has one.
    """
    if len(digits) > 17 or abs(int(digits)) >= 2**53 or digits == "-0":
        raise ValueError("a number is too large, or not in its one form")
    return int(digits)


def no_decimals(digits: str) -> int:
    """The files have no decimals: what decides is whole numbers."""
    raise ValueError(f"{digits} is not a whole number")


def check_shape(value: Any, shape: Any, where: str) -> None:
    """Every field is there, none is unknown, and each is of its kind."""
    if isinstance(shape, tuple):  # may be null
        if value is not None:
            check_shape(value, shape[0], where)
    elif isinstance(shape, dict):
        if not isinstance(value, dict) or set(value) != set(shape):
            raise CannotCheckError(
                f"{where}: felterne er ikke dem, der skal være.",
                f"{where}: the fields are not those that must be there.",
            )
        for name in shape:
            check_shape(value[name], shape[name], f"{where} › {name}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise CannotCheckError(f"{where}: er ikke en liste.", f"{where}: is not a list.")
        for number, item in enumerate(value, start=1):
            check_shape(item, shape[0], f"{where} › {number}")
    elif type(value) is not shape or (shape is str and not is_sound_text(value)):
        raise CannotCheckError(
            f"{where}: værdien er ikke af den rette slags.", f"{where}: a value of the wrong kind."
        )


def is_sound_text(value: str) -> bool:
    """Text in Unicode's composed form (NFC), without half characters."""
    halves = any("\ud800" <= character <= "\udfff" for character in value)
    return not halves and unicodedata.normalize("NFC", value) == value


# === Fingerprint and signature =====================================================================
def fingerprint(document: dict[str, Any]) -> str:
    """SHA-256 of the document in its one written form: fields in alphabetical order, no spaces or
    line breaks, UTF-8. Change one digit, and the fingerprint is another.
    """
    written = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def check_envelope(envelope: dict[str, Any], pinned: Optional[str], name: str) -> Iterator[Both]:
    """Does the fingerprint belong to the content, and the signature to the fingerprint? With a key
    `pinned`, it must be that one: a key that comes with the file says nothing of who made the file.
    """
    if fingerprint(envelope["record"]) != envelope["sha256"]:
        yield Both(
            f"{name}: indholdet er ændret, for fingeraftrykket (SHA-256) passer ikke.",
            f"{name}: the content was changed, for the fingerprint (SHA-256) does not fit.",
        )
    if not is_hexadecimal(envelope["public_key"], 64):
        yield Both(f"{name}: nøglen er ikke en nøgle.", f"{name}: the key is no key.")
        return
    key = bytes.fromhex(envelope["public_key"])
    if hashlib.sha256(key).hexdigest()[:16] != envelope["key_id"]:
        yield Both(
            f"{name}: nøglens kendemærke passer ikke til nøglen.",
            f"{name}: the key's id does not belong to the key.",
        )
    if pinned and envelope["public_key"] != pinned:
        yield Both(
            f"{name}: underskrevet med en anden nøgle end den, der skulle bruges.",
            f"{name}: signed with another key than the one that should be used.",
        )
    shaped = is_hexadecimal(envelope["signature"], 128)
    if not shaped or (CAN_CHECK_SIGNATURES and not is_signed(envelope, key)):
        yield Both(f"{name}: underskriften er ikke ægte.", f"{name}: the signature is not genuine.")


def is_hexadecimal(value: str, digits: int) -> bool:
    """Just so many digits 0-9 and a-f, in lower case."""
    return re.fullmatch(f"[0-9a-f]{{{digits}}}", value) is not None


def is_signed(envelope: dict[str, Any], key: bytes) -> bool:
    """Ed25519: only whoever holds the private half of the key can have made this signature."""
    try:
        signature = bytes.fromhex(envelope["signature"])
        Ed25519PublicKey.from_public_bytes(key).verify(signature, envelope["sha256"].encode())
    except (InvalidSignature, ValueError):
        return False
    return True


# === Are the inputs such as they must be? ==========================================================
def check_inputs(record: dict[str, Any]) -> Iterator[Both]:
    """What must hold of the figures before anything is computed from them."""
    refuse_unknown_rules(record)
    yield from check_days(record)
    codes = [each["code"] for each in record["municipalities"]]
    regions = [each["code"] for each in record["regions"]]
    keys = [each["key"] for each in record["categories"]]
    for found, danish, english in (
        (codes, "Kommunerne", "The municipalities"),
        (regions, "Regionerne", "The regions"),
    ):
        if found != sorted(set(found)):
            yield Both(
                f"{danish} står ikke én gang hver efter kode.",
                f"{english} do not stand once each by code.",
            )
    if not keys:
        yield Both("Der er ingen kategorier.", "There are no categories.")
    if len(keys) != len(set(keys)) or [each["category"] for each in record["outcomes"]] != keys:
        yield Both(
            "Kategorierne og deres resultater svarer ikke til hinanden.",
            "The categories and their results do not belong together.",
        )
    for municipality in record["municipalities"]:
        yield from check_municipality(municipality, regions)
    yield from check_releases(record, codes)
    yield from check_corrections(record)
    yield from check_signatories(record["signed_by"])


def check_releases(record: dict[str, Any], codes: list[str]) -> Iterator[Both]:
    """The two weeks that decide: on the competition's days, one possible figure a municipality."""
    for name in ("baseline", "closing"):
        if [each["code"] for each in record[name]["figures"]] != codes:
            yield Both(f"{name}: ikke ét tal pr. kommune.", f"{name}: not one figure each.")
        if record[name]["as_of"] != record["competition"][f"{name}_as_of"]:
            yield Both(f"{name}: en anden dag end konkurrencens.", f"{name}: on another day.")
        if not is_week_of(record[name]["week"], record[name]["as_of"]):
            yield Both(
                f"{name}: {record[name]['week']!r} er ikke dagens uge.",
                f"{name}: {record[name]['week']!r} is not the week of the day.",
            )
        for figure in record[name]["figures"]:
            if not is_possible(figure):
                yield Both(
                    f"{name}: umulige tal for {figure['code']}.",
                    f"{name}: impossible figures of {figure['code']}.",
                )


def refuse_unknown_rules(record: dict[str, Any]) -> None:
    """A newer rule than this program knows cannot be recomputed by it."""
    divisors = {"share": ("population_15_plus", "population_15_24"), "growth": ("baseline",)}
    known = all(
        each["counted"] in NUMBERS and each["divided_by"] in divisors.get(each["kind"], ())
        for each in record["categories"]
    )
    if record["competition"]["rule_version"] != RULE_VERSION or not known:
        raise CannotCheckError(
            "Filen følger regler, som dette program ikke kender. Hent det nyeste.",
            "The file follows rules that this program does not know. Fetch the newest.",
        )


def check_days(record: dict[str, Any]) -> Iterator[Both]:
    """Every day and moment can be read, and the closing comes after the baseline."""
    competition = record["competition"]
    days = [competition[name] for name in ("opens_on", "enrolment_deadline", "population_as_of")]
    days += [competition["baseline_as_of"], competition["closing_as_of"]]
    moments = [competition["announcement_at"]]
    moments += [each["at"] for each in (*record["corrections"], *record["signed_by"])]
    for written in (*[d for d in days if not is_day(d)], *[m for m in moments if not when(m)]):
        yield Both(f"{written!r} er ikke en tid.", f"{written!r} is not a time.")
    # Days written as 2014-10-24 stand in the same order as text and as days; and a moment begins with
    # its day where the competition is held.
    closing = competition["closing_as_of"]
    if competition["baseline_as_of"] >= closing:
        yield Both(
            "Slutningen kommer ikke efter starten.", "The closing is not after the baseline."
        )
    if competition["announcement_at"][:10] < closing:
        yield Both(
            "Offentliggørelsen ligger før slutningen.", "The announcement is before the closing."
        )
    # A demonstration or a rehearsal may be signed on any day; it is no result.
    too_early = any(each["at"][:10] <= closing for each in record["signed_by"])
    if too_early and not competition["demonstration"]:
        yield Both(
            "Underskrevet, før slutdagen var ovre.", "Signed before the closing day was over."
        )


def is_day(written: str) -> bool:
    """A day of the calendar, written as 2014-10-24."""
    try:
        return datetime.date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def is_week_of(week: str, day: str) -> bool:
    """Whether a week, written as 2014-W43, is the one that the day lies in."""
    if not is_day(day):
        return False
    year, number, _weekday = datetime.date.fromisoformat(day).isocalendar()
    return week == f"{year}-W{number:02}"


def when(written: str) -> Optional[datetime.datetime]:
    """A moment with its distance from UTC, as 2014-11-01T11:00:00+01:00; None where it is not."""
    try:
        moment = datetime.datetime.fromisoformat(written)
    except ValueError:
        return None
    is_exact = moment.tzinfo is not None and moment.isoformat(timespec="seconds") == written
    return moment if is_exact else None


def check_municipality(municipality: dict[str, Any], regions: list[str]) -> Iterator[Both]:
    """It lies in a region of the file, and its population is whole."""
    people = [municipality["population_15_plus"], municipality["population_15_24"]]
    name = municipality["name"]
    if municipality["region"] not in regions:
        yield Both(f"{name}: ukendt region.", f"{name}: an unknown region.")
    if people.count(None) == 1 or any(each is not None and each < 0 for each in people):
        yield Both(f"{name}: umulig befolkning.", f"{name}: an impossible population.")


def is_possible(figure: dict[str, Any]) -> bool:
    """All three numbers or none, none below zero, and no more young people than people."""
    numbers = [figure[name] for name in NUMBERS]
    if None in numbers:
        return numbers == [None, None, None]
    return bool(min(numbers) >= 0 and figure["registered_15_24"] <= figure["registered_15_plus"])


def check_corrections(record: dict[str, Any]) -> Iterator[Both]:
    """Each correction begins where the one before it ended, and the last one gave the figure."""
    stands: dict[tuple[str, str], dict[str, Any]] = {}
    final = {
        (name, figure["code"]): {number: figure[number] for number in NUMBERS}
        for name in ("baseline", "closing")
        for figure in record[name]["figures"]
    }
    for correction in record["corrections"]:
        key = (correction["release"], correction["code"])
        if stands.get(key, correction["old"]) != correction["old"]:
            yield Both(
                f"Rettelserne af {key[1]} hænger ikke sammen.",
                f"The corrections of {key[1]} do not hang together.",
            )
        stands[key] = correction["new"]
    for key, numbers in stands.items():
        if final.get(key) != numbers:
            yield Both(
                f"Den sidste rettelse af {key[1]} ({key[0]}) er ikke det tal, der gælder.",
                f"The last correction of {key[1]} ({key[0]}) is not the figure that holds.",
            )


def check_signatories(people: list[dict[str, Any]]) -> Iterator[Both]:
    """Two different people stand by the result."""
    if len(people) != 2 or people[0]["name"] == people[1]["name"]:
        yield Both("Der er ikke to forskellige underskrivere.", "Not two different people signed.")


# === The recomputation =============================================================================
Value = Union[str, "tuple[int, int]"]  # numerator and denominator, or why there is no value


def value_of(category: dict[str, Any], municipality: dict[str, Any], record: Any) -> Value:
    """What decides: a share of the population, or the growth since the baseline."""
    now = figure_of(record["closing"], municipality["code"])[category["counted"]]
    before = figure_of(record["baseline"], municipality["code"])[category["counted"]]
    if now is None:
        return "no figure"
    if category["kind"] == "growth":
        if before is None:
            return "no baseline"
        return (now - before, before) if before > 0 else "zero baseline"
    population = municipality[category["divided_by"]]
    return (now, population) if population else "no population"


def figure_of(release: dict[str, Any], code: str) -> dict[str, Any]:
    """A municipality's three numbers in a release; a municipality that is left out has none."""
    for figure in release["figures"]:
        if figure["code"] == code:
            return dict(figure)
    return dict.fromkeys(NUMBERS)


def recompute(category: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    """A category's whole result, from the figures alone."""
    ranked: list[dict[str, Any]] = []
    unranked: list[dict[str, Any]] = []
    values: dict[str, Fraction] = {}
    for municipality in record["municipalities"]:
        value = value_of(category, municipality, record)
        line = new_line(municipality, value)
        if municipality["participant"] and not isinstance(value, str):
            values[line["code"]] = Fraction(*value)
            ranked.append(line)
        else:
            unranked.append(line)
    region_of = {each["code"]: each["region"] for each in record["municipalities"]}
    for line in ranked:
        give_place(line, values, region_of)
    ranked.sort(key=lambda line: (line["place"], line["code"]))
    unranked.sort(key=lambda line: line["code"])
    return {
        "category": category["key"],
        "winners": [line["code"] for line in ranked if line["place"] == 1],
        "margin": margin(ranked),
        "regional_winners": regional(ranked, record) if category["regional_winners"] else [],
        "ranking": ranked + unranked,
    }


def new_line(municipality: dict[str, Any], value: Value) -> dict[str, Any]:
    """A municipality's line before it has a place. Only participants are ranked."""
    has_value = not isinstance(value, str)
    return {
        "code": municipality["code"],
        "place": None,
        "place_in_region": None,
        "numerator": value[0] if has_value else None,
        "denominator": value[1] if has_value else None,
        "tied": False,
        "to_pass": None,
        "reason": "outside" if not municipality["participant"] else "" if has_value else value,
    }


def give_place(line: dict[str, Any], values: dict[str, Fraction], region_of: Any) -> None:
    """A place is one more than the number of those who did better; so equals share it, and the next
    is skipped: 1, 2, 2, 4.
    """
    own = values[line["code"]]
    better = [code for code in values if values[code] > own]
    region = region_of[line["code"]]
    line["place"] = 1 + len(better)
    line["place_in_region"] = 1 + sum(region_of[code] == region for code in better)
    line["tied"] = list(values.values()).count(own) > 1
    if better:
        # The fewest more registrations that give a larger value than the nearest better one.
        ahead = min(values[code] for code in better)
        line["to_pass"] = math.floor(ahead * line["denominator"]) - line["numerator"] + 1


def margin(ranked: list[dict[str, Any]]) -> Optional[dict[str, Any]]:
    """How many people the next best lacked to pass the first."""
    later = [line for line in ranked if line["place"] > 1]
    next_best = [line for line in later if line["place"] == later[0]["place"]]
    if not next_best:
        return None
    fewest = min(line["to_pass"] for line in next_best)
    return {"runners_up": [line["code"] for line in next_best], "people": fewest}


def regional(ranked: list[dict[str, Any]], record: dict[str, Any]) -> list[dict[str, Any]]:
    """The best participant of each region, or why there is none."""
    found = []
    for region in record["regions"]:
        here = [each for each in record["municipalities"] if each["region"] == region["code"]]
        codes = [each["code"] for each in here]
        winners = [x["code"] for x in ranked if x["place_in_region"] == 1 and x["code"] in codes]
        taking_part = any(each["participant"] for each in here)
        reason = "no participant with a value" if taking_part else "no participant"
        found.append(
            {
                "region": region["code"],
                "winners": sorted(winners),
                "reason": "" if winners else reason,
            }
        )
    return found


def differences(stated: Any, computed: Any, where: str, names: dict[str, str]) -> Iterator[Both]:
    """Every place where the file says something else than the recomputation."""
    if isinstance(computed, dict) and isinstance(stated, dict):
        for field in computed:
            yield from differences(stated[field], computed[field], f"{where} › {field}", names)
    elif isinstance(computed, list) and list(map(label, stated)) == list(map(label, computed)):
        for one, other in zip(stated, computed):
            whose = names.get(label(other), label(other))
            yield from differences(one, other, f"{where} › {whose}", names)
    elif stated != computed:
        said, found = in_words(stated, names), in_words(computed, names)
        yield Both(
            f"{where}: filen siger {said}, udregningen giver {found}.",
            f"{where}: the file says {said}, the recomputation gives {found}.",
        )


def in_words(value: Any, names: dict[str, str]) -> str:
    """A value for the eye: municipalities by name, and a dash for nothing."""
    if isinstance(value, list):
        return ", ".join(str(names.get(label(item), label(item))) for item in value) or "–"
    return "–" if value is None or value == "" else str(value)


def label(item: Any) -> Any:
    """What a line of a list is known by."""
    if isinstance(item, dict):
        return item.get("code", item.get("region", item.get("ordinal")))
    return item


# === The draw of the prizes ========================================================================
def draw(record_sha256: str, promise: dict[str, Any], value: str) -> tuple[str, list[int]]:
    """The seed, and the ordinals in the order in which they are drawn.

    The seed is the SHA-256 of seven lines. The numbers are the first sixteen hexadecimal digits of
    the SHA-256 of "seed:0", "seed:1", "seed:2" and so on. A number becomes an ordinal by its remainder
    when divided by the count; the few numbers at the very top that would favour the first ordinals
    are thrown away, and so is an ordinal that was drawn before.
    """
    count = promise["count"]
    lines = [DRAW_FORMAT, record_sha256, promise["category"], promise["municipality"]]
    lines += [str(count), promise["commitment"], value]
    seed = hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
    ordinals: list[int] = []
    counter = 0
    while len(ordinals) < min(PRIZES + RESERVES, count):
        number = int(hashlib.sha256(f"{seed}:{counter}".encode()).hexdigest()[:16], 16)
        ordinal = number % count + 1
        if number < 2**64 // count * count and ordinal not in ordinals:
            ordinals.append(ordinal)
        counter += 1
    return seed, ordinals


def is_plain(value: str) -> bool:
    """The one form of a value: groups of digits, a space between them, none with a zero in front."""
    return re.fullmatch("(0|[1-9][0-9]*)( (0|[1-9][0-9]*))*", value) is not None


def check_editions(
    editions: Sequence[dict[str, Any]], record: dict[str, Any], winners: Any
) -> Iterator[Both]:
    """Each edition by itself, and each beside the one before it."""
    for draws in editions:
        yield from check_edition(draws, record)
        yield from check_signing(draws)
        yield from check_value(draws)
        yield from check_draws(draws, winners)
    for earlier, later in zip(editions, editions[1:]):  # noqa: RUF007  not in Python 3.9
        yield from check_next(earlier, later)


def check_edition(draws: dict[str, Any], record: dict[str, Any]) -> Iterator[Both]:
    """Does the edition belong to this result, and does it hold what its number says? The first has the
    promises alone; each later one has the value, or says why the source was changed.
    """
    is_first, has_value = draws["edition"] == 1, draws["value"] is not None
    if draws["record_sha256"] != fingerprint(record):
        yield Both("Lodtrækningen hører til et andet resultat.", "The draw is of another result.")
    if draws["edition"] < 1 or is_first != (draws["previous_sha256"] is None):
        yield Both("Lodtrækningens udgave er umulig.", "The draw's edition is impossible.")
    if is_first and (has_value or draws["reason"]):
        yield Both(
            "Udgave 1 har mere end tilsagnene: den underskrives, før værdien findes.",
            "Edition 1 has more than the promises: it is signed before the value exists.",
        )
    if not is_first and has_value == bool(draws["reason"]):
        yield Both(
            "En senere udgave har enten værdien eller grunden til, at kilden blev ændret.",
            "A later edition has either the value or the reason why the source was changed.",
        )
    pairs = pairs_of(draws)
    if len(pairs) != len(set(pairs)):
        yield Both("En kommunes lodtrækning står to gange.", "A municipality's draw stands twice.")


def check_signing(draws: dict[str, Any]) -> Iterator[Both]:
    """Promises are signed before the moment that was named; what was drawn, after it was confirmed."""
    signed, moment = when(draws["signed_at"]), when(draws["moment"])
    if signed is None or draws["signed_by"]["at"] != draws["signed_at"]:
        yield Both(
            "Udgaven er ikke underskrevet af én på ét tidspunkt.",
            "The edition was not signed by one person at one moment.",
        )
    elif draws["value"] is None and (moment is None or signed >= moment):
        yield Both(
            "Tilsagnene er ikke underskrevet før tidspunktet.",
            "The promises were not signed before the moment.",
        )
    elif draws["confirmed"] and not in_order([draws["confirmed"]["at"], draws["signed_at"]]):
        yield Both(
            "Udgaven er underskrevet, før værdien blev bekræftet.",
            "The edition was signed before the value was confirmed.",
        )


def check_value(draws: dict[str, Any]) -> Iterator[Both]:
    """The value came after the moment that was named, by one person, and another confirmed it."""
    people = [draws["entered"], draws["confirmed"]]
    if not is_plain(draws["example"]):
        yield Both("Eksemplet er ikke en værdi.", "The example is no value.")
    if draws["value"] is None:
        if people != [None, None]:
            yield Both("Ingen værdi, men indtastet.", "No value, and yet entered.")
        return
    if None in people or people[0]["name"] == people[1]["name"]:
        yield Both(
            "Værdien er ikke indtastet af én og bekræftet af en anden.",
            "The value was not entered by one person and confirmed by another.",
        )
    elif not in_order([draws["moment"], people[0]["at"], people[1]["at"]]):
        yield Both(
            "Tidspunkt, indtastning og bekræftelse kommer ikke i rækkefølge.",
            "Moment, entry and confirmation do not come in order.",
        )
    if not is_plain(draws["value"]):
        yield Both("Værdien er ikke skrevet på én måde.", "The value is not in its one form.")
    elif draws["value"].count(" ") != draws["example"].count(" "):
        yield Both(
            "Værdien har ikke så mange tal som eksemplet.",
            "The value has not as many numbers as the example.",
        )


def in_order(written: Sequence[str]) -> bool:
    """All are moments, and none comes before the one it stands after."""
    moments = [when(each) for each in written]
    known = [each for each in moments if each is not None]
    return len(known) == len(moments) and known == sorted(known)


def check_draws(draws: dict[str, Any], winners: Any) -> Iterator[Both]:
    """Do the draws belong to the winners, was each promised in time, and does the value give these
    ordinals?
    """
    for promise in draws["draws"]:
        where = f"{promise['municipality']} ({promise['category']})"
        if promise["municipality"] not in winners.get(promise["category"], []):
            yield Both(f"{where}: har ikke vundet.", f"{where}: has not won.")
        if promise["count"] < 1 or not is_hexadecimal(promise["commitment"], 64):
            yield Both(f"{where}: umuligt tilsagn.", f"{where}: an impossible commitment.")
            continue
        committed, moment = when(promise["committed_at"]), when(draws["moment"])
        if committed is None or moment is None or committed >= moment:
            yield Both(
                f"{where}: tilsagnet er ikke givet før tilfældigheden.",
                f"{where}: the commitment was not made before the randomness.",
            )
        elif not in_order([promise["committed_at"], draws["signed_at"]]):
            yield Both(
                f"{where}: tilsagnet er ikke givet før underskriften.",
                f"{where}: the commitment was not made before it was signed.",
            )
        yield from differences(promise, redraw(promise, draws), where, {})
        yield from check_passed_over(promise, draws, where)


def redraw(promise: dict[str, Any], draws: dict[str, Any]) -> dict[str, Any]:
    """The draw as it must be: with nothing drawn while there is no value."""
    if draws["value"] is None:
        return {**promise, "seed": "", "drawn": [], "reserves": [], "winners": []}
    seed, ordinals = draw(draws["record_sha256"], promise, draws["value"])
    passed = [each["ordinal"] for each in promise["passed_over"]]
    winners = [each for each in ordinals if each not in passed][: min(PRIZES, promise["count"])]
    return {
        **promise,
        "seed": seed,
        "drawn": ordinals[:PRIZES],
        "reserves": ordinals[PRIZES:],
        "winners": winners,
    }


def check_passed_over(promise: dict[str, Any], draws: dict[str, Any], where: str) -> Iterator[Both]:
    """Only somebody who had a prize can be passed over, for a known reason, after the draw and before
    the edition that tells it; the next reserve then has the prize.
    """
    queue = promise["drawn"] + promise["reserves"]
    drawn_at = draws["confirmed"]["at"] if draws["confirmed"] else ""
    for each in promise["passed_over"]:
        if each["ordinal"] not in queue[:PRIZES]:
            yield Both(
                f"{where}: nr. {each['ordinal']} havde ingen præmie at give videre.",
                f"{where}: no. {each['ordinal']} had no prize to pass on.",
            )
            continue
        queue.remove(each["ordinal"])
        timely = in_order([drawn_at, each["at"], draws["signed_at"]])
        if not timely or each["reason"] not in REASONS:
            yield Both(
                f"{where}: nr. {each['ordinal']} er gået videre uden grund eller i utide.",
                f"{where}: no. {each['ordinal']} passed on without reason or out of time.",
            )


def check_next(earlier: dict[str, Any], later: dict[str, Any]) -> Iterator[Both]:
    """A later edition adds to what was promised and drawn, and changes none of it. Only while there is
    no value may it name another source and moment, and then it says why.
    """
    follows = later["edition"] == earlier["edition"] + 1
    if not follows or later["previous_sha256"] != fingerprint(earlier):
        yield Both(
            "Lodtrækningens udgaver følger ikke efter hinanden; angiv dem alle, i rækkefølge.",
            "The editions of the draw do not follow each other; name them all, in order.",
        )
    if not in_order([earlier["signed_at"], later["signed_at"]]):
        yield Both(
            "Udgaverne er ikke underskrevet i rækkefølge.", "The editions were not signed in order."
        )
    planned = ("source", "moment", "example")
    same = later["reason"] or all(earlier[name] == later[name] for name in planned)
    drawn = ("value", "entered", "confirmed")
    settled = all(earlier[name] in (None, later[name]) for name in drawn)
    kept = pairs_of(earlier) == pairs_of(later) and all(
        goes_on(old, new) for old, new in zip(earlier["draws"], later["draws"])
    )
    if not (same and settled and kept):
        yield Both(
            "En senere udgave ændrer det, der var lovet.", "A later edition changes a promise."
        )


def pairs_of(draws: dict[str, Any]) -> list[tuple[str, str]]:
    """Which draws an edition holds: category and municipality."""
    return [(each["category"], each["municipality"]) for each in draws["draws"]]


def goes_on(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """The same promise, and whoever was passed over before still is."""
    promised = ("category", "municipality", "count", "commitment", "committed_at")
    passed = len(old["passed_over"])
    same = all(old[name] == new[name] for name in promised)
    return bool(same and new["passed_over"][:passed] == old["passed_over"])


# === What is printed ===============================================================================
class Printer:
    """Prints in one language. Signs that a terminal would obey are shown as question marks."""

    def __init__(self, *, english: bool) -> None:
        self.english = english

    def say(self, danish: str, english: str) -> None:
        """One line."""
        line = english if self.english else danish
        print("".join(c if c.isprintable() else "?" for c in line))

    def number(self, value: int) -> str:
        """Thousands are parted as the language does it."""
        return f"{value:,}" if self.english else f"{value:,}".replace(",", ".")

    def per_cent(self, numerator: int, denominator: int) -> str:
        """Two decimals, for the eye alone: what decides is the exact fraction."""
        hundredths = math.floor(Fraction(numerator, denominator) * 10_000 + Fraction(1, 2))
        sign, hundredths = ("-" if hundredths < 0 else ""), abs(hundredths)
        point = "." if self.english else ","
        return f"{sign}{self.number(hundredths // 100)}{point}{hundredths % 100:02} %"

    def winners(self, record: dict[str, Any], results: list[dict[str, Any]]) -> None:
        """The first in every category, the margin, and the regional winners."""
        names = {each["code"]: each["name"] for each in record["municipalities"]}
        regions = {each["code"]: each["name"] for each in record["regions"]}
        self.say(record["competition"]["title"], record["competition"]["title"])
        if record["competition"]["demonstration"]:
            self.say("DEMONSTRATIONSTAL, ikke et resultat", "DEMONSTRATION FIGURES, not a result")
        for category, result in zip(record["categories"], results):
            self.say("", "")
            self.say(category["title"], category["title"])
            if not result["winners"]:
                self.say("  ingen vinder", "  no winner")
            for line in result["ranking"]:
                if line["place"] == 1:
                    self.winner(line, names[line["code"]])
            if result["margin"]:
                people = self.number(result["margin"]["people"])
                runners_up = ", ".join(names[code] for code in result["margin"]["runners_up"])
                self.say(
                    f"  forspring: {people} tilmeldinger til {runners_up}",
                    f"  margin: {people} registrations to {runners_up}",
                )
            for each in result["regional_winners"]:
                found = ", ".join(names[code] for code in each["winners"])
                region = regions[each["region"]]
                self.say(
                    f"  {region}: {found or 'ingen vinder'}", f"  {region}: {found or 'no winner'}"
                )

    def winner(self, line: dict[str, Any], name: str) -> None:
        """A winner with the exact numbers."""
        share = self.per_cent(line["numerator"], line["denominator"])
        above, below = self.number(line["numerator"]), self.number(line["denominator"])
        self.say(
            f"  1. {name}: {share} ({above} / {below})", f"  1. {name}: {share} ({above} / {below})"
        )

    def changes(self, editions: Sequence[dict[str, Any]]) -> None:
        """Sources that were named anew after the promises were signed."""
        for each in editions:
            if each["reason"]:
                self.say(
                    f"! Udgave {each['edition']} ændrer kilden, fordi: {each['reason']}",
                    f"! Edition {each['edition']} changes the source, because: {each['reason']}",
                )

    def draws(self, draws: dict[str, Any], record: dict[str, Any], winners: Any) -> None:
        """Who won a prize, as ordinals of the municipality's own list."""
        names = {each["code"]: each["name"] for each in record["municipalities"]}
        self.say("", "")
        if draws["value"] is None:
            self.say("Der er endnu ikke trukket lod.", "The draw has not taken place yet.")
            return
        self.say(
            f"Lodtrækning: {draws['source']}: {draws['value']}",
            f"Draw: {draws['source']}: {draws['value']}",
        )
        titles = {each["key"]: each["title"] for each in record["categories"]}
        for each in draws["draws"]:
            name = names.get(each["municipality"], each["municipality"])
            title = titles.get(each["category"], each["category"])
            won = ", ".join(self.number(ordinal) for ordinal in each["winners"])
            count = self.number(each["count"])
            self.say(
                f"  {name} ({title}): nr. {won} af {count}",
                f"  {name} ({title}): no. {won} of {count}",
            )
        for key in winners:
            for code in winners[key]:
                if (key, code) not in pairs_of(draws):
                    whose = f"{names[code]} ({titles[key]})"
                    self.say(f"  {whose}: ingen lodtrækning", f"  {whose}: no draw")

    def verdict(
        self, problems: list[Both], *, signed: bool, pinned: bool, whole: bool = True
    ) -> None:
        """STEMMER, or what does not; and what was not looked at. `whole`: the promises were there."""
        self.say("", "")
        for problem in problems[:MOST_PROBLEMS]:
            self.say(f"✗ {problem.danish}", f"✗ {problem.english}")
        if len(problems) > MOST_PROBLEMS:
            more = len(problems) - MOST_PROBLEMS
            self.say(f"✗ … og {more} mere", f"✗ … and {more} more")
        if not signed:
            self.say(
                "! Underskriften er IKKE efterprøvet: det kræver pakken cryptography"
                " (pip install cryptography).",
                "! The signature was NOT checked: that takes the package cryptography"
                " (pip install cryptography).",
            )
        elif not pinned:
            self.say(
                "! Nøglen er filens egen. Sammenlign den med den offentliggjorte: --public-key NØGLE.",
                "! The key is the file's own. Compare it with the published one: --public-key KEY.",
            )
        if not whole:
            self.say(
                "! Udgave 1 er ikke set: om tilsagnene blev underskrevet før tilfældigheden og siden"
                " holdt, er IKKE efterprøvet. Angiv alle udgaver, fra den første.",
                "! Edition 1 was not seen: whether the promises were signed before the randomness, and"
                " kept, was NOT checked. Name all editions, from the first.",
            )
        if problems:
            self.say("STEMMER IKKE", "DOES NOT AGREE")
        elif (pinned and not signed) or not whole:
            self.say(
                "KAN IKKE AFGØRES: udregningen stemmer", "CANNOT SAY: the recomputation agrees"
            )
        else:
            self.say("STEMMER", "AGREES")


# === The whole story ===============================================================================
class Examined(NamedTuple):
    """What was found in the files."""

    problems: list[Both]
    record: dict[str, Any]
    results: list[dict[str, Any]]  # as they were computed here
    editions: list[dict[str, Any]]

    def winners(self) -> dict[str, list[str]]:
        """Who has won each category."""
        return {result["category"]: result["winners"] for result in self.results}

    def is_whole(self) -> bool:
        """Whether the promises were there, where there is a draw."""
        return not self.editions or self.editions[0]["edition"] == 1


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Read, check, recompute, compare, and say so."""
    options = parsed(arguments)
    printer = Printer(english=options.en)
    if hasattr(sys.stdout, "reconfigure"):  # a terminal that lacks a letter shows a question mark
        sys.stdout.reconfigure(errors="replace")
    pinned = options.public_key.strip().lower() if options.public_key else None
    try:
        files = [fetched(path) for path in (options.result, *options.draws)]
        found = examine(files[0], files[1:], pinned)
    except CannotCheckError as error:
        printer.say(
            f"KAN IKKE EFTERPRØVES: {error.sentence.danish}",
            f"CANNOT CHECK: {error.sentence.english}",
        )
        return 2
    printer.winners(found.record, found.results)
    if found.editions:
        printer.draws(found.editions[-1], found.record, found.winners())
        printer.changes(found.editions)
    whole = found.is_whole()
    printer.verdict(
        found.problems, signed=CAN_CHECK_SIGNATURES, pinned=pinned is not None, whole=whole
    )
    if found.problems:
        return 1
    return 2 if not whole or (pinned and not CAN_CHECK_SIGNATURES) else 0


def disagreements(result: bytes, draws: Sequence[bytes] = ()) -> list[Both]:
    """All that does not agree in files that somebody has in hand: the result, and the draw's editions
    from the first on.
    """
    editions = [File(f"lodtraekning-{n}.json", each) for n, each in enumerate(draws, start=1)]
    try:
        return examine(File("resultat.json", result), editions).problems
    except CannotCheckError as error:
        return [error.sentence]


def examine(result: File, draws: Sequence[File], pinned: Optional[str] = None) -> Examined:
    """All that is in the files, and all that does not agree."""
    if pinned is not None and not is_hexadecimal(pinned, 64):
        raise CannotCheckError(
            "Nøglen er ikke 64 cifre 0-9 a-f.", "The key is not 64 digits 0-9 a-f."
        )
    envelope = read(result, RESULT, RESULT_FORMAT)
    record = envelope["record"]
    problems = list(check_envelope(envelope, pinned, result.name))
    problems += check_inputs(record)
    names = {each["code"]: f"{each['name']} ({each['code']})" for each in record["municipalities"]}
    results = [recompute(category, record) for category in record["categories"]]
    for category, stated, computed in zip(record["categories"], record["outcomes"], results):
        problems += differences(stated, computed, category["title"], names)
    editions = []
    for file in draws:
        drawn = read(file, DRAWS, DRAW_FORMAT)
        problems += check_envelope(drawn, pinned or envelope["public_key"], file.name)
        editions.append(drawn["record"])
    found = Examined(problems, record, results, editions)
    problems += check_editions(editions, record, found.winners())
    return found


def parsed(arguments: Optional[Sequence[str]]) -> argparse.Namespace:
    """What stands on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("result", help="resultat.json")
    parser.add_argument("draws", nargs="*", help="lodtraekning-1.json og de følgende udgaver")
    parser.add_argument("--public-key", metavar="NØGLE", help="den offentliggjorte nøgle, 64 cifre")
    parser.add_argument("--en", action="store_true", help="in English")
    return parser.parse_intermixed_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
