"""Bad input on the organiser's desk: whatever is sent to whichever address in whichever state, the answer
is a page with a sentence in Danish, and never a fault of the site.
"""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition import correcting
from competition.categories import CATEGORIES
from signups import corrections, imports, releases, tasks
from signups.corrections import Stocks
from signups.models import Correction, Figure, Import, Release
from signups.weeks import Week
from tests import factories
from tests.addresses import names_with_parameters
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
WEEKS = [Week(2014, n) for n in (41, 42, 43, 50)]
LEFT_ALONE = {"import_file"}
NAMES = [
    "as_of", "comment", "at", "seen", "week", "reason", "keys", "moment", "custom", "next",
    "registered_15_plus", "registered_15_24", "exempt_15_plus", "national_15_plus", "confirmed",
    "total-0", "total-1", "was-101", "n-101-0", "n-101-1", "n-101-2", "warning-0", "reason-0",
    "answer-x", "was-999", "n-999-0", "side", "vis",
]  # fmt: skip
TEXTS = [
    "", " ", "x", "0", "-1", "1,5", "999999999999999999999999", "2014-uge-42", "2014-W99", "%00",
    "a\0b", "😀", "<script>alert(1)</script>", "2014-10-17", "31.02.2014", "9999-12-31",
    "2014-10-20T08:00", "0001-01-01T00:00", "9999-12-31T23:59", "nan", "1e9", "²", "٣", "z" * 5000,
]  # fmt: skip
BODIES = [
    b"", b"null", b"[]", b"{}", b'{"rows": null}', b'{"rows": 1}', b'{"rows": ["x"]}', b"\xff\xfe",
    b'{"rows": [{}]}', b'{"rows": [{"code": "101", "texts": null, "was": ""}]}', b"[" * 5000,
    b'{"rows": [{"code": "101", "texts": ["1", "2"], "was": ""}]}',
    b'{"rows": [{"code": "101", "texts": ["a\\u0000", "2", "3"], "was": ""}]}',
    b'{"rows": [{"code": "101", "texts": ["\\ud800", "2", "3"], "was": ""}]}',
    b'{"rows": [{"code": "\\u0000", "texts": ["1", "2", "3"], "was": {}}]}',
    b'{"rows": [{"code": "101", "texts": ["1", "2", "3"], "was": 1e400}]}',
]  # fmt: skip


