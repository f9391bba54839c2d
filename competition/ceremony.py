"""The ceremony, step by step: what stands on the stage, and what the presenter has beside it.

The order keeps the secret as long as it lasts. The five regional winners come first and by name alone,
since the best of them is the winner of the country; then each category from third to first, the main
one last; and only after its winner the regions' shares.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from competition import spoken, wording
from competition.crowning import Honoured, Outcome, Place, Prize, RegionPrize
from competition.models import Competition
from competition.ranking import Ratio

type Kind = Literal["opening", "region", "regions", "chapter", "place", "winner", "shares", "end"]
EXACT_AT_MOST = 3
"""With more who share a place, their exact numbers do not fit under their names."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list on the stage. `key` is a category's, whose colour it has."""

    label: str
    names: Sequence[str]
    value: Ratio | None = None
    key: str = ""

    @property
    def text(self) -> str:
        """The names in a sentence; a dash where there is none."""
        return wording.joined(list(self.names)) or "–"


@dataclass(frozen=True, slots=True)
class Aloud:
    """A number on the stage, and how it is said."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `head` and `intro` stand above; `title` says what the names have won; `notes` stand
    under them; `lines` are the places below, or a list of their own. `cue` and `aloud` are the
    presenter's alone.
    """

    kind: Kind
    title: str
    head: str = ""
    intro: str = ""
    key: str = ""
    names: Sequence[str] = ()
    codes: Sequence[str] = ()
    value: Ratio | None = None
    notes: Sequence[str] = ()
    lines: Sequence[Line] = ()
    cue: str = ""
    aloud: Sequence[Aloud] = ()
    number: int = 0

    @property
    def size(self) -> str:
        """The class that sets the size of the names: by the longest, smaller the more there are."""
        if len(self.names) > EXACT_AT_MOST:
            return "crowd"
        if len(self.names) > 1:
            return f"several several-{len(self.names)}"
        return wording.length_class(self.names[0]) if self.names else "none"

    @property
    def label(self) -> str:
        """The step in a list: `Vinder: Aalborg`."""
        return f"{self.title}: {wording.joined(list(self.names))}" if self.names else self.title


def steps(outcome: Outcome, competition: Competition) -> list[Step]:
    """The whole ceremony, from the opening to the end."""
    found = [_opening(outcome, competition)]
    found += _regions(outcome)
    for number, prize in enumerate(outcome.prizes, start=1):
        of_all = {"number": number, "all": len(outcome.prizes)}
        chapter, *places = _prize(prize, outcome)
        found.append(replace(chapter, head=_("Category %(number)s of %(all)s") % of_all))
        found += places
    found += _shares(outcome)
    found.append(_end(outcome, competition))
    return [replace(step, number=number) for number, step in enumerate(found, start=1)]


def _opening(outcome: Outcome, competition: Competition) -> Step:
    day = wording.full_day_text(competition.announcement_at)
    where = competition.announcement_place
    lines = [
        Line(str(prize.category.title), (), key=prize.category.key) for prize in outcome.prizes
    ]
    if outcome.regions:
        cue = _(
            "Welcome. Thank the municipalities that took part. First come the regional winners."
        )
    else:
        cue = _("Welcome. Thank the municipalities that took part. First comes the first category.")
    return Step(
        "opening",
        competition.title,
        head=_("Welcome"),
        intro=" · ".join(part for part in (day, where) if part),
        lines=lines,
        cue=cue,
    )


# --- the regions ----------------------------------------------------------------------------------
def _regions(outcome: Outcome) -> list[Step]:
    """One region after the other, then all of them: names alone."""
    if not outcome.regions:
        return []
    key, head = outcome.main.category.key, _("The regional winners")
    intro = str(outcome.main.category.title)
    found = [_region(each, key=key, head=head, intro=intro) for each in outcome.regions]
    lines = [Line(each.region, _names(each)) for each in outcome.regions]
    cue = _("Applause for all of them. One of them wins the country: that comes last of all.")
    return [*found, Step("regions", head, head=head, intro=intro, key=key, lines=lines, cue=cue)]


def _names(region: RegionPrize) -> Sequence[str]:
    return region.first.names if region.first else ()


def _region(each: RegionPrize, *, key: str, head: str, intro: str) -> Step:
    step = Step("region", each.region, head=head, intro=intro, key=key)
    if each.first is None:
        why = (
            _("No participant of the region has a place.")
            if each.takes_part
            else _("No municipality of the region took part.")
        )
        return replace(step, notes=[why], cue=_("Say it as it is, and go on."))
    cue = _("The name alone. The shares come after the last winner, not before.")
    if each.first.is_shared:
        cue = _("They share the title: say every name. The alphabet decides the order.") + " " + cue
    members = each.first.members
    return replace(step, names=each.first.names, codes=[m.code for m in members], cue=cue)


