"""Numbers, shares, days and weeks as the reader writes them: `52,6 pct.`, `2.450.367`, `uge 42`.

Rounding is for display only: exact, half away from zero, from whole numbers. Nothing here is used
to compare. The year is a date's business and never gets a thousand separator.
"""

from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from competition.ranking import Ratio
from signups.models import Release
from signups.weeks import Week

MINUS = "\N{MINUS SIGN}"
ENDINGS = {1: "st", 2: "nd", 3: "rd"}
NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_PARTS = 10  # "1 in 10" still tells something
LEAST_PART, CLOSE = Fraction(1, 12), Fraction(1, 50)
_COUNTS = (
    pgettext_lazy("a number in a sentence", "one"),
    pgettext_lazy("a number in a sentence", "two"),
    pgettext_lazy("a number in a sentence", "three"),
    pgettext_lazy("a number in a sentence", "four"),
    pgettext_lazy("a number in a sentence", "five"),
    pgettext_lazy("a number in a sentence", "six"),
    pgettext_lazy("a number in a sentence", "seven"),
    pgettext_lazy("a number in a sentence", "eight"),
    pgettext_lazy("a number in a sentence", "nine"),
    pgettext_lazy("a number in a sentence", "ten"),
    pgettext_lazy("a number in a sentence", "eleven"),
    pgettext_lazy("a number in a sentence", "twelve"),
)


def number(value: int) -> str:
    """A whole number with the language's thousand separator: `2.450.367`."""
    separator = pgettext("thousand separator", ",")
    return f"{value:,}".replace(",", separator).replace("-", MINUS)


def in_letters(value: int) -> str:
    """A small number as it stands in a sentence: in letters up to twelve, then in figures."""
    return str(_COUNTS[value - 1]) if 1 <= value <= len(_COUNTS) else number(value)


def decimal(numerator: int, denominator: int, digits: int = 1) -> str:
    """`numerator` / `denominator` with `digits` decimals, rounded half away from zero."""
    scale = 10**digits
    rounded = (2 * abs(numerator) * scale + denominator) // (2 * denominator)
    whole, rest = divmod(rounded, scale)
    sign = MINUS if numerator < 0 and rounded else ""
    tail = f"{pgettext('decimal separator', '.')}{rest:0{digits}}" if digits else ""
    return f"{sign}{number(whole)}{tail}"


def about(part: Fraction) -> Fraction | None:
    """A part as one says it, in tenths at most: the fewest parts that come within a twentieth of it and
    two per cent of the whole, else the nearest. None where it is less than one in twelve, or all but that.
    """
    if not LEAST_PART < part < 1 - LEAST_PART:
        return None
    found = (Fraction(some, of) for of in range(2, MOST_PARTS + 1) for some in range(1, of))
    near = sorted(found, key=lambda each: abs(each - part))
    close = [each for each in near if abs(each - part) <= min(CLOSE, part / 20)]
    return min(close, key=lambda each: each.denominator) if close else near[0]


def percent_number(ratio: Ratio, digits: int = 1) -> str:
    """The ratio in per cent, without the unit: `52,6`."""
    return decimal(100 * ratio.numerator, ratio.denominator, digits)


def percent_text(ratio: Ratio, digits: int = 1) -> str:
    """The ratio in per cent with the unit: `52,6 pct.`."""
    return pgettext("a share", "%(number)s%%") % {"number": percent_number(ratio, digits)}


def percent_unit() -> str:
    """The unit that follows a number in per cent: `pct.`."""
    return pgettext("unit", "%")


def percent_gap() -> str:
    """What stands between a number and its unit in per cent: a space before `pct.`, nothing before %."""
    return " " if pgettext("a share", "%(number)s%%") % {"number": ""} != percent_unit() else ""


def ordinal(place: int) -> str:
    """`34.`, `34th`: a place as the language counts it."""
    return f"{place}{ordinal_ending(place)}"


def ordinal_ending(place: int) -> str:
    """What makes the number a place: a full stop in Danish, `st`, `nd`, `rd` or `th` in English."""
    if (get_language() or "da").startswith("da"):
        return "."
    return "th" if place % 100 in {11, 12, 13} else ENDINGS.get(place % 10, "th")


