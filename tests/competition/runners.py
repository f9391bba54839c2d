"""Small races for the pure modules: municipalities as hypothesis makes them up, and as a test writes them."""

from fractions import Fraction

from hypothesis import strategies as st

from competition.categories import BY_SLUG, Counts, People
from competition.ranking import Ratio
from competition.tracks import Runner

MAIN, SPRINT, YOUNG = (BY_SLUG[slug] for slug in ("mest-digitale", "slutspurt", "unge"))
REGIONS = ("1081", "1082")


def runner(
    code: str,
    registered: int,
    population: int = 100,
    *,
    young: int = 0,
    exempt: int = 0,
    baseline: int | None = 10,
    region: str = "1081",
    participant: bool = True,
) -> Runner:
    """A municipality of whose inhabitants a fifth is young."""
    return Runner(
        code,
        code,
        region,
        participant,
        Counts(registered, young, exempt),
        None if baseline is None else Counts(baseline, 0, 0),
        People(population, max(1, population // 5)),
    )


def exact(ratio: Ratio) -> Fraction:
    return Fraction(ratio.numerator, ratio.denominator)


@st.composite
def a_runner(draw: st.DrawFn, code: str, most: int = 40) -> Runner:
    """Tiny, so that equals are common; now and then without a figure, a baseline or a population, with
    more registered and exempt than inhabitants, or outside the competition.
    """
    population = draw(st.integers(0, most))
    young = draw(st.integers(0, population))
    counts = st.builds(
        lambda older, y, exempt: Counts(older + y, y, exempt),
        st.integers(0, population),
        st.integers(0, young + 1),
        st.integers(0, population // 2),
    )
    return Runner(
        code,
        code,
        draw(st.sampled_from(REGIONS)),
        draw(st.integers(0, 9)) > 0,
        draw(counts) if draw(st.integers(0, 9)) else None,
        draw(counts) if draw(st.integers(0, 9)) else None,
        People(population, young) if draw(st.integers(0, 9)) else None,
        False,
    )


@st.composite
def fields(draw: st.DrawFn, least: int = 1) -> list[Runner]:
    """Up to a dozen municipalities."""
    size = draw(st.integers(least, 12))
    most = draw(st.sampled_from([3, 40, 10**6]))
    return [draw(a_runner(f"{n:03}", most)) for n in range(size)]
