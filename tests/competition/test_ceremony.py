"""The steps of the ceremony: from the signed record, whatever its ties and gaps; and the invented ones."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition import ceremony, crowning, record, signing
from competition.models import Competition, ResultRecord
from competition.ranking import Ratio
from competition.wording import joined
from tests.competition.a_record import KEY, at, contender, inputs, small
from tests.factories import rows

RACE = Competition(
    slug="2014",
    title="Danmarks mest digitale kommune 2014",
    announcement_at=at(1, 12, month=11),
    announcement_place="Post & Tele Museum",
)


def crowned(given: record.Inputs) -> crowning.Outcome:
    envelope = signing.sign(record.document(given), KEY)
    return crowning.of(ResultRecord(document=signing.serialise(envelope).decode()))


def steps(given: record.Inputs) -> list[ceremony.Step]:
    return ceremony.steps(crowned(given), RACE)


def told(given: record.Inputs) -> list[str]:
    return [step.label for step in steps(given)]


def of(given: record.Inputs, key: str) -> list[ceremony.Step]:
    return [s for s in steps(given) if s.key == key and s.kind in {"chapter", "place", "winner"}]


def test_the_order_keeps_the_secret_as_long_as_it_lasts():
    assert told(small()) == [
        "Danmarks mest digitale kommune 2014",
        "Region Nordjylland: Odder",
        "Region Syddanmark: Odense",
        "Regionsvinderne",
        "Danmarks digitale slutspurter",
        "Nummer 3: Odder",
        "Nummer 2: Odense",
        "Vinder: Thisted",
        "Danmarks mest digitale unge",
        "Nummer 3: Thisted",
        "Nummer 2: Morsø",
        "Vinder: Odder",
        "Danmarks mest digitale kommune",
        "Delt nummer 2: Morsø og Thisted",
        "Vinder: Odder",
        "Regionsvinderne og deres andele",
        "Tillykke",
    ]
    assert [step.number for step in steps(small())] == list(range(1, 18))


def test_before_the_main_winner_a_regional_winner_has_a_name_and_nothing_else():
    early = [step for step in steps(small()) if step.kind in {"region", "regions"}]
    assert [(step.value, list(step.notes)) for step in early] == [(None, [])] * 3
    assert [line.value for step in early for line in step.lines] == [None, None]
    assert [step.aloud for step in early] == [()] * 3


def test_the_regional_winners_come_by_the_alphabet_of_their_names_and_not_by_their_share():
    race = inputs(
        contender("727", "Aarhus", after=(990, 150, 0)),
        contender("461", "Årslev", region="1083", after=(800, 90, 60)),
        contender("773", "Zealand", takes_part=False),
    )
    assert [each.region for each in crowned(race).regions] == [
        "Region Nordjylland",
        "Region Syddanmark",
    ]
    turned = inputs(
        contender("727", "Øster", after=(990, 150, 0)),
        contender("461", "Vester", region="1083", after=(800, 90, 60)),
    )
    assert [each.region for each in crowned(turned).regions] == [
        "Region Syddanmark",
        "Region Nordjylland",
    ]


def test_a_place_has_its_share_its_exact_numbers_and_its_lead_in_people():
    third, second, winner = of(small(), "sprint")[1:]
    assert winner.value == Ratio(700, 500)
    assert winner.notes == ["700 flere tilmeldte siden uge 36", "371 tilmeldte foran nummer 2"]
    assert [(line.label, line.text) for line in winner.lines] == [("2", "Odense"), ("3", "Odder")]
    assert [(line.label, line.text) for line in second.lines] == [("3", "Odder")]
    assert (third.lines, third.notes) == ([], ["200 flere tilmeldte siden uge 36"])


def test_the_lead_is_what_the_next_one_lacked_to_pass():
    # Odense: 190 more on a baseline of 400; Thisted: 700 more on 500
    assert (190 + 371) * 500 > 700 * 400
    assert (190 + 370) * 500 <= 700 * 400


def test_winners_who_share_stand_together_and_the_next_place_is_skipped():
    race = inputs(
        contender("1", "Thisted", after=(700, 100, 0)),
        contender("2", "Aalborg", after=(700, 100, 0)),
        contender("3", "Morsø", after=(700, 100, 0)),
        contender("4", "Odder", after=(600, 90, 0)),
    )
    chapter, winners = of(race, "main")
    assert (winners.title, winners.names) == ("Vindere", ["Morsø", "Thisted", "Aalborg"])
    assert winners.notes == [
        "Morsø: 700 af 1.000",
        "Thisted: 700 af 1.000",
        "Aalborg: 700 af 1.000",
        "101 tilmeldte foran nummer 4",
    ]
    assert winners.lines == []
    assert "med det samme" in chapter.cue
    assert "alfabetisk" in winners.cue


def test_a_second_place_is_ahead_of_the_third_only_once_that_is_told():
    race = inputs(
        contender("1", "Thisted", after=(700, 100, 0)),
        contender("2", "Aalborg", after=(700, 100, 0)),
        contender("3", "Morsø", after=(650, 100, 0)),
    )
    third, winners = of(race, "main")[1:]
    assert (third.title, third.notes) == ("Nummer 3", ["650 af 1.000"])
    assert winners.notes[-1] == "51 tilmeldte foran nummer 3"


def test_more_than_fit_stand_as_a_crowd_without_their_numbers():
    towns = [contender(str(n), f"By {n}", after=(600, 90, 0)) for n in range(1, 9)]
    winners = of(inputs(*towns), "main")[1]
    assert (winners.size, len(winners.names), winners.notes) == ("crowd", 8, [])


def test_a_category_with_one_participant_has_a_winner_and_no_lead():
    _chapter, winner = of(inputs(contender("1", "Morsø")), "main")
    assert (winner.title, winner.notes, winner.lines) == ("Vinder", ["600 af 1.000"], [])


def test_a_category_in_which_nobody_has_a_place_says_so():
    race = inputs(contender("1", "Morsø", before=None), contender("2", "Odder", before=None))
    (only,) = of(race, "sprint")
    assert only.notes == ["Ingen deltager har en plads i denne kategori."]
    assert steps(race)[-1].lines[0].text == "–"


def test_a_region_without_participants_is_said_so_and_comes_last():
    race = inputs(
        contender("461", "Odense", region="1083"), contender("1", "Morsø", takes_part=False)
    )
    first, second = (step for step in steps(race) if step.kind == "region")
    assert (first.title, second.title) == ("Region Syddanmark", "Region Nordjylland")
    assert second.notes == ["Ingen kommune i regionen deltog."]
    without = inputs(contender("461", "Odense", region="1083"), contender("1", "Morsø", after=None))
    last = [step for step in steps(without) if step.kind == "region"][-1]
    assert last.notes == ["Ingen af regionens deltagere har en plads."]
    assert [
        line.text for step in steps(without) if step.kind == "shares" for line in step.lines
    ] == [
        "Odense",
        "–",
    ]


def test_nobody_who_stood_outside_is_named():
    assert [step.label for step in steps(small()) if "Aalborg" in str(step)] == []


def test_the_presenter_is_told_how_every_number_sounds():
    winner = of(small(), "main")[-1]
    assert [(one.figure, one.words) for one in winner.aloud] == [
        ("70,0 pct.", "halvfjerds komma nul procent"),
        ("700", "syv hundrede"),
        ("101", "et hundrede og en"),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 4), st.booleans(), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_the_result_every_winner_is_crowned_once_and_nobody_before_his_turn(towns):
    race = inputs(
        *(
            contender(
                str(100 + n),
                f"By {n}",
                region="1081" if north else "1083",
                takes_part=takes_part,
                after=(500 + 10 * people, 100, young),
            )
            for n, (people, young, north, takes_part) in enumerate(towns)
        )
    )
    names = {each.code: each.name for each in race.contenders}
    result = {o.category.key: {names[code] for code in o.winners} for o in record.outcomes(race)}
    found = steps(race)
    for key, winners in result.items():
        crowned_by = [set(s.names) for s in found if s.key == key and s.kind == "winner"]
        assert crowned_by == ([winners] if winners else [])
    for key in ("sprint", "youth"):
        turn = next((s.number for s in found if s.key == key and s.kind == "winner"), 0)
        early = [s for s in found if s.key == key and s.number < turn]
        assert all(result[key].isdisjoint(s.names) for s in early)


# --- invented -------------------------------------------------------------------------------------
def invented() -> list[ceremony.Step]:
    return ceremony.steps(crowning.invented(RACE), RACE)


def test_the_invented_winners_are_no_municipality_and_no_region():
    real = {row["name"] for row in rows("municipalities/data/municipalities.csv")}
    regions = {row["region_name"] for row in rows("municipalities/data/municipalities.csv")}
    named = {name for step in invented() for name in step.names}
    named |= {name for step in invented() for line in step.lines for name in line.names}
    assert len(real) == 98
    assert named & (real | regions) == set()
    assert [name for name in named for town in real if town in name or name in town] == []
    assert {code for step in invented() for code in step.codes} == {""}
    assert {each.region for each in crowning.invented(RACE).regions} & regions == set()


def test_the_invented_ceremony_practises_a_shared_place_and_a_region_without_participants():
    labels = [step.label for step in invented()]
    assert "Delt nummer 2: Fiktivlund og Opdigtborg" in labels
    assert [step.notes for step in invented() if step.title == "Prøveregion Midt"] == [
        ["Ingen kommune i regionen deltog."]
    ]


def test_the_invented_main_winner_is_the_best_of_the_invented_regions():
    outcome = crowning.invented(RACE)
    best = max(
        (each.first.members[0] for each in outcome.regions if each.first),
        key=lambda one: one.value.numerator / one.value.denominator,
    )
    assert outcome.main.places[0].names == [best.name]


def test_the_invented_places_are_in_order():
    for prize in crowning.invented(RACE).prizes:
        values = [p.members[0].value for p in prize.places]
        shares = [v.numerator / v.denominator for v in values]
        assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("used", [["slutspurt"], ["mest-digitale"], ["slutspurt", "unge"]])
def test_a_competition_with_fewer_categories_has_a_shorter_ceremony(used):
    race = Competition(title="X", announcement_at=RACE.announcement_at, categories=used)
    kinds = [step.kind for step in ceremony.steps(crowning.invented(race), race)]
    assert kinds.count("winner") == len(used)
    assert ("region" in kinds) == ("mest-digitale" in used)


def test_names_are_sized_by_the_longest_and_by_how_many_they_are():
    step = ceremony.Step("winner", "Vinder", names=["Ringkøbing-Skjern"])
    assert step.size == "xlong"
    assert replace(step, names=["Ærø"]).size == "short"
    assert replace(step, names=["Ærø", "Læsø"]).size == "several several-2"
    assert replace(step, names=[]).size == "none"
    assert replace(step, names=["Ærø", "Læsø"]).label == f"Vinder: {joined(['Ærø', 'Læsø'])}"
