"""The signed record: the corrections as they followed each other, names and no addresses, and nothing that
the program which checks it would not agree with.
"""

import json
from datetime import timedelta

import pytest

from competition import results, verify_result
from competition.models import ResultRecord, Signature
from signups.releases import Refused
from signups.weeks import Week
from tests import factories, finish
from tests.finish import CLOSING_DAY_OVER

pytestmark = pytest.mark.django_db


@pytest.fixture
def race():
    towns = [
        factories.municipality(name, code=code, region_code=region, population=(1000, 200))
        for name, code, region in [("Aarhus", "751", "1082"), ("Aalborg", "851", "1081")]
    ]
    race = factories.competition(participants=towns)
    for week, counts in {36: (400, 300), 43: (500, 420)}.items():
        factories.published_with(dict(zip(towns, counts, strict=True)), Week(2014, week))
    return race


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(0)])
def test_corrections_stand_as_they_followed_each_other_whatever_the_clock_showed(race, back):
    now = CLOSING_DAY_OVER
    factories.corrected("751", "2014-W43", (510, 100, 0), now=now)
    factories.corrected("751", "2014-W43", (520, 100, 0), now=now - back)
    made = finish.finalized(race, now=now + timedelta(hours=1))
    found = json.loads(made.document)["record"]["corrections"]
    assert [one["new"]["registered_15_plus"] for one in found] == [510, 520]
    assert verify_result.disagreements(made.document.encode()) == []


def test_no_address_stands_in_a_record(race):
    made = finish.finalized(race)
    assert "@" not in made.document
    names = [one["name"] for one in json.loads(made.document)["record"]["signed_by"]]
    assert names == ["Anna Ærø", "Bodil Åby"]


@pytest.mark.parametrize(
    ("first", "second", "now", "says"),
    [
        ("Ida Ø", "Ida Ø", CLOSING_DAY_OVER, "ikke to forskellige underskrivere"),
        ("Ida Ø", "Bo Å", CLOSING_DAY_OVER - timedelta(days=9), "før slutdagen var ovre"),
    ],
)
def test_nothing_is_stored_that_the_program_would_not_agree_with(
    race, settings, *, first, second, now, says
):
    settings.DEMO = False  # in a demonstration it may be signed on any day
    finish.closed(race)
    result = results.of(race)
    people = [factories.approver("a@example.dk"), factories.approver("b@example.dk")]
    for person, name in zip(people, (first, second), strict=True):
        person.first_name, person.last_name = name.split()
        person.save()
    signed = [
        Signature.objects.create(competition=race, person=person, at=now, digest=result.digest)
        for person in people
    ]
    with pytest.raises(Refused, match=says) as refused:
        results.store(result, signed, now=now)
    assert str(refused.value).startswith("Intet er underskrevet")
    assert not ResultRecord.objects.exists()
