"""The round to all municipalities: the deadline, the answers, and the participants that they make."""

from datetime import date, timedelta

import pytest

from competition import addressees, invitations, round_answers, round_overview, rounds
from competition.models import Answer, Invitation, Meeting, Participation, Round
from competition.placeholders import fill, missing, paragraphs, unknown
from competition.round_answers import Person, Said
from municipalities.loading import LoadingError
from municipalities.models import Municipality
from signups.models import Change, Step
from signups.releases import Refused
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 9, 1, 12)
CLOSES = at(2014, 9, 9)
ANNA = Person("Anna Ø. Holm", "Konsulent", "anna@aarhus.example", "12345678", is_main=True)
YES = Said(takes_part=True, people=[ANNA])
NO = Said(takes_part=False, people=[])


@pytest.fixture
def the_round():
    for code, name in (("751", "Aarhus"), ("851", "Aalborg"), ("101", "København")):
        factories.municipality(name, code=code)
    race = factories.competition(enrolment_deadline=date(2014, 9, 8))
    return rounds.begin(race, by=factories.editor(), now=NOW)


def invitation(the_round, code="751") -> Invitation:
    return the_round.invitations.select_related("municipality", "round__competition").get(
        municipality_id=code
    )


def say(the_round, said, code="751", *, now=NOW) -> Answer:
    return round_answers.give(
        invitation(the_round, code), said=said, via=Answer.Via.LINK, by=None, now=now
    )


def taking_part(the_round) -> list[str]:
    return sorted(the_round.competition.participations.values_list("municipality_id", flat=True))


def sent(the_round) -> None:
    Round.objects.filter(pk=the_round.pk).update(sent_at=NOW)
    the_round.refresh_from_db()


def settle(the_round, *, now=NOW, by=None):
    seen = rounds.outcome(the_round, now).key
    return rounds.confirm(the_round, seen=seen, by=by or factories.editor(), now=now)


def test_a_round_is_begun_once_and_invites_everybody(the_round):
    again = rounds.begin(the_round.competition, by=factories.editor(), now=NOW)
    assert again == the_round
    assert the_round.invitations.count() == 3
    assert Step.objects.filter(action="round", note="2014: rundskrivelse begyndt").count() == 1


def test_the_deadline_holds_to_the_second_in_copenhagen(the_round):
    assert rounds.closes_at(the_round.competition) == CLOSES
    say(the_round, YES, now=CLOSES - timedelta(microseconds=1))
    with pytest.raises(Refused):
        say(the_round, NO, now=CLOSES)
    assert [one.takes_part for one in round_answers.versions(invitation(the_round))] == [True]


def test_the_deadline_holds_on_the_day_when_the_clocks_change(the_round):
    the_round.competition.enrolment_deadline = at(2014, 10, 26).date()
    closes = rounds.closes_at(the_round.competition)
    assert closes == at(2014, 10, 27)
    assert (closes - at(2014, 10, 26)) == timedelta(days=1)
    assert closes.timestamp() - at(2014, 10, 26).timestamp() == 25 * 60 * 60


def test_every_version_is_kept_and_the_last_one_counts(the_round):
    first = say(the_round, YES)
    second = say(the_round, NO, now=NOW + timedelta(hours=1))
    assert [first.receipt, second.receipt] == ["2014-751-1", "2014-751-2"]
    kept = round_answers.versions(invitation(the_round))
    assert [(one.number, one.takes_part, len(one.contacts.all())) for one in kept] == [
        (2, False, 0),
        (1, True, 1),
    ]
    assert rounds.answered(the_round, by=CLOSES) == {"751": False}


def test_nobody_answers_for_another_municipality(the_round):
    aalborg = factories.staff(Municipality.objects.get(code="851"))
    for via, by in (
        (Answer.Via.STAFF, aalborg),
        (Answer.Via.STAFF, factories.editor()),
        (Answer.Via.ORGANISER, aalborg),
        (Answer.Via.ORGANISER, None),
    ):
        with pytest.raises(Refused):
            round_answers.give(invitation(the_round), said=YES, via=via, by=by, now=NOW)
    assert Answer.objects.count() == 0


def test_a_link_leads_to_its_own_municipality_and_to_nobody_elses(the_round):
    ours, theirs = invitation(the_round), invitation(the_round, "851")
    key = invitations.key(ours)
    assert invitations.find(key) == ours
    changed = key[:-1] + ("a" if key[-1] != "a" else "b")
    swapped = f"{theirs.pk}-{key.partition('-')[2]}"
    for wrong in (changed, swapped, key.upper(), key + "a", "", "1-", "x", "999999999-" + "a" * 24):
        assert invitations.find(wrong) is None


def test_a_renewed_link_ends_the_one_before_and_a_withdrawn_one_leads_nowhere(the_round):
    ours, editor = invitation(the_round), factories.editor()
    before = invitations.key(ours)
    invitations.renew(ours, by=editor, now=NOW)
    after = invitations.key(invitation(the_round))
    assert (invitations.find(before), invitations.find(after)) == (None, ours)
    invitations.withdraw(ours, by=editor, now=NOW)
    assert invitations.find(after) is None
    with pytest.raises(Refused):
        invitations.withdraw(ours, by=editor, now=NOW)
    with pytest.raises(Refused):
        round_answers.give(ours, said=YES, via=Answer.Via.LINK, by=None, now=NOW)


