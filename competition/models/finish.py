"""The end of a competition: who signed, the record of the result, and the titles in it."""

import json
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from competition.categories import CATEGORIES
from competition.models.competition import Competition
from municipalities.models import Municipality, Region, person_key


class Signature(models.Model):
    """One person's word for a result: it holds for the inputs and outcomes whose `digest` it names,
    and for no others.
    """

    competition = models.ForeignKey(
        Competition,
        on_delete=models.PROTECT,
        related_name="signatures",
        verbose_name=_("competition"),
    )
    person = person_key("signatures", _("signed by"))
    at = models.DateTimeField(_("signed"))
    digest = models.CharField("SHA-256", max_length=64)
    note = models.TextField(_("note"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["competition", "person"],
                condition=Q(withdrawn_at=None),
                name="one_signature_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.competition_id} {self.person_id} {self.at:%Y-%m-%d %H:%M}"


class ResultRecord(models.Model):
    """The result as it was signed: `document` is the signed text byte for byte. Never changed; one
    that was taken back before anybody was told keeps its number, and the next has another.
    """

    competition = models.ForeignKey(
        Competition, on_delete=models.PROTECT, related_name="records", verbose_name=_("competition")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    document = models.TextField(_("document"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(pgettext_lazy("document", "made"))

    class Meta:
        verbose_name = _("result record")
        verbose_name_plural = _("result records")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["competition", "number"], name="one_record_a_number"),
            models.CheckConstraint(condition=~Q(document=""), name="record_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.competition_id} {self.number}"

    @property
    def public_key(self) -> str:
        """The public half of the key that signed it."""
        return str(json.loads(self.document)["public_key"])


class Award(models.Model):
    """A title, or one of the next places, as the record has it. `region` is None for the whole
    country. Equals have the same place and each the title.
    """

    record = models.ForeignKey(
        ResultRecord, on_delete=models.PROTECT, related_name="awards", verbose_name=_("record")
    )
    category = models.CharField(
        _("category"), max_length=20, choices=[(c.slug, c.title) for c in CATEGORIES]
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="awards",
        verbose_name=_("municipality"),
    )
    place = models.PositiveSmallIntegerField(_("place"))
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering: ClassVar = ["record", "category", "region", "place", "municipality"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record", "category", "region", "municipality"],
                nulls_distinct=False,
                name="one_award_each",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="award_has_a_place"),
            models.CheckConstraint(condition=Q(denominator__gte=1), name="award_can_be_divided"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.place} {self.municipality_id}"


class WinnerLetter(models.Model):
    """One e-mail that names the regional winners. It is claimed before it is sent, so that it is never
    sent twice; one that stays claimed may have gone out.
    """

    competition = models.ForeignKey(
        Competition,
        on_delete=models.CASCADE,
        related_name="winner_letters",
        verbose_name=_("competition"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("municipality"),
    )
    address = models.EmailField(_("e-mail address"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("taken to be sent"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("letter about the winners")
        verbose_name_plural = _("letters about the winners")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["competition", "municipality", "address"],
                name="one_winner_letter_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition_id} {self.municipality_id}"
