"""Setting up competitions: what fits, what is fixed, who may, and that the public sees nothing of
what is only planned.
"""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from competition import agenda, dates, effects, lifecycle, setting_up
from competition.models import Competition, SetUpStep, StoredPlace
from competition.visibility import Visibility
from municipalities.models import Population
from signups.models import Change, Release
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


def written(race: Competition, **changed: str) -> dict[str, object]:
    """What the form of a competition sends, with something changed."""
    said: dict[str, object] = {
        field: value.isoformat() if isinstance(value := getattr(race, field), date) else value
        for field in setting_up.FIELDS
    }
    said["announcement_at"] = f"{race.announcement_at:%Y-%m-%dT%H:%M}"
    return {**said, "seen": setting_up.fingerprint(race), **changed}


# --- dates ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("baseline_as_of", date(2015, 1, 30), "Vælg mandag 2. februar 2015 eller senere"),
        ("opens_on", date(2015, 2, 19), "Vælg fredag 20. februar 2015 eller senere"),
        ("closing_as_of", date(2015, 2, 24), "Vælg en dag efter åbningen"),
        ("closing_as_of", date(2015, 4, 9), "Vælg fredag 10. april 2015"),
        ("baseline_as_of", date(2015, 2, 19), "Vælg fredag 20. februar 2015"),
        ("enrolment_deadline", date(2015, 4, 10), "før konkurrencen slutter"),
        ("regional_announcement_on", date(2015, 4, 9), "Vælg fredag 10. april 2015 eller senere"),
        ("announcement_at", at(2015, 4, 12, 12), "Vælg mandag 13. april 2015 eller senere"),
        ("population_as_of", date(2015, 2, 1), "Vælg torsdag 1. januar 2015"),
    ],
)
def test_a_date_that_does_not_fit_is_told_at_the_date_with_what_to_do(field, value, said):
    found = dates.faults({**SPRING, field: value}, now=NOW)
    assert list(found) == [field]
    assert said in found[field]


def test_dates_that_fit_are_not_spoken_of():
    assert dates.faults(SPRING, now=NOW) == {}


def test_the_baseline_is_the_last_release_before_the_opening(running):
    values = {f: getattr(running, f) for f in setting_up.FIELDS}
    values |= {"baseline_as_of": date(2014, 9, 5), "opens_on": date(2014, 10, 11)}
    found = dates.faults(values, now=NOW)
    assert found == {
        "baseline_as_of": (
            "Uge 41, opgjort fredag 10. oktober 2014, ligger nærmere åbningen. Vælg den dag."
        )
    }


def test_figures_that_everybody_has_seen_cannot_be_a_closing(running):
    values = {f: getattr(running, f) for f in setting_up.FIELDS}
    found = dates.faults({**values, "closing_as_of": date(2014, 10, 10)}, now=NOW)
    assert "allerede offentlige" in found["closing_as_of"]


def test_the_next_competition_is_suggested_a_whole_number_of_weeks_later(running):
    found = dates.suggested(now=NOW)
    assert (found["slug"], found["title"]) == ("2015", "Danmarks mest digitale kommune 2015")
    assert found["closing_as_of"] == running.closing_as_of + timedelta(weeks=52)
    assert found["closing_as_of"].isoweekday() == 5
    assert found["population_as_of"] == date(2015, 1, 1)
    assert dates.faults(found, now=NOW) == {}


def test_the_very_first_competition_is_suggested_too():
    assert dates.faults(dates.suggested(now=NOW), now=NOW) == {}


# --- what is fixed --------------------------------------------------------------------------------
def test_what_decides_places_is_fixed_once_figures_are_published(running):
    fixed = setting_up.fixed(running, now=NOW)
    assert set(setting_up.DECIDE_PLACES) <= set(fixed)
    assert set(fixed).isdisjoint(setting_up.TOLD)
    values = {"closing_as_of": date(2014, 10, 31)}
    with pytest.raises(Refused, match="Ligger fast"):
        change(running, values)
    running.refresh_from_db()
    assert running.closing_as_of == date(2014, 10, 24)


def change(race: Competition, values, **more) -> list[setting_up.Difference]:
    return setting_up.change(
        race,
        values=values,
        by=factories.administrator(),
        now=NOW,
        seen=setting_up.fingerprint(race),
        **more,
    )


