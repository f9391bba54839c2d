"""The projection: the same for the same data, exact in its places, honest about its ranges."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.categories import CATEGORIES, Category, Counts, People
from competition.paces import paces_of, stock_of
from competition.projection import Error, Projection, TooEarly, backtest, project
from competition.ranking import Entry, Ratio, rank
from competition.tracks import Past, Track
from tests.autumn import CLOSING, autumn
from tests.competition.runners import MAIN, SPRINT, YOUNG

FIRST = date(2014, 8, 22)
AARHUS = "751"


def track(code: str, *registered: int | None, population: int = 10_000, exempt: int = 0) -> Track:
    """A municipality with a fifth of its inhabitants, and a tenth of its registered, young."""
    weeks = tuple(None if n is None else Counts(n, n // 10, exempt) for n in registered)
    people = People(population, population // 5)
    return Track(code, code, "1081", True, people, weeks[0], weeks)


def past(*tracks: Track, days: tuple[int, ...] = (0, 7, 14, 21, 28)) -> Past:
    return Past(tuple(FIRST + timedelta(n) for n in days), FIRST, tracks)


def later(race: Past, days: int) -> date:
    return race.days[-1] + timedelta(days)


def projected(race: Past, deadline: date, draws: int = 500) -> Projection:
    found = project(race, deadline, draws=draws)
    assert isinstance(found, Projection)
    return found


def steady(code: str, weekly: int, *, weeks: int = 5, start: int = 4000) -> Track:
    return track(code, *(start + n * weekly for n in range(weeks)))


# --- What it says -----------------------------------------------------------------------------
def test_fewer_than_four_weeks_are_too_early() -> None:
    race = autumn()
    assert [project(race.upto(weeks), CLOSING) for weeks in range(4)] == [
        TooEarly(0, 4),
        TooEarly(0, 4),
        TooEarly(2, 4),
        TooEarly(3, 4),
    ]
    assert isinstance(project(race.upto(4), CLOSING), Projection)


def test_a_week_without_any_figure_is_none() -> None:
    one = track("A", 1000, 1100, None, None, None)
    assert project(past(one), CLOSING) == TooEarly(2, 4)


def test_the_same_data_give_the_same_projection_in_whatever_order() -> None:
    race = autumn().upto(8)
    turned = replace(race, tracks=race.tracks[::-1])
    first, again, other = (projected(r, CLOSING) for r in (race, race, turned))
    for category in CATEGORIES:
        forecasts = [p.forecast(category, AARHUS) for p in (first, again, other)]
        assert forecasts[0] is not None
        assert forecasts[0] == forecasts[1] == forecasts[2]


def test_other_data_are_drawn_otherwise() -> None:
    race = past(steady("A", 100), steady("B", 90))
    other = past(steady("A", 100), steady("B", 90), steady("C", 1))
    seeds = [projected(r, CLOSING)._seed for r in (race, other)]
    assert seeds[0] != seeds[1]


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.slug)
def test_the_chances_sum_to_one_and_the_range_is_in_order(category: Category) -> None:
    race = autumn().upto(7)
    found = projected(race, CLOSING)
    taking_part = [t for t in race.tracks if t.participant]
    for one in taking_part:
        forecast = found.forecast(category, one.code)
        assert forecast is not None
        assert len(forecast.chances) == len(taking_part)
        assert sum(forecast.chances) == pytest.approx(1)
        assert sum(forecast.in_region) == pytest.approx(1)
        assert forecast.now <= forecast.low <= forecast.middle <= forecast.high
        assert forecast.best <= forecast.typical <= forecast.worst
        assert forecast.chance_of(len(taking_part)) == pytest.approx(1)
        assert forecast.chance_in_region(1) == forecast.in_region[0]


def test_the_chances_of_a_place_sum_to_one_over_all_where_none_is_shared() -> None:
    race = autumn().upto(7)
    found = projected(race, CLOSING)
    firsts = [found.forecast(MAIN, t.code) for t in race.tracks if t.participant]
    assert sum(f.chances[0] for f in firsts if f) == pytest.approx(1, abs=0.02)


def test_a_steady_pace_goes_on() -> None:
    race = past(*(steady(f"{n:02}", 100) for n in range(20)))
    forecast = projected(race, later(race, 14)).forecast(MAIN, "07")
    assert forecast is not None
    assert forecast.middle == pytest.approx(0.44 + 0.02, abs=0.001)
    assert forecast.low < 0.46 < forecast.high


def test_weeks_of_unequal_length_are_paces_by_the_day() -> None:
    days = (0, 3, 10, 20, 29)
    tracks = [track(f"{n:02}", *(4000 + 10 * day for day in days)) for n in range(20)]
    race = past(*tracks, days=days)
    found = paces_of(stock_of(race, "15_plus"))
    assert found.country == pytest.approx(0.001)
    assert found.own == pytest.approx(np.ones(20))
    forecast = projected(race, later(race, 10)).forecast(MAIN, "07")
    assert forecast is not None
    assert forecast.middle == pytest.approx(0.439, abs=0.001)


def test_the_faster_is_expected_to_stay_faster_but_less_so() -> None:
    tracks = [steady(f"{n:02}", 80 + 5 * n) for n in range(9)]
    own = paces_of(stock_of(past(*tracks), "15_plus")).own
    assert list(own) == sorted(own)
    assert 1 < own[8] < 120 / 100
    assert 80 / 100 < own[0] < 1


def test_one_whose_pace_jumps_is_drawn_further_towards_the_country() -> None:
    large = [steady(f"{n}", 800 + 100 * n, start=40_000) for n in range(5)]
    large = [replace(t, population=People(100_000, 20_000)) for t in large]
    small = replace(track("5", 40, 41, 43, 44, 46), population=People(100, 20))
    paces = paces_of(stock_of(past(*large, small), "15_plus"))
    assert paces.own[4] > 1.15
    assert 1 < paces.own[5] < 1.1
    assert paces.unsure[5] > paces.unsure[4]


def test_on_the_deadline_what_stands_is_the_end() -> None:
    race = autumn()
    for deadline in (CLOSING, CLOSING - timedelta(3)):
        forecast = projected(race, deadline).forecast(MAIN, AARHUS)
        assert forecast is not None
        assert forecast.low == forecast.high == forecast.now
        assert (forecast.best, forecast.chances[forecast.best - 1]) == (forecast.worst, 1.0)


def test_of_a_continent_fewer_ends_are_drawn() -> None:
    for size, draws in ((20, 4000), (500, 2000), (1500, 1000)):
        race = past(*(steady(f"{n:04}", 100) for n in range(size)))
        found = project(race, later(race, 7))
        assert isinstance(found, Projection)
        assert found._field(MAIN).numerators.shape == (size, draws)


# --- What is missing or odd -------------------------------------------------------------------
def test_a_missing_week_is_bridged_and_a_missing_last_one_takes_the_longer_way() -> None:
    others = [steady(f"{n:02}", 100) for n in range(20)]
    bridged = track("X", 4000, 4100, None, 4300, 4400)
    behind = track("Y", 4000, 4100, 4200, 4300, None)
    race = past(*others, bridged, behind)
    found = projected(race, later(race, 7))
    for code in "XY":
        forecast = found.forecast(MAIN, code)
        assert forecast is not None
        assert forecast.middle == pytest.approx(0.45, abs=0.001)


def test_one_figure_goes_on_at_the_countrys_pace() -> None:
    others = [steady(f"{n:02}", 100) for n in range(20)]
    race = past(*others, track("X", None, None, None, None, 2000))
    forecast = projected(race, later(race, 7)).forecast(MAIN, "X")
    assert forecast is not None
    assert forecast.middle == pytest.approx(0.21, abs=0.001)


def test_who_cannot_be_ranked_is_not_projected() -> None:
    none = track("N", None, None, None, None, None)
    unknown = replace(steady("U", 100), population=None)
    empty = replace(steady("E", 100), population=People(10_000, 0))
    outside = replace(steady("O", 100), participant=False)
    zero = track("Z", 0, 10, 20, 30, 40)
    without = replace(steady("W", 100), baseline=None)
    race = past(steady("A", 100), none, unknown, empty, outside, zero, without)
    found = projected(race, later(race, 7))
    ranked = {
        category.key: [t.code for t in race.tracks if found.forecast(category, t.code)]
        for category in CATEGORIES
    }
    assert ranked == {"main": list("AEZW"), "sprint": list("AE"), "youth": list("AZW")}
    assert found.forecast(MAIN, "?") is None


def test_more_registered_and_exempt_than_inhabitants_gain_nobody() -> None:
    race = past(steady("A", 100), track("F", 700, 720, 740, 760, 780, population=1000, exempt=300))
    forecast = projected(race, later(race, 70)).forecast(MAIN, "F")
    assert forecast is not None
    assert (forecast.now, forecast.low, forecast.high) == (0.78, 0.78, 0.78)


def test_nobody_gains_more_than_are_left() -> None:
    race = past(steady("A", 100), steady("B", 900))
    forecast = projected(race, later(race, 365)).forecast(MAIN, "B")
    assert forecast is not None
    assert forecast.high == 1.0


def test_where_nobody_registers_it_stays_as_it_is() -> None:
    race = past(steady("A", 0), steady("B", -10))
    found = projected(race, later(race, 7))
    ends = [found.forecast(MAIN, code) for code in "AB"]
    assert [(f.now, f.low, f.high) for f in ends if f] == [(0.4, 0.4, 0.4), (0.396, 0.396, 0.396)]


def test_a_figure_ten_times_too_large_widens_the_others_ranges_and_no_more() -> None:
    others = [steady(f"{n:02}", 100 + n) for n in range(20)]
    wrong = track("X", 400, 410, 420, 430, 4400)
    race = past(*others, wrong)
    forecast = projected(race, later(race, 7)).forecast(MAIN, "07")
    assert forecast is not None
    assert 0.44 < forecast.low < forecast.middle < 0.47 < forecast.high < 0.5


@st.composite
def races(draw: st.DrawFn) -> Past:
    """Tiny municipalities over five or six weeks, so that equals are common; figures may be missing."""
    days = tuple(np.cumsum(draw(st.lists(st.integers(1, 12), min_size=5, max_size=6))).tolist())
    size = draw(st.integers(1, 8))
    figures = st.builds(
        lambda older, young, exempt: Counts(older + young, young, exempt),
        st.integers(0, 30),
        st.integers(0, 9),
        st.integers(0, 9),
    )
    weeks = st.tuples(*([figures | st.none()] * len(days)))
    population = st.builds(lambda p, y: People(p + y, y), st.integers(1, 30), st.integers(0, 9))
    tracks = [
        Track(
            f"{n}",
            f"{n}",
            draw(st.sampled_from(["1081", "1082"])),
            draw(st.booleans()),
            draw(population | st.none()),
            draw(figures | st.none()),
            draw(weeks),
        )
        for n in range(size)
    ]
    return past(*tracks, days=days)


@settings(max_examples=40)
@given(races(), st.integers(-3, 30))
def test_the_places_of_every_draw_are_those_of_the_one_function(race: Past, days: int) -> None:
    found = project(race, later(race, days), draws=12)
    if isinstance(found, TooEarly):
        return
    for category in CATEGORIES:
        field = found._field(category)
        for draw in range(12):
            standings = rank(
                Entry(r.code, r.sort_key, r.region, True, Ratio(int(ends[draw]), int(below)))
                for r, ends, below in zip(
                    field.runners, field.numerators, field.denominators, strict=True
                )
            )
            expected = {s.code: (s.place, s.place_in_region) for s in standings}
            for own, runner in enumerate(field.runners):
                same = np.array([r.region == runner.region for r in field.runners])
                everybody = np.ones_like(same)
                assert expected[runner.code] == (
                    field.places(own, everybody)[draw],
                    field.places(own, same)[draw],
                )


@settings(max_examples=40)
@given(races(), st.integers(0, 30))
def test_the_chances_sum_to_one_whatever_the_data(race: Past, days: int) -> None:
    found = project(race, later(race, days), draws=40)
    if isinstance(found, TooEarly):
        return
    for category in CATEGORIES:
        for one in race.tracks:
            forecast = found.forecast(category, one.code)
            if forecast is None:
                continue
            assert sum(forecast.chances) == pytest.approx(1)
            assert sum(forecast.in_region) == pytest.approx(1)
            assert forecast.now <= forecast.low <= forecast.middle <= forecast.high


# --- How far off it has been ------------------------------------------------------------------
def test_a_race_that_goes_on_as_before_is_foreseen() -> None:
    race = past(*(steady(f"{n:02}", 100, start=3000 + 50 * n) for n in range(30)))
    found = backtest(race, MAIN)
    assert isinstance(found, Error)
    assert found.points < 0.02
    assert (found.places, found.inside) == (0, 1.0)
    assert (found.outcomes, found.weeks, found.days_ahead) == (30, 1, (7, 7))


def test_without_a_week_to_hold_back_there_is_no_past_error() -> None:
    assert backtest(autumn().upto(4), MAIN) == TooEarly(4, 5)
    assert backtest(autumn(), MAIN, ahead=60) == TooEarly(10, 5)


def test_growth_is_not_projected_from_before_its_baseline() -> None:
    race = replace(autumn(), baseline_on=autumn().days[6])
    shares, growth = backtest(race, MAIN), backtest(race, SPRINT)
    assert isinstance(shares, Error)
    assert isinstance(growth, Error)
    assert (shares.weeks, growth.weeks) == (6, 3)
    assert isinstance(backtest(replace(race, baseline_on=None), SPRINT), TooEarly)


@pytest.mark.parametrize(
    ("category", "points", "places"),
    [(MAIN, 0.2, 1), (SPRINT, 0.4, 1), (YOUNG, 0.4, 1)],
    ids=lambda value: getattr(value, "slug", None),
)
def test_a_week_ahead_the_autumn_is_foreseen_closely(
    category: Category, points: float, places: float
) -> None:
    found = backtest(autumn(all_take_part=True), category, ahead=7)
    assert isinstance(found, Error)
    assert found.points < points
    assert found.places <= places
    assert 0.7 <= found.inside <= 0.9
    assert (found.outcomes, found.weeks, found.days_ahead) == (588, 6, (7, 7))


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.slug)
def test_the_autumns_end_lay_in_the_range_about_as_often_as_it_says(category: Category) -> None:
    """Although the campaign made the whole country faster in week 39, which nothing before it told."""
    found = backtest(autumn(all_take_part=True), category)
    assert isinstance(found, Error)
    assert 0.7 <= found.inside <= 0.9
    assert found.places <= 2
    assert found.days_ahead == (7, 42)


def synthetic(seed: int, weeks: int, drift: float) -> Past:
    """Denmark's 98 with made-up weeks: a country whose pace drifts, municipalities a quarter faster or
    slower than it, a tenth of luck a week, and counting.
    """
    random = np.random.default_rng(seed)
    real = autumn(all_take_part=True).tracks
    bands = []
    for ages in ("population_15_plus", "population_15_24"):
        people = np.array([getattr(t.population, ages) for t in real], dtype=float)[:, None]
        own = np.maximum(0.1, 1 + 0.25 * random.standard_normal((98, 1)))
        luck = np.maximum(0, 1 + 0.1 * random.standard_normal((98, weeks - 1)))
        country = 0.012 * np.exp(np.cumsum(drift * random.standard_normal(weeks - 1)))
        new = random.poisson(people * own * luck * country)
        bands.append(np.hstack([people // 2, people // 2 + new.cumsum(axis=1)]).astype(int))
    tracks = (
        replace(
            one,
            weeks=tuple(Counts(int(a), int(y), 0) for a, y in zip(adults, young, strict=True)),
            baseline=Counts(int(adults[0]), int(young[0]), 0),
        )
        for one, adults, young in zip(real, *bands, strict=True)
    )
    return past(*tracks, days=tuple(7 * n for n in range(weeks)))


@pytest.mark.parametrize(("weeks", "ahead"), [(7, 1), (10, 2)])
@pytest.mark.parametrize("drift", [0.15, 0.3])
@pytest.mark.parametrize("category", [MAIN, YOUNG], ids=lambda c: c.slug)
def test_the_range_holds_what_comes_about_as_often_as_it_says(
    category: Category, drift: float, weeks: int, ahead: int
) -> None:
    inside = []
    for seed in range(40):
        race = synthetic(seed, weeks + ahead, drift)
        ranges = projected(race.upto(weeks), race.days[-1]).ranges(category)
        for one in race.runners():
            low, _, high = ranges[one.code]
            came = one.ratio(category)
            assert came is not None
            inside.append(low.numerator <= came.numerator <= high.numerator)
    assert 0.7 <= np.mean(inside) <= 0.9
