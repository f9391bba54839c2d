"""The draw at work: on the organiser's page, and on the page of a municipality that has won."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from competition import draw, drawing, results
from competition.draw_forms import PassForm, PlanForm, PromiseForm, SignForm, ValueForm
from competition.lots import Drawing, Lot
from competition.models import Award, Competition
from competition.views.finishing import find
from competition.views.opening import find_competition, moment
from competition.views.seat import Seat, seated
from competition.visibility import Visibility
from municipalities.access import only, signed_in
from municipalities.models import Municipality, User
from signups.releases import Refused

METHODS = ["GET", "HEAD", "POST"]
type Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done on the page: its form, the verb, and what is said when it is done."""

    key: str
    form: forms.Form
    verb: Callable[[Said], object]
    done: Promise


@dataclass(frozen=True, slots=True)
class Prize:
    """An ordinal that has a prize, and how it is passed on."""

    ordinal: int
    act: Act | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One winner as the page shows it: its lot, what may be done, and what was drawn."""

    lot: Lot
    promise: Act | None
    drawn: draw.Drawn | None
    prizes: list[Prize]

    @property
    def acts(self) -> Iterable[Act]:
        return [act for act in (self.promise, *(prize.act for prize in self.prizes)) if act]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, on which draw, and what was sent."""

    found: Drawing
    by: User
    sent: Mapping[str, Any]

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.found.now}

    def act(
        self,
        key: str,
        form: Callable[..., forms.Form],
        verb: Callable[[Said], object],
        done: Promise,
        **more: Any,
    ) -> Act:
        """The act, with what was typed into its form where it is the one that was sent."""
        data = self.sent if self.sent.get("act") == key else None
        return Act(key, form(data, prefix=key, **more), verb, done)

    def sheet(self, lot: Lot, *, may_act: bool, for_others: bool) -> Sheet:
        """One winner's part of the page."""
        found = self.found
        promise = None
        if may_act and not found.is_signed and not (for_others and lot.is_promised_by_its_own):
            promise = self._promise(lot, for_others=for_others)
        if for_others and may_act:
            may_act = found.may_be_stood_in_for(lot)
        prizes = [
            Prize(ordinal, self._pass_over(lot, ordinal, for_others) if may_act else None)
            for ordinal in found.holders(lot)
        ]
        return Sheet(lot, promise, found.drawn(lot), prizes)

    def _promise(self, lot: Lot, *, for_others: bool) -> Act:
        def verb(said: Said) -> object:
            return drawing.promise(self.found.competition, **_lot(lot), **said, **self.who)

        done = gettext_lazy("The promise is kept.")
        return self.act(_key("list", lot), PromiseForm, verb, done, for_others=for_others)

    def _pass_over(self, lot: Lot, ordinal: int, for_others: bool) -> Act:
        def verb(said: Said) -> object:
            given = {"ordinal": ordinal, "reason": said["reason"], "note": said.get("note", "")}
            return drawing.pass_over(self.found.competition, **_lot(lot), **given, **self.who)

        done = gettext_lazy("The prize has gone to the next reserve.")
        key = f"{_key('pass', lot)}-{ordinal}"
        return self.act(key, PassForm, verb, done, for_others=for_others)


def _key(what: str, lot: Lot) -> str:
    return f"{what}-{lot.category.slug}-{lot.municipality.pk}"


def _lot(lot: Lot) -> dict[str, Any]:
    return {"category": lot.category, "municipality": lot.municipality}


def _taken(request: HttpRequest, acts: Iterable[Act]) -> bool:
    """Whether the act that was sent is done; else its form says what is wrong. One that the page does
    not offer (any more) is told as such.
    """
    act = next((each for each in acts if each.key == request.POST.get("act")), None)
    if act is None:
        messages.error(request, _("That cannot be done any more. Here is how it stands now."))
        return True
    if not act.form.is_valid():
        return False
    try:
        act.verb(act.form.cleaned_data)
    except Refused as refusal:
        act.form.add_error(None, str(refusal))
        return False
    messages.success(request, str(act.done))
    return True


