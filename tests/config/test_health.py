"""The health checks say yes to what is well and name what is not."""

import os
import threading
from contextlib import contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from config import health


@contextmanager
def web_server(monkeypatch, *, status):
    """A web server that answers each request with `status`, and remembers who was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_arguments):
            """Not in a test's output."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("PORT", str(server.server_port))
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_web_server_is_asked_under_the_name_that_it_answers_to(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", ".digital.example, other.example")
    with web_server(monkeypatch, status=200) as asked:
        assert health.web() == ""
    assert asked == [("/healthz", "digital.example")]


def test_a_web_server_that_answers_with_an_error_is_not_well(monkeypatch):
    with web_server(monkeypatch, status=503):
        assert health.web() == "the web server answers with 503"


def test_a_web_server_that_is_gone_is_not_well(monkeypatch):
    with web_server(monkeypatch, status=200):
        pass
    assert health.web().startswith("the web server does not answer: ")


def test_a_scheduler_is_well_as_long_as_it_writes(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    late = "the scheduler has not written its schedule for two minutes"
    assert health.beat() == late
    schedule = tmp_path / "celery-schedule.db"
    schedule.touch()
    assert health.beat() == ""
    written = schedule.stat().st_mtime - health.BEAT_SECONDS - 1
    os.utime(schedule, (written, written))
    assert health.beat() == late


def test_a_database_that_is_gone_is_named(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert health.database().startswith("the database cannot be reached: ")


def test_the_address_of_the_database_may_lie_in_a_file(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(
        health.psycopg, "connect", lambda url, **_: asked.append(url) or nullcontext()
    )
    file = tmp_path / "url"
    file.write_text("postgresql://site@database/site")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL_FILE", str(file))
    assert health.database() == ""
    assert asked == ["postgresql://site@database/site"]


@pytest.mark.parametrize("arguments", [[], ["everything"], ["web", "beat"]])
def test_a_check_that_is_none_is_refused(arguments, capsys):
    assert health.main(arguments) == 2
    assert capsys.readouterr().err == "Name one of web, worker, beat, database.\n"


def test_the_exit_code_follows_the_check(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert health.main(["beat"]) == 1
    assert "two minutes" in capsys.readouterr().err
    (tmp_path / "celery-schedule").touch()
    assert health.main(["beat"]) == 0
    assert capsys.readouterr().err == ""
