"""The population's one way in: from a file, and from Statistikbanken's interface as it answers, by
recorded answers that a real server gives.
"""

import json
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from competition import population, tasks
from competition.models import PopulationLoad, SetUpStep
from municipalities import fetching
from municipalities.models import Population
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 9, 1, 10)
NEW_YEAR = date(2014, 1, 1)


def bulk(**people: tuple[int, int]) -> str:
    """What Statistikbanken answers: so many of 15 to 24 and of 25 and over in each area."""
    lines = ["OMRÅDE;CIVILSTAND;KØN;ALDER;TID;INDHOLD"]
    for code, (young, older) in {"000": (1, 1), "081": (1, 1), **people}.items():
        for age in range(15, 100):
            count = young if age == 20 else older if age == 50 else 1
            lines.append(f"{code.removeprefix('k')};TOT;TOT;{age};2014K1;{count}")
        lines.append(f"{code.removeprefix('k')};TOT;TOT;IALT;2014K1;99999")
    return "\r\n".join(lines) + "\r\n"


TWO = bulk(k751=(191, 726), k851=(91, 326))
# The recorded refusal of the interface for a quarter that it does not have.
NOT_FOUND = json.dumps(
    {"errorTypeCode": "EXTRACT-NOTFOUND", "message": "Værdier for variablen Tid blev ikke fundet"}
)


class Statbank:
    """Answers in turn; the last one for ever. A number is a status, a text an answer of 200."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes, float]] = []
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                one = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                status, body, pause = one
                self.send_response(status)
                self.send_header("Content-Type", "text/csv; charset=utf-8")
                self.end_headers()
                for start in range(0, len(body), 1000):
                    time.sleep(pause)
                    try:
                        self.wfile.write(body[start : start + 1000])
                    except ConnectionError:
                        return

            def log_message(self, *_arguments: object) -> None:
                """Quietly."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def say(self, *answers: str, status: int = 200, pause: float = 0.0) -> None:
        self.answers = [(status, answer.encode(), pause) for answer in answers]


@pytest.fixture
def statbank(settings) -> Iterator[Statbank]:
    found = Statbank()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    settings.STATBANK_URL, settings.STATBANK_SECONDS = found.url, 5.0
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


@pytest.fixture
def race():
    factories.the_clock_shows(NOW)
    factories.municipality("Aarhus", code="751", region_code="1082", population=None)
    factories.municipality("Aalborg", code="851", population=None)
    return factories.competition()


@pytest.fixture
def later(monkeypatch) -> list[tuple[int, float]]:
    """The attempts that were put off: the load and the pause before it."""
    found: list[tuple[int, float]] = []
    monkeypatch.setattr(
        tasks.fetch_population,
        "apply_async",
        lambda args, countdown: found.append((args[0], countdown)),
    )
    return found


def asked(race) -> PopulationLoad:
    return population.ask(race, by=factories.administrator(), now=NOW)


def fetched(race) -> PopulationLoad:
    load = asked(race)
    tasks.fetch_population(load.pk)
    load.refresh_from_db()
    return load


def stored() -> list[tuple[str, int, int]]:
    rows = Population.objects.order_by("municipality_id")
    return list(rows.values_list("municipality_id", "population_15_plus", "population_15_24"))


# --- straight from Statistikbanken ------------------------------------------------------------------
def test_one_quarter_of_the_whole_country_is_asked_for(race, statbank):
    statbank.say(TWO)
    load = fetched(race)
    assert load.status == "ready"
    address = urlsplit(unquote(statbank.asked[0]))
    assert address.path == "/v1/data/FOLK1A/BULK"
    assert parse_qs(address.query) == {
        "valuePresentation": ["Code"],
        "OMRÅDE": ["*"],
        "KØN": ["TOT"],
        "CIVILSTAND": ["TOT"],
        "ALDER": ["*"],
        "Tid": ["2014K1"],
    }
    assert load.origin == fetching.address_of(statbank.url, "2014K1")
    assert len(load.sha256) == 64


