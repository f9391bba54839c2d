"""A round of the competition, and who takes part in it."""

from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competition.categories import CATEGORIES, Category
from municipalities.models import Municipality, person_key


def every_category() -> list[str]:
    """The addresses of all categories: what a competition uses unless told otherwise."""
    return [category.slug for category in CATEGORIES]


class CompetitionQuerySet(models.QuerySet["Competition"]):
    """Competitions, asked in the domain's words."""

    def public(self) -> "CompetitionQuerySet":
        """Those that the public knows of: all but the planned."""
        return self.exclude(state=Competition.State.PLANNED)

    def shown_on(self, today: date) -> "Competition | None":
        """The current one as the public sees it: the newest whose figures are shown, else the newest."""
        everyone = list(self.public())
        shown = [each for each in everyone if each.figures_from <= today]
        return next(iter([*shown, *everyone]), None)


class RealOnes(models.Manager["Competition"]):
    """The competitions that count. Who wants rehearsals too must ask `Competition.everything`."""

    def get_queryset(self) -> CompetitionQuerySet:
        """All but the rehearsals."""
        return CompetitionQuerySet(self.model, using=self._db).filter(rehearsal_of=None)

    def public(self) -> CompetitionQuerySet:
        """Those that the public knows of."""
        return self.get_queryset().public()

    def shown_on(self, today: date) -> "Competition | None":
        """The one that the public is shown on that day (see the query set)."""
        return self.get_queryset().shown_on(today)


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
    regions_told_at = models.DateTimeField(_("regional winners told"), null=True, blank=True)
    announces_itself = models.BooleanField(
        _("announced by itself when the time comes"), default=False
    )
    rehearsal_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rehearsals",
        verbose_name=_("rehearsal of"),
    )
    thrown_away_at = models.DateTimeField(null=True, blank=True, editable=False)
    population_as_of = models.DateField(_("population day"))
    categories = ArrayField(
        models.CharField(max_length=20, choices=[(c.slug, c.title) for c in CATEGORIES]),
        verbose_name=_("categories in use"),
        default=every_category,
    )

    objects: ClassVar[RealOnes] = RealOnes()
    everything: ClassVar[models.Manager["Competition"]] = CompetitionQuerySet.as_manager()

    class Meta:
        base_manager_name = "everything"
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
            models.CheckConstraint(
                condition=Q(categories__len__gte=1), name="competition_has_a_category"
            ),
            models.CheckConstraint(
                condition=Q(regions_told_at=None)
                | Q(state__in=["closed", "finalized", "announced"]),
                name="regions_told_of_a_result",
            ),
            models.CheckConstraint(
                condition=Q(thrown_away_at=None) | Q(rehearsal_of__isnull=False),
                name="only_rehearsals_are_thrown_away",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def was_over(self, at: datetime | None) -> bool:
        """Whether the winners had been announced at that moment: what is corrected from then on is told
        beside the competition, which stays as it was judged.
        """
        return self.announced_at is not None and at is not None and at > self.announced_at

    @property
    def is_rehearsal(self) -> bool:
        """Whether it is a copy to practise on, which the public never hears of."""
        return self.rehearsal_of_id is not None

    @property
    def year(self) -> int:
        """The year that it is of: its address begins with it."""
        return int(self.slug[:4])

    @property
    def used_categories(self) -> list[Category]:
        """The categories in use, in the order in which all pages have them."""
        return [category for category in CATEGORIES if category.slug in self.categories]

    @property
    def main_category(self) -> Category:
        """The category of headlines, maps and regions: the first in use."""
        return self.used_categories[0]


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
    enrolled_by = person_key("enrolments", _("enrolled by"), null=True)
    confirmed_by = person_key("confirmed_enrolments", _("confirmed by"), null=True)
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
