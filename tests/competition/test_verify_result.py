"""The program that anybody can check a result with: it agrees with the site, and with no forgery."""

import ast
import copy
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition import canonical, draw, record, signing, verify_result
from competition.categories import Counts
from competition.draw import Commitment, Raffle
from competition.record import Amendment
from competition.verify_result import main
from tests.competition.a_record import (
    ANNA,
    BODIL,
    FORGER,
    KEY,
    PUBLISHED,
    a_result,
    at,
    changed,
    competitions,
    contender,
    draws,
    inputs,
    leaves,
    passed_over,
    promised,
    signed,
    small,
)

PROGRAM = Path(verify_result.__file__)


def tries(number: int) -> settings:
    """So many examples, however slow, with the same folder for each."""
    return settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


@pytest.fixture
def checked(tmp_path, capsys):
    """Checks envelopes written to files; gives the exit code and what was printed."""

    def check(*envelopes, args=()):
        paths = []
        for number, envelope in enumerate(envelopes):
            path = tmp_path / f"{number}.json"
            path.write_bytes(
                envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
            )
            paths.append(str(path))
        capsys.readouterr()
        code = main([*paths, *args])
        return code, capsys.readouterr().out

    return check


def hashed_anew(envelope):
    """As a forger without the key does it."""
    return {**envelope, "sha256": canonical.sha256(envelope["record"])}


def problems(printed: str) -> list[str]:
    return [line[2:] for line in printed.splitlines() if line.startswith("✗")]


# --- one program, of its own -----------------------------------------------------------------------
def test_it_imports_nothing_but_python_and_what_checks_signatures():
    tree = ast.parse(PROGRAM.read_text())
    modules = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules - set(sys.stdlib_module_names) == {"cryptography"}


def test_it_is_written_for_python_3_9():
    ast.parse(PROGRAM.read_text(), feature_version=(3, 9))


