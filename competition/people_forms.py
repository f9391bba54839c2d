"""Inviting people, and giving them another role."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition.forms import person_name
from municipalities.models import Municipality, Role, User


class RoleForm(forms.Form):
    """A role, and the municipality for municipal staff."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"),
        queryset=Municipality.objects.all(),
        required=False,
        help_text=gettext_lazy("For municipal staff, and only for them."),
    )

    def clean(self) -> dict[str, Any]:
        """Staff belong to one municipality, and nobody else does."""
        data = super().clean() or {}
        is_staff = data.get("role") == Role.STAFF
        if is_staff and not data.get("municipality") and "municipality" not in self.errors:
            self.add_error("municipality", _("Choose the municipality that the person works for."))
        if data.get("role") and not is_staff and data.get("municipality"):
            self.add_error("municipality", _("Only municipal staff belong to a municipality."))
        return data


class InviteForm(RoleForm):
    """A new person."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    first_name = forms.CharField(label=gettext_lazy("First name"), validators=[person_name])
    last_name = forms.CharField(label=gettext_lazy("Last name"), validators=[person_name])
    field_order = ("email", "first_name", "last_name", "role", "municipality")

    def clean_email(self) -> str:
        """Addresses are kept in small letters, and each belongs to one person."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is a person with this address already."))
        return email
