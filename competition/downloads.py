"""The figures and standings as files: what is in each, before anybody writes it in some format.

A sheet holds the rows that CSV and XLSX share, and the document that JSON is. Names and values are
those of the API, made by the same functions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from competition import answers, columns, shapes, wording
from competition.categories import Category
from competition.columns import Column
from competition.editions import Chronicle, Edition
from competition.standings import Race
from signups import corrections
from signups.models import Correction, Release
from signups.weeks import Week

ALL_WEEKS = "alle-uger"
POPULATION_LICENCE = "https://creativecommons.org/licenses/by/4.0/"

type Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file: the figures, or a category's standings; of a week, or of all."""

    category: Category | None = None
    week: Week | None = None

    @property
    def stem(self) -> str:
        """Its name in addresses: `2014-uge-42`."""
        return self.week.slug if self.week else ALL_WEEKS

    @property
    def path(self) -> str:
        """The same below the competition's data: `slutspurt/2014-uge-42`."""
        return f"{self.category.slug}/{self.stem}" if self.category else self.stem

    @property
    def columns(self) -> Sequence[Column]:
        return columns.STANDINGS if self.category else columns.FIGURES

    @property
    def key(self) -> Sequence[str]:
        """The columns that tell one row from another."""
        return ("code",) if self.week else ("week", "code")

    @property
    def content(self) -> str:
        """What it holds, in the reader's language."""
        return str(self.category.title) if self.category else _("Figures")

    def title(self) -> str:
        """What it holds and of when."""
        when = wording.week_text(self.week) if self.week else _("all weeks")
        return f"{self.content}, {when}{f' {self.week.year}' if self.week else ''}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version of one file, in no format yet. `rows` have the names of the `columns`."""

    wanted: Wanted
    edition: Edition
    rows: Sequence[Row]
    document: Mapping[str, Any]

    @property
    def race(self) -> Race:
        return self.edition.race

    @property
    def columns(self) -> Sequence[Column]:
        return self.wanted.columns

    def name(self, ending: str) -> str:
        """What the file is called where it is kept."""
        category = self.wanted.category
        what = category.slug if category else "tal"
        competition, version = self.race.competition.slug, self.edition.number
        return f"mdk-{competition}-{what}-{self.wanted.stem}-v{version}.{ending}"


def versions(history: Chronicle, wanted: Wanted) -> list[int] | None:
    """The positions of a file's versions; None where there is no such file to see."""
    race = history.race
    if wanted.week is None:
        shown = race.ranked_releases if wanted.category else race.releases
        return history.of_all(shown) or None
    release = race.release_of(wanted.week)
    if release is None:
        return None
    if wanted.category is None:
        return history.of_figures(release)
    return history.of_table(wanted.category, release) if release in race.ranked_releases else None


def sheet(history: Chronicle, wanted: Wanted, number: int | None = None) -> Sheet | None:
    """A version of a file, the newest unless a number is given; None where there is none."""
    found = versions(history, wanted)
    edition = history.edition(found, number) if found else None
    if edition is None:
        return None
    race = edition.race
    releases = race.ranked_releases if wanted.category else race.releases
    if wanted.week is not None:
        releases = [one for one in releases if one.week == str(wanted.week)]
    weeks = [_week(race, wanted.category, one) for one in releases]
    document = {
        **(weeks[0] if wanted.week else {"weeks": weeks}),
        "competition": race.competition.slug,
        "version": edition.number,
        "version_since": edition.at.isoformat(),
        "corrections": [told(each) for each in edition.corrections],
    }
    return Sheet(wanted, edition, list(_rows(race, weeks)), document)


def _week(race: Race, category: Category | None, release: Release) -> dict[str, Any]:
    """One week as the API answers it."""
    if category is None:
        return answers.figures(race, release).model_dump(mode="json")
    return answers.table(race, category, release, None).model_dump(mode="json")


def _rows(race: Race, weeks: Iterable[Mapping[str, Any]]) -> Iterable[Row]:
    for week in weeks:
        shared = {
            "week": week["week"],
            "as_of": date.fromisoformat(week["as_of"]),
            "category": week.get("category"),
        }
        for row in week.get("figures") or week.get("standings") or ():
            yield {**shared, "region": race.by_code[row["code"]].region.name, **row}


def told(correction: Correction) -> dict[str, Any]:
    """A correction as the files tell it."""
    names = tuple(shapes.Counted.model_fields)
    old, new = corrections.before(correction), corrections.after(correction)
    return {
        "week": correction.release.week,
        "code": correction.municipality_id,
        "name": correction.municipality.name,
        "old": {name: getattr(old, name) if old else None for name in names},
        "new": {name: getattr(new, name) for name in names},
        "reason": correction.reason,
        "confirmed_at": correction.confirmed_at.isoformat() if correction.confirmed_at else None,
    }


def notes(one: Sheet, *, demo: bool) -> list[str]:
    """What has to be known with the figures, in the reader's language."""
    competition = one.race.competition
    found = [
        _("Population: Statistics Denmark, table FOLK1A, %(day)s, CC BY 4.0.")
        % {"day": wording.full_day_text(competition.population_as_of)},
        _("An empty cell is something unknown, never zero."),
        _("Version %(number)s, public since %(moment)s.")
        % {
            "number": one.edition.number,
            "moment": wording.full_day_time_text(one.edition.at),
        },
    ]
    if demo:
        found.insert(0, _("The weekly figures of this site are made up. They are no results."))
    return found + [correction_note(each) for each in one.edition.corrections]


def correction_note(correction: Correction) -> str:
    """A correction in one sentence."""
    old, new = corrections.before(correction), corrections.after(correction)
    return _("Corrected in %(week)s: %(name)s, %(old)s registered became %(new)s. %(reason)s") % {
        "week": wording.week_text(correction.release),
        "name": correction.municipality.name,
        "old": wording.number(old.registered_15_plus) if old else _("no data"),
        "new": wording.number(new.registered_15_plus),
        "reason": correction.reason,
    }


def licence() -> str:
    """Under which terms the figures may be used, in the reader's language."""
    return _("Free to use for any purpose when the source is named. Population: CC BY 4.0.")
