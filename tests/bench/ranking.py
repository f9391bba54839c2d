"""Ranking 100,000 municipalities, in multiples of sorting as many floats."""

import random

from competition.ranking import Entry, Ratio, rank
from tests.bench.measure import Measured, ratio

COUNT = 100_000
REGIONS = ("1081", "1082", "1083", "1084", "1085")


def measure() -> list[Measured]:
    """`rank_100k`: one category, all participants, five regions."""
    chance = random.Random(2014)  # noqa: S311  the same invented numbers each time
    entries = [
        Entry(
            code=f"{n:06}",
            sort_key=f"opfundet {chance.randrange(10**9):09}",
            region=REGIONS[n % 5],
            participant=True,
            measure=Ratio(chance.randrange(population), population),
        )
        for n, population in enumerate(chance.randrange(1_000, 700_000) for _ in range(COUNT))
    ]
    floats = [chance.random() for _ in range(COUNT)]
    value = ratio(lambda: rank(entries), lambda: sorted(floats), repetitions=15)
    return [Measured("rank_100k", value, 20)]
