"""The demonstration comes up on one command, says in a sentence why it cannot, and leaves nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from config import demo

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data_dir, port):
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return passed_on | {"DATA_DIR": str(data_dir), "PORT": str(port), "LANG": "C.UTF-8"}


def refused(data_dir, port, *arguments):
    """What the demonstration says when it does not start; no traceback, not zero."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "config.demo", *arguments],
        cwd=ROOT,
        env=environment(data_dir, port),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


class Demonstration:
    """A demonstration under way, and what it has said."""

    def __init__(self, data_dir, port):
        self.data_dir, self.port = data_dir, port
        self.output = data_dir.with_name(f"{data_dir.name}.output")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.demo"],
                cwd=ROOT,
                env=environment(data_dir, port),
                stdout=output,
                stderr=output,
            )

    def wait_until_it_stands(self):
        until = time.monotonic() + PATIENCE
        while "Ctrl-C" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < until, self.output.read_text()
            time.sleep(0.2)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(60)

    def processes(self):
        """Everything that lives on this demonstration's data, found by what it was told."""
        found = []
        for process in psutil.process_iter():
            try:
                told = [*process.cmdline(), process.environ().get("DATA_DIR", "")]
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            if any(str(self.data_dir) in word for word in told):
                found.append(process)
        return found


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "with a space"


@pytest.fixture
def start(data_dir):
    started = []

    def start_one(port=None):
        started.append(Demonstration(data_dir, port or free_port()))
        return started[-1]

    yield start_one
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGINT)
        for process in one.processes():
            process.kill()


def test_it_comes_up_serves_and_leaves_no_process_behind(start, data_dir):
    site = start()
    site.wait_until_it_stands()
    said = site.output.read_text()
    assert f"http://localhost:{site.port}/" in said
    assert "@" in said  # the logins
    assert site.get("/healthz") == (200, "ok")
    status, page = site.get("/")
    assert status == 200
    assert "Demonstrationstal" in page
    style_sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert site.get(style_sheet)[0] == 200
    assert "already runs on" in refused(data_dir, free_port())
    assert "already runs on" in refused(data_dir, free_port(), "reset")
    assert len(site.processes()) > 4
    assert site.end(signal.SIGINT) == 0
    assert site.processes() == []


def test_after_a_killed_one_it_comes_up_all_the_same_and_clears_up(start):
    killed = start()
    killed.wait_until_it_stands()
    killed.end(signal.SIGKILL)
    assert killed.processes() != []
    after = start(killed.port)
    after.wait_until_it_stands()
    assert after.get("/healthz") == (200, "ok")
    assert after.end(signal.SIGHUP) == 0
    assert after.processes() == []


def test_when_a_child_dies_the_whole_says_so_and_stops(start, data_dir):
    site = start()
    site.wait_until_it_stands()
    web_server = json.loads((data_dir / "demo.processes.json").read_text())[0]["pid"]
    os.kill(web_server, signal.SIGKILL)
    assert site.process.wait(60) == 1
    assert "The web server ended by itself (exit code -9)" in site.output.read_text()
    assert site.processes() == []


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(tmp_path, port) == (
            f"Port {port} on 127.0.0.1 cannot be used (Address already in use): "
            f"choose another one, PORT={min(port + 100, 65535)} make demo.\n"
        )


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none_is_one_sentence(tmp_path, port):
    said = refused(tmp_path, port)
    assert said == f"PORT is {port!r}; it must be a number from 1 to 65535.\n"


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert refused(tmp_path / "file" / "demo", free_port()).startswith(
        f"The folder {tmp_path}/file/demo cannot be used (Not a directory): "
    )


def test_too_little_room_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "NEEDED_BYTES", 2**60)
    with pytest.raises(demo.DemoError, match="make room, or give another DATA_DIR"):
        demo.check_room(demo.Place(tmp_path, "127.0.0.1", 8000))


def test_only_a_demonstration_can_be_thrown_away(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    assert refused(tmp_path, 8000, "reset") == (
        f"{tmp_path} holds no demonstration; nothing was removed.\n"
    )
    assert (tmp_path / "thesis.txt").exists()