class Said(HTMLParser):
    """What a page says to the person: its messages, errors and notes."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {"field-error", "message", "is-bad", "alert"}
        marks = set((dict(attrs).get("class") or "").split())
        if self.depth or told & marks or any("message" in mark for mark in marks):
            self.depth += tag not in {"input", "br", "img", "meta", "link"}

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.depth and data.strip():
            self.texts.append(data.strip())


def said(response: HttpResponse) -> str:
    reader = Said()
    reader.feed(response.getvalue().decode(errors="replace"))
    return " ".join(reader.texts)


@pytest.fixture
def desk(monkeypatch):
    """Every state at once: published weeks, an approved one, a draft, a file that waits, one that is
    refused, a correction that waits and one that is decided."""
    monkeypatch.setattr("signups.clock.of", lambda _state: NOW)
    towns = [
        factories.municipality("København", code="101", region_code="1084", population=(9000, 900)),
        factories.municipality("Aarhus", code="751", region_code="1082", population=(9000, 900)),
    ]
    factories.competition(participants=towns)
    for n in (40, 41):
        factories.published_with(dict.fromkeys(towns, 4000 + n), Week(2014, n))
    factories.figure(factories.draft("2014-W42"), towns[0], 4060)
    factories.approved("2014-W43", publish_at=at(2014, 10, 27, 8))
    file = b"kommunekode;tilmeldte 15+;tilmeldte 15-24;fritagne 15+\r\n101;%s;800;1\r\n"
    for number in (b"4070", b"mange"):
        made = imports.receive(
            content=file % number, file_name="2014-uge-42.csv", week=Week(2014, 42),
            as_of=Week(2014, 42).friday, by=factories.editor(), now=NOW,
        )  # fmt: skip
        tasks.read_import(made.pk)
    for release, town in zip(Release.objects.published(), towns, strict=True):
        new = Stocks(4100, 800, 1)
        answers = {doubt.key: "Ja" for doubt in corrections.doubts(release, town, new)}
        correcting.propose(
            release, town, new=new, reason="Talt", answers=answers, by=factories.editor(), now=NOW
        )
    corrections.withdraw(Correction.objects.all()[0], by=factories.editor(), now=NOW)


def addresses() -> Iterator[str]:
    """Every address of the desk, with weeks and numbers in every state, and some that are not there."""
    keys = [*Import.objects.values_list("pk", flat=True), 987_654]
    keys += list(Correction.objects.values_list("pk", flat=True))
    values: dict[str, list[Any]] = {
        "week": WEEKS, "pk": keys, "municipality": ["aarhus", "nowhere"], "whose": ["aarhus", "nowhere"], "act": ["luk", "x"],
        "category": [CATEGORIES[0]], "competition": ["2014"], "c": ["2014"], "slug": ["2014"],
    }  # fmt: skip
    for name, parameters in names_with_parameters(without=["admin", "api-1.0.0"]).items():
        if name in LEFT_ALONE or not parameters <= values.keys() or len(parameters) > 1:
            continue
        parameter = next(iter(parameters), "")
        for value in values.get(parameter, [None]):
            address = reverse(name, kwargs={parameter: value} if parameter else {})
            if address.startswith("/kl/"):
                yield address


def forms(first: int) -> Iterator[dict[str, Any]]:
    """Nothing; then texts of every kind, one in each field, the next round another; then no files.
    Each address begins with another text, so that every field meets them all."""
    yield {}
    for turn in range(first, first + len(TEXTS), 8):
        yield {name: TEXTS[(place + turn) % len(TEXTS)] for place, name in enumerate(NAMES)}
    yield {name: ["x", "y"] for name in NAMES}
    yield {"file": SimpleUploadedFile("a\0b.csv", b"\0")}
    yield {"file": SimpleUploadedFile("x" * 300 + "-2014-uge-42.csv", b"\xff\xfe")}
    yield {"file": "no file"}


def test_no_form_of_the_desk_stumbles_over_what_is_sent(desk, monkeypatch):
    monkeypatch.setattr("celery.app.task.Task.delay", lambda *_args, **_more: None)
    client = Client(raise_request_exception=False)
    client.force_login(factories.administrator())
    stumbled = []
    for place, address in enumerate(addresses()):
        for number, data in enumerate(forms(place)):
            status = client.post(address, data).status_code
            if status >= 500:
                stumbled.append((address, number, status))
    assert stumbled == []


@pytest.mark.parametrize("body", BODIES)
def test_no_body_of_rows_makes_the_grid_stumble(desk, body):
    client = Client(raise_request_exception=False)
    client.force_login(factories.editor())
    for week in WEEKS:
        answer = client.post(
            reverse("release_rows", args=[week]), body, content_type="application/json"
        )
        assert answer.status_code in {200, 400, 404, 409}
    assert Figure.objects.get(release__week="2014-W42").registered_15_plus == 4060


def test_rows_beyond_all_measure_are_turned_away(desk):
    client = Client(raise_request_exception=False)
    client.force_login(factories.editor())
    rows = [{"code": "101", "texts": ["1", "2", "3"], "was": ""}] * 2_001
    address = reverse("release_rows", args=[Week(2014, 42)])
    sent = json.dumps({"rows": rows})
    assert client.post(address, sent, content_type="application/json").status_code == 400


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60), max_size=8),
    st.sampled_from(["release_grid", "release_total", "release_answers", "release_schedule",
                     "release_send_back", "release_correct", "release_start"]),
    st.sampled_from(WEEKS),
)  # fmt: skip
def test_no_text_in_any_field_makes_it_stumble(desk, data, name, week):
    client = Client(raise_request_exception=False)
    client.force_login(factories.approver())
    query = "?kommune=101" if name == "release_correct" else ""
    assert client.post(reverse(name, args=[week]) + query, data).status_code < 500


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("upload", {}, "Vælg filen med ugens tal."),
    ("upload", {"file": SimpleUploadedFile("tal.csv", b"x")}, "Skriv, hvilken"),
    ("release_send_back", {}, "Skriv, hvad der skal rettes"),
    ("release_approve", {}, "Se tallene her, før du godkender dem."),
    ("release_publish", {}, "Offentliggør først tallene"),
    ("release_schedule", {"at": "i morgen"}, "Skriv dag og tid"),
    ("release_schedule", {"at": "2014-10-20T08:00"}, "Kun godkendte tal"),
    ("release_answers", {}, "Skriv, hvorfor tallene alligevel er rigtige."),
    ("release_answers", {"reason": "Ringet"}, "Vælg de advarsler"),
    ("release_ask", {}, "Alle advarsler skal besvares"),
    ("release_unschedule", {}, "ikke sat et tidspunkt"),
    ("release_total", {"total-0": "mange"}, "er ikke et tal"),
    ("finish_take", {}, "Sæt kryds"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), WRONG)
def test_what_cannot_be_done_is_told_in_danish_with_what_to_do(desk, name, data, sentence):
    client = Client()
    client.force_login(factories.approver())
    of_what = {"release": [Week(2014, 42)], "finish": ["2014", "luk"]}
    address = reverse(name, args=of_what.get(name.partition("_")[0], []))
    answer = client.post(address, data, follow=True)
    assert sentence in said(answer)


def test_nothing_typed_is_lost_when_the_week_was_approved_meanwhile(desk):
    Figure.objects.filter(release__week="2014-W42").update(registered_15_24=800)
    other = factories.person("anden@example.dk", "approver")
    release = Release.objects.get(week="2014-W42")
    Release.objects.filter(pk=release.pk).update(
        status="approved", approved_by=other, approved_at=NOW
    )
    client = Client()
    client.force_login(factories.editor())
    typed = {"was-101": "4060 812 0", "n-101-0": "4.099", "n-101-1": "813", "n-101-2": "7"}
    answer = client.post(reverse("release_grid", args=[Week(2014, 42)]), typed)
    assert answer.status_code == 422
    assert 'value="4.099"' in answer.content.decode()
    assert "Ugen er godkendt." in answer.content.decode()
    with pytest.raises(releases.Refused):
        releases.refuse_unless_draft(release, by=other, now=NOW)


def test_a_reason_without_a_tick_is_given_back(desk):
    client = Client()
    client.force_login(factories.editor())
    address = reverse("release_answers", args=[Week(2014, 42)])
    answer = client.post(address, {"reason": "Ringet til alle tre"}, follow=True)
    assert "Ringet til alle tre" in said(answer)
