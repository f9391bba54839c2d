"""The cache of public pages, and the two things every request starts with: the state of the site
and the moment it is.

Nothing is ever thrown out of the cache for being wrong: its keys carry the data version, so what
was stored under an older one is never asked for again. They carry the minute as well: pages count
down, an embargo begins at midnight, and a machine whose clock is a little late must not keep a page
without the week that is out by the others' clocks. A browser keeps a page but asks each time whether it
still holds (`no-cache` with an ETag), so that a publication shows at once.
"""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, TypeGuard
from urllib.parse import unquote_plus

import brotli
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_path, override
from django_htmx.middleware import HtmxDetails

from signups import clock
from signups.models import SiteState

PUBLIC = "public, no-cache"
PRIVATE = "private, no-store"
VARY = "HX-Request, HX-Boosted, HX-History-Restore-Request, Accept-Encoding, Cookie"
LONGEST_ADDRESS = 300
KEPT_SECONDS = 60
_WITHOUT_STATE = ("/static/", "/healthz")
_COMPRESSED = ("image/png", "application/vnd.openxmlformats-officedocument.")
_OF_THE_BODY = {"content-type", "content-length", "content-encoding", "content-language"}


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page: not when it boosts a link or restores history. No page
    may depend on anything else that htmx tells.
    """
    htmx = HtmxDetails(request)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def reads[**P, R](*parameters: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare which parameters of the address a view reads. Before a public page is asked for, all
    others are taken out of the address, so that they make no page of their own.
    """

    def declared(view: Callable[P, R]) -> Callable[P, R]:
        view.parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return view

    return declared


def public_page[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Mark a view whose answer is the same for every anonymous visitor, so that it can be kept.

    Only answers with status 200 are marked, and only where the view set no `Cache-Control` itself.
    It reads no parameter of the address but those that `reads` declares.
    """

    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        # What the page says of itself to search engines; a page that is not found says nothing.
        request.is_public_page = True
        try:
            response = view(*args, **kwargs)
        except Http404:
            request.is_public_page = False
            raise
        if response.status_code == 200:  # noqa: PLR2004  the one status worth keeping
            response.headers.setdefault("Cache-Control", PUBLIC)
        return response

    marked.parameters = getattr(view, "parameters", frozenset())  # type: ignore[attr-defined]
    return marked


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it leaves the house: compressed body, its headers, and its strong ETag."""

    body: bytes
    headers: dict[str, str]
    etag: str


class PublicPageCache:
    """Sets `request.site_state` and `request.now`, and answers anonymous visitors from the cache.

    Stands inside the middleware for security headers, which therefore reach cached answers too.
    A cached answer needs one query, and under load none: strangers are content with the state of the
    site as it was `SITE_STATE_SECONDS` ago. Whoever is signed in always sees it as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages = caches["pages"]
        self.recent = (float("-inf"), SiteState())
        # Messages to one visitor travel in a cookie of their own when there is no session.
        self.personal = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from the cache where that is right, else ask the view."""
        if request.path_info.startswith(_WITHOUT_STATE):
            return self.get_response(request)
        _leave_out_unread(request)
        anyones = self._is_anyones(request)
        state = self._recent_state() if anyones else self._state()
        request.site_state = state  # type: ignore[attr-defined]
        request.now = clock.of(state)  # type: ignore[attr-defined]
        if not anyones:
            return _kept_private(self.get_response(request))
        return self._answer(request, self._key(request))

    def _state(self) -> SiteState:
        state = SiteState.objects.filter(pk=1).first() or SiteState()
        self.recent = (time.monotonic(), state)
        return state

    def _recent_state(self) -> SiteState:
        """The state as it was a blink ago: under load, asking the database each time would cost more
        than the page. Old data can never be kept under a new version, since the version is read
        before the page is made.
        """
        asked, state = self.recent
        if time.monotonic() - asked < settings.SITE_STATE_SECONDS:
            return state
        return self._state()

    def _is_anyones(self, request: HttpRequest) -> bool:
        """Whether the answer can be the same for everybody, and the address is worth remembering."""
        return (
            request.method in {"GET", "HEAD"}
            and not any(name in request.COOKIES for name in self.personal)
            and len(request.META.get("QUERY_STRING", "")) + len(request.path) <= LONGEST_ADDRESS
        )

    def _key(self, request: HttpRequest) -> str:
        """A short key of all that a public page depends on; the language is in the path."""
        meta = request.META
        parts = (
            str(request.site_state.data_version),  # type: ignore[attr-defined]
            f"{request.now:%Y%m%d%H%M}",  # type: ignore[attr-defined]
            request.scheme or "",
            request.get_host(),
            request.path,
            meta.get("QUERY_STRING", ""),
            _encoding(request),
            wants_part(request),
        )
        return hashlib.blake2b(repr(parts).encode(), digest_size=20).hexdigest()

    def _answer(self, request: HttpRequest, key: str) -> HttpResponseBase:
        page = self.pages.get(key)
        if page is None:
            with _AsGet(request):
                response = self.get_response(request)
            if not _may_be_kept(response):
                return _kept_private(response)
            page = _stored(request, response)
            self.pages.set(key, page, KEPT_SECONDS)
        return _reply(request, page)


def _leave_out_unread(request: HttpRequest) -> None:
    """Take out of a public page's address what its view does not read. Nothing has looked into the
    address before: `request.GET` is made of it on first use.
    """
    query = request.META.get("QUERY_STRING", "")
    if not query or request.method not in {"GET", "HEAD"}:
        return
    read = _parameters(request.path_info)
    if read is not None:
        kept = [part for part in query.split("&") if unquote_plus(part.partition("=")[0]) in read]
        request.META["QUERY_STRING"] = "&".join(kept)


def _parameters(path: str) -> frozenset[str] | None:
    """The parameters that the view of an address reads; None where it declares none."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
    return getattr(view, "parameters", None)


class _AsGet:
    """Lets a view see GET where HEAD was asked: both have the same headers, and views know one."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.method = request.method

    def __enter__(self) -> None:
        self.request.method = "GET"

    def __exit__(self, *error: object) -> None:
        self.request.method = self.method


@lru_cache(maxsize=200)
def _accepted(header: str) -> str:
    """The compression to send for an `Accept-Encoding`: `br`, `gzip`, or nothing for plain."""
    wanted = {}
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        wanted[name.strip()] = quality.replace(" ", "").rstrip("0.") != "q="
    return next((name for name in ("br", "gzip") if wanted.get(name)), "")


def _encoding(request: HttpRequest) -> str:
    """The compression that the page is kept in for this visitor; plain is made out of gzip, so that
    what is kept stays small.
    """
    return _accepted(request.META.get("HTTP_ACCEPT_ENCODING", "")) or "gzip"


def _may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200  # noqa: PLR2004  the one status worth keeping
        and not response.cookies
        and "public" in response.headers.get("Cache-Control", "")
        and "Content-Encoding" not in response.headers
    )


