"""The moment, the regions, the municipalities and the people."""

import itertools
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.test import Client

from municipalities import names
from municipalities.models import Municipality, Population, Region, Role, User
from signups.models import SiteState

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PASSWORD = "syv grønne æbler på bordet"
POPULATION_DAY = date(2014, 1, 1)
_numbers = itertools.count(1)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in Copenhagen."""
    return datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)


def the_clock_shows(moment: datetime) -> SiteState:
    """Put the site's clock at a moment (it goes on ticking), without the step that a person leaves."""
    set_at = datetime.now(COPENHAGEN)
    state, _ = SiteState.objects.update_or_create(
        pk=1, defaults={"clock_moment": moment, "clock_set_at": set_at}
    )
    return state


def new_data_version() -> None:
    """As after any change of what the public pages are made of."""
    SiteState.objects.get_or_create(pk=1)
    SiteState.objects.update(data_version=F("data_version") + 1)


def region(code: str = "1081", name: str = "") -> Region:
    """The region of this code, made on first use."""
    known = {
        "1081": "Region Nordjylland",
        "1082": "Region Midtjylland",
        "1083": "Region Syddanmark",
        "1084": "Region Hovedstaden",
        "1085": "Region Sjælland",
    }
    name = name or known.get(code, f"Region {code}")
    found, _ = Region.objects.get_or_create(
        code=code, defaults={"name": name, "slug": names.slugify(name)}
    )
    return found


def municipality(
    name: str = "",
    *,
    code: str = "",
    region_code: str = "1081",
    population: tuple[int, int] | None = (1000, 200),
) -> Municipality:
    """A municipality with its population (15+, 15-24) on the population day; None for no population."""
    code = code or f"X{next(_numbers)}"
    made = Municipality.objects.create(
        code=code, name=name or f"Kommune {code}", region=region(region_code)
    )
    if population is not None:
        Population.objects.create(
            municipality=made,
            as_of=POPULATION_DAY,
            population_15_plus=population[0],
            population_15_24=population[1],
        )
    return made


def person(email: str, role: str, municipality: Municipality | None = None) -> User:
    """The person of this address, made on first use; signs in with `PASSWORD`."""
    found = User.objects.filter(email=email).first()
    if found is None:
        found = User.objects.create_user(email, role=role, municipality=municipality)
        found.password = hashed_password()
        found.save(update_fields=["password"])
    return found


@cache
def hashed_password() -> str:
    """`PASSWORD` as it is kept; hashing is slow on purpose, so once is enough."""
    return make_password(PASSWORD)


def editor(email: str = "editor@example.dk") -> User:
    """Someone who enters figures."""
    return person(email, Role.EDITOR)


def approver(email: str = "approver@example.dk") -> User:
    """Someone who approves and publishes."""
    return person(email, Role.APPROVER)


def administrator(email: str = "administrator@example.dk") -> User:
    """Someone who may do everything, and move the demonstration's clock."""
    found = person(email, Role.ADMINISTRATOR)
    found.is_staff = found.is_superuser = True
    found.save(update_fields=["is_staff", "is_superuser"])
    return found


NAMES = {
    Role.EDITOR: ("Carl", "Østergård"),
    Role.APPROVER: ("Anna", "Ærø"),
    Role.ADMINISTRATOR: ("Bodil", "Åby"),
    Role.STAFF: ("Dorte", "Dam"),
}


def named(found: User) -> User:
    """The person, who can sign: with a name that nobody else has."""
    if not found.get_full_name():
        first, last = NAMES[Role(found.role)]
        same = User.objects.filter(first_name=first).count()
        found.first_name, found.last_name = first, "Friis " * same + last
        found.save(update_fields=["first_name", "last_name"])
    return found


def staff(municipality: Municipality, email: str = "staff@example.dk") -> User:
    """Someone of one municipality."""
    return person(email, Role.STAFF, municipality)


def signed_in(person: User) -> Client:
    """A client of somebody who has signed in."""
    client = Client()
    client.force_login(person)
    return client
