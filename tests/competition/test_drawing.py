"""The draw: what is named and promised beforehand, two people for the value, editions that follow each
other, and every refusal on the way.
"""

import json
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from competition import drawing, rehearsals, results, signing, verify_result
from competition.categories import BY_SLUG
from competition.lots import Drawing
from competition.models import (
    Award,
    DrawEdition,
    DrawPlan,
    DrawPromise,
    DrawValue,
    PassedOver,
    SetUpStep,
)
from municipalities.models import Municipality
from signups.releases import Refused
from signups.weeks import Week
from tests import draws, factories, finish
from tests.draws import AFTER, MOMENT, PROMISING, VALUE, digest
from tests.factories import at

pytestmark = pytest.mark.django_db
YOUNG, SPRINT, MAIN = BY_SLUG["unge"], BY_SLUG["slutspurt"], BY_SLUG["mest-digitale"]


@pytest.fixture
def race():
    """Aarhus wins two titles; Aalborg and Odense share the sprint."""
    towns = [
        factories.municipality(name, code=code, region_code=region, population=(1000, 200))
        for name, code, region in [
            ("Aarhus", "751", "1082"),
            ("Aalborg", "851", "1081"),
            ("Odense", "461", "1083"),
        ]
    ]
    race = factories.competition(participants=towns)
    for week, counts in {36: (400, 300, 300), 41: (430, 340, 330), 43: (500, 420, 420)}.items():
        factories.published_with(dict(zip(towns, counts, strict=True)), Week(2014, week))
    return race


@pytest.fixture
def told(race):
    for person in (factories.editor(), factories.approver(), factories.administrator()):
        factories.named(person)
    return finish.announced(race)


@pytest.fixture
def aarhus(race):
    return Municipality.objects.get(code="751")


def refused(act, *args, **said) -> str:
    with pytest.raises(Refused) as found:
        act(*args, **said)
    return str(found.value)


def promise(race, who, **other):
    said = {"category": MAIN, "municipality": who, "count": 150, "commitment": digest("liste")}
    staff = factories.staff(who, f"{who.slug}@example.dk")
    return drawing.promise(race, **({"by": staff, "now": PROMISING} | said | other))


def actions() -> list[str]:
    draw = ("draw planned", "draw promised", "draw signed", "value entered")
    also = ("value withdrawn", "drawn", "passed over")
    return list(
        SetUpStep.objects.filter(action__in=[*draw, *also]).values_list("action", flat=True)
    )


# --- the source and the moment ---------------------------------------------------------------------
def test_the_source_is_named_before_anybody_has_won(race):
    plan = draws.planned(race, now=at(2014, 10, 1, 9))
    assert (plan.number, plan.moment, plan.reason) == (1, MOMENT, "")
    assert actions() == ["draw planned"]


def test_a_changed_plan_needs_a_reason_and_the_old_one_stays(race):
    draws.planned(race)
    assert "Skriv, hvorfor" in refused(draws.planned, race, source="Et andet")
    draws.planned(race, source="Et andet", reason="Kilden lukker")
    assert [plan.source for plan in Drawing(race, PROMISING).plans] == [
        "Et andet",
        "Lotto, lørdag 8. november 2014",
    ]


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (at(2014, 10, 27, 9), "skal ligge forude"),
        (at(2014, 10, 1, 9), "skal ligge forude"),
        (at(2014, 10, 27, 9, 59), "mindst en time ude"),
        (at(2014, 11, 1, 12), "efter offentliggørelsen"),
    ],
)
def test_the_moment_lies_ahead_and_after_the_announcement(race, moment, says):
    assert says in refused(draws.planned, race, moment=moment)
    assert not DrawPlan.objects.exists()


def test_an_editor_and_the_municipalities_name_no_source(race, aarhus):
    said = {"source": "x", "link": "https://x.example", "reading": "x", "moment": MOMENT}
    said["example"] = "1"
    for person in (factories.editor(), factories.staff(aarhus)):
        refused(drawing.name_source, race, **said, by=person, now=PROMISING)
    assert not DrawPlan.objects.exists()


def test_the_reading_ends_as_a_sentence_for_more_is_said_after_it(race):
    assert draws.planned(race, reading=" De syv tal ").reading == "De syv tal."
    assert draws.planned(race, reading="De syv tal.", reason="Igen").reading == "De syv tal."


