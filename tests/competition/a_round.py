"""A round of three municipalities for the tests of its pages, and how they are reached."""

from datetime import date

from django.urls import reverse

from competition import invitations, limits, rounds, tasks
from competition.models import Invitation, Meeting, Round
from tests import factories
from tests.factories import at

NOW = at(2014, 9, 1, 12)
ANSWER = {
    "rows": "1",
    "main": "1",
    "takes_part": "yes",
    "c0-name": "Anna Holm",
    "c0-title": "Konsulent",
    "c0-email": "anna@aarhus.example",
    "c0-phone": "12 34 56 78",
    "remarks": "Tak.",
    "meeting": "",
    "attending": "",
}
FORBIDDEN = ("anna@", "Anna Holm", "12 34 56 78")


def begin(monkeypatch) -> Round:
    monkeypatch.setattr(tasks.send_round, "delay", lambda: None)
    monkeypatch.setattr(limits, "_WINDOW", 1)
    factories.the_clock_shows(NOW)
    for code, name in (("751", "Aarhus"), ("851", "Aalborg"), ("101", "København")):
        factories.municipality(name, code=code)
    race = factories.competition(enrolment_deadline=date(2014, 9, 8))
    return rounds.begin(race, by=factories.editor(), now=NOW)


def invitation(code="751") -> Invitation:
    return Invitation.objects.select_related("municipality", "round").get(municipality=code)


def link(code="751") -> str:
    return reverse("answer", args=[invitations.key(invitation(code))])


def meeting(**fields) -> Meeting:
    known = {
        "round": Round.objects.get(),
        "title": "Møde, æøå; om Digital Post",
        "starts_at": at(2014, 9, 3, 10),
        "ends_at": at(2014, 9, 3, 11, 30),
        "place": "Rådhuset",
        "changed_at": NOW,
    }
    return Meeting.objects.create(**known | fields)
