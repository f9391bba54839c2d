"""How a kept page is sent: its ETag, its compression, its headers."""

import gzip
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from django.core.cache import caches
from django.test import Client

from tests import factories as make
from tests.competition.small_site import calls, get, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_site() -> Iterator[None]:
    yield from opened()


def test_an_etag_brings_304_straight_from_the_cache(django_assert_num_queries: Any) -> None:
    etag = get().headers["ETag"]
    with django_assert_num_queries(1):
        again = get(If_None_Match=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert "Content-Length" not in again.headers
    assert len(calls) == 1


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_an_etag_is_recognised_in_every_form(form: str) -> None:
    etag = get().headers["ETag"]
    assert get(If_None_Match=form.format(etag)).status_code == 304


@pytest.mark.parametrize("tag", ['"other"', "", "nonsense", '"'])
def test_another_etag_brings_the_page(tag: str) -> None:
    get()
    assert get(If_None_Match=tag).status_code == 200


def test_an_old_etag_brings_the_new_page_after_a_publication() -> None:
    etag = get().headers["ETag"]
    make.new_data_version()
    assert get(If_None_Match=etag).status_code == 200


def test_the_etag_holds_where_a_new_version_changed_nothing_on_the_page() -> None:
    etag = get().headers["ETag"]
    calls.clear()
    make.new_data_version()
    assert get(If_None_Match=etag).status_code == 304


def test_the_etag_tells_the_part_from_the_whole_and_each_compression_apart() -> None:
    accepted = ("", "gzip", "br")
    tags = {get(Accept_Encoding=a).headers["ETag"] for a in accepted}
    assert len(tags) == 3
    calls.clear()
    caches["pages"].clear()
    assert get(HX_Request="true").headers["ETag"] not in tags


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0, gzip; q=0", None),
        ("identity", None),
        ("", None),
        ("zstd, BR", "br"),
        ("vibrant", None),
    ],
)
def test_the_body_is_compressed_as_the_visitor_can_read_it(
    accepted: str, encoding: str | None
) -> None:
    for _ in range(2):
        response = get(Accept_Encoding=accepted)
        read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
        assert response.headers.get("Content-Encoding") == encoding
        assert response.headers["Content-Length"] == str(len(response.content))
        assert read(response.content).startswith(b"<p>whole 1</p>xxx")


@pytest.mark.parametrize("accepted", ["br", "gzip", ""])
def test_a_picture_is_not_compressed_again(accepted: str) -> None:
    for _ in range(2):
        response = get("/picture/", Accept_Encoding=accepted)
        assert "Content-Encoding" not in response.headers
        assert response.content == b"\x89PNG" + b"x" * 2000
        assert response.headers["Content-Length"] == "2004"
    etag = response.headers["ETag"]
    assert get("/picture/", Accept_Encoding=accepted, If_None_Match=etag).status_code == 304


def test_caches_on_the_way_are_told_what_the_page_depends_on() -> None:
    assert get().headers["Vary"].split(", ") == [
        "HX-Request",
        "HX-Boosted",
        "HX-History-Restore-Request",
        "Accept-Encoding",
        "Cookie",
    ]


def test_an_age_that_the_view_set_is_kept() -> None:
    assert get("/aged/").headers["Cache-Control"] == "public, max-age=60"


def test_security_headers_are_on_cached_answers_and_on_304_too() -> None:
    first = get()
    for response in (first, get(), get(If_None_Match=first.headers["ETag"])):
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_head_has_the_headers_of_the_page_and_no_body() -> None:
    cold = Client().head("/page/")
    warm = Client().head("/page/")
    page = get()
    assert (cold.content, warm.content) == (b"", b"")
    assert cold.headers == warm.headers
    assert cold.headers["ETag"] == page.headers["ETag"]
    assert calls == ["GET"]
