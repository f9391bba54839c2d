"""The page cache: never stale, never somebody else's, never without its headers."""

import gzip
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import brotli
import pytest
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from competition.caching import LONGEST_ADDRESS, public_page, reads
from signups import clock
from signups.models import SiteState
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.at(2014, 10, 18, 10)
calls: list[str] = []
moments: list[datetime] = []


@public_page
@reads("q", "a")
def page(request: HttpRequest) -> HttpResponse:
    calls.append(request.method or "")
    moments.append(request.now)
    part = "part" if request.headers.get("HX-Request") else "whole"
    return HttpResponse(f"<p>{part} {len(calls)}</p>" + "x" * 2000)


@public_page
def picture(request: HttpRequest) -> HttpResponse:
    calls.append(request.get_full_path())
    return HttpResponse(b"\x89PNG" + b"x" * 2000, content_type="image/png")


@public_page
def with_cookie(request: HttpRequest) -> HttpResponse:
    calls.append("")
    response = HttpResponse("cookie")
    response.set_cookie("taste", "chocolate")
    return response


def private(request: HttpRequest) -> HttpResponse:
    calls.append("")
    return HttpResponse("private")


@public_page
def missing(request: HttpRequest) -> HttpResponse:
    calls.append("")
    return HttpResponse("missing", status=404)


@public_page
def with_its_own_age(request: HttpRequest) -> HttpResponse:
    return HttpResponse("old", headers={"Cache-Control": "public, max-age=60"})


@public_page
def own_business(request: HttpRequest) -> HttpResponse:
    calls.append("")
    return HttpResponse("own", headers={"Cache-Control": "private, max-age=5"})


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(hasattr(request, "site_state")))


urlpatterns = [
    path("page/", page),
    path("page/?a=1", page),
    path("picture/", picture),
    path("cookie/", with_cookie),
    path("private/", private),
    path("missing/", missing),
    path("aged/", with_its_own_age),
    path("own/", own_business),
    path("healthz", bare),
]


@pytest.fixture(autouse=True)
def small_site() -> Iterator[None]:
    calls.clear()
    moments.clear()
    make.the_clock_shows(NOW)
    with override_settings(ROOT_URLCONF=__name__):
        yield


def get(address: str = "/page/", client: Client | None = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (client or Client()).get(address, headers=named)


# --- when the view is asked -----------------------------------------------------------------------
def test_the_view_is_asked_once_and_then_one_query_is_all(
    django_assert_num_queries: Any,
) -> None:
    first = get()
    with django_assert_num_queries(1):
        second = get()
    assert (first.content, first.headers) == (second.content, second.headers)
    assert len(calls) == 1


def test_a_new_data_version_shows_at_once() -> None:
    get()
    make.new_data_version()
    assert "whole 2" in get().text


def test_the_next_minute_is_rendered_anew_so_that_a_clock_that_is_late_keeps_nothing_for_long() -> (
    None
):
    get()
    state = SiteState.objects.get()
    state.clock_moment = make.at(2014, 10, 18, 10, 1)
    state.save()
    assert "whole 2" in get().text


def test_moving_the_clock_back_and_forth_never_shows_the_wrong_page() -> None:
    get()
    clock.move_to(make.at(2014, 9, 1, 10), by=None)
    get()
    clock.move_to(NOW, by=None)
    get()
    assert len(calls) == 3


def test_the_view_is_handed_the_moment_that_the_clock_shows() -> None:
    get()
    assert moments[0].strftime("%Y-%m-%d %H:%M") == "2014-10-18 10:00"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (get, lambda: get("/page/?q=a")),
        (lambda: get("/page/?q=a"), lambda: get("/page/?q=b")),
        (get, lambda: get(HX_Request="true")),
        (lambda: get(HX_Request="true"), lambda: get(HX_Request="true", HX_Boosted="true")),
        (lambda: get(HX_Request="true"), lambda: get(HX_Request="true", HX_Target="rows")),
        (lambda: get(Host="one.example"), lambda: get(Host="two.example")),
        (lambda: Client().get("/page/"), lambda: Client().get("/page/", secure=True)),
    ],
    ids=["query", "value", "htmx", "boosted", "target", "host", "scheme"],
)
def test_what_differs_in_the_request_is_not_mixed_up(
    one: Callable[[], Any], other: Callable[[], Any]
) -> None:
    one()
    other()
    assert len(calls) == 2
    one()
    other()
    assert len(calls) == 2


