"""How a draft stands: its figures beside last week's, what is half typed, and the warnings that wait
for a person's answer.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from municipalities.models import Municipality, Population
from signups import plausibility
from signups.headings import FIGURES
from signups.models import Acknowledgement, Figure, Import, Release, Worksheet
from signups.parsing import Row, Total
from signups.plausibility import Stocks

type Texts = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A release's figures as they are stored, by municipality code, and all they are held against.

    `unfinished` are texts that are not three possible numbers yet; `answers` the people's words by
    the fingerprint of the warning.
    """

    release: Release
    names: Mapping[str, str]
    figures: Mapping[str, Stocks]
    previous_release: Release | None
    previous: Mapping[str, Stocks]
    population: Mapping[str, tuple[int, int]]
    unfinished: Mapping[str, Texts]
    national_total: Total | None
    warnings: Sequence[plausibility.Warning]
    answers: Mapping[str, Acknowledgement]

    @property
    def open_warnings(self) -> list[plausibility.Warning]:
        """The warnings that nobody has answered."""
        return [w for w in self.warnings if w.fingerprint not in self.answers]

    @property
    def missing(self) -> list[str]:
        """The codes of the municipalities without figures."""
        return [code for code in self.names if code not in self.figures]

    @property
    def sums(self) -> Stocks:
        """The three figures summed over the municipalities that have them."""
        a, b, c = (sum(stocks[n] for stocks in self.figures.values()) for n in range(3))
        return (a, b, c)

    @property
    def previous_sums(self) -> Stocks:
        """Last week's, of the municipalities that have figures in both weeks."""
        both = [was for code, was in self.previous.items() if code in self.figures]
        a, b, c = (sum(stocks[n] for stocks in both) for n in range(3))
        return (a, b, c)

    @property
    def digest(self) -> str:
        """Changes with any figure, so that nobody decides on others than were seen."""
        return digest_of(self.figures)


def read(release: Release) -> Draft:
    """The draft as it stands now: seven queries, whatever the number of municipalities."""
    names = dict(Municipality.objects.order_by("code").values_list("code", "name"))
    before = Release.objects.filter(as_of__lt=release.as_of).order_by("as_of").last()
    figures = counts_of(release)
    previous = counts_of(before) if before else {}
    population = population_on(release.as_of)
    sheet = Worksheet.objects.filter(release=release).first()
    total = Total(*sheet.national_total) if sheet and sheet.national_total else None
    warnings = plausibility.check(
        [Row(0, code, *figures[code]) for code in names if code in figures],
        municipalities=names,
        previous=previous or None,
        population=population,
        file_total=None,
        national_total=total,
    )
    return Draft(
        release=release,
        names=names,
        figures=figures,
        previous_release=before,
        previous=previous,
        population=population,
        unfinished=_texts(sheet),
        national_total=total,
        warnings=warnings,
        answers=_answers(release),
    )


def _texts(sheet: Worksheet | None) -> dict[str, Texts]:
    return {code: (a, b, c) for code, (a, b, c) in sheet.unfinished.items()} if sheet else {}


def _answers(release: Release) -> dict[str, Acknowledgement]:
    """By fingerprint: the answers to the draft's own warnings, and those to the same warnings of
    the files that it was stored from.
    """
    found = {}
    imports = release.imports.filter(status=Import.Status.STORED)
    for import_ in imports.prefetch_related("acknowledgements__by"):
        given = {answer.warning: answer for answer in import_.acknowledgements.all()}
        for warning in map(plausibility.Warning.from_dict, import_.warnings):
            if warning.key in given:
                found[warning.fingerprint] = given[warning.key]
    own = release.acknowledgements.select_related("by")
    return found | {answer.warning: answer for answer in own}


def counts_of(release: Release) -> dict[str, Stocks]:
    """A release's three stocks by municipality code."""
    rows = Figure.objects.filter(release=release).values_list("municipality_id", *FIGURES)
    return {code: (a, b, c) for code, a, b, c in rows.iterator(chunk_size=10_000)}


def population_on(day: date) -> dict[str, tuple[int, int]]:
    """People aged 15+ and 15-24 by municipality code, of the newest population day until `day`."""
    newest = Population.objects.filter(as_of__lte=day).order_by("-as_of").values("as_of")[:1]
    rows = Population.objects.filter(as_of=newest).values_list(
        "municipality_id", "population_15_plus", "population_15_24"
    )
    return {code: (a, b) for code, a, b in rows.iterator(chunk_size=10_000)}


def digest_of(figures: Mapping[str, Stocks]) -> str:
    """Sixteen hexadecimal digits for a set of figures."""
    return hashlib.sha256(repr(sorted(figures.items())).encode()).hexdigest()[:16]


def digest_of_week(week: str) -> str:
    """The same for what is stored of a week, what is half typed included; of nothing where there is
    no release yet.
    """
    release = Release.objects.filter(week=week).first()
    if release is None:
        return digest_of({})
    sheet = Worksheet.objects.filter(release=release).first()
    half = sheet.unfinished if sheet else {}
    figures = digest_of(counts_of(release))
    return (
        hashlib.sha256(f"{figures}{sorted(half.items())}".encode()).hexdigest()[:16]
        if half
        else figures
    )