def weeks_text(weeks: Fraction | None) -> str:
    """`under en uge`, `ca. 3 uger`: how long something takes at a pace; None at no pace at all."""
    if weeks is None:
        return _("never, at a pace of 0")
    if weeks < 1:
        return _("under a week")
    n = int(weeks + Fraction(1, 2))
    return ngettext("about %(n)s week", "about %(n)s weeks", n) % {"n": number(n)}


def week_text(week: Week | Release) -> str:
    """`uge 42`, as it stands in a sentence."""
    return _("week %(number)s") % {"number": _week(week).number}


def week_title(week: Week | Release) -> str:
    """`Uge 42`, at the start of a line."""
    return _("Week %(number)s") % {"number": _week(week).number}


def _week(week: Week | Release) -> Week:
    return week.iso_week if isinstance(week, Release) else week


def day_text(day: date) -> str:
    """`24. oktober`."""
    return _written(day, pgettext("date format", "j F"))


def month_day(day: date) -> str:
    """`24.`: the day of the month, first half of `27.-31. oktober`."""
    return _written(day, pgettext("date format", "j"))


def counted(some: int, everybody: int) -> str:
    """Whom a sum is of where some are left out, to follow a number: `(97 af 98 kommuner)`; empty where
    it is of all.
    """
    if some >= everybody:
        return ""
    words = {"some": number(some), "all": number(everybody)}
    return " " + _("(%(some)s of %(all)s municipalities)") % words


def full_day_text(day: date) -> str:
    """`24. oktober 2014`."""
    return _written(day, pgettext("date format", "j F Y"))


def weekday_text(day: date) -> str:
    """`fredag 24. oktober`."""
    return _written(day, pgettext("date format", "l j F"))


def full_weekday_text(day: date) -> str:
    """`fredag 24. oktober 2014`."""
    return _written(day, pgettext("date format", "l j F Y"))


def short_day_text(day: date) -> str:
    """`man. 20. okt.`: for a narrow chip."""
    return _written(day, pgettext("date format", "D j N"))


def time_text(moment: datetime) -> str:
    """`08.00`, in Copenhagen."""
    return _written(moment, pgettext("time format", "H:i"))


def day_time_text(moment: datetime) -> str:
    """`24. oktober kl. 08.00`."""
    return _at(day_text(moment), moment)


def full_day_time_text(moment: datetime) -> str:
    """`24. oktober 2014 kl. 08.00`."""
    return _at(full_day_text(moment), moment)


def weekday_time_text(moment: datetime) -> str:
    """`fredag 24. oktober kl. 08.00`."""
    return _at(weekday_text(moment), moment)


def full_weekday_time_text(moment: datetime) -> str:
    """`fredag 24. oktober 2014 kl. 08.00`."""
    return _at(full_weekday_text(moment), moment)


def _at(day: str, moment: datetime) -> str:
    return _("%(day)s at %(time)s") % {"day": day, "time": time_text(moment)}


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in one (`52,6 pct.`)."""
    return text if text.endswith(".") else f"{text}."


def joined(names: list[str]) -> str:
    """Names in a sentence: `A`, `A og B`, `A, B og C`."""
    if len(names) < 2:  # noqa: PLR2004
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


SOFT_BREAKS = {
    "Vesthimmerlands": "Vest\u00adhimmerlands",
    "Frederikshavn": "Frederiks\u00adhavn",
    "Frederiksberg": "Frederiks\u00adberg",
    "Frederikssund": "Frederiks\u00adsund",
    "Mariagerfjord": "Mariager\u00adfjord",
    "Brønderslev": "Brønders\u00adlev",
    "Albertslund": "Alberts\u00adlund",
    "Fredensborg": "Fredens\u00adborg",
    "Guldborgsund": "Guldborg\u00adsund",
    "Sønderborg": "Sønder\u00adborg",
}


def soft(name: str) -> str:
    """The name with soft hyphens where a narrow screen may break it."""
    return SOFT_BREAKS.get(name, name)


def length_class(name: str) -> str:
    """How long a name is, for its size in a headline: up to 7 letters, 11, 14, and more."""
    limits = ((7, "short"), (11, "mid"), (14, "long"))
    return next((word for limit, word in limits if len(name) <= limit), "xlong")


def _written(day: date, form: str) -> str:
    """A day, or the day and time of a moment as the clocks of Copenhagen had it."""
    return date_format(timezone.localtime(day) if isinstance(day, datetime) else day, form)
