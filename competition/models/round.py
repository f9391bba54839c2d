"""The round to all municipalities: letter, meetings, invitations, what was sent, and the answers."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competition.models.competition import Competition
from municipalities.models import Municipality, person_key


class Addressee(models.Model):
    """Who is written to in a municipality. A name that is not known stays empty: the title alone
    is addressed then.
    """

    municipality = models.OneToOneField(
        Municipality,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="addressee",
        verbose_name=_("municipality"),
    )
    mayor_title = models.CharField(_("title of the mayor"), max_length=60, default="Borgmester")
    mayor_name = models.CharField(_("name of the mayor"), max_length=120, blank=True)
    chief_title = models.CharField(
        _("title of the chief executive"), max_length=60, default="Kommunaldirektør"
    )
    chief_name = models.CharField(_("name of the chief executive"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    town = models.CharField(_("postcode and town"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering: ClassVar = ["municipality"]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.email}"


class Round(models.Model):
    """One competition's round: the letter, the reminder, and who may be asked about them.

    It is open for answers until the competition's enrolment deadline is over.
    """

    competition = models.OneToOneField(
        Competition,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="round",
        verbose_name=_("competition"),
    )
    letter_day = models.DateField(_("date of the letter"))
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text of the letter"), max_length=5000)
    reminder_subject = models.CharField(_("subject of the reminder"), max_length=150)
    reminder_body = models.TextField(_("text of the reminder"), max_length=5000)
    signed_by = models.CharField(_("signed by"), max_length=200)
    email = models.EmailField(_("e-mail address for questions"))
    phone = models.CharField(_("telephone for questions"), max_length=40, blank=True)
    begun_by = person_key("rounds_begun", _("begun by"))
    begun_at = models.DateTimeField(_("begun"))
    sent_at = models.DateTimeField(_("first sent"), null=True, blank=True)
    confirmed_by = person_key("rounds_confirmed", _("confirmed by"), null=True)
    confirmed_at = models.DateTimeField(_("participants fixed"), null=True, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="round_confirmed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.competition_id)


class Meeting(models.Model):
    """An information meeting. `uid` and `sequence` are those of its calendar entry."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="meetings", verbose_name=_("round")
    )
    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    sequence = models.PositiveIntegerField(_("version"), default=0)
    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to take part from afar"), blank=True)
    changed_at = models.DateTimeField(_("changed"))
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("information meeting")
        verbose_name_plural = _("information meetings")
        ordering: ClassVar = ["starts_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(place="", link=""), name="meeting_is_somewhere"),
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """One municipality's invitation. Its personal link is reckoned from `serial` and the site's key
    and is not stored; another serial makes another link.
    """

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("round")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("municipality"),
    )
    serial = models.PositiveIntegerField(_("number of the link"), default=1)
    withdrawn_at = models.DateTimeField(_("link withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["municipality"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "municipality"], name="invited_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.municipality_id}"


class Answer(models.Model):
    """One version of a municipality's answer; the one with the highest number counts."""

    class Via(models.TextChoices):
        LINK = "link", _("by the personal link")
        STAFF = "staff", _("signed in")
        ORGANISER = "organiser", _("entered by the organiser")

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="answers", verbose_name=_("invitation")
    )
    number = models.PositiveIntegerField(_("version"))
    takes_part = models.BooleanField(_("takes part"))
    remarks = models.TextField(_("remarks"), blank=True, max_length=2000)
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("information meeting"),
    )
    attending = models.CharField(_("who comes"), max_length=300, blank=True)
    via = models.CharField(_("how"), max_length=10, choices=Via)
    by = person_key("answers", _("by"), null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering: ClassVar = ["invitation", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "number"], name="answer_has_a_number")
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def receipt(self) -> str:
        """The number of the receipt: `2014-751-1`. The invitation must be at hand."""
        return f"{self.invitation.round_id}-{self.invitation.municipality_id}-{self.number}"


class Contact(models.Model):
    """A contact person of one version of an answer."""

    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("answer")
    )
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_main = models.BooleanField(_("main contact person"), default=False)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering: ClassVar = ["-is_main", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["answer"], condition=Q(is_main=True), name="one_main_contact"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """A day on which those who have not answered are reminded, once."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("round")
    )
    day = models.DateField(_("day"))
    set_by = person_key("reminders_set", _("set by"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    letters = models.PositiveIntegerField(_("letters"), default=0)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "day"], name="one_reminder_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.day:%Y-%m-%d}"


class Dispatch(models.Model):
    """One e-mail of the round. It is claimed before it is sent, so that it is never sent twice; one
    that stays claimed was broken off, and a person decides whether it is sent again.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        REMINDER = "reminder", _("reminder")
        RECEIPT = "receipt", _("receipt")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        CLAIMED = "claimed", _("is being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.CASCADE,
        related_name="dispatches",
        verbose_name=_("invitation"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    occasion = models.CharField(_("occasion"), max_length=20, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.WAITING, db_index=True
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # By the real clock, also in the demonstration: it tells what a killed worker left.
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("letter by e-mail")
        verbose_name_plural = _("letters by e-mail")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invitation", "kind", "occasion"], name="one_letter_an_occasion"
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at=None)),
                name="sent_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.kind} {self.occasion}"
