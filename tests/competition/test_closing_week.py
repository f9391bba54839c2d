"""The closing week at the desk: when it is proposed to go out, and its page before there are figures."""

import pytest
from django.test import Client
from django.urls import reverse

from signups import imports
from signups.models import Import
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
WEEK = "/kl/uge/2014-uge-43/"


@pytest.fixture
def editor():
    client = Client()
    client.force_login(factories.editor())
    return client


@pytest.fixture
def race():
    town = factories.municipality("Aarhus", code="751", population=(1000, 200))
    race = factories.competition(participants=[town])
    factories.published_with({town: 400}, "2014-W36")
    return race


@pytest.mark.parametrize(
    ("week", "now", "proposed"),
    [
        ("2014-W42", at(2014, 10, 18, 10), at(2014, 10, 20, 8)),
        ("2014-W42", at(2014, 10, 20, 9), at(2014, 10, 27, 8)),
        ("2014-W43", at(2014, 10, 25, 9), at(2014, 10, 27, 8)),
        ("2014-W43", at(2014, 10, 27, 9), at(2014, 10, 28, 8)),
        ("2014-W43", at(2014, 10, 31, 20), at(2014, 11, 1, 8)),
        ("2014-W43", at(2014, 11, 1, 9), at(2014, 11, 3, 8)),
    ],
)
def test_the_closing_week_is_proposed_for_a_morning_before_the_announcement(
    race, editor, week, now, proposed
):
    factories.the_clock_shows(now)
    factories.draft(week)
    page = editor.get(f"/kl/uge/2014-uge-{week[-2:]}/")
    assert page.context["schedule_form"]["at"].initial == proposed


def test_a_week_without_figures_leads_to_the_desk_and_says_so(race, editor):
    factories.the_clock_shows(at(2014, 10, 27, 9))
    page = editor.get(WEEK, follow=True)
    assert page.redirect_chain == [("/kl/", 302)]
    assert "Uge 43 har ingen tal endnu." in page.text
    assert editor.get("/kl/uge/2014-uge-50/").status_code == 404


def test_a_week_whose_file_is_on_its_way_leads_to_the_file(race, editor):
    factories.the_clock_shows(at(2014, 10, 27, 9))
    coming = imports.receive(
        content=b"kommune;tilmeldte",
        file_name="2014-uge-43.csv",
        week=Week(2014, 43),
        as_of=Week(2014, 43).friday,
        by=factories.editor(),
        now=at(2014, 10, 27, 9),
    )
    assert coming.status == Import.Status.RECEIVED
    assert editor.get(WEEK).headers["Location"] == reverse("import", args=[coming.pk])