def run(*args, bare: bool):
    flags = ["-I", "-S"] if bare else ["-I"]
    return subprocess.run(  # noqa: S603
        [sys.executable, *flags, str(PROGRAM), *map(str, args)],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_it_runs_alone_and_says_what_it_could_not_look_at(tmp_path):
    path = tmp_path / "resultat.json"
    path.write_bytes(signing.serialise(signing.sign(record.document(small()), KEY)))
    alone = run(path, bare=True)
    assert (alone.returncode, alone.stderr) == (0, "")
    assert alone.stdout.endswith("STEMMER\n")
    assert "Underskriften er IKKE efterprøvet" in alone.stdout
    pinned = run(path, "--public-key", KEY.public_key, bare=True)
    assert (pinned.returncode, pinned.stderr) == (2, "")
    assert pinned.stdout.endswith("KAN IKKE AFGØRES: udregningen stemmer\n")


def test_with_the_published_key_it_has_no_reservation(tmp_path):
    path = tmp_path / "resultat.json"
    path.write_bytes(signing.serialise(signing.sign(record.document(small()), KEY)))
    found = run(path, "--public-key", KEY.public_key, bare=False)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.endswith("STEMMER\n")
    assert "!" not in found.stdout


@pytest.mark.parametrize(
    "line", ["r.json --public-key K 1.json 2.json", "--en r.json 1.json 2.json --public-key K"]
)
def test_its_words_may_stand_in_any_order(line):
    asked = verify_result.parsed(line.split())
    assert (asked.result, asked.draws, asked.public_key) == ("r.json", ["1.json", "2.json"], "K")


def test_without_a_file_it_says_how_it_is_used():
    found = run(bare=True)
    assert found.returncode == 2
    assert found.stderr.startswith("usage:")


# --- what it prints ----------------------------------------------------------------------------------
def test_it_names_the_winners_in_danish(checked):
    code, printed = checked(a_result(), args=["--public-key", KEY.public_key])
    assert code == 0
    assert (
        printed
        == """Danmarks mest digitale kommune 2014

Danmarks mest digitale kommune
  1. Odder: 70,00 % (700 / 1.000)
  forspring: 101 tilmeldinger til Morsø, Thisted
  Region Nordjylland: Odder
  Region Syddanmark: Odense

Danmarks digitale slutspurter
  1. Thisted: 140,00 % (700 / 500)
  forspring: 371 tilmeldinger til Odense

Danmarks unge
  1. Odder: 75,00 % (150 / 200)
  forspring: 21 tilmeldinger til Morsø

STEMMER
"""
    )


def test_it_names_the_winners_in_english(checked):
    code, printed = checked(a_result(), args=["--en", "--public-key", KEY.public_key])
    assert code == 0
    assert "  1. Odder: 70.00 % (700 / 1,000)\n  margin: 101 registrations to" in printed
    assert printed.endswith("\nAGREES\n")


def test_the_demonstration_says_so(checked):
    found = small()
    shown = replace(found, terms=replace(found.terms, demonstration=True))
    assert "DEMONSTRATIONSTAL" in checked(signed(record.document(shown)))[1]


def test_it_warns_when_the_key_is_the_files_own(checked):
    code, printed = checked(a_result())
    assert code == 0
    assert "! Nøglen er filens egen." in printed


def test_the_files_white_space_does_not_matter(checked):
    loose = b"\xef\xbb\xbf" + json.dumps(a_result(), indent=2).encode() + b"\n"
    assert checked(loose)[0] == 0


def test_names_cannot_command_the_terminal(checked):
    odd = inputs(contender("727", "Odder\x1b[2J\nSTEMMER"))
    code, printed = checked(signed(record.document(odd)))
    assert code == 0
    assert "\x1b" not in printed
    assert "Odder?[2J?STEMMER" in printed


def test_a_competition_of_nobody_agrees_and_says_there_is_no_winner(checked):
    code, printed = checked(signed(record.document(inputs())))
    assert code == 0
    assert printed.count("  ingen vinder\n") == 3
    assert "Region Nordjylland: ingen vinder" in printed


# --- against the site ----------------------------------------------------------------------------------
@tries(200)
@given(found=competitions)
def test_it_agrees_with_the_site_on_every_competition(checked, found):
    code, printed = checked(signed(record.document(found)), args=["--public-key", KEY.public_key])
    assert (code, problems(printed)) == (0, [])


@tries(100)
@given(found=competitions, data=st.data())
def test_an_outcome_that_is_otherwise_is_said_by_the_recomputation(checked, found, data):
    whole = signed(record.document(found))
    ways = [
        path
        for path in leaves(whole)
        if "outcomes" in path and path[-1] not in ("category", "margin")
    ]
    path = data.draw(st.sampled_from(ways))
    forged = hashed_anew(changed(whole, path))
    code, printed = checked(signed(forged["record"], FORGER))
    assert code == 1
    assert re.search("udregningen giver", printed)


# --- forgeries -------------------------------------------------------------------------------------------
def test_no_leaf_can_be_changed(checked):
    whole = a_result()
    agreeing = [path for path in leaves(whole) if checked(changed(whole, path))[0] == 0]
    assert agreeing == []


def test_nor_with_the_hash_recomputed(checked):
    whole = a_result()
    inside = [path for path in leaves(whole) if path[0] == "record"]
    agreeing = [path for path in inside if checked(hashed_anew(changed(whole, path)))[0] == 0]
    assert agreeing == []


def test_nor_signed_anew_with_a_key_of_the_forgers_own(checked):
    content = record.document(small())
    content["municipalities"][0]["participant"] = False
    forged = signed(content, FORGER)
    pinned = ["--public-key", KEY.public_key]
    assert "anden nøgle" in checked(signed(record.document(small()), FORGER), args=pinned)[1]
    assert checked(forged, args=pinned)[0] == 1


def test_a_figure_changed_without_its_outcome_is_told_apart_from_a_broken_seal(checked):
    content = record.document(small())
    content["closing"]["figures"][2]["registered_15_plus"] += 250
    content["corrections"] = []
    code, printed = checked(signed(content))
    assert code == 1
    assert not any("SHA-256" in line for line in problems(printed))
    assert "Danmarks mest digitale kommune › winners" in problems(printed)[0]


def test_a_wrong_winner_is_named(checked):
    content = record.document(small())
    content["outcomes"][0]["winners"] = ["773"]
    code, printed = checked(signed(content))
    said = (
        "Danmarks mest digitale kommune › winners:"
        " filen siger Morsø (773), udregningen giver Odder (727)."
    )
    assert (code, problems(printed)) == (1, [said])


def test_a_municipality_cannot_be_left_out_of_the_ranking(checked):
    content = record.document(small())
    del content["outcomes"][0]["ranking"][3]
    code, printed = checked(signed(content))
    assert code == 1
    assert "Danmarks mest digitale kommune › ranking: filen siger" in problems(printed)[0]


def test_the_order_of_equals_is_by_code(checked):
    content = record.document(small())
    ranking = content["outcomes"][0]["ranking"]
    ranking[1], ranking[2] = ranking[2], ranking[1]
    assert checked(signed(content))[0] == 1


def test_only_the_first_problems_are_printed(checked):
    content = record.document(small())
    for outcome in content["outcomes"]:
        for line in outcome["ranking"]:
            for name in ("place", "place_in_region", "numerator", "denominator", "to_pass"):
                line[name] = 77
    code, printed = checked(signed(content))
    assert code == 1
    assert len(problems(printed)) == 41
    assert problems(printed)[-1].startswith("… og ")


# --- inputs that cannot be ---------------------------------------------------------------------------------
def edit(content, path, value):
    spot = content
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("municipalities", 0, "region"), "1099", "ukendt region"),
        (("municipalities", 0, "population_15_24"), None, "umulig befolkning"),
        (("municipalities", 0, "population_15_plus"), -1, "umulig befolkning"),
        (("municipalities", 0, "code"), "999", "efter kode"),
        (("regions", 0, "code"), "1083", "Regionerne"),
        (("categories", 0, "key"), "youth", "svarer ikke til hinanden"),
        (("outcomes", 0, "category"), "youth", "svarer ikke til hinanden"),
        (("baseline", "as_of"), "2014-09-06", "en anden dag"),
        (("competition", "opens_on"), "2014-09-31", "er ikke en tid"),
        (("competition", "opens_on"), "20140909", "er ikke en tid"),
        (("competition", "announcement_at"), "2014-11-01T11:00:00", "er ikke en tid"),
        (("competition", "closing_as_of"), "2014-09-05", "ikke efter starten"),
        (("closing", "figures", 0, "registered_15_24"), 99_999, "umulige tal"),
        (("closing", "figures", 0, "registered_15_24"), None, "umulige tal"),
        (("closing", "figures", 0, "exempt_15_plus"), -1, "umulige tal"),
        (("closing", "figures", 0, "code"), "462", "ikke ét tal pr. kommune"),
        (("corrections", 0, "new", "exempt_15_plus"), 61, "den sidste rettelse"),
        (("corrections", 0, "code"), "000", "den sidste rettelse"),
        (("corrections", 0, "at"), "i går", "er ikke en tid"),
        (("signed_by", 1, "name"), "Anna Ærø", "to forskellige underskrivere"),
        (("signed_by",), [], "to forskellige underskrivere"),
        (("signed_by", 0, "at"), "2014-10-24T23:59:59+02:00", "før slutdagen var ovre"),
        (("competition", "announcement_at"), "2014-10-23T11:00:00+02:00", "før slutningen"),
        (("closing", "week"), "2014-W42", "ikke dagens uge"),
        (("closing", "week"), "2014-W99", "ikke dagens uge"),
        (("baseline", "week"), "uge 36", "ikke dagens uge"),
    ],
)
def test_impossible_inputs_are_named_even_when_they_are_signed(checked, path, value, said):
    content = record.document(small())
    edit(content, path, value)
    code, printed = checked(signed(content))
    assert code == 1
    assert any(said.lower() in line.lower() for line in problems(printed))


