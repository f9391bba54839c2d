"""What stands in an address, handed to the views as what it means; anything else is not found."""

from competition.categories import BY_SLUG, Category
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
