"""A correction moves what its figure moves and nothing else, is confirmed as it was seen, and takes two
people wherever the figure has ever been one that decides.
"""

import pytest
from django.test import Client
from django.urls import reverse

from competition import correcting, dates, enrolment, lacking, lifecycle, setting_up
from competition.models import Competition, MovedPlace, StoredPlace
from signups import corrections
from signups.corrections import Stocks
from signups.models import Correction, Release
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.corrections import confirm
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)


@pytest.fixture
def towns():
    names = (("Aarhus", "751"), ("Odense", "461"), ("Roskilde", "265"), ("Skive", "779"))
    return {name: factories.municipality(name, code=code) for name, code in names}


@pytest.fixture
def race(towns):
    """Skive stands outside."""
    factories.the_clock_shows(NOW)
    found = factories.competition(participants=list(towns.values())[:3])
    for week, extra in ((36, 0), (40, 30), (41, 60)):
        counts = {town: 500 + 10 * n + extra for n, town in enumerate(towns.values())}
        factories.published_with(counts, Week(2014, week))
    return found


def week(number: int) -> Release:
    return Release.objects.get(week=f"2014-W{number}")


def proposed(number, town, registered, *, exempt=0, by=None) -> Correction:
    new = Stocks(registered, 100, exempt)
    doubts = corrections.doubts(week(number), town, new)
    return correcting.propose(
        week(number),
        town,
        new=new,
        reason="Talt to gange.",
        answers={doubt.key: "Ringet." for doubt in doubts},
        by=by or factories.editor(),
        now=NOW,
    )


def late(race, town, *, takes_part) -> None:
    proposal = enrolment.put(
        race, town, takes_part=takes_part, by=factories.editor(), now=NOW, reason="Trak sig."
    )
    enrolment.confirm(proposal, by=factories.approver(), now=NOW)


def places(number) -> dict[str, int | None]:
    found = StoredPlace.objects.filter(release=week(number), category="mest-digitale")
    return {p.municipality.name: p.place for p in found.select_related("municipality")}


# --- what moves -----------------------------------------------------------------------------------
def test_a_late_change_of_participants_moves_nothing_through_a_correction(race, towns):
    before = places(41)
    late(race, towns["Roskilde"], takes_part=False)
    late(race, towns["Skive"], takes_part=True)
    young = corrections.standing(week(41), towns["Skive"]).registered_15_24
    correction = correcting.propose(
        week(41),
        towns["Skive"],
        new=Stocks(590, young, 1),
        reason="Fritagne talt forkert.",
        by=factories.approver(),
        now=NOW,
    )
    assert [move for e in correcting.effects(correction) for move in e.moves] == []
    confirm(correction, by=factories.approver(), now=NOW)
    assert MovedPlace.objects.count() == 0
    assert places(41) == before


def test_a_corrected_figure_moves_places_among_those_who_took_part_then(race, towns):
    assert places(41) == {"Aarhus": 3, "Odense": 2, "Roskilde": 1, "Skive": None}
    late(race, towns["Roskilde"], takes_part=False)
    confirm(proposed(41, towns["Aarhus"], 575), by=factories.approver(), now=NOW)
    assert places(41) == {"Aarhus": 2, "Odense": 3, "Roskilde": 1, "Skive": None}


# --- what was seen --------------------------------------------------------------------------------
def test_a_confirmation_of_other_effects_than_were_seen_is_refused_and_shows_the_new_ones(
    race, towns
):
    first, second = proposed(41, towns["Aarhus"], 575), proposed(41, towns["Odense"], 590)
    client = Client()
    client.force_login(factories.approver())
    there = reverse("correcting", args=[first.pk])
    seen = client.get(there).context["seen"]
    confirm(second, by=factories.approver(), now=NOW)
    answer = client.post(
        reverse("correcting_confirm", args=[first.pk]), {"seen": seen}, follow=True
    )
    assert "end da du så på den" in answer.content.decode()
    assert Correction.objects.get(pk=first.pk).status == "proposed"
    assert answer.context["seen"] != seen
    client.post(reverse("correcting_confirm", args=[first.pk]), {"seen": answer.context["seen"]})
    assert Correction.objects.get(pk=first.pk).status == "confirmed"


def test_a_confirmation_that_names_nothing_seen_is_refused(race, towns):
    correction = proposed(41, towns["Aarhus"], 575)
    client = Client()
    client.force_login(factories.approver())
    client.post(reverse("correcting_confirm", args=[correction.pk]))
    assert Correction.objects.get().status == "proposed"
    assert places(41)["Aarhus"] == 3


# --- a day that was moved away --------------------------------------------------------------------
def planned(**values) -> Competition:
    given = dates.suggested(now=NOW)
    given.pop("slug")
    return setting_up.create(
        slug="2015",
        values=given | {"figures_from": week(36).as_of} | values,
        by=factories.administrator(),
        now=NOW,
    )


def moved(competition, **values) -> None:
    held = {field: getattr(competition, field) for field in setting_up.FIELDS}
    seen = setting_up.fingerprint(competition)
    setting_up.change(
        competition, values=held | values, by=factories.administrator(), now=NOW, seen=seen
    )
    competition.refresh_from_db()


def test_a_baseline_moved_away_and_back_does_not_let_one_person_correct_it(race, towns):
    assert not correcting.needs_two_people(week(40))
    competition = planned(baseline_as_of=week(40).as_of)
    assert correcting.needs_two_people(week(40))
    moved(competition, baseline_as_of=week(41).as_of)
    correction = proposed(40, towns["Aarhus"], 550, by=factories.administrator())
    with pytest.raises(Refused, match="en anden"):
        confirm(correction, by=factories.administrator(), now=NOW)


def test_the_opening_says_which_deciding_figures_one_person_corrected_alone(race, towns):
    correction = proposed(40, towns["Aarhus"], 550, by=factories.approver())
    confirm(correction, by=factories.approver(), now=NOW)
    competition = planned(baseline_as_of=week(40).as_of, population_as_of=factories.POPULATION_DAY)
    said = [x.text for x in lacking.before_opening(competition, now=NOW) if "Aarhus" in x.text]
    assert len(said) == 1
    lifecycle.open_(competition, by=factories.administrator(), now=NOW)
    assert competition.set_up_steps.last().note == said[0]
