"""The state of a race: what is read, what is stored, what changes when and what never does."""

from typing import Any

import pytest

from competition import races, standings
from competition.categories import BY_SLUG, CATEGORIES, MAIN
from competition.models import Competition, Participation, StoredPlace
from competition.ranking import Ratio, Unranked
from competition.standings import Line, Race, Table
from competition.visibility import Visibility
from municipalities.models import Municipality, Population
from signups.models import Figure, Release
from signups.weeks import Week
from tests import factories as make

pytestmark = pytest.mark.django_db
SPRINT, YOUTH = BY_SLUG["slutspurt"], BY_SLUG["unge"]
NOW = make.at(2014, 10, 18, 10)


@pytest.fixture
def north() -> Municipality:
    return make.municipality("Aalborg", code="851")


@pytest.fixture
def east() -> Municipality:
    return make.municipality("Ærø", code="492", region_code="1083")


@pytest.fixture
def race(north: Municipality, east: Municipality) -> Competition:
    return make.competition(participants=[north, east])


def seen(race: Competition) -> Race:
    return races.load(race, Visibility(race, NOW).releases())


def places(table: Table) -> list[tuple[str, int | None]]:
    return [(line.entrant.name, line.place) for line in table.lines]


def line_of(race: Competition, who: Municipality, category: Any = MAIN) -> Line:
    opened = seen(race)
    assert opened.current is not None
    return opened.table(category, opened.current).of(who.code)


# --- what is read ---------------------------------------------------------------------------------
def test_only_what_may_be_seen_is_read(race: Competition, north: Municipality) -> None:
    make.published_with({north: 500}, "2014-W41")
    make.figure(make.draft("2014-W42"), north, 999)
    opened = seen(race)
    assert [r.week for r in opened.releases] == ["2014-W41"]
    assert [len(e.counts) for e in opened.entrants if e.code == north.code] == [1]


def test_stored_places_of_a_hidden_release_are_not_read(
    race: Competition, north: Municipality
) -> None:
    make.published_with({north: 500}, "2014-W41")
    make.published_with({north: 900}, "2014-W43")
    opened = races.load(race, Visibility(race, make.at(2014, 10, 30)).releases())
    assert list(opened._stored) == [(opened.releases[0].pk, c.slug) for c in CATEGORIES]


@pytest.mark.parametrize("count", [1, 98, 980])
def test_two_queries_are_enough_for_one_municipality_and_for_many(
    count: int, django_assert_num_queries: Any
) -> None:
    race = make.competition()
    municipalities = make.invented(count, race=race)
    for week in ("2014-W36", "2014-W40", "2014-W41"):
        make.store_places(make.invented_figures(make.published(week), municipalities))
    with django_assert_num_queries(2):
        opened = seen(race)
        release = opened.releases[-1]
        tables = [opened.table(category, release) for category in CATEGORIES]
        opened.regional_leads(release)
        opened.total(release)
        assert [len(t.lines) for t in tables] == [count] * 3
        assert {line.entrant.region.name for line in tables[0].lines} != set()


def test_population_is_that_of_the_competitions_day(race: Competition, north: Municipality) -> None:
    Population.objects.create(
        municipality=north,
        as_of=make.at(2014, 7, 1).date(),
        population_15_plus=2000,
        population_15_24=400,
    )
    make.published_with({north: 500}, "2014-W41")
    assert line_of(race, north).standing.ratio == Ratio(500, 1000)


def test_before_the_first_release_everybody_is_there_and_nothing_else(race: Competition) -> None:
    opened = seen(race)
    assert (opened.current, opened.releases, opened.baseline) == (None, [], None)
    assert [e.name for e in opened.entrants] == ["Ærø", "Aalborg"]


