"""What the tests are made of: plain functions that make regions, municipalities, people, releases
in every status, competitions, and the real Denmark with its demonstration figures.

Every function stores what it returns. Whatever a test does not care about has a sensible default.
"""

import csv
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F

from competition import correcting as work_of_correcting
from competition import publishing
from competition.models import Competition, Participation
from municipalities import names
from municipalities.models import Municipality, Population, Region, Role, User
from signups import corrections
from signups.models import Correction, Figure, Release, SiteState
from signups.weeks import Week

ROOT = Path(__file__).resolve().parent.parent
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PASSWORD = "syv grønne æbler på bordet"
POPULATION_DAY = date(2014, 1, 1)
BASELINE, CLOSING = Week(2014, 36), Week(2014, 43)
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


# --- who ------------------------------------------------------------------------------------------
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


def staff(municipality: Municipality, email: str = "staff@example.dk") -> User:
    """Someone of one municipality."""
    return person(email, Role.STAFF, municipality)


# --- what is counted ------------------------------------------------------------------------------
def draft(week: Week | str = "2014-W41", *, as_of: date | None = None) -> Release:
    """A release that one person has entered, as of the week's Friday."""
    week = Week.parse(week) if isinstance(week, str) else week
    day = as_of or week.friday
    return Release.objects.create(
        week=str(week),
        as_of=day,
        entered_by=editor(),
        entered_at=_hour(day, 14),
    )


def approved(
    week: Week | str = "2014-W41",
    *,
    as_of: date | None = None,
    publish_at: datetime | None = None,
) -> Release:
    """A release that a second person has approved; `publish_at` sets its time of publication."""
    release = draft(week, as_of=as_of)
    release.status = Release.Status.APPROVED
    release.approved_by = approver()
    release.approved_at = _hour(release.as_of, 15)
    release.publish_at = publish_at
    release.save()
    return release


def published(
    week: Week | str = "2014-W41",
    *,
    as_of: date | None = None,
    published_at: datetime | None = None,
) -> Release:
    """A published release without figures or stored places (see `published_with`); by default on
    the Monday after its week, 08:00."""
    release = approved(week, as_of=as_of)
    release.status = Release.Status.PUBLISHED
    release.published_by = approver()
    release.published_at = published_at or monday_morning(release.iso_week)
    release.save()
    return release


def monday_morning(week: Week) -> datetime:
    """When a week's figures come out by habit: the Monday after it, 08:00."""
    return _hour(week.monday + timedelta(days=7), 8)


@contextmanager
def correcting() -> Iterator[None]:
    """What the database allows a correction only: to touch the figures of a published release."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL site.correcting = 'yes'")
        yield
        cursor.execute("SET LOCAL site.correcting = ''")


def corrected(code: str, week: str, figures: tuple[int, int, int], *, now: datetime) -> Correction:
    """A correction of a published figure, proposed by one person and confirmed by another; whatever
    looks wrong about it is answered for."""
    release, town = Release.objects.get(week=week), Municipality.objects.get(code=code)
    new = corrections.Stocks(*figures)
    doubts = corrections.doubts(release, town, new)
    made = work_of_correcting.propose(
        release,
        town,
        new=new,
        reason="Talt forkert.",
        answers={doubt.key: "Ringet og bekræftet." for doubt in doubts},
        by=editor(),
        now=now,
    )
    seen = work_of_correcting.fingerprint(work_of_correcting.effects(made))
    work_of_correcting.confirm(made, seen=seen, by=approver(), now=now)
    return made


def figure(
    release: Release,
    municipality: Municipality,
    registered: int,
    young: int | None = None,
    exempt: int = 0,
) -> Figure:
    """One municipality's stocks; a fifth of the registered are young unless told otherwise."""
    with correcting():
        return Figure.objects.create(
            release=release,
            municipality=municipality,
            registered_15_plus=registered,
            registered_15_24=registered // 5 if young is None else young,
            exempt_15_plus=exempt,
        )


def store_figures(figures: Iterable[Figure]) -> None:
    """Put many figures in at once, into releases in any status."""
    with correcting():
        Figure.objects.bulk_create(figures)


def published_with(
    registered: Mapping[Municipality, int],
    week: Week | str = "2014-W41",
    *,
    as_of: date | None = None,
    published_at: datetime | None = None,
) -> Release:
    """A published release with these figures (registered 15+), and its places stored with it."""
    release = published(week, as_of=as_of, published_at=published_at)
    for who, count in registered.items():
        figure(release, who, count)
    store_places(release)
    return release


def store_places(release: Release) -> None:
    """Store the places of a release in every competition that it belongs to."""
    for race in publishing.competitions_of(release):
        publishing.store_places(race, release)


