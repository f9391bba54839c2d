"""Lighthouse from npm with the system's Chromium: a phone on a slow network, one page at a time."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.browser.conftest import path_of

LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PROGRAM = Path(settings.BASE_DIR) / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking"
PATIENCE = 180
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Score:
    """One category of one page, 0 to 100, and the audits that cost it points."""

    page: str
    category: str
    score: int
    lost: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.score >= LIMITS[self.category]

    def __str__(self) -> str:
        name = f"lighthouse_{self.category.replace('-', '_')}_{self.page}"
        why = f"  ({', '.join(self.lost)})" if self.lost else ""
        return f"{name} {self.score}  (limit {LIMITS[self.category]}){why}"


def scores(page: str, address: str) -> Iterator[Score]:
    """The four scores of a page. A page that seems slow is looked at twice more, and the middle one
    counts: a busy machine is slow now and then. RuntimeError where Lighthouse fails three times.
    """
    report = _look(address)
    if _score(report, "performance") < LIMITS["performance"]:
        three = [report, _look(address), _look(address)]
        report = sorted(three, key=lambda each: _score(each, "performance"))[1]
    for category in LIMITS:
        lost = _lost(report["categories"][category], report["audits"])
        yield Score(page, category, _score(report, category), lost)


def _score(report: Mapping[str, Any], category: str) -> int:
    return round(100 * report["categories"][category]["score"])


def _lost(category: Mapping[str, Any], audits: Mapping[str, Any]) -> tuple[str, ...]:
    """What kept the page from the full score."""
    return tuple(
        ref["id"]
        for ref in category["auditRefs"]
        if ref["weight"] and (audits[ref["id"]]["score"] or 0) < 0.9
        if audits[ref["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
    )


def _look(address: str) -> dict[str, Any]:
    """One report; again where the browser lost its trace, which happens under load."""
    for _ in range(ATTEMPTS):
        report = _run(address)
        if report and "runtimeError" not in report:
            return report
    raise RuntimeError(f"Lighthouse could not look at {address}")


def _run(address: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(  # noqa: S603  our own words
            [
                *("node", str(PROGRAM), address, "--quiet", "--output=json"),
                *(f"--output-path={report}", f"--chrome-flags={FLAGS} --user-data-dir={folder}/c"),
                f"--only-categories={','.join(LIMITS)}",
            ],
            env={**os.environ, "CHROME_PATH": path_of("chromium")},
            check=False,
            timeout=PATIENCE,
        )
        loaded: dict[str, Any] = json.loads(report.read_bytes()) if report.exists() else {}
    return loaded
