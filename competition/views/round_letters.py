"""What the round sends: the letter, its addressees, the meetings, invitations and reminders."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from competition import addressees, calendars, round_letter, round_mail, rounds, tasks
from competition.models import Dispatch, Invitation, Meeting, Reminder, Round
from competition.round_forms import AddresseeForm, LetterForm, ListForm, MeetingForm, ReminderForm
from competition.views.opening import moment
from competition.views.round_desk import find_invitation, find_round, head
from municipalities.access import only, signed_in
from municipalities.loading import LoadingError
from signups.attempts import attempt
from signups.kept import refuse_size
from signups.releases import Refused


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with; nothing where it is only asked for."""
    return request.POST if request.method == "POST" else None


@only("may_enter")
def letter(request: HttpRequest, competition: str) -> HttpResponse:
    """Write the letter and the reminder, and see them as a municipality gets them."""
    the_round = find_round(request, competition)
    # The form writes on a copy, so that what cannot be stored is not shown as the letter.
    form = LetterForm(_sent(request), instance=find_round(request, competition))
    if request.method == "POST" and form.is_valid():
        by, now, seen = signed_in(request), moment(request), request.POST.get("seen", "")
        try:
            rounds.write(the_round, values=form.cleaned_data, seen=seen, by=by, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            the_round = find_round(request, competition)
        else:
            messages.success(request, _("The letter is kept."))
            return redirect("round_letter", competition)
        seen = rounds.letter_key(the_round)
    else:
        seen = request.POST.get("seen") or rounds.letter_key(the_round)
    return render(
        request,
        "organiser/round/letter.html",
        head(request, the_round) | _previewed(request, the_round) | {"form": form, "seen": seen},
        status=422 if form.errors else 200,
    )


def _previewed(request: HttpRequest, the_round: Round) -> dict[str, object]:
    """The letter as it goes to the municipality that the address names, else to the first."""
    everyone = list(the_round.invitations.select_related("municipality"))
    wanted = request.GET.get("kommune", "")
    chosen = next((one for one in everyone if one.municipality.slug == wanted), everyone[0])
    chosen.round = the_round
    kind = Dispatch.Kind.REMINDER if "paamindelse" in request.GET else Dispatch.Kind.INVITATION
    return {
        "invitations": everyone,
        "chosen": chosen,
        "to": addressees.lines(addressees.of(chosen.municipality)),
        "preview": round_mail.preview(the_round, chosen, kind=kind),
        "kind": kind,
    }


@only("may_enter")
@require_safe
def letters_pdf(request: HttpRequest, competition: str) -> HttpResponse:
    """All letters as one PDF file."""
    the_round = find_round(request, competition)
    everyone = list(the_round.invitations.select_related("municipality"))
    return _pdf(request, the_round, everyone, f"breve-{competition}")


@only("may_enter")
@require_safe
def letter_pdf(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """One municipality's letter as a PDF file."""
    the_round = find_round(request, competition)
    chosen = find_invitation(the_round, municipality)
    return _pdf(request, the_round, [chosen], f"brev-{competition}-{municipality}")


def _pdf(
    request: HttpRequest, the_round: Round, asked: list[Invitation], name: str
) -> HttpResponse:
    content = round_letter.on_paper(the_round, asked, now=moment(request))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@only("may_enter")
def recipients(request: HttpRequest, competition: str) -> HttpResponse:
    """Whom the letters are addressed to; a list can be sent in."""
    the_round = find_round(request, competition)
    form = ListForm(_sent(request), request.FILES if request.method == "POST" else None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            refuse_size(len(content))
            count = addressees.load(content=content, by=signed_in(request), now=moment(request))
        except LoadingError as error:
            problems = error.problems
        except Refused as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, _("Kept: %(n)s municipalities.") % {"n": count})
            return redirect("round_recipients", competition)
    everyone = addressees.everyone()
    return render(
        request,
        "organiser/round/recipients.html",
        head(request, the_round)
        | {
            "form": form,
            "problems": problems,
            "everyone": everyone,
            "without": sum(not one.email for one in everyone),
        },
        status=422 if form.errors or problems else 200,
    )


@only("may_enter")
def recipient(request: HttpRequest, competition: str, municipality: str) -> HttpResponse:
    """Whom the letters to one municipality are addressed to."""
    the_round = find_round(request, competition)
    chosen = find_invitation(the_round, municipality).municipality
    form = AddresseeForm(_sent(request), instance=addressees.of(chosen))
    if request.method == "POST" and form.is_valid():
        by, now = signed_in(request), moment(request)
        addressees.write(chosen, values=form.cleaned_data, by=by, now=now)
        messages.success(request, _("Kept: %(name)s.") % {"name": chosen})
        return redirect("round_recipients", competition)
    return render(
        request,
        "organiser/round/form.html",
        head(request, the_round) | {"form": form, "title": chosen.name, "back": "round_recipients"},
        status=422 if form.errors else 200,
    )


@only("may_enter")
def meetings(request: HttpRequest, competition: str) -> HttpResponse:
    """The information meetings with who comes, and the form for one more."""
    the_round = find_round(request, competition)
    form = MeetingForm(_sent(request))
    if request.method == "POST" and form.is_valid() and _keep(request, the_round, Meeting(), form):
        return redirect("round_meetings", competition)
    found = list(the_round.meetings.all())
    last = {
        one.pk: one
        for invitation in the_round.invitations.prefetch_related("answers__meeting")
        for one in list(invitation.answers.all())[:1]
    }
    comes = [one for one in last.values() if one.meeting_id]
    names = dict(the_round.invitations.values_list("pk", "municipality__name"))
    return render(
        request,
        "organiser/round/meetings.html",
        head(request, the_round)
        | {
            "form": form,
            "meetings": [
                (each, [(names[a.invitation_id], a) for a in comes if a.meeting_id == each.pk])
                for each in found
            ],
        },
        status=422 if form.errors else 200,
    )


@only("may_enter")
def meeting(request: HttpRequest, competition: str, pk: int) -> HttpResponse:
    """Change or cancel a meeting."""
    the_round = find_round(request, competition)
    found = get_object_or_404(Meeting, pk=pk, round=the_round)
    if request.method == "POST" and "cancel" in request.POST:
        by, now = signed_in(request), moment(request)
        attempt(
            request,
            lambda: rounds.cancel_meeting(found, by=by, now=now),
            _("The meeting is cancelled. Write to those who were coming."),
        )
        return redirect("round_meetings", competition)
    form = MeetingForm(_sent(request), instance=Meeting.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid() and _keep(request, the_round, found, form):
        return redirect("round_meetings", competition)
    return render(
        request,
        "organiser/round/form.html",
        head(request, the_round)
        | {"form": form, "title": found.title, "back": "round_meetings", "cancels": True},
        status=422 if form.errors else 200,
    )


def _keep(request: HttpRequest, the_round: Round, found: Meeting, form: MeetingForm) -> bool:
    by, now, values = signed_in(request), moment(request), form.values()
    return attempt(
        request,
        lambda: rounds.save_meeting(the_round, meeting=found, values=values, by=by, now=now),
        _("The meeting is kept."),
    )


@only("may_enter")
@require_safe
def meeting_ics(request: HttpRequest, competition: str, pk: int) -> HttpResponse:
    """A meeting's calendar file, as the municipalities get it."""
    found = get_object_or_404(Meeting, pk=pk, round=find_round(request, competition))
    return ics(found)


def ics(found: Meeting) -> HttpResponse:
    """A calendar file."""
    content = calendars.calendar([found])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="moede-{found.pk}.ics"'
    return response


@only("may_enter")
def send(request: HttpRequest, competition: str) -> HttpResponse:
    """Send the invitations, after a look at who gets one."""
    the_round = find_round(request, competition)
    if request.method == "POST":
        by, now = signed_in(request), moment(request)

        def act() -> None:
            with transaction.atomic():
                round_mail.invite(the_round, by=by, now=now)
                transaction.on_commit(tasks.send_round.delay)

        attempt(request, act, _("The invitations are on their way."))
        return redirect("round", competition)
    return render(
        request, "organiser/round/send.html", head(request, the_round) | _waiting(the_round)
    )


@only("may_enter")
@require_safe
def send_look(request: HttpRequest, competition: str) -> HttpResponse:
    """The last look before the invitations go out: how many, with which subject, deadline and
    meetings, and what in the letter would stand empty.
    """
    the_round = find_round(request, competition)
    known = head(request, the_round) | _waiting(the_round)
    if not known["asked"]:
        return redirect("round_send", competition)
    first = the_round.invitations.select_related("municipality").filter(withdrawn_at=None)[0]
    first.round = the_round
    letter = round_mail.preview(the_round, first, kind=Dispatch.Kind.INVITATION)
    meetings = list(the_round.meetings.filter(cancelled_at=None))
    asks_for_meetings = "[møder]" in the_round.subject + the_round.body
    return render(
        request,
        "organiser/round/send_look.html",
        known
        | {
            "subject": letter.subject,
            "meetings": [round_letter.meeting_line(one) for one in meetings],
            "names_no_meeting": asks_for_meetings and not meetings,
        },
    )


def _waiting(the_round: Round) -> dict[str, object]:
    """How many invitations have gone, and who has got none, with whom theirs would go to."""
    letters = Dispatch.objects.filter(invitation__round=the_round, kind=Dispatch.Kind.INVITATION)
    gone = letters.exclude(status=Dispatch.Status.FAILED).values_list("invitation", flat=True)
    waiting = the_round.invitations.filter(withdrawn_at=None).exclude(pk__in=gone)
    known = {one.municipality_id: one for one in addressees.everyone()}
    asked = [
        (one.municipality, known[one.municipality_id])
        for one in waiting.select_related("municipality")
    ]
    return {
        "gone": gone.count(),
        "asked": asked,
        "without": [who for who, to in asked if not to.email],
    }


@only("may_enter")
def remind(request: HttpRequest, competition: str) -> HttpResponse:
    """Remind those who have not answered: now, or on a day to come."""
    the_round = find_round(request, competition)
    deadline = the_round.competition.enrolment_deadline
    form = ReminderForm(_sent(request), deadline=deadline)
    by, now = signed_in(request), moment(request)
    if request.method == "POST" and "now" in request.POST:
        _remind_now(request, the_round)
        return redirect("round_remind", competition)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        done = attempt(
            request,
            lambda: rounds.set_reminder(the_round, day=day, by=by, now=now),
            _("The reminder is set. It goes out at 09:00 to those who are missing then."),
        )
        if done:
            return redirect("round_remind", competition)
    missing = round_mail.missing(the_round)
    return render(
        request,
        "organiser/round/remind.html",
        head(request, the_round)
        | {
            "form": form,
            "missing": missing,
            "preview": round_mail.preview(the_round, missing[0], kind=Dispatch.Kind.REMINDER)
            if missing
            else None,
            "reminders": the_round.reminders.select_related("set_by"),
        },
        status=422 if form.errors else 200,
    )


def _remind_now(request: HttpRequest, the_round: Round) -> None:
    by, now = signed_in(request), moment(request)
    try:
        with transaction.atomic():
            reminder = rounds.set_reminder(
                the_round, day=now.astimezone(rounds.COPENHAGEN).date(), by=by, now=now
            )
            count = round_mail.remind(reminder, now=now)
            transaction.on_commit(tasks.send_round.delay)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", count)
        messages.success(request, said % {"n": count})


@only("may_enter")
@require_POST
def unremind(request: HttpRequest, competition: str, pk: int) -> HttpResponse:
    """Take a reminder back."""
    the_round = find_round(request, competition)
    found = get_object_or_404(Reminder, pk=pk, round=the_round)
    by, now = signed_in(request), moment(request)
    attempt(
        request,
        lambda: rounds.drop_reminder(found, by=by, now=now),
        _("The reminder is taken back."),
    )
    return redirect("round_remind", competition)
