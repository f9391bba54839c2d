"""What the public pages are made of, as a number; and the clock of the demonstration."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SiteState(models.Model):
    """One row: the number of the public data's version, and the clock of the demonstration.

    Everything that is cached is keyed by `data_version`. The database raises it by itself, in the same
    transaction, whenever something changes that the public pages are made of.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    data_version = models.BigIntegerField(default=1)
    clock_moment = models.DateTimeField(null=True, blank=True)
    clock_set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("state of the site")
        verbose_name_plural = _("state of the site")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="one_state_of_the_site")
        ]

    def __str__(self) -> str:
        return f"version {self.data_version}"
