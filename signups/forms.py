"""What people send: a week's file, a reason, a time of publication."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signups.weeks import Week


class WeekField(forms.Field):
    """A week as `2014-uge-42` or `2014-W42`."""

    def to_python(self, value: Any) -> Week | None:
        """The week, None where nothing was written; ValidationError for anything else."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return Week.parse(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("Write the week as a year and a number, for example 2014-uge-42.")
            ) from error

    def prepare_value(self, value: Any) -> Any:
        return value.slug if isinstance(value, Week) else value


class UploadForm(forms.Form):
    """A file with one week's figures. The week is read from its name, and the day is the week's
    Friday, where nothing else is said.
    """

    file = forms.FileField(
        label=gettext_lazy("File with the week's figures"),
        help_text=gettext_lazy("CSV or XLSX, one line for each municipality."),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose the file with the week's figures.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    week = WeekField(
        label=gettext_lazy("Week"),
        required=False,
        help_text=gettext_lazy("As 2014-uge-42. Left empty, it is read from the file's name."),
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        help_text=gettext_lazy("The day the figures describe. Left empty: the week's Friday."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages={
            "invalid": gettext_lazy("Write the date as day, month and year: 17.10.2014.")
        },
    )

    def clean(self) -> dict[str, Any]:
        """Fill in week and day; an error where the file's name gives no week."""
        data = super().clean() or {}
        upload: Any = data.get("file")
        if "week" not in data or upload is None:
            return data
        week: Week | None = data["week"] or Week.guess(upload.name or "")
        if week is None:
            self.add_error("week", _("The file's name says no week. Write which week it is."))
            return data
        data["week"] = week
        if "as_of" in data:
            data["as_of"] = data["as_of"] or week.friday
        return data


class AcknowledgeForm(forms.Form):
    """One reason for one or several warnings."""

    keys = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("Choose the warnings that your reason is for.")}
    )
    reason = forms.CharField(
        max_length=500,
        error_messages={"required": gettext_lazy("Write why the figures are right all the same.")},
    )

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["keys"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, key) for key in keys]
