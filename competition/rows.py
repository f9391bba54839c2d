"""The ranking page's rows: which lines are shown, in which order, and what is said beside each.

Sorting compares exact values (fractions); the pictures beside them are rounded for display only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import finding, headlines, sparks, wording
from competition.categories import Category
from competition.sparks import Spark
from competition.standings import Entrant, Line, Race, Table, distance

SORTS = ("place", "name", "value", "registered", "region")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asked the table for. `sort` is one of SORTS, with a "-" in front to turn it."""

    query: str = ""
    region: str = ""
    sort: str = "place"

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def turned(self) -> bool:
        return self.sort.startswith("-")

    @property
    def is_plain(self) -> bool:
        """Whether the whole table is shown in the order of places."""
        return not self.query and not self.region and self.sort == "place"

    def toggled(self, column: str) -> str:
        """The sort that a click on a column's heading asks for: numbers begin with the largest."""
        first, second = column, f"-{column}"
        if column in {"value", "registered"}:
            first, second = second, first
        return second if self.sort == first else first


@dataclass(frozen=True, slots=True)
class Bar:
    """Lengths of the bar, in people: registered from the left, exempt from the right, of `whole`."""

    registered: int
    exempt: int
    whole: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table with all that is written beside it."""

    line: Line
    bar: Bar | None
    spark: Spark | None
    note: str
    is_near: bool

    @property
    def is_outside(self) -> bool:
        return not self.line.entrant.participant


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why equals on the screen do not share a place: a heading and sentences with exact numbers."""

    after: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page's table for one wish."""

    ranked: Sequence[Row]
    unranked: Sequence[Row]
    outside: Sequence[Row]
    explanation: Explanation | None

    @property
    def hits(self) -> int:
        return len(self.ranked) + len(self.unranked) + len(self.outside)


def board(race: Race, table: Table, wish: Wish, *, is_over: bool = False) -> Board:
    """The rows that the wish leaves, each with its bar, curve and note."""
    curves = sparks.of(race, table)
    beside = _notes(table)
    near = _near(table)

    def rows(lines: Iterable[Line]) -> list[Row]:
        return [
            Row(
                line=line,
                bar=_bar(table, line),
                spark=curves.get(line.entrant.code),
                note=beside.get(line.entrant.code, ""),
                is_near=line.entrant.code in near,
            )
            for line in lines
            if _is_wanted(line, wish)
        ]

    return Board(
        ranked=rows(_in_order(table.ranked, wish)),
        unranked=rows(table.unranked),
        outside=rows(table.outside),
        explanation=_explanation(table, is_over=is_over) if wish.is_plain else None,
    )


def _is_wanted(line: Line, wish: Wish) -> bool:
    if wish.region and line.entrant.region.slug != wish.region:
        return False
    return not wish.query or finding.means(wish.query, line.entrant)


def _in_order(lines: Sequence[Line], wish: Wish) -> list[Line]:
    def key(line: Line) -> object:
        ratio = line.standing.ratio
        if wish.column == "name":
            return line.entrant.sort_key
        if wish.column == "region":
            return line.entrant.region.name
        if wish.column == "registered":
            return ratio.numerator if ratio else 0
        if wish.column == "value":
            return Fraction(ratio.numerator, ratio.denominator) if ratio else Fraction(0)
        return line.place or 0

    # Stable in both directions: equals stay in the order of places.
    return sorted(lines, key=key, reverse=wish.turned)  # type: ignore[arg-type]


# --- beside a line ----------------------------------------------------------------------------
def _bar(table: Table, line: Line) -> Bar | None:
    ratio = line.standing.ratio
    if ratio is None:
        return None
    if table.category.kind == "growth":
        best = table.ranked[0].standing.ratio if table.ranked else ratio
        best = best or ratio
        grown = max(ratio.numerator, 0) * best.denominator
        return Bar(grown, 0, max(best.numerator * ratio.denominator, grown, 1))
    is_everyone = table.category.key == "main"
    exempt = line.counts.exempt_15_plus if line.counts and is_everyone else 0
    return Bar(ratio.numerator, exempt, ratio.denominator)