def test_a_result_in_no_category_does_not_agree(checked):
    content = record.document(small())
    content["categories"], content["outcomes"] = [], []
    assert problems(checked(signed(content))[1]) == ["Der er ingen kategorier."]


def test_a_demonstration_may_be_signed_on_any_day(checked):
    found = small()
    people = [replace(each, at=at(20)) for each in found.signed_by]
    early = replace(found, signed_by=people)
    assert checked(signed(record.document(early)))[0] == 1
    shown = replace(early, terms=replace(found.terms, demonstration=True))
    assert checked(signed(record.document(shown)))[0] == 0


@pytest.mark.parametrize("signature", ["", "00", "AB" * 64, "zz" * 64, "ab" * 65])
def test_a_signature_that_is_none_fails_without_the_package_too(checked, monkeypatch, signature):
    monkeypatch.setattr(verify_result, "CAN_CHECK_SIGNATURES", False)
    assert checked(a_result())[0] == 0
    code, printed = checked({**a_result(), "signature": signature})
    assert (code, problems(printed)) == (1, ["0.json: underskriften er ikke ægte."])


def test_whoever_has_the_bytes_needs_no_files():
    whole = json.dumps(a_result()).encode()
    assert verify_result.disagreements(whole) == []
    assert verify_result.disagreements(whole, [b"{}"])[0].danish.startswith("lodtraekning-1.json")
    forged = json.dumps({**a_result(), "sha256": "0" * 64}).encode()
    assert "indholdet er ændret" in verify_result.disagreements(forged)[0].danish


