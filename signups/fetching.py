"""Getting one file from the web or from a folder, carefully. No Django, no database.

On the web: the host must be on a list, its address is looked at before it is connected to (and that
very address is what is connected to), redirects are looked at in the same way, and whatever answers
too slowly, too much or too little is a `FetchFailure`.
"""

import ipaddress
import re
import socket
import time
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

type Kind = Literal[
    "address", "host", "private", "unknown", "refused", "slow", "status", "redirects",
    "too_large", "truncated", "encoded", "empty", "folder", "no_file", "growing",
]  # fmt: skip

_CHUNK = 64 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 3
_NOT_MODIFIED = 304
_OK = 200
_SUFFIXES = {".csv", ".txt", ".tsv", ".xlsx"}
_SETTLED_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be fetched, from where (host names, folders), in how many seconds and bytes."""

    hosts: frozenset[str]
    folders: tuple[str, ...] = ()
    max_bytes: int = 20 * 1024 * 1024
    connect_seconds: float = 10
    read_seconds: float = 20
    total_seconds: float = 60
    private_addresses: bool = False  # and plain http: for tests and the demonstration


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file; `content` is None where the server says that it is the one of last time."""

    content: bytes | None
    file_name: str = ""
    etag: str = ""
    last_modified: str = ""


class FetchFailure(Exception):  # noqa: N818 - not a fault of ours, and the next try may go well
    """Why nothing was fetched: what kind of failure, and a detail (a status, a host)."""

    def __init__(self, kind: Kind, detail: object = "") -> None:
        self.kind: Kind = kind
        self.detail = str(detail)[:200]
        super().__init__(f"{kind} {self.detail}".strip())


def is_web(address: str) -> bool:
    """Whether it is an address on the web; else it is a folder."""
    return re.match(r"https?://", address, re.IGNORECASE) is not None


def check(address: str, limits: Limits) -> None:
    """`FetchFailure` for an address or folder that is not allowed. Asks nobody."""
    if is_web(address):
        _allowed(address, limits)
    else:
        _folder(address, limits)


