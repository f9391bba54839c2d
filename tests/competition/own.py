"""A small race, and how it looks from one municipality's seat."""

from collections.abc import Mapping
from datetime import datetime

from competition import races
from competition.models import Competition
from competition.own_race import OwnRace
from competition.visibility import Visibility
from tests import factories
from tests.factories import at

NOW = at(2014, 10, 18, 10)
type Week = Mapping[str, tuple[int, int, int]]


def small_race(*weeks: Week, first: int = 36, outside: str = "", people: int = 1000) -> Competition:
    """Municipalities by one letter, all of the same region, with 200 of the `people` aged 15-24; each
    week tells registered, young among them, and exempt. Those of `outside` do not take part.
    """
    factories.the_clock_shows(NOW)
    letters = sorted({letter for week in weeks for letter in week})
    towns = {x: factories.municipality(f"{x}by", code=x, population=(people, 200)) for x in letters}
    race = factories.competition(participants=[towns[x] for x in letters if x not in outside])
    for number, week in enumerate(weeks, start=first):
        release = factories.published(f"2014-W{number}")
        for letter, (registered, young, exempt) in week.items():
            factories.figure(release, towns[letter], registered, young, exempt)
        factories.store_places(release)
    return race


def seat(letter: str, *, now: datetime = NOW) -> OwnRace:
    """The race from one municipality's seat, as it may be seen at a moment."""
    competition = Competition.objects.get()
    visibility = Visibility(competition, now)
    race = races.load(competition, visibility.releases())
    return OwnRace(race, race.by_code[letter], visibility)


THREE = (
    {"A": (500, 100, 50), "B": (450, 90, 50), "C": (400, 60, 50)},
    {"A": (520, 104, 50), "B": (500, 95, 50), "C": (410, 61, 50)},
    {"A": (540, 108, 50), "B": (530, 100, 50), "C": (440, 62, 60)},
)
