"""What the database keeps by itself of every change, and who could see what before the public."""

import csv
import json
from io import StringIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from competition.models import Competition, Participation
from municipalities.models import Population, Role, User
from signups import history, imports, releases, sightings
from signups.models import Change, Figure, Release, Sighting
from signups.weeks import Week
from tests import factories
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)


@pytest.fixture
def town():
    return factories.municipality("Aarhus", code="751")


@pytest.fixture
def draft(town):
    release = factories.draft("2014-W42")
    factories.figure(release, town, 500)
    return release


def sql(statement: str, *parameters: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def kept(table: str, action: str = "U") -> list[Change]:
    return list(Change.objects.filter(table_name=table, action=action))


# --- no way around --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        lambda: sql("UPDATE signups_figure SET registered_15_plus = 510"),
        lambda: Figure.objects.update(registered_15_plus=510),
        lambda: Figure.objects.bulk_update(
            [Figure(pk=f.pk, registered_15_plus=510) for f in Figure.objects.all()],
            ["registered_15_plus"],
        ),
        lambda: sql(
            "INSERT INTO signups_figure (release_id, municipality_id, registered_15_plus,"
            " registered_15_24, exempt_15_plus) SELECT release_id, municipality_id, 510, 100, 0"
            " FROM signups_figure ON CONFLICT (release_id, municipality_id)"
            " DO UPDATE SET registered_15_plus = 510"
        ),
    ],
)
def test_no_way_of_writing_goes_around_the_history(draft, change):
    change()
    (found,) = kept("signups_figure")
    assert (found.old["registered_15_plus"], found.new["registered_15_plus"]) == (500, 510)
    assert (found.week, found.municipality) == ("2014-W42", "751")


def test_a_deleted_figure_is_kept_as_it_was(draft):
    sql("DELETE FROM signups_figure")
    (found,) = kept("signups_figure", "D")
    assert (found.old["registered_15_plus"], found.new) == (500, None)


def test_emptying_the_whole_table_is_kept_row_by_row(draft):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("TRUNCATE signups_figure")
    (found,) = kept("signups_figure", "T")
    assert found.old["registered_15_plus"] == 500


def test_copy_is_kept_line_by_line_for_a_country(draft, town):
    other = factories.municipality("Odense", code="461")
    copy = "COPY signups_figure (release_id, municipality_id, registered_15_plus, registered_15_24, exempt_15_plus) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(copy) as rows:
        rows.write(f"{draft.pk}\t{other.pk}\t7\t1\t1\n")
    assert [c.municipality for c in kept("signups_figure", "I")] == ["751", "461"]


def test_a_continents_draft_is_kept_as_one_line_and_every_change_of_it_after_that(db):
    release = factories.draft("2014-W42")
    factories.invented_figures(release, factories.invented(1001))
    (found,) = kept("signups_figure", "I")
    assert found.new == {"figures": 1001}
    sql("UPDATE signups_figure SET exempt_15_plus = exempt_15_plus + 1")
    assert len(kept("signups_figure")) == 1001


def test_what_is_as_it_was_is_not_kept(draft):
    sql("UPDATE signups_figure SET registered_15_plus = registered_15_plus")
    assert kept("signups_figure") == []


def test_the_history_itself_can_only_be_read(draft):
    for statement in ("UPDATE signups_change SET reason = 'x'", "DELETE FROM signups_change"):
        with pytest.raises(IntegrityError):
            sql(statement)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("signups_release", lambda: Release.objects.update(week="2014-W41")),
        ("municipalities_population", lambda: Population.objects.update(population_15_plus=900)),
        ("municipalities_municipality", lambda: sql("UPDATE municipalities_municipality SET slug = 'x'")),
        ("competition_competition", lambda: Competition.objects.update(title="x")),
        ("municipalities_user", lambda: User.objects.update(role=Role.APPROVER)),
    ],
)  # fmt: skip
def test_the_other_tables_are_kept_too(draft, town, table, change):
    factories.competition()
    change()
    assert len(kept(table)) == 1


def test_participants_are_kept(town):
    race = factories.competition(participants=[town])
    Participation.objects.filter(competition=race).delete()
    assert [c.action for c in Change.objects.filter(municipality="751").order_by("id")][-2:] == [
        "I",
        "D",
    ]


def test_passwords_are_never_in_the_history_and_signing_in_is_no_change():
    person = factories.editor()
    person.set_password("en helt anden lang sætning")
    person.last_login = NOW
    person.save()
    rows = Change.objects.filter(table_name="municipalities_user")
    assert [c.action for c in rows] == ["I"]
    assert all("password" not in (c.new or {}) for c in rows)


# --- who and when ---------------------------------------------------------------------------------
def test_a_verb_leaves_person_and_moment(draft):
    releases.approve(draft, by=factories.approver(), now=NOW)
    (found,) = kept("signups_release")
    assert (found.person, found.at) == (factories.approver(), NOW)


