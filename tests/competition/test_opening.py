"""A planned competition is seen by nobody outside, and opened deliberately."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from competition import lacking, lifecycle
from competition.models import Competition, SetUpStep, StoredPlace
from competition.visibility import Visibility
from municipalities.models import Population
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.competition.set_up import NOW, SPRING, begin_running
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    factories.the_clock_shows(NOW)


@pytest.fixture
def aarhus():
    return factories.municipality("Aarhus", code="751", region_code="1082")


@pytest.fixture
def running(aarhus):
    return begin_running(aarhus)


@pytest.fixture
def planned():
    return factories.competition("2015", **SPRING)


@pytest.fixture
def administrator():
    return signed_in(factories.administrator())


PUBLIC = (
    "/2015/",
    "/en/2015/",
    "/2015/rangliste/mest-digitale/",
    "/2015/kommuner/",
    "/2015/kommuner/aarhus/",
    "/2015/regioner/",
    "/2015/regler/",
    "/2015/rettelser/",
    "/api/v1/competitions/2015/",
    "/api/v1/competitions/2015/releases/",
    "/api/v1/competitions/2015/figures",
)


def test_the_public_sees_nothing_of_a_planned_competition(running, planned):
    visitor = Client()
    assert [visitor.get(address).status_code for address in PUBLIC] == [404] * len(PUBLIC)
    listed = visitor.get("/api/v1/competitions/").json()
    assert [each["slug"] for each in listed] == ["2014"]
    assert "Foråret" not in visitor.get("/").content.decode()
    factories.the_clock_shows(at(2015, 3, 1, 10))
    assert "Foråret" not in visitor.get("/").content.decode()


def test_a_planned_closing_day_hides_nothing_of_others(running, planned):
    Competition.objects.filter(pk="2015").update(
        figures_from=date(2014, 9, 1),
        baseline_as_of=date(2014, 9, 5),
        opens_on=date(2014, 9, 9),
        closing_as_of=date(2014, 10, 10),
    )
    planned.refresh_from_db()
    assert Visibility(running, NOW).releases().filter(week="2014-W41").count() == 1
    assert list(Visibility(planned, NOW).releases()) == []


def test_opening_is_refused_until_what_must_be_there_is_there(aarhus, planned, administrator):
    Population.objects.all().delete()
    texts = [(lack.part, lack.stops) for lack in lacking.before_opening(planned, now=NOW)]
    assert texts == [("population", True), ("dates", False), ("participants", False)]
    address = reverse("setup_open", args=["2015"])
    administrator.post(address, {"confirmed": "yes"})
    planned.refresh_from_db()
    assert planned.state == "planned"


def test_opening_is_deliberate_and_shows_the_competition(aarhus, planned, administrator):
    address = reverse("setup_open", args=["2015"])
    page = administrator.post(address, follow=True).content.decode()
    planned.refresh_from_db()
    assert (planned.state, "Sæt kryds" in page) == ("planned", True)
    administrator.post(address, {"confirmed": "yes"})
    planned.refresh_from_db()
    assert planned.state == "open"
    assert SetUpStep.objects.get().action == "opened"
    assert Client().get("/2015/").status_code == 200
    page = administrator.post(address, {"confirmed": "yes"}, follow=True).content.decode()
    assert "allerede åben" in page


def test_weeks_that_are_published_get_their_places_at_the_opening(aarhus):
    race = factories.competition(participants=[aarhus], state=Competition.State.PLANNED)
    for week in (36, 40):
        factories.published_with({aarhus: 400 + week}, Week(2014, week))
    assert StoredPlace.objects.count() == 0
    lifecycle.open_(race, by=factories.administrator(), now=NOW)
    assert StoredPlace.objects.count() == 2 * 3


def test_a_competition_whose_end_is_over_is_not_opened(aarhus, planned):
    with pytest.raises(Refused, match="Slutdagen er gået"):
        lifecycle.open_(planned, by=factories.administrator(), now=at(2015, 4, 11))