def test_a_planned_competition_is_free_until_it_is_opened(running, planned):
    assert setting_up.fixed(planned, now=NOW) == {}
    assert not setting_up.has_figures(planned)


def test_a_change_keeps_what_it_was_and_who_did_it(planned):
    change(planned, {"opens_on": date(2015, 2, 25), "title": "Forår"})
    step = SetUpStep.objects.get()
    assert (step.by, step.at, step.action) == (factories.administrator(), NOW, "changed")
    assert step.changes == [
        {"field": "title", "old": "Foråret 2015", "new": "Forår"},
        {"field": "opens_on", "old": "2015-02-24", "new": "2015-02-25"},
    ]
    assert [(each.old, each.new) for each in setting_up.told(step)] == [
        ("Foråret 2015", "Forår"),
        ("tirsdag 24. februar 2015", "onsdag 25. februar 2015"),
    ]
    kept = Change.objects.filter(table_name="competition_competition").last()
    assert kept is not None
    assert (kept.person_id, kept.at) == (factories.administrator().pk, NOW)


def test_two_people_at_once_do_not_write_over_each_other(planned):
    seen = setting_up.fingerprint(planned)
    change(planned, {"title": "Den ene"})
    with pytest.raises(Refused, match="imens"):
        setting_up.change(
            planned,
            values={"title": "Den anden"},
            by=factories.administrator(),
            now=NOW,
            seen=seen,
        )


def test_an_announcement_moves_earlier_only_when_somebody_says_so_and_never_into_the_past(running):
    earlier = {"announcement_at": at(2014, 10, 30, 12)}
    with pytest.raises(Refused, match="tidligere end lovet"):
        change(running, earlier)
    with pytest.raises(Refused, match="ikke er gået"):
        change(running, {"announcement_at": NOW}, earlier=True)
    change(running, earlier, earlier=True)
    running.refresh_from_db()
    assert running.announcement_at == at(2014, 10, 30, 12)
    later = at(2014, 10, 30, 13)
    factories.published(Week(2014, 43))
    assert not Visibility(running, later).is_announced
    assert Visibility(running, later).releases().filter(week="2014-W43").count() == 0


def test_only_administrators_set_up_competitions(running, planned):
    for person in (factories.editor(), factories.approver()):
        client = signed_in(person)
        assert client.get(reverse("setup")).status_code == 200
        assert client.get(reverse("setup_one", args=["2015"])).status_code == 200
        assert client.get(reverse("setup_population", args=["2015"])).status_code == 200
        assert client.get(reverse("setup_new")).status_code == 403
        address = reverse("setup_one", args=["2015"])
        assert client.post(address, {"title": "Mit", "confirmed": "yes"}).status_code == 403
        assert client.post(reverse("setup_open", args=["2015"])).status_code == 403
        with pytest.raises(Refused):
            setting_up.change(planned, values={}, by=person, now=NOW, seen="")
        with pytest.raises(Refused):
            lifecycle.open_(planned, by=person, now=NOW)


# --- through the pages ------------------------------------------------------------------------------
def test_a_change_is_shown_before_it_is_made(planned, administrator):
    address = reverse("setup_one", args=["2015"])
    said = written(planned, opens_on="2015-02-25")
    page = administrator.post(address, said).content.decode()
    assert "<del>tirsdag 24. februar 2015</del>" in page
    assert "<ins>onsdag 25. februar 2015</ins>" in page
    planned.refresh_from_db()
    assert planned.opens_on == date(2015, 2, 24)
    again = administrator.post(address, {**said, "again": "yes"}).content.decode()
    assert 'value="2015-02-25"' in again
    administrator.post(address, {**said, "confirmed": "yes"})
    planned.refresh_from_db()
    assert planned.opens_on == date(2015, 2, 25)
    page = administrator.get(address).content.decode()
    assert "<del>tirsdag 24. februar 2015</del>" in page


def test_an_early_announcement_asks_for_a_tick_of_its_own(running, administrator):
    address = reverse("setup_one", args=["2014"])
    said = written(running, announcement_at="2014-10-31T12:00")
    assert 'name="earlier"' in administrator.post(address, said).content.decode()
    response = administrator.post(address, {**said, "confirmed": "yes"})
    assert response.status_code == 422
    assert "tidligere end lovet" in response.content.decode()
    administrator.post(address, {**said, "confirmed": "yes", "earlier": "yes"})
    running.refresh_from_db()
    assert running.announcement_at == at(2014, 10, 31, 12)