def fetch(address: str, *, limits: Limits, etag: str = "", last_modified: str = "") -> Fetched:
    """The file at an address, or the newest in a folder. `FetchFailure` for whatever goes wrong."""
    if not is_web(address):
        return _newest_in(_folder(address, limits), limits)
    until = time.monotonic() + limits.total_seconds
    headers = {"Accept-Encoding": "identity", "User-Agent": "mest-digitale-kommune"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    for _hop in range(_MOST_REDIRECTS + 1):
        response = _ask(address, headers, limits, until)
        try:
            if response.status not in _REDIRECTS:
                return _answer(response, address, limits, until)
            address = urljoin(address, response.headers.get("Location", ""))
        finally:
            response.close()
    raise FetchFailure("redirects")


def _allowed(address: str, limits: Limits) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address that may be asked."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise FetchFailure("address") from error
    host = (parts.hostname or "").rstrip(".").lower()
    plain_is_fine = limits.private_addresses and parts.scheme == "http"
    if not host or parts.username or parts.password:
        raise FetchFailure("address")
    if parts.scheme != "https" and not plain_is_fine:
        raise FetchFailure("address")
    if host not in limits.hosts:
        raise FetchFailure("host", host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path


def _address_of(host: str, port: int, limits: Limits) -> str:
    """The numerical address to connect to; every one that the host has must be a public one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchFailure("unknown", host) from error
    numbers = [str(each[4][0]) for each in found]
    if not limits.private_addresses and not all(map(is_public, numbers)):
        raise FetchFailure("private", host)
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether an IP address is of the open internet, also where it is wrapped in IPv6."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return address.is_global and not address.is_multicast


def _ask(
    address: str, headers: dict[str, str], limits: Limits, until: float
) -> urllib3.BaseHTTPResponse:
    scheme, host, port, path = _allowed(address, limits)
    number = _address_of(host, port, limits)
    left = max(0.1, until - time.monotonic())
    timeout = urllib3.Timeout(
        connect=min(limits.connect_seconds, left), read=min(limits.read_seconds, left)
    )
    pool: urllib3.HTTPConnectionPool
    if scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            number, port, server_hostname=host, assert_hostname=host, timeout=timeout
        )
    else:
        pool = urllib3.HTTPConnectionPool(number, port, timeout=timeout)
    named = host if port in {80, 443} else f"{host}:{port}"
    try:
        return pool.urlopen(
            "GET", path, headers={**headers, "Host": named}, redirect=False, retries=False,
            preload_content=False, decode_content=False,
        )  # fmt: skip
    except urllib3.exceptions.NewConnectionError as error:
        raise FetchFailure("refused", host) from error
    except urllib3.exceptions.TimeoutError as error:
        raise FetchFailure("slow", host) from error
    except HTTPError as error:
        raise FetchFailure("refused", host) from error


def _answer(
    response: urllib3.BaseHTTPResponse, address: str, limits: Limits, until: float
) -> Fetched:
    headers = response.headers
    etag, modified = headers.get("ETag", "")[:200], headers.get("Last-Modified", "")[:60]
    if response.status == _NOT_MODIFIED:
        return Fetched(None, etag=etag, last_modified=modified)
    if response.status != _OK:
        raise FetchFailure("status", response.status)
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise FetchFailure("encoded")
    announced = headers.get("Content-Length", "")
    expected = int(announced) if announced.isdecimal() else None
    if expected is not None and expected > limits.max_bytes:
        raise FetchFailure("too_large", expected)
    content = _body(response, limits, until)
    if expected is not None and len(content) < expected:
        raise FetchFailure("truncated", f"{len(content)}/{expected}")
    if not content:
        raise FetchFailure("empty")
    name = _name_of(headers.get("Content-Disposition", ""), address)
    return Fetched(content, name, etag, modified)


def _body(response: urllib3.BaseHTTPResponse, limits: Limits, until: float) -> bytes:
    """All of it, but no more than is allowed, and no longer."""
    content = bytearray()
    try:
        while chunk := response.read1(_CHUNK, decode_content=False):
            content += chunk
            if len(content) > limits.max_bytes:
                raise FetchFailure("too_large", limits.max_bytes)
            if time.monotonic() > until:
                raise FetchFailure("slow")
    except urllib3.exceptions.TimeoutError as error:
        raise FetchFailure("slow") from error
    except HTTPError as error:
        raise FetchFailure("truncated", len(content)) from error
    return bytes(content)


def _name_of(disposition: str, address: str) -> str:
    """What the server calls the file, else the last part of the address; printable characters alone."""
    message = Message()
    message["Content-Disposition"] = disposition or "inline"
    named = message.get_filename() or unquote(urlsplit(address).path)
    last = re.split(r"[/\\]", named.rstrip("/"))[-1]
    return "".join(filter(str.isprintable, last)).strip()[:200] or "file"


def _folder(address: str, limits: Limits) -> Path:
    """The folder, which must lie within one that is allowed, wherever links may lead."""
    folder = Path(address).resolve()
    allowed = [Path(each).resolve() for each in limits.folders]
    if not Path(address).is_absolute() or not any(map(folder.is_relative_to, allowed)):
        raise FetchFailure("folder", address)
    return folder


def _newest_in(folder: Path, limits: Limits) -> Fetched:
    try:
        files = [
            (each.stat().st_mtime, each)
            for each in folder.iterdir()
            if each.suffix.lower() in _SUFFIXES and not each.is_symlink() and each.is_file()
        ]
        if not files:
            raise FetchFailure("no_file", folder)
        changed, newest = max(files)
        if time.time() - changed < _SETTLED_SECONDS:
            raise FetchFailure("growing", newest.name)
        with newest.open("rb") as file:
            content = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise FetchFailure("folder", error.strerror or folder) from error
    if len(content) > limits.max_bytes:
        raise FetchFailure("too_large", limits.max_bytes)
    if not content:
        raise FetchFailure("empty", newest.name)
    return Fetched(content, "".join(filter(str.isprintable, newest.name)))
