"""ISO weeks: the label under which a week's figures are published."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_TEXT = re.compile(r"^(?P<year>\d{4})-(?:W|uge-|week-)(?P<week>\d{1,2})$", re.IGNORECASE)
_WITHIN = (
    re.compile(r"(?P<year>20\d\d)[-_ ]*(?:W|uge|week)[-_ ]*(?P<week>\d{1,2})(?!\d)", re.IGNORECASE),
    re.compile(r"(?:W|uge|week)[-_ ]*(?P<week>\d{1,2})[-_ ]+(?P<year>20\d\d)(?!\d)", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, Monday to Sunday, by ISO year. `str()` gives `2014-W42`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `2014-W42`, `2014-uge-42` or `2014-week-42`; ValueError for anything else."""
        found = _TEXT.match(text.strip())
        if not found:
            raise ValueError(text)
        return cls(int(found["year"]), int(found["week"]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that holds `day`."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def guess(cls, file_name: str) -> Self | None:
        """The week that a file's name speaks of, as `2014-uge-42.csv` or `Uge 42 2014.xlsx`.

        None where it names none.
        """
        found = next((hit for form in _WITHIN if (hit := form.search(file_name))), None)
        try:
            return cls(int(found["year"]), int(found["week"])) if found else None
        except ValueError:
            return None

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def friday(self) -> date:
        return self.monday + timedelta(days=4)

    def next(self) -> "Week":
        """The week after."""
        return Week.of(self.monday + timedelta(days=7))

    @property
    def slug(self) -> str:
        """As it stands in an address: `2014-uge-42`."""
        return f"{self.year}-uge-{self.number:02}"

    def __contains__(self, day: date) -> bool:
        return Week.of(day) == self

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"
