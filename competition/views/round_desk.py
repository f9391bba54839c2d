"""The round to all municipalities: who has answered, one municipality's road, and the participants."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from competition import (
    addressees,
    invitations,
    round_answers,
    round_letter,
    round_mail,
    round_overview,
    rounds,
    tasks,
)
from competition.exports import csv_file, xlsx_file
from competition.models import Answer, Competition, Invitation, Round
from competition.round_forms import AnswerSheet
from competition.round_overview import State
from competition.views.opening import any_competition, moment, organisers_competition
from municipalities.access import only, signed_in
from municipalities.models import Region
from signups.attempts import attempt
from signups.releases import Refused


def find_round(request: HttpRequest, slug: str) -> Round:
    """The round of a competition. Http404 where it has not begun."""
    competition = any_competition(request, slug)
    found = Round.objects.filter(competition=competition).first()
    if found is None:
        raise Http404(_("The round has not begun."))
    found.competition = competition
    return found


def find_invitation(the_round: Round, slug: str) -> Invitation:
    """A municipality's invitation. Http404 where there is none."""
    everyone = the_round.invitations.select_related("municipality__region")
    found = everyone.filter(municipality__slug=slug).first()
    if found is None:
        raise Http404(slug)
    found.round = the_round
    return found


def head(request: HttpRequest, the_round: Round) -> dict[str, object]:
    """What every page of the round is handed."""
    competition, now = the_round.competition, moment(request)
    return {
        "competition": competition,
        "round": the_round,
        "is_open": rounds.is_open(competition, now),
        "is_confirmed": rounds.is_confirmed(the_round, now),
        "closes": round_letter.last_moment(the_round),
    }


@only("may_enter")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the round of the competition that enrols now, planned or open, else of the one that the
    organiser is at work with.
    """
    today = moment(request).date()
    enrolling = Competition.objects.filter(enrolment_deadline__gte=today)
    found = enrolling.order_by("enrolment_deadline").first() or organisers_competition(request)
    return redirect("round", found.slug)


@only("may_enter")
def glance(request: HttpRequest, competition: str) -> HttpResponse:
    """Who has answered; or, where the round has not begun, the button that begins it."""
    found = any_competition(request, competition)
    if request.method == "POST":
        by, now = signed_in(request), moment(request)
        begun = attempt(
            request,
            lambda: rounds.begin(found, by=by, now=now),
            _("The round has begun. Nothing is sent yet."),
        )
        return redirect("round_letter" if begun else "round", found.slug)
    everything = {
        "competitions": Competition.objects.all(),
        "competition": found,
        "is_open": rounds.is_open(found, moment(request)),
    }
    the_round = Round.objects.filter(competition=found).first()
    if the_round is None:
        return render(request, "organiser/round/begin.html", everything)
    the_round.competition = found
    rows = round_overview.rows(the_round)
    region, state = request.GET.get("region", ""), request.GET.get("svar", "")
    shown = [r for r in rows if region in {"", r.municipality.region.slug}]
    chosen = [r for r in shown if state in {"", r.state}]
    return render(
        request,
        "organiser/round/glance.html",
        everything
        | head(request, the_round)
        | {
            "rows": chosen,
            "counts": [(each, n, _query(region, each)) for each, n in round_overview.counts(shown)],
            "everyone": (len(shown), _query(region, "")),
            "parts": round_overview.by_region(rows),
            "states": list(State),
            "regions": Region.objects.all(),
            "region": region,
            "state": state,
            "reminders": the_round.reminders.select_related("set_by"),
            "outcome": rounds.outcome(the_round, moment(request)),
        },
    )


def _query(region: str, state: str) -> str:
    wanted = {"region": region, "svar": state}
    return "?" + urlencode({name: value for name, value in wanted.items() if value})


@only("may_enter")
@require_safe
def export(request: HttpRequest, competition: str, kind: str) -> HttpResponse:
    """The answers as a file."""
    the_round = find_round(request, competition)
    lines = round_overview.lines(round_overview.rows(the_round))
    make = xlsx_file if kind == "xlsx" else csv_file
    return make(f"svar-{the_round.competition_id}", round_overview.heading(), lines)


@only("may_enter")
@require_safe
def municipality(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """One municipality: its answers, its letters and its link."""
    the_round = find_round(request, competition)
    invitation = find_invitation(the_round, municipality)
    return render(
        request,
        "organiser/round/municipality.html",
        head(request, the_round)
        | {
            "invitation": invitation,
            "addressee": addressees.of(invitation.municipality),
            "link": round_letter.link(invitation),
            "versions": round_answers.versions(invitation),
            "letters": round_mail.history(invitation),
        },
    )


@only("may_enter")
@require_POST
def link(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """A new personal link, or none."""
    invitation = find_invitation(find_round(request, competition), municipality)
    by, now = signed_in(request), moment(request)
    if request.POST.get("act") == "withdraw":
        attempt(
            request,
            lambda: invitations.withdraw(invitation, by=by, now=now),
            _("The link is withdrawn."),
        )
    else:
        attempt(
            request,
            lambda: invitations.renew(invitation, by=by, now=now),
            _("There is a new link. The one before no longer works; send the invitation again."),
        )
    return redirect("round_municipality", competition, municipality)


@only("may_enter")
@require_POST
def send_again(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """The invitation once more to one municipality."""
    invitation = find_invitation(find_round(request, competition), municipality)
    by, now = signed_in(request), moment(request)

    def act() -> None:
        with transaction.atomic():
            round_mail.send_again(invitation, by=by, now=now)
            transaction.on_commit(tasks.send_round.delay)

    attempt(request, act, _("The invitation is on its way."))
    return redirect("round_municipality", competition, municipality)


@only("may_enter")
def answer_for(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """The answer that a municipality gives by telephone, marked as the organiser's entry."""
    the_round = find_round(request, competition)
    invitation = find_invitation(the_round, municipality)
    back = reverse("round_municipality", args=[competition, municipality])
    return answer_sheet(
        request,
        invitation,
        via=Answer.Via.ORGANISER,
        template="organiser/round/answer_for.html",
        known=head(request, the_round) | {"back": back},
        done=lambda _answer: back,
    )


