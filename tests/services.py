"""Real Celery workers for the tests, as processes that can be killed. Redis: `tests.environment`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from config import celery_app

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 40.0


def wait_until(what: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Until `what` says yes; AssertionError when it has not by then."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def database_url() -> str:
    """The URL of the test database, for processes that shall share it."""
    settings = connection.settings_dict
    host = settings["HOST"] or settings["OPTIONS"].get("host", "")
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    credentials = settings["USER"] + (
        f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    )
    return f"postgresql://{credentials}@/{settings['NAME']}?host={quote(host, safe='/')}{port}"


class Worker:
    """A Celery worker process on the test database, with its own process group."""

    def __init__(self, log: Path) -> None:
        self.log = log
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "PYTHONUNBUFFERED": "1",
        }
        with log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "celery", "-A", "config", *self.arguments()],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def arguments(self) -> list[str]:
        """What Celery is told to be."""
        quiet = ["--without-gossip", "--without-mingle"]
        return ["worker", "--concurrency=1", "--loglevel=INFO", *quiet]

    def wait_ready(self) -> None:
        """Until it takes tasks."""
        wait_until(lambda: b" ready." in self.log.read_bytes())

    def kill(self) -> None:
        """As when the machine loses power: no farewell."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """Politely, and then less so."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


class Beat(Worker):
    """The scheduler, as a process of its own; its memory lies beside its log."""

    def arguments(self) -> list[str]:
        """What Celery is told to be."""
        return ["beat", "--loglevel=INFO", "--pidfile=", f"--schedule={self.log}.schedule"]

    def wait_ready(self) -> None:
        """Until it has read the schedule."""
        wait_until(lambda: b"beat: Starting" in self.log.read_bytes())


def empty_the_queue() -> None:
    """Forget the tasks that an earlier test left."""
    celery_app.control.purge()


@contextmanager
def worker(log: Path) -> Iterator[Worker]:
    """A worker that is ready, and gone afterwards."""
    with _running(Worker(log)) as process:
        yield process


@contextmanager
def beat(log: Path) -> Iterator[Worker]:
    """A scheduler that is ready, and gone afterwards."""
    with _running(Beat(log)) as process:
        yield process


@contextmanager
def _running(process: Worker) -> Iterator[Worker]:
    try:
        process.wait_ready()
        yield process
    finally:
        if process.process.poll() is None:
            process.stop()
