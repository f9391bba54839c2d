"""What the organiser decides: a comment, a time of publication, and the demonstration's clock."""

import re
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from municipalities import names
from municipalities.textfiles import storable
from signups import people
from signups.corrections import Stocks
from signups.lines import grouped

NUMBERS = ("registered_15_plus", "registered_15_24", "exempt_15_plus")
MOST = 2_000_000_000
MOST_LETTERS = 500
FIRST_YEAR, LAST_YEAR = 2000, 2100
ANSWER = "answer-"
DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
PHONE = RegexValidator(
    r"^\+?[0-9][0-9 ]{6,18}$", _("Write the number with digits, as 12 34 56 78.")
)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MOMENT = "%Y-%m-%dT%H:%M"
STATIONS = tuple(
    datetime(2014, month, day, hour, tzinfo=COPENHAGEN)
    for month, day, hour in ((10, 18, 10), (10, 20, 8), (10, 24, 16), (10, 27, 8), (11, 1, 12))
)


def person_name(text: str) -> None:
    """For the name of somebody whom the site writes to."""
    if not names.is_of_a_person(text):
        raise forms.ValidationError(people.BAD_NAME, code="name")


class CommentForm(forms.Form):
    """Why figures are sent back."""

    comment = forms.CharField(max_length=500)


class ApproveForm(forms.Form):
    """Which figures the approver saw: those entered at that moment."""

    seen = forms.CharField()

    def clean_seen(self) -> datetime:
        """The moment; ValidationError for anything else."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError as error:
            raise forms.ValidationError("no moment", code="invalid") from error


def refuse_far_moment(at: datetime) -> None:
    """ValidationError for a moment that no calendar of this site reaches."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise forms.ValidationError("far away", code="invalid")


class ScheduleForm(forms.Form):
    """When figures publish themselves, in Copenhagen's time."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"],
        validators=[refuse_far_moment],
    )


class PeopleField(forms.IntegerField):
    """A whole number of people, written as Danes write it or plain: `1.234`, `1 234`, `1234`."""

    def to_python(self, value: Any) -> int | None:
        """The number; ValidationError for anything else."""
        text = str(value or "").strip()
        if re.fullmatch(r"\d{1,3}([.\s\u00a0]\d{3})+", text):
            text = re.sub(r"\D", "", text)
        return super().to_python(text)


class DayField(forms.DateField):
    """A day, from the calendar or written as Danes write it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        errors = {
            "required": _("Choose a day."),
            "invalid": _("Write the date as day, month and year: 17.10.2014."),
        }
        super().__init__(widget=widget, input_formats=DAYS, error_messages=errors, **kwargs)

    def clean(self, value: Any) -> date | None:
        """The day; ValidationError for one that is centuries away."""
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day < LATEST:
            raise forms.ValidationError(gettext("Choose a day between 2000 and 2100."))
        return day


class CorrectionForm(forms.Form):
    """What a published figure should be, and why."""

    registered_15_plus = PeopleField(label=_("Registered 15+"), min_value=0, max_value=MOST)
    registered_15_24 = PeopleField(label=_("Registered 15-24"), min_value=0, max_value=MOST)
    exempt_15_plus = PeopleField(label=_("Exempt 15+"), min_value=0, max_value=MOST)
    reason = forms.CharField(
        label=_("Why is the figure corrected?"),
        help_text=_("Shown to everybody beside the figure. Write no names."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the figure is corrected.")},
    )

    def __init__(
        self, *args: Any, old: Stocks | None = None, reason: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        figures = asdict(old) if old else {}
        self.initial = {name: grouped(number) for name, number in figures.items()}
        self.initial["reason"] = reason
        for name in NUMBERS:
            field = self.fields[name]
            field.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            field.error_messages["required"] = _("Write a whole number.")
            field.error_messages["invalid"] = _("Write a whole number.")

    @property
    def has_stocks(self) -> bool:
        """Whether the three numbers have been typed and are possible."""
        cleaned = getattr(self, "cleaned_data", {})
        return all(cleaned.get(name) is not None for name in NUMBERS)

    def answers(self) -> dict[str, str]:
        """The reasons that were typed for warnings, by the warning's key."""
        typed = {name: str(self.data[name]) for name in self.data if name.startswith(ANSWER)}
        return {
            name.removeprefix(ANSWER): storable(text).strip()[:MOST_LETTERS]
            for name, text in typed.items()
        }

    def stocks(self) -> Stocks:
        """The three numbers, once they are valid."""
        return Stocks(**{name: self.cleaned_data[name] for name in NUMBERS})


class ClockForm(forms.Form):
    """Where the demonstration's clock shall stand: one of its stations, or any moment."""

    moment = forms.TypedChoiceField(
        label=_("Move the clock to"),
        required=False,
        coerce=datetime.fromisoformat,
        empty_value=None,
    )
    custom = forms.DateTimeField(
        label=_("or to"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT],
        validators=[refuse_far_moment],
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, now: datetime | None = None) -> None:
        """The station after `now` is chosen beforehand; after the last one none is."""
        super().__init__(data)
        field = self.fields["moment"]
        stations = [(at.isoformat(), date_format(at, "l j. F, H:i")) for at in STATIONS]
        following = next((at.isoformat() for at in STATIONS if now and at > now), "")
        if isinstance(field, forms.TypedChoiceField):
            field.choices = stations if following else [("", "–"), *stations]
        self.initial["moment"] = following

    def clean(self) -> dict[str, object]:
        """One of the two must be there."""
        data = super().clean() or {}
        if not data.get("moment") and not data.get("custom"):
            raise forms.ValidationError("no moment", code="required")
        return data

    def way_back(self, request: HttpRequest) -> str:
        """The page that the clock was moved from, if it is one of this site's; else the front page."""
        wanted = self.data.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
        return wanted if safe else "/"
