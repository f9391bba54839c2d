"""What people send: a week's file, a reason, a time of publication."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.textfiles import storable
from signups import dating, kept, parsing
from signups.kept import refuse_size
from signups.lines import MOST_PEOPLE, NotWhole, Total, whole_number
from signups.releases import Refused
from signups.weeks import Week


class PeopleField(forms.Field):
    """A whole number of people, written as in a file: 2496000, 2.496.000 or 2 496 000."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """The number, None where nothing was written; ValidationError for anything else."""
        text = str(value or "").strip()
        try:
            return whole_number(text) if text else None
        except NotWhole as error:
            raise forms.ValidationError(
                _("Write a whole number of people from 0 to %(most)s, such as 2496000.")
                % {"most": MOST_PEOPLE}
            ) from error


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


NATIONAL = ("national_15_plus", "national_15_24", "national_exempt")


class UploadForm(forms.Form):
    """A file with one week's figures. The week is read from its name, and the day is the week's
    Friday, where nothing else is said.
    """

    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        required=False,
        label=gettext_lazy("File with the week's figures"),
        help_text=gettext_lazy("CSV or XLSX, one line for each municipality."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    week = WeekField(
        label=gettext_lazy("Week"),
        required=False,
        help_text=gettext_lazy("As 2014-uge-42. Left empty, it is read from the file itself."),
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        help_text=gettext_lazy(
            "The day the figures describe. Left empty: as the file says, else the week's Friday."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages={
            "invalid": gettext_lazy("Write the date as day, month and year: 17.10.2014.")
        },
    )
    national_15_plus = PeopleField(label=gettext_lazy("Registered 15+"))
    national_15_24 = PeopleField(label=gettext_lazy("Registered 15-24"))
    national_exempt = PeopleField(label=gettext_lazy("Exempt 15+"))

    @property
    def national_fields(self) -> list[forms.BoundField]:
        """The control totals of the country, which may be left empty."""
        return [self[name] for name in NATIONAL]

    @property
    def has_national(self) -> bool:
        """Whether anything stands in the control totals, so that they are to be shown."""
        return any(field.value() or field.errors for field in self.national_fields)

    def national_total(self) -> Total | None:
        """The control total, once the form is valid; None where no figure of it is given."""
        figures = [self.cleaned_data[name] for name in NATIONAL]
        return None if figures == [None] * 3 else Total(*figures)

    @property
    def kept_name(self) -> str:
        """The name of the file that was received before and waits for its week; empty for none."""
        return kept.name_of(str(self["kept"].value() or ""))

    def clean_file(self) -> Any:
        """The file as it was sent, else the one that was kept; one above the limit is refused before
        it is read.
        """
        upload: Any = self.cleaned_data["file"]
        if upload is None:
            upload = kept.find(str(self["kept"].value() or ""))
        if upload is None:
            raise forms.ValidationError(_("Choose the file with the week's figures."))
        try:
            refuse_size(upload.size)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def keep_file(self) -> None:
        """Keep the file that was sent while something else must be mended, and show the week and day
        that were found, so that only they need to be said.
        """
        upload: Any = self.cleaned_data.get("file")
        if upload is None or "file" in self.errors:
            return
        upload.seek(0)
        said = {name: self.data[name] for name in self.data}
        said["kept"] = kept.keep(upload.read(), file_name=upload.name or "")
        week, day = self.cleaned_data.get("week"), self.cleaned_data.get("as_of")
        said["week"] = said.get("week") or (week.slug if week else "")
        said["as_of"] = said.get("as_of") or (day.isoformat() if day else "")
        self.data = said

    def refuse(self, reason: str) -> None:
        """Say why it is refused; beside a day that was found and not written, which day that is."""
        day = self.cleaned_data.get("as_of")
        if day is None or self.data.get("as_of"):
            self.add_error(None, reason)
            return
        found = _("The day %(day)s was read from the file, or is the week's Friday.")
        self.add_error("as_of", f"{reason} {found % {'day': f'{day:%d.%m.%Y}'}}")
        self.cleaned_data["as_of"] = day

    def clean(self) -> dict[str, Any]:
        """Fill in week and day; an error where the file's name gives no week."""
        data = super().clean() or {}
        upload: Any = data.get("file")
        if "week" not in data or upload is None:
            return data
        content = upload.read()
        upload.seek(0)
        inside, day = dating.week_and_day(content)
        named = Week.guess(upload.name or "")
        week: Week | None = data["week"] or named or inside
        if week is None:
            fault = parsing.fault_of(content, file_name=upload.name or "")
            said = _("Neither the file's name nor its lines say a week. Write which it is.")
            self.add_error("file" if fault else "week", fault or said)
            return data
        if not data["week"] and inside and inside != week:
            self.add_error(
                "week",
                _(
                    "The file's name says week %(name)d, its lines say week %(lines)d. Write which it is."
                )
                % {"name": week.number, "lines": inside.number},
            )
            return data
        data["week"] = week
        if "as_of" in data:
            data["as_of"] = data["as_of"] or (day if day and day in week else week.friday)
        return data


class DatesForm(forms.Form):
    """The week and the day that figures are of."""

    week = WeekField(label=gettext_lazy("Week"), required=True)
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages={
            "invalid": gettext_lazy("Write the date as day, month and year: 17.10.2014.")
        },
    )


class AnswersForm(forms.Form):
    """Answers to warnings: a reason for one (`reason-2` for the warning whose key is `warning-2`), or
    one reason for all that are ticked (`keys`). Other figures may have come in since the page was
    shown, so a place in the list says nothing.
    """

    keys = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = keys
        field = self.fields["keys"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, key) for key in keys]

    def clean(self) -> dict[str, Any]:
        """`reasons`: the reason of each warning that has one."""
        data = super().clean() or {}
        together = (data.get("reason") or "").strip()
        reasons = dict.fromkeys(data.get("keys") or [], together) if together else {}
        for name in self.data:
            number = name.removeprefix("warning-")
            key = self.data[name]
            own = storable(str(self.data.get(f"reason-{number}", ""))).strip()[:500]
            if number != name and own and key in self.known:
                reasons[key] = own
        if not reasons and together:
            raise forms.ValidationError(
                _("Choose the warnings that your reason is for. You wrote: %(reason)s")
                % {"reason": together}
            )
        if not reasons:
            raise forms.ValidationError(_("Write why the figures are right all the same."))
        data["reasons"] = reasons
        return data
