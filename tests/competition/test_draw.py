"""The draw: worked out by hand, fair to every ordinal, bound to what was promised beforehand."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition import draw
from competition.draw import Commitment, Drawn
from tests.competition.a_record import PROMISE, a_result, at, draws, passed_over, promised

RECORD = "0123456789abcdef" * 4


def promise(count: int, **changes) -> Commitment:
    return replace(PROMISE, count=count, **changes)


def digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- by hand ---------------------------------------------------------------------------------------
def test_the_draw_worked_out_step_by_step():
    # The literal numbers come from sha256sum and bc, as docs/result-record.md shows.
    commitment = Commitment("main", "727", 812, "ab" * 32, at(30))
    lines = (
        "danmarks-mest-digitale-kommune/draw/1\n"
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
        "main\n"
        "727\n"
        "812\n"
        "abababababababababababababababababababababababababababababababab\n"
        "4 11 17 20 23 30 36"
    )
    seed = digits(lines)
    assert seed == "068c4b2f35105e29ed4fb72b225f2c83990d48d05d630e1c8ee8393bbf940f06"
    numbers = [int(digits(f"{seed}:{counter}")[:16], 16) for counter in range(13)]
    assert numbers[:2] == [1978949893155815293, 1980785544056542252]
    thrown = [number % 812 + 1 for number in numbers]
    assert thrown == [750, 149, 443, 292, 138, 183, 669, 366, 187, 363, 750, 39, 628]
    ordinals = [*thrown[:10], *thrown[11:]]
    found = draw.draw(RECORD, commitment, "  4 11\n17\u00a0 020, 23-30 – 36 ")
    assert found == Drawn(seed, ordinals[:2], ordinals[2:12])


def test_an_ordinal_that_was_drawn_before_is_passed_by():
    found = draw.draw(RECORD, promise(5), "4 11 17")
    start = found.seed
    every = [int(digits(f"{start}:{counter}")[:16], 16) % 5 + 1 for counter in range(40)]
    assert len(set(every[:5])) < 5
    assert [*found.ordinals, *found.reserves] == list(dict.fromkeys(every))


def test_numbers_at_the_top_that_would_favour_the_first_are_thrown_away():
    top = 2**64
    assert [draw.ordinal_of(n, 3) for n in (0, 1, 2, 3, top - 2, top - 1)] == [1, 2, 3, 1, 3, None]
    assert [draw.ordinal_of(n, 2**63 + 1) for n in (0, 2**63, 2**63 + 1, top - 1)] == [
        1,
        2**63 + 1,
        None,
        None,
    ]


@pytest.mark.parametrize("count", [1, 2, 4, 2**20, 2**52])
def test_a_power_of_two_throws_nothing_away(count):
    assert draw.ordinal_of(2**64 - 1, count) == count


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 8, 9, 255, 256, 257, 812, 10**6, 2**52 - 1])
def test_every_ordinal_has_as_many_numbers_as_every_other(count):
    each = 2**64 // count
    assert draw.ordinal_of(each * count - 1, count) == count
    assert each * count == 2**64 or draw.ordinal_of(each * count, count) is None


# --- what is promised ----------------------------------------------------------------------------------
def test_one_on_the_list_is_the_only_winner():
    found = draw.draw(RECORD, promise(1), "4")
    assert (found.ordinals, found.reserves) == ([1], [])


@pytest.mark.parametrize(("count", "reserves"), [(2, 0), (3, 1), (11, 9), (12, 10), (13, 10)])
def test_there_are_two_winners_and_ten_reserves_or_as_many_as_there_are(count, reserves):
    found = draw.draw(RECORD, promise(count), "4")
    assert (len(found.ordinals), len(found.reserves)) == (2, reserves)


@given(st.integers(1, 2**53 - 1), st.text("0123456789", min_size=1, max_size=9))
def test_ordinals_are_different_and_on_the_list(count, value):
    found = draw.draw(RECORD, promise(count), value)
    everyone = [*found.ordinals, *found.reserves]
    assert len(set(everyone)) == len(everyone) == min(12, count)
    assert min(everyone) >= 1
    assert max(everyone) <= count


@pytest.mark.parametrize(
    ("record_sha256", "changes", "value"),
    [
        ("f" * 64, {}, "4"),
        (RECORD, {"category": "sprint"}, "4"),
        (RECORD, {"municipality": "773"}, "4"),
        (RECORD, {"count": 813}, "4"),
        (RECORD, {"commitment": "0" * 64}, "4"),
        (RECORD, {}, "5"),
    ],
)
def test_everything_that_was_promised_is_in_the_seed(record_sha256, changes, value):
    before = draw.seed(RECORD, PROMISE, "4")
    assert draw.seed(record_sha256, replace(PROMISE, **changes), value) != before


def test_when_a_municipality_promised_is_not_in_the_seed():
    assert draw.seed(RECORD, replace(PROMISE, at=at(29)), "4") == draw.seed(RECORD, PROMISE, "4")


@pytest.mark.parametrize("count", [0, -1, 2**53])
def test_a_list_of_nobody_is_refused(count):
    with pytest.raises(ValueError, match="no number of people"):
        promise(count)


@pytest.mark.parametrize("commitment", ["", "ab", "AB" * 32, "g" * 64, "ab" * 32 + "\n"])
def test_a_commitment_is_a_hash(commitment):
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        promise(3, commitment=commitment)


@pytest.mark.parametrize("record_sha256", ["", "F" * 64, "0" * 63, "0" * 64 + "\n"])
def test_the_record_is_named_by_its_hash(record_sha256):
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        draw.seed(record_sha256, PROMISE, "4")


@pytest.mark.parametrize(
    "written",
    [
        "4 11 17", " 4 11 17 ", "4  11\t17", "4\r\n11\n17", "4\u00a011\u00a017\n",
        "4, 11, 17", "04 11 17", "4-11-17", "4;11;17.", "(4) 11 – 017", "4/11/0017 %",
    ],
)  # fmt: skip
def test_how_a_value_is_spelt_does_not_decide(written):
    assert draw.normalised(written) == "4 11 17"


def test_zeros_stay_a_number():
    assert draw.normalised("0, 00, 100") == "0 0 100"


def test_where_the_numbers_are_parted_decides_and_the_example_says_how_many():
    assert draw.normalised("1.234,56") == "1 234 56"
    assert draw.normalised("1234,56") == "1234 56"
    assert (draw.size("1.234,56"), draw.size("1234,56")) == (3, 2)


@pytest.mark.parametrize(
    "value",
    [
        "", " \n\t", "-", "1" * 1001, "4\x0011", "4\x7f", "4\u0085", "a", "Lotto 4", "4e5", "4 Ærø",
        "\u0664", "4\u00b2", "\u2463", "\u00bd", "\u2167",
    ],
)  # fmt: skip
def test_a_value_that_could_be_read_in_two_ways_is_refused(value):
    with pytest.raises(ValueError, match="the value"):
        draw.normalised(value)


# --- reserves ------------------------------------------------------------------------------------------
def test_the_next_reserve_has_the_prize_of_whom_nobody_could_reach():
    found = Drawn("", [7, 3], [9, 1, 5])
    assert found.holders() == [7, 3]
    assert found.holders([7]) == [3, 9]
    assert found.holders([7, 9]) == [3, 1]
    assert found.holders([7, 3, 9, 1]) == [5]
    assert Drawn("", [1], []).holders([1]) == []


# --- fairness ------------------------------------------------------------------------------------------
def chi_square(counts: list[int]) -> float:
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


# The value that chi-square exceeds once in ten thousand times, by degrees of freedom.
LIMIT = {1: 15.14, 2: 18.42, 6: 27.86, 7: 29.88, 8: 31.83, 99: 161.4}


@pytest.mark.parametrize("count", [2, 3, 7, 8, 9, 100])
def test_every_ordinal_wins_as_often_as_every_other(count):
    first, second = [0] * count, [0] * count
    for number in range(6000):
        found = draw.draw(RECORD, promise(count), str(number))
        first[found.ordinals[0] - 1] += 1
        second[found.ordinals[1] - 1] += 1
    assert chi_square(first) < LIMIT[count - 1]
    assert chi_square(second) < LIMIT[count - 1]


def test_on_a_long_list_every_tenth_of_it_wins_as_often():
    tenths = [0] * 100
    count = 1_000_003
    for number in range(4000):
        for ordinal in draw.draw(RECORD, promise(count), str(number)).ordinals:
            tenths[(ordinal - 1) * 100 // count] += 1
    assert chi_square(tenths) < LIMIT[99]


def test_the_second_does_not_follow_from_the_first():
    pairs = dict.fromkeys([(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2), (0, 0)], 0)
    for number in range(6000):
        pairs[tuple(draw.draw(RECORD, promise(3), str(number)).ordinals)] += 1
    assert pairs.pop((0, 0)) == 0
    assert chi_square(list(pairs.values())) < LIMIT[6]


# --- the document --------------------------------------------------------------------------------------
def test_the_order_in_which_municipalities_draw_does_not_matter():
    whole = draws(a_result())
    turned = replace(whole, raffles=whole.raffles[::-1])
    assert draw.document(turned) == draw.document(whole)


def test_before_the_value_nothing_is_drawn_and_the_promises_stand():
    content = draw.document(promised(a_result()))
    assert (content["value"], content["entered"], content["confirmed"]) == (None, None, None)
    assert [(d["count"], d["seed"], d["drawn"], d["winners"]) for d in content["draws"]] == [
        (812, "", [], []),
        (9, "", [], []),
        (1, "", [], []),
    ]


def test_who_is_passed_over_stands_in_the_document_and_the_reserve_wins():
    whole = draws(a_result())
    first = draw.document(whole)["draws"][0]
    missed = passed_over(first["drawn"][0])
    raffles = (replace(whole.raffles[0], passed_over=(missed,)), *whole.raffles[1:])
    after = draw.document(replace(whole, raffles=raffles))["draws"][0]
    assert after["passed_over"] == [
        {
            "ordinal": first["drawn"][0],
            "at": "2014-11-09T09:00:00+01:00",
            "reason": "not reached",
        }
    ]
    assert after["winners"] == [first["drawn"][1], first["reserves"][0]]
    assert after["drawn"] == first["drawn"]
