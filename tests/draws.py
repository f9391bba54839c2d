"""The way of a draw from the announcement to the prizes, for the tests."""

import hashlib
from datetime import datetime

from competition import drawing
from competition.categories import BY_SLUG
from competition.lots import Drawing
from competition.models import Competition, DrawEdition, DrawPlan
from municipalities.models import Municipality
from tests import factories
from tests.factories import at

NAMING = at(2014, 10, 27, 9)
PROMISING, MOMENT, AFTER = at(2014, 11, 3, 10), at(2014, 11, 8, 20), at(2014, 11, 8, 21)
VALUE = "4 11 17 23 28 31 36"


def digest(of: str) -> str:
    """The SHA-256 of a list, as it is promised."""
    return hashlib.sha256(of.encode()).hexdigest()


def planned(race: Competition, *, now: datetime = NAMING, **other) -> DrawPlan:
    """The source and the moment, named by the approver."""
    said = {
        "source": "Lotto, lørdag 8. november 2014",
        "link": "https://lotto.example/tal",
        "reading": "De syv vindertal i stigende orden.",
        "example": "2 9 14 15 20 21 33",
        "moment": MOMENT,
    }
    return drawing.name_source(race, **(said | other), by=factories.approver(), now=now)


def promised(race: Competition, *, now: datetime = PROMISING, count: int = 150) -> None:
    """Every winner's own people promise a list."""
    for lot in Drawing(race, now).lots:
        town = lot.municipality
        drawing.promise(
            race,
            category=lot.category,
            municipality=town,
            count=count,
            commitment=digest(town.name),
            by=factories.staff(town, f"{town.slug}@example.dk"),
            now=now,
        )


def signed(race: Competition) -> DrawEdition:
    """Planned, promised and signed; the race is announced already. All have names."""
    for person in (factories.editor(), factories.approver(), factories.administrator()):
        factories.named(person)
    planned(race, now=PROMISING)
    promised(race)
    return drawing.sign(race, by=factories.approver(), now=PROMISING)


def drawn(race: Competition, *, now: datetime = AFTER) -> DrawEdition:
    """The whole way to the prizes."""
    signed(race)
    drawing.enter(race, value=VALUE, by=factories.editor(), now=now)
    return drawing.confirm(race, value=VALUE, by=factories.approver(), now=now)


def sprint() -> dict[str, object]:
    """The words of one lot."""
    return {"category": BY_SLUG["slutspurt"], "municipality": Municipality.objects.get(code="751")}
