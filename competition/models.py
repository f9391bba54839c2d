"""How it is judged: competitions, who takes part, and the places as they stood."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competition.categories import CATEGORIES
from competition.ranking import Unranked
from municipalities.models import Municipality
from signups.models import Correction, Release


def _person(related_name: str, label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name=related_name,
        verbose_name=label,
        null=True,
        blank=True,
    )


class Competition(models.Model):
    """One round of the competition. Its dates choose the releases: `as_of` decides, not the week.

    `baseline_as_of` is the day of the last release at or before `opens_on`; growth is measured from
    it and places are computed from it on. `closing_as_of` is the day of the closing release.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        FINALIZED = "finalized", _("finalized")
        ANNOUNCED = "announced", _("announced")

    slug = models.CharField(
        _("address"),
        max_length=20,
        primary_key=True,
        validators=[RegexValidator(r"^\d{4}[a-z0-9-]*$", _("A year first, as 2014."))],
    )
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    figures_from = models.DateField(_("figures shown from"))
    opens_on = models.DateField(_("opening day"))
    enrolment_deadline = models.DateField(_("enrolment deadline"))
    baseline_as_of = models.DateField(_("baseline release, as of"))
    closing_as_of = models.DateField(_("closing release, as of"))
    regional_announcement_on = models.DateField(_("regional winners told from"))
    announcement_at = models.DateTimeField(_("announcement"))
    announcement_place = models.CharField(
        _("place of the announcement"), max_length=120, blank=True
    )
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    population_as_of = models.DateField(_("population day"))

    class Meta:
        verbose_name = _("competition")
        verbose_name_plural = _("competitions")
        ordering: ClassVar = ["-closing_as_of"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(figures_from__lte=F("baseline_as_of"))
                & Q(baseline_as_of__lte=F("opens_on"))
                & Q(baseline_as_of__lt=F("closing_as_of"))
                & Q(closing_as_of__lte=F("regional_announcement_on")),
                name="competition_dates_in_order",
                violation_error_message=_(
                    "The dates must come in order: figures shown, baseline, opening, closing, announcement."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="announced", announced_at__isnull=False)
                | (~Q(state="announced") & Q(announced_at=None)),
                name="announced_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """A municipality that takes part; only participants are ranked and can win."""

    competition = models.ForeignKey(
        Competition,
        on_delete=models.CASCADE,
        related_name="participations",
        verbose_name=_("competition"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="participations",
        verbose_name=_("municipality"),
    )
    enrolled_at = models.DateTimeField(_("enrolled"))
    enrolled_by = _person("enrolments", _("enrolled by"))
    confirmed_by = _person("confirmed_enrolments", _("confirmed by"))
    reason = models.TextField(_("reason of a late change"), blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering: ClassVar = ["competition", "municipality"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["competition", "municipality"], name="participates_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.competition_id} {self.municipality_id}"


class StoredPlace(models.Model):
    """One municipality's place in one category, as it stood when the release was published.

    `numerator` over `denominator` is the exact value; `place` is null with a `reason` for whoever
    is unranked.
    """

    competition = models.ForeignKey(
        Competition, on_delete=models.CASCADE, related_name="places", verbose_name=_("competition")
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
            models.UniqueConstraint(
                fields=["release", "competition", "category", "municipality"],
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
