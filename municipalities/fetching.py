"""The population straight from Statistikbanken's interface: one quarter of the table FOLK1A.

One address is asked, once; whoever calls decides whether to try again. What comes is bounded in
size and in time as a whole, however slowly it drips.
"""

import time
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from django.utils.translation import gettext as _

TABLE = "FOLK1A"
PIECE = 64 * 1024
ALL_PEOPLE = {"OMRÅDE": "*", "KØN": "TOT", "CIVILSTAND": "TOT", "ALDER": "*"}
NOT_THERE, BAD_REQUEST, TOO_MANY, SERVER_FAULTS = 404, 400, 429, 500


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came, and the address that was asked."""

    content: bytes
    address: str


class NotFetched(Exception):  # noqa: N818 - the world outside is no fault of the program
    """It did not come, with the sentence why; `again` where it may come another time."""

    def __init__(self, text: str, *, again: bool) -> None:
        super().__init__(text)
        self.again = again


def address_of(base: str, quarter: str) -> str:
    """Where a quarter's population is asked for: all areas, all ages, both sexes together."""
    chosen = {"valuePresentation": "Code", **ALL_PEOPLE, "Tid": quarter}
    return f"{base.rstrip('/')}/data/{TABLE}/BULK?{urlencode(chosen, safe='*')}"


def fetch(*, base: str, quarter: str, seconds: float, most: int) -> Fetched:
    """Ask Statistikbanken. `NotFetched` with a sentence for whoever waits."""
    address = address_of(base, quarter)
    if urlsplit(address).scheme not in {"http", "https"}:
        raise NotFetched(_("The address of Statistikbanken in STATBANK_URL is none."), again=False)
    ends = time.monotonic() + seconds
    try:
        with _opener().open(Request(address), timeout=seconds) as answer:  # noqa: S310 - http alone
            return Fetched(_read(answer, ends, most), address)
    except HTTPError as error:
        with error:
            raise _refusal(error.code, quarter) from error
    except (URLError, OSError) as error:
        raise NotFetched(
            _("Statistikbanken cannot be reached. Is the internet there?"), again=True
        ) from error


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler, HTTPHandler, HTTPSHandler)


def _read(answer: object, ends: float, most: int) -> bytes:
    found = bytearray()
    while piece := answer.read1(PIECE):  # type: ignore[attr-defined]
        found += piece
        if len(found) > most:
            raise NotFetched(
                _("Statistikbanken's answer is larger than a table of population can be."),
                again=False,
            )
        if time.monotonic() > ends:
            raise NotFetched(_("Statistikbanken answers too slowly."), again=True)
    return bytes(found)


def _refusal(status: int, quarter: str) -> NotFetched:
    """The sentence for an answer that is no table."""
    if status == TOO_MANY or status >= SERVER_FAULTS:
        return NotFetched(
            _("Statistikbanken has trouble of its own (status %(status)d).") % {"status": status},
            again=True,
        )
    if status == BAD_REQUEST:
        return NotFetched(
            _("Statistikbanken does not know the quarter %(quarter)s yet.") % {"quarter": quarter},
            again=False,
        )
    return NotFetched(
        _("Statistikbanken does not answer at this address (status %(status)d).")
        % {"status": status},
        again=False,
    )
