"""Where a municipality lands at the deadline: the projection as its pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import wording
from competition.categories import BY_SLUG, Category
from competition.own_race import OwnRace
from competition.projection import Error, Forecast, Projection, TooEarly, backtest, project
from competition.ranking import Ratio
from competition.tracks import Past

MILLION = 1_000_000
LEAST_CHANCE = 0.01
PODIUM = 3
LEAST_INSIDE = 0.75
"""Below this the range is said to have been too narrow; it should hold 0.80."""


@lru_cache(maxsize=2)
def _projected(past: Past, deadline: date) -> Projection | TooEarly:
    """The draws of one race, kept while its figures are the newest: every municipality asks for them."""
    return project(past, deadline)


@lru_cache(maxsize=8)
def _tested(past: Past, slug: str) -> Error | TooEarly:
    return backtest(past, BY_SLUG[slug])


def forget() -> None:
    """Keep nothing, as when the site starts."""
    _projected.cache_clear()
    _tested.cache_clear()


def per_cent(value: float) -> Ratio:
    """A value of the projection as one that is written in per cent."""
    return Ratio(round(value * MILLION), MILLION)


@dataclass(frozen=True, slots=True)
class PlaceChance:
    """The chance of one place, `share` of 1; `place` None stands for all others."""

    place: int | None
    share: float
    is_now: bool = False

    @property
    def text(self) -> str:
        return chance_text(self.share)

    @property
    def width(self) -> str:
        """The bar's length, for an SVG attribute."""
        return f"{100 * min(self.share, 1):.2f}%"


@dataclass(frozen=True, slots=True)
class Landing:
    """One category of one municipality at the deadline."""

    category: Category
    forecast: Forecast
    place: int | None

    @property
    def now(self) -> Ratio:
        return per_cent(self.forecast.now)

    @property
    def low(self) -> Ratio:
        return per_cent(self.forecast.low)

    @property
    def middle(self) -> Ratio:
        return per_cent(self.forecast.middle)

    @property
    def high(self) -> Ratio:
        return per_cent(self.forecast.high)

    @property
    def span_text(self) -> str:
        """`57,4-58,5`."""
        low, high = wording.percent_number(self.low), wording.percent_number(self.high)
        return low if low == high else f"{low}-{high}"

    @property
    def places_text(self) -> str:
        """`38.-43.`, `38.`."""
        best, worst = self.forecast.best, self.forecast.worst
        return f"{best}." if best == worst else f"{best}.-{worst}."

    @property
    def likeliest(self) -> int:
        """The place of the range with the largest chance; of equals the best."""
        within = range(self.forecast.best, self.forecast.worst + 1)
        return max(within, key=lambda place: self.forecast.chances[place - 1])

    @property
    def chances(self) -> list[PlaceChance]:
        """The places that have a chance to speak of, and all others together at the end."""
        found = [
            PlaceChance(n, share, n == self.place)
            for n, share in enumerate(self.forecast.chances, start=1)
            if share >= LEAST_CHANCE
        ]
        rest = 1 - sum(each.share for each in found)
        return [*found, PlaceChance(None, rest)] if rest > LEAST_CHANCE / 20 else found

    @property
    def first(self) -> str:
        return chance_text(self.forecast.chance_of(1))

    @property
    def podium(self) -> str:
        return chance_text(self.forecast.chance_of(PODIUM))

    @property
    def first_in_region(self) -> str:
        return chance_text(self.forecast.chance_in_region(1))


def chance_text(share: float) -> str:
    """`12 pct.`; never a flat 0 or 100, since four thousand draws do not show that much."""
    unit = wording.percent_unit()
    if share < LEAST_CHANCE:
        return _("under 1 %(unit)s") % {"unit": unit}
    if share > 1 - LEAST_CHANCE:
        return _("over 99 %(unit)s") % {"unit": unit}
    return wording.percent_text(per_cent(share), 0)


def landings(own: OwnRace) -> list[Landing]:
    """One for each category in which the municipality has a place; empty while it is too early, and
    once the competition is decided.
    """
    found = projected(own)
    if not isinstance(found, Projection):
        return []
    landed = []
    for at in own.standpoints:
        forecast = found.forecast(at.category, own.own.code) if at.place else None
        if forecast:
            landed.append(Landing(at.category, forecast, at.place))
    return landed


def projected(own: OwnRace) -> Projection | TooEarly | None:
    """The draws; None where there is nothing to project, or nothing left to."""
    if not own.standpoints or own.is_final:
        return None
    return _projected(own.past, own.race.competition.closing_as_of)


