"""The demonstration autumn of 2014 as the pure modules take it, without a database."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from competition.categories import Counts, People
from competition.tracks import Past, Track
from municipalities.names import sort_key

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "municipalities" / "data"
BASELINE = date(2014, 9, 5)
CLOSING = date(2014, 10, 24)


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@cache
def autumn(*, all_take_part: bool = False) -> Past:
    """Weeks 34 to 43, as of their Fridays; growth from week 36. The participants of the demonstration,
    or all 98.
    """
    files = sorted((ROOT / "signups" / "data" / "weekly").glob("*.csv"))
    weeks = [
        {
            row["kommunekode"]: Counts(
                int(row["tilmeldte 15+"]), int(row["tilmeldte 15-24"]), int(row["fritagne 15+"])
            )
            for row in _rows(file, ";")
        }
        for file in files
    ]
    people = {
        row["code"]: People(int(row["age_15_plus"]), int(row["age_15_24"]))
        for row in _rows(DATA / "population-2014k1.csv")
    }
    demo = ROOT / "competition" / "data" / "participants-demo.csv"
    participants = {row["code"] for row in _rows(demo)}
    days = tuple(CLOSING - timedelta(weeks=n) for n in reversed(range(len(files))))
    baseline = weeks[days.index(BASELINE)]
    tracks = tuple(
        Track(
            row["code"],
            sort_key(row["name"]),
            row["region_code"],
            all_take_part or row["code"] in participants,
            people[row["code"]],
            baseline.get(row["code"]),
            tuple(week.get(row["code"]) for week in weeks),
        )
        for row in _rows(DATA / "municipalities.csv")
    )
    return Past(days, BASELINE, tracks)