def answer_sheet(
    request: HttpRequest,
    invitation: Invitation,
    *,
    via: Answer.Via,
    template: str,
    known: dict[str, object],
    done: Callable[[Answer], str],
) -> HttpResponse:
    """The form of an answer, whoever gives it; nothing that was written is lost."""
    meetings = round_answers.meetings(invitation)
    versions = round_answers.versions(invitation)
    last = versions[0] if versions else None
    sheet, status = AnswerSheet(meetings, last=last), 200
    if request.method == "POST":
        sheet = AnswerSheet.read(meetings, request.POST)
        if not sheet.adds:
            given = _give(request, invitation, sheet, via)
            if given is not None:
                return redirect(done(given))
            status = 422
    return render(
        request,
        template,
        known
        | {"invitation": invitation, "sheet": sheet, "versions": versions, "meetings": meetings},
        status=status,
    )


def _give(
    request: HttpRequest, invitation: Invitation, sheet: AnswerSheet, via: Answer.Via
) -> Answer | None:
    """The stored answer, or None where the sheet says what must be mended."""
    if not sheet.is_valid():
        return None
    by = None if via == Answer.Via.LINK else signed_in(request)
    try:
        with transaction.atomic():
            given = round_answers.give(
                invitation, said=sheet.said(), via=via, by=by, now=moment(request)
            )
            round_mail.send_receipt(given)
            transaction.on_commit(tasks.send_round.delay)
    except Refused as refusal:
        sheet.problem = str(refusal)
        return None
    return given


@only("may_enter")
def confirm(request: HttpRequest, competition: str) -> HttpResponse:
    """Who becomes a participant and who does not; looked at first, then said."""
    the_round = find_round(request, competition)
    if request.method == "POST":
        by, now, seen = signed_in(request), moment(request), request.POST.get("seen", "")
        attempt(
            request,
            lambda: rounds.confirm(the_round, seen=seen, by=by, now=now),
            _("The participants are confirmed."),
        )
        return redirect("round_confirm", competition)
    return render(
        request,
        "organiser/round/confirm.html",
        head(request, the_round) | {"outcome": rounds.outcome(the_round, moment(request))},
    )