def _shares(outcome: Outcome) -> list[Step]:
    """What may be told of the regions once the main winner is known."""
    won = [each for each in outcome.regions if each.first]
    if not won:
        return []
    lines = [
        Line(each.region, _names(each), each.first.members[0].value if each.first else None)
        for each in outcome.regions
    ]
    cues = [
        _("%(region)s: %(margin)s.") % {"region": each.region, "margin": _margin(each.first)}
        for each in won
        if each.first and each.first.lead is not None
    ]
    return [
        Step(
            "shares",
            _("The regional winners and their shares"),
            head=_("The regional winners"),
            intro=str(outcome.main.category.description),
            key=outcome.main.category.key,
            lines=lines,
            cue=" ".join(cues),
            aloud=[_percent(line.value) for line in lines if line.value],
        )
    ]


# --- a category -----------------------------------------------------------------------------------
def _prize(prize: Prize, outcome: Outcome) -> list[Step]:
    """The category itself, then its places from the last to the first."""
    category, week = prize.category, wording.week_text(outcome.baseline)
    intro = str(category.description)
    if category.kind == "growth":
        intro = _("Largest rise in the number registered since %(week)s") % {"week": week}
    base = Step("chapter", str(category.title), str(category.title), intro, category.key)
    if not prize.places:
        said = _("No participant has a place in this category.")
        return [replace(base, notes=[said], cue=_("Say it as it is, and go on."))]
    numbers = [str(place.number) for place in reversed(prize.places)]
    cue = _("Say what is measured. Then come the places %(numbers)s.") % {
        "numbers": wording.joined(numbers)
    }
    if len(prize.places) == 1:
        cue = _("Say what is measured. Then comes the winner at once: there is no other place.")
    found = [replace(base, notes=[intro], cue=cue)]
    backwards = range(len(prize.places) - 1, -1, -1)
    return [*found, *(_place(prize, index, base, week) for index in backwards)]


def _place(prize: Prize, index: int, base: Step, week: str) -> Step:
    place, shown = prize.places[index], prize.places[index + 1 :]
    growth = prize.category.kind == "growth"
    exact = [
        _exact(each, growth=growth, week=week, named=place.is_shared) for each in place.members
    ]
    notes = exact if len(exact) <= EXACT_AT_MOST else []
    margin = _margin(place) if shown or index == 0 else ""
    first = index == 0
    return replace(
        base,
        kind="winner" if first else "place",
        title=_title(place, first=first),
        names=place.names,
        codes=[each.code for each in place.members],
        value=place.members[0].value,
        notes=[*notes, *([margin] if margin else [])],
        lines=[Line(str(each.number), each.names, each.members[0].value) for each in shown],
        cue=_cue(place, first=first),
        aloud=_aloud(place, margin=bool(margin)),
    )


def _title(place: Place, *, first: bool) -> str:
    if first:
        return _("Winners") if place.is_shared else pgettext("of a category", "Winner")
    words = {"number": place.number}
    if place.is_shared:
        return _("Shared number %(number)s") % words
    return _("Number %(number)s") % words


def _cue(place: Place, *, first: bool) -> str:
    parts = []
    if place.is_shared:
        parts.append(_("They share the place: say every name. The alphabet decides the order."))
    if first:
        parts.append(_("Wait for the applause. The winner comes up to the stage."))
    else:
        parts.append(_("Name, share, then a short pause."))
    return " ".join(parts)


def _exact(each: Honoured, *, growth: bool, week: str, named: bool) -> str:
    """The whole numbers behind a value: `121.593 af 173.589`."""
    words = {
        "people": wording.number(each.value.numerator),
        "among": wording.number(each.value.denominator),
        "week": week,
    }
    if growth:
        text = _("%(people)s more registered since %(week)s") % words
    else:
        text = _("%(people)s of %(among)s") % words
    return f"{each.name}: {text}" if named else text


def _margin(place: Place | None) -> str:
    """How far ahead, in people; nothing where nobody is behind."""
    if place is None or place.lead is None:
        return ""
    return ngettext(
        "%(people)s registration ahead of number %(number)s",
        "%(people)s registrations ahead of number %(number)s",
        place.lead,
    ) % {"people": wording.number(place.lead), "number": place.next_place}


def _aloud(place: Place, *, margin: bool) -> list[Aloud]:
    """Every number of the step, in the order in which it is said."""
    people = [each.value.numerator for each in place.members]
    if margin and place.lead is not None:
        people.append(place.lead)
    return [_percent(place.members[0].value), *_whole(dict.fromkeys(people))]


def _percent(ratio: Ratio) -> Aloud:
    return Aloud(wording.percent_text(ratio), spoken.percent(ratio, get_language() or "da"))


def _whole(numbers: Iterable[int]) -> list[Aloud]:
    language = get_language() or "da"
    return [Aloud(wording.number(each), spoken.number(each, language)) for each in numbers]


def _end(outcome: Outcome, competition: Competition) -> Step:
    lines = [
        Line(
            str(prize.category.title),
            prize.places[0].names if prize.places else (),
            prize.places[0].members[0].value if prize.places else None,
            prize.category.key,
        )
        for prize in outcome.prizes
    ]
    return Step(
        "end",
        _("Congratulations"),
        head=_("Congratulations"),
        intro=competition.title,
        lines=lines,
        cue=_("Thank everybody. The public hears nothing of this until somebody announces it."),
    )