def test_an_address_cannot_be_dressed_up_as_another() -> None:
    for address in ("/page/?a=1", "/page/%3Fa=1", "/page/?a%3D1"):
        assert get(address).status_code == 200
    assert len(calls) == 3


def test_what_a_view_does_not_read_makes_no_page_of_its_own_and_never_reaches_it() -> None:
    for number in range(1, 51):
        assert get(f"/picture/?x={number}").status_code == 200
        assert get(f"/page/?x={number}&q=a&x=2").status_code == 200
    assert calls == ["/picture/", "GET"]


def test_what_nobody_reads_does_not_make_an_address_too_long() -> None:
    for _ in range(2):
        get("/page/?x=" + "a" * LONGEST_ADDRESS)
    assert len(calls) == 1


def test_a_parameter_is_known_however_its_name_is_written() -> None:
    assert get("/page/?%71=b").status_code == 200
    assert get("/page/?q=c").status_code == 200
    assert len(calls) == 2


def test_a_host_that_is_not_ours_gets_nothing_from_the_cache() -> None:
    with override_settings(ALLOWED_HOSTS=["ours.example"]):
        assert get(Host="ours.example").status_code == 200
        assert get(Host="evil.example").status_code == 400


# --- who is not answered from the cache -----------------------------------------------------------
def test_whoever_has_a_session_is_answered_fresh_and_privately() -> None:
    get()
    client = Client()
    client.cookies["sessionid"] = "whatever"
    response = get(client=client)
    assert "whole 2" in response.text
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers
    assert "whole 1" in get().text


def test_whoever_has_a_message_waiting_is_answered_fresh() -> None:
    get()
    client = Client()
    client.cookies["messages"] = "something"
    assert "whole 2" in get(client=client).text


@pytest.mark.parametrize("address", ["/cookie/", "/private/", "/missing/", "/own/"])
def test_what_is_not_for_everybody_is_never_kept(address: str) -> None:
    assert get(address).headers["Cache-Control"].startswith("private")
    get(address)
    assert len(calls) == 2


def test_a_post_is_never_answered_from_the_cache() -> None:
    get()
    assert "whole 2" in Client().post("/page/").text


def test_very_long_addresses_are_answered_but_not_kept() -> None:
    long = "/page/?q=" + "a" * LONGEST_ADDRESS
    get(long)
    response = get(long)
    assert len(calls) == 2
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_number_of_kept_pages_has_a_limit() -> None:
    pages: Any = caches["pages"]
    for number in range(pages._max_entries + 50):
        pages.set(str(number), b"")
    get("/page/?q=1")
    assert len(pages._cache) <= pages._max_entries


# --- how it is sent -------------------------------------------------------------------------------
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
        "HX-Request-Type",
        "HX-Boosted",
        "HX-History-Restore-Request",
        "HX-Target",
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


def test_whether_the_site_lives_is_asked_without_the_state_of_the_site() -> None:
    assert get("/healthz").text == "False"


def test_a_site_that_has_no_state_yet_answers_all_the_same() -> None:
    SiteState.objects.all().delete()
    assert get().status_code == 200


# --- under load -----------------------------------------------------------------------------------
@override_settings(SITE_STATE_SECONDS=60)
def test_within_the_blink_strangers_need_no_query_at_all(django_assert_num_queries: Any) -> None:
    client = Client()
    get(client=client)
    with django_assert_num_queries(0):
        assert "whole 1" in get(client=client).text


@override_settings(SITE_STATE_SECONDS=60)
def test_within_the_blink_whoever_is_signed_in_sees_the_site_as_it_is() -> None:
    client = Client()
    get(client=client)
    clock.move_to(make.at(2014, 11, 1, 12), by=None)
    client.cookies["sessionid"] = "whatever"
    get(client=client)
    assert [moment.month for moment in moments] == [10, 11]


@override_settings(SITE_STATE_SECONDS=60)
def test_within_the_blink_the_clock_goes_on_ticking() -> None:
    client = Client()
    get(client=client)
    get("/page/?q=1", client=client)
    assert moments[1] > moments[0]


@override_settings(SITE_STATE_SECONDS=0.05)
def test_after_the_blink_a_publication_shows() -> None:
    client = Client()
    get(client=client)
    make.new_data_version()
    time.sleep(0.06)
    assert "whole 2" in get(client=client).text
