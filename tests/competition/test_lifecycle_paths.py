"""No sequence of steps leads past a check: thousands of steps taken at random, by anybody, at any time,
and after each of them what must never be is looked for."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from competition import lifecycle, results, signing
from competition.models import Competition
from competition.visibility import Visibility
from signups.models import Release
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
START, STEP = at(2014, 10, 23, 12), timedelta(hours=11)
PATHS, STEPS = 12, 30


class Undone(Exception):  # noqa: N818  no error: it takes a path back
    """The path is walked; the database shall be as before."""


@pytest.fixture
def race():
    towns = [
        factories.municipality(name, code=code, region_code=region, population=(1000, 200))
        for name, code, region in [("Aarhus", "751", "1082"), ("Aalborg", "851", "1081")]
    ]
    race = factories.competition(participants=towns)
    for week, counts in {36: (400, 410), 43: (500, 480)}.items():
        factories.published_with(dict(zip(towns, counts, strict=True)), Week(2014, week))
    return race


def steps(race, by, now, chance):
    """Every step there is, each as likely as the others; the result's digest is now and then wrong."""

    def sign():
        seen = results.of(race).digest if chance.random() < 0.9 else "another"
        lifecycle.sign(race, seen=seen, ties="Set", by=by, now=now)

    return [
        lambda: lifecycle.open_(race, by=by, now=now),
        lambda: lifecycle.close(race, by=by, now=now),
        lambda: lifecycle.close(race, by=by, now=now),
        lambda: lifecycle.reopen(race, reason="Fejl", by=by, now=now),
        *[sign] * 4,
        lambda: lifecycle.withdraw_signature(race, by=by, now=now),
        lambda: lifecycle.unfinalize(race, reason="Fejl", by=by, now=now),
        lambda: lifecycle.tell_regions(race, by=by, now=now),
        lambda: lifecycle.set_time(race, itself=chance.random() < 0.5, by=by, now=now),
        *[lambda: lifecycle.announce(race, by=by, now=now)] * 2,
        lambda: lifecycle.announce_due(now=now),
        lambda: factories.corrected("751", "2014-W43", (chance.randint(470, 490), 1, 1), now=now),
    ]


def what_must_never_be(race: Competition, now) -> list[str]:
    record = results.current(race)
    final = race.state in {"finalized", "announced"}
    found = []
    if final != (record is not None):
        found.append("final without a record, or a record that is not final")
    if record is not None:
        envelope = signing.read(record.document.encode())
        signed: Any = envelope.record["signed_by"]
        names = [one["name"] for one in signed]
        if len(set(names)) != 2:
            found.append(f"signed by {names}")
        if not signing.is_genuine(envelope, envelope.public_key):
            found.append("a signature that is none")
        if race.state == "finalized" and envelope.record != _as_signed(race, envelope):
            found.append("final by other figures than those that stand")
    if race.regions_told_at and race.state == "open":
        found.append("regions told of a race that goes on")
    if race.announced_at and (
        race.state != "announced" or race.announced_at < race.announcement_at
    ):
        found.append("announced before its time")
    closing = Release.objects.get(week="2014-W43")
    shown = closing in Visibility(race, now).releases()
    if shown != (race.state == "announced"):
        found.append("the closing figures are out, or are not")
    return found + what_was_told(race)


def what_was_told(race: Competition) -> list[str]:
    if race.regions_told_at is None:
        return []
    after = race.records.filter(made_at__gte=race.regions_told_at)
    told = race.records.filter(made_at__lt=race.regions_told_at).latest("number")
    others = {names_of(one) for one in after} - {names_of(told)}
    return ["other regional winners than everybody was told"] if others else []


def names_of(record) -> frozenset[str]:
    """The regional winners of a record."""
    won = record.awards.filter(region__isnull=False, place=1)
    return frozenset(won.values_list("municipality__name", flat=True))


def _as_signed(race, envelope):
    """The signed record with the inputs and outcomes of today in the place of its own."""
    today = results.record.document(results.inputs(results.of(race), ()))
    return today | {"signed_by": envelope.record["signed_by"]}


def test_no_path_leads_past_a_check(race):
    chance, reached = Random(2), set()  # noqa: S311  no secret
    people = [factories.editor(), factories.approver(), factories.administrator()]
    people.append(factories.approver("anden@example.dk"))
    for person in people:
        factories.named(person)
    for _path in range(PATHS):
        with pytest.raises(Undone):
            walk(race, people, chance, reached)
    assert reached == {"open", "closed", "finalized", "announced"}, "the paths go everywhere"


@transaction.atomic
def walk(race, people, chance, reached):
    now = START
    for _step in range(STEPS):
        now += STEP * chance.random() * 2
        race.refresh_from_db()
        _try(chance.choice(steps(race, chance.choice(people), now, chance)))
        race.refresh_from_db()
        assert what_must_never_be(race, now) == []
        reached.add(race.state)
    raise Undone


def _try(step) -> None:
    try:
        with transaction.atomic():
            step()
    except Refused:
        pass
