"""The key that results are signed with: the environment's, or the demonstration's own."""

import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from competition import keys, signing
from signups.releases import Refused
from tests.competition.a_record import KEY

WRITTEN = signing.as_text(KEY)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.RESULT_SIGNING_KEY = ""
    settings.PRODUCTION = False
    return settings.DATA_DIR


def said(*args) -> str:
    out = StringIO()
    call_command("result_keys", *args, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_environments_key_is_used(settings, folder):
    settings.RESULT_SIGNING_KEY = WRITTEN
    assert keys.signing_key().public_key == KEY.public_key
    assert not folder.exists()


def test_the_demonstration_makes_a_key_once_for_its_owner_only(folder):
    first = keys.signing_key()
    assert keys.signing_key().public_key == first.public_key
    [kept] = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_whoever_comes_second_takes_the_key_that_is_there(folder):
    first = keys.signing_key()
    [kept] = folder.iterdir()
    keys._keep(kept, WRITTEN)
    assert keys.signing_key().public_key == first.public_key
    assert list(folder.iterdir()) == [kept]


def test_production_never_makes_one(settings, folder):
    settings.PRODUCTION = True
    with pytest.raises(Refused, match="result_keys --make"):
        keys.signing_key()
    assert not folder.exists()


def test_a_key_that_is_none_is_refused_without_repeating_it(settings):
    settings.RESULT_SIGNING_KEY = "hemmelig tekst"
    with pytest.raises(Refused, match="base64") as refusal:
        keys.signing_key()
    assert "hemmelig" not in str(refusal.value)


def test_the_command_shows_the_public_half_only(settings):
    settings.RESULT_SIGNING_KEY = WRITTEN
    shown = said()
    assert f"public key: {KEY.public_key}\n" in shown
    assert f"key id: {KEY.key_id}\n" in shown
    assert "BEGIN PUBLIC KEY" in shown
    assert WRITTEN not in shown
    assert KEY.private.private_bytes_raw().hex() not in shown


def test_the_command_makes_a_key_that_can_be_set(settings, folder):
    made = dict(line.split("=", 1) for line in said("--make").splitlines()[:1])
    settings.RESULT_SIGNING_KEY = made["RESULT_SIGNING_KEY"]
    assert keys.signing_key().public_key in said()
    assert not folder.exists()


def test_the_command_says_what_is_missing(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="RESULT_SIGNING_KEY"):
        said()
