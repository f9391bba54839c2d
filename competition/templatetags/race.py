"""How templates write figures: the words of `competition.wording`, and the small pictures."""

from datetime import date, datetime

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from competition import wording
from competition.ranking import Ratio
from competition.visibility import Visibility
from signups.models import Release
from signups.weeks import Week

register = template.Library()


@register.simple_tag(takes_context=True)
def own_url(context: template.RequestContext, name: str, *args: object) -> str:
    """The address of a page of the dashboard that is open: the municipality's own, or as the organiser
    looks at it.
    """
    seat = getattr(context["request"], "seat", None)
    return str(seat.url(name, *args) if seat else reverse(name, args=args))


@register.filter
def number(value: int) -> str:
    """`2.450.367`."""
    return wording.number(value)


@register.filter
def percent(ratio: Ratio) -> str:
    """`52,6 pct.`, on one line."""
    return wording.percent_text(ratio).replace(" ", wording.NO_BREAK)


@register.filter
def percent_number(ratio: Ratio) -> str:
    """`52,6`."""
    return wording.percent_number(ratio)


@register.filter
def ordinal(place: int) -> str:
    """`34.`, `34th`."""
    return wording.ordinal(place)


@register.filter
def week(value: Week | Release) -> str:
    """`uge 42`."""
    return wording.week_text(value)


@register.filter
def as_week(value: str) -> Week:
    """The week that `2014-W42` names."""
    return Week.parse(value)


@register.filter
def week_title(value: Week | Release) -> str:
    """`Uge 42`."""
    return wording.week_title(value)


@register.filter
def day(value: date) -> str:
    """`24. oktober`."""
    return wording.day_text(value)


@register.filter
def full_day(value: date) -> str:
    """`24. oktober 2014`."""
    return wording.full_day_text(value)


@register.filter
def weekday(value: date) -> str:
    """`fredag 24. oktober`."""
    return wording.weekday_text(value)


@register.filter
def full_weekday(value: date) -> str:
    """`fredag 24. oktober 2014`."""
    return wording.full_weekday_text(value)


@register.filter
def clock_time(value: datetime) -> str:
    """`08.00`."""
    return wording.time_text(value)


@register.filter
def day_time(value: datetime) -> str:
    """`24. oktober kl. 08.00`."""
    return wording.day_time_text(value)


@register.filter
def full_day_time(value: datetime) -> str:
    """`24. oktober 2014 kl. 08.00`."""
    return wording.full_day_time_text(value)


@register.filter
def weekday_time(value: datetime) -> str:
    """`fredag 24. oktober kl. 08.00`."""
    return wording.weekday_time_text(value)


@register.filter
def full_weekday_time(value: datetime) -> str:
    """`fredag 24. oktober 2014 kl. 08.00`."""
    return wording.full_weekday_time_text(value)


@register.filter
def ago(value: datetime) -> str:
    """`for 5 minutter siden`."""
    passed = timesince(value)
    # Of less than a minute Django says "0 minutes", and of nothing else.
    if passed.startswith("0"):
        return _("less than a minute ago")
    return _("%(time)s ago") % {"time": passed}


@register.filter
def capital(value: str) -> str:
    """A capital first letter."""
    return wording.capital(str(value))


@register.filter
def soft(name: str) -> str:
    """A long name with the places where it may be broken (soft hyphens)."""
    return wording.soft(name)


@register.filter
def length_class(name: str) -> str:
    """The class that sets a name's size: `short`, `mid`, `long` or `xlong`."""
    return wording.length_class(name)


@register.simple_tag
def nth(place: int) -> SafeString:
    """`34.`, `34` and a small `th`: a place in large figures."""
    ending = wording.ordinal_ending(place)
    if ending == ".":
        return format_html("{}.", place)
    return format_html('{}<span class="nth">{}</span>', place, ending)


@register.simple_tag
def value(ratio: Ratio) -> SafeString:
    """`60,1 <small>pct.</small>`: a number with its unit small."""
    return format_html(
        "{}{}<small>{}</small>",
        wording.percent_number(ratio),
        wording.percent_gap(),
        wording.percent_unit(),
    )


@register.simple_tag
def value_of(numerator: int, denominator: int) -> SafeString:
    """The same, of two whole numbers; a dash where there is nobody to divide by."""
    return value(Ratio(numerator, denominator)) if denominator > 0 else SafeString("–")


@register.simple_tag
def share_of(numerator: int, denominator: int) -> str:
    """`60,1`: the share in per cent, without its unit; a dash where there is nobody."""
    return wording.decimal(100 * numerator, denominator) if denominator > 0 else "–"


@register.simple_tag
def points(difference: int, people: int) -> str:
    """`+1,23`: the change of a share in percentage points, of so many people."""
    sign = "+" if difference > 0 else ""
    return sign + wording.decimal(100 * difference, people, 2)


@register.simple_tag
def percent_unit() -> str:
    """`pct.`."""
    return wording.percent_unit()


@register.simple_tag
def percent_gap() -> str:
    """The space before `pct.`; nothing before %."""
    return wording.percent_gap()


@register.simple_tag
def svg_length(part: int, whole: int) -> str:
    """The length of a part, for an SVG attribute."""
    return length(part, whole)


@register.simple_tag
def svg_rest(part: int, whole: int) -> str:
    """Where a part begins that ends at the right edge, for an SVG attribute."""
    return length(whole - part, whole)


def length(part: int, whole: int) -> str:
    """A length for an SVG attribute: `60.11%`, between 0 and 100."""
    share = min(max(100 * part / whole, 0), 100) if whole > 0 else 0
    return f"{share:.2f}%"


@register.simple_tag
def gapbar(
    registered: int, exempt: int, whole: int, css_class: str = "", *, hatched: bool = False
) -> SafeString:
    """The closing gap as a bar: registered from the left, exempt from the right, white between.

    `hatched` is for those outside the competition; the page must define the pattern `hatch-bar`.
    """
    fill = SafeString(' fill="url(#hatch-bar)"') if hatched else ""
    return format_html(
        '<svg class="gapbar {}" width="100%" height="10" aria-hidden="true" focusable="false">'
        '<rect class="g-rest" width="100%" height="100%"/>'
        '<rect class="g-reg" width="{}" height="100%"{}/>'
        '<rect class="g-ex" x="{}" width="{}" height="100%"/></svg>',
        css_class,
        length(registered, whole),
        fill,
        length(whole - exempt, whole),
        length(exempt, whole),
    )


@register.simple_tag
def public_since(visibility: Visibility, release: Release) -> datetime | None:
    """When a release came out for everybody."""
    return visibility.public_from(release)


@register.inclusion_tag("components/change.html")
def change(places: int | None) -> dict[str, object]:
    """An arrow for places won (above zero) or lost since the release before; nothing for None."""
    return {"places": places, "count": abs(places or 0)}


@register.filter
def of(found: dict[object, str], key: object) -> str:
    """The text that stands under a key."""
    return found[key]


@register.simple_tag
def signed(people: int) -> str:
    """`+1.234`: a change in people."""
    return f"+{wording.number(people)}" if people > 0 else wording.number(people)