def test_what_is_fixed_is_no_field_and_is_not_changed_by_sending_it(running, administrator):
    address = reverse("setup_one", args=["2014"])
    page = administrator.get(address).content.decode()
    assert 'name="closing_as_of"' not in page
    assert "Ligger fast: Der er offentliggjort tal" in page
    said = written(running, closing_as_of="2014-10-31", categories="unge")
    administrator.post(address, {**said, "confirmed": "yes"})
    running.refresh_from_db()
    assert running.closing_as_of == date(2014, 10, 24)
    assert len(running.categories) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "femten"),
        ("slug", "2014"),
        ("slug", "../kl"),
        ("slug", ""),
        ("title", ""),
        ("title", "x" * 121),
        ("title", "nul\0"),
        ("categories", "hurtigst"),
        ("categories", ""),
        ("figures_from", "i morgen"),
        ("figures_from", "99999-01-01"),
        ("closing_as_of", "0001-01-05"),
        ("announcement_at", "9999-12-31T23:59"),
        ("announcement_at", "kl. 12"),
        ("population_as_of", "2015-01-02"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_loses_no_typing(
    running, administrator, field, value
):
    good = {**written(running), **_later(dates.suggested(now=NOW)), "title": "Næste år"}
    assert administrator.post(reverse("setup_new"), {**good, "slug": "2015"}).status_code == 302
    response = administrator.post(reverse("setup_new"), {**good, "slug": "2016", field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert "field-error" in page
    assert f'value="{good["opens_on"]}"' in page
    assert Competition.objects.count() == 2


def _later(values) -> dict[str, object]:
    said = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
    return {**said, "announcement_at": f"{values['announcement_at']:%Y-%m-%dT%H:%M}"}


# --- categories -----------------------------------------------------------------------------------
def test_a_category_that_is_not_used_is_nowhere(aarhus):
    race = factories.competition(participants=[aarhus], categories=["unge"])
    for week in (36, 40):
        factories.published_with({aarhus: 400 + week}, Week(2014, week))
    assert set(StoredPlace.objects.values_list("category", flat=True)) == {"unge"}
    visitor = Client()
    for address in ("/2014/rangliste/mest-digitale/", "/2014/rangliste/slutspurt/2014-uge-40/"):
        assert visitor.get(address).status_code == 404
    assert visitor.get("/api/v1/competitions/2014/standings/slutspurt").status_code == 404
    assert visitor.get("/api/v1/competitions/2014/standings/unge").status_code == 200
    pages = ("/", "/2014/rangliste/unge/", "/2014/kommuner/", "/2014/kommuner/aarhus/",
             "/2014/regioner/", "/2014/regioner/region-midtjylland/", "/2014/regler/")  # fmt: skip
    for address in pages:
        response = visitor.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        assert "slutspurt" not in text, address
        assert "rangliste/mest-digitale" not in text, address
    detail = visitor.get("/api/v1/competitions/2014/").json()
    assert [each["slug"] for each in detail["categories"]] == ["unge"]
    known = effects.of(race, Release.objects.get(week="2014-W40"))
    assert known is not None
    assert [each.category.slug for each in known.categories] == ["unge"]
    own = signed_in(factories.staff(aarhus)).get("/min-kommune/").content.decode()
    assert "slutspurter" not in own


# --- the desk -------------------------------------------------------------------------------------
def test_the_desk_says_what_in_the_set_up_stands_in_the_way(running):
    assert lines_of(running) == []
    Population.objects.all().delete()
    assert lines_of(running) == [
        ("Befolkningen pr. 1. januar 2014 er her ikke endnu.", "/kl/konkurrencer/2014/befolkning/")
    ]


def lines_of(race: Competition) -> list[tuple[str, str]]:
    items = agenda.build(Visibility(race, NOW)).items
    return [(item.text, item.address) for item in items if item.title == "Opsætning"]


def test_the_log_holds_what_was_done_to_competitions(planned, administrator):
    change(planned, {"title": "Forår"})
    steps = administrator.get(reverse("log_json")).json()["steps"]
    assert [(each["step"], each["note"]) for each in steps] == [
        ("konkurrence ændret", "2015; Titel: Foråret 2015 → Forår")
    ]
