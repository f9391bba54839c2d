"""What an administrator writes when a competition is set up: its dates, its population, a reason."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition import dates, setting_up
from competition.categories import CATEGORIES
from competition.forms import EARLIEST, LATEST, MOMENT, DayField
from competition.models import Competition

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOMENTS = [MOMENT, "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"]
ADDRESS = re.compile(r"\d{4}[a-z0-9-]{0,16}")


class CompetitionForm(forms.Form):
    """A competition's dates and categories; without the fields that are fixed."""

    slug = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("A year, as 2015; it stands in every link and is never changed."),
        max_length=20,
        error_messages={"required": gettext_lazy("Write the address, such as 2015.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the competition's title.")},
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories in use"),
        choices=[(c.slug, c.title) for c in CATEGORIES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose one category at least.")},
    )
    figures_from = DayField(
        label=gettext_lazy("Figures shown from"),
        help_text=gettext_lazy("Weeks before this day are not part of the competition."),
    )
    baseline_as_of = DayField(
        label=gettext_lazy("Baseline release, as of"),
        help_text=gettext_lazy(
            "The last figures before the opening; growth is measured from them."
        ),
    )
    opens_on = DayField(label=gettext_lazy("Opening day"))
    enrolment_deadline = DayField(
        label=gettext_lazy("Enrolment deadline"),
        help_text=gettext_lazy("The last day on which municipalities can join or leave."),
    )
    closing_as_of = DayField(
        label=gettext_lazy("Closing release, as of"),
        help_text=gettext_lazy(
            "A Friday. These figures decide, and are held back until the announcement."
        ),
    )
    regional_announcement_on = DayField(label=gettext_lazy("Regional winners told from"))
    announcement_at = forms.DateTimeField(
        label=gettext_lazy("Announcement, day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=MOMENTS,
        error_messages={
            "required": gettext_lazy("Choose day and time."),
            "invalid": gettext_lazy("Write day and time as 01.11.2014 12:00."),
        },
    )
    announcement_place = forms.CharField(
        label=gettext_lazy("Place of the announcement"), max_length=120, required=False
    )
    population_as_of = DayField(
        label=gettext_lazy("Population day"),
        help_text=gettext_lazy("The first day of a quarter; the same all the way through."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        now: datetime,
        competition: Competition | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        held = {f: getattr(competition, f) for f in setting_up.FIELDS} if competition else {}
        super().__init__(data, initial={**held, **(initial or {})})
        self.now, self.competition = now, competition
        self.fixed = setting_up.fixed(competition, now=now) if competition else {}
        for name in self.fixed:
            del self.fields[name]
        if competition is not None:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        """ValidationError for what cannot stand in an address."""
        slug = str(self.cleaned_data["slug"]).strip().lower()
        if not ADDRESS.fullmatch(slug):
            raise forms.ValidationError(
                _("A year first, then perhaps small letters, digits and hyphens: 2015 or 2015-2.")
            )
        if Competition.objects.filter(pk=slug).exists():
            raise forms.ValidationError(
                _("There is a competition with this address already. Choose another.")
            )
        return slug

    def clean_announcement_at(self) -> datetime:
        """ValidationError for a moment that is centuries away."""
        at: datetime = self.cleaned_data["announcement_at"]
        if not EARLIEST <= at.date() < LATEST:
            raise forms.ValidationError(_("Choose a day between 2000 and 2100."))
        return at

    def clean(self) -> dict[str, Any]:
        """Each date that does not fit is told at its field; at the form where the field is fixed."""
        super().clean()
        found = dates.faults(self.values(), now=self.now, before=self.competition)
        for field, sentence in found.items():
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, sentence)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """All fields of a competition: what was written, and what stands where a field is fixed."""
        written = {f: self.cleaned_data[f] for f in setting_up.FIELDS if f in self.cleaned_data}
        held = {f: getattr(self.competition, f) for f in self.fixed}
        return {**held, **written}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields in the order of the page: a field to write in, or a text and why it is fixed."""
        names = [
            name
            for name in ("slug", *setting_up.FIELDS)
            if name in self.fields or name in self.fixed
        ]
        return [
            {"field": self[name]}
            if name in self.fields
            else {
                "title": self.base_fields[name].label,
                "text": setting_up.text(name, getattr(self.competition, name)),
                "why": self.fixed[name],
            }
            for name in names
        ]


class PopulationForm(forms.Form):
    """A file of Statistikbanken's."""

    file = forms.FileField(
        label=gettext_lazy("File from Statistikbanken"),
        help_text=gettext_lazy(
            "CSV of the table FOLK1A with area, single years of age and the quarter."
        ),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose the file from Statistikbanken.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """ValidationError for a file that no table of population can be as large as."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.STATBANK_MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(n)d MB. Fetch one quarter alone.")
                % {"n": settings.STATBANK_MAX_BYTES // 1024**2}
            )
        return file


class ParticipantForm(forms.Form):
    """Whether a municipality shall take part, and why, where the deadline has passed."""

    takes_part = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why are the participants changed after the deadline?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
