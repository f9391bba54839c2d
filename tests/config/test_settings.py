"""Production starts with its own secrets, and with nothing less."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SITE_MODE": "production",
    "SECRET_KEY": "a-key-of-its-own-that-is-long-enough-to-be-one-0123456789",
    "DATABASE_URL": "postgresql://site:word@localhost:5432/site",
    "REDIS_URL": "redis://:word@localhost:6379/0",
    "ALLOWED_HOSTS": "digital.example",
}


def check(tmp_path, **environment):
    """`manage.py check --deploy` in an environment that holds what is given and nothing else."""
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_with_secrets_of_its_own_has_nothing_to_remark(tmp_path):
    done = check(tmp_path, **COMPLETE)
    assert done.stdout + done.stderr == "System check identified no issues (1 silenced).\n"
    assert done.returncode == 0


def test_production_writes_nothing_and_starts_no_server(tmp_path):
    check(tmp_path, **COMPLETE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("value", [None, ""])
def test_production_refuses_to_start_without(tmp_path, name, value):
    environment = COMPLETE | {name: value} if value is not None else dict(COMPLETE)
    if value is None:
        del environment[name]
    done = check(tmp_path, **environment)
    assert done.returncode != 0
    assert (
        done.stderr.strip()
        .splitlines()[-1]
        .startswith(f"django.core.exceptions.ImproperlyConfigured: {name} ")
    )


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("SECRET_KEY", "demonstration-only-not-a-secret"),
        ("DATABASE_URL", "embedded"),
        ("ALLOWED_HOSTS", "*"),
    ],
)
def test_production_refuses_what_the_demonstration_uses(tmp_path, name, default):
    done = check(tmp_path, **COMPLETE | {name: default})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} " in done.stderr


def test_production_refuses_a_key_that_is_too_short(tmp_path):
    done = check(tmp_path, **COMPLETE | {"SECRET_KEY": "x" * 31})
    assert done.returncode != 0
    assert "ImproperlyConfigured: SECRET_KEY is shorter than 32 characters." in done.stderr


def test_production_is_what_a_forgotten_mode_means(tmp_path):
    done = check(tmp_path)
    assert done.returncode != 0
    assert "ImproperlyConfigured: SECRET_KEY is not set to a value of its own." in done.stderr


def test_a_mode_that_is_none_is_refused(tmp_path):
    done = check(tmp_path, **COMPLETE | {"SITE_MODE": "debug"})
    assert done.returncode != 0
    assert "SITE_MODE is 'debug'; it must be production, demo or test." in done.stderr