@pytest.mark.parametrize("example", ["", "syv tal", "4 11 ½"])
def test_the_example_is_a_value(race, example):
    assert "4 11 17 20 23 30 36" in refused(draws.planned, race, example=example)
    assert draws.planned(race, example="04, 11, 17").example == "4 11 17"


# --- the promise -----------------------------------------------------------------------------------
def test_nobody_promises_before_the_announcement_and_all_are_told_the_same(race):
    finish.finalized(race)
    now = at(2014, 11, 1, 11)
    said = {
        refused(promise, race, who, category=category, now=now)
        for who in Municipality.objects.all()
        for category in (MAIN, SPRINT, YOUNG)
    }
    assert said == {"Vinderne er ikke offentliggjort endnu."}


def test_a_winner_promises_and_may_do_so_again_until_it_is_signed(told, aarhus):
    promise(told, aarhus)
    promise(told, aarhus, count=151, commitment=digest("ny"))
    lot = Drawing(told, PROMISING).lot(MAIN, aarhus)
    assert (lot.promise.count, lot.promise.commitment) == (151, digest("ny"))
    assert DrawPromise.objects.count() == 2


def test_who_has_not_won_promises_nothing(told, aarhus):
    aalborg = Municipality.objects.get(code="851")
    assert "Aalborg har ikke vundet" in refused(promise, told, aalborg)
    assert promise(told, aalborg, category=SPRINT).count == 150


def test_a_municipality_promises_for_itself_alone(told, aarhus):
    other = factories.staff(Municipality.objects.get(code="851"))
    refused(promise, told, aarhus, by=other)
    refused(promise, told, aarhus, by=factories.editor())
    assert not DrawPromise.objects.exists()


def test_the_organiser_promises_for_it_and_says_how_it_was_told(told, aarhus):
    assert "Skriv, hvordan" in refused(promise, told, aarhus, by=factories.approver())
    made = promise(told, aarhus, by=factories.approver(), note="Ringet op 3. november")
    assert (made.note, made.by) == ("Ringet op 3. november", factories.approver())


def test_what_a_municipality_has_promised_itself_nobody_else_changes(told, aarhus):
    said = {"by": factories.approver(), "note": "Ringet op 3. november"}
    promise(told, aarhus, **said)
    assert promise(told, aarhus, count=149, **said).count == 149
    promise(told, aarhus, count=151)
    assert "har selv givet sit tilsagn" in refused(promise, told, aarhus, **said)
    assert promise(told, aarhus, category=YOUNG, **said).note == "Ringet op 3. november"
    assert Drawing(told, PROMISING).lot(MAIN, aarhus).promise.count == 151


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"count": 0}, "Skriv, hvor mange"),
        ({"count": -3}, "Skriv, hvor mange"),
        ({"count": 10**17}, "Skriv, hvor mange"),
        ({"count": 1001}, "flere end de 1.000"),
        ({"commitment": "x" * 64}, "64 cifre"),
        ({"commitment": digest("a").upper()}, "64 cifre"),
        ({"commitment": drawing.EMPTY_FILE}, "tom fil"),
        ({"commitment": "0" * 64}, "ikke SHA-256 af en fil"),
        ({"count": 1}, "mindst to borgere"),
    ],
)
def test_what_cannot_be_is_not_promised(told, aarhus, said, says):
    assert says in refused(promise, told, aarhus, **said)
    assert not DrawPromise.objects.exists()


def test_two_municipalities_never_have_the_same_list(told, aarhus):
    promise(told, aarhus)
    aalborg = Municipality.objects.get(code="851")
    assert "Aarhus" in refused(promise, told, aalborg, category=SPRINT)
    assert promise(told, aarhus, category=YOUNG).count == 150, "its own list twice is no fault"


def test_nothing_is_promised_once_the_moment_has_come(told, aarhus):
    draws.planned(told)
    assert "er kommet" in refused(promise, told, aarhus, now=MOMENT)


# --- signed ----------------------------------------------------------------------------------------
def test_what_is_signed_stands(told, aarhus):
    edition = draws.signed(told)
    record = json.loads(edition.document)["record"]
    assert (edition.number, record["value"], record["previous_sha256"]) == (1, None, None)
    assert [one["municipality"] for one in record["draws"]] == ["751", "461", "851", "751"]
    assert "kan ikke længere ændres" in refused(promise, told, aarhus)
    assert (record["signed_by"]["name"], record["signed_at"]) == (
        "Anna Ærø",
        "2014-11-03T10:00:00+01:00",
    )
    assert "allerede" in refused(drawing.sign, told, by=factories.approver(), now=PROMISING)


