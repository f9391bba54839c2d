"""What is written for the draw: the plan, a winner's promise, the value, and who is passed over."""

import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition.draw import LONGEST_VALUE
from competition.forms import MOMENT, refuse_far_moment
from competition.models import DrawPlan, PassedOver

_GROUPING = re.compile(r"[\s.\u00a0]")
_DIGITS = re.compile(r"[0-9a-f]{64}")
_LABELLED = re.compile(r"^\s*sha-?256\s*[:(=]?", re.IGNORECASE)
_SMALL = {"rows": 2}


def _lines(label: Any, hint: Any, *, required: bool = True, most: int = 500) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs=_SMALL),
    )


def _told() -> forms.CharField:
    """How the organiser, who writes it, was told."""
    return _lines(
        gettext_lazy("How did the municipality tell you?"),
        gettext_lazy("Who told it, when and how. Write nothing about the citizens."),
    )


class PlanForm(forms.Form):
    """The public source, the moment, and how the value is read."""

    source = forms.CharField(
        label=gettext_lazy("Public source"),
        help_text=gettext_lazy(
            "A draw or a number that others publish and nobody here can influence."
        ),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    link = forms.CharField(
        label=gettext_lazy("Where everybody can look it up"),
        help_text=gettext_lazy("The whole address, with https:// in front."),
        max_length=400,
        validators=[
            URLValidator(
                ["https", "http"],
                message=gettext_lazy("Write a whole address, as https://danskespil.dk."),
            )
        ],
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    moment = forms.DateTimeField(
        label=gettext_lazy("Moment when the value comes to be"),
        help_text=gettext_lazy(
            "After the announcement, and late enough for every winner to answer."
        ),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"],
        error_messages={"invalid": gettext_lazy("Write day and time as 25.08.2014 10:00.")},
    )
    reading = _lines(
        gettext_lazy("How the value is read"),
        gettext_lazy(
            "So exactly that two people write the same, as: the seven numbers, ascending."
        ),
        most=1000,
    )
    example = forms.CharField(
        label=gettext_lazy("Example of a value"),
        help_text=gettext_lazy(
            "As an earlier draw gave it, with digits alone: 4 11 17 20 23 30 36. The value must have as many numbers."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, plan: DrawPlan | None, **kwargs: Any) -> None:
        if plan is not None:
            names = ("source", "link", "reading", "example")
            kwargs["initial"] = {name: getattr(plan, name) for name in names} | {
                "moment": timezone.localtime(plan.moment)
            }
        super().__init__(*args, **kwargs)
        if plan is not None:
            self.fields["reason"] = _lines(
                gettext_lazy("Why is it changed?"),
                gettext_lazy("Everybody can read the reason, and what was named before."),
            )

    def clean_moment(self) -> Any:
        """A moment that the site's calendar reaches."""
        moment = self.cleaned_data["moment"]
        try:
            refuse_far_moment(moment)
        except forms.ValidationError as error:
            raise forms.ValidationError(
                _("Write day and time as 25.08.2014 10:00."), code="invalid"
            ) from error
        return moment


class PromiseForm(forms.Form):
    """How many stand on the list, and the SHA-256 of its file, as programs print it."""

    count = forms.CharField(
        label=gettext_lazy("How many citizens stand on the list?"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    commitment = forms.CharField(
        label=gettext_lazy("The SHA-256 of the file"),
        help_text=gettext_lazy("64 digits 0-9 and a-f. Copy them; do not type them."),
        max_length=200,
        widget=forms.Textarea(
            attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off", "class": "is-digest"}
        ),
    )

    def __init__(self, *args: Any, for_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_others:
            self.fields["note"] = _told()

    def clean_count(self) -> int:
        """The number, with or without marks between the thousands."""
        plain = _GROUPING.sub("", self.cleaned_data["count"])
        if not plain.isascii() or not plain.isdecimal():
            raise forms.ValidationError(_("Write the number with digits alone, as 812."))
        return int(plain)

    def clean_commitment(self) -> str:
        """The 64 digits in lower case, out of what was copied with them."""
        plain = _LABELLED.sub("", self.cleaned_data["commitment"]).split()
        found = next((word for word in plain if _DIGITS.fullmatch(word.lower())), "")
        joined = "".join(plain).lower()
        if not found and not _DIGITS.fullmatch(joined):
            raise forms.ValidationError(
                _("A SHA-256 is 64 digits 0-9 and a-f. Copy the whole line once more.")
            )
        return found.lower() or joined


class SignForm(forms.Form):
    """That the promises shall stand; and why, where one is missing."""

    confirmed = forms.BooleanField(
        label=gettext_lazy("Yes, what is promised here shall stand."),
        error_messages={
            "required": gettext_lazy("Tick the box to say that nothing can be changed afterwards.")
        },
    )

    def __init__(self, *args: Any, lacking: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lacking:
            self.fields["without"] = _lines(
                gettext_lazy("Why is the draw held without those who have promised nothing?"),
                gettext_lazy(
                    "Their prizes are not drawn here. You can name a later moment instead."
                ),
            )


class ValueForm(forms.Form):
    """The value, typed from the source."""

    value = forms.CharField(
        label=gettext_lazy("The value, as the source shows it"),
        max_length=LONGEST_VALUE + 100,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class PassForm(forms.Form):
    """Why an ordinal's prize goes to the next reserve."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why does the prize pass on?"),
        choices=[("", gettext_lazy("Choose")), *PassedOver.Reason.choices],
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("Yes, the prize goes to the next reserve. It cannot be taken back."),
        error_messages={
            "required": gettext_lazy("Tick the box to say that the prize shall pass on.")
        },
    )

    def __init__(self, *args: Any, for_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_others:
            self.fields["note"] = _told()
            self.order_fields(["reason", "note", "confirmed"])
