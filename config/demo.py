"""The demonstration in one process tree: `make demo` ends up in `python -m config.demo`.

It checks that there is room, a free port and nobody else on the same data; brings PostgreSQL, the
tables, the data and the static files up to date; starts the web server and the Celery worker with
its scheduler; and stays until Ctrl-C, a signal, the end of the terminal or of a child. Whatever it
started, it ends. What a killed predecessor left behind, it ends too.

From the environment: PORT (default 8000), BIND_ADDRESS (127.0.0.1), DATA_DIR (`var/demo`).
"""

import contextlib
import fcntl
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Self

import django
import psutil
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from config import embedded, freshness

BASE_DIR = Path(__file__).resolve().parent.parent
NEEDED_BYTES = 500 * 1024 * 1024
READY_SECONDS = 60
STOP_SECONDS = 10
LAST_LINES = 15
WORKER_READY = " ready."  # the end of the line with which Celery greets


class DemoError(Exception):
    """The demonstration cannot start or go on; the message is one sentence for the person."""


class Stopped(BaseException):
    """Somebody asked us to stop. Not an Exception, so that nothing on the way takes it for one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demonstration lives: its data and its address."""

    data_dir: Path
    host: str
    port: int

    @classmethod
    def from_environment(cls) -> Self:
        """DemoError for a PORT that is none."""
        text = os.environ.get("PORT", "8000")
        if not text.isdecimal() or not 0 < int(text) < 2**16:
            raise DemoError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
        data_dir = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var" / "demo")
        return cls(data_dir.resolve(), os.environ.get("BIND_ADDRESS", "127.0.0.1"), int(text))

    @property
    def address(self) -> str:
        """What to open in a browser."""
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::1"} else self.host  # noqa: S104
        return f"http://{host}:{self.port}/"

    @property
    def processes(self) -> Path:
        """The file that remembers what was started, for whoever comes after a killed one."""
        return self.data_dir / "demo.processes.json"

    def log(self, name: str) -> Path:
        """The log of a child."""
        return self.data_dir / "log" / f"{name.replace(' ', '-')}.log"


def check_room(place: Place) -> None:
    """DemoError if the disk is nearly full or the folder cannot be written."""
    try:
        (place.data_dir / "log").mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(place.data_dir).free
    except OSError as error:
        raise DemoError(
            f"The folder {place.data_dir} cannot be used ({error.strerror}): "
            "give another one, DATA_DIR=/a/folder make demo."
        ) from error
    if free < NEEDED_BYTES:
        raise DemoError(
            f"Only {free // 2**20} MB are free on the disk of {place.data_dir} and "
            f"{NEEDED_BYTES // 2**20} MB are needed: make room, or give another DATA_DIR."
        )


def claim(place: Place) -> IO[str]:
    """The lock that makes us the only one on these data. DemoError if another is at work."""
    lock = (place.data_dir / "demo.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        raise DemoError(
            f"The demonstration already runs on {place.data_dir}, at {lock.read().strip()}: use "
            "that one, stop it with Ctrl-C, or give this one a DATA_DIR and a PORT of its own."
        ) from error
    lock.truncate(0)
    lock.write(place.address)
    lock.flush()
    return lock


def check_port(place: Place) -> None:
    """DemoError if somebody else listens at our port, or we may not."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            raise DemoError(
                f"Port {place.port} on {place.host} cannot be used ({error.strerror}): "
                f"choose another one, PORT={min(place.port + 100, 65535)} make demo."
            ) from error


class Children:
    """The processes that we started: each in a session of its own, so that only we end them."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        """Start a child that writes to its own log, and remember it on disk."""
        with self._place.log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603  our own commands
                command,
                cwd=BASE_DIR,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        known = [
            {"pid": child.pid, "born": psutil.Process(child.pid).create_time()}
            for child in self._running.values()
        ]
        self._place.processes.write_text(json.dumps(known))

    def check(self) -> None:
        """DemoError, with the last lines of its log, if one of them has ended."""
        for name, child in self._running.items():
            code = child.poll()
            if code is not None:
                lines = self._place.log(name).read_text(errors="replace").splitlines()
                sys.stderr.write("".join(f"  {line}\n" for line in lines[-LAST_LINES:]))
                raise DemoError(
                    f"The {name} ended by itself (exit code {code}), so everything is stopped: "
                    f"its log is {self._place.log(name)}."
                )

    def end(self) -> None:
        """Ask them to end, wait, and insist."""
        end_sessions([child.pid for child in self._running.values()])
        for child in self._running.values():
            child.wait()
        self._place.processes.unlink(missing_ok=True)


def end_sessions(leaders: Sequence[int]) -> None:
    """End the sessions of these processes: politely, then after a while by force.

    A session outlives its leader, so that workers whose master has died are found as well.
    """
    members = {leader: members_of(leader) for leader in leaders}
    everybody = [process for processes in members.values() for process in processes]
    for leader, processes in members.items():
        alone = [process for process in processes if process.pid == leader]
        for process in alone or processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
    _, stubborn = psutil.wait_procs(everybody, timeout=STOP_SECONDS)
    for process in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=STOP_SECONDS)


def members_of(session: int) -> list[psutil.Process]:
    """The processes of a session."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(process.pid) == session:
                found.append(process)
    return found