def test_nothing_is_stored_before_somebody_says_so(race, statbank):
    statbank.say(TWO)
    load = fetched(race)
    assert stored() == []
    population.store(load, by=factories.administrator(), now=NOW)
    assert stored() == [("751", 1000, 200), ("851", 500, 100)]
    load.refresh_from_db()
    assert (load.status, load.stored_by, load.stored_at) == (
        "stored",
        factories.administrator(),
        NOW,
    )
    step = SetUpStep.objects.get()
    assert (step.action, step.competition) == ("population", race)
    assert load.sha256[:12] in step.note


def test_without_the_internet_it_is_tried_three_times_and_then_said_clearly(race, settings, later):
    settings.STATBANK_URL = "http://127.0.0.1:9/v1"
    load = fetched(race)
    assert (load.status, load.attempts, later) == ("fetching", 1, [(load.pk, 5)])
    tasks.fetch_population(load.pk)
    tasks.fetch_population(load.pk)
    load.refresh_from_db()
    assert (load.status, load.attempts) == ("failed", 3)
    assert later == [(load.pk, 5), (load.pk, 30)]
    assert load.problems == ["Der er ingen forbindelse til Statistikbanken. Er der internet?"]
    tasks.fetch_population(load.pk)
    assert PopulationLoad.objects.get().attempts == 3


def test_trouble_that_passes_is_got_over(race, statbank, later):
    statbank.say("", status=503)
    load = fetched(race)
    assert "status 503" in load.problems[0]
    statbank.say(TWO)
    tasks.fetch_population(load.pk)
    load.refresh_from_db()
    assert (load.status, load.problems, load.attempts) == ("ready", [], 2)


def test_a_quarter_that_is_not_there_yet_is_not_asked_for_again(race, statbank, later):
    statbank.say(NOT_FOUND, status=400)
    load = fetched(race)
    assert (load.status, later) == ("failed", [])
    assert load.problems == ["Statistikbanken kender ikke kvartalet 2014K1 endnu."]


@pytest.mark.parametrize(
    "answer", ["<html>Velkommen</html>", "", '{"fejl": true}', "OMRÅDE;TID\r\n"]
)
def test_an_answer_that_is_no_table_is_refused(race, statbank, answer):
    statbank.say(answer)
    load = fetched(race)
    assert load.status == "refused"
    assert load.problems != []
    assert stored() == []


def test_an_answer_without_end_is_cut_off(race, statbank, settings):
    settings.STATBANK_MAX_BYTES = 2000
    statbank.say(TWO)
    load = fetched(race)
    assert load.status == "failed"
    assert "større" in load.problems[0]


def test_an_answer_that_drips_is_given_up(race, statbank, settings, later):
    settings.STATBANK_SECONDS = 0.3
    statbank.say(TWO, pause=0.2)
    load = fetched(race)
    assert (load.status, len(later)) == ("fetching", 1)
    assert load.problems == ["Statistikbanken svarer for langsomt."]


def test_only_addresses_of_the_web_are_asked(race, settings):
    settings.STATBANK_URL = "file:///etc"
    assert fetched(race).status == "failed"


def test_two_do_not_fetch_at_once_and_what_a_killed_worker_left_is_taken_up(race, monkeypatch):
    load = asked(race)
    with pytest.raises(Refused, match="allerede"):
        asked(race)
    sent: list[int] = []
    monkeypatch.setattr(tasks.fetch_population, "delay", sent.append)
    assert tasks.resume_population() == 0
    old = NOW.replace(year=2001)
    PopulationLoad.objects.update(touched_at=old)
    assert tasks.resume_population() == 1
    assert sent == [load.pk]


# --- looked over ------------------------------------------------------------------------------------
def received(race, text: str) -> PopulationLoad:
    return population.receive(
        content=text.encode(),
        file_name="folk1a.csv",
        as_of=NEW_YEAR,
        by=factories.administrator(),
        now=NOW,
        competition=race,
    )


