"""How a source of weekly files is set up."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition.models import Competition
from signups.models import Source
from signups.sources import Plan

_DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
_OFTEN = (
    (15, gettext_lazy("every quarter of an hour")),
    (60, gettext_lazy("every hour")),
    (360, gettext_lazy("every six hours")),
    (1440, gettext_lazy("once a day")),
)


# Figures of the last week come, and are put right, some days after it.
_AFTERWARDS = timedelta(days=14)


def days_of(race: Competition) -> tuple[date, date]:
    """The days on which a competition's own source is asked."""
    return race.figures_from, race.closing_as_of + _AFTERWARDS


def competition_of(source: Source, races: Iterable[Competition]) -> Competition | None:
    """The competition whose days a source carries."""
    days = (source.first_day, source.last_day)
    return next((race for race in races if days_of(race) == days), None)


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=_DATES,
        error_messages={
            "invalid": gettext_lazy("Write the date as day, month and year: 17.10.2014.")
        },
    )


class SourceForm(forms.Form):
    """A name, an address or a folder, how often, and on which days."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    address = forms.CharField(
        label=gettext_lazy("Address or folder"),
        max_length=500,
        help_text=Source._meta.get_field("address").help_text,  # noqa: SLF001  Django's own name
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    every_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Asked"), choices=_OFTEN, coerce=int, initial=60
    )
    competition = forms.ModelChoiceField(
        label=gettext_lazy("Competition"),
        queryset=Competition.objects.all(),
        required=False,
        empty_label=gettext_lazy("Other days"),
        help_text=gettext_lazy(
            "The source is asked from the first day of its figures until two weeks after the closing day."
        ),
    )
    first_day = _day(gettext_lazy("From"), gettext_lazy("Left empty: at once."))
    last_day = _day(gettext_lazy("To"), gettext_lazy("Left empty: until it is paused."))
    is_active = forms.BooleanField(
        label=gettext_lazy("Fetch from here"), required=False, initial=True
    )

    def __init__(self, *args: Any, source: Source | None = None, **kwargs: Any) -> None:
        self.source = source
        if source is not None:
            names = self.base_fields.keys() - {"competition"}
            kwargs["initial"] = {name: getattr(source, name) for name in names} | {
                "competition": competition_of(source, Competition.objects.all())
            }
        super().__init__(*args, **kwargs)

    def clean_title(self) -> str:
        """Names tell sources apart."""
        title = str(self.cleaned_data["title"])
        others = Source.objects.filter(title=title)
        if self.source is not None:
            others = others.exclude(pk=self.source.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a source of this name already."))
        return title

    def clean(self) -> dict[str, Any]:
        """A competition's own days, or days of which the first comes before the last."""
        data = super().clean() or {}
        if race := data.get("competition"):
            data["first_day"], data["last_day"] = days_of(race)
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day comes before the first."))
        return data

    def plan(self) -> Plan:
        """What was written, as it is set up."""
        wanted = self.cleaned_data.keys() - {"competition"}
        return Plan(**{name: self.cleaned_data[name] for name in wanted})
