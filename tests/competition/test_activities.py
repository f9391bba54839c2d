"""A municipality's events: logged by its own people, kept in the history, marked on the curve."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from competition import activities, pace
from competition.activities import Said
from competition.models import Activity, Competition
from competition.pace import Event
from competition.races import load
from competition.ranking import Ratio
from competition.visibility import Visibility
from municipalities.models import Municipality
from signups.models import Change
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
PAGE = "/min-kommune/aktiviteter/"
EVENT = {
    "day": "2014-09-23",
    "kind": "library",
    "title": "Åbent hus på Dokk1",
    "reach": "1.200",
    "note": "Regnvejr",
}


@pytest.fixture
def towns():
    """Aarhus and Odense of one region, three weeks out."""
    factories.the_clock_shows(NOW)
    made = [
        factories.municipality(name, code=code, region_code="1082", population=(10_000, 2_000))
        for name, code in (("Aarhus", "751"), ("Randers", "730"))
    ]
    factories.competition(participants=made)
    for week, (a, b) in {36: (5_000, 6_000), 37: (5_070, 6_010), 39: (5_350, 6_030)}.items():
        factories.published_with({made[0]: a, made[1]: b}, Week(2014, week))
    return made


def staff_of(town, email="staff@example.dk"):
    return factories.staff(town, email)


def said(**fields) -> Said:
    given = {"day": date(2014, 9, 23), "kind": "library", "title": "Åbent hus", "note": ""}
    return Said(**(given | {"reach": None} | fields))


def test_an_event_is_logged_changed_and_deleted_and_the_history_keeps_all_of_it(towns):
    person = staff_of(towns[0])
    client = signed_in(person)
    assert client.post(PAGE, EVENT).status_code == 302
    one = Activity.objects.get()
    assert (one.municipality, one.day, one.reach, one.entered_by, one.entered_at.date()) == (
        towns[0], date(2014, 9, 23), 1200, person, NOW.date(),
    )  # fmt: skip
    address = reverse("own_event", args=[one.pk])
    assert 'value="1.200"' in client.get(address).text
    assert client.post(address, EVENT | {"title": "Åbent hus", "reach": ""}).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.reach, one.changed_by) == ("Åbent hus", None, person)
    assert client.post(reverse("own_event_delete", args=[one.pk])).status_code == 302
    assert Activity.objects.count() == 0
    kept = Change.objects.filter(table_name="competition_activity").order_by("id")
    assert [(c.action, c.person_id, c.municipality) for c in kept] == [
        (action, person.pk, "751") for action in "IUD"
    ]
    assert kept[2].old["title"] == "Åbent hus"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": ""}, "Vælg en dag."),
        ({"day": "i går"}, "Skriv datoen som dag, måned og år: 17.10.2014."),
        ({"day": "17.08.2014"}, "fra 18. august 2014 til 31. januar 2015."),
        ({"day": "2015-02-01"}, "fra 18. august 2014 til 31. januar 2015."),
        ({"kind": ""}, "Vælg, hvad slags aktivitet det var."),
        ({"kind": "fest"}, "Vælg, hvad slags aktivitet det var."),
        ({"title": " "}, "Skriv med få ord, hvad det var."),
        ({"title": "x" * 121}, "Skriv højst 120 tegn."),
        ({"reach": "mange"}, "Skriv et helt tal, eller lad feltet stå tomt."),
        ({"reach": "-3"}, "Et antal personer kan ikke være under nul."),
        ({"reach": "99999999999999999999"}, "Det er flere mennesker, end der findes."),
        ({"title": "a\0b"}, "field-error"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_loses_no_typing(towns, fields, sentence):
    response = signed_in(staff_of(towns[0])).post(PAGE, EVENT | fields)
    page = response.text
    assert (response.status_code, sentence in page, "Regnvejr" in page) == (422, True, True)
    assert Activity.objects.count() == 0


def test_the_same_event_twice_is_told_and_the_campaigns_edges_are_in_it(towns):
    client = signed_in(staff_of(towns[0]))
    for day in ("2014-08-18", "31.01.2015"):
        assert client.post(PAGE, EVENT | {"day": day}).status_code == 302
    again = client.post(PAGE, EVENT | {"day": "2014-08-18"})
    assert "Aktiviteten er allerede noteret." in again.text
    assert Activity.objects.count() == 2


def test_nobody_else_reads_or_writes_a_municipalitys_events(towns):
    race, ours = Competition.objects.get(), staff_of(towns[0])
    one = activities.log(towns[0], race, said=said(), by=ours, now=NOW)
    others = staff_of(towns[1], "randers@example.dk")
    client = signed_in(others)
    assert "Åbent hus" not in client.get(PAGE).text
    assert "Åbent hus" not in client.get(f"{PAGE.rstrip('/')}.csv").getvalue().decode()
    assert client.get(reverse("own_event", args=[one.pk])).status_code == 404
    assert client.post(reverse("own_event", args=[one.pk]), EVENT).status_code == 404
    assert client.post(reverse("own_event_delete", args=[one.pk])).status_code == 404
    for person in (others, factories.editor(), factories.administrator()):
        for act in (
            lambda by: activities.log(towns[0], race, said=said(title="x"), by=by, now=NOW),
            lambda by: activities.change(one, race, said=said(title="x"), by=by, now=NOW),
            lambda by: activities.delete(one, by=by, now=NOW),
        ):
            with pytest.raises(Refused):
                act(person)
    assert [each.title for each in Activity.objects.all()] == ["Åbent hus"]
    for role in (factories.editor(), factories.administrator()):
        looks = signed_in(role)
        seen = looks.get("/kl/kommuner/aarhus/aktiviteter/").text
        assert ("Åbent hus" in seen, "Notér en aktivitet" in seen) == (True, False)
        assert looks.post(PAGE, EVENT).status_code == 403
        assert looks.post("/kl/kommuner/aarhus/aktiviteter/", EVENT).status_code == 403
        assert looks.get(reverse("own_event", args=[one.pk])).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_an_event_that_was_deleted_meanwhile_is_told(towns):
    race, ours = Competition.objects.get(), staff_of(towns[0])
    one = activities.log(towns[0], race, said=said(), by=ours, now=NOW)
    activities.delete(one, by=ours, now=NOW)
    one.pk = 1
    with pytest.raises(Refused, match="slettet"):
        activities.change(one, race, said=said(), by=ours, now=NOW)


def test_the_database_takes_no_event_without_a_title(towns):
    with pytest.raises(IntegrityError):
        Activity.objects.create(
            municipality=towns[0], day=date(2014, 9, 1), kind="press", title="",
            entered_by=staff_of(towns[0]), entered_at=NOW,
        )  # fmt: skip


# --- the curve ------------------------------------------------------------------------------------
def the_pace(code="751", events=()):
    race_row = Competition.objects.get()
    race = load(race_row, Visibility(race_row, NOW).releases())
    return pace.build(race, race.by_code[code], list(events))


def test_the_pace_is_new_registrations_per_1000_in_seven_days(towns):
    found = the_pace()
    assert [(week.release.week, week.new) for week in found.weeks] == [
        ("2014-W37", 70),
        ("2014-W39", 280),
    ]
    # 70 of 10,000 in seven days are 7.0 per 1,000; 280 in fourteen days are 14.0 a week.
    values = [100 * week.own.numerator / week.own.denominator for week in found.weeks]
    assert values == [7.0, 14.0]
    region = [100 * week.region.numerator / week.region.denominator for week in found.weeks]
    assert region == [100 * 10 * 80 / 20_000, 100 * 10 * 7 * 300 / (20_000 * 14)]


def test_an_event_belongs_to_the_week_that_its_day_lies_in(towns):
    events = [
        Event(1, date(2014, 9, 6), "Dagen efter uge 36"),
        Event(2, date(2014, 9, 12), "Opgørelsesdagen"),
        Event(3, date(2014, 9, 13), "Dagen efter"),
        Event(4, date(2014, 12, 1), "Efter konkurrencen"),
    ]
    found = the_pace(events=events)
    assert [[e.number for e in week.events] for week in found.weeks] == [[1, 2], [3]]
    assert [e.number for e in found.later] == [4]
    marks = found.figure["data"][-1]
    assert list(marks["x"]) == [1, 7, 8]
    words = [one["text"] for one in found.figure["narrow"]["annotations"]]
    assert {"1", "2-3"} <= set(words)
    json.dumps(found.figure)


def test_a_title_is_no_markup_in_the_chart(towns):
    found = the_pace(events=[Event(1, date(2014, 9, 12), "<b>Fed</b> & fest")])
    (told,) = found.figure["data"][-1]["customdata"]
    assert told == "1. &lt;b&gt;Fed&lt;/b&gt; &amp; fest"


def test_a_fall_a_missing_figure_and_a_single_week_are_drawn_or_left_out(towns):
    with factories.correcting():
        factories.figure(factories.published("2014-W40"), towns[0], 5_300)
    found = the_pace()
    assert found.weeks[-1].new == -50
    assert found.figure["wide"]["yaxis"]["range"][0] < 0
    assert the_pace("730").weeks[-1].own is None
    lonely = factories.municipality("Ny", code="999", population=None)
    assert [week.own for week in the_pace(lonely.code).weeks] == [None, None, None]
    assert isinstance(found.weeks[0].own, Ratio)


def test_before_two_weeks_there_is_a_sentence_and_no_chart():
    factories.the_clock_shows(NOW)
    town = factories.municipality("Aarhus", code="751")
    factories.competition(participants=[town])
    factories.published_with({town: 500}, Week(2014, 36))
    page = signed_in(staff_of(town)).get(PAGE).text
    assert ("Kurven kommer, når to uger" in page, 'id="pace"' in page) == (True, False)


def test_the_held_back_week_is_not_on_the_curve(towns):
    factories.published_with(dict.fromkeys(towns, 9_191), Week(2014, 43))
    factories.the_clock_shows(at(2014, 10, 27, 10))
    client = signed_in(staff_of(towns[0]))
    page = client.get(PAGE).text
    assert "Den sidste uge kommer med kåringen" in page
    file = client.get(reverse("own_pace_file")).getvalue().decode()
    assert [text for text in (page, file) if "2014-W43" in text or "9191" in text] == []


def test_the_page_says_that_a_rise_proves_no_cause(towns):
    page = signed_in(staff_of(towns[0])).get(PAGE).text
    assert "beviser ikke, at aktiviteten var årsagen" in page
    assert "Ingen navne" in page


def test_the_events_and_the_curve_are_taken_along(towns):
    client = signed_in(staff_of(towns[0]))
    client.post(PAGE, EVENT | {"title": "=1+1", "day": "2014-09-23"})
    text = client.get(reverse("own_events_file", args=["csv"])).getvalue().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["dag", "art", "aktivitet", "nåede personer", "note"],
        ["2014-09-23", "bibliotek", "'=1+1", "1200", "Regnvejr"],
    ]
    book = client.get(reverse("own_events_file", args=["xlsx"])).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[2]] == [
        "2014-09-23",
        "bibliotek",
        "'=1+1",
        1200,
        "Regnvejr",
    ]
    text = client.get(reverse("own_pace_file")).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[2][:4] == ["2014-W39", "2014-09-26", "280", "14,0"]
    assert rows[2][5] == "'=1+1"


@pytest.mark.parametrize("count", [98, 980])
@pytest.mark.parametrize("name", ["own_events", "own_figures", "own_people", "own_participation"])
def test_a_page_asks_as_little_however_many_municipalities_there_are(
    count, name, django_assert_max_num_queries
):
    factories.the_clock_shows(NOW)
    towns = factories.invented(count, race=factories.competition())
    for week in (36, 37, 38):
        factories.store_places(
            factories.invented_figures(factories.published(Week(2014, week)), towns)
        )
    person = staff_of(Municipality.objects.get(pk=towns[0].pk))
    race = Competition.objects.get()
    for n in range(20):
        activities.log(person.municipality, race, said=said(title=str(n)), by=person, now=NOW)
    client = signed_in(person)
    client.get(reverse("own_people"))  # the first page of a session writes the session
    with django_assert_max_num_queries(8):
        assert client.get(reverse(name)).status_code == 200
