"""Files fetched from a real server that hangs, drips, lies, breaks off and sends us elsewhere."""

import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from signups import fetching
from signups.fetching import FetchFailure, Limits

CSV = b"kommunekode;kommune\r\n101;K\xc3\xb8benhavn\r\n"


class Handler(BaseHTTPRequestHandler):
    """Answers by the path that is asked."""

    seen: list[tuple[str, dict[str, str]]]

    def log_message(self, *_args):
        pass

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        name = self.path.split("?")[0].strip("/").split("/")[0].split(".")[0].replace("-", "_")
        getattr(self, f"answer_{name}")()

    def send(self, body=CSV, status=200, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        if "Content_Length" not in headers and "Transfer_Encoding" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_good(self):
        if self.headers.get("If-None-Match") == '"one"':
            self.send(b"", 304)
        else:
            self.send(ETag='"one"', Last_Modified="Mon, 20 Oct 2014 06:00:00 GMT")

    def answer_named(self):
        self.send(Content_Disposition='attachment; filename="../2014-uge-42.csv"')

    def answer_hanging(self):
        self.server.let_go.wait(20)

    def answer_dripping(self):
        self.send(b"1", Content_Length="1000")
        while not self.server.let_go.wait(0.1):
            self.wfile.write(b"2")

    def answer_huge(self):
        self.send(b"", Content_Length=str(10**12))

    def answer_endless(self):
        self.send(b"", Connection="close", Transfer_Encoding="identity")
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            return

    def answer_truncated(self):
        self.send(CSV, Content_Length="5000")

    def answer_chunk_cut(self):
        self.protocol_version = "HTTP/1.1"
        self.send(b"1000\r\nabc", Transfer_Encoding="chunked")
        self.close_connection = True

    def answer_broken(self):
        self.send(b"no", 500)

    def answer_packed(self):
        self.send(CSV, Content_Encoding="gzip")

    def answer_empty(self):
        self.send(b"")

    def answer_moved(self):
        self.send(b"", 302, Location="/good.csv")

    def answer_loop(self):
        self.send(b"", 302, Location="/loop")

    def answer_elsewhere(self):
        self.send(b"", 302, Location="http://metadata.example/secrets")

    def answer_into_a_file(self):
        self.send(b"", 302, Location="file:///etc/passwd")


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.seen, server.let_go = [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.let_go.set()
    server.shutdown()
    server.server_close()


LIMITS = Limits(
    hosts=frozenset({"127.0.0.1"}),
    max_bytes=100_000,
    read_seconds=0.5,
    total_seconds=1.5,
    private_addresses=True,
)


def fails(address: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(FetchFailure) as caught:
        fetching.fetch(address, limits=limits)
    return caught.value.kind


def test_a_file_comes_with_its_name_and_what_to_ask_with_next_time(server):
    found = fetching.fetch(f"{server.url}/good.csv", limits=LIMITS)
    assert (found.content, found.file_name, found.etag) == (CSV, "good.csv", '"one"')
    again = fetching.fetch(
        f"{server.url}/good.csv",
        limits=LIMITS,
        etag=found.etag,
        last_modified=found.last_modified,
    )
    assert again.content is None
    assert server.seen[-1][1]["If-Modified-Since"] == "Mon, 20 Oct 2014 06:00:00 GMT"


def test_the_server_may_name_the_file_but_no_folder(server):
    assert fetching.fetch(f"{server.url}/named", limits=LIMITS).file_name == "2014-uge-42.csv"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("hanging", "slow"),
        ("dripping", "slow"),
        ("huge", "too_large"),
        ("endless", "too_large"),
        ("truncated", "truncated"),
        ("chunk-cut", "truncated"),
        ("broken", "status"),
        ("packed", "encoded"),
        ("empty", "empty"),
        ("loop", "redirects"),
        ("elsewhere", "host"),
        ("into-a-file", "address"),
    ],
)
def test_what_a_bad_server_does_is_a_failure_in_good_time(server, path, kind):
    began = time.monotonic()
    assert fails(f"{server.url}/{path}") == kind
    assert time.monotonic() - began < 5


def test_a_redirect_to_an_allowed_host_is_followed(server):
    assert fetching.fetch(f"{server.url}/moved", limits=LIMITS).content == CSV


def test_a_server_that_is_not_there_is_a_failure(server):
    free = f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    assert fails(f"{free}/good.csv") == "refused"


CAREFUL = Limits(hosts=frozenset({"localhost", "127.0.0.1", "files.example", "[::1]", "::1"}))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("http://files.example/a.csv", "address"),
        ("https://other.example/a.csv", "host"),
        ("https://files.example@evil.example/a.csv", "address"),
        ("https://localhost/a.csv", "private"),
        ("https://127.0.0.1/a.csv", "private"),
        ("https://[::1]/a.csv", "private"),
        ("https://files.example:99999/a.csv", "address"),
    ],
)
def test_in_production_only_listed_hosts_with_public_addresses_are_asked(address, kind):
    assert fails(address, CAREFUL) == kind


def test_a_listed_host_that_leads_inside_is_not_connected_to(monkeypatch):
    answers = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.5", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: answers)
    assert fails("https://files.example/a.csv", CAREFUL) == "private"


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
    ],
)
def test_which_addresses_are_of_the_open_internet(number, public):
    assert fetching.is_public(number) is public


def old(path, seconds=60):
    past = time.time() - seconds
    os.utime(path, (past, past))


def test_of_a_folder_the_newest_file_is_taken(tmp_path):
    limits = Limits(hosts=frozenset(), folders=(str(tmp_path),))
    assert fails(str(tmp_path), limits) == "no_file"
    for name, age in (("2014-uge-41.csv", 500), ("2014-uge-42.csv", 60), ("notes.doc", 20)):
        (tmp_path / name).write_bytes(CSV)
        old(tmp_path / name, age)
    assert fetching.fetch(str(tmp_path), limits=limits).file_name == "2014-uge-42.csv"
    (tmp_path / "2014-uge-43.csv").write_bytes(CSV)
    assert fails(str(tmp_path), limits) == "growing"


def test_no_folder_outside_the_allowed_ones_is_read_and_no_link_leads_there(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "a.csv").write_bytes(CSV)
    old(outside / "a.csv")
    (inside / "link").symlink_to(outside)
    (inside / "a.csv").symlink_to(outside / "a.csv")
    limits = Limits(hosts=frozenset(), folders=(str(inside),))
    assert fails(str(outside), limits) == "folder"
    assert fails(f"{inside}/../out", limits) == "folder"
    assert fails(f"{inside}/link", limits) == "folder"
    assert fails(str(inside), limits) == "no_file"
    assert fails("in", limits) == "folder"


@pytest.mark.parametrize("sent", ["uge42%00.csv", "uge%0A42.csv", "uge%0D%1B42.csv"])
def test_of_a_name_the_printable_characters_are_kept(sent):
    named = fetching._name_of(f"attachment; filename*=utf-8''{sent}", "https://h.example/x")
    assert named == "uge42.csv"
