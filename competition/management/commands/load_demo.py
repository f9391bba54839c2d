"""The demonstration: the autumn of 2014 as it stood on Saturday 18 October, 10:00.

Weeks 34 to 41 are published, each on the Monday after its Friday at 08:00; week 42 waits as a draft;
week 43 is a file at hand. Run again, it adds what is missing and changes nothing.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import competition
import municipalities
import signups
from competition import demo_round, participants, publishing
from competition.models import Competition
from municipalities.models import Municipality, Role, User
from signups import clock, imports, releases
from signups.models import Release, SiteState
from signups.weeks import Week

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PASSWORD = "digital-post-2014"  # noqa: S105 - the demonstration's, printed for everybody
PEOPLE = (
    ("redaktor@kl.example", "Rikke", "Redaktør", Role.EDITOR, None),
    ("godkender@kl.example", "Gunnar", "Godkender", Role.APPROVER, None),
    ("admin@kl.example", "Asta", "Administrator", Role.ADMINISTRATOR, None),
    ("digital@aarhus.example", "Aage", "Aarhus", Role.STAFF, "751"),
    ("digital@aalborg.example", "Asger", "Aalborg", Role.STAFF, "851"),
)
AS_IF = datetime(2014, 10, 18, 10, 0, tzinfo=COPENHAGEN)
PUBLISHED_WEEKS = [Week(2014, number) for number in range(34, 42)]
DRAFT_WEEK = Week(2014, 42)
WEEKLY_FILES = Path(signups.__file__).parent / "data" / "weekly"
ACKNOWLEDGED = "Konstruerede tal til demonstrationen."


class Command(BaseCommand):
    help = "Load the demonstration: the autumn of 2014 as on Saturday 18 October, 10:00."

    def handle(self, *args: Any, **options: Any) -> None:
        """Only where SITE_MODE is not production, for the weekly figures are synthetic."""
        if not settings.DEMO:
            raise CommandError("The demonstration's figures are synthetic: never in production.")
        with transaction.atomic():
            self._master_data()
            everyone = [_person(*person) for person in PEOPLE]
            people = {person.role: person for person in everyone}
            aarhus = next(person for person in everyone if person.municipality_id == "751")
            demo_round.load(
                Competition.objects.get(pk="2014"), by=people[Role.EDITOR], staff=aarhus
            )
            for week in PUBLISHED_WEEKS:
                self._publish(week, people[Role.EDITOR], people[Role.APPROVER])
            if not Release.objects.filter(week=str(DRAFT_WEEK)).exists():
                _enter(DRAFT_WEEK, people[Role.EDITOR], _at(DRAFT_WEEK.friday, 15, 12))
            _start_clock(people[Role.ADMINISTRATOR])
        self.stdout.write(f"Clock: {clock.now():%A %d %B %Y, %H:%M}.")
        for email, *_name, role, _code in PEOPLE:
            self.stdout.write(f"  {email:<26} {PASSWORD}   {role.value}")

    def _master_data(self) -> None:
        folder = Path(municipalities.__file__).parent / "data"
        call_command("load_municipalities", stdout=self.stdout)
        call_command(
            "load_population",
            folder / "population-2014k1.csv",
            as_of=date(2014, 1, 1),
            stdout=self.stdout,
        )
        Competition.objects.get_or_create(
            slug="2014",
            defaults={
                "title": "Danmarks mest digitale kommune 2014",
                "state": Competition.State.OPEN,
                "figures_from": date(2014, 8, 18),
                "opens_on": date(2014, 9, 9),
                "enrolment_deadline": date(2014, 9, 8),
                "baseline_as_of": date(2014, 9, 5),
                "closing_as_of": date(2014, 10, 24),
                "regional_announcement_on": date(2014, 10, 27),
                "announcement_at": _at(date(2014, 11, 1), 11),
                "announcement_place": "Post & Tele Museum",
                "population_as_of": date(2014, 1, 1),
            },
        )
        content = (
            Path(competition.__file__).parent / "data" / "participants-demo.csv"
        ).read_bytes()
        counted, _remarks = participants.load(
            Competition.objects.get(pk="2014"), content=content, now=_at(date(2014, 9, 1), 12)
        )
        self.stdout.write(f"Participants: {counted}.")

    def _publish(self, week: Week, editor: User, approver: User) -> None:
        if Release.objects.filter(week=str(week)).exists():
            return
        release = _enter(week, editor, _at(week.friday, 15, 12))
        publishing.approve(release, by=approver, now=_at(week.friday, 16, 40))
        monday = _at(week.monday + timedelta(days=7), 8)
        releases.schedule(release, by=approver, now=_at(week.friday, 16, 41), at=monday)
        publishing.publish(release, by=None, now=monday)


def _person(email: str, first: str, last: str, role: Role, code: str | None) -> User:
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(
        email,
        PASSWORD,
        first_name=first,
        last_name=last,
        role=role,
        municipality=Municipality.objects.get(code=code) if code else None,
        is_staff=role == Role.ADMINISTRATOR,
        is_superuser=role == Role.ADMINISTRATOR,
    )


def _enter(week: Week, by: User, now: datetime) -> Release:
    path = WEEKLY_FILES / f"{week.slug}.csv"
    import_ = imports.receive(
        content=path.read_bytes(),
        file_name=path.name,
        week=week,
        as_of=week.friday,
        by=by,
        now=now,
    )
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=now)
    if examined.warnings:
        keys = [warning.key for warning in examined.warnings]
        imports.acknowledge(import_, keys=keys, reason=ACKNOWLEDGED, by=by, now=now)
    imports.confirm(import_, by=by, now=now)
    return imports.store(import_, examined, now=now)


def _start_clock(administrator: User) -> None:
    state = SiteState.objects.filter(pk=1).first()
    if state is None or state.clock_moment is None:
        clock.move_to(AS_IF, by=administrator)
    else:
        clock.resume()


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=COPENHAGEN)
