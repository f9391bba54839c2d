"""One page about a municipality's week, to be printed and handed round. It stands on the newest public
week alone: a figure that only the municipality may see is never on it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from competition import charts, paper, phrases, wording
from competition.bulletin import Bulletin, Item
from competition.cards import COLOURS
from competition.curves import Series
from competition.monday_letter import letter
from competition.ranking import Ratio
from competition.totals import Total

PLOT_HEIGHT = 118  # points, as the sheet draws it
LABEL = 13  # the height of a label at a curve's end
STEP = 5  # per cent between two lines

type Values = Mapping[str, object]


def pdf(bulletin: Bulletin, *, link: str, demo: bool, days_left: int, now: datetime) -> bytes:
    """The sheet as PDF, in the language that is active."""
    return paper.pdf("status", values(bulletin, link=link, demo=demo, days_left=days_left), now=now)


def values(bulletin: Bulletin, *, link: str, demo: bool, days_left: int) -> Values:
    """What the sheet is set from."""
    said = letter(bulletin)
    return {
        "lang": get_language() or "da",
        "title": f"{bulletin.entrant.name}, {wording.week_text(bulletin.release)}",
        "site": _("Denmark's most digital municipality"),
        "demo": _("Demonstration figures: not real results.") if demo else "",
        "name": bulletin.entrant.name,
        "stamp": " ".join(filter(None, [said.stamp, _deadline(bulletin, days_left)])),
        "places": [
            _place(item) | {"moved": part.moved, "value": part.value}
            for item, part in zip(bulletin.items, said.parts, strict=True)
        ],
        "need_title": _("What it took") if bulletin.is_over else _("What it takes"),
        "needs": [list(part.sentences) for part in said.parts],
        "people": _people(bulletin.people),
        "trend": _trend(bulletin),
        "region": _region(bulletin),
        "footer": [_source(bulletin), phrases.population_source(bulletin), link],
    }


def _deadline(bulletin: Bulletin, days_left: int) -> str:
    if bulletin.is_final:
        return _("The final result.")
    if bulletin.is_over:
        return _("The race is over; places are told at the announcement.")
    if days_left == 0:
        return _("The competition ends today.")
    return ngettext(
        "%(n)s day until the competition ends.", "%(n)s days until the competition ends.", days_left
    ) % {"n": days_left}


def _place(item: Item) -> dict[str, object]:
    """The large number: the place, or the value of one without a place, or nothing."""
    number, unit = "", ""
    if item.place is not None:
        number, unit = wording.ordinal(item.place), _("of %(ranked)s") % {"ranked": item.ranked}
    elif item.ratio is not None:
        number, unit = wording.percent_number(item.ratio), wording.percent_unit()
    return {
        "title": str(item.category.title),
        "colour": COLOURS[item.category.key],
        "number": number,
        "unit": unit,
    }


def _people(total: Total | None) -> Values | None:
    """The closing gap: registered, still missing, exempt; None without a figure."""
    if total is None:
        return None
    whole = total.population_15_plus
    missing = max(total.missing_15_plus, 0)
    parts = [
        (_("Registered"), total.registered_15_plus),
        (_("Still missing"), missing),
        (_("Exempt"), total.exempt_15_plus),
    ]
    return {
        "title": _("Of %(people)s citizens aged 15 and over") % {"people": wording.number(whole)},
        "parts": [
            {
                "label": label,
                "count": wording.number(count),
                "share": wording.decimal(100 * count, whole),
                "unit": wording.percent_unit(),
                "length": min(100 * count / whole, 100),
            }
            for label, count in parts
        ],
    }


def _region(bulletin: Bulletin) -> str:
    place = bulletin.main.line.standing.place_in_region
    if place is None or not bulletin.main.category.has_regional_winners:
        return ""
    return _("Number %(place)s of %(count)s in %(region)s, in “%(category)s”") % {
        "place": place,
        "count": bulletin.in_region,
        "region": bulletin.entrant.region.name,
        "category": bulletin.main.category.title,
    }


def _source(bulletin: Bulletin) -> str:
    return _("Source: the weekly figures of %(competition)s, %(week)s, as of %(day)s.") % {
        "competition": bulletin.race.competition.title,
        "week": wording.week_text(bulletin.release),
        "day": wording.full_day_text(bulletin.release.as_of),
    }


# --- The curve --------------------------------------------------------------------------------
def _trend(bulletin: Bulletin) -> Values | None:
    """The shares week by week, its own, its region's and the country's, as parts of the plot's width
    and height; None with fewer than two weeks of its own.
    """
    race = bulletin.race
    series = charts.municipality_series(race, bulletin.entrant)
    if sum(value is not None for value in series[0].values) < 2:  # noqa: PLR2004
        return None
    first = race.releases[0].as_of
    span = max((race.releases[-1].as_of - first).days, 1)
    across = [(release.as_of - first).days / span for release in race.releases]
    low, high = _range(series)
    return {
        "title": _("The way here"),
        "note": _("Registered of those aged 15 and over, per cent"),
        "alt": _alt(series[0]),
        "height": PLOT_HEIGHT,
        "weeks": [
            {"x": x, "text": str(release.iso_week.number) if x else wording.week_text(release)}
            for x, release in zip(across, race.releases, strict=True)
        ],
        "lines": [
            {"y": (tick - low) / (high - low), "text": str(tick)}
            for tick in range(low, high + 1, STEP)
        ],
        "series": _curves(series, across, low, high),
    }


def _range(series: Sequence[Series]) -> tuple[int, int]:
    """Whole steps below and above all values."""
    shares = [_per_cent(value) for one in series for value in one.values if value]
    low = int(min(shares) // STEP) * STEP
    return low, max(int(-(-max(shares) // STEP)) * STEP, low + STEP)


def _per_cent(value: Ratio) -> float:
    return 100 * value.numerator / value.denominator


def _curves(series: Sequence[Series], across: Sequence[float], low: int, high: int) -> list[Values]:
    """Each curve with its label at the end, the labels moved apart where they would touch."""
    ends = [(one, one.last[1]) for one in series if one.last]
    ends.sort(key=lambda end: -_per_cent(end[1]))

    def height(value: Ratio) -> float:
        return (_per_cent(value) - low) / (high - low)

    at = charts.spread([height(end) * PLOT_HEIGHT for _one, end in ends], [LABEL] * len(ends))
    return [
        {
            "role": one.role,
            "label": f"{one.name} {wording.percent_number(end)}",
            "at": y / PLOT_HEIGHT,
            "points": [
                [x, height(value)]
                for x, value in zip(across, one.values, strict=True)
                if value is not None
            ],
        }
        for (one, end), y in zip(ends, at, strict=True)
    ]


def _alt(own: Series) -> str:
    """The curve in words, for those who cannot see it."""
    if own.first is None or own.last is None:
        return ""
    return _("The share in %(name)s went from %(first)s to %(last)s") % {
        "name": own.name,
        "first": wording.percent_text(own.first),
        "last": wording.percent_text(own.last[1]),
    }
