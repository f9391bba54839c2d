"""What a release does to the standings, before it is public."""

import pytest
from django.test import Client
from django.urls import reverse

from competition import effects
from signups.weeks import Week
from tests import factories

pytestmark = pytest.mark.django_db


def test_who_takes_the_lead_climbs_and_falls_is_told_per_category_and_region():
    north = [factories.municipality(n, region_code="1081") for n in ("A", "B")]
    south = factories.municipality("C", region_code="1083")
    race = factories.competition(participants=[*north, south])
    for week in ("2014-W36", "2014-W41"):
        factories.published_with(dict(zip([*north, south], (500, 450, 480), strict=True)), week)
    release = factories.draft("2014-W42")
    for who, count in zip([*north, south], (500, 600, 480), strict=True):
        factories.figure(release, who, count)
    found = effects.of(race, release)
    main = found.categories[0]
    assert [line.entrant.name for line in main.lead.now] == ["B"]
    assert [line.entrant.name for line in main.lead.before] == ["A"]
    assert main.lead.is_new
    assert [(x.entrant.name, x.change) for x in main.risen] == [("B", 2)]
    assert [(x.entrant.name, x.change) for x in main.fallen] == [("A", -1), ("C", -1)]
    regions = {region.code: [lead.is_new for lead in leads] for region, leads in found.regions}
    assert regions["1081"][0]
    assert not regions["1083"][0]


def test_a_week_outside_the_competition_has_no_effects():
    race = factories.competition(participants=[factories.municipality()])
    assert effects.of(race, factories.draft("2014-W34")) is None


def test_the_weeks_page_tells_of_every_competition_that_the_week_has_places_in():
    factories.the_clock_shows(factories.at(2014, 10, 18, 10))
    town = factories.municipality("Aarhus")
    factories.competition(participants=[town])
    factories.competition("2014-b", participants=[town], title="En anden")
    factories.competition("2015", state="planned")
    for week in ("2014-W36", "2014-W41"):
        factories.published_with({town: 500}, week)
    client = Client()
    client.force_login(factories.editor())
    page = client.get(reverse("release", args=[Week(2014, 41)]))
    told = [race.pk for race, _effects in page.context["effects"]]
    assert sorted(told) == ["2014", "2014-b"]
    assert page.content.decode().count("Det gør det ved stillingen: ") == 2
