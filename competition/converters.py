"""What stands in an address, handed to the views as what it means; anything else is not found."""

from dataclasses import dataclass

from competition.categories import BY_SLUG, Category
from competition.downloads import ALL_WEEKS, Wanted
from competition.laureates import Prize
from signups.weeks import Week


class Round:
    """A competition's address: a year first, as `2014`. The view looks it up."""

    regex = r"\d{4}[a-z0-9-]{0,16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CategoryAddress:
    """`mest-digitale`, `slutspurt` or `unge`."""

    regex = r"[a-z-]+"

    def to_python(self, value: str) -> Category:
        if value not in BY_SLUG:
            raise ValueError(value)
        return BY_SLUG[value]

    def to_url(self, value: Category) -> str:
        return value.slug


class WeekAddress:
    """`2014-uge-42`."""

    regex = r"\d{4}-uge-\d{1,2}"

    def to_python(self, value: str) -> Week:
        return Week.parse(value)

    def to_url(self, value: Week) -> str:
        return value.slug


class ListFile:
    """The kind of a list as a file: `csv` or `xlsx`."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PrizeAddress:
    """`unge/aarhus/diplom.pdf`, and with its region `mest-digitale/region-midtjylland/aarhus/maerke.svg`."""

    regex = (
        r"[a-z-]+/(?:[a-z0-9-]+/)?[a-z0-9-]+/(?:diplom\.pdf|maerke\.svg|maerke\.png|presse\.txt)"
    )

    def to_python(self, value: str) -> Prize:
        category, *region, municipality, kind = value.split("/")
        if category not in BY_SLUG:
            raise ValueError(value)
        return Prize(BY_SLUG[category], next(iter(region), None), municipality, kind)

    def to_url(self, value: Prize) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of open data in one format; `csv-metadata.json` is the description of the CSV."""

    wanted: Wanted
    ending: str

    def __str__(self) -> str:
        return f"{self.wanted.path}.{self.ending}"


class DataFileAddress:
    """`2014-uge-42.csv`, `slutspurt/2014-uge-42.xlsx`, `alle-uger.json`."""

    regex = (
        rf"(?:[a-z-]+/)?(?:\d{{4}}-uge-\d{{1,2}}|{ALL_WEEKS})\.(?:csv-metadata\.json|csv|json|xlsx)"
    )

    def to_python(self, value: str) -> DataFile:
        path, _, ending = value.partition(".")
        category, _, stem = path.rpartition("/")
        if category and category not in BY_SLUG:
            raise ValueError(value)
        week = None if stem == ALL_WEEKS else Week.parse(stem)
        if week and week.slug != stem:
            raise ValueError(value)
        return DataFile(Wanted(BY_SLUG.get(category), week), ending)

    def to_url(self, value: DataFile) -> str:
        return str(value)