def _stored(request: HttpRequest, response: HttpResponse) -> StoredPage:
    """Compress once, and take the ETag of the body."""
    encoding = _encoding(request)
    digest = hashlib.blake2b(response.content, digest_size=15).hexdigest()
    headers = {**response.headers, "Vary": VARY}
    if response.headers.get("Content-Type", "").startswith(_COMPRESSED):
        return StoredPage(body=response.content, headers=headers, etag=digest)
    body = (
        brotli.compress(response.content, quality=5)
        if encoding == "br"
        else gzip.compress(response.content, compresslevel=6, mtime=0)
    )
    return StoredPage(body=body, headers={**headers, "Content-Encoding": encoding}, etag=digest)


def _reply(request: HttpRequest, page: StoredPage) -> HttpResponse:
    """The page, or 304 where the visitor has it already."""
    encoding = page.headers.get("Content-Encoding", "")
    plain = not encoding or not _accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    etag = f'"{page.etag}"' if plain else f'"{page.etag}-{encoding}"'
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if asked and (asked == etag or _matches(asked, etag)):
        headers = {k: v for k, v in page.headers.items() if k.lower() not in _OF_THE_BODY}
        return HttpResponseNotModified(headers={**headers, "ETag": etag})
    body = gzip.decompress(page.body) if plain and encoding else page.body
    headers = {**page.headers, "ETag": etag, "Content-Length": str(len(body))}
    if plain:
        headers.pop("Content-Encoding", None)
    return HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)


def _matches(asked: str, etag: str) -> bool:
    """Whether `If-None-Match` names the ETag, alone or in a list, weak or strong, or is `*`."""
    tags = {tag.removeprefix("W/") for tag in parse_etags(asked)}
    return etag in tags or "*" in tags


def _kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """What is one visitor's own, or an error, stays out of every cache."""
    if "public" in response.headers.get("Cache-Control", "public"):
        response.headers["Cache-Control"] = PRIVATE
    return response
