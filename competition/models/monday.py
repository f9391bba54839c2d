"""The Monday mail: who wants it, and what was sent to whom of which week."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality, person_key
from signups.models import Release


class MondayWish(models.Model):
    """Somebody of a municipality who wants the Monday mail, about that municipality and no other. It
    holds for weeks that become public from `since` on. Whoever wants it no longer has no row.
    """

    class Language(models.TextChoices):
        DANISH = "da", "Dansk"
        ENGLISH = "en", "English"

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="monday_wish",
        verbose_name=_("person"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="monday_wishes",
        verbose_name=_("municipality"),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.DANISH
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("wish for the Monday mail")
        verbose_name_plural = _("wishes for the Monday mail")
        ordering: ClassVar = ["person"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(language__in=["da", "en"]), name="monday_mail_speaks_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.municipality_id}"


class MondayMail(models.Model):
    """One week's mail to one person. It is claimed before it is sent, so that it is never sent twice;
    one that stays claimed was broken off, and the person decides whether it is sent again.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        CLAIMED = "claimed", _("is being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("not sent")

    person = person_key("monday_mails", _("person"))
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="monday_mails", verbose_name=_("release")
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.WAITING, db_index=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # By the real clock, also in the demonstration: they tell when to try again what the mail server
    # refused, and what a killed worker left.
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Monday mail")
        verbose_name_plural = _("Monday mails")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "release"], name="one_monday_mail_a_week"),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at=None)),
                name="monday_mail_sent_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.person_id} {self.status}"