def test_a_stored_file_is_its_confirmers(town):
    content = (
        b"kommunekode;kommune;tilmeldte 15+;tilmeldte 15-24;fritagne 15+\n751;Aarhus;500;90;9\n"
    )
    import_ = imports.receive(
        content=content, file_name="uge 42.csv", week=Week(2014, 42), as_of=Week(2014, 42).friday,
        by=factories.editor(), now=NOW,
    )  # fmt: skip
    examined = imports.examine(import_)
    imports.note_examined(import_, examined, now=NOW)
    keys = [w.key for w in examined.warnings]
    if keys:
        imports.acknowledge(import_, keys=keys, reason="Ja", by=factories.editor(), now=NOW)
    imports.confirm(import_, by=factories.editor(), now=NOW)
    imports.store(import_, examined, now=NOW)
    (found,) = kept("signups_figure", "I")
    assert (found.person, found.reason) == (factories.editor(), "uge 42.csv")


def test_plain_sql_leaves_the_databases_user_and_no_person(draft):
    sql("UPDATE signups_figure SET registered_15_plus = 510")
    (found,) = kept("signups_figure")
    assert found.person is None
    assert found.database_user == connection.settings_dict["USER"]


def test_a_request_that_changes_something_is_known_by_its_person_and_forgotten_after(town):
    administrator = factories.administrator()
    with history.told_by_request(by=administrator, now=NOW):
        Population.objects.update(population_15_plus=900)
    Population.objects.update(population_15_plus=901)
    assert [c.person for c in kept("municipalities_population")] == [administrator, None]


# --- who knew -------------------------------------------------------------------------------------
def test_looking_is_kept_once_a_person_page_and_day(draft):
    factories.the_clock_shows(NOW)
    factories.competition()
    client = signed_in(factories.editor())
    for _ in range(3):
        client.get(reverse("release", args=[Week(2014, 42)]))
    assert [(s.week, s.page) for s in Sighting.objects.all()] == [("2014-W42", "release")]


def test_looking_at_what_everybody_sees_is_not_kept(town):
    factories.the_clock_shows(NOW)
    factories.competition()
    factories.published_with({town: 500}, "2014-W41")
    signed_in(factories.editor()).get(reverse("release", args=[Week(2014, 41)]))
    assert Sighting.objects.count() == 0


def test_a_municipality_that_sees_its_own_closing_figure_is_kept(town):
    factories.competition(participants=[town])
    factories.published_with({town: 500}, "2014-W43")
    factories.the_clock_shows(at(2014, 10, 28))
    signed_in(factories.staff(town)).get("/min-kommune/")
    assert [(s.week, s.page) for s in Sighting.objects.all()] == [("2014-W43", "dashboard")]


def test_the_list_of_a_week_names_rights_and_looks_until_the_public_saw_it(town):
    factories.the_clock_shows(NOW)
    factories.competition(participants=[town])
    factories.approver()
    factories.staff(town)
    factories.published_with({town: 500}, "2014-W41")
    factories.editor()
    for day, page in ((12, "release"), (14, "history")):
        sightings.note("2014-W41", by=factories.editor(), page=page, now=at(2014, 10, day))
    client = signed_in(factories.editor())
    page = client.get(reverse("release_access", args=[Week(2014, 41)]))
    access = page.context["access"]
    assert {r.person.email for r in access.rights} == {"editor@example.dk", "approver@example.dk"}
    assert [s.page for s in access.sightings] == ["release"]
    rows = list(
        csv.reader(
            StringIO(client.get("/kl/uge/2014-uge-41/adgang.csv").content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert len(rows) == 4
    assert client.get(reverse("release_access", args=[Week(2014, 50)])).status_code == 404


def test_a_right_that_was_taken_away_is_still_told(town):
    person = factories.approver()
    with transaction.atomic():
        history.told(by=None, now=at(2014, 10, 5))
        User.objects.filter(pk=person.pk).update(is_active=False)
    during = sightings.rights(since=at(2014, 10, 1), until=at(2014, 10, 6))
    assert [(r.person, r.until) for r in during] == [(person, at(2014, 10, 5))]
    assert sightings.rights(since=at(2014, 10, 6), until=at(2014, 10, 9)) == []


# --- read and exported ----------------------------------------------------------------------------
def test_the_history_is_read_by_week_and_municipality_and_exported(draft):
    factories.the_clock_shows(NOW)
    factories.competition()
    sql("UPDATE signups_figure SET registered_15_plus = 510")
    client = signed_in(factories.editor())
    page = client.get("/kl/historik/?week=2014-W42&municipality=751").content.decode()
    assert "<del>500</del>" in page
    assert "<ins>510</ins>" in page
    assert "Intet er ændret" in client.get("/kl/historik/?week=2014-W41").content.decode()
    assert client.get("/kl/historik/?week=%00&page=x&table=';--").status_code == 200
    text = client.get("/kl/historik.csv?week=2014-W42").content.decode("utf-8-sig")
    assert ";500;510;" in text


def test_cells_that_a_spreadsheet_would_run_are_text(draft):
    factories.the_clock_shows(NOW)
    factories.competition()
    releases.record("received", by=factories.editor(), now=NOW, note="=1+1")
    text = signed_in(factories.editor()).get("/kl/log.csv").content.decode("utf-8-sig")
    assert ";'=1+1" in text


def test_the_log_is_exported_whole(draft):
    factories.the_clock_shows(NOW)
    factories.competition()
    releases.approve(draft, by=factories.approver(), now=NOW)
    answer = signed_in(factories.editor()).get("/kl/log.json")
    (step,) = json.loads(answer.content)["steps"]
    assert (step["step"], step["by"], step["week"]) == (
        "godkendt",
        "approver@example.dk",
        "2014-W42",
    )
