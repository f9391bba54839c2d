"""What a municipality's own people write: an event, and that a figure is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from competition import activities, reports
from competition.forms import MOST, PHONE, DayField, PeopleField, person_name
from competition.models import Activity
from competition.models.municipal import NUMBERS
from municipalities.models import User
from signups.lines import grouped

MOST_REACHED = 10_000_000
MAIL = {
    "required": gettext_lazy("Write the e-mail address that we may answer to."),
    "invalid": gettext_lazy("Write a whole e-mail address, as navn@kommune.dk."),
}
_TOO_LONG = ngettext_lazy(
    "Write at most %(limit_value)d letter.", "Write at most %(limit_value)d letters.", "limit_value"
)
_WHOLE = {
    "invalid": gettext_lazy("Write a whole number, or leave it empty."),
    "min_value": gettext_lazy("A number of people cannot be below zero."),
    "max_value": gettext_lazy("That is more people than there are. Look at the number again."),
}


def _number(label: Any, *, most: int, **more: Any) -> PeopleField:
    return PeopleField(
        label=label,
        min_value=0,
        max_value=most,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=_WHOLE,
        **more,
    )


class ActivityForm(forms.Form):
    """An event; whether its day is in the campaign is the work's to say."""

    day = DayField(label=gettext_lazy("Day"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("Choose a kind")), *Activity.Kind.choices],
        error_messages={
            "required": gettext_lazy("Choose what kind of event it was."),
            "invalid_choice": gettext_lazy("Choose what kind of event it was."),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("What was it?"),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Write in a few words what it was."),
            "max_length": _TOO_LONG,
        },
    )
    reach = _number(
        gettext_lazy("How many did it reach?"),
        most=MOST_REACHED,
        help_text=gettext_lazy("People, roughly. Leave it empty if nobody counted."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "What you want to remember. Write no names and nothing about people."
        ),
        error_messages={"max_length": _TOO_LONG},
    )

    @classmethod
    def of(cls, activity: Activity, data: Any) -> "ActivityForm":
        """To change one that stands."""
        initial = {
            name: getattr(activity, name) for name in ("day", "kind", "title", "reach", "note")
        }
        if activity.reach is not None:
            initial["reach"] = grouped(activity.reach)
        return cls(data, initial=initial)

    def said(self) -> activities.Said:
        """What was written, once it is valid."""
        return activities.Said(**self.cleaned_data)


class ReportForm(forms.Form):
    """A figure that is wrong: the right number for each of those that are, why, and whom to ask."""

    registered_15_plus = _number(reports.TITLES["registered_15_plus"], most=MOST)
    registered_15_24 = _number(reports.TITLES["registered_15_24"], most=MOST)
    exempt_15_plus = _number(reports.TITLES["exempt_15_plus"], most=MOST)
    reason = forms.CharField(
        label=gettext_lazy("How do you know?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Where the right number comes from, and what went wrong."
            " Write no names and nothing about people."
        ),
        error_messages={
            "required": gettext_lazy("Write how you know that the figure is wrong."),
            "max_length": _TOO_LONG,
        },
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write whom we may ask.")},
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=MAIL,
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=40,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=gettext_lazy("If you like."),
    )

    @classmethod
    def by(cls, person: User, data: Any) -> "ReportForm":
        """The form with the person as the one to ask."""
        return cls(data, initial={"contact_name": str(person), "contact_email": person.email})

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of the three numbers."""
        return [self[name] for name in NUMBERS]

    def clean(self) -> dict[str, Any]:
        """At least one number."""
        data = super().clean() or {}
        typed = [name for name in NUMBERS if data.get(name) is not None or name in self.errors]
        if not typed:
            raise forms.ValidationError(_("Write the right number in at least one of the fields."))
        return data

    def said(self) -> reports.Said:
        """What was written, once it is valid."""
        data = self.cleaned_data
        contact = {
            name: data[name]
            for name in ("reason", "contact_name", "contact_email", "contact_phone")
        }
        right = {name: data[name] for name in NUMBERS if data[name] is not None}
        return reports.Said(right=right, **contact)


class NoteForm(forms.Form):
    """A few sentences to the other side."""

    note = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Write no names and nothing about people."),
        error_messages={
            "required": gettext_lazy("Write a few words."),
            "max_length": _TOO_LONG,
        },
    )


class ColleagueForm(forms.Form):
    """A colleague who is invited."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write the colleague's e-mail address."),
            "invalid": gettext_lazy("Write a whole e-mail address, as navn@kommune.dk."),
        },
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        validators=[person_name],
        error_messages={"required": gettext_lazy("Write the colleague's first name.")},
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        validators=[person_name],
        error_messages={"required": gettext_lazy("Write the colleague's last name.")},
    )
