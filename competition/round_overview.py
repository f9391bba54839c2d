"""Who has answered, at a glance."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition import rounds
from competition.models import Answer, Competition, Contact, Dispatch, Invitation, Round
from municipalities.models import Municipality, Region


class State(StrEnum):
    """How it stands with a municipality."""

    YES = "ja"
    NO = "nej"
    MISSING = "mangler"
    FAILED = "fejl"

    @property
    def label(self) -> Promise:
        return _TITLES[self]


_TITLES = {
    State.YES: gettext_lazy("Takes part"),
    State.NO: gettext_lazy("Does not take part"),
    State.MISSING: gettext_lazy("Not answered yet"),
    State.FAILED: gettext_lazy("E-mail failed"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One municipality: its last answer, what failed, and how often it was reminded."""

    invitation: Invitation
    answer: Answer | None
    main: Contact | None
    failed: Dispatch | None
    reminders: int

    @property
    def municipality(self) -> Municipality:
        return self.invitation.municipality

    @property
    def state(self) -> State:
        if self.answer is not None:
            return State.YES if self.answer.takes_part else State.NO
        return State.FAILED if self.failed else State.MISSING


@dataclass(frozen=True, slots=True)
class Part:
    """One region's rows by state."""

    region: Region
    rows: Sequence[Row]
    counts: Sequence[tuple[State, int]]


def rows(the_round: Round) -> list[Row]:
    """All municipalities in their order: five queries."""
    answers = Prefetch("answers", Answer.objects.select_related("by", "meeting").order_by("number"))
    found = the_round.invitations.select_related("municipality__region").prefetch_related(
        answers, "answers__contacts", "dispatches"
    )
    return [_row(one) for one in found]


def _row(invitation: Invitation) -> Row:
    given = list(invitation.answers.all())
    answer = given[-1] if given else None
    if answer is not None:
        answer.invitation = invitation
    people = list(answer.contacts.all()) if answer else []
    letters = list(invitation.dispatches.all())
    ours = [each for each in letters if each.kind != Dispatch.Kind.RECEIPT]
    last = ours[-1] if ours else None
    return Row(
        invitation=invitation,
        answer=answer,
        main=next((each for each in people if each.is_main), None),
        failed=last if last and last.status == Dispatch.Status.FAILED else None,
        reminders=sum(each.kind == Dispatch.Kind.REMINDER and bool(each.sent_at) for each in ours),
    )


def counts(all_rows: Sequence[Row]) -> list[tuple[State, int]]:
    """How many in each state."""
    found = Counter(row.state for row in all_rows)
    return [(state, found[state]) for state in State]


def by_region(all_rows: Sequence[Row]) -> list[Part]:
    """The same for each region, by its code."""
    regions = {row.municipality.region_id: row.municipality.region for row in all_rows}
    ours = {
        code: [row for row in all_rows if row.municipality.region_id == code] for code in regions
    }
    return [Part(regions[code], ours[code], counts(ours[code])) for code in sorted(regions)]


def waits(competition: Competition, now: datetime) -> bool:
    """Whether the deadline is over and the participants are still to be fixed."""
    the_round = Round.objects.filter(competition=competition).first()
    return (
        the_round is not None
        and not rounds.is_open(competition, now)
        and not rounds.is_confirmed(the_round, now)
    )


def heading() -> list[str]:
    """The columns of the export."""
    return [
        _("code"), _("municipality"), _("region"), _("state"), _("receipt"), _("answered"),
        _("how"), _("by"), _("main contact person"), _("title"), _("e-mail"), _("telephone"),
        _("other contact persons"), _("remarks"), _("information meeting"), _("who comes"),
    ]  # fmt: skip


def lines(all_rows: Sequence[Row]) -> Iterator[list[str]]:
    """The lines of the export."""
    for row in all_rows:
        answer, main = row.answer, row.main
        others = [c for c in answer.contacts.all() if not c.is_main] if answer else []
        yield [
            row.municipality.code, row.municipality.name, row.municipality.region.name,
            str(row.state.label), answer.receipt if answer else "",
            answer.at.astimezone(rounds.COPENHAGEN).isoformat(timespec="minutes") if answer else "",
            answer.get_via_display() if answer else "", str(answer.by or "") if answer else "",
            main.name if main else "", main.title if main else "", main.email if main else "",
            main.phone if main else "",
            "; ".join(f"{c.name} <{c.email}> {c.phone}".strip() for c in others),
            answer.remarks if answer else "",
            str(answer.meeting or "") if answer else "", answer.attending if answer else "",
        ]  # fmt: skip
