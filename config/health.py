"""Whether a process of the site is well, for a container's health check: `python -m config.health NAME`.

`web` answers at /healthz, with its database; `worker` answers a Celery ping; `beat` has written its
schedule in the last minutes; `database` can be reached. The exit code is 0 or 1, with a sentence.
"""

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import environ
import psycopg
from celery.exceptions import CeleryError
from kombu.exceptions import KombuError

from config.celery import app

# The scheduler has something to send every fifteen seconds and writes it down each time.
BEAT_SECONDS = 120


def web() -> str:
    """What is wrong with the web server, or nothing."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4
    )
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except OSError as error:
        return f"the web server does not answer: {error}"
    finally:
        connection.close()
    return "" if status == http.HTTPStatus.OK else f"the web server answers with {status}"


def worker() -> str:
    """What is wrong with the Celery worker of this machine, or nothing."""
    try:
        answers = app.control.ping(destination=[f"celery@{socket.gethostname()}"], timeout=4)
    except (CeleryError, KombuError, OSError) as error:
        return f"the broker cannot be reached: {error}"
    return "" if answers else "the worker does not answer"


def beat() -> str:
    """What is wrong with the scheduler, or nothing."""
    data_dir = Path(os.environ.get("DATA_DIR", "var"))
    written = [file.stat().st_mtime for file in data_dir.glob("celery-schedule*")]
    late = not written or time.time() - max(written) > BEAT_SECONDS
    return "the scheduler has not written its schedule for two minutes" if late else ""


def database() -> str:
    """What is wrong with the way to the database, or nothing."""
    try:
        url = environ.FileAwareEnv().str("DATABASE_URL", default="")
        with psycopg.connect(url, connect_timeout=4):
            return ""
    except (psycopg.Error, OSError) as error:
        return f"the database cannot be reached: {error}"


CHECKS: dict[str, Callable[[], str]] = {
    check.__name__: check for check in (web, worker, beat, database)
}


def main(arguments: list[str]) -> int:
    """The exit code: 0 if well."""
    if len(arguments) != 1 or arguments[0] not in CHECKS:
        sys.stderr.write(f"Name one of {', '.join(CHECKS)}.\n")
        return 2
    if problem := CHECKS[arguments[0]]():
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