# --- places as they stood -------------------------------------------------------------------------
def test_places_are_those_that_were_stored_whatever_happens_later(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    make.published_with({north: 600, east: 500}, "2014-W41")
    with make.correcting():
        Figure.objects.filter(municipality=north).update(registered_15_plus=100, registered_15_24=1)
    Population.objects.filter(municipality=east).update(population_15_plus=501)
    Participation.objects.filter(municipality=east).delete()
    opened = seen(race)
    table = opened.table(MAIN, opened.releases[0])
    assert places(table) == [("Aalborg", 1), ("Ærø", 2)]
    assert table.of(north.code).standing.ratio == Ratio(600, 1000)


def test_storing_again_after_a_correction_replaces_the_places(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    release = make.published_with({north: 600, east: 500}, "2014-W41")
    with make.correcting():
        Figure.objects.filter(municipality=north).update(registered_15_plus=100, registered_15_24=1)
    make.store_places(release)
    assert places(seen(race).table(MAIN, release)) == [("Ærø", 1), ("Aalborg", 2)]
    assert StoredPlace.objects.filter(release=release).count() == 2 * len(CATEGORIES)


def test_what_was_never_stored_is_computed(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    release = make.published_with({north: 600, east: 500}, "2014-W41")
    stored = seen(race).table(MAIN, release)
    StoredPlace.objects.all().delete()
    assert seen(race).table(MAIN, release) == stored


def test_equals_come_back_from_store_in_alphabetical_order(race: Competition) -> None:
    named = [make.municipality(name) for name in ("Åby", "Øby", "Æby", "Aby", "Zby")]
    make.takes_part(race, *named)
    release = make.published_with(dict.fromkeys(named, 500), "2014-W41")
    assert places(seen(race).table(MAIN, release))[:5] == [
        ("Aby", 1),
        ("Zby", 1),
        ("Æby", 1),
        ("Øby", 1),
        ("Åby", 1),
    ]


# --- reasons --------------------------------------------------------------------------------------
def test_whoever_has_no_figure_comes_after_the_ranked_and_before_those_outside(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    outside = make.municipality("Fanø")
    release = make.published_with({north: 1, outside: 999}, "2014-W41")
    table = seen(race).table(MAIN, release)
    assert places(table) == [("Aalborg", 1), ("Ærø", None), ("Fanø", None)]
    assert [line.standing.reason for line in table.lines] == [
        None,
        Unranked.NO_FIGURE,
        Unranked.OUTSIDE,
    ]


def test_in_the_baseline_week_nobody_has_grown_and_all_know_why(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    release = make.published_with({north: 1, east: 2}, "2014-W36")
    assert [x.standing.reason for x in seen(race).table(SPRINT, release).lines] == [
        Unranked.BASELINE_WEEK,
        Unranked.BASELINE_WEEK,
    ]


def test_growth_is_measured_from_the_baseline_and_not_from_the_week_before(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    make.published_with({north: 100, east: 0}, "2014-W36")
    make.published_with({north: 150, east: 10}, "2014-W40")
    release = make.published_with({north: 160, east: 20}, "2014-W41")
    table = seen(race).table(SPRINT, release)
    assert table.of(north.code).standing.ratio == Ratio(60, 100)
    assert table.of(east.code).standing.reason is Unranked.ZERO_BASELINE


def test_a_baseline_that_is_no_more_than_a_draft_decides_nothing(
    race: Competition, north: Municipality
) -> None:
    make.figure(make.draft("2014-W36"), north, 100)
    make.published_with({north: 160}, "2014-W41")
    assert line_of(race, north, SPRINT).standing.reason is Unranked.NO_BASELINE


def test_a_municipality_made_after_the_week_has_no_data_in_it(
    race: Competition, north: Municipality
) -> None:
    make.published_with({north: 1}, "2014-W41")
    late = make.municipality("Nyborg")
    assert line_of(race, late).standing.reason is Unranked.NO_FIGURE


# --- change since the release before --------------------------------------------------------------
def test_change_is_counted_in_places_since_the_release_before(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    make.published_with({north: 600, east: 500}, "2014-W40")
    make.published_with({north: 600, east: 700}, "2014-W41")
    assert [
        (line_of(race, who).previous_place, line_of(race, who).change) for who in (north, east)
    ] == [
        (1, -1),
        (2, 1),
    ]


def test_a_missing_week_is_stepped_over(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    make.published_with({north: 600, east: 500}, "2014-W37")
    make.published_with({north: 600, east: 700}, "2014-W41")
    assert line_of(race, east).change == 1


def test_there_is_no_change_from_a_week_without_a_place(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    make.published_with({north: 600}, "2014-W40")
    make.published_with({north: 600, east: 700}, "2014-W41")
    assert line_of(race, east).change is None


def test_weeks_before_the_baseline_have_no_standings_to_change_from(
    race: Competition, north: Municipality
) -> None:
    make.published_with({north: 500}, "2014-W35")
    make.published_with({north: 600}, "2014-W36")
    assert [r.week for r in seen(race).ranked_releases] == ["2014-W36"]
    assert line_of(race, north).change is None


# --- regions --------------------------------------------------------------------------------------
def test_all_who_share_a_regions_first_place_lead_it(
    race: Competition, north: Municipality
) -> None:
    twin = make.municipality("Brønderslev")
    make.takes_part(race, twin)
    release = make.published_with({north: 500, twin: 500}, "2014-W41")
    leads = seen(race).regional_leads(release)
    assert [x.entrant.name for x in leads["1081"]] == ["Brønderslev", "Aalborg"]


def test_a_region_without_participants_has_no_leader_and_is_there_all_the_same(
    race: Competition, north: Municipality
) -> None:
    outside = make.municipality("Greve", region_code="1085")
    release = make.published_with({north: 500, outside: 900}, "2014-W41")
    leads = seen(race).regional_leads(release)
    assert {code: [x.entrant.name for x in lines] for code, lines in leads.items()} == {
        "1081": ["Aalborg"],
        "1083": [],
        "1085": [],
    }


def test_sums_hold_those_that_have_figures_and_a_population(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    unknown = make.municipality("Ukendt", population=None)
    release = make.published("2014-W41")
    make.figure(release, north, 500, 50, 10)
    make.figure(release, unknown, 70_000)
    total = seen(race).total(release)
    assert total == standings.Total(500, 50, 10, 1000, 200, counted=1, municipalities=3)
    assert total.missing_15_plus == 490
    nobody = standings.Total(0, 0, 0, 0, 0, counted=0, municipalities=1)
    assert seen(race).total(release, "1083") == nobody


def test_sums_that_are_subtracted_are_of_those_with_a_figure_in_both_weeks(
    race: Competition, north: Municipality, east: Municipality
) -> None:
    before = make.published_with({north: 500, east: 900}, "2014-W40")
    now = make.published_with({north: 520}, "2014-W41")
    opened = seen(race)
    first, second = opened.totals(before, now)
    assert (first.registered_15_plus, second.registered_15_plus) == (500, 520)
    assert (second.counted, second.municipalities, second.is_partial) == (1, 2, True)
    assert [release for release, _total in opened.incomplete()] == [now]
    assert opened.incomplete(region="1081") == []


def test_regions_stand_from_north_to_south_and_unknown_ones_after_them_by_code() -> None:
    for number, code in enumerate(("1084", "9002", "1085", "1081", "0101", "1083", "1082")):
        make.municipality(f"By {number}", region_code=code)
    regions = seen(make.competition()).regions
    assert [r.code for r in regions] == [
        *("1081", "1082", "1083", "1085", "1084"),
        *("0101", "9002"),
    ]


# --- who is in a table ----------------------------------------------------------------------------
def test_an_unknown_municipality_is_in_no_table(race: Competition, north: Municipality) -> None:
    release = make.published_with({north: 1}, "2014-W41")
    with pytest.raises(KeyError):
        seen(race).table(MAIN, release).of("000")


# --- the demonstration's autumn -------------------------------------------------------------------
def test_the_country_reproduces_the_percentages_published_at_the_time() -> None:
    race = make.autumn(weeks=(34, 35, 38, 39))
    opened = seen(race)

    def per_mille(week: int, part: str, whole: str) -> int:
        release = opened.release_of(Week(2014, week))
        assert release is not None
        total = opened.total(release)
        above, below = int(getattr(total, part)), int(getattr(total, whole))
        return (2000 * above + below) // (2 * below)

    adults, young = "population_15_plus", "population_15_24"
    assert [per_mille(w, "registered_15_plus", adults) for w in (34, 38, 39)] == [526, 562, 575]
    assert [per_mille(w, "registered_15_24", young) for w in (35, 38)] == [399, 423]
    assert [per_mille(w, "exempt_15_plus", adults) for w in (34, 39)] == [61, 80]
    assert Release.objects.published().count() == 4