def test_the_database_holds_it_as_well(told):
    edition = draws.signed(told)
    award = Award.objects.filter(region=None, place=1).first()
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    plan = DrawPlan.objects.get()
    by = factories.approver()

    def more_promises():
        DrawPromise.objects.create(
            award=award, count=1, commitment=digest("x"), by=by, at=PROMISING
        )

    def another_plan():
        DrawPlan.objects.create(
            competition=told, number=2, source="x", link="https://x.example", reading="x",
            example="1", reason="x", moment=MOMENT, by=by, at=PROMISING,
        )  # fmt: skip

    def rewritten():
        DrawEdition.objects.filter(pk=edition.pk).update(document="{}")

    def promise_changed():
        DrawPromise.objects.update(count=1)

    def plan_changed():
        DrawPlan.objects.filter(pk=plan.pk).update(source="x")

    def one_person_twice():
        DrawValue.objects.create(
            record=award.record, value="1", entered_by=by, entered_at=AFTER,
            confirmed_by=by, confirmed_at=AFTER,
        )  # fmt: skip

    for wrong in (
        more_promises, another_plan, rewritten, promise_changed, plan_changed, one_person_twice,
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_it_is_signed_before_the_moment_with_a_source_and_a_promise(told, aarhus):
    by = factories.approver()
    assert "Angiv først" in refused(drawing.sign, told, by=by, now=PROMISING)
    draws.planned(told)
    assert "Ingen vinder" in refused(drawing.sign, told, by=by, now=PROMISING)
    promise(told, aarhus)
    said = refused(drawing.sign, told, by=by, now=PROMISING)
    assert "Aalborg" in said
    assert "Odense" in said
    assert "er kommet" in refused(drawing.sign, told, without="x", by=by, now=MOMENT)
    refused(drawing.sign, told, without="x", by=factories.editor(), now=PROMISING)
    made = drawing.sign(told, without="Aalborg trækker selv", by=by, now=PROMISING)
    assert len(json.loads(made.document)["record"]["draws"]) == 1


def test_what_is_signed_is_signed_an_hour_before_the_moment(told, aarhus):
    draws.planned(told)
    draws.promised(told)
    late = MOMENT - timedelta(minutes=59)
    assert "mindre end en time" in refused(drawing.sign, told, by=factories.approver(), now=late)
    on_time = MOMENT - timedelta(hours=1)
    assert drawing.sign(told, by=factories.approver(), now=on_time).number == 1


def test_a_draw_is_signed_with_the_key_of_its_result_and_no_other(told, settings):
    draws.planned(told)
    draws.promised(told)
    ours = signing.new_key()
    settings.RESULT_SIGNING_KEY = signing.as_text(ours)
    said = refused(drawing.sign, told, by=factories.approver(), now=PROMISING)
    theirs = signing.key_id(results.current(told).public_key)
    assert f"({ours.key_id})" in said
    assert f"({theirs})" in said
    assert "RESULT_SIGNING_KEY" in said
    assert not DrawEdition.objects.exists()


def test_nothing_is_signed_that_the_program_would_not_agree_with(told):
    draws.planned(told)
    draws.promised(told)
    earlier = PROMISING - timedelta(minutes=1)
    said = refused(drawing.sign, told, by=factories.approver(), now=earlier)
    assert "tilsagnet er ikke givet før underskriften" in said
    assert not DrawEdition.objects.exists()


def test_an_address_has_no_place_in_what_is_signed(told):
    draws.planned(told)
    draws.promised(told)
    nameless = factories.approver("nn@example.dk")
    drawing.sign(told, by=nameless, now=PROMISING)
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    made = drawing.confirm(told, value=VALUE, by=nameless, now=AFTER)
    assert f"godkender {nameless.pk}" in made.document
    assert "@" not in made.document
    assert "@" not in results.current(told).document


# --- a source that is cancelled --------------------------------------------------------------------
def test_a_source_that_is_cancelled_is_replaced_in_an_edition_of_its_own(told, tmp_path):
    draws.signed(told)
    later = AFTER + timedelta(days=7)
    new = {"source": "Terninger", "example": "1 6", "moment": later, "now": AFTER}
    assert "hvorfor" in refused(draws.planned, told, **new)
    draws.planned(told, reason="Trækningen blev aflyst", **new)
    assert checked(tmp_path, told)[0] == 0
    first, second = (json.loads(one.document)["record"] for one in DrawEdition.objects.all())
    assert (second["edition"], second["reason"]) == (2, "Trækningen blev aflyst")
    assert second["draws"] == first["draws"]
    assert second["source"].startswith("Terninger.")
    assert not Drawing(told, AFTER).is_drawn
    who = {"value": "3 5", "by": factories.editor()}
    assert "ikke kommet" in refused(drawing.enter, told, **who, now=AFTER)
    drawing.enter(told, **who, now=later)
    assert "står fast" in refused(draws.planned, told, reason="x", **(new | {"now": later}))
    made = drawing.confirm(told, value="3 5", by=factories.approver(), now=later)
    assert made.number == 3
    code, printed = checked(tmp_path, told)
    assert (code, "! Udgave 2 ændrer kilden, fordi: Trækningen blev aflyst" in printed) == (0, True)


def test_a_moment_that_passed_unsigned_is_named_anew(told, aarhus):
    draws.planned(told)
    later = AFTER + timedelta(days=7)
    draws.planned(told, now=AFTER, moment=later, reason="Ikke alle havde givet deres liste")
    assert promise(told, aarhus, now=AFTER).count == 150


# --- the value -------------------------------------------------------------------------------------
def test_two_people_type_the_value_and_the_draw_is_made(told):
    draws.signed(told)
    now = AFTER
    drawing.enter(told, value=f"  {VALUE.replace(' ', '   ')}\n", by=factories.editor(), now=now)
    made = drawing.confirm(told, value=VALUE, by=factories.approver(), now=now)
    record = json.loads(made.document)["record"]
    assert (made.number, record["value"]) == (2, VALUE)
    assert [len(one["winners"]) for one in record["draws"]] == [2, 2, 2, 2]
    assert record["entered"]["name"] == "Carl Østergård"
    assert actions()[-3:] == ["draw signed", "value entered", "drawn"]


def test_a_mismatch_is_told_and_nothing_is_stored(told):
    draws.signed(told)
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    other = VALUE.replace("36", "35")
    said = refused(drawing.confirm, told, value=other, by=factories.approver(), now=AFTER)
    assert "ikke ens" in said
    assert VALUE not in said
    assert DrawEdition.objects.count() == 1
    assert DrawValue.objects.get().confirmed_by is None


def test_nobody_confirms_their_own_value(told):
    draws.signed(told)
    drawing.enter(told, value=VALUE, by=factories.approver(), now=AFTER)
    refused(drawing.confirm, told, value=VALUE, by=factories.approver(), now=AFTER)
    refused(drawing.confirm, told, value=VALUE, by=factories.editor(), now=AFTER)
    assert "har indtastet" in refused(
        drawing.enter, told, value=VALUE, by=factories.editor(), now=AFTER
    )
    assert drawing.confirm(told, value=VALUE, by=factories.administrator(), now=AFTER).number == 2


def test_two_people_of_the_same_name_are_one_to_whoever_checks(told):
    draws.signed(told)
    names = {"first_name": "Anna", "last_name": "Ærø"}
    first, second = factories.approver(), factories.administrator()
    for person in (first, second):
        for name, text in names.items():
            setattr(person, name, text)
        person.save()
    drawing.enter(told, value=VALUE, by=first, now=AFTER)
    refused(drawing.confirm, told, value=VALUE, by=second, now=AFTER)


def test_what_was_typed_wrong_is_typed_again_or_withdrawn(told):
    draws.signed(told)
    for wrong in ("1 2 3 4 5 6 8", "1 2 3 4 5 6 9"):
        drawing.enter(told, value=wrong, by=factories.editor(), now=AFTER)
    drawing.withdraw_value(told, by=factories.approver(), now=AFTER)
    assert "Ingen har indtastet" in refused(
        drawing.confirm, told, value="6", by=factories.approver(), now=AFTER
    )
    assert DrawValue.objects.filter(withdrawn_at=None).count() == 0
    refused(drawing.withdraw_value, told, by=factories.approver(), now=AFTER)


def test_the_spelling_of_the_value_chooses_nothing(told):
    draws.signed(told)
    drawing.enter(told, value="04, 11, 17, 23, 28, 31, 36", by=factories.editor(), now=AFTER)
    made = drawing.confirm(told, value="4-11-17-23-28-31-036", by=factories.approver(), now=AFTER)
    assert json.loads(made.document)["record"]["value"] == VALUE


@pytest.mark.parametrize("value", ["4 11 17", "4 11 17 23 28 31 36 1", "4111723283136"])
def test_the_value_has_as_many_numbers_as_the_example(told, value):
    draws.signed(told)
    said = refused(drawing.enter, told, value=value, by=factories.editor(), now=AFTER)
    assert "eksemplet 7: 2 9 14 15 20 21 33" in said
    assert not DrawValue.objects.exists()


@pytest.mark.parametrize("value", ["", "  ", "1\0002", "1" * 1001, "fire", "4 11 17 23 28 31 3b"])
def test_a_value_that_cannot_be_hashed_is_refused(told, value):
    draws.signed(told)
    assert "som kilden viser den" in refused(
        drawing.enter, told, value=value, by=factories.editor(), now=AFTER
    )


def test_no_value_before_the_moment_or_before_the_promises_are_signed(told):
    draws.planned(told)
    who = {"by": factories.editor(), "value": VALUE}
    assert "ikke underskrevet" in refused(drawing.enter, told, **who, now=AFTER)
    draws.promised(told)
    drawing.sign(told, by=factories.approver(), now=PROMISING)
    assert "ikke kommet" in refused(drawing.enter, told, **who, now=MOMENT - timedelta(seconds=1))
    drawing.enter(told, **who, now=MOMENT)


def test_a_value_that_is_confirmed_stands(told, aarhus):
    draws.drawn(told)
    for act, said in (
        (drawing.enter, {"value": VALUE}),
        (drawing.confirm, {"value": VALUE}),
        (drawing.withdraw_value, {}),
    ):
        assert "står fast" in refused(act, told, **said, by=factories.administrator(), now=AFTER)
    for act in (drawing.enter, drawing.withdraw_value):
        said = {"value": VALUE} if act is drawing.enter else {}
        refused(act, told, **said, by=factories.staff(aarhus), now=AFTER)


# --- who cannot be reached -------------------------------------------------------------------------
def over(race, who, ordinal, **other):
    said = {"category": MAIN, "municipality": who, "ordinal": ordinal, "reason": "not reached"}
    staff = factories.named(factories.staff(who, f"{who.slug}@example.dk"))
    return drawing.pass_over(race, **({"by": staff, "now": AFTER} | said | other))


def test_the_next_reserve_has_the_prize_and_a_new_edition_says_so(told, aarhus):
    draws.drawn(told)
    found = Drawing(told, AFTER)
    lot = found.lot(MAIN, aarhus)
    first, second = found.holders(lot)
    reserve = found.drawn(lot).reserves[0]
    made = over(told, aarhus, first)
    assert made.number == 3
    again = Drawing(told, AFTER)
    assert again.holders(again.lot(MAIN, aarhus)) == [second, reserve]
    assert again.holders(again.lot(YOUNG, aarhus)) == found.holders(found.lot(YOUNG, aarhus))
    assert PassedOver.objects.get().ordinal == first
    assert "ingen præmie" in refused(over, told, aarhus, first)


def test_only_who_has_a_prize_is_passed_over_for_a_known_reason(told, aarhus):
    draws.signed(told)
    assert "ikke trukket lod" in refused(over, told, aarhus, 1)
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    drawing.confirm(told, value=VALUE, by=factories.approver(), now=AFTER)
    found = Drawing(told, AFTER)
    lot = found.lot(MAIN, aarhus)
    held = found.holders(lot)[0]
    reserve = found.drawn(lot).reserves[1]
    refused(over, told, aarhus, reserve)
    refused(over, told, aarhus, 10**20)
    assert "hvorfor" in refused(over, told, aarhus, held, reason="Ole Olsen er rejst")
    other = factories.staff(Municipality.objects.get(code="461"))
    refused(over, told, aarhus, held, by=other)
    refused(over, told, aarhus, held, by=factories.editor())
    assert over(told, aarhus, held).number == 3


def test_the_organiser_passes_on_only_where_nobody_of_the_municipality_can(told, aarhus):
    draws.drawn(told)
    held = Drawing(told, AFTER).holders(Drawing(told, AFTER).lot(MAIN, aarhus))[0]
    stand_in = {"by": factories.approver(), "note": "Ringet op 9. november"}
    said = {"category": MAIN, "municipality": aarhus, "ordinal": held, "reason": "declined"}
    act = partial(drawing.pass_over, told, **said, now=AFTER)
    assert "Aarhus har personer med adgang" in refused(act, **stand_in)
    aarhus.staff.update(is_active=False)
    invited = factories.staff(aarhus, "ny@aarhus.example")
    invited.set_unusable_password()
    invited.save()
    assert "Skriv, hvordan" in refused(act, by=factories.approver())
    made = act(**stand_in)
    assert json.loads(made.document)["record"]["draws"][0]["passed_over"] == [
        {"ordinal": held, "at": "2014-11-08T21:00:00+01:00", "reason": "declined"}
    ]
    assert "Ringet op" not in made.document
    assert PassedOver.objects.get().note == "Ringet op 9. november"


def test_editions_stay_in_order_when_the_clock_is_put_back(told, aarhus, tmp_path):
    draws.drawn(told)
    held = Drawing(told, AFTER).holders(Drawing(told, AFTER).lot(MAIN, aarhus))
    later = AFTER + timedelta(days=1)
    over(told, aarhus, held[0], now=later)
    said = refused(over, told, aarhus, held[1], now=AFTER)
    assert "ikke underskrevet i rækkefølge" in said
    over(told, aarhus, held[1], now=later)
    assert checked(tmp_path, told)[0] == 0


# --- anybody can check it --------------------------------------------------------------------------
def checked(folder: Path, race) -> tuple[int, str]:
    """The program that the site hands out, run on the files that the site hands out."""
    names = [folder / "resultat.json"]
    record = results.current(race)
    assert record is not None
    names[0].write_text(record.document)
    for edition in DrawEdition.objects.order_by("number"):
        names.append(folder / f"lodtraekning-{edition.number}.json")
        names[-1].write_text(edition.document)
    program = Path(verify_result.__file__)
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, str(program), *map(str, names)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_whole_chain_is_verified(told, aarhus, tmp_path):
    draws.signed(told)
    assert checked(tmp_path, told)[0] == 0
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    drawing.confirm(told, value=VALUE, by=factories.approver(), now=AFTER)
    for _number in range(3):
        found = Drawing(told, AFTER)
        over(told, aarhus, found.holders(found.lot(MAIN, aarhus))[0])
    code, printed = checked(tmp_path, told)
    assert (code, printed.rstrip().splitlines()[-1]) == (0, "STEMMER"), printed
    assert DrawEdition.objects.count() == 5


def test_reserves_run_out_without_a_fault(told, aarhus, tmp_path):
    draws.planned(told, now=PROMISING)
    draws.promised(told, count=3)
    drawing.sign(told, by=factories.approver(), now=PROMISING)
    drawing.enter(told, value=VALUE, by=factories.editor(), now=AFTER)
    drawing.confirm(told, value=VALUE, by=factories.approver(), now=AFTER)
    for left in (2, 1, 0):
        over(told, aarhus, Drawing(told, AFTER).holders(Drawing(told, AFTER).lot(MAIN, aarhus))[0])
        again = Drawing(told, AFTER)
        assert len(again.holders(again.lot(MAIN, aarhus))) == left
    assert checked(tmp_path, told)[0] == 0


# --- rehearsed -------------------------------------------------------------------------------------
def test_a_rehearsal_is_drawn_without_touching_the_real_thing(race, tmp_path):
    now = at(2014, 10, 20, 9)
    copy = rehearsals.begin(race, by=factories.approver(), now=now)
    finish.announced(copy, now)
    soon = now + timedelta(minutes=5)
    draws.planned(copy, now=now, moment=soon)
    draws.promised(copy, now=now)
    drawing.sign(copy, by=factories.approver(), now=now)
    drawing.enter(copy, value=VALUE, by=factories.named(factories.editor()), now=soon)
    drawing.confirm(copy, value=VALUE, by=factories.approver(), now=soon)
    again = Drawing(copy, soon)
    lot = again.lots[0]
    drawing.pass_over(
        copy, category=lot.category, municipality=lot.municipality, note="Prøve",
        ordinal=again.holders(lot)[0], reason="declined", by=factories.approver(), now=soon,
    )  # fmt: skip
    assert checked(tmp_path, copy)[0] == 0
    assert Drawing(race, soon).editions == []
    assert not SetUpStep.objects.filter(competition=race, action="drawn").exists()
    rehearsals.throw_away(copy, by=factories.approver(), now=soon)
    refused(draws.planned, copy, now=soon, moment=AFTER, reason="x")
