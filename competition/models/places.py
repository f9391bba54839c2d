"""Places as they stood, and what corrections moved."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competition.categories import CATEGORIES
from competition.models.competition import Competition
from competition.ranking import Unranked
from municipalities.models import Municipality
from signups.models import Correction, Release


class StoredPlace(models.Model):
    """One municipality's place in one category, as it stood when the release was published.

    `numerator` over `denominator` is the exact value; `place` is null with a `reason` for whoever
    is unranked.
    """

    competition = models.ForeignKey(
        Competition,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="places",
        verbose_name=_("competition"),
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="places", verbose_name=_("release")
    )
    category = models.CharField(
        _("category"), max_length=20, choices=[(c.slug, c.title) for c in CATEGORIES]
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="places",
        verbose_name=_("municipality"),
    )
    place = models.PositiveIntegerField(_("place"), null=True, blank=True)
    place_in_region = models.PositiveIntegerField(_("place in the region"), null=True, blank=True)
    reason = models.CharField(
        _("reason"), max_length=20, blank=True, choices=[(r.value, r.title) for r in Unranked]
    )
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering: ClassVar = ["release", "category", F("place").asc(nulls_last=True)]
        constraints: ClassVar = [
            # In this order its index answers what every page asks: a municipality's places.
            models.UniqueConstraint(
                fields=["municipality", "release", "competition", "category"],
                name="one_place_a_category",
            ),
            models.CheckConstraint(
                # A comparison with NULL is no refusal, so that each must be there by name.
                condition=Q(
                    place__isnull=False,
                    place_in_region__isnull=False,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    place__gte=1,
                    place_in_region__gte=1,
                    denominator__gt=0,
                    reason="",
                )
                | (Q(place=None, place_in_region=None) & ~Q(reason="")),
                name="a_place_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.category} {self.municipality_id}: {self.place}"


class MovedPlace(models.Model):
    """A place of a published week that a correction changed: what it was and what it became. None is
    no place.
    """

    correction = models.ForeignKey(
        Correction,
        on_delete=models.PROTECT,
        related_name="moved_places",
        verbose_name=_("correction"),
    )
    competition = models.ForeignKey(
        Competition, on_delete=models.CASCADE, related_name="+", verbose_name=_("competition")
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="+", verbose_name=_("release")
    )
    category = models.CharField(
        _("category"), max_length=20, choices=[(c.slug, c.title) for c in CATEGORIES]
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    old = models.PositiveIntegerField(_("old place"), null=True, blank=True)
    new = models.PositiveIntegerField(_("new place"), null=True, blank=True)

    class Meta:
        verbose_name = _("moved place")
        verbose_name_plural = _("moved places")
        ordering: ClassVar = ["release__as_of", "category", F("new").asc(nulls_last=True)]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["correction", "competition", "release", "category", "municipality"],
                name="a_place_moves_once_a_correction",
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.old} → {self.new}"