def same_on_screen(one: Line, other: Line) -> bool:
    """Whether two lines show the same value, rounded as the page rounds."""
    own, its = one.standing.ratio, other.standing.ratio
    if own is None or its is None:
        return False
    return wording.percent_number(own) == wording.percent_number(its)


def _near(table: Table) -> set[str]:
    """The codes of those who show the same value as a neighbour."""
    pairs = [(a, b) for a, b in pairwise(table.ranked) if same_on_screen(a, b)]
    return {line.entrant.code for pair in pairs for line in pair}


def _notes(table: Table) -> dict[str, str]:
    """By code: how far ahead of the next one, where the display does not tell them apart."""
    notes = {}
    for ahead, behind in pairwise(table.ranked):
        if not same_on_screen(ahead, behind):
            continue
        if ahead.place == behind.place:
            text = _("shares the place with %(name)s") % {"name": behind.entrant.name}
        else:
            text = ahead_text(table.category, behind.entrant, distance(behind, ahead) or 0)
        notes[ahead.entrant.code] = text
    return notes


def ahead_text(category: Category, behind: Entrant, count: int) -> str:
    """`foran Struer med 3 tilmeldte`."""
    words = {"name": behind.name, "count": wording.number(count)}
    if category.key == "youth":
        return (
            ngettext(
                "ahead of %(name)s by %(count)s young person",
                "ahead of %(name)s by %(count)s young people",
                count,
            )
            % words
        )
    return (
        ngettext(
            "ahead of %(name)s by %(count)s registered",
            "ahead of %(name)s by %(count)s registered",
            count,
        )
        % words
    )


def _explanation(table: Table, *, is_over: bool) -> Explanation | None:
    """For the longest run of equals on the screen (the first of them): the exact numbers."""
    runs = _runs(table.ranked)
    if not runs:
        return None
    run = max(runs, key=len)
    first, second, last = run[0], run[1], run[-1]
    value = wording.percent_text(first.standing.ratio) if first.standing.ratio else ""
    words = {"first": first.entrant.name, "second": second.entrant.name, "value": value}
    title = _("Why %(first)s is ahead of %(second)s when both show %(value)s") % words
    return Explanation(last.entrant.code, title, " ".join(_exact(table, run, is_over=is_over)))


def _runs(ranked: Sequence[Line]) -> list[list[Line]]:
    shown = groupby(
        ranked, key=lambda x: wording.percent_number(x.standing.ratio) if x.standing.ratio else ""
    )
    runs = [list(lines) for _value, lines in shown]
    return [run for run in runs if len(run) > 1 and run[0].place != run[1].place]


def _exact(table: Table, run: Sequence[Line], *, is_over: bool) -> list[str]:
    """The sentences: the rule, each one's exact numbers, and what it takes."""
    sentences = [_("The percentage is rounded, but the place is decided by the exact numbers.")]
    for line in run[:3]:
        ratio = line.standing.ratio
        if ratio is None:
            continue
        words = {
            "name": line.entrant.name,
            "numerator": wording.number(ratio.numerator),
            "denominator": wording.number(ratio.denominator),
            "exact": wording.percent_text(ratio, 4),
        }
        if table.category.kind == "growth":
            text = _("%(name)s has grown by %(numerator)s from %(denominator)s, that is %(exact)s.")
        else:
            text = _("%(name)s has %(numerator)s of %(denominator)s, that is %(exact)s.")
        sentences.append(text % words)
    if is_over:
        short = headlines.needs_text(table.category, run[1], run[0], is_over=True)
        return [*sentences, wording.sentence(short)]
    count = distance(run[1], run[0]) or 0
    words = {"name": run[1].entrant.name, "count": wording.number(count)}
    text = ngettext(
        "%(name)s needs %(count)s more to pass.", "%(name)s needs %(count)s more to pass.", count
    )
    return [*sentences, text % words]
