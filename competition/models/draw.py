"""The draw of the prizes: what was promised beforehand, the value that decides, and the signed editions.

No table here holds anything of a citizen. Rows are added and stay; a promise can be given anew until
the first edition is signed, which the database sees to.
"""

from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from competition.canonical import LARGEST
from competition.models.competition import Competition
from competition.models.finish import Award, ResultRecord
from municipalities.models import person_key

HASH_PATTERN = r"^[0-9a-f]{64}$"
VALUE_PATTERN = r"^(0|[1-9][0-9]*)( (0|[1-9][0-9]*))*$"


class DrawPlan(models.Model):
    """Where the randomness comes from, when, and how it is read: named before it exists. The newest
    counts; the ones before it are what was said earlier, and `reason` says why it was changed.
    """

    competition = models.ForeignKey(
        Competition,
        on_delete=models.PROTECT,
        related_name="draw_plans",
        verbose_name=_("competition"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    source = models.CharField(_("public source"), max_length=200)
    link = models.CharField(
        _("address of the source"), max_length=400, validators=[URLValidator(["https", "http"])]
    )
    moment = models.DateTimeField(_("moment of the randomness"))
    reading = models.TextField(_("how the value is read"), max_length=1000)
    example = models.CharField(_("example of a value"), max_length=200)
    reason = models.TextField(_("reason of the change"), max_length=500, blank=True)
    by = person_key("draw_plans", _("named by"))
    at = models.DateTimeField(_("named"))

    class Meta:
        verbose_name = _("plan of the draw")
        verbose_name_plural = _("plans of the draw")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["competition", "number"], name="one_plan_a_number"),
            models.CheckConstraint(
                condition=Q(number=1) | (Q(number__gt=1) & ~Q(reason="")),
                name="a_changed_plan_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(moment__gt=F("at")), name="randomness_is_named_in_advance"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(link="") & ~Q(reading=""), name="plan_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(example__regex=VALUE_PATTERN), name="example_is_a_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition_id} {self.number} {self.moment:%Y-%m-%d %H:%M}"


class DrawPromise(models.Model):
    """What a winning municipality commits to: how many stand on its list, and the list's salted hash.
    The newest of an award counts. `note` says how it came to whoever wrote it in for somebody else.
    """

    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="promises", verbose_name=_("award")
    )
    count = models.BigIntegerField(_("citizens on the list"))
    commitment = models.CharField("SHA-256", max_length=64)
    note = models.TextField(_("note"), max_length=500, blank=True)
    by = person_key("draw_promises", _("promised by"))
    at = models.DateTimeField(_("promised"))

    class Meta:
        verbose_name = _("promise before the draw")
        verbose_name_plural = _("promises before the draw")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=LARGEST), name="list_has_somebody"
            ),
            models.CheckConstraint(
                condition=Q(commitment__regex=HASH_PATTERN), name="promise_is_a_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.count}"


class DrawValue(models.Model):
    """The value as the source published it: typed by one person, and again by another."""

    record = models.ForeignKey(
        ResultRecord, on_delete=models.PROTECT, related_name="draw_values", verbose_name=_("record")
    )
    value = models.TextField(_("value"))
    entered_by = person_key("entered_draw_values", pgettext_lazy("value", "entered by"))
    entered_at = models.DateTimeField(pgettext_lazy("value", "entered"))
    confirmed_by = person_key("confirmed_draw_values", _("confirmed by"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("value of the draw")
        verbose_name_plural = _("values of the draw")
        ordering: ClassVar = ["entered_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(withdrawn_at=None), name="one_value_a_draw"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="value_is_not_empty"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__gte=F("entered_at"),
                    withdrawn_at=None,
                ),
                name="value_is_confirmed_or_not",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="value_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.entered_at:%Y-%m-%d %H:%M}"


class DrawEdition(models.Model):
    """The draws as they were signed: `document` is the signed text byte for byte. Never changed; what
    comes later is another edition, which names this one by its `sha256`.
    """

    record = models.ForeignKey(
        ResultRecord,
        on_delete=models.PROTECT,
        related_name="draw_editions",
        verbose_name=_("record"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    document = models.TextField(_("document"))
    sha256 = models.CharField("SHA-256", max_length=64)
    by = person_key("draw_editions", _("signed by"))
    made_at = models.DateTimeField(pgettext_lazy("document", "made"))

    class Meta:
        verbose_name = _("edition of the draw")
        verbose_name_plural = _("editions of the draw")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "number"], name="one_edition_a_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(document=""), name="edition_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.number}"


class PassedOver(models.Model):
    """A drawn ordinal whose citizen does not get the prize, so that the next reserve does. The reason
    is one of a few words: there is no room for anything about a person. `note` says how the organiser
    was told, where the municipality has nobody here; it is not published.
    """

    class Reason(models.TextChoices):
        NOT_REACHED = "not reached", _("could not be reached in time")
        DECLINED = "declined", _("does not want the prize")
        NOT_ENTITLED = "not entitled", _("should not have been on the list")

    promise = models.ForeignKey(
        DrawPromise, on_delete=models.PROTECT, related_name="passed_over", verbose_name=_("promise")
    )
    ordinal = models.BigIntegerField(_("ordinal"))
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    note = models.TextField(_("note"), max_length=500, blank=True)
    by = person_key("passed_over", _("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("passed over in the draw")
        verbose_name_plural = _("passed over in the draw")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["promise", "ordinal"], name="passed_over_once"),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="ordinal_counts_from_one"),
            models.CheckConstraint(
                condition=Q(reason__in=["not reached", "declined", "not entitled"]),
                name="passed_over_for_a_known_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.ordinal}"
