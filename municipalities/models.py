"""Who takes part: regions, municipalities, their population on a day, and the people of the site."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from municipalities import names

CODE_PATTERN = r"^[0-9A-Z]{1,8}$"
_code = RegexValidator(CODE_PATTERN, _("Use one to eight digits or capital letters."))


def _at_least_zero(*fields: str) -> Q:
    return Q(**{f"{field}__gte": 0 for field in fields})


def person_key(related_name: str, label: Any, *, null: bool = False) -> Any:
    """A field for the person who did something; nobody is deleted who has done anything."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name=related_name,
        verbose_name=label,
        null=null,
        blank=null,
    )


class Region(models.Model):
    """One of the five regions, by its official code (`1081`-`1085`)."""

    code = models.CharField(_("code"), max_length=8, primary_key=True, validators=[_code])
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex=CODE_PATTERN), name="region_code_form")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name without the word "Region"."""
        return self.name.removeprefix("Region ")


class Municipality(models.Model):
    """One municipality, by its official code (`101`); other countries may use up to eight characters."""

    code = models.CharField(_("code"), max_length=8, primary_key=True, validators=[_code])
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="municipalities", verbose_name=_("region")
    )
    sort_key = models.CharField(max_length=160, editable=False, db_collation="C", db_index=True)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering: ClassVar = ["sort_key", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code__regex=CODE_PATTERN), name="municipality_code_form"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key in step with the name."""
        self.sort_key = names.sort_key(self.name)
        if not self.slug:
            self.slug = names.slugify(self.name)
        super().save(*args, **kwargs)


class Population(models.Model):
    """People with an address in the municipality on one day. Source: Statistics Denmark, FOLK1A."""

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="populations",
        verbose_name=_("municipality"),
    )
    as_of = models.DateField(_("population day"), db_index=True)
    population_15_plus = models.IntegerField(_("population 15+"))
    population_15_24 = models.IntegerField(_("population 15-24"))

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("population")
        ordering: ClassVar = ["-as_of", "municipality"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["as_of", "municipality"], name="population_once_a_day"),
            models.CheckConstraint(
                condition=_at_least_zero("population_15_24", "population_15_plus")
                & Q(population_15_24__lte=F("population_15_plus")),
                name="population_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.as_of:%Y-%m-%d}"


class Role(models.TextChoices):
    """What a person may do; see `municipalities.access`."""

    EDITOR = "editor", _("organiser, editor")
    APPROVER = "approver", _("organiser, approver")
    STAFF = "staff", _("municipal staff")
    ADMINISTRATOR = "administrator", _("administrator")


class UserManager(BaseUserManager["User"]):
    """People are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in with `email`, in any letter case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator."""
        return self.create_user(
            email, password, role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True, **fields
        )

    def sign_out_everywhere(self, person: "User") -> None:
        """End every session of a person, on every machine."""
        self.filter(pk=person.pk).update(sign_outs=F("sign_outs") + 1)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by address in any letter case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractUser):
    """A person who signs in: of the organiser, of one municipality, or an administrator."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    role = models.CharField(_("role"), max_length=16, choices=Role)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("municipality"),
        help_text=_("For municipal staff, and only for them."),
    )

    # Part of what every session is signed with: one more, and all sessions of the person have ended.
    sign_outs = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering: ClassVar = ["email"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role=Role.STAFF, municipality__isnull=False)
                | (~Q(role=Role.STAFF) & Q(municipality__isnull=True)),
                name="staff_of_one_municipality",
                violation_error_message=_(
                    "Municipal staff belong to one municipality, and nobody else does."
                ),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def public_name(self) -> str:
        """The name in documents that anybody may read for years: never the address."""
        return self.get_full_name() or f"{self.get_role_display()} {self.pk}"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be this person's: changes with the password, and with
        `sign_outs`.
        """
        signed = f"{self.password}:{self.sign_outs}"
        return salted_hmac(
            "municipalities.User.session", signed, secret=secret, algorithm="sha256"
        ).hexdigest()

    def _has(self, *roles: Role) -> bool:
        return self.is_active and self.role in roles

    @property
    def may_enter(self) -> bool:
        """Of the organiser (KL): sends files, stores drafts, sees everything before the public."""
        return self._has(Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)

    @property
    def may_approve(self) -> bool:
        """Approves, publishes and announces what another person entered."""
        return self._has(Role.APPROVER, Role.ADMINISTRATOR)

    @property
    def is_administrator(self) -> bool:
        """Changes master data, and moves the clock of the demonstration."""
        return self._has(Role.ADMINISTRATOR)

    @property
    def is_municipal_staff(self) -> bool:
        """Belongs to one municipality, and sees only its own."""
        return self._has(Role.STAFF)
