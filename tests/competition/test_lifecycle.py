"""The life of a competition: every step deliberate, none before its time, none past what it needs, and
none back that would harm anybody."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from competition import correcting, lifecycle, rehearsals, results, setting_up, signing
from competition.models import Award, Competition, LateProposal, ResultRecord, SetUpStep
from competition.visibility import Visibility
from municipalities.models import User
from signups import corrections
from signups.corrections import Stocks
from signups.models import Correction, Release, Step
from signups.releases import Refused
from signups.weeks import Week
from tests import factories, finish
from tests.factories import at
from tests.finish import CEREMONY, CLOSING_DAY_OVER

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns():
    return [
        factories.municipality(name, code=code, region_code=region, population=(1000, 200))
        for name, code, region in [
            ("Aarhus", "751", "1082"),
            ("Aalborg", "851", "1081"),
            ("Odense", "461", "1083"),
        ]
    ]


@pytest.fixture
def race(towns):
    race = factories.competition(participants=towns)
    for week, counts in {36: (400, 410, 420), 41: (430, 440, 450), 43: (500, 480, 470)}.items():
        factories.published_with(dict(zip(towns, counts, strict=True)), Week(2014, week))
    return race


def is_public(race, now) -> bool:
    race.refresh_from_db()
    return Release.objects.get(week="2014-W43") in Visibility(race, now).releases()


# --- closed ---------------------------------------------------------------------------------------
def test_it_is_closed_when_the_closing_day_is_over_and_not_before(race):
    with pytest.raises(Refused, match=r"24. oktober 2014"):
        lifecycle.close(race, by=factories.approver(), now=at(2014, 10, 24, 23, 59))
    lifecycle.close(race, by=factories.approver(), now=at(2014, 10, 25))
    race.refresh_from_db()
    assert race.state == "closed"
    assert not is_public(race, CEREMONY)


def test_an_editor_takes_no_step_of_the_finish(race):
    with pytest.raises(Refused):
        lifecycle.close(race, by=factories.editor(), now=CLOSING_DAY_OVER)
    finish.closed(race)
    with pytest.raises(Refused):
        finish.sign(race, factories.editor())


def test_the_closing_is_taken_back_with_a_reason_and_every_signature_falls(race):
    finish.closed(race)
    finish.sign(race, factories.approver())
    with pytest.raises(Refused):
        lifecycle.reopen(race, reason=" ", by=factories.approver(), now=CLOSING_DAY_OVER)
    lifecycle.reopen(race, reason="For tidligt", by=factories.approver(), now=CLOSING_DAY_OVER)
    race.refresh_from_db()
    assert race.state == "open"
    assert not lifecycle.signatures(race).exists()
    assert SetUpStep.objects.get(action="reopened").note == "For tidligt"


# --- finalized ------------------------------------------------------------------------------------
def test_two_different_people_sign_and_the_record_is_made(race):
    made = finish.finalized(race)
    assert race.state == "finalized"
    envelope = signing.read(made.document.encode())
    assert [person["name"] for person in envelope.record["signed_by"]] == [
        factories.approver().public_name,
        factories.administrator().public_name,
    ]
    assert signing.is_genuine(envelope, envelope.public_key)
    main = [(a.place, a.municipality.name) for a in _awards(made, "mest-digitale")]
    assert main == [(1, "Aarhus"), (2, "Aalborg"), (3, "Odense")]
    regional = Award.objects.filter(record=made, region__isnull=False)
    assert sorted(a.municipality.name for a in regional) == ["Aalborg", "Aarhus", "Odense"]


def _awards(made, category):
    return made.awards.filter(category=category, region=None).order_by("place")


def test_one_person_does_not_sign_twice(race):
    finish.closed(race)
    finish.sign(race, factories.approver())
    with pytest.raises(Refused):
        finish.sign(race, factories.approver())


def test_a_signature_of_somebody_who_may_no_longer_sign_counts_for_nothing(race):
    finish.closed(race)
    finish.sign(race, factories.approver())
    User.objects.filter(pk=factories.approver().pk).update(role="editor")
    assert finish.sign(race, factories.administrator()) is None
    race.refresh_from_db()
    assert race.state == "closed"


def test_the_record_names_two_different_people(race):
    finish.closed(race)
    for person in (factories.approver(), factories.administrator()):
        person.first_name, person.last_name = "Kim", "Holm"
        person.save()
    finish.sign(race, factories.approver())
    with pytest.raises(Refused, match="to forskellige personer"):
        finish.sign(race, factories.administrator())


def test_who_has_no_name_stands_in_the_record_without_an_address(race):
    finish.closed(race)
    said = {"seen": results.of(race).digest, "ties": "Set efter", "now": CLOSING_DAY_OVER}
    nameless = factories.approver("nn@example.dk")
    finish.sign(race, factories.approver())
    made = lifecycle.sign(race, **said, by=nameless)
    assert f"godkender {nameless.pk}" in made.document
    assert "@" not in made.document


def test_without_a_key_nobody_signs(race, settings):
    finish.closed(race)
    settings.RESULT_SIGNING_KEY = "hemmelig tekst"
    with pytest.raises(Refused, match="kan ikke læses"):
        finish.sign(race, factories.approver())


def test_what_is_signed_is_fixed(race):
    finish.finalized(race)
    lifecycle.set_time(race, itself=True, by=factories.approver(), now=CLOSING_DAY_OVER)
    with pytest.raises(Refused, match="underskrevet"):
        change(race, title="Danmarks mest digitale by")
    with pytest.raises(Refused, match="rykkes til senere"):
        change(race, announcement_at=at(2014, 10, 30, 12))
    change(race, announcement_at=at(2014, 11, 2, 12))
    race.refresh_from_db()
    assert (race.announcement_at, race.announces_itself) == (at(2014, 11, 2, 12), False)


def change(race, **values):
    race.refresh_from_db()
    seen, by = setting_up.fingerprint(race), factories.administrator()
    setting_up.change(race, values=values, by=by, now=CLOSING_DAY_OVER, seen=seen, earlier=True)


def test_a_signature_is_for_the_figures_that_were_seen(race, towns):
    finish.closed(race)
    seen = results.of(race).digest
    finish.sign(race, factories.approver())
    _correct(towns[1], 499)
    with pytest.raises(Refused):
        lifecycle.sign(race, seen=seen, by=factories.administrator(), now=CLOSING_DAY_OVER)
    assert finish.sign(race, factories.administrator()) is None, "the first signature has fallen"
    assert finish.sign(race, factories.approver()) is not None


def _correct(town, number):
    return factories.corrected(town.code, "2014-W43", (number, 1, 1), now=CLOSING_DAY_OVER)


def test_equal_places_must_be_looked_at(race, towns):
    _correct(towns[1], 500)
    finish.closed(race)
    with pytest.raises(Refused, match="lige"):
        finish.sign(race, factories.approver(), ties="")
    finish.sign(race, factories.approver(), ties="Begge får prisen")
    assert lifecycle.signatures(race).get().note == "Begge får prisen"


def test_everything_that_is_missing_is_said_at_once(towns):
    race = factories.competition(participants=towns)
    factories.published_with(dict.fromkeys(towns[:2], 400), Week(2014, 36))
    closing = factories.published_with(dict.fromkeys(towns, 500), Week(2014, 43))
    takes_part = factories.municipality("Tynd", code="999", region_code="1081", population=None)
    factories.takes_part(race, takes_part)
    new = Stocks(501, 1, 1)
    correcting.propose(
        closing,
        towns[0],
        new=new,
        reason="Talt igen",
        answers={doubt.key: "Ja" for doubt in corrections.doubts(closing, towns[0], new)},
        by=factories.administrator(),
        now=CLOSING_DAY_OVER,
    )
    LateProposal.objects.create(
        competition=race,
        municipality=towns[0],
        takes_part=False,
        reason="Fortrudt",
        proposed_by=factories.administrator(),
        proposed_at=CLOSING_DAY_OVER,
    )
    finish.closed(race)
    with pytest.raises(Refused) as refusal:
        lifecycle.sign(race, seen="", by=factories.approver(), now=CLOSING_DAY_OVER)
    for word in ("Odense", "Tynd", "rettelse", "deltager"):
        assert word in str(refusal.value)


def test_a_signature_is_withdrawn_by_its_person_alone(race):
    finish.closed(race)
    finish.sign(race, factories.approver())
    with pytest.raises(Refused):
        lifecycle.withdraw_signature(race, by=factories.administrator(), now=CLOSING_DAY_OVER)
    lifecycle.withdraw_signature(race, by=factories.approver(), now=CLOSING_DAY_OVER)
    assert not lifecycle.signatures(race).exists()


def test_a_final_result_is_taken_back_before_anybody_is_told_and_its_record_stays(race):
    first = finish.finalized(race)
    lifecycle.unfinalize(race, reason="Et tal", by=factories.approver(), now=CLOSING_DAY_OVER)
    race.refresh_from_db()
    assert race.state == "closed"
    assert results.current(race) is None
    second = finish.finalized(race)
    assert (first.number, second.number) == (1, 2)
    assert ResultRecord.objects.count() == 2


def _told(race):
    finish.finalized(race)
    lifecycle.tell_regions(race, by=factories.approver(), now=CLOSING_DAY_OVER)


def test_nobody_is_told_a_winner_while_a_correction_waits(race):
    finish.finalized(race)
    waiting = factories.proposed("751", "2014-W43", (470, 1, 1), now=CLOSING_DAY_OVER)
    approver = factories.approver()
    lifecycle.set_time(race, itself=True, by=approver, now=CLOSING_DAY_OVER)
    for act in (lifecycle.tell_regions, lifecycle.announce):
        with pytest.raises(Refused, match=r"En rettelse venter: Aarhus.*Træk den tilbage"):
            act(race, by=approver, now=CEREMONY)
    assert lifecycle.announce_due(now=CEREMONY) == []
    corrections.withdraw(waiting, by=approver, now=CEREMONY)
    assert lifecycle.announce_due(now=CEREMONY) == [race]


def test_after_the_regions_were_told_another_may_win_the_country_if_the_same_win_there(race):
    _told(race)
    lifecycle.unfinalize(race, reason="Et tal", by=factories.approver(), now=CLOSING_DAY_OVER)
    with pytest.raises(Refused, match="fortsat lukket"):
        lifecycle.reopen(race, reason="Nej", by=factories.approver(), now=CLOSING_DAY_OVER)
    race.refresh_from_db()
    told = list(Visibility(race, CLOSING_DAY_OVER).regional_winners())
    assert [each.name for each in told] == ["Odense", "Aalborg", "Aarhus"]
    factories.corrected("751", "2014-W43", (460, 92, 0), now=CLOSING_DAY_OVER)
    finish.sign(race, factories.approver())
    made = finish.sign(race, factories.administrator())
    assert _awards(made, "mest-digitale").first().municipality.name == "Aalborg"
    assert list(Visibility(race, CLOSING_DAY_OVER).regional_winners()) == told


def test_no_correction_names_another_in_a_region_than_everybody_has_been_told(race):
    randers = factories.municipality("Randers", code="730", region_code="1082")
    factories.takes_part(race, randers)
    for number, count in {36: 400, 41: 430, 43: 490}.items():
        factories.figure(Release.objects.get(week=f"2014-W{number}"), randers, count)
    _told(race)
    lifecycle.unfinalize(race, reason="Et tal", by=factories.approver(), now=CLOSING_DAY_OVER)
    with pytest.raises(Refused, match="end der er offentliggjort"):
        factories.corrected("730", "2014-W43", (505, 101, 0), now=CLOSING_DAY_OVER)
    waiting = Correction.objects.get()
    corrections.withdraw(waiting, by=factories.approver(), now=CLOSING_DAY_OVER)
    race.participations.filter(municipality="751").delete()
    with pytest.raises(Refused, match=r"andre regionsvindere.*Randers"):
        finish.sign(race, factories.approver())


# --- told -----------------------------------------------------------------------------------------
def test_the_regional_winners_are_told_from_their_day_on(race):
    finish.finalized(race, at(2014, 10, 26))
    with pytest.raises(Refused, match=r"27. oktober 2014"):
        lifecycle.tell_regions(race, by=factories.approver(), now=at(2014, 10, 26, 23))
    lifecycle.tell_regions(race, by=factories.approver(), now=CLOSING_DAY_OVER)
    with pytest.raises(Refused):
        lifecycle.tell_regions(race, by=factories.approver(), now=CEREMONY)
    assert not is_public(race, CEREMONY)


def test_a_region_that_everybody_is_in_is_not_told_before_the_country(race, towns):
    race.participations.exclude(municipality=towns[0]).delete()
    finish.finalized(race)
    with pytest.raises(Refused, match="har også vundet hele landet"):
        lifecycle.tell_regions(race, by=factories.approver(), now=CLOSING_DAY_OVER)


def test_the_announcement_shows_the_closing_figures_from_that_moment(race):
    finish.announced(race)
    assert is_public(race, CEREMONY)
    assert not is_public(race, at(2014, 11, 1, 11, 59))
    assert race.state == "announced"
    assert Step.objects.get(action="announced").by == factories.approver()


def test_nothing_is_announced_that_is_not_final(race):
    for state in (race, finish.closed(race)):
        with pytest.raises(Refused):
            lifecycle.announce(state, by=factories.approver(), now=CEREMONY)


def test_it_is_refused_before_its_time_and_announced_once(race):
    finish.finalized(race)
    with pytest.raises(Refused):
        lifecycle.announce(race, by=factories.approver(), now=at(2014, 11, 1, 11, 59))
    lifecycle.announce(race, by=factories.approver(), now=CEREMONY)
    with pytest.raises(Refused):
        lifecycle.announce(race, by=factories.approver(), now=at(2014, 11, 2))


def test_who_waited_while_another_announced_does_not_announce_again(race, settings):
    settings.DEMO = False
    finish.announced(race, CEREMONY + timedelta(milliseconds=50))
    before = Competition.objects.values().get(pk=race.pk)
    with pytest.raises(Refused, match="allerede kåret"):
        lifecycle.announce(race, by=factories.approver(), now=CEREMONY)
    assert Competition.objects.values().get(pk=race.pk) == before


def test_who_waited_while_another_told_the_regions_does_not_tell_them_again(race):
    finish.finalized(race)
    lifecycle.tell_regions(race, by=factories.approver(), now=at(2014, 10, 28, 9, 1))
    with pytest.raises(Refused):
        lifecycle.tell_regions(race, by=factories.approver(), now=at(2014, 10, 28, 9))


def test_one_announcement_that_must_wait_does_not_hold_up_another(race, monkeypatch):
    finish.finalized(race)
    lifecycle.set_time(race, itself=True, by=factories.approver(), now=CLOSING_DAY_OVER)

    def refuse(*_args, **_named):
        raise Refused("Not now.")

    monkeypatch.setattr(lifecycle, "announce", refuse)
    assert lifecycle.announce_due(now=CEREMONY) == []


def test_a_set_announcement_happens_by_itself_to_the_minute_and_once(race):
    finish.finalized(race)
    lifecycle.set_time(race, itself=True, by=factories.approver(), now=CLOSING_DAY_OVER)
    assert lifecycle.announce_due(now=at(2014, 11, 1, 11, 59)) == []
    assert lifecycle.announce_due(now=CEREMONY) == [race]
    assert lifecycle.announce_due(now=CEREMONY) == []
    assert SetUpStep.objects.get(action="announced").by is None


def test_a_set_time_is_taken_back(race):
    finish.finalized(race)
    lifecycle.set_time(race, itself=True, by=factories.approver(), now=CLOSING_DAY_OVER)
    lifecycle.set_time(race, itself=False, by=factories.approver(), now=CLOSING_DAY_OVER)
    assert lifecycle.announce_due(now=CEREMONY) == []


def test_when_the_demonstrations_clock_goes_back_the_announcement_can_be_made_again(race):
    finish.announced(race, at(2014, 11, 3))
    lifecycle.announce(race, by=factories.approver(), now=CEREMONY)
    assert is_public(race, CEREMONY)


# --- rehearsals -----------------------------------------------------------------------------------
def test_a_rehearsal_runs_the_whole_finish_with_the_public_week_and_touches_nothing(race):
    now = at(2014, 10, 20, 10)
    before = json.dumps(list(Competition.objects.values()), default=str)
    places = race.places.count()
    copy = rehearsals.begin(race, by=factories.editor(), now=now)
    assert (copy.closing_as_of, copy.slug) == (Week(2014, 41).friday, "2014-proeve-1")
    made = finish.finalized(finish.closed(copy, now), now)
    lifecycle.tell_regions(copy, by=factories.approver(), now=now)
    lifecycle.announce(copy, by=factories.approver(), now=now)
    winner = _awards(made, "mest-digitale").first()
    assert winner.municipality.name == "Odense", "week 41's, not the embargoed one's"
    assert "PRØVE, tæller ikke: Danmarks mest digitale kommune" in made.document
    assert json.dumps(list(Competition.objects.values()), default=str) == before
    assert race.places.count() == places
    assert not is_public(race, now)
    rehearsals.throw_away(copy, by=factories.editor(), now=now)
    assert rehearsals.of(race) is None
    with pytest.raises(Refused):
        lifecycle.announce(copy, by=factories.approver(), now=now)
    steps = SetUpStep.objects.filter(competition=race).values_list("action", flat=True)
    assert list(steps) == ["rehearsed", "thrown away"]


def test_a_rehearsal_finds_an_address_that_nobody_has(race):
    now = at(2014, 10, 20, 10)
    factories.competition(slug="2014-proeve-1")
    copy = rehearsals.begin(race, by=factories.editor(), now=now)
    assert copy.slug == "2014-proeve-2"
    client = Client()
    client.force_login(factories.administrator())
    page = client.get("/admin/competition/participation/").content.decode()
    assert page.count("Aarhus") == 1


def test_one_rehearsal_at_a_time_and_the_real_thing_is_never_thrown_away(race):
    now = at(2014, 10, 20, 10)
    rehearsals.begin(race, by=factories.editor(), now=now)
    with pytest.raises(Refused):
        rehearsals.begin(race, by=factories.editor(), now=now)
    with pytest.raises(Refused):
        rehearsals.throw_away(race, by=factories.editor(), now=now)
