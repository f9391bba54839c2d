"""What if: whole people until the deadline, never more than are left, and nothing extra is the pace."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.categories import CATEGORIES, Counts, People
from competition.scenario import Gained, Outcome, Plan, Weekly, play
from competition.tracks import Past, Runner, Track
from tests.autumn import CLOSING, autumn
from tests.competition.runners import fields

FIRST = date(2014, 9, 5)


def past(*tracks: Track, days: tuple[int, ...]) -> Past:
    return Past(tuple(FIRST + timedelta(n) for n in days), FIRST, tracks)


def track(code: str, *registered: int | None, population: int = 1000, exempt: int = 0) -> Track:
    """A municipality with a fifth of its inhabitants, and a tenth of its registered, young."""
    weeks = tuple(None if n is None else Counts(n, n // 10, exempt) for n in registered)
    people = People(population, population // 5)
    return Track(code, code, "1081", True, people, weeks[0], weeks)


def after_the_last(race: Past, days: int) -> date:
    return race.days[-1] + timedelta(days)


def counts(runners: tuple[Runner, ...]) -> dict[str, Counts | None]:
    return {runner.code: runner.counts for runner in runners}


def main(outcomes: tuple[Outcome, ...]) -> Outcome:
    return outcomes[0]


def test_everybody_goes_on_as_last_week() -> None:
    race = past(track("A", 100, 110, 130), track("B", 100, 150, 170), days=(0, 7, 14))
    found = play(Plan("A"), CATEGORIES, race, after_the_last(race, 14))
    assert counts(found.runners) == {"A": Counts(170, 17, 0), "B": Counts(210, 21, 0)}
    assert (found.gained, found.capped) == (Gained(40, 4), False)


def test_or_as_in_the_mean_of_the_last_three() -> None:
    race = past(track("A", 0, 100, 110, 120, 160), days=(0, 7, 14, 21, 28))
    found = play(Plan("A", pace="mean"), CATEGORIES, race, after_the_last(race, 7))
    assert found.gained == Gained(20, 2)


def test_a_longer_week_is_slower() -> None:
    race = past(track("A", 100, 110, 130), days=(0, 7, 21))
    found = play(Plan("A"), CATEGORIES, race, after_the_last(race, 7))
    assert found.gained == Gained(10, 1)


def test_half_a_person_does_not_register() -> None:
    race = past(track("A", 100, 105), days=(0, 7))
    assert play(Plan("A"), CATEGORIES, race, after_the_last(race, 6)).gained == Gained(4, 0)


def test_what_is_extra_comes_on_top_of_the_pace() -> None:
    race = past(track("A", 100, 110), days=(0, 7))
    found = play(Plan("A", Weekly(20, 5)), CATEGORIES, race, after_the_last(race, 14))
    assert found.gained == Gained(20 + 40, 2 + 10)


def test_no_more_register_than_are_left() -> None:
    race = past(track("A", 100, 110, exempt=880), days=(0, 7))
    found = play(Plan("A", Weekly(500, 500)), CATEGORIES, race, after_the_last(race, 14))
    assert found.capped
    assert found.gained == Gained(10, 10)
    assert found.everybody
    full = past(track("A", 100, 110, exempt=990), days=(0, 7))
    assert play(Plan("A"), CATEGORIES, full, after_the_last(full, 14)).gained == Gained(0, 0)


def test_young_people_who_are_not_there_do_not_turn_into_older_ones() -> None:
    race = past(track("A", 100, 110), days=(0, 7))
    found = play(Plan("A", Weekly(400, 400)), CATEGORIES, race, after_the_last(race, 7))
    assert found.gained == Gained(9 + 189, 189)
    assert (found.capped, found.everybody) == (True, False)


def test_older_people_who_are_not_there_are_young() -> None:
    race = past(track("A", 100, 110), days=(0, 7))
    found = play(Plan("A", Weekly(780)), CATEGORIES, race, after_the_last(race, 7))
    assert found.gained == Gained(790, 89)
    assert (found.capped, found.everybody) == (True, False)


def test_when_everybody_registers_all_the_young_do() -> None:
    race = past(track("A", 100, 110, exempt=90), days=(0, 7))
    found = play(Plan("A", Weekly(99_999)), CATEGORIES, race, after_the_last(race, 7))
    assert found.gained == Gained(800, 189)
    assert found.everybody


def test_it_says_who_passes_and_who_is_drawn_level_with() -> None:
    race = past(track("A", 90, 100), track("B", 60, 90), track("C", 110, 110), days=(0, 7))
    outcome = main(play(Plan("A"), CATEGORIES, race, after_the_last(race, 7)).outcomes)
    assert (outcome.passed, outcome.passed_by, outcome.level) == ((), ("B",), ("C",))


def test_a_stock_that_fell_does_not_fall_on() -> None:
    race = past(track("A", 110, 100), days=(0, 7))
    assert play(Plan("A"), CATEGORIES, race, after_the_last(race, 14)).gained == Gained(0, 0)


def test_a_neighbour_can_be_given_a_pace_of_its_own() -> None:
    race = past(track("A", 100, 110), track("B", 90, 100), days=(0, 7))
    plan = Plan("A", rivals={"B": Weekly(50)})
    found = play(plan, CATEGORIES, race, after_the_last(race, 14))
    assert counts(found.runners)["B"] == Counts(200, 10, 0)
    assert main(found.outcomes).passed_by == ("B",)
    assert [s.code for s in main(found.outcomes).table] == ["B", "A"]


def test_it_says_who_is_passed() -> None:
    race = past(track("A", 90, 100), track("B", 140, 150), track("C", 390, 400), days=(0, 7))
    found = play(Plan("A", Weekly(60)), CATEGORIES, race, after_the_last(race, 7))
    outcome = main(found.outcomes)
    places = [s.place for s in (outcome.today, outcome.at_pace, outcome.own) if s]
    assert (places, outcome.passed, outcome.passed_by) == ([3, 3, 2], ("B",), ())


def test_whoever_shared_the_place_is_passed_too() -> None:
    race = past(track("A", 90, 100), track("B", 90, 100), days=(0, 7))
    found = play(Plan("A", Weekly(1)), CATEGORIES, race, after_the_last(race, 7))
    assert main(found.outcomes).passed == ("B",)
    assert main(play(Plan("A"), CATEGORIES, race, CLOSING).outcomes).passed == ()


def test_a_missing_week_makes_the_next_one_longer() -> None:
    race = past(track("A", 100, None, 120), track("B", 100, 110, None), days=(0, 7, 14))
    found = play(Plan("A"), CATEGORIES, race, after_the_last(race, 7))
    assert counts(found.runners) == {"A": Counts(130, 13, 0), "B": Counts(130, 13, 0)}


def test_who_never_had_a_figure_has_none_at_the_deadline() -> None:
    race = past(track("A", None, None), track("B", 100, 110), days=(0, 7))
    found = play(Plan("A", Weekly(5)), CATEGORIES, race, after_the_last(race, 7))
    outcome = main(found.outcomes)
    assert (outcome.own, outcome.today, outcome.at_pace) == (None, None, None)
    assert (outcome.passed, found.gained, found.capped) == ((), Gained(0, 0), False)


def test_one_figure_is_no_pace() -> None:
    race = past(track("A", None, 110), days=(0, 7))
    assert play(Plan("A"), CATEGORIES, race, CLOSING).gained == Gained(0, 0)


def test_without_a_population_nothing_sets_a_limit() -> None:
    unknown = replace(track("A", 100, 110), population=None)
    race = past(unknown, days=(0, 7))
    found = play(Plan("A", Weekly(5000)), CATEGORIES, race, after_the_last(race, 7))
    assert found.gained == Gained(5010, 1)
    assert [o.own.place if o.own else None for o in found.outcomes] == [None, 1, None]


def test_after_the_deadline_nothing_is_gained() -> None:
    race = past(track("A", 100, 110), days=(0, 7))
    for late in (0, -5):
        found = play(Plan("A", Weekly(70)), CATEGORIES, race, after_the_last(race, late))
        assert found.gained == Gained(0, 0)


def test_what_cannot_be_played_is_refused() -> None:
    race = past(track("A", 100), days=(0,))
    with pytest.raises(KeyError):
        play(Plan("X"), CATEGORIES, race, CLOSING)
    with pytest.raises(KeyError):
        play(Plan("A", rivals={"X": Weekly()}), CATEGORIES, race, CLOSING)
    with pytest.raises(ValueError, match="no days"):
        play(Plan("A"), CATEGORIES, race.upto(0), CLOSING)


@pytest.mark.parametrize(("people", "young"), [(-1, 0), (5, -1), (5, 6)])
def test_a_pace_below_zero_or_of_more_young_than_all_is_refused(people: int, young: int) -> None:
    with pytest.raises(ValueError, match="young of"):
        Weekly(people, young)


@st.composite
def races(draw: st.DrawFn) -> Past:
    """Municipalities on two or three days, some figures missing."""
    size = draw(st.integers(2, 3))
    weeks = [draw(fields(least=4))[:4] for _ in range(size)]
    tracks = [
        Track(
            first.code,
            first.sort_key,
            first.region,
            first.participant,
            first.population,
            first.baseline,
            tuple(week[n].counts for week in weeks),
        )
        for n, first in enumerate(weeks[0])
    ]
    return past(*tracks, days=(0, draw(st.integers(1, 10)), 11)[:size])


paces = st.integers(0, 50).flatmap(lambda n: st.builds(Weekly, st.just(n), st.integers(0, n)))


@settings(max_examples=40)
@given(races(), st.integers(0, 30), paces, st.integers(0, 40), st.sampled_from(["last", "mean"]))
def test_more_registrations_never_lower_a_place(race, days, weekly, more, pace) -> None:
    deadline = after_the_last(race, days)
    larger = Weekly(weekly.people + more, weekly.young + more // 2)
    code = race.tracks[0].code
    less = play(Plan(code, weekly, pace), CATEGORIES, race, deadline).outcomes
    greater = play(Plan(code, larger, pace), CATEGORIES, race, deadline).outcomes
    for a, b in zip(less, greater, strict=True):
        assert (a.own is None) == (b.own is None)
        if a.own and b.own:
            assert (b.own.place or 0) <= (a.own.place or 0)


@settings(max_examples=40)
@given(races(), st.integers(0, 30), paces, st.sampled_from(["last", "mean"]))
def test_nothing_extra_is_the_pace(race, days, weekly, pace) -> None:
    deadline = after_the_last(race, days)
    code = race.tracks[0].code
    nothing = play(Plan(code, Weekly(), pace), CATEGORIES, race, deadline)
    something = play(Plan(code, weekly, pace), CATEGORIES, race, deadline)
    other = play(Plan(race.tracks[1].code, Weekly(), pace), CATEGORIES, race, deadline)
    assert nothing.runners == other.runners
    for a, b in zip(nothing.outcomes, something.outcomes, strict=True):
        assert a.own == a.at_pace == b.at_pace


@settings(max_examples=40)
@given(races(), st.integers(0, 30), paces)
def test_nobody_passes_those_left_and_no_stock_falls(race, days, weekly) -> None:
    code = race.tracks[0].code
    rivals = {race.tracks[1].code: weekly}
    plan = Plan(code, weekly, "mean", rivals)
    found = play(plan, CATEGORIES, race, after_the_last(race, days))
    for end, course in zip(found.runners, race.tracks, strict=True):
        last = next((w for w in reversed(course.weeks) if w), None)
        if end.counts is None or last is None:
            assert end.counts is last is None
            continue
        now = replace(end, counts=last)
        gained = end.counts.registered_15_plus - last.registered_15_plus
        young = end.counts.registered_15_24 - last.registered_15_24
        assert gained >= 0
        assert young >= 0
        if end.population is not None:
            assert gained <= (now.left(CATEGORIES[0]) or 0)
            assert young <= (now.left(CATEGORIES[2]) or 0)
            assert end.counts.registered_15_24 <= end.counts.registered_15_plus


def test_the_demonstration_autumn_is_played_to_its_end() -> None:
    race = autumn().upto(8)
    found = play(Plan("751", Weekly(300, 100)), CATEGORIES, race, CLOSING)
    before = race.runners()
    aarhus = next(r for r in before if r.code == "751").counts
    assert aarhus is not None
    assert found.gained.people >= 600
    assert [o.own.place if o.own else None for o in found.outcomes] == [
        next(s.place for s in o.table if s.code == "751") for o in found.outcomes
    ]


def test_days_that_are_gone_take_nothing_extra():
    """What is asked for counts from today on; until today everybody went on at their own pace."""
    race = past(
        track("A", 1000, 1070, population=10_000),
        track("B", 1000, 1070, population=10_000),
        days=(0, 7),
    )

    def ends(gone: int) -> tuple[int, int]:
        starts = race.days[-1] + timedelta(gone)
        plan = Plan("A", Weekly(70), rivals={"B": Weekly()}, starts=starts)
        found = play(plan, CATEGORIES, race, after_the_last(race, 14))
        rival = counts(found.runners)["B"]
        assert rival is not None
        return found.gained.people, rival.registered_15_plus

    assert ends(0) == (280, 1070)
    assert ends(7) == (210, 1140)
    assert ends(14) == (140, 1210)