# --- the organiser --------------------------------------------------------------------------------
@only("may_enter")
@require_http_methods(METHODS)
def organise(request: HttpRequest, competition: str) -> HttpResponse:
    """The plan, who has promised, the value typed twice, the result, and who was passed over."""
    chosen = find(competition)
    found = Drawing(chosen, moment(request))
    hand = Hand(found, signed_in(request), request.POST)
    sheets = [hand.sheet(lot, may_act=hand.by.may_approve, for_others=True) for lot in found.lots]
    acts = _acts(hand)
    status = 200
    if request.method == "POST":
        known = [*acts.values(), *(act for sheet in sheets for act in sheet.acts)]
        if not hand.by.may_approve and request.POST.get("act") not in {"enter", "withdraw"}:
            raise PermissionDenied
        if _taken(request, known):
            return redirect("finish_draw", chosen.pk)
        status = 422
    about = {
        "chosen": chosen,
        "competition": chosen.rehearsal_of or chosen,
        "visibility": Visibility(chosen.rehearsal_of or chosen, found.now),
        "draw": found,
        "sheets": sheets,
        "acts": acts,
        "edition_files": _edition_files(found),
        "steps": chosen.set_up_steps.filter(action__in=drawing.STEPS)
        .select_related("by")
        .order_by("-at", "-pk"),
    }
    return render(request, "organiser/draw.html", about, status=status)


def _edition_files(found: Drawing) -> list[int]:
    """The editions that everybody can fetch: none of a rehearsal."""
    return [] if found.competition.is_rehearsal else [one.number for one in found.editions]


def _acts(hand: Hand) -> dict[str, Act]:
    """What the person may do with the draw as a whole, by name."""
    found, acts = hand.found, {}
    chosen = found.competition
    if hand.by.may_approve and not (found.is_signed and found.value):
        plan = partial(_name_source, hand)
        done = gettext_lazy("The source and the moment are named.")
        acts["plan"] = hand.act("plan", PlanForm, plan, done, plan=found.plan)
    if hand.by.may_approve and found.plan and found.lots and not found.is_signed:

        def sign(said: Said) -> object:
            return drawing.sign(chosen, without=said.get("without", ""), **hand.who)

        done = gettext_lazy("The promises are signed. Everybody can read them.")
        lacking = 0 < len(found.lacking) < len(found.lots)
        acts["sign"] = hand.act("sign", SignForm, sign, done, lacking=lacking)
    if found.is_signed and not found.is_drawn:
        acts |= _value_acts(hand)
    return acts


def _name_source(hand: Hand, said: Said) -> object:
    return drawing.name_source(hand.found.competition, **said, **hand.who)


def _value_acts(hand: Hand) -> dict[str, Act]:
    found, acts = hand.found, {}
    chosen, waiting = found.competition, found.value

    def entered(said: Said) -> object:
        return drawing.enter(chosen, **said, **hand.who)

    def confirmed(said: Said) -> object:
        return drawing.confirm(chosen, **said, **hand.who)

    def withdrawn(_said: Said) -> object:
        return drawing.withdraw_value(chosen, **hand.who)

    if waiting is None or waiting.entered_by == hand.by:
        done = gettext_lazy("The value is entered. Another person must type it too.")
        acts["enter"] = hand.act("enter", ValueForm, entered, done)
    elif hand.by.may_approve:
        done = gettext_lazy("The draw is made.")
        acts["confirm"] = hand.act("confirm", ValueForm, confirmed, done)
    if waiting is not None:
        done = gettext_lazy("The value is withdrawn.")
        acts["withdraw"] = hand.act("withdraw", forms.Form, withdrawn, done)
    return acts


# --- the municipality -----------------------------------------------------------------------------
@seated
@require_http_methods(METHODS)
def own_draw(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What a winning municipality does, step by step; to all others, and to everybody before the
    announcement, the same page says that there is nothing to do.
    """
    now = moment(request)
    competition = _won(seat.municipality, now) or find_competition(request)
    found = Drawing(competition, now)
    lots = [lot for lot in found.lots if lot.municipality == seat.municipality]
    hand = Hand(found, seat.person, request.POST)
    sheets = [hand.sheet(lot, may_act=seat.can_act, for_others=False) for lot in lots]
    status = 200
    if request.method == "POST":
        if _taken(request, [act for sheet in sheets for act in sheet.acts]):
            return redirect("own_draw")
        status = 422
    about = {
        "competition": competition,
        "visibility": Visibility(competition, now),
        "draw": found,
        "sheets": sheets,
    }
    return render(request, "dashboard/draw.html", about, status=status)


def _won(municipality: Municipality, now: datetime) -> Competition | None:
    """The newest announced competition that it has won a title of; None where there is none."""
    told = Competition.objects.filter(announced_at__lte=now)
    titles = Award.objects.filter(municipality=municipality, region=None, place=1)
    for competition in (
        told.filter(records__awards__in=titles).order_by("-closing_as_of").distinct()
    ):
        if titles.filter(record=results.current(competition)).exists():
            return competition
    return None
