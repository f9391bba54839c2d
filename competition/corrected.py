"""What the public is told about corrections: figures before and after, and the places they moved."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from competition.categories import BY_SLUG, Category
from competition.models import MovedPlace
from competition.visibility import Visibility
from municipalities.models import Municipality
from signups import corrections
from signups.models import Correction, Release


@dataclass(frozen=True, slots=True)
class Difference:
    """One number before and after; `old` is None where there was no figure."""

    title: Promise
    old: int | None
    new: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The places that one correction moved in one category on one week."""

    release: Release
    category: Category
    places: Sequence[MovedPlace]


@dataclass(frozen=True, slots=True)
class Note:
    """One correction as it is told: what changed, why, when, and whether any place moved. `stands` is
    the competition that was announced before it, and stays as it was.
    """

    correction: Correction
    differences: Sequence[Difference]
    moved: Sequence[Moved]
    stands: bool = False

    @property
    def moves(self) -> int:
        """How many places moved."""
        return sum(len(each.places) for each in self.moved)


def differences(correction: Correction) -> list[Difference]:
    """The numbers that change, in the order of the file."""
    old, new = corrections.before(correction), corrections.after(correction)
    titles = (_("Registered 15+"), _("Registered 15–24"), _("Exempt 15+"))
    was = astuple(old) if old else (None, None, None)
    columns = zip(titles, was, astuple(new), strict=True)
    return [Difference(title, first, last) for title, first, last in columns if first != last]


def notes(visibility: Visibility, municipality: Municipality | str | None = None) -> list[Note]:
    """The public corrections, the newest first; of one municipality where it is named."""
    found = visibility.corrections()
    if municipality is not None:
        found = found.filter(municipality=municipality)
    chosen = list(found)
    over = visibility.competition.was_over
    later = {each.pk for each in chosen if over(each.confirmed_at)}
    moving = [each for each in chosen if each.pk not in later]
    places: dict[int, list[MovedPlace]] = {}
    for place in visibility.moved_places().filter(correction__in=moving) if moving else ():
        places.setdefault(place.correction_id, []).append(place)
    return [
        Note(
            correction=each,
            differences=differences(each),
            moved=grouped(places.get(each.pk, [])),
            stands=each.pk in later,
        )
        for each in chosen
    ]


def grouped(places: Iterable[MovedPlace]) -> list[Moved]:
    """Moved places by week and category, the oldest week and the best new place first."""
    order = list(BY_SLUG)

    def group(place: MovedPlace) -> tuple[object, ...]:
        return place.release.as_of, order.index(place.category)

    def best(place: MovedPlace) -> tuple[object, ...]:
        return (*group(place), place.new is None, place.new, place.municipality.sort_key)

    each = [list(one) for _key, one in groupby(sorted(places, key=best), key=group)]
    return [Moved(one[0].release, BY_SLUG[one[0].category], one) for one in each]
