"""What becomes of a "what if": the table at the deadline as the page shows it, and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import wording
from competition.categories import Category
from competition.own_race import OwnRace
from competition.ranking import Ratio, Standing
from competition.scenario import DAYS, Outcome, Plan, Scenario, Weekly, play
from competition.standings import Entrant

AHEAD, BEHIND = 5, 3
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class EndLine:
    """One line of the table at the deadline. `moved` says how it changed sides: passed, passed by."""

    place: int
    entrant: Entrant
    ratio: Ratio
    today: int | None
    is_own: bool
    moved: str


@dataclass(frozen=True, slots=True)
class End:
    """One category at the deadline, if it goes as asked."""

    category: Category
    today: Standing
    at_pace: Standing
    own: Standing
    lines: Sequence[EndLine]
    said: str
    passed: str

    @property
    def won(self) -> int:
        """Places won against the own pace alone."""
        return (self.at_pace.place or 0) - (self.own.place or 0)


@dataclass(frozen=True, slots=True)
class Ends:
    """The whole scenario."""

    scenario: Scenario
    ends: Sequence[End]
    gained: str
    capped: str


def ends(own: OwnRace, plan: Plan) -> Ends:
    """Carry everybody on to the deadline."""
    used = own.race.competition.used_categories
    scenario = play(plan, used, own.past, own.race.competition.closing_as_of)
    found = [end for outcome in scenario.outcomes if (end := _end(own, plan, outcome))]
    return Ends(scenario, found, _gained_said(scenario), _capped_said(scenario))


def _end(own: OwnRace, plan: Plan, outcome: Outcome) -> End | None:
    if outcome.own is None or outcome.today is None or outcome.at_pace is None:
        return None
    return End(
        category=outcome.category,
        today=outcome.today,
        at_pace=outcome.at_pace,
        own=outcome.own,
        lines=_lines(own, outcome),
        said=_said(plan, outcome),
        passed=_passed_said(own, outcome),
    )


def _lines(own: OwnRace, outcome: Outcome) -> list[EndLine]:
    ranked = [s for s in outcome.table if s.place is not None]
    here = next(n for n, s in enumerate(ranked) if s.code == own.own.code)
    at = next(each for each in own.standpoints if each.category is outcome.category)
    today = {line.entrant.code: line.place for line in at.table.ranked}
    return [
        EndLine(
            place=s.place or 0,
            entrant=own.race.by_code[s.code],
            ratio=s.ratio or Ratio(0, 1),
            today=today.get(s.code),
            is_own=s.code == own.own.code,
            moved=_moved(s.code, outcome),
        )
        for s in ranked[max(0, here - AHEAD) : here + 1 + BEHIND]
    ]


def _moved(code: str, outcome: Outcome) -> str:
    if code in outcome.passed:
        return _("you pass")
    return _("passes you") if code in outcome.passed_by else ""


def _said(plan: Plan, outcome: Outcome) -> str:
    """The place at the deadline against the one at the own pace."""
    own, at_pace = outcome.own, outcome.at_pace
    words = {
        "place": wording.number(own.place or 0) if own else "",
        "instead": wording.number(at_pace.place or 0) if at_pace else "",
    }
    if plan.extra.people == 0 and not plan.rivals:
        return _("At the present pace you end as number %(place)s.") % words
    if own and at_pace and own.place == at_pace.place:
        return _("You end as number %(place)s, as you do at your own pace.") % words
    return _("You end as number %(place)s instead of number %(instead)s.") % words


def _passed_said(own: OwnRace, outcome: Outcome) -> str:
    """Who changes sides until the deadline, so that the places of today and then agree."""
    passed, level = _names(own, outcome.passed), _names(own, outcome.level)
    passers = _names(own, outcome.passed_by)
    said = []
    if passed:
        said.append(_("You pass %(names)s.") % {"names": passed})
    if level:
        said.append(_("You draw level with %(names)s.") % {"names": level})
    if passers:
        text = ngettext("%(names)s passes you.", "%(names)s pass you.", len(outcome.passed_by))
        said.append(text % {"names": passers})
    return " ".join(said)


def _names(own: OwnRace, codes: Sequence[str]) -> str:
    """Their names; where they are many, the first of them and how many more."""
    names = [own.race.by_code[code].name for code in codes]
    if len(names) > MOST_NAMES:
        more = len(names) - MOST_NAMES + 1
        others = ngettext("%(n)s other", "%(n)s others", more) % {"n": wording.number(more)}
        names = [*names[: MOST_NAMES - 1], others]
    return wording.joined(names)


def _gained_said(scenario: Scenario) -> str:
    """How many the municipality registers until the deadline in this scenario."""
    gained = scenario.gained
    return ngettext(
        "You register %(n)s more until the deadline, %(young)s of them aged 15–24.",
        "You register %(n)s more until the deadline, %(young)s of them aged 15–24.",
        gained.people,
    ) % {"n": wording.number(gained.people), "young": wording.number(gained.young)}


def _capped_said(scenario: Scenario) -> str:
    """Why it is reckoned with other numbers than were asked for; empty where it is not."""
    if not scenario.capped or scenario.plan.extra == Weekly():
        return ""
    if scenario.everybody:
        return _(
            "You ask for more than are left to register: it is reckoned with all who are left."
        )
    if scenario.gained.young < scenario.asked.young:
        return _(
            "You ask for more young people than are left: it is reckoned with all the young who are left."
        )
    return _("So many adults are not left: the rest are reckoned as young people.")


def days_said(own: OwnRace) -> str:
    """That a number a week counts by days, with an example; empty where only whole weeks are left."""
    days = own.days_left
    if days % DAYS == 0:
        return ""
    return ngettext(
        "A number a week counts by days: 100 a week are %(n)s in the %(days)s day that is left.",
        "A number a week counts by days: 100 a week are %(n)s in the %(days)s days that are left.",
        days,
    ) % {"n": wording.number(100 * days // DAYS), "days": wording.number(days)}