def end_leftovers(place: Place) -> None:
    """End what a killed predecessor left running.

    The number of a session's leader is not given out again while the session lasts; a process that
    carries it with another time of birth came later and is no business of ours.
    """
    if not place.processes.exists():
        return
    leaders = []
    for known in json.loads(place.processes.read_text() or "[]"):
        try:
            if psutil.Process(known["pid"]).create_time() == known["born"]:
                leaders.append(known["pid"])
        except psutil.NoSuchProcess:
            leaders.append(known["pid"])
    end_sessions(leaders)
    place.processes.unlink()


def prepare() -> str:
    """Bring tables, data and static files up to date; what the data command says about logins."""
    say("Tables …")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    say("Data …")
    told = io.StringIO()
    call_command("load_demo", stdout=told)
    sources = [*map(Path, settings.STATICFILES_DIRS), BASE_DIR / "requirements.txt"]
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    fingerprint = freshness.fingerprint(sources)
    if not freshness.is_current(stamp, fingerprint):
        say("Static files …")
        call_command("collectstatic", verbosity=0, interactive=False)
        freshness.remember(stamp, fingerprint)
    connections.close_all()
    return told.getvalue()


def start_children(place: Place, children: Children, database_url: str) -> None:
    """The web server and the worker, who are told the database instead of starting one."""
    environment = os.environ | {
        "SITE_MODE": "demo",
        "DATA_DIR": str(place.data_dir),
        "DATABASE_URL": database_url,
        "BIND_ADDRESS": place.host,
        "PORT": str(place.port),
        "SITE_URL": os.environ.get("SITE_URL") or place.address.rstrip("/"),
        "PYTHONUNBUFFERED": "1",
    }
    python = [sys.executable, "-m"]
    children.start("web server", [*python, "gunicorn", "-c", "config/gunicorn.py"], environment)
    worker = ["celery", "-A", "config", "worker", "--beat", "--concurrency", "1"]
    schedule = ["--schedule", str(place.data_dir / "celery-schedule"), "--loglevel", "INFO"]
    quiet = ["--without-gossip", "--without-mingle"]
    children.start("worker", [*python, *worker, *schedule, *quiet], environment)


def wait_until_ready(place: Place, children: Children) -> None:
    """Return when the site answers. DemoError if it does not within a minute."""
    host = "127.0.0.1" if place.host == "0.0.0.0" else place.host  # noqa: S104
    address = f"http://{f'[{host}]' if ':' in host else host}:{place.port}/healthz"
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        children.check()
        try:
            with urllib.request.urlopen(address, timeout=5):
                problem = "its worker is not ready"
            if WORKER_READY in place.log("worker").read_text(errors="replace"):
                return
        except urllib.error.HTTPError as error:
            problem = f"it answers with {error.code}"
        except OSError:
            problem = "it does not answer"
        time.sleep(0.2)
    raise DemoError(
        f"The site does not come up within {READY_SECONDS} seconds ({problem}): "
        f"the log is {place.log('web server')}."
    )


def run(place: Place) -> None:
    """The whole demonstration, from the checks to the end of the last child."""
    check_room(place)
    with claim(place):
        end_leftovers(place)
        check_port(place)
        say("PostgreSQL …")
        os.environ |= {"SITE_MODE": "demo", "DATA_DIR": str(place.data_dir)}
        database_url = embedded.database_url(place.data_dir)
        os.environ["DATABASE_URL"] = database_url
        django.setup()
        logins = prepare()
        children = Children(place)
        try:
            start_children(place, children, database_url)
            wait_until_ready(place, children)
            letters = f"E-mails that are sent lie in {place.data_dir / 'mail'}."
            say(f"\n{logins.strip()}\n\n  {place.address}\n\n{letters}\nCtrl-C ends it all.")
            stay(children)
        finally:
            ignore_signals()
            say("Stopping, a few seconds …")
            children.end()


def stay(children: Children) -> None:
    """Watch the children, until one ends or whoever started us has gone."""
    started_by = os.getppid()
    while True:
        children.check()
        if os.getppid() != started_by:
            raise Stopped
        time.sleep(0.5)


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop(_number: int, _frame: FrameType | None) -> None:
    """A signal's answer."""
    raise Stopped


def ignore_signals() -> None:
    """While we end our children, a second Ctrl-C must not leave them behind."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def say(text: str) -> None:
    """Tell the person, who may have closed the terminal."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:
        sys.stdout = io.StringIO()


def reset(place: Place) -> None:
    """Remove the demonstration's data. DemoError while it runs, or if the folder is no such."""
    if not place.data_dir.exists():
        return
    if not (place.data_dir / "demo.lock").exists():
        raise DemoError(f"{place.data_dir} holds no demonstration; nothing was removed.")
    with claim(place):
        end_leftovers(place)
        embedded.Server(place.data_dir / "postgres").stop()
        shutil.rmtree(place.data_dir)


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 after Ctrl-C, 1 with a sentence where it cannot go on."""
    for number in SIGNALS:
        signal.signal(number, stop)
    try:
        place = Place.from_environment()
        if arguments == ["reset"]:
            reset(place)
            say(f"{place.data_dir} is empty again.")
        else:
            run(place)
    except Stopped:
        return 0
    except (DemoError, CommandError, embedded.EmbeddedServerError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        ignore_signals()  # PostgreSQL is stopped on the way out
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
