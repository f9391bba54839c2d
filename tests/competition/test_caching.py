"""The page cache: never stale, never somebody else's."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from competition.caching import LONGEST_ADDRESS
from signups import clock
from signups.models import SiteState
from tests import factories as make
from tests.competition.small_site import NOW, calls, get, moments, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_site() -> Iterator[None]:
    yield from opened()


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
        (lambda: get(Host="one.example"), lambda: get(Host="two.example")),
        (lambda: Client().get("/page/"), lambda: Client().get("/page/", secure=True)),
    ],
    ids=["query", "value", "htmx", "boosted", "host", "scheme"],
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


def test_of_what_htmx_tells_only_the_wish_for_a_part_makes_a_page_of_its_own() -> None:
    for number in range(20):
        free = {"HX_Target": f"rows-{number}", "HX_Request_Type": f"{number}", "HX_Trigger": "q"}
        get(HX_Request="true", **free)
        get(HX_Request=f"true{number}", HX_Boosted=f"{number}")
        get(HX_Request="true", HX_History_Restore_Request="true")
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
