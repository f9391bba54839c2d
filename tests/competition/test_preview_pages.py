"""The public pages before they are public: as they will look, for the organiser alone."""

import pytest
from django.test import Client
from django.urls import reverse

from competition.categories import MAIN
from competition.models import Competition
from municipalities.models import Municipality
from signups import releases
from signups.models import Release
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
WEEK = Week(2014, 42)
AHEAD = "/kl/uge/2014-uge-42/forhaandsvisning/"


@pytest.fixture
def race():
    factories.the_clock_shows(at(2014, 10, 18, 10))
    race = factories.autumn(weeks=range(40, 42))
    factories.weekly_figures(factories.draft(WEEK))
    return race


@pytest.fixture
def approver(race):
    client = Client()
    client.force_login(factories.approver())
    return client


@pytest.mark.parametrize("page", ["", "mest-digitale/", "unge/", "kommuner/aarhus/"])
def test_each_public_page_has_a_preview_that_nobody_keeps(approver, page):
    response = approver.get(AHEAD + page)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "uge 42" in response.content.decode()
    assert 'class="preview-bar"' in response.content.decode()


def test_the_preview_is_the_public_page_of_later_but_for_its_marks(approver):
    ahead = approver.get(AHEAD + "mest-digitale/").content.decode()
    release = Release.objects.get(week=str(WEEK))
    releases.approve(release, by=factories.approver(), now=at(2014, 10, 18, 10))
    release.status, release.published_at = "published", at(2014, 10, 20, 8)
    release.save()
    factories.store_places(release)
    factories.the_clock_shows(at(2014, 10, 20, 8))
    public = Client().get(reverse("ranking", args=["2014", MAIN])).content.decode()

    def table(html):
        body = html[html.index('<table class="rank') : html.index("</table>")]
        return body.replace("/2014/kommuner/", f"{AHEAD}kommuner/").replace(
            "/2014/rangliste/", AHEAD
        )

    assert table(ahead) == table(public)


def test_links_in_the_preview_stay_in_the_preview(approver):
    page = approver.get(AHEAD).content.decode()
    assert f'href="{AHEAD}kommuner/' in page
    assert f'href="{AHEAD}mest-digitale/' in page
    assert 'href="/2014/kommuner/' not in page.replace('href="/2014/kommuner/"', "")


def test_neither_visitors_nor_municipalities_see_a_preview(race):
    assert Client().get(AHEAD).status_code == 302
    client = Client()
    client.force_login(factories.staff(Municipality.objects.get(code="751")))
    assert client.get(AHEAD).status_code == 403


def test_the_closing_week_is_shown_as_after_the_announcement_and_nothing_is_announced(approver):
    factories.weekly_figures(factories.draft(Week(2014, 43)))
    page = approver.get("/kl/uge/2014-uge-43/forhaandsvisning/").content.decode()
    assert "1. november 2014" in page
    assert Competition.objects.get().announced_at is None
    assert Client().get("/2014/rangliste/mest-digitale/2014-uge-43/").status_code == 404


def test_a_week_without_figures_has_no_preview(approver):
    assert approver.get("/kl/uge/2014-uge-43/forhaandsvisning/").status_code == 404
    assert approver.get(AHEAD + "ukendt/").status_code == 404
    assert approver.get(AHEAD + "kommuner/ukendt/").status_code == 404