def test_corrections_hang_together(checked):
    old, new = Counts(600, 120, 60), Counts(700, 150, 60)
    twice = (
        Amendment("closing", "727", old, Counts(650, 130, 60), "a", at(25)),
        Amendment("closing", "727", Counts(650, 130, 60), new, "b", at(26)),
    )
    assert checked(signed(record.document(replace(small(), amendments=twice))))[0] == 0
    gap = (twice[0], replace(twice[1], old=old))
    code, printed = checked(signed(record.document(replace(small(), amendments=gap))))
    assert (code, problems(printed)) == (1, ["Rettelserne af 727 hænger ikke sammen."])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("competition", "rule_version"), "2"),
        (("categories", 0, "kind"), "luck"),
        (("categories", 0, "counted"), "horses"),
        (("categories", 0, "divided_by"), "baseline"),
        (("categories", 1, "divided_by"), "population_15_plus"),
    ],
)
def test_rules_that_it_does_not_know_are_not_judged(checked, path, value):
    content = record.document(small())
    edit(content, path, value)
    code, printed = checked(signed(content))
    assert code == 2
    assert printed.startswith("KAN IKKE EFTERPRØVES: Filen følger regler")


# --- what is no result -----------------------------------------------------------------------------------
WHOLE = json.dumps(a_result())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b"1e999",
        b'{"record": {}}',
        b"[" * 200_000,
        b"9" * 10_000,
        b'{"a": 1, "a": 2}',
        WHOLE.replace(": 700", ": -0").encode(),
        WHOLE[:-40].encode(),
        WHOLE.replace("812", "8.12").replace("700", "700.0").encode(),
        WHOLE.replace(": 700", ": NaN").encode(),
        WHOLE.replace(": 700", ": 99999999999999999").encode(),
        WHOLE.replace(": 700", ": true").encode(),
        WHOLE.replace(": 700", ': "700"').encode(),
        WHOLE.replace("Odder", "\\ud800").encode(),
        WHOLE.replace("Odder", "A\\u030a").encode(),
        WHOLE.replace("result/1", "result/2").encode(),
        WHOLE.replace('"tied"', '"tide"').encode(),
        json.dumps({**a_result(), "record": {**a_result()["record"], "regions": {}}}).encode(),
    ],
)
def test_what_is_no_result_is_refused_in_one_line(checked, content):
    code, printed = checked(content)
    assert code == 2
    assert re.fullmatch("KAN IKKE EFTERPRØVES: .+\n", printed)


