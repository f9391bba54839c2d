"""What a measurement is: a name, a value, and a limit on one side."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure beside its limit; `at_most` says on which side of the limit it must lie."""

    name: str
    value: float
    limit: float
    at_most: bool = True

    @property
    def holds(self) -> bool:
        return self.value <= self.limit if self.at_most else self.value >= self.limit

    def __str__(self) -> str:
        side = "at most" if self.at_most else "at least"
        missed = "" if self.holds else "   MISSED"
        return f"{self.name} {self.value:.4g}   ({side} {self.limit:g}){missed}"


def seconds(verb: Callable[[], object]) -> float:
    """How long one call takes. As with `timeit`, garbage is collected before and not within, and the
    answer is thrown away after the clock has stopped.
    """
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        answer = verb()
        taken = time.perf_counter() - started
    finally:
        gc.enable()
    del answer
    return taken


def ratio(
    verb: Callable[[], object],
    yardstick: Callable[[], object],
    *,
    repetitions: int,
    between: Callable[[], object] = lambda: None,
) -> float:
    """Median of `verb`'s seconds over `yardstick`'s, pair by pair; `between` runs after each call."""
    ratios = []
    for _ in range(repetitions):
        below = seconds(yardstick)
        between()
        above = seconds(verb)
        between()
        ratios.append(above / below)
    return statistics.median(ratios)
