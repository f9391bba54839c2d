"""The organiser's way from the closing to the announcement, for a competition or its rehearsal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from competition import lacking, lifecycle, rehearsals, results, signing, verify_result
from competition.models import Competition, ResultRecord
from competition.views.opening import moment, organisers_competition
from competition.visibility import Visibility
from municipalities.access import only, signed_in
from municipalities.models import User
from signups import sightings
from signups.attempts import attempt
from signups.models import Release, Sighting


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that somebody takes: the competition, what the form says, who, when."""

    competition: Competition
    said: QueryDict
    by: User
    now: datetime

    @property
    def reason(self) -> str:
        return self.said.get("reason", "")


@dataclass(frozen=True, slots=True)
class Act:
    """A step's verb and what is said when it is done. One with a `tick` cannot be taken back, or only
    with a reason, so that a box must be ticked; the sentence asks for that.
    """

    verb: Callable[[Taken], object]
    done: Promise
    tick: Promise | None = None


def _close(taken: Taken) -> None:
    lifecycle.close(taken.competition, by=taken.by, now=taken.now)


def _reopen(taken: Taken) -> None:
    lifecycle.reopen(taken.competition, reason=taken.reason, by=taken.by, now=taken.now)


def _sign(taken: Taken) -> None:
    seen, ties = taken.said.get("seen", ""), taken.said.get("ties", "")
    lifecycle.sign(taken.competition, seen=seen, ties=ties, by=taken.by, now=taken.now)


def _unsign(taken: Taken) -> None:
    lifecycle.withdraw_signature(taken.competition, by=taken.by, now=taken.now)


def _unfinalize(taken: Taken) -> None:
    lifecycle.unfinalize(taken.competition, reason=taken.reason, by=taken.by, now=taken.now)


def _tell_regions(taken: Taken) -> None:
    lifecycle.tell_regions(taken.competition, by=taken.by, now=taken.now)


def _set_time(taken: Taken, *, itself: bool) -> None:
    lifecycle.set_time(taken.competition, itself=itself, by=taken.by, now=taken.now)


def _announce(taken: Taken) -> None:
    lifecycle.announce(taken.competition, by=taken.by, now=taken.now)


ACTS = {
    "luk": Act(
        _close,
        gettext_lazy("The competition is closed."),
        gettext_lazy("Tick the box to say that the competition shall be closed."),
    ),
    "genaabn": Act(_reopen, gettext_lazy("The competition is open again.")),
    "underskriv": Act(
        _sign,
        gettext_lazy("You have signed the result."),
        gettext_lazy("Tick the box to say that you have seen the result and stand by it."),
    ),
    "traek-underskrift": Act(_unsign, gettext_lazy("Your signature is withdrawn.")),
    "tag-tilbage": Act(
        _unfinalize, gettext_lazy("The result is no longer final, and both signatures have fallen.")
    ),
    "regionsvindere": Act(
        _tell_regions,
        gettext_lazy("The regional winners are told."),
        gettext_lazy("Tick the box to say that the regional winners shall be told now."),
    ),
    "saet-tid": Act(
        partial(_set_time, itself=True),
        gettext_lazy("The winners will be announced by themselves at the set time."),
    ),
    "slet-tid": Act(
        partial(_set_time, itself=False),
        gettext_lazy("The winners will not be announced until a person does it."),
    ),
    "udraab": Act(
        _announce,
        gettext_lazy("The winners are announced."),
        gettext_lazy("Tick the box to say that the winners shall be told now."),
    ),
}


def find(slug: str) -> Competition:
    """The competition or rehearsal of that address; Http404 for one that is thrown away."""
    found = Competition.everything.filter(pk=slug, thrown_away_at=None).first()
    if found is None:
        raise Http404(_("There is no such competition."))
    return found


