"""The 98 municipalities as the pure modules take them, without a database."""

import csv
from pathlib import Path

from municipalities.names import Roster

DATA = Path(__file__).resolve().parent.parent / "municipalities" / "data"


def pairs() -> list[tuple[str, str]]:
    """(code, name) of all 98."""
    with (DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"]) for row in csv.DictReader(file)]


def roster() -> Roster:
    """All 98."""
    return Roster(pairs())
