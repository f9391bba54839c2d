"""What the organiser decides: a comment, a time of publication, and the demonstration's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MOMENT = "%Y-%m-%dT%H:%M"
STATIONS = tuple(
    datetime(2014, month, day, hour, tzinfo=COPENHAGEN)
    for month, day, hour in ((10, 18, 10), (10, 20, 8), (10, 24, 16), (10, 27, 8), (11, 1, 12))
)


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


class ScheduleForm(forms.Form):
    """When figures publish themselves, in Copenhagen's time."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"],
    )


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
