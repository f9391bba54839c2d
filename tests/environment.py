"""Loaded before everything else by pytest: the tests run in a mode and with a Redis of their own."""

import os
import shutil
import socket
import subprocess

os.environ["SITE_MODE"] = "test"
# Playwright's synchronous driver runs an event loop in the thread that the tests use the ORM in.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start_redis() -> "subprocess.Popen[bytes]":
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit(
            "The tests need redis-server: `make test` installs it, or apt-get install."
        )
    port = free_port()
    os.environ["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    return subprocess.Popen(  # noqa: S603
        [program, "--port", str(port), "--save", "", "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )


_redis = _start_redis()


def pytest_unconfigure() -> None:
    """The tests' Redis goes with them."""
    _redis.terminate()
    _redis.wait(10)