def test_every_other_kind_of_value_anywhere_is_refused(checked):
    whole = a_result()
    for path in leaves(whole):
        forged = copy.deepcopy(whole)
        edit(forged, path, [{}])
        code, printed = checked(forged)
        assert (code, printed.count("\n")) == (2, 1), path


@tries(200)
@given(data=st.data())
def test_no_mutilation_makes_it_stumble(checked, data):
    written = bytearray(WHOLE.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(written) - 1))
        written[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    code, _printed = checked(bytes(written))
    assert code in (1, 2) or json.loads(written) == a_result()


@pytest.mark.parametrize("path", ["nothing.json", ".", "a\x00b"])
def test_a_file_that_cannot_be_read_is_said(tmp_path, capsys, path):
    assert main([str(tmp_path / path)]) == 2
    assert capsys.readouterr().out.startswith("KAN IKKE EFTERPRØVES: ")


def test_a_file_without_end_is_not_read(checked, monkeypatch):
    monkeypatch.setattr(verify_result, "LARGEST_FILE", 1000)
    code, printed = checked(a_result(), args=["--en"])
    assert code == 2
    assert printed.endswith("is too large.\n")


@pytest.mark.parametrize("key", ["æ", "ab", "0" * 63, "g" * 64])
def test_a_key_that_is_none_is_said(checked, key):
    code, printed = checked(a_result(), args=["--public-key", key])
    assert code == 2
    assert "64 cifre" in printed


def test_a_key_may_be_pasted_with_spaces_and_capitals(checked):
    assert checked(a_result(), args=["--public-key", f" {KEY.public_key.upper()} "])[0] == 0


@pytest.mark.parametrize("name", ["public_key", "signature", "key_id", "sha256"])
@pytest.mark.parametrize("value", ["", "zz", "AB" * 32, "ab" * 32])
def test_an_envelope_with_other_words_does_not_agree(checked, name, value):
    assert checked({**a_result(), name: value})[0] == 1


# --- the draw -----------------------------------------------------------------------------------------------
RESULT = a_result()


FIRST = signed(draw.document(promised(RESULT)))
KEY_GIVEN = ["--public-key", KEY.public_key]


def drawn(**changes):
    """Edition 2, with what the value gives."""
    return signed(draw.document(draws(RESULT, **changes)))


def after(edition, **changes):
    """The next edition after one that has the value."""
    said = {
        "edition": edition["record"]["edition"] + 1,
        "previous_sha256": edition["sha256"],
        "signed": replace(BODIL, at=at(10, month=11)),
    }
    return drawn(**(said | changes))


def test_it_draws_as_the_site_does(checked):
    code, printed = checked(RESULT, FIRST, drawn())
    assert (code, problems(printed)) == (0, [])
    first = draw.document(draws(RESULT))["draws"][0]["winners"]
    assert "Lodtrækning: Lottotallene lørdag den 1. november 2014: 4 11 17\n" in printed
    assert (
        f"  Odder (Danmarks mest digitale kommune): nr. {first[0]}, {first[1]} af 812\n" in printed
    )
    assert "  Odder (Danmarks unge): nr. 1 af 1\n" in printed


def test_before_the_draw_it_says_so(checked):
    code, printed = checked(RESULT, FIRST)
    assert code == 0
    assert "Der er endnu ikke trukket lod." in printed


def test_a_winner_without_a_draw_is_told(checked):
    some = draws(RESULT).raffles[:2]
    first = signed(draw.document(promised(RESULT, raffles=some)))
    code, printed = checked(RESULT, first, drawn(raffles=some))
    assert code == 0
    assert "  Odder (Danmarks unge): ingen lodtrækning\n" in printed


@tries(60)
@given(
    count=st.integers(1, 2**53 - 1) | st.integers(1, 20),
    value=st.lists(st.integers(0, 10**20), min_size=3, max_size=3),
    between=st.sampled_from([" ", ", ", "-", "\n", " \u00a0", " / 00"]),
)
def test_it_draws_as_the_site_does_whatever_the_count_and_value(checked, count, value, between):
    raffles = (Raffle(Commitment("main", "727", count, "ab" * 32, at(30))),)
    first = signed(draw.document(promised(RESULT, raffles=raffles)))
    published = replace(PUBLISHED, value=between.join(map(str, value)))
    found = drawn(raffles=raffles, published=published)
    assert found["record"]["value"] == " ".join(map(str, value))
    assert checked(RESULT, first, found)[0] == 0


def test_editions_follow_each_other_and_keep_what_was_promised(checked):
    second = drawn()
    missed = passed_over(second["record"]["draws"][0]["drawn"][1])
    raffles = (replace(draws(RESULT).raffles[0], passed_over=(missed,)), *draws(RESULT).raffles[1:])
    third = after(second, raffles=raffles)
    assert checked(RESULT, FIRST, second, third)[0] == 0
    assert "i rækkefølge" in checked(RESULT, second, FIRST)[1]
    assert "i rækkefølge" in checked(RESULT, FIRST, third)[1]
    assert "i rækkefølge" in checked(RESULT, FIRST, FIRST)[1]
    forgotten = after(third)
    assert "ændrer det, der var lovet" in checked(RESULT, FIRST, second, third, forgotten)[1]
    for changes in (
        {"published": replace(PUBLISHED, value="5 6 7")},
        {"published": replace(PUBLISHED, confirmed=replace(PUBLISHED.confirmed, name="Ida Ø"))},
        {
            "published": replace(
                PUBLISHED, entered=replace(PUBLISHED.entered, at=at(2, 11, month=11))
            )
        },
        {"source": "Vejret"},
        {"example": "1 2 3"},
        {"raffles": draws(RESULT).raffles[1:]},
        {"moment": at(1, 21, month=11)},
    ):
        changed_later = after(second, **changes)
        said = checked(RESULT, FIRST, second, changed_later)
        assert (said[0], "ændrer det, der var lovet" in said[1]) == (1, True), changes


def test_a_number_that_is_jumped_over_is_told(checked):
    jumped = drawn(edition=3)
    assert jumped["record"]["previous_sha256"] == FIRST["sha256"]
    code, printed = checked(RESULT, FIRST, jumped)
    assert (code, "følger ikke efter hinanden" in printed) == (1, True)


def test_edition_one_has_no_value(checked):
    code, printed = checked(RESULT, drawn(edition=1, previous_sha256=None))
    assert (code, "Udgave 1 har mere end tilsagnene" in printed) == (1, True)


def test_a_promise_cannot_be_slipped_in_or_left_out_after_the_first(checked):
    some = draws(RESULT).raffles[:2]
    first = signed(draw.document(promised(RESULT, raffles=some)))
    slipped_in = drawn(previous_sha256=first["sha256"])
    left_out = drawn(previous_sha256=FIRST["sha256"], raffles=some)
    for editions in ((first, slipped_in), (FIRST, left_out)):
        code, printed = checked(RESULT, *editions)
        assert (code, problems(printed)) == (1, ["En senere udgave ændrer det, der var lovet."])


def test_without_the_first_edition_the_promises_are_not_checked(checked):
    second = drawn()
    for args in ([], KEY_GIVEN):
        code, printed = checked(RESULT, second, args=args)
        assert (code, problems(printed)) == (2, [])
        assert "! Udgave 1 er ikke set: " in printed
        assert printed.endswith("KAN IKKE AFGØRES: udregningen stemmer\n")
    forged = changed(second, ("record", "draws", 0, "winners", 0))
    code, printed = checked(RESULT, forged)
    assert (code, printed.endswith("STEMMER IKKE\n")) == (1, True)
    assert "Udgave 1" not in checked(RESULT, FIRST, second)[1]


def test_what_is_promised_is_signed_before_the_moment(checked):
    late = promised(RESULT, signed=replace(ANNA, at=at(1, 20, month=11)))
    code, printed = checked(RESULT, signed(draw.document(late)))
    assert (code, problems(printed)) == (1, ["Tilsagnene er ikke underskrevet før tidspunktet."])
    early = drawn(signed=replace(BODIL, at=at(2, 12, month=11)))
    code, printed = checked(RESULT, FIRST, early)
    assert (code, problems(printed)) == (
        1,
        ["Udgaven er underskrevet, før værdien blev bekræftet."],
    )


def test_editions_are_signed_in_order(checked):
    second = drawn(signed=replace(BODIL, at=at(10, month=11)))
    code, printed = checked(
        RESULT, FIRST, second, after(second, signed=replace(BODIL, at=at(9, month=11)))
    )
    assert (code, problems(printed)) == (1, ["Udgaverne er ikke underskrevet i rækkefølge."])


# --- a source that was cancelled -------------------------------------------------------------------------
NEW_PLAN = {"source": "Terninger", "example": "1 6", "moment": at(20, month=11)}


def renamed(**changes):
    """Edition 2 that names another source, signed after the first one's moment and before its own."""
    said = {
        "edition": 2,
        "previous_sha256": FIRST["sha256"],
        "signed": replace(ANNA, at=at(5, month=11)),
        "reason": "Trækningen blev aflyst",
    }
    return signed(draw.document(promised(RESULT, **(NEW_PLAN | said | changes))))


def thrown(before, **changes):
    """The edition after it, with the value of the new source."""
    people = {
        "entered": replace(ANNA, at=at(20, 13, month=11)),
        "confirmed": replace(BODIL, at=at(20, 14, month=11)),
    }
    said = {
        "edition": 3,
        "previous_sha256": before["sha256"],
        "signed": people["confirmed"],
        "published": replace(PUBLISHED, value="5 2", **people),
    }
    return drawn(**(NEW_PLAN | said | changes))


def test_a_source_that_is_cancelled_is_replaced_for_everybody_to_see(checked):
    second = renamed()
    code, printed = checked(RESULT, FIRST, second, thrown(second))
    assert (code, problems(printed)) == (0, [])
    assert "! Udgave 2 ændrer kilden, fordi: Trækningen blev aflyst\n" in printed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "enten værdien eller grunden"),
        ({"signed": replace(ANNA, at=at(20, month=11))}, "ikke underskrevet før tidspunktet"),
        ({"raffles": draws(RESULT).raffles[:2]}, "ændrer det, der var lovet"),
    ],
)
def test_another_source_is_named_in_advance_with_a_reason_and_the_same_promises(
    checked, changes, said
):
    code, printed = checked(RESULT, FIRST, renamed(**changes))
    assert (code, said in printed) == (1, True)


