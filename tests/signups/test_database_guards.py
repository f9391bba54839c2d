"""What the database itself sees to, whatever way somebody takes to it."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from competition.models import StoredPlace
from municipalities.models import Municipality, Population
from signups.models import Figure, Release, SiteState
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    return factories.published_with({factories.municipality("Aarhus", code="751"): 500})


def sql(statement: str, *parameters: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_a_published_figure_cannot_be_changed_by_plain_sql(published):
    with pytest.raises(IntegrityError):
        sql("UPDATE signups_figure SET registered_15_plus = 501, registered_15_24 = 1")
    assert Figure.objects.get().registered_15_plus == 500


def test_a_published_figure_cannot_be_deleted_or_moved(published):
    with pytest.raises(IntegrityError):
        sql("DELETE FROM signups_figure")
    draft = factories.draft("2014-W42")
    with pytest.raises(IntegrityError):
        sql("UPDATE signups_figure SET release_id = %s", draft.pk)
    assert Figure.objects.get().release == published


def test_no_figure_is_added_to_a_published_release_by_any_way(published):
    other = factories.municipality("Odense", code="461")
    figure = Figure(
        release=published,
        municipality=other,
        registered_15_plus=1,
        registered_15_24=1,
        exempt_15_plus=1,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.bulk_create([figure])
    copy = "COPY signups_figure (release_id, municipality_id, registered_15_plus, registered_15_24, exempt_15_plus) FROM STDIN"
    with (
        pytest.raises(psycopg.IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(copy) as rows,
    ):
        rows.write(f"{published.pk}\t461\t1\t1\t1\n")
    assert Figure.objects.count() == 1


def test_a_draft_is_free_to_change(published):
    draft = factories.draft("2014-W42")
    factories.figure(draft, Municipality.objects.get(), 510)
    sql("UPDATE signups_figure SET registered_15_plus = 520 WHERE release_id = %s", draft.pk)
    assert draft.figures.get().registered_15_plus == 520


def test_a_draft_on_its_way_in_leaves_the_data_version_alone(published):
    draft = factories.draft("2014-W42")
    before = SiteState.objects.get().data_version
    factories.figure(draft, Municipality.objects.get(), 510)
    assert SiteState.objects.get().data_version == before


def test_a_draft_on_its_way_to_approval_leaves_the_data_version_alone(published):
    before = SiteState.objects.get().data_version
    approved = factories.approved("2014-W42")
    assert SiteState.objects.get().data_version == before
    factories.draft("2014-W43").delete()
    assert SiteState.objects.get().data_version == before
    approved.status, approved.published_at = "published", factories.at(2014, 10, 20, 8)
    approved.save()
    assert SiteState.objects.get().data_version > before


@pytest.mark.parametrize(
    "change",
    [
        (
            "UPDATE signups_release SET status = 'draft', approved_by_id = NULL, approved_at = NULL,"
            " published_at = NULL"
        ),
        "UPDATE signups_release SET status = 'approved', published_at = NULL",
        "UPDATE signups_release SET week = '2014-W40'",
        "UPDATE signups_release SET as_of = as_of - 1",
        "DELETE FROM signups_release",
    ],
)
def test_a_published_release_is_not_taken_back_unless_it_is_corrected(change):
    published = factories.published("2014-W41")
    with pytest.raises(IntegrityError, match="only be corrected"):
        sql(change)
    published.refresh_from_db()
    assert (published.status, published.week) == ("published", "2014-W41")
    before = SiteState.objects.get().data_version
    with factories.correcting():
        sql(change)
    assert SiteState.objects.get().data_version > before


def test_what_else_stands_at_a_published_release_may_change(published):
    published.published_at = factories.at(2014, 10, 14)
    published.save()
    published.refresh_from_db()
    assert published.published_at == factories.at(2014, 10, 14)


def test_an_approved_release_may_be_sent_back_and_deleted(published):
    approved = factories.approved("2014-W42")
    sql(
        "UPDATE signups_release SET status = 'draft', approved_by_id = NULL, approved_at = NULL"
        " WHERE id = %s",
        approved.pk,
    )
    approved.delete()
    assert Release.objects.get() == published


@pytest.mark.parametrize("field", ["place", "place_in_region", "numerator", "denominator"])
def test_a_place_without_its_numbers_is_refused(published, field):
    factories.competition(participants=Municipality.objects.all())
    factories.store_places(published)
    assert StoredPlace.objects.filter(place=1).exists()
    with pytest.raises(IntegrityError, match="a_place_or_a_reason"), transaction.atomic():
        StoredPlace.objects.filter(place=1).update(**{field: None})


def test_a_corrected_figure_raises_the_data_version(published):
    before = SiteState.objects.get().data_version
    with factories.correcting():
        Figure.objects.update(registered_15_plus=520)
    assert SiteState.objects.get().data_version > before


def test_the_guards_can_be_taken_back_and_put_up_again(published):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    call_command("migrate", "competition", "0002", verbosity=0)
    call_command("migrate", "signups", "0001", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s", ["published%"])
        assert cursor.fetchone() == (0,)
    call_command("migrate", verbosity=0)
    with pytest.raises(IntegrityError):
        sql("DELETE FROM signups_figure")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Release.objects.update(published_at=factories.at(2014, 10, 14)),
        lambda: Municipality.objects.update(slug="x"),
        lambda: Population.objects.update(population_15_plus=900),
        factories.competition,
        lambda: factories.published("2014-W42"),
    ],
)
def test_whatever_the_pages_are_made_of_raises_the_data_version(published, change):
    before = SiteState.objects.get().data_version
    change()
    assert SiteState.objects.get().data_version > before
