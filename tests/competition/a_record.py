"""Small competitions for the tests of the record, its verifier and the draw: made, signed, forged."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from competition import canonical, record, signing
from competition.categories import CATEGORIES, Counts, People
from competition.draw import Commitment, Draws, PassedOver, Published, Raffle, document
from competition.record import Amendment, Area, Contender, Inputs, Judged, Signatory, Terms

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
KEY = signing.key_from("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
FORGER = signing.key_from("HxwdHhsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=")
REGIONS = (Area("1081", "Region Nordjylland"), Area("1083", "Region Syddanmark"))
TITLES = ("Danmarks mest digitale kommune", "Danmarks digitale slutspurter", "Danmarks unge")


def at(day: int, hour: int = 12, month: int = 10) -> datetime:
    """A moment of the autumn of 2014, in Copenhagen."""
    return datetime(2014, month, day, hour, tzinfo=COPENHAGEN)


ANNA = Signatory("Anna Ærø", "godkender", at(27))
BODIL = Signatory("Bodil Åby", "administrator", at(27, 13))
TERMS = Terms(
    slug="2014",
    title="Danmarks mest digitale kommune 2014",
    opens_on=date(2014, 9, 9),
    enrolment_deadline=date(2014, 9, 19),
    baseline_as_of=date(2014, 9, 5),
    closing_as_of=date(2014, 10, 24),
    population_as_of=date(2014, 1, 1),
    announcement_at=at(1, 11, month=11),
)


def contender(
    code: str,
    name: str,
    *,
    region: str = "1081",
    takes_part: bool = True,
    people: tuple[int, int] | None = (1000, 200),
    before: tuple[int, int, int] | None = (500, 100, 60),
    after: tuple[int, int, int] | None = (600, 120, 60),
) -> Contender:
    return Contender(
        code,
        name,
        region,
        takes_part,
        People(*people) if people else None,
        Counts(*before) if before else None,
        Counts(*after) if after else None,
    )


def inputs(*contenders: Contender, amendments: tuple[Amendment, ...] = ()) -> Inputs:
    return Inputs(
        terms=TERMS,
        categories=[Judged(c, title) for c, title in zip(CATEGORIES, TITLES, strict=True)],
        regions=REGIONS,
        contenders=contenders,
        baseline_week="2014-W36",
        closing_week="2014-W43",
        amendments=amendments,
        signed_by=(ANNA, BODIL),
    )


def small() -> Inputs:
    """Four that take part and one outside: a shared second place, a corrected figure."""
    return inputs(
        contender("727", "Odder", after=(700, 150, 60)),
        contender("773", "Morsø", after=(600, 130, 60)),
        contender("787", "Thisted", people=(2000, 400), after=(1200, 200, 60)),
        contender("461", "Odense", region="1083", before=(400, 100, 60), after=(590, 90, 60)),
        contender("851", "Aalborg", takes_part=False, after=(990, 190, 0)),
        amendments=(
            Amendment(
                "closing", "727", Counts(690, 150, 60), Counts(700, 150, 60), "Tastefejl", at(25)
            ),
        ),
    )


def signed(content: canonical.Document, key: signing.SigningKey = KEY) -> dict[str, Any]:
    """The envelope as a file holds it."""
    return json.loads(signing.serialise(signing.sign(content, key)))


def a_result() -> dict[str, Any]:
    return signed(record.document(small()))


PROMISE = Commitment("main", "727", 812, "ab" * 32, at(30))
SPRINT = Commitment("sprint", "787", 9, "cd" * 32, at(30))
YOUTH = Commitment("youth", "727", 1, "ef" * 32, at(30))
EXAMPLE = "3 9 21"
PUBLISHED = Published(
    " 4, 011, 17 ",
    replace(ANNA, at=at(2, 12, month=11)),
    replace(BODIL, at=at(2, 13, month=11)),
)


def promised(result: dict[str, Any], **changes: Any) -> Draws:
    """All draws of a result as edition 1 has them: promised, and nothing drawn."""
    whole = Draws(
        record_sha256=result["sha256"],
        edition=1,
        previous_sha256=None,
        source="Lottotallene lørdag den 1. november 2014",
        example=EXAMPLE,
        moment=at(1, 20, month=11),
        signed=replace(ANNA, at=at(31)),
        published=None,
        raffles=(Raffle(PROMISE), Raffle(SPRINT), Raffle(YOUTH)),
    )
    return replace(whole, **changes)


def draws(result: dict[str, Any], **changes: Any) -> Draws:
    """All draws of a result as edition 2 has them, after the value was published."""
    of_both = ("source", "example", "moment", "raffles")
    first = promised(result, **{name: changes[name] for name in of_both if name in changes})
    bare = replace(first, raffles=[replace(each, passed_over=()) for each in first.raffles])
    whole = replace(
        first,
        edition=2,
        previous_sha256=canonical.sha256(document(bare)),
        signed=replace(BODIL, at=at(2, 13, month=11)),
        published=PUBLISHED,
    )
    return replace(whole, **changes)


def passed_over(ordinal: int) -> PassedOver:
    return PassedOver(ordinal, at(9, 9, month=11), "not reached")


# --- forging -------------------------------------------------------------------------------------
def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value that is neither a list nor an object."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path


def other(value: Any) -> Any:
    """Another value of the same kind, one digit or letter away."""
    if isinstance(value, bool):
        return not value
    if value is None:
        return 1
    if isinstance(value, int):
        return value + 1
    if not value:
        return "x"
    last = value[-1]
    return value[:-1] + (chr(ord("0") + (int(last) + 1) % 10) if last.isdecimal() else "0")


def changed(whole: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy in which one leaf is another."""
    forged = copy.deepcopy(whole)
    spot = forged
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = other(spot[path[-1]])
    return forged


# --- random competitions ---------------------------------------------------------------------------
few = st.integers(0, 12) | st.integers(10**6 - 2, 10**6 + 2)
figures = st.none() | st.builds(
    lambda young, old, exempt: Counts(young + old, young, exempt), few, few, few
)
peoples = st.none() | st.builds(lambda young, old: People(young + old, young), few, few)
contenders = st.lists(
    st.tuples(st.sampled_from(["1081", "1083"]), st.booleans(), peoples, figures, figures),
    max_size=9,
).map(lambda rows: [Contender(f"{n:03}", f"Kommune {n}", *row) for n, row in enumerate(rows)])
competitions = contenders.map(lambda found: inputs(*found))
