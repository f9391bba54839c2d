"""The page of the open data: every file with its versions and sizes, columns, citation, examples."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from competition import columns, downloads, editions, formats, wording
from competition.api_page import marked
from competition.columns import Column
from competition.converters import DataFile
from competition.downloads import Sheet, Wanted
from competition.editions import Chronicle
from signups.models import Release, SiteState

KEPT_SECONDS = 24 * 60 * 60
ENDINGS = (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"))
_UNSAFE_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class FileLink:
    """One file in one format; `size` in bytes, None where it is told when it is fetched."""

    label: str
    url: str
    size: int | None
    ending: str


@dataclass(frozen=True, slots=True)
class OldVersion:
    """A version that was replaced, in every format."""

    number: int
    until: datetime
    files: Sequence[FileLink]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One week's figures, or one category's standings, in every format; older versions beside it."""

    title: str
    key: str
    number: int
    since: datetime
    files: Sequence[FileLink]
    older: Sequence[OldVersion]


@dataclass(frozen=True, slots=True)
class Week:
    """The files of one week."""

    release: Release
    shelves: Sequence[Shelf]


@dataclass(frozen=True, slots=True)
class Example:
    """Lines to paste."""

    title: str
    code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """A column as the page shows it."""

    column: Column
    kind: str
    about: str
    where: str


def build(history: Chronicle, *, host: str, state: SiteState, now: datetime) -> dict[str, Any]:
    """What the page is handed; `host` is how addresses begin, as `https://example.dk`."""
    race = history.race
    kinds = (None, *race.competition.used_categories)
    weeks = [
        Week(one, _shelves(history, [Wanted(kind, one.iso_week) for kind in kinds], state))
        for one in reversed(race.releases)
    ]
    series = _shelves(history, [Wanted(kind) for kind in kinds], state)
    current = race.current
    fixed_at = editions.fixed_at(race.competition)
    address = host + reverse("data", args=[race.competition.slug])
    return {
        "weeks": weeks,
        "series": series,
        "columns": list(_described()),
        "address": address,
        "citation": _citation(history, address) if current else "",
        "examples": _examples(history, host) if current else [],
        "machine": _machine(history, address, series) if current else "",
        "fixed_on": fixed_at,
        "is_fixed": now >= fixed_at,
        "old_versions": any(shelf.older for week in weeks for shelf in week.shelves),
    }


def _shelves(history: Chronicle, files: Sequence[Wanted], state: SiteState) -> list[Shelf]:
    found = [_shelf(history, wanted, state) for wanted in files]
    return [shelf for shelf in found if shelf is not None]


def _shelf(history: Chronicle, wanted: Wanted, state: SiteState) -> Shelf | None:
    positions = downloads.versions(history, wanted)
    if not positions:
        return None
    slug, newest = history.race.competition.slug, len(positions)
    moments = [history.events[n].at for n in positions]
    sizes = _sizes(history, wanted, f"{state.data_version}:{slug}:{wanted.path}:{moments[-1]}")
    old = range(newest - 1, 0, -1) if wanted.week else ()
    return Shelf(
        title=wanted.content,
        key=wanted.category.key if wanted.category else "",
        number=newest,
        since=moments[-1],
        files=[
            FileLink(
                label, _url(slug, wanted, ending, _for_excel(ending)), sizes.get(ending), ending
            )
            for ending, label in ENDINGS
        ],
        older=[OldVersion(n, moments[n], _old_files(slug, wanted, n)) for n in old],
    )


def _old_files(slug: str, wanted: Wanted, number: int) -> list[FileLink]:
    """An old version in each format."""
    asked = f"version={number}"
    return [
        FileLink(
            label,
            _url(slug, wanted, ending, "&".join(filter(None, [_for_excel(ending), asked]))),
            None,
            ending,
        )
        for ending, label in ENDINGS
    ]


def _for_excel(ending: str) -> str:
    """A workbook speaks Danish to a reader of Danish."""
    return "sprog=da" if ending == "xlsx" and get_language() == "da" else ""


def _sizes(history: Chronicle, wanted: Wanted, key: str) -> dict[str, int]:
    """The size of the newest version in each format; made once for each data version."""
    kept = caches["pages"]
    key = f"sizes:{get_language()}:{key.replace(' ', '_')}"
    found: dict[str, int] | None = kept.get(key)
    if found is None:
        sheet = downloads.sheet(history, wanted)
        found = _measured(sheet) if sheet else {}
        kept.set(key, found, KEPT_SECONDS)
    return found


