"""The site behind gunicorn as it is served for real, and a client that asks as fast as it can."""

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection

CLIENTS = 4
HOST = "127.0.0.1"
START_SECONDS = 30


def environment(**more: str) -> dict[str, str]:
    """What a process needs to work on the measurements' own database."""
    at = connection.settings_dict
    url = (
        f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@"
        + (f"{at['HOST']}:{at['PORT'] or 5432}" if at["HOST"] and "/" not in at["HOST"] else "")
        + f"/{at['NAME']}"
        + (f"?host={quote(at['HOST'], safe='')}" if "/" in at["HOST"] else "")
    )
    if "OPTIONS" in at and "host" in at["OPTIONS"]:
        url += f"?host={quote(at['OPTIONS']['host'], safe='')}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SITE_MODE": "test",
        **more,
    }


@contextmanager
def serving() -> Iterator[int]:
    """Gunicorn with two workers and the production's configuration; the port it listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "config/gunicorn.py",
            "--log-level",
            "error",
        ],
        cwd=settings.BASE_DIR,
        env=environment(
            PORT=str(port), WEB_CONCURRENCY="2", DJANGO_SETTINGS_MODULE="tests.bench.settings"
        ),
    )
    try:
        _wait_for(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn does not listen")


def rate(port: int, path: str, *, seconds: float, status: int, **headers: str) -> float:
    """Answers per second to several clients that keep their connections, over so many seconds.

    RuntimeError where an answer has another status.
    """
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{lines}\r\n".encode()
    with multiprocessing.get_context("fork").Pool(CLIENTS) as clients:
        answered = clients.starmap(_ask, [(port, request, seconds, status)] * CLIENTS)
    if -1 in answered:
        raise RuntimeError(f"{path} did not answer with {status}")
    return sum(answered) / seconds


def _ask(port: int, request: bytes, seconds: float, status: int) -> int:
    """One client asks until the time is up: how many answers it got, -1 for an unexpected one."""
    count = 0
    expected = f"HTTP/1.1 {status} ".encode()
    connected = _connect(port)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        connected.sendall(request)
        head = _read(connected)
        if not head:  # the worker was replaced: gunicorn does so after so many requests
            connected.close()
            connected = _connect(port)
            continue
        if not head.startswith(expected):
            return -1
        count += 1
    connected.close()
    return count


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def _read(connected: socket.socket) -> bytes:
    """The head of one answer, its body read to the end; nothing where the connection has ended."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connected.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(x[15:]) for x in head.split(b"\r\n") if x[:15].lower() == b"content-length:"), 0
    )
    missing = length - len(body)
    while missing > 0:
        missing -= len(connected.recv(65536)) or missing
    return head