def test_the_source_stands_once_there_is_a_value(checked):
    second = drawn()
    other_source = after(second, **NEW_PLAN, reason="Vi kunne bedre lide terninger")
    assert checked(RESULT, FIRST, second, other_source)[0] == 1
    back = renamed(edition=3, previous_sha256=second["sha256"])
    assert "ændrer det, der var lovet" in checked(RESULT, FIRST, second, back)[1]


# --- forged draws ----------------------------------------------------------------------------------------
def test_no_leaf_of_a_draw_can_be_changed(checked):
    whole = drawn()
    agreeing = [
        path for path in leaves(whole) if checked(RESULT, FIRST, changed(whole, path))[0] == 0
    ]
    assert agreeing == []


def test_nor_of_what_was_promised(checked):
    agreeing = [
        path for path in leaves(FIRST) if checked(RESULT, changed(FIRST, path), drawn())[0] == 0
    ]
    assert agreeing == []


def test_what_the_formula_gives_cannot_be_otherwise_even_signed(checked):
    whole = drawn()
    decided = {"seed", "drawn", "reserves", "winners", "count", "commitment", "municipality"}
    ways = [path for path in leaves(whole) if decided & set(path)]
    assert len(ways) == 39
    agreeing = [
        path
        for path in ways
        if checked(RESULT, FIRST, signed(changed(whole, path)["record"]))[0] == 0
    ]
    assert agreeing == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("record_sha256",), "0" * 64, "et andet resultat"),
        (("edition",), 0, "udgave er umulig"),
        (("edition",), 1, "udgave er umulig"),
        (("previous_sha256",), None, "udgave er umulig"),
        (("previous_sha256",), "0" * 64, "følger ikke efter hinanden"),
        (("entered",), None, "bekræftet af en anden"),
        (("confirmed", "name"), "Anna Ærø", "bekræftet af en anden"),
        (("entered", "at"), "2014-11-01T19:00:00+01:00", "ikke i rækkefølge"),
        (("confirmed", "at"), "senere", "ikke i rækkefølge"),
        (("signed_at",), "2014-11-03T13:00:00+01:00", "af én på ét tidspunkt"),
        (("signed_by", "at"), "nu", "af én på ét tidspunkt"),
        (("value",), "4  11 17", "ikke skrevet på én måde"),
        (("value",), "04 11 17", "ikke skrevet på én måde"),
        (("value",), "4, 11, 17", "ikke skrevet på én måde"),
        (("value",), "Lotto 4 11", "ikke skrevet på én måde"),
        (("value",), "٤ 11 17", "ikke skrevet på én måde"),
        (("value",), "", "ikke skrevet på én måde"),
        (("value",), "4 1117", "ikke så mange tal"),
        (("value",), None, "Ingen værdi, men indtastet"),
        (("example",), "tre tal", "Eksemplet er ikke en værdi"),
        (("reason",), "Fordi", "enten værdien eller grunden"),
        (("draws", 0, "municipality"), "773", "har ikke vundet"),
        (("draws", 0, "category"), "horses", "har ikke vundet"),
        (("draws", 0, "count"), 0, "umuligt tilsagn"),
        (("draws", 0, "commitment"), "AB" * 32, "umuligt tilsagn"),
        (("draws", 0, "committed_at"), "2014-11-01T20:00:00+01:00", "ikke givet før"),
        (("draws", 0, "committed_at"), "før", "ikke givet før"),
        (("moment",), "", "ikke givet før"),
        (
            ("draws", 0, "passed_over"),
            [{"ordinal": 813, "at": "2014-11-02T13:00:00+01:00", "reason": "declined"}],
            "ingen præmie",
        ),
        (("draws", 1, "category"), "main", "har ikke vundet"),
    ],
)
def test_what_must_hold_of_a_draw_is_named(checked, path, value, said):
    content = drawn()["record"]
    edit(content, path, value)
    code, printed = checked(RESULT, FIRST, signed(content))
    assert code == 1
    assert any(said in line for line in problems(printed))


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "Ole Olsen er rejst"},
        {"reason": ""},
        {"at": at(2, 12, month=11)},
        {"at": at(11, month=11)},
    ],
)
def test_a_prize_passes_on_for_a_known_reason_and_in_time(checked, changes):
    second = drawn()
    missed = replace(passed_over(second["record"]["draws"][0]["drawn"][1]), **changes)
    raffles = (replace(draws(RESULT).raffles[0], passed_over=(missed,)), *draws(RESULT).raffles[1:])
    code, printed = checked(RESULT, FIRST, second, after(second, raffles=raffles))
    assert code == 1
    assert "gået videre uden grund eller i utide" in problems(printed)[0]


def test_a_promise_given_after_it_was_signed_does_not_agree(checked):
    late = Raffle(replace(promised(RESULT).raffles[0].commitment, at=at(31, 13)))
    first = signed(draw.document(promised(RESULT, raffles=(late,))))
    assert "ikke givet før underskriften" in problems(checked(RESULT, first)[1])[0]


def test_a_draw_stands_once(checked):
    content = draw.document(promised(RESULT))
    content["draws"].append(content["draws"][0])
    code, printed = checked(RESULT, signed(content))
    assert (code, problems(printed)) == (1, ["En kommunes lodtrækning står to gange."])


def test_a_draw_signed_by_another_than_the_result_does_not_agree(checked):
    other = signed(draw.document(promised(RESULT)), FORGER)
    code, printed = checked(RESULT, other)
    assert code == 1
    assert "anden nøgle" in problems(printed)[0]


def test_a_result_is_no_draw(checked):
    assert checked(RESULT, RESULT)[0] == 2
    assert checked(FIRST)[0] == 2