def test_before_the_deadline_a_yes_comes_in_a_no_goes_out_and_the_silent_stay(the_round):
    factories.takes_part(
        the_round.competition, *Municipality.objects.filter(code__in=["851", "101"])
    )
    say(the_round, YES, "751")
    say(the_round, NO, "851")
    settle(the_round)
    assert taking_part(the_round) == ["101", "751"]
    the_round.refresh_from_db()
    assert the_round.confirmed_at is None
    say(the_round, NO, "751")
    settle(the_round)
    assert taking_part(the_round) == ["101"]


def test_after_the_deadline_the_silent_are_out_and_the_participants_are_fixed(the_round):
    factories.takes_part(the_round.competition, Municipality.objects.get(code="101"))
    sent(the_round)
    say(the_round, YES, "751")
    assert round_overview.waits(the_round.competition, CLOSES)
    settle(the_round, now=CLOSES)
    assert taking_part(the_round) == ["751"]
    assert not round_overview.waits(the_round.competition, CLOSES)
    with pytest.raises(Refused):
        settle(the_round, now=CLOSES)
    one = Participation.objects.get()
    assert (one.enrolled_by, one.enrolled_at, one.reason) == (factories.editor(), CLOSES, "")
    assert Change.objects.filter(table_name="competition_participation").count() == 3


def test_a_confirmation_of_other_answers_than_were_seen_is_refused(the_round):
    say(the_round, YES)
    seen = rounds.outcome(the_round, NOW).key
    say(the_round, NO)
    say(the_round, YES, "851")
    with pytest.raises(Refused):
        rounds.confirm(the_round, seen=seen, by=factories.editor(), now=NOW)
    assert taking_part(the_round) == []


def test_municipal_staff_can_do_nothing_of_the_organisers(the_round):
    staff = factories.staff(Municipality.objects.get(code="751"))
    acts = (
        lambda: rounds.begin(the_round.competition, by=staff, now=NOW),
        lambda: rounds.confirm(the_round, seen="", by=staff, now=NOW),
        lambda: rounds.set_reminder(the_round, day=NOW.date(), by=staff, now=NOW),
        lambda: invitations.renew(invitation(the_round), by=staff, now=NOW),
        lambda: addressees.load(content=b"kode;e-mail\n751;a@b.dk", by=staff, now=NOW),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_a_changed_meeting_raises_its_sequence_and_an_unchanged_one_does_not(the_round):
    values = {
        "title": "Møde",
        "starts_at": at(2014, 9, 3, 10),
        "ends_at": at(2014, 9, 3, 11),
        "place": "Aarhus",
        "link": "",
    }
    by = factories.editor()
    made = rounds.save_meeting(the_round, meeting=Meeting(), values=values, by=by, now=NOW)
    assert made.sequence == 0
    rounds.save_meeting(the_round, meeting=made, values=values, by=by, now=NOW)
    assert made.sequence == 0
    moved = values | {"place": "Odense"}
    rounds.save_meeting(the_round, meeting=made, values=moved, by=by, now=NOW)
    rounds.cancel_meeting(made, by=by, now=NOW)
    assert made.sequence == 2


# --- addressees -----------------------------------------------------------------------------------
def test_names_come_from_a_list_and_titles_stand_alone_where_there_is_none(the_round):
    content = "Kommune;Borgmester;E-mail\nÅrhus Kommune;Anna Ægir;post@aarhus.example\n".encode()
    assert addressees.load(content=content, by=factories.editor(), now=NOW) == 1
    aarhus, capital = (addressees.of(invitation(the_round, c).municipality) for c in ("751", "101"))
    assert addressees.lines(aarhus) == [
        "Aarhus Kommune",
        "Borgmester Anna Ægir",
        "Kommunaldirektør",
    ]
    assert addressees.greeting(aarhus) == "Anna Ægir og kommunaldirektør"
    assert addressees.lines(capital)[:2] == ["Københavns Kommune", "Overborgmester"]


def test_a_list_says_all_its_problems_and_keeps_nothing(the_round):
    content = "kode,kommune,e-mail\n751,Aarhus,post\n999,Andeby,a@b.dk\n851,Aarhus,a@b.dk\n"
    with pytest.raises(LoadingError) as refused:
        addressees.load(content=content.encode(), by=factories.editor(), now=NOW)
    assert len(refused.value.problems) == 3
    assert addressees.of(invitation(the_round).municipality).email == ""


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"a;b\n1;2", b"kommune;e-mail\n"])
def test_what_is_no_list_is_refused_in_a_sentence(the_round, content):
    with pytest.raises(LoadingError):
        addressees.load(content=content, by=factories.editor(), now=NOW)


# --- place-holders --------------------------------------------------------------------------------
def test_place_holders_are_filled_once_and_unknown_ones_are_named():
    assert fill("Til [Kommune]: [link] [andet]", {"kommune": "[link]", "link": "L"}) == (
        "Til [link]: L [andet]"
    )
    assert unknown("[kommune] [dato] [dato] [KOMMUNE]") == ["dato"]
    assert missing("[Link]", "link", "frist") == ["frist"]
    assert paragraphs("a\r\nb\r\n\r\n \r\nc") == ["a\nb", "c"]
