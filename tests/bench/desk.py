"""The organiser's desk: a file sent until its preview can be seen, through a real worker; and a row of
the grid saved, next to an empty view.
"""

import json
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from signups.models import Import
from signups.weeks import Week
from tests import factories as make
from tests.bench.importing import forget
from tests.bench.measure import Measured, seconds
from tests.services import empty_the_queue, worker

WEEK = Week(2014, 42)
PATIENCE = 20


def measure_preview() -> Measured:
    """`preview_98_seconds`: from sending the file to the page with all 98 rows compared."""
    make.the_clock_shows(make.at(2014, 10, 18, 10))
    client = _signed_in()
    empty_the_queue()
    times = []
    with tempfile.TemporaryDirectory() as folder, worker(Path(folder) / "worker.log"):
        for _ in range(5):
            times.append(seconds(lambda: _send_and_see(client)))
            forget()
    return Measured("preview_98_seconds", statistics.median(times[1:]), 1)


def _send_and_see(client: Client) -> None:
    upload = SimpleUploadedFile(f"{WEEK.slug}.csv", make.weekly_file(WEEK))
    address = client.post(reverse("upload"), {"file": upload}).headers["Location"]
    ends = time.monotonic() + PATIENCE
    while Import.objects.get().status == Import.Status.RECEIVED:
        if time.monotonic() > ends:
            raise RuntimeError("the worker does not read the file")
        time.sleep(0.02)
    if len(client.get(address).context["rows"]) != 98:
        raise RuntimeError("the preview is not whole")


def measure_grid() -> list[Measured]:
    """`grid_save_ms` of one row among 98, and `bare_view_ms` of an empty view, in one process."""
    make.the_clock_shows(make.at(2014, 10, 18, 10))
    release = make.weekly_figures(make.draft(WEEK))
    client = _signed_in()
    address = reverse("release_rows", args=[WEEK])
    was, times, bare = "286869 39797 41044", [], []
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        for n in range(30):
            new = f"{286_870 + n} 39797 41044"
            body = json.dumps({"rows": [{"code": "101", "texts": new.split(), "was": was}]})
            times.append(seconds(partial(_save, client, address, body)))
            bare.append(seconds(lambda: client.get("/healthz/bare/600/")))
            was = new
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE signups_step DISABLE TRIGGER history_stays")
        release.steps.all().delete()
        cursor.execute("ALTER TABLE signups_step ENABLE TRIGGER history_stays")
    forget()
    return [
        Measured("grid_save_ms", statistics.median(times) * 1000, 100),
        Measured("bare_view_ms", statistics.median(bare) * 1000, 100),
    ]


def _save(client: Client, address: str, body: str) -> None:
    (row,) = client.post(address, body, content_type="application/json").json()["rows"]
    if row["state"] != "saved":
        raise RuntimeError(row)


def _signed_in() -> Client:
    client = Client()
    client.force_login(make.editor())
    return client
