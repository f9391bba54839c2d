"""Places: exact comparison, shared places, the Danish alphabet among equals, reasons for the rest."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.ranking import Entry, Ratio, Standing, Unranked, rank
from municipalities import names

REGIONS = ("1081", "1082", "1083")
ratios = st.builds(Ratio, st.integers(-50, 400), st.integers(1, 60))
huge_ratios = st.builds(Ratio, st.integers(-(10**12), 10**12), st.integers(1, 10**12))
twins = st.builds(Ratio, st.integers(-1003, -997) | st.integers(997, 1003), st.integers(1000, 1004))
measures = st.one_of(ratios, huge_ratios, twins, st.sampled_from(Unranked))


@st.composite
def fields_of_entries(draw: st.DrawFn, measure: st.SearchStrategy = measures) -> list[Entry]:
    """Municipalities with different codes and names, some outside, some without a value."""
    kind = draw(st.sampled_from([measure, twins]))
    many = draw(st.lists(st.tuples(kind, st.booleans(), st.sampled_from(REGIONS)), max_size=25))
    return [
        Entry(f"{n:03}", f"kommune {n:03}", region, participant, value)
        for n, (value, participant, region) in enumerate(many)
    ]


def entry(name: str, numerator: int, denominator: int, *, region: str = "1081") -> Entry:
    ratio = Ratio(numerator, denominator)
    return Entry(name, names.sort_key(name), region, participant=True, measure=ratio)


def places(standings: list[Standing]) -> list[tuple[str, int | None]]:
    return [(s.code, s.place) for s in standings]


def exact(standing: Standing) -> Fraction:
    assert standing.ratio is not None
    return Fraction(standing.ratio.numerator, standing.ratio.denominator)


def test_the_largest_share_is_first() -> None:
    found = rank([entry("Aabenraa", 50, 100), entry("Odder", 70, 100), entry("Fanø", 60, 100)])
    assert places(found) == [("Odder", 1), ("Fanø", 2), ("Aabenraa", 3)]


def test_equals_share_a_place_and_the_next_is_skipped() -> None:
    four = [entry("A", 9, 10), entry("B", 5, 10), entry("C", 5, 10), entry("D", 1, 10)]
    assert places(rank(four)) == [("A", 1), ("B", 2), ("C", 2), ("D", 4)]


def test_all_who_share_the_first_place_have_it() -> None:
    assert places(rank([entry("A", 1, 2), entry("B", 1, 2)])) == [("A", 1), ("B", 1)]


def test_the_same_fraction_in_other_terms_is_the_same_value() -> None:
    found = rank([entry("B", 2, 6), entry("A", 1, 3), entry("C", 333_333, 999_999)])
    assert places(found) == [("A", 1), ("B", 1), ("C", 1)]


def test_what_looks_the_same_with_one_decimal_is_told_apart() -> None:
    found = rank([entry("Behind", 57_612, 100_000), entry("Ahead", 57_613, 100_000)])
    assert places(found) == [("Ahead", 1), ("Behind", 2)]


def test_what_looks_the_same_to_a_float_is_told_apart() -> None:
    big = 10**17
    behind, ahead = entry("Behind", big, big + 1), entry("Ahead", big + 1, big + 2)
    assert big / (big + 1) == (big + 1) / (big + 2)
    assert places(rank([behind, ahead])) == [("Ahead", 1), ("Behind", 2)]


def test_zero_is_a_value_and_has_a_place() -> None:
    found = rank([entry("None", 0, 10), entry("Some", 1, 10)])
    assert places(found) == [("Some", 1), ("None", 2)]


def test_zero_of_many_equals_zero_of_few() -> None:
    assert places(rank([entry("A", 0, 10), entry("B", 0, 999)])) == [("A", 1), ("B", 1)]


def test_a_fall_comes_after_no_growth() -> None:
    found = rank([entry("Fall", -1, 1_000_000), entry("Still", 0, 10), entry("Rise", 1, 10**9)])
    assert places(found) == [("Rise", 1), ("Still", 2), ("Fall", 3)]


def test_small_falls_are_told_apart() -> None:
    found = rank([entry("Deep", -2, 7), entry("Shallow", -1, 4)])
    assert places(found) == [("Shallow", 1), ("Deep", 2)]


def test_equals_stand_in_the_danish_alphabet() -> None:
    given_names = ["Aalborg", "Ørsted", "Ærø", "Zealand", "Odder", "Åbenrå", "Allerød"]
    found = rank([entry(name, 1, 2) for name in given_names])
    assert [s.code for s in found] == [
        "Allerød",
        "Odder",
        "Zealand",
        "Ærø",
        "Ørsted",
        "Åbenrå",
        "Aalborg",
    ]


def test_aa_sorts_as_aa_with_a_ring() -> None:
    assert names.sort_key("Aarhus") == names.sort_key("Århus")


def test_whoever_is_outside_is_never_ranked_and_keeps_the_value() -> None:
    outside = replace(entry("Outside", 99, 100), participant=False)
    found = rank([outside, entry("Inside", 1, 100)])
    assert places(found) == [("Inside", 1), ("Outside", None)]
    assert found[1].reason is Unranked.OUTSIDE
    assert found[1].ratio == Ratio(99, 100)


def test_whoever_is_outside_without_a_figure_is_outside_all_the_same() -> None:
    someone = replace(entry("X", 1, 2), participant=False, measure=Unranked.NO_FIGURE)
    assert rank([someone]) == [Standing("X", None, None, None, Unranked.OUTSIDE)]


@pytest.mark.parametrize("reason", Unranked)
def test_a_participant_without_a_value_comes_after_the_ranked_with_the_reason(
    reason: Unranked,
) -> None:
    without = replace(entry("Aaa", 0, 1), measure=reason)
    found = rank([without, entry("Zzz", 0, 1)])
    assert found == [
        Standing("Zzz", 1, 1, Ratio(0, 1), None),
        Standing("Aaa", None, None, None, reason),
    ]


def test_the_unranked_come_before_those_outside_and_both_are_alphabetical() -> None:
    missing = [replace(entry(n, 0, 1), measure=Unranked.NO_FIGURE) for n in ("Ø", "A")]
    outside = [replace(entry(n, 9, 9), participant=False) for n in ("Z", "B")]
    assert [s.code for s in rank([*outside, *missing])] == ["A", "Ø", "B", "Z"]


def test_the_place_in_the_region_counts_the_region_alone() -> None:
    found = rank(
        [
            entry("A", 9, 10),
            entry("B", 8, 10, region="1082"),
            entry("C", 8, 10, region="1082"),
            entry("D", 7, 10),
            entry("E", 6, 10, region="1082"),
        ]
    )
    assert [(s.code, s.place, s.place_in_region) for s in found] == [
        ("A", 1, 1),
        ("B", 2, 1),
        ("C", 2, 1),
        ("D", 4, 2),
        ("E", 5, 3),
    ]


def test_nobody_gives_nothing() -> None:
    assert rank([]) == []


@pytest.mark.parametrize("denominator", [0, -1])
def test_nothing_is_divided_by_less_than_one(denominator: int) -> None:
    with pytest.raises(ValueError, match="not at least 1"):
        Ratio(1, denominator)


def test_every_reason_has_words() -> None:
    assert all(str(reason.title) for reason in Unranked)


# --- by property ----------------------------------------------------------------------------------
@given(fields_of_entries())
def test_everybody_is_there_once(entries: list[Entry]) -> None:
    assert sorted(s.code for s in rank(entries)) == sorted(e.code for e in entries)


@given(fields_of_entries())
def test_the_place_is_one_more_than_the_number_of_better_ones(entries: list[Entry]) -> None:
    ranked = [s for s in rank(entries) if s.place is not None]
    for one in ranked:
        assert one.place == 1 + sum(exact(other) > exact(one) for other in ranked)


@given(fields_of_entries())
def test_the_regions_places_are_consistent_with_the_countrys(entries: list[Entry]) -> None:
    region_of = {e.code: e.region for e in entries}
    ranked = [s for s in rank(entries) if s.place is not None]
    for one in ranked:
        better = [
            s
            for s in ranked
            if region_of[s.code] == region_of[one.code] and (s.place or 0) < (one.place or 0)
        ]
        assert one.place_in_region == 1 + len(better)


@given(fields_of_entries())
def test_exactly_participants_with_a_value_are_ranked(entries: list[Entry]) -> None:
    ranked = {s.code for s in rank(entries) if s.place is not None}
    assert ranked == {e.code for e in entries if e.participant and isinstance(e.measure, Ratio)}


@given(fields_of_entries())
def test_there_is_a_reason_exactly_where_there_is_no_place(entries: list[Entry]) -> None:
    for standing in rank(entries):
        assert (standing.reason is None) == (standing.place is not None)
        assert (standing.place is None) == (standing.place_in_region is None)


@given(fields_of_entries(), st.randoms())
def test_the_order_of_arrival_makes_no_difference(entries: list[Entry], chance: object) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert rank(shuffled) == rank(entries)


@given(fields_of_entries(ratios), st.integers(1, 9), st.data())
def test_other_terms_of_the_same_fractions_change_no_place(
    entries: list[Entry], factor: int, data: st.DataObject
) -> None:
    chosen = data.draw(st.sets(st.sampled_from(range(len(entries) or 1))))
    expanded = [
        replace(e, measure=Ratio(e.measure.numerator * factor, e.measure.denominator * factor))
        if n in chosen and isinstance(e.measure, Ratio)
        else e
        for n, e in enumerate(entries)
    ]
    assert places(rank(expanded)) == places(rank(entries))


@given(fields_of_entries(ratios).filter(bool), st.integers(1, 500), st.data())
def test_more_registrations_never_worsen_ones_own_place(
    entries: list[Entry], more: int, data: st.DataObject
) -> None:
    which = data.draw(st.sampled_from(range(len(entries))))
    chosen = replace(entries[which], participant=True)
    before = [*entries[:which], chosen, *entries[which + 1 :]]
    assert isinstance(chosen.measure, Ratio)
    raised = Ratio(chosen.measure.numerator + more, chosen.measure.denominator)
    after = [*entries[:which], replace(chosen, measure=raised), *entries[which + 1 :]]
    old = next(s for s in rank(before) if s.code == chosen.code)
    new = next(s for s in rank(after) if s.code == chosen.code)
    assert (new.place or 0) <= (old.place or 0)
    assert (new.place_in_region or 0) <= (old.place_in_region or 0)


@given(fields_of_entries(ratios).filter(bool), st.integers(1, 500), st.data())
def test_more_registrations_of_one_never_better_anothers_place(
    entries: list[Entry], more: int, data: st.DataObject
) -> None:
    which = data.draw(st.sampled_from(range(len(entries))))
    chosen = entries[which]
    assert isinstance(chosen.measure, Ratio)
    raised = Ratio(chosen.measure.numerator + more, chosen.measure.denominator)
    after = [*entries[:which], replace(chosen, measure=raised), *entries[which + 1 :]]
    old = {s.code: s.place for s in rank(entries)}
    new = {s.code: s.place for s in rank(after)}
    others = [e.code for e in entries if e.code != chosen.code and old[e.code] is not None]
    assert [code for code in others if (new[code] or 0) < (old[code] or 0)] == []


@given(fields_of_entries())
def test_equals_and_the_unranked_are_alphabetical(entries: list[Entry]) -> None:
    key = {e.code: e.sort_key for e in entries}
    participant = {e.code: e.participant for e in entries}
    order = [
        (s.place is None, s.place or 0, not participant[s.code], key[s.code]) for s in rank(entries)
    ]
    assert order == sorted(order)