def _measured(sheet: Sheet) -> dict[str, int]:
    """Of the formats that are quick to make; how large a workbook is shows when it is fetched."""
    return {
        "csv": len(formats.csv_bytes(sheet, danish=False)),
        "json": len(formats.json_bytes(sheet.document)),
    }


def _url(slug: str, wanted: Wanted, ending: str, query: str = "") -> str:
    address = reverse("data_file", args=[slug, DataFile(wanted, ending)])
    return f"{address}?{query}" if query else address


def _described() -> Sequence[Described]:
    """Every column once, and in which files it is."""
    both = {column.name: column for column in (*columns.FIGURES, *columns.STANDINGS)}
    names = [{c.name for c in each} for each in (columns.FIGURES, columns.STANDINGS)]
    words = (_("figures"), _("standings"))
    return [
        Described(
            column,
            _(formats.kind_in_words(column)),
            marked(_(column.about)),
            ", ".join(word for word, has in zip(words, names, strict=True) if name in has),
        )
        for name, column in both.items()
    ]


def _citation(history: Chronicle, address: str) -> str:
    """How to cite the newest week: title, week, day, version, address."""
    race = history.race
    release = race.current
    if release is None:
        return ""
    wanted = Wanted(None, release.iso_week)
    number = len(downloads.versions(history, wanted) or ())
    return _(
        "KL and the Agency for Digitisation: %(title)s, %(week)s %(year)s, as of %(day)s, "
        "version %(number)s. %(address)s"
    ) % {
        "title": race.competition.title,
        "week": wording.week_text(release),
        "year": release.iso_week.year,
        "day": wording.full_day_text(release.as_of),
        "number": number,
        "address": urljoin(
            address, _url(race.competition.slug, wanted, "csv", f"version={number}")
        ),
    }


def _examples(history: Chronicle, host: str) -> list[Example]:
    slug, release = history.race.competition.slug, history.race.releases[-1]
    week = Wanted(None, release.iso_week)
    csv = host + _url(slug, week, "csv")
    series = host + _url(slug, Wanted(), "csv")
    return [
        Example("curl", f"curl -O {csv}"),
        Example(
            "Python (pandas)",
            "import pandas as pd\n\n"
            f'figures = pd.read_csv(\n    "{series}",\n'
            '    dtype={"code": str, "region_code": str},\n    parse_dates=["as_of"],\n)\n'
            'share = figures["registered_15_plus"] / figures["population_15_plus"]',
        ),
        Example(
            "R",
            f'figures <- read.csv(\n  "{series}",\n'
            '  colClasses = c(code = "character", region_code = "character")\n)\n'
            "share <- figures$registered_15_plus / figures$population_15_plus",
        ),
        Example(
            "Excel",
            host + _url(slug, week, "csv", "sprog=da"),
            _("Data → Get data → From web, and paste the address. Refresh fetches it anew."),
        ),
    ]


def _machine(history: Chronicle, address: str, series: Sequence[Shelf]) -> SafeString:
    """The data set in the vocabulary of schema.org, for search engines: a data block, never run."""
    race = history.race
    competition, releases = race.competition, race.releases
    last = timezone.localtime(max(event.at for event in history.events))
    found = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": competition.title,
        "description": _(
            "Citizens registered for Digital Post and exempt from it, week by week in each Danish "
            "municipality, with the standings of the competition between them."
        ),
        "url": address,
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "KL & Digitaliseringsstyrelsen"},
        "license": f"{address}#terms",
        "temporalCoverage": f"{releases[0].as_of}/{releases[-1].as_of}",
        "spatialCoverage": {"@type": "Place", "name": _("Denmark")},
        "dateModified": last.isoformat(),
        "variableMeasured": [column.name for column in columns.FIGURES if column.kind == "whole"],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{shelf.title}, {file.label}",
                "encodingFormat": _MEDIA[file.ending],
                "contentUrl": urljoin(address, file.url),
                "contentSize": f"{file.size} B",
            }
            for shelf in series
            for file in shelf.files
        ],
    }
    text = json.dumps(found, ensure_ascii=False, indent=1)
    # Nothing in it can end the element that it stands in.
    return mark_safe(text.translate(_UNSAFE_IN_SCRIPT))  # noqa: S308


_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
