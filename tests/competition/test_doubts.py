"""A correction is looked at as a file is: what looks wrong beside the weeks around it is answered first."""

import pytest
from django.test import Client
from django.urls import reverse

from competition import correcting
from signups import corrections
from signups.corrections import Stocks, Unanswered
from signups.models import Acknowledgement, Correction, Figure, Release
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.corrections import confirm
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
FORM = reverse("release_correct", args=[Week(2014, 40)]) + "?kommune=751"
TYPED = {
    "registered_15_plus": "5.300",
    "registered_15_24": "1.004",
    "exempt_15_plus": "0",
    "reason": "To filer byttet om.",
}


@pytest.fixture
def town():
    """One town of ten thousand, with 5000, 5020 and 5040 registered in three weeks."""
    factories.the_clock_shows(NOW)
    town = factories.municipality("Aarhus", code="751", population=(10_000, 2_000))
    factories.competition(participants=[town])
    for week, count in ((39, 5000), (40, 5020), (41, 5040)):
        factories.published_with({town: count}, Week(2014, week))
    return town


@pytest.fixture
def editor(town):
    client = Client()
    client.force_login(factories.editor())
    return client


def week(number: int) -> Release:
    return Release.objects.get(week=f"2014-W{number}")


def doubted(town, *stocks: int) -> list[tuple[str, str]]:
    found = corrections.doubts(week(40), town, Stocks(*stocks))
    return [(doubt.beside.week, doubt.warning.kind) for doubt in found]


def propose(town, *stocks: int, answers=None) -> Correction:
    return correcting.propose(
        week(40),
        town,
        new=Stocks(*stocks),
        reason="Talt igen.",
        answers=answers,
        by=factories.editor(),
        now=NOW,
    )


def test_a_figure_is_held_against_the_week_before_and_the_week_after(town):
    assert doubted(town, 5030, 1004, 0) == []
    assert doubted(town, 5300, 1004, 0) == [("2014-W41", "fall")]
    assert doubted(town, 4900, 1004, 0) == [("2014-W39", "fall")]
    assert doubted(town, 6000, 1004, 0) == [("2014-W39", "rise"), ("2014-W41", "fall")]
    assert doubted(town, 5000, 1000, 0) == [("2014-W39", "unchanged")]
    assert sorted(doubted(town, 5030, 1004, 5000)) == [
        ("2014-W39", "above_population"),
        ("2014-W39", "rise"),
        ("2014-W41", "fall"),
        ("2014-W41", "tenth"),
    ]


def test_a_week_that_is_not_published_is_no_yardstick(town):
    factories.figure(factories.draft(Week(2014, 42)), town, 100)
    assert [d.beside.week for d in corrections.doubts(week(41), town, Stocks(5030, 1004, 0))] == []


def test_what_looks_wrong_is_answered_before_it_is_proposed(town):
    with pytest.raises(Unanswered):
        propose(town, 5300, 1004, 0)
    with pytest.raises(Unanswered):
        propose(town, 5300, 1004, 0, answers={"2014-W41:fall:751": "Ja"})
    (doubt,) = corrections.doubts(week(40), town, Stocks(5300, 1004, 0))
    with pytest.raises(Unanswered):
        propose(town, 5300, 1004, 0, answers={doubt.key: "  "})
    made = propose(town, 5300, 1004, 0, answers={doubt.key: "Ringet."})
    kept = made.acknowledgements.get()
    assert (kept.warning, kept.reason, kept.by, kept.at) == (
        doubt.key, "Ringet.", factories.editor(), NOW,
    )  # fmt: skip


def test_an_answer_covers_its_own_numbers_only(town):
    (doubt,) = corrections.doubts(week(40), town, Stocks(5300, 1004, 0))
    with pytest.raises(Unanswered):
        propose(town, 5301, 1004, 0, answers={doubt.key: "Ringet."})


def test_what_comes_up_before_it_is_confirmed_is_looked_at_again(town):
    made = propose(town, 5030, 1004, 0)
    with factories.correcting():
        Figure.objects.filter(release=week(41)).update(registered_15_plus=4000)
    with pytest.raises(Refused):
        confirm(made, by=factories.approver(), now=NOW)
    assert [doubt.beside for doubt in corrections.unanswered(made)] == [week(41)]
    assert Figure.objects.get(release=week(40)).registered_15_plus == 5020


def test_the_form_shows_the_warnings_and_keeps_what_was_typed(editor, town):
    shown = editor.post(FORM, TYPED)
    assert shown.status_code == 422
    ((doubt, _answer),) = shown.context["doubts"]
    page = shown.content.decode()
    assert f'name="answer-{doubt.key}"' in page
    assert "Holdt op mod uge 41" in page
    assert 'value="5.300"' in page
    kept = editor.post(FORM, TYPED | {"reason": "", f"answer-{doubt.key}": "Ringet."})
    assert 'value="Ringet."' in kept.content.decode()
    answer = {f"answer-{doubt.key}": "Ringet."}
    made = editor.post(FORM, TYPED | answer).headers["Location"]
    assert "Ringet." in editor.get(made).content.decode()
    assert Acknowledgement.objects.get().correction == Correction.objects.get()
