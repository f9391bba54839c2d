"""`manage.py import_figures`: the whole road on one line, or nothing at all."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from competition.models import StoredPlace
from signups.lines import Total
from signups.models import Figure, Import, Release
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
WEEK = Week(2014, 42)
FILE = factories.ROOT / "signups/data/weekly/2014-uge-42.csv"


@pytest.fixture
def denmark():
    factories.the_clock_shows(at(2014, 10, 18, 10))
    factories.administrator()
    return factories.denmark()


def run(file=FILE, **options):
    call_command("import_figures", file, **{"week": WEEK, "as_of": WEEK.friday, **options})


def test_a_file_becomes_a_draft(denmark, capsys):
    run(competition="2014", by=factories.editor().email)
    release = Release.objects.get()
    assert (release.status, release.entered_by) == ("draft", factories.editor())
    assert Figure.objects.count() == 98
    assert "98 figures stored as a draft" in capsys.readouterr().out


def test_with_a_second_person_it_goes_all_the_way_to_the_public(denmark):
    factories.weekly_figures(factories.published(Week(2014, 36)))
    run(
        by=factories.editor().email,
        approve_by=factories.approver().email,
        publish=True,
        acknowledge="Seks uger på én gang.",
    )
    assert Release.objects.get(week="2014-W42").status == "published"
    assert StoredPlace.objects.count() == 3 * 98


def test_the_same_person_cannot_approve_and_then_nothing_is_stored(denmark):
    approver = factories.approver().email
    with pytest.raises(CommandError):
        run(by=approver, approve_by=approver, publish=True)
    assert (Release.objects.count(), Import.objects.count()) == (0, 0)


def test_approving_wants_to_know_who_entered_the_figures(denmark):
    with pytest.raises(CommandError, match="--by"):
        run(approve_by=factories.approver().email)
    assert Release.objects.count() == 0


def test_publishing_wants_somebody_who_approves(denmark):
    with pytest.raises(CommandError, match="approve-by"):
        run(publish=True)


def test_every_problem_stands_on_its_own_line_and_nothing_is_stored(denmark, tmp_path):
    bad = tmp_path / "uge-42.csv"
    lines = factories.weekly_file(WEEK).decode("utf-8-sig").splitlines()
    lines[1] = lines[1].rsplit(";", 1)[0] + ";-1"
    lines[2] = "999;Atlantis;1;1;1"
    bad.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        run(bad)
    first, *lines = str(refusal.value).splitlines()
    assert first == ""
    assert [line.split(":")[0] for line in lines] == [
        "Linje 2, fritagne 15+",
        "Linje 3, kommunekode",
    ]
    assert (Release.objects.count(), Import.objects.count(), Figure.objects.count()) == (0, 0, 0)


def test_a_remark_says_its_line_too(denmark, tmp_path, capsys):
    whole = factories.weekly_file(WEEK).decode("utf-8-sig")
    file = tmp_path / "uge-42.csv"
    file.write_text(whole + "411;Christiansø;1;1;1\n", encoding="utf-8")
    run(file)
    number = len(whole.splitlines()) + 1
    assert f"Linje {number}: " in capsys.readouterr().out.splitlines()[0] + " "


def test_the_sum_is_checked_against_the_control_totals_of_the_country(denmark):
    with pytest.raises(CommandError, match="--acknowledge"):
        run(national=Total(1_000_000, None, None))
    assert Release.objects.count() == 0
    run(national=Total(1_000_000, None, None), acknowledge="Kontroltallet er fra ugen før.")
    assert Import.objects.get().national_total == [1_000_000, None, None]


def test_control_totals_that_are_none_are_refused(denmark):
    for text in ("1,2", "1,2,3,4", "mange,,", "-1,,"):
        with pytest.raises(CommandError, match="--national"):
            call_command(
                "import_figures",
                str(FILE),
                *("--week", "2014-W42", "--as-of", "2014-10-17"),
                f"--national={text}",
            )


def test_warnings_stop_it_until_they_are_acknowledged(denmark, tmp_path):
    short = tmp_path / "uge-42.csv"
    short.write_bytes(b"\r\n".join(factories.weekly_file(WEEK).splitlines()[:-1]))
    with pytest.raises(CommandError, match="--acknowledge"):
        run(short)
    assert Release.objects.count() == 0
    run(short, acknowledge="Hjørring sender mandag.")
    assert Figure.objects.count() == 97
    assert Import.objects.get().acknowledgements.get().reason == "Hjørring sender mandag."


def test_a_day_outside_the_competition_is_refused(denmark):
    with pytest.raises(CommandError, match="lies outside 2014"):
        run(competition="2014", week=Week(2014, 30), as_of=date(2014, 7, 25))


def test_a_file_that_is_not_there_gives_one_clear_sentence(denmark, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.csv")


def test_an_unknown_person_or_competition_is_named(denmark):
    with pytest.raises(CommandError, match="nobody@example"):
        run(by="nobody@example.dk")
    with pytest.raises(CommandError, match="no competition 1999"):
        run(competition="1999")