def past_error(own: OwnRace, category: Category) -> Error | None:
    """How far off it has been; None where there are too few weeks to say."""
    if not own.standpoints:
        return None
    found = _tested(own.past, category.slug)
    return found if isinstance(found, Error) else None


# --- in words -------------------------------------------------------------------------------------
def landing_said(landing: Landing, *, is_over: bool = False) -> str:
    """The range of places in a sentence, and the likeliest of them by the chances."""
    forecast = landing.forecast
    best, worst = forecast.best, forecast.worst
    words = {
        "best": wording.number(best),
        "worst": wording.number(worst),
        "likely": wording.number(landing.likeliest),
    }
    if best == worst:
        if is_over:
            return _("Most likely you would end as number %(likely)s.") % words
        return _("Most likely you end as number %(likely)s.") % words
    if worst - best == 1:
        if is_over:
            return (
                _(
                    "You would end as number %(best)s or %(worst)s, most likely as number %(likely)s."
                )
                % words
            )
        return (
            _("You end as number %(best)s or %(worst)s, most likely as number %(likely)s.") % words
        )
    if is_over:
        said = _(
            "You would end between number %(best)s and number %(worst)s, most likely as number %(likely)s."
        )
    else:
        said = _(
            "You end between number %(best)s and number %(worst)s, most likely as number %(likely)s."
        )
    return said % words


def value_said(landing: Landing, *, is_over: bool = False) -> str:
    """The range of the value in a sentence."""
    words = {
        "low": wording.percent_number(landing.low),
        "high": wording.sentence(wording.percent_text(landing.high)),
        "now": wording.sentence(wording.percent_text(landing.now)),
    }
    if landing.category.kind == "growth":
        if is_over:
            said = _("Your growth would end between %(low)s and %(high)s Then it was %(now)s")
        else:
            said = _("Your growth ends between %(low)s and %(high)s Now it is %(now)s")
    elif is_over:
        said = _("Your share would end between %(low)s and %(high)s Then it was %(now)s")
    else:
        said = _("Your share ends between %(low)s and %(high)s Now it is %(now)s")
    return said % words


def method(draws: int) -> Sequence[str]:
    """How it is reckoned, in sentences for a mayor; `draws` races are played."""
    return (
        _(
            "A municipality's pace is how many percentage points its share has risen a week, lately."
        ),
        _(
            "We expect it to go on at that pace, drawn somewhat towards the whole country's, and the "
            "more so the more its own pace has jumped."
        ),
        _(
            "%(n)s times we play the days that are left, with the whole country faster or slower and "
            "each municipality luckier or unluckier by as much as the past weeks have varied, and the "
            "more so the further away the end is; nobody registers more than are left."
        )
        % {"n": wording.number(draws)},
        _(
            "The range holds the middle 80 per cent of the ends, and the chance of a place is the part of "
            "them in which you have it."
        ),
    )


def error_said(error: Error) -> str:
    """The past error beside the projection."""
    words = {
        "points": wording.decimal(round(error.points * 100), 100, 1),
        "places": ngettext("%(n)s place", "%(n)s places", round(error.places))
        % {"n": wording.number(round(error.places))},
        "inside": wording.percent_text(per_cent(error.inside), 0),
        "first": wording.number(error.days_ahead[0]),
        "last": wording.number(error.days_ahead[1]),
        "n": wording.number(error.outcomes),
    }
    return (
        _(
            "Had we projected like this in earlier weeks, from %(first)s to %(last)s days ahead, half of the "
            "%(n)s projections would have been within %(points)s percentage points and %(places)s of what "
            "came. %(inside)s of what came lay within the range."
        )
        % words
    )


def narrow_said(error: Error | None) -> str:
    """That the range has held too few of what came, with the figure; empty where it has not."""
    if error is None or error.inside >= LEAST_INSIDE:
        return ""
    return _(
        "The range has been too narrow so far: %(inside)s of what came lay within it, against the 80 per "
        "cent that it should hold."
    ) % {"inside": wording.percent_text(per_cent(error.inside), 0)}


def too_early_said(found: TooEarly) -> str:
    """That there are too few weeks."""
    return ngettext(
        "Too early to say: it takes figures of %(needed)s weeks, and there is %(n)s.",
        "Too early to say: it takes figures of %(needed)s weeks, and there are %(n)s.",
        found.weeks,
    ) % {"needed": wording.number(found.needed), "n": wording.number(found.weeks)}
