"""How a source of weekly files is set up."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signups.models import Source
from signups.sources import Plan

_DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
_OFTEN = (
    (15, gettext_lazy("every quarter of an hour")),
    (60, gettext_lazy("every hour")),
    (360, gettext_lazy("every six hours")),
    (1440, gettext_lazy("once a day")),
)


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
    first_day = _day(gettext_lazy("From"), gettext_lazy("Left empty: at once."))
    last_day = _day(gettext_lazy("To"), gettext_lazy("Left empty: until it is paused."))
    is_active = forms.BooleanField(
        label=gettext_lazy("Fetch from here"), required=False, initial=True
    )

    def __init__(self, *args: Any, source: Source | None = None, **kwargs: Any) -> None:
        self.source = source
        if source is not None:
            kwargs["initial"] = {name: getattr(source, name) for name in self.base_fields}
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
        """From comes before to."""
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day comes before the first."))
        return data

    def plan(self) -> Plan:
        """What was written, as it is set up."""
        return Plan(**self.cleaned_data)
