"""One municipality's projection in all categories, in multiples of drawing as many random numbers."""

from datetime import timedelta

import numpy as np

from competition.categories import CATEGORIES
from competition.projection import DRAWS, Projection, project
from tests.autumn import CLOSING, autumn
from tests.bench.measure import Measured, ratio


def measure() -> list[Measured]:
    """`projection_98`: everybody takes part, two weeks before the end, both age bands drawn anew."""
    past = autumn(all_take_part=True).upto(8)
    code = past.tracks[0].code

    def projected() -> None:
        found = project(past, CLOSING + timedelta(1))
        if not isinstance(found, Projection):
            raise TypeError("too early to measure")
        for category in CATEGORIES:
            found.forecast(category, code)

    def drawn() -> None:
        random = np.random.default_rng(2014)
        for _ in range(2):
            random.standard_normal((len(past.tracks), DRAWS), dtype=np.float32)

    return [Measured("projection_98", ratio(projected, drawn, repetitions=15), 12)]
