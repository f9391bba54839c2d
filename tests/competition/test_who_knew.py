"""Whoever is handed a figure before the public is in the list: the whole site is walked as a person of
the organiser, with figures planted that are not public, and every answer that says them left a trace."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from competition import correcting, reports
from competition.categories import CATEGORIES
from competition.converters import DataFile
from competition.downloads import Wanted
from competition.laureates import Prize
from competition.models import FigureReport
from competition.reports import Said
from competition.visibility import Visibility
from municipalities.models import Municipality
from signups import corrections, imports, tasks
from signups.corrections import Stocks
from signups.models import Figure, Import, Sighting
from signups.weeks import Week
from tests import factories
from tests.addresses import addresses
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 27, 10)
DRAFT, HIDDEN = "2014-W42", "2014-W43"
PLANTED = {DRAFT: 91_919, HIDDEN: 82_828}
ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("?week=2014-W42&kommune=751", {"HX-Request": "true"}),
    ("?week=2014-W43", {}),
)


def file_of(week: Week, number: int) -> bytes:
    head = "kommunekode;kommune;tilmeldte 15+;tilmeldte 15-24;fritagne 15+\r\n"
    lines = [f"{one.code};{one.name};{number};1;1\r\n" for one in Municipality.objects.all()]
    return (head + "".join(lines)).encode()


def received(week: Week, number: int) -> Import:
    made = imports.receive(
        content=file_of(week, number),
        file_name=f"{week.slug}.csv",
        week=week,
        as_of=week.friday,
        by=factories.administrator(),
        now=NOW,
    )
    tasks.read_import(made.pk)
    return made


def reported(race, closing, town) -> None:
    said = Said({"exempt_15_plus": PLANTED[HIDDEN] + 1}, "Talt igen", "Anna", "anna@a.example", "")
    who, visibility = factories.staff(town), Visibility(race, NOW)
    reports.make(closing, town, visibility, said=said, by=who, now=NOW)


@pytest.fixture
def race(monkeypatch):
    """Weeks 34 to 41 are public, 42 is a draft and a file, 43 is out under the embargo and is being
    corrected."""
    monkeypatch.setattr("signups.clock.of", lambda _state: NOW)
    towns = [
        factories.municipality(name, code=code, region_code="1082", population=(100_000, 20_000))
        for code, name in {"751": "Aarhus", "851": "Aalborg", "101": "København"}.items()
    ]
    race = factories.competition(participants=towns)
    for week in range(34, 42):
        factories.published_with(dict.fromkeys(towns, 50_000 + week), Week(2014, week))
    draft = factories.draft(DRAFT)
    for town in towns:
        factories.figure(draft, town, PLANTED[DRAFT], 1, 1)
    closing = factories.published_with(dict.fromkeys(towns, PLANTED[HIDDEN]), HIDDEN)
    new = Stocks(PLANTED[HIDDEN] + 1, 1, 1)
    correcting.propose(
        closing,
        towns[0],
        new=new,
        reason="Talt igen",
        answers={doubt.key: "Ja" for doubt in corrections.doubts(closing, towns[0], new)},
        by=factories.administrator(),
        now=NOW,
    )
    received(Week(2014, 42), PLANTED[DRAFT])
    reported(race, closing, towns[0])
    return race


def every_address() -> list[str]:
    return addresses(
        {
            "competition": ["2014"],
            "slug": ["2014"],
            "category": list(CATEGORIES),
            "week": [Week(2014, n) for n in (41, 42, 43)],
            "municipality": ["aarhus"],
            "whose": ["aarhus"],
            "act": ["luk"],
            "prize": [Prize(CATEGORIES[0], None, "aarhus", "presse.txt")],
            "region": ["region-midtjylland"],
            "code": ["751"],
            "pk": [
                Import.objects.get().pk,
                correcting.Correction.objects.get().pk,
                FigureReport.objects.get().pk,
            ],
            "key": ["x-y"],
            "rest": ["x"],
            "uidb36": ["x"],
            "provider_id": ["oidc"],
            "token": ["x"],
            "number": [1],
            "kind": ["csv", "xlsx"],
            "file": [DataFile(Wanted(None, Week(2014, n)), "csv") for n in (41, 42, 43)],
        },
        without=["admin"],
    )


def says(body: bytes, number: int) -> bool:
    text, plain = body.decode(errors="replace"), str(number)
    return any(f"{plain[:2]}{mark}{plain[2:]}" in text for mark in ("", ".", ",", " ", "\xa0"))


def told_to_nobody(body: bytes, person) -> list[str]:
    """The weeks whose figures the answer says without a trace that this person saw them."""
    kept = set(Sighting.objects.filter(person=person).values_list("week", flat=True))
    return [week for week, number in PLANTED.items() if says(body, number) and week not in kept]


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_whoever_gets_a_figure_early_is_in_the_list(race, role):
    person, client = getattr(factories, role)(), Client()
    client.force_login(person)
    everywhere = [one for one in every_address() if not one.startswith("/en/")]
    if role == "administrator":
        everywhere += admin_pages()
    found, early = [], 0
    for address in everywhere:
        for query, headers in ASKED if "/kl/" in address or "/api/" in address else ASKED[:1]:
            Sighting.objects.all().delete()
            body = client.get(address + query, headers=headers).getvalue()
            found += [(address + query, week) for week in told_to_nobody(body, person)]
            early += Sighting.objects.exists()
    assert found == []
    assert early > 50


def admin_pages() -> list[str]:
    client = Client()
    client.force_login(factories.administrator())
    lists = [
        one["admin_url"]
        for app in client.get("/admin/").context["app_list"]
        for one in app["models"]
        if one["admin_url"]
    ]
    figures = Figure.objects.filter(release__week__in=PLANTED)
    return [*lists, *(reverse("admin:signups_figure_change", args=[f.pk]) for f in figures)]


def test_who_types_or_sends_is_in_the_list_as_well(race):
    client = Client()
    client.force_login(factories.editor())
    answers = {
        "release_rows": lambda address: client.post(
            address,
            json.dumps({"rows": [{"code": "751", "texts": ["1", "2", "3"], "was": ""}]}),
            content_type="application/json",
        ),
        "release_grid": lambda address: client.post(
            address, {"was-751": "", "n-751-0": "x", "n-751-1": "", "n-751-2": ""}
        ),
        "upload": lambda address: client.post(
            address,
            {"file": SimpleUploadedFile("2014-uge-42.csv", file_of(Week(2014, 42), 91_919))},
            follow=True,
        ),
    }
    for name, ask in answers.items():
        Sighting.objects.all().delete()
        address = reverse(name, args=[] if name == "upload" else [Week(2014, 42)])
        body = ask(address).getvalue()
        assert says(body, PLANTED[DRAFT]) or name == "upload", name
        assert list(Sighting.objects.values_list("week", flat=True)) == [DRAFT], name


def test_the_list_names_the_grid_and_the_preview(race):
    client = Client()
    client.force_login(factories.editor())
    for name in ("release_grid", "release_preview"):
        client.get(reverse(name, args=[Week(2014, 42)]))
    page = client.get(reverse("release_access", args=[Week(2014, 42)]))
    assert [s.page for s in page.context["access"].sightings] == ["grid", "preview"]