# --- how it is judged -----------------------------------------------------------------------------
def competition(
    slug: str = "2014", *, participants: Iterable[Municipality] = (), **fields: object
) -> Competition:
    """The competition of 2014 as the press release tells it, or with other `fields`."""
    dates = {
        "title": "Danmarks mest digitale kommune 2014",
        "state": Competition.State.OPEN,
        "figures_from": date(2014, 8, 22),
        "opens_on": date(2014, 9, 9),
        "enrolment_deadline": date(2014, 9, 30),
        "baseline_as_of": BASELINE.friday,
        "closing_as_of": CLOSING.friday,
        "regional_announcement_on": date(2014, 10, 27),
        "announcement_at": at(2014, 11, 1, 12),
        "announcement_place": "Post & Tele Museum, København",
        "population_as_of": POPULATION_DAY,
    }
    made = Competition.objects.create(slug=slug, **{**dates, **fields})
    takes_part(made, *participants)
    return made


def takes_part(race: Competition, *municipalities: Municipality) -> None:
    """Make these municipalities participants."""
    Participation.objects.bulk_create(
        Participation(competition=race, municipality=who, enrolled_at=at(2014, 9, 1, 12))
        for who in municipalities
    )


def announce(race: Competition, moment: datetime) -> None:
    """Announce the winners at a moment, and with them the closing figures."""
    race.state = Competition.State.ANNOUNCED
    race.announced_at = moment
    race.save()


# --- the whole country ----------------------------------------------------------------------------
def denmark() -> Competition:
    """The 98 municipalities, their real population, and the 2014 competition with its 47
    (synthetic) participants; no figures yet."""
    for row in _rows("municipalities/data/municipalities.csv"):
        Municipality.objects.create(
            code=row["code"],
            name=row["name"],
            region=region(row["region_code"], row["region_name"]),
        )
    Population.objects.bulk_create(
        Population(
            municipality_id=row["code"],
            as_of=POPULATION_DAY,
            population_15_plus=int(row["age_15_plus"]),
            population_15_24=int(row["age_15_24"]),
        )
        for row in _rows("municipalities/data/population-2014k1.csv")
    )
    race = competition()
    Participation.objects.bulk_create(
        Participation(competition=race, municipality_id=row["code"], enrolled_at=at(2014, 9, 1, 12))
        for row in _rows("competition/data/participants-demo.csv")
    )
    return race


def weekly_file(week: Week) -> bytes:
    """The demonstration's (synthetic) file of one week, as it is sent."""
    return (ROOT / "signups/data/weekly" / f"{week.slug}.csv").read_bytes()


def weekly_figures(release: Release) -> Release:
    """Give a release the demonstration's figures of its week."""
    store_figures(
        Figure(
            release=release,
            municipality_id=row["kommunekode"],
            registered_15_plus=int(row["tilmeldte 15+"]),
            registered_15_24=int(row["tilmeldte 15-24"]),
            exempt_15_plus=int(row["fritagne 15+"]),
        )
        for row in _rows(f"signups/data/weekly/{release.iso_week.slug}.csv", delimiter=";")
    )
    return release


def autumn(*, weeks: Iterable[int] = range(34, 42)) -> Competition:
    """Denmark with these weeks of 2014 published, places stored, as the demonstration shows them.

    The clock is left alone; `the_clock_shows(at(2014, 10, 18, 10))` is the demonstration's day.
    """
    race = denmark()
    for number in weeks:
        store_places(weekly_figures(published(Week(2014, number))))
    return race


def invented(count: int, *, race: Competition | None = None) -> list[Municipality]:
    """Many invented municipalities over the five regions, each with a population; every second one
    takes part in `race`."""
    regions = [region(f"108{n}") for n in range(1, 6)]
    made = Municipality.objects.bulk_create(
        Municipality(
            code=f"M{n:06}",
            name=f"Opfundet {n:06}",
            slug=f"opfundet-{n:06}",
            sort_key=names.sort_key(f"Opfundet {n:06}"),
            region=regions[n % 5],
        )
        for n in range(count)
    )
    Population.objects.bulk_create(
        Population(
            municipality=who,
            as_of=POPULATION_DAY,
            population_15_plus=5000 + 37 * n % 90000,
            population_15_24=800 + 7 * n % 4000,
        )
        for n, who in enumerate(made)
    )
    if race is not None:
        takes_part(race, *made[::2])
    return made


def invented_figures(release: Release, municipalities: Sequence[Municipality]) -> Release:
    """Give a release a figure for each of these (as `invented` made them), growing by the week."""
    counts = invented_counts(release, len(municipalities))
    store_figures(
        Figure(
            release=release,
            municipality=who,
            registered_15_plus=adults,
            registered_15_24=young,
            exempt_15_plus=exempt,
        )
        for who, (adults, young, exempt) in zip(municipalities, counts, strict=True)
    )
    return release


def invented_counts(release: Release, count: int) -> Iterator[tuple[int, int, int]]:
    """Registered 15+, 15-24 and exempt of so many invented municipalities in the release's week."""
    weeks = release.iso_week.number - 30
    for n in range(count):
        adults = 2000 + (37 * n % 90000) // 2 + weeks * (20 + n % 17)
        yield adults, 300 + (7 * n % 4000) // 3 + weeks, 100 + n % 300


def _rows(path: str, *, delimiter: str = ",") -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def _hour(day: date, hour: int) -> datetime:
    return at(day.year, day.month, day.day, hour)
