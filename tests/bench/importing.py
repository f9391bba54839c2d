"""From a file to stored draft figures: against a bare COPY of the same rows, in time and memory."""

import statistics
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from municipalities.models import Municipality, User
from signups import imports
from signups.models import Figure, Release
from signups.weeks import Week
from tests import factories as make
from tests.bench.measure import Measured, ratio, seconds
from tests.bench.server import environment

COUNT = 98_000
WEEK = Week(2014, 42)
NOW = make.at(2014, 10, 18, 10)
COLUMNS = "release_id, municipality_id, registered_15_plus, registered_15_24, exempt_15_plus"
HISTORY = "keep_history_of_figures_added_insert"
HEADER = "kommunekode;kommune;tilmeldte 15+;tilmeldte 15-24;fritagne 15+\r\n"


def measure_real() -> Measured:
    """`import_98_seconds`: the real municipalities' file of week 42 onto the autumn before it."""
    content, by = make.weekly_file(WEEK), make.editor()
    times = []
    for _ in range(7):
        times.append(seconds(lambda: road(content, by=by, now=NOW)))
        forget()
    return Measured("import_98_seconds", statistics.median(times), 0.3)


def measure_invented() -> list[Measured]:
    """`import_vs_copy` and `import_peak_mb`: as many municipalities as all of Europe has."""
    municipalities = make.invented(COUNT)
    make.invented_figures(make.published("2014-W41"), municipalities)
    content = file_of(municipalities)
    by = make.editor()
    analyze()
    yardstick = _BareCopy(content)
    value = ratio(
        lambda: road(content, by=by, now=NOW),
        yardstick.copy,
        repetitions=5,
        between=forget,
    )
    make.administrator()
    peak = peak_of(content)
    return [Measured("import_vs_copy", value, 4), Measured("import_peak_mb", peak, 250)]


def measure_history() -> Measured:
    """`history_vs_none`: COPY of as many figures into a draft with the history's trigger, and without
    it. Needs the municipalities of `measure_invented`.
    """
    municipalities = list(Municipality.objects.order_by("code"))
    yardstick = _BareCopy(file_of(municipalities))

    def without() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE signups_figure DISABLE TRIGGER {HISTORY}")
            yardstick.copy()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE signups_figure ENABLE TRIGGER {HISTORY}")

    def with_it() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            yardstick.copy()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    value = ratio(with_it, without, repetitions=3, between=forget)
    return Measured("history_vs_none", value, 1.5)


def road(content: bytes, *, by: User, now: datetime) -> Release:
    """The whole way in, as the command goes it: receive, parse, check, confirm, store."""
    import_ = imports.receive(
        content=content, file_name=f"{WEEK.slug}.csv", week=WEEK, as_of=WEEK.friday, by=by, now=now
    )
    examined = imports.examine(import_)
    if examined.parsed.problems:
        raise RuntimeError(examined.parsed.problems[0])
    imports.note_examined(import_, examined, now=now)
    keys = [warning.key for warning in examined.warnings]
    imports.acknowledge(import_, keys=keys, reason="Opfundne tal", by=by, now=now)
    imports.confirm(import_, by=by, now=now)
    return imports.store(import_, examined, now=now)


def file_of(municipalities: list[Municipality]) -> bytes:
    """The week's file of invented municipalities, in the form that is sent."""
    release = Release(week=str(WEEK))
    lines = [
        f"{who.code};{who.name};{adults};{young};{exempt}\r\n"
        for who, (adults, young, exempt) in zip(
            municipalities, make.invented_counts(release, len(municipalities)), strict=True
        )
    ]
    return ("\ufeff" + HEADER + "".join(lines)).encode()


class _BareCopy:
    """The yardstick: the same rows, ready as text, straight into the same table."""

    def __init__(self, content: bytes) -> None:
        lines = content.decode("utf-8-sig").splitlines()[1:]
        rows = [line.split(";") for line in lines]
        self.rows = [(code, *numbers) for code, _name, *numbers in rows]

    def copy(self) -> None:
        """One transaction, committed."""
        release = make.draft(WEEK)
        text = "".join(
            f"{release.pk}\t{code}\t{adults}\t{young}\t{exempt}\n"
            for code, adults, young, exempt in self.rows
        )
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY signups_figure ({COLUMNS}) FROM STDIN") as copy,
        ):
            copy.write(text)


def forget() -> None:
    """The database as it was before the week's draft, without dead rows in the way."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE signups_step DISABLE TRIGGER history_stays")
        cursor.execute("DELETE FROM signups_step WHERE import_record_id IS NOT NULL")
        cursor.execute("ALTER TABLE signups_step ENABLE TRIGGER history_stays")
        cursor.execute("TRUNCATE signups_acknowledgement")
        cursor.execute("DELETE FROM signups_import")
        cursor.execute("DELETE FROM signups_sourcefile")
    Figure.objects.filter(release__week=str(WEEK))._raw_delete(using="default")
    Release.objects.filter(week=str(WEEK)).delete()
    analyze()


def analyze() -> None:
    """What autovacuum would have done by now."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def peak_of(content: bytes) -> float:
    """The most memory that the command takes, in a process of its own, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{WEEK.slug}.csv"
        path.write_bytes(content)
        done = subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-m", "tests.bench.peak", str(path), str(WEEK), str(WEEK.friday)],
            env=environment(),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    forget()
    return float(done.stdout.split()[-1])
