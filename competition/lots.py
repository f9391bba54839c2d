"""A competition's draw as it stands: the winners' lots, what was named, promised, signed and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from competition import draw, results
from competition.categories import BY_SLUG, Category
from competition.models import (
    Award,
    Competition,
    DrawEdition,
    DrawPlan,
    DrawPromise,
    DrawValue,
    PassedOver,
    ResultRecord,
)
from competition.visibility import Visibility
from municipalities.models import Municipality, User
from signups import people
from signups.releases import Refused

AHEAD = timedelta(hours=1)
"""The moment of the randomness lies at least so far ahead when it is named, and when it is signed."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One winner's draw: the title, the newest promise, and who was passed over."""

    award: Award
    promise: DrawPromise | None
    passed_over: Sequence[PassedOver]

    @property
    def category(self) -> Category:
        return BY_SLUG[self.award.category]

    @property
    def municipality(self) -> Municipality:
        return self.award.municipality

    @property
    def is_promised_by_its_own(self) -> bool:
        """Whether the municipality's own people gave the promise: only others say how it was told."""
        return self.promise is not None and not self.promise.note

    @property
    def commitment(self) -> draw.Commitment:
        """What was promised; ValueError where nothing was."""
        if self.promise is None:
            raise ValueError("nothing was promised")
        return draw.Commitment(
            category=self.category.key,
            municipality=self.award.municipality_id,
            count=self.promise.count,
            commitment=self.promise.commitment,
            at=timezone.localtime(self.promise.at),
        )


@dataclass(frozen=True)
class Drawing:
    """A competition's draw as it stands: what is there is read once, when it is asked for."""

    competition: Competition
    now: datetime

    @cached_property
    def plans(self) -> list[DrawPlan]:
        """Everything that was named, the newest first."""
        return list(self.competition.draw_plans.select_related("by"))

    @property
    def plan(self) -> DrawPlan | None:
        return next(iter(self.plans), None)

    @property
    def is_announced(self) -> bool:
        """Whether the winners are told; before that nobody promises anything, and none is named."""
        return Visibility(self.competition, self.now).is_announced

    @cached_property
    def record(self) -> ResultRecord | None:
        """The record that the draw rests on; None before the announcement."""
        return results.current(self.competition) if self.is_announced else None

    @cached_property
    def lots(self) -> list[Lot]:
        """One for each winner of each category, in the order of the categories and the alphabet."""
        if self.record is None:
            return []
        awards = self.record.awards.filter(region=None, place=1).select_related("municipality")
        found = awards.prefetch_related("promises__by", "promises__passed_over__by")
        lots = [_lot(award) for award in found]
        order = [category.slug for category in self.competition.used_categories]
        return sorted(
            lots, key=lambda lot: (order.index(lot.award.category), lot.municipality.sort_key)
        )

    @cached_property
    def editions(self) -> list[DrawEdition]:
        """What was signed, in order."""
        return list(self.record.draw_editions.select_related("by")) if self.record else []

    @cached_property
    def value(self) -> DrawValue | None:
        """The value that one person typed, confirmed by another or waiting to be."""
        if self.record is None:
            return None
        people = ("entered_by", "confirmed_by")
        return self.record.draw_values.filter(withdrawn_at=None).select_related(*people).first()

    @property
    def is_signed(self) -> bool:
        """Whether what was promised is signed, and so fixed."""
        return bool(self.editions)

    @property
    def is_drawn(self) -> bool:
        """Whether two people have typed the value, so that the draw is made."""
        return self.is_signed and self.value is not None and self.value.confirmed_at is not None

    @property
    def is_near(self) -> bool:
        """Whether the moment is so near that what is signed now could be called late."""
        return self.plan is not None and self.plan.moment < self.now + self.ahead

    @property
    def ahead(self) -> timedelta:
        """How long before the moment it is named, and the promises signed. A rehearsal waits for no hour."""
        return timedelta(0) if self.competition.is_rehearsal else AHEAD

    @property
    def has_come(self) -> bool:
        """Whether the moment that was named has come."""
        return self.plan is not None and self.plan.moment <= self.now

    @property
    def lacking(self) -> list[Lot]:
        """The winners who have promised nothing."""
        return [lot for lot in self.lots if lot.promise is None]

    def drawn(self, lot: Lot) -> draw.Drawn | None:
        """What the value gives this winner; None before, and where nothing was promised in time."""
        value = self.value
        if not self.is_drawn or value is None or lot.promise is None or self.record is None:
            return None
        return draw.draw(self.record.sha256, lot.commitment, value.value)

    def holders(self, lot: Lot) -> list[int]:
        """The ordinals that have the prizes now."""
        drawn = self.drawn(lot)
        return drawn.holders([one.ordinal for one in lot.passed_over]) if drawn else []

    def may_be_stood_in_for(self, lot: Lot) -> bool:
        """Whether the organiser may pass a winner's prizes on: its own people do, where there are any.
        None of them is at a rehearsal.
        """
        return self.competition.is_rehearsal or not people.have_access(lot.municipality)

    def lot(self, category: Category, municipality: Municipality) -> Lot:
        """One winner's draw. `Refused` where it has not won."""
        for each in self.lots:
            if (each.category, each.municipality) == (category, municipality):
                return each
        raise Refused(
            _("%(name)s has not won the title %(title)s, so nothing is drawn there.")
            % {"name": municipality, "title": category.title}
        )


def _lot(award: Award) -> Lot:
    promise = next(iter(award.promises.all()), None)  # ordered: the newest first
    return Lot(award, promise, list(promise.passed_over.all()) if promise else [])


# --- what an edition says -------------------------------------------------------------------------
def draws(found: Drawing, value: DrawValue | None, *, by: User, reason: str = "") -> draw.Draws:
    """What the next edition says: everything that was promised, and what the value gives. `reason` is
    why it names another source than the edition before.
    """
    assert found.record is not None  # noqa: S101  asked before
    assert found.plan is not None  # noqa: S101  asked before
    plan = found.plan
    return draw.Draws(
        record_sha256=found.record.sha256,
        edition=len(found.editions) + 1,
        previous_sha256=found.editions[-1].sha256 if found.editions else None,
        source=f"{plan.source}. {plan.reading} {plan.link}",
        example=plan.example,
        moment=timezone.localtime(plan.moment),
        reason=reason,
        signed=results.signatory(by, found.now),
        published=_published(value) if value else None,
        raffles=[
            draw.Raffle(
                lot.commitment,
                [
                    draw.PassedOver(one.ordinal, timezone.localtime(one.at), one.reason)
                    for one in lot.passed_over
                ],
            )
            for lot in found.lots
            if lot.promise is not None
        ],
    )


def _published(value: DrawValue) -> draw.Published:
    assert value.confirmed_by is not None  # noqa: S101  asked before
    assert value.confirmed_at is not None  # noqa: S101  asked before
    return draw.Published(
        value=value.value,
        entered=results.signatory(value.entered_by, value.entered_at),
        confirmed=results.signatory(value.confirmed_by, value.confirmed_at),
    )