@only("may_enter")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the competition that the organiser is at work with."""
    return redirect("finish", organisers_competition(request).pk)


@only("may_enter")
@require_safe
def finish(request: HttpRequest, competition: str) -> HttpResponse:
    """Where the competition stands on its way to the ceremony, and the step that comes next."""
    found, now = find(competition), moment(request)
    record = results.current(found)
    known = {
        "chosen": found,
        "competition": found.rehearsal_of or found,
        "visibility": Visibility(found.rehearsal_of or found, now),
        "road": [(state, state == found.state) for state in Competition.State],
        "rehearsal": None if found.is_rehearsal else rehearsals.of(found),
        "steps": found.set_up_steps.select_related("by").order_by("-at", "-pk")[:20],
        "record": record,
        "signed_by": [one["name"] for one in _signed_by(record)] if record else [],
        "before_closing": lifecycle.before_closing(found, now=now),
        "before_regions": lifecycle.before_telling_regions(found, now=now),
        "before_announcing": lifecycle.before_announcing(found, now=now),
    }
    return render(request, "organiser/finish.html", known | _result(request, found))


def _signed_by(record: ResultRecord) -> list[dict[str, str]]:
    """Who signed, as the record itself has it."""
    found: list[dict[str, str]] = signing.read(record.document.encode()).record["signed_by"]  # type: ignore[assignment]
    return found


def _result(request: HttpRequest, found: Competition) -> dict[str, object]:
    """The result as it would be signed, with what stands in the way of it. Whoever sees it before the
    public does is kept.
    """
    if found.state not in {Competition.State.CLOSED, Competition.State.FINALIZED}:
        return {}
    lacks = lacking.before_finalizing(found)
    if any(lack.part == "week" and not lack.week for lack in lacks):
        return {"lacks": lacks}
    if not Release.objects.published().filter(as_of=found.closing_as_of).exists():
        return {"lacks": lacks}
    result, now = results.of(found), moment(request)
    week = result.closing.week
    sightings.note(week, by=request.user, page=Sighting.Page.RELEASE, now=now)
    signed = lifecycle.valid_signatures(found, result.digest)
    return {
        "lacks": lacks,
        "others_told": lifecycle.against_what_was_told(found, result),
        "result": result,
        "signatures": signed,
        "has_signed": any(one.person_id == signed_in(request).pk for one in signed),
    }


@only("may_approve")
@require_POST
def take(request: HttpRequest, competition: str, act: str) -> HttpResponse:
    """Take one step, and show where that leads."""
    found = find(competition)
    step = ACTS.get(act)
    if step is None:
        raise Http404(act)
    taken = Taken(found, request.POST, signed_in(request), moment(request))
    if step.tick and request.POST.get("confirmed") != "yes":
        messages.error(request, str(step.tick))
    else:
        attempt(request, lambda: step.verb(taken), str(step.done))
    return redirect("finish", found.pk)


@only("may_enter")
@require_POST
def rehearse(request: HttpRequest, competition: str) -> HttpResponse:
    """Begin a rehearsal of a competition, or throw the rehearsal of that address away."""
    found, by, now = find(competition), signed_in(request), moment(request)
    if found.is_rehearsal:
        if request.POST.get("confirmed") != "yes":
            messages.error(
                request, _("Tick the box to say that the rehearsal shall be thrown away.")
            )
            return redirect("finish", found.pk)
        done = _("The rehearsal is thrown away: hidden for good, and it counts nowhere.")
        attempt(request, lambda: rehearsals.throw_away(found, by=by, now=now), done)
        return redirect("finish", found.rehearsal_of_id)
    attempt(
        request,
        lambda: rehearsals.begin(found, by=by, now=now),
        _("The rehearsal has begun. Everything on these pages is marked as rehearsal."),
    )
    going_on = rehearsals.of(found)
    return redirect("finish", going_on.pk if going_on else found.pk)


@only("may_enter")
@require_safe
def record_file(request: HttpRequest, competition: str) -> HttpResponse:
    """The signed record byte for byte, for the organiser before the public has it."""
    found = find(competition)
    record = results.current(found)
    if record is None:
        raise Http404(_("The result is not final."))
    week = Release.objects.get(as_of=found.closing_as_of).week
    sightings.note(week, by=request.user, page=Sighting.Page.FILE, now=moment(request))
    return _download(record.document.encode(), f"resultat-{found.pk}.json", "application/json")


@require_safe
def verify_program(_request: HttpRequest) -> HttpResponse:
    """The program with which anybody checks a record: one file, as it is."""
    content = Path(verify_result.__file__).read_bytes()
    return _download(content, "verify_result.py", "text/x-python; charset=utf-8")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
