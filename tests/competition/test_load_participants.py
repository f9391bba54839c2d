"""Loading who takes part: again and again, whole or not at all."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from competition.models import Competition, SetUpStep
from signups.models import SiteState
from tests import factories as make

DEMO_FILE = make.ROOT / "competition/data/participants-demo.csv"


@pytest.fixture
def race(db: None) -> Competition:
    make.the_clock_shows(make.at(2014, 9, 1, 10))
    for code, name in (("851", "Aalborg"), ("492", "Ærø"), ("169", "Høje-Taastrup")):
        make.municipality(name, code=code)
    return make.competition()


def load(path: Path, slug: str = "2014", **late: str) -> str:
    out = StringIO()
    call_command("load_participants", path, competition=slug, stdout=out, **late)
    return out.getvalue()


def codes(race: Competition) -> list[str]:
    return sorted(race.participations.values_list("municipality_id", flat=True))


def file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "participants.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_nobody_comes_in_once_the_result_is_signed(race: Competition, tmp_path: Path) -> None:
    load(file(tmp_path, "code,name\r\n851,Aalborg\r\n"))
    assert SetUpStep.objects.get(action="enrolled").note == "Aalborg"
    race.state = Competition.State.FINALIZED
    race.save()
    load(file(tmp_path, "code,name\r\n851,Aalborg\r\n"))
    with pytest.raises(CommandError, match="slut"):
        load(file(tmp_path, "code,name\r\n851,Aalborg\r\n492,Ærø\r\n"))
    assert codes(race) == ["851"]


def test_loading_again_finds_everything_the_same(race: Competition, tmp_path: Path) -> None:
    path = file(tmp_path, "code,name\r\n851,Aalborg\r\n492,Ærø\r\n")
    assert load(path) == "Participants: 2 new, 0 changed, 0 the same.\n"
    assert load(path) == "Participants: 0 new, 0 changed, 2 the same.\n"
    assert codes(race) == ["492", "851"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("kommunekode;kommune\n0851;Aalborg\n", "utf-8-sig"),
        ("Kommune\nÅlborg Kommune\n", "cp1252"),
        ("code\tname\n\tAalborg\n\n", "utf-8"),
    ],
)
def test_files_are_read_as_people_send_them(
    race: Competition, tmp_path: Path, text: str, encoding: str
) -> None:
    load(file(tmp_path, text, encoding))
    assert codes(race) == ["851"]


def test_nobody_is_taken_out_and_that_is_said(race: Competition, tmp_path: Path) -> None:
    load(file(tmp_path, "code\n851\n492\n"))
    said = load(file(tmp_path, "code\n492\n169\n"))
    assert said == (
        "Aalborg takes part and is not in the file; left as it is.\n"
        "Participants: 1 new, 0 changed, 1 the same.\n"
    )
    assert codes(race) == ["169", "492", "851"]


def test_every_problem_is_told_and_nothing_is_stored(race: Competition, tmp_path: Path) -> None:
    path = file(tmp_path, "code,name\n851,Aalborg\n999,Andeby\n851,Ærø\n0851,\n")
    with pytest.raises(CommandError) as refused:
        load(path)
    assert str(refused.value).splitlines() == [
        "Line 3: “999 Andeby” is not a municipality that is known here.",
        "Line 4: “851 Ærø”: code and name are not of one municipality.",
        "Line 5: “0851” is in the file twice.",
    ]
    assert codes(race) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first line must name a column “code” or “name”."),
        (b"code,name\n", "The file holds no municipality."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "The file is not text. Save it as CSV and load that."),
    ],
)
def test_the_wrong_file_is_refused_in_one_sentence(
    race: Competition, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        load(path)
    assert str(refused.value) == sentence


def test_an_unknown_competition_or_file_is_told(race: Competition, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no competition “1999”"):
        load(DEMO_FILE, "1999")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        load(tmp_path / "missing.csv")


def test_new_participants_make_a_new_version_of_the_public_data_and_the_same_ones_do_not(
    race: Competition, tmp_path: Path
) -> None:
    make.the_clock_shows(make.at(2014, 9, 1, 10))
    before = SiteState.objects.get().data_version
    path = file(tmp_path, "code\n851\n")
    load(path)
    after = SiteState.objects.get().data_version
    assert after > before
    load(path)
    assert SiteState.objects.get().data_version == after


def test_the_demonstrations_file_holds_47(db: None) -> None:
    make.the_clock_shows(make.at(2014, 9, 1, 10))
    race = make.denmark()
    race.participations.all().delete()
    assert load(DEMO_FILE) == "Participants: 47 new, 0 changed, 0 the same.\n"


def test_when_the_deadline_has_passed_a_change_takes_two_people_and_a_reason(
    race: Competition, tmp_path: Path
) -> None:
    make.the_clock_shows(make.at(2014, 10, 18, 10))
    path = file(tmp_path, "code\n851\n")
    editor, approver = make.editor().email, make.approver().email
    for late in (
        {},
        {"by": editor, "confirmed_by": approver},
        {"by": approver, "confirmed_by": approver, "reason": "Glemt."},
        {"by": editor, "confirmed_by": "nobody@example.dk", "reason": "Glemt."},
    ):
        with pytest.raises(CommandError):
            load(path, **late)
        assert race.participations.count() == 0
    load(path, by=editor, confirmed_by=approver, reason="Glemt.")
    one = race.participations.get()
    assert (one.enrolled_by, one.confirmed_by, one.reason) == (
        make.editor(),
        make.approver(),
        "Glemt.",
    )