def test_what_is_missing_or_strange_is_pointed_out_and_asks_for_a_word(race):
    population.store(received(race, TWO), by=factories.administrator(), now=NOW)
    load = received(race, bulk(k751=(191, 601)))
    found = population.preview(load)
    assert found.compared == NEW_YEAR
    assert [(row.name, row.strange) for row in found.strange] == [
        ("Aalborg", "Ikke med i filen og derfor uden plads."),
        ("Aarhus", "Et fald på mere end 5 pct."),
    ]
    aarhus = next(row for row in found.rows if row.code == "751")
    assert aarhus.cells == [(1000, 875, -125), (200, 200, 0)]
    with pytest.raises(Refused, match="mærkeligt"):
        population.store(load, by=factories.administrator(), now=NOW)
    population.store(load, by=factories.administrator(), now=NOW, seen=True)
    assert stored() == [("751", 875, 200), ("851", 500, 100)]


def test_only_administrators_bring_it_in(race):
    for person in (factories.editor(), factories.approver()):
        with pytest.raises(Refused):
            population.ask(race, by=person, now=NOW)
        client = signed_in(person)
        assert client.post(reverse("setup_population_fetch", args=["2014"])).status_code == 403
        response = client.post(reverse("setup_population", args=["2014"]), {"file": file(TWO)})
        assert response.status_code == 403
    assert PopulationLoad.objects.count() == 0


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("folk1a.csv", text.encode())


def test_the_population_is_fixed_once_figures_are_published(race, tmp_path):
    population.store(received(race, TWO), by=factories.administrator(), now=NOW)
    load = received(race, bulk(k751=(191, 727), k851=(91, 326)))
    factories.published(Week(2014, 36))
    with pytest.raises(Refused, match="ligger fast"):
        population.store(load, by=factories.administrator(), now=NOW, seen=True)
    with pytest.raises(Refused, match="ligger fast"):
        asked(race)
    path = tmp_path / "folk1a.csv"
    path.write_text(bulk(k751=(191, 727), k851=(91, 326)))
    with pytest.raises(CommandError, match="ligger fast"):
        call_command("load_population", path, "--as-of", "2014-01-01")
    path.write_text(TWO)
    call_command("load_population", path, "--as-of", "2014-01-01", verbosity=0)
    assert stored() == [("751", 1000, 200), ("851", 500, 100)]


# --- through the pages ------------------------------------------------------------------------------
def test_a_file_is_sent_looked_over_and_stored_on_the_pages(race):
    client = signed_in(factories.administrator())
    address = reverse("setup_population", args=["2014"])
    response = client.post(address, {"file": file(TWO)})
    load = PopulationLoad.objects.get()
    where = reverse("setup_population_load", args=["2014", load.pk])
    assert response.headers["Location"] == where
    page = client.get(where).content.decode()
    assert "<b>1.000</b>" in page
    assert load.sha256 in page
    client.post(reverse("setup_population_store", args=["2014", load.pk]))
    assert len(stored()) == 2
    page = client.get(address).content.decode()
    assert "Alle 2 kommuner har befolkning" in page
    assert load.sha256 in page


def test_fetching_is_shown_while_it_lasts(
    race, statbank, monkeypatch, django_capture_on_commit_callbacks
):
    sent: list[int] = []
    monkeypatch.setattr(tasks.fetch_population, "delay", sent.append)
    client = signed_in(factories.administrator())
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("setup_population_fetch", args=["2014"]))
    where = response.headers["Location"]
    assert "<progress" in client.get(where).content.decode()
    statbank.say(TWO)
    tasks.fetch_population(sent[0])
    part = client.get(where, headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"
    assert "Gem befolkningen" in client.get(where).content.decode()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x00", b"hej;med\ndig"])
def test_a_file_that_cannot_be_used_is_told_in_danish(race, content):
    client = signed_in(factories.administrator())
    sent = SimpleUploadedFile("x.csv", content)
    address = reverse("setup_population", args=["2014"])
    page = client.post(address, {"file": sent}, follow=True).content.decode()
    assert "Det kan ikke bruges, og intet af det er gemt" in page
    assert client.post(address, {}).status_code == 422
    load = PopulationLoad.objects.get()
    client.post(reverse("setup_population_store", args=["2014", load.pk]))
    assert stored() == []
