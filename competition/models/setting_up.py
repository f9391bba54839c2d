"""How a competition is set up: every change of it, the population that was brought in, and changes
of who takes part that wait for a second person.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competition.models.competition import Competition
from municipalities.models import Municipality, person_key


class SetUpStep(models.Model):
    """One thing somebody did to a competition, kept for good: who, what, when.

    `changes` lists what was and what it became, as `{"field", "old", "new"}`; dates as ISO text.
    """

    class Action(models.TextChoices):
        CREATED = "created", _("competition set up")
        CHANGED = "changed", _("competition changed")
        OPENED = "opened", _("competition opened")
        POPULATION = "population", _("population stored")
        ENROLLED = "enrolled", _("participant added")
        REMOVED = "removed", _("participant taken out")
        PROPOSED = "proposed", _("late change of participants proposed")
        WITHDRAWN = "withdrawn", _("late change of participants withdrawn")
        CLOSED = "closed", _("competition closed")
        REOPENED = "reopened", _("closing taken back")
        SIGNED = "signed", _("result signed")
        UNSIGNED = "unsigned", _("signature withdrawn")
        FINALIZED = "finalized", _("result finalized")
        UNFINALIZED = "unfinalized", _("finalizing taken back")
        REGIONS_TOLD = "regions told", _("regional winners told")
        TIME_SET = "time set", _("announcement set to its time")
        TIME_UNSET = "time unset", _("announcement no longer set to its time")
        ANNOUNCED = "announced", _("winners announced")
        DRAW_PLANNED = "draw planned", _("source and moment of the draw named")
        DRAW_PROMISED = "draw promised", _("list promised for the draw")
        DRAW_SIGNED = "draw signed", _("promises of the draw signed")
        VALUE_ENTERED = "value entered", _("value of the draw entered")
        VALUE_WITHDRAWN = "value withdrawn", _("value of the draw withdrawn")
        DRAWN = "drawn", _("draw made")
        PASSED_OVER = "passed over", _("passed over in the draw")
        REHEARSED = "rehearsed", _("rehearsal begun")
        THROWN_AWAY = "thrown away", _("rehearsal thrown away")

    competition = models.ForeignKey(
        Competition,
        on_delete=models.PROTECT,
        related_name="set_up_steps",
        verbose_name=_("competition"),
    )
    action = models.CharField(_("step"), max_length=16, choices=Action)
    by = person_key("set_up_steps", _("by"), null=True)
    at = models.DateTimeField(_("at"), db_index=True)
    changes = models.JSONField(_("changes"), default=list, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step of the set-up")
        verbose_name_plural = _("steps of the set-up")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.competition_id} {self.action}"


class PopulationLoad(models.Model):
    """The population of one day on its way in: fetched or sent, looked over, stored.

    What came is kept byte for byte with its SHA-256. `problems` and `remarks` are sentences.
    """

    class Source(models.TextChoices):
        FILE = "file", _("file")
        STATBANK = "statbank", _("Statistikbanken's interface")

    class Status(models.TextChoices):
        FETCHING = "fetching", _("being fetched")
        FAILED = "failed", _("could not be fetched")
        REFUSED = "refused", _("refused")
        READY = "ready", _("to be looked over")
        STORED = "stored", _("stored")

    competition = models.ForeignKey(
        Competition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="population_loads",
        verbose_name=_("competition"),
    )
    as_of = models.DateField(_("population day"), db_index=True)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    origin = models.CharField(_("name of the file or address"), max_length=400, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    problems = models.JSONField(default=list, blank=True)
    remarks = models.JSONField(default=list, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    by = person_key("population_loads", _("brought in by"), null=True)
    at = models.DateTimeField(_("brought in"))
    touched_at = models.DateTimeField(_("last touched"), auto_now=True)
    stored_by = person_key("stored_population_loads", _("stored by"), null=True)
    stored_at = models.DateTimeField(_("stored"), null=True, blank=True)

    class Meta:
        verbose_name = _("loading of population")
        verbose_name_plural = _("loadings of population")
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="stored", stored_at__isnull=False)
                | (~Q(status="stored") & Q(stored_at=None)),
                name="population_stored_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ready", "stored"])
                | (Q(content__isnull=False) & ~Q(sha256="")),
                name="population_is_kept_as_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d} {self.source} {self.status}"


class LateProposal(models.Model):
    """A change of participants after the enrolment deadline: proposed by one, confirmed by another."""

    class Status(models.TextChoices):
        OPEN = "open", _("waits")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    competition = models.ForeignKey(
        Competition,
        on_delete=models.PROTECT,
        related_name="late_changes",
        verbose_name=_("competition"),
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    takes_part = models.BooleanField(_("shall take part"))
    reason = models.TextField(_("reason"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    proposed_by = person_key("proposed_late_changes", _("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = person_key("decided_late_changes", _("decided by"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("late change of participants")
        verbose_name_plural = _("late changes of participants")
        ordering: ClassVar = ["-proposed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["competition", "municipality"],
                condition=Q(status="open"),
                name="one_open_late_change",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(decided_by=F("proposed_by")),
                name="late_change_by_two_people",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="late_change_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.competition_id} {self.municipality_id} {self.status}"
