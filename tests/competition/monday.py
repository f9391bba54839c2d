"""The Monday mail of three municipalities, and what the schedule does about it."""

from competition import monday_mail
from competition.models import MondayMail
from tests import factories
from tests.factories import at

BEFORE, NOW = at(2014, 9, 12, 10), at(2014, 9, 15, 8, 1)
FIGURES = {"Aarhus": 500, "Odense": 400, "Randers": 300}


def begin():
    """Three municipalities, week 36 public, and somebody of Odense who wants the mail."""
    towns = {name: factories.municipality(name) for name in FIGURES}
    race = factories.competition(participants=towns.values())
    factories.published_with({towns[name]: count for name, count in FIGURES.items()}, "2014-W36")
    person = factories.staff(towns["Odense"], "dorte@odense.example")
    monday_mail.choose(language="da", by=person, now=BEFORE)
    return race, towns, person


def publish(towns, week="2014-W37", **more):
    figures = {towns[name]: count for name, count in (FIGURES | {"Odense": 410}).items()}
    return factories.published_with(figures, week, **more)


def tick(now=NOW) -> int:
    """What the schedule does each minute."""
    monday_mail.make(now=now)
    return monday_mail.send_waiting(now=now)


def statuses() -> list[str]:
    return list(MondayMail.objects.order_by("pk").values_list("status", flat=True))


def off(person, language="") -> str:
    """The link in the mails of what the person has chosen now."""
    return f"{language}/mandagsmail/afmeld/{monday_mail.key(person, person.monday_wish.since)}/"
