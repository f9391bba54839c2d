"""What it takes: distances between municipalities, in people. Formulas: DOMAIN, "Neighbours"."""

from competition.ranking import Ratio


def registrations_to_pass(own: Ratio, ahead: Ratio) -> int:
    """How many more registrations put `own` above `ahead` today, if `ahead` stands still.

    For shares of a population, s = max(0, ⌊b·Pa/Pb⌋ − a + 1). For growth the denominators are the
    baselines and the numerators the rise, and (⌊b1·a0/b0⌋ − a1 + 1) comes to the same expression.
    """
    level = ahead.numerator * own.denominator // ahead.denominator
    return max(0, level - own.numerator + 1)
