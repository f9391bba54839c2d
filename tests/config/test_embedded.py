"""The embedded PostgreSQL lives in any folder, and goes with the last process that uses it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config import embedded

ROOT = Path(__file__).resolve().parents[2]
USER = """
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
import psycopg
from config import embedded
url = embedded.database_url(Path(sys.argv[1]))
host = parse_qs(urlsplit(url).query)["host"][0]
with psycopg.connect(host=host, user="postgres", dbname="postgres") as connection:
    print(connection.execute("SELECT lower('ÆØÅ')").fetchone()[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def use():
    """Starts processes that use the server of a folder until they are told to end."""
    started = []

    def start(folder):
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-W", "error", "-c", USER, str(folder)],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def end(process):
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.parametrize("name", ["plain", "with a space", "and'a quote", "long" * 40])
def test_a_server_starts_in_a_folder_of_any_name_and_stops_with_its_user(tmp_path, use, name):
    process = use(tmp_path / name)
    assert process.stdout.readline() == "æøå\n"
    assert end(process) == 0
    assert embedded.Server(tmp_path / name / "postgres").is_running() is False


def test_the_last_user_stops_the_server_and_no_one_before(tmp_path, use):
    server = embedded.Server(tmp_path / "postgres")
    first, second = use(tmp_path), use(tmp_path)
    assert [first.stdout.readline(), second.stdout.readline()] == ["æøå\n", "æøå\n"]
    assert end(first) == 0
    assert server.is_running() is True
    assert end(second) == 0
    assert server.is_running() is False


def test_a_killed_user_does_not_count_any_more(tmp_path, use):
    server = embedded.Server(tmp_path / "postgres")
    killed = use(tmp_path)
    assert killed.stdout.readline() == "æøå\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    assert server.is_running() is True
    after = use(tmp_path)
    assert after.stdout.readline() == "æøå\n"
    assert end(after) == 0
    assert server.is_running() is False


def test_the_server_stops_also_where_the_way_to_its_folder_was_closed_meanwhile(tmp_path, use):
    process = use(tmp_path / "site")
    assert process.stdout.readline() == "æøå\n"
    tmp_path.chmod(0o700)
    assert end(process) == 0
    assert embedded.Server(tmp_path / "site" / "postgres").is_running() is False


def test_a_process_number_given_to_somebody_else_is_not_taken_for_the_server(tmp_path, use):
    first = use(tmp_path)
    assert first.stdout.readline() == "æøå\n"
    assert end(first) == 0
    status = tmp_path / "postgres" / "postmaster.pid"
    status.write_text(f"{os.getpid()}\n{tmp_path}/postgres\n0\n5432\n/nowhere\n\n1 1\nready\n")
    assert embedded.Server(tmp_path / "postgres").is_running() is False
    again = use(tmp_path)
    assert again.stdout.readline() == "æøå\n"
    assert end(again) == 0


def test_a_server_that_cannot_start_says_why(tmp_path):
    server = embedded.Server(tmp_path / "postgres")
    server.pgdata.mkdir()
    (server.pgdata / "PG_VERSION").write_text("9\n")
    with pytest.raises(embedded.EmbeddedServerError, match="PostgreSQL's pg_ctl failed for"):
        server.start()
