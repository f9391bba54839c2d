"""The walk for leaks: a small country, every address of the site in both languages, and figures that are
planted so that they can be recognised."""

import re

from django.core.cache import caches
from django.test import Client

from competition import prizes
from competition.categories import BY_SLUG, CATEGORIES
from competition.converters import DataFile
from competition.downloads import Wanted
from competition.laureates import Prize
from competition.models import Competition
from municipalities.models import Municipality
from signups.models import Figure, Release
from signups.weeks import Week
from tests import factories
from tests.addresses import addresses
from tests.factories import at

NOW = at(2014, 10, 27, 10)
PLANTED = 91_919
HX = {"HX-Request": "true"}
ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("", HX),
    ("?week=2014-W43&kategori=unge", {}),
    ("?week=2014-W42&q=aa&sort=name", HX),
)
ONE_TIME = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
PRIZES = [
    *(Prize(CATEGORIES[0], None, "aarhus", kind) for kind in prizes.KINDS),
    Prize(CATEGORIES[0], "region-midtjylland", "aarhus", "diplom.pdf"),
    Prize(CATEGORIES[0], "region-midtjylland", "aarhus", "maerke.svg"),
    Prize(CATEGORIES[0], None, "aalborg", "diplom.pdf"),
    Prize(CATEGORIES[0], None, "aalborg", "maerke.svg"),
    Prize(CATEGORIES[0], None, "aalborg", "maerke.png"),
    Prize(CATEGORIES[0], None, "aalborg", "presse.txt"),
    *(Prize(category, None, "aarhus", "presse.txt") for category in CATEGORIES[1:]),
]
SHARES = {"751": 5_100, "147": 5_300, "851": 6_400, "101": 4_900, "461": 5_800, "265": 5_000}


def country() -> Competition:
    """Six municipalities in four regions, five of them taking part."""
    names = {
        "751": ("Aarhus", "1082"),
        "147": ("Frederiksberg", "1084"),
        "851": ("Aalborg", "1081"),
        "101": ("København", "1084"),
        "461": ("Odense", "1083"),
        "265": ("Roskilde", "1085"),
    }
    everyone = [
        factories.municipality(name, code=code, region_code=region, population=(10_000, 2_000))
        for code, (name, region) in names.items()
    ]
    race = factories.competition(participants=everyone[:-1])
    for week in range(34, 42):
        counts = {who: SHARES[who.code] + 7 * (week - 34) * len(who.name) for who in everyone}
        factories.published_with(counts, Week(2014, week))
    return race


def every_address() -> list[str]:
    return addresses(
        {
            "competition": ["2014"],
            "slug": ["2014"],
            "category": list(CATEGORIES),
            "week": [Week(2014, n) for n in (41, 42, 43)],
            "municipality": ["aarhus", "frederiksberg"],
            "whose": ["aarhus"],
            "act": ["luk"],
            "prize": PRIZES,
            "region": ["region-midtjylland"],
            "code": ["751"],
            "pk": [1],
            "key": ["x-y"],
            "file": [
                DataFile(Wanted(category, week), ending)
                for category in (None, BY_SLUG["slutspurt"])
                for week in (None, Week(2014, 41), Week(2014, 42), Week(2014, 43))
                for ending in ("csv", "json", "xlsx", "csv-metadata.json")
            ],
            "rest": ["x"],
            "uidb36": ["x"],
            "provider_id": ["oidc"],
            "token": ["x"],
            "number": [1],
            "kind": ["csv", "xlsx"],
        },
        without=["admin"],
    )


def walk(client: Client, *, afresh: bool = True) -> dict[tuple[str, bool], tuple[int, bytes]]:
    """The answer of every address, however it is asked."""
    if afresh:
        caches["pages"].clear()
    found = {}
    for address in every_address():
        for query, headers in ASKED:
            response = client.get(address + query, headers=headers)
            body = ONE_TIME.sub(b"", response.getvalue())
            found[address + query, bool(headers)] = (response.status_code, body)
            if response.status_code not in {200, 422}:  # a closed door is closed however one knocks
                break
    return found


def plant(week: int, status: str, published_at=None) -> Release:
    make = {
        "draft": factories.draft,
        "approved": factories.approved,
        "published": factories.published,
    }[status]
    more = {"published_at": published_at} if published_at else {}
    release = make(Week(2014, week), **more)
    with factories.correcting():
        Figure.objects.bulk_create(
            Figure(
                release=release,
                municipality=who,
                registered_15_plus=PLANTED,
                registered_15_24=PLANTED,
                exempt_15_plus=PLANTED,
            )
            for who in Municipality.objects.all()
        )
    return release


def says_the_planted(body: bytes) -> bool:
    text = body.decode(errors="replace")
    return any(form in text for form in ("91919", "91.919", "91,919", "91 919", "91\xa0919"))
