"""What the organiser writes in the round, and what a municipality answers."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competition.forms import MOMENT, PHONE
from competition.models import Addressee, Answer, Meeting, Round
from competition.placeholders import PLACEHOLDERS, missing, unknown
from competition.round_answers import Person, Said

MOST_CONTACTS = 8
CONTACT = ("name", "title", "email", "phone")
_MAIL = {"invalid": gettext_lazy("Write a whole e-mail address, as navn@kommune.dk.")}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"],
        error_messages={
            "required": gettext_lazy("Write day and time."),
            "invalid": gettext_lazy("Write day and time as 25.08.2014 10:00."),
        },
    )


class LetterForm(forms.ModelForm[Round]):
    """The letter and the reminder, with their place-holders."""

    class Meta:
        model = Round
        fields = (
            *("letter_day", "subject", "body", "signed_by", "email", "phone"),
            *("reminder_subject", "reminder_body"),
        )
        widgets = {  # noqa: RUF012
            "letter_day": _DAY,
            "body": forms.Textarea(attrs={"rows": 20}),
            "reminder_body": forms.Textarea(attrs={"rows": 12}),
        }

    def clean(self) -> dict[str, Any]:
        """No unknown place-holder, and the link in both letters."""
        cleaned = super().clean() or {}
        for name in ("subject", "body", "reminder_subject", "reminder_body"):
            text = cleaned.get(name, "")
            if strange := unknown(text):
                known = ", ".join(f"[{each}]" for each in PLACEHOLDERS)
                self.add_error(
                    name,
                    _("[%(strange)s] is no place-holder. Use %(known)s.")
                    % {"strange": "], [".join(strange), "known": known},
                )
            elif name.endswith("body") and text and missing(text, "link"):
                self.add_error(name, _("Write [link] where the personal link shall stand."))
        return cleaned


class AddresseeForm(forms.ModelForm[Addressee]):
    """Whom to write to in a municipality."""

    class Meta:
        model = Addressee
        fields = (
            *("mayor_title", "mayor_name", "chief_title", "chief_name", "email", "street", "town"),
        )
        help_texts = {  # noqa: RUF012
            "mayor_name": gettext_lazy("Leave it empty, and the title alone is addressed."),
        }
        error_messages = {"email": _MAIL}  # noqa: RUF012


class ListForm(forms.Form):
    """A list of addressees."""

    file = forms.FileField(
        label=gettext_lazy("List as CSV or XLSX"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another one."),
        },
    )


class MeetingForm(forms.ModelForm[Meeting]):
    """When and where."""

    starts_at = _moment(gettext_lazy("Begins"))
    ends_at = _moment(gettext_lazy("Ends"))

    class Meta:
        model = Meeting
        fields = ("title", "starts_at", "ends_at", "place", "link")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link"] = forms.URLField(
            label=gettext_lazy("Link to take part from afar"),
            required=False,
            max_length=200,
            assume_scheme="https",
            error_messages={"invalid": gettext_lazy("Write a whole address, as https://…")},
        )

    def clean(self) -> dict[str, Any]:
        """An end after the beginning, and somewhere to be."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The meeting must end after it begins."))
        if not cleaned.get("place") and not cleaned.get("link") and "link" not in self.errors:
            self.add_error("place", _("Write a place, or a link to take part from afar."))
        return cleaned

    def values(self) -> dict[str, object]:
        """What the form says."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReminderForm(forms.Form):
    """A day on which those missing are reminded."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=_DAY,
        error_messages={
            "required": gettext_lazy("Write a day."),
            "invalid": gettext_lazy("Write the day as 2014-09-05."),
        },
    )

    def __init__(self, *args: Any, deadline: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["day"] = deadline - timedelta(days=3)


class ContactForm(forms.Form):
    """One contact person; a line with nothing in it is none."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write the person's name.")},
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write the person's e-mail address."),
            **_MAIL,
        },
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class AnswerForm(forms.Form):
    """Whether the municipality takes part, its remarks, and the meeting."""

    takes_part = forms.ChoiceField(
        label=gettext_lazy("Does the municipality take part?"),
        choices=[
            ("yes", gettext_lazy("Yes, we take part")),
            ("no", gettext_lazy("No, we do not take part")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose yes or no."),
            "invalid_choice": gettext_lazy("Choose yes or no."),
        },
    )
    meeting = forms.ChoiceField(
        label=gettext_lazy("Information meeting"), required=False, widget=forms.RadioSelect
    )
    attending = forms.CharField(
        label=gettext_lazy("Who comes to the meeting?"),
        help_text=gettext_lazy("Names, parted by commas."),
        max_length=300,
        required=False,
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {str(one.pk): one for one in meetings}
        field = self.fields["meeting"]
        if isinstance(field, forms.ChoiceField):
            named = [(pk, _named(one)) for pk, one in self.meetings.items()]
            field.choices = [("", _("We do not come to a meeting")), *named]
            field.error_messages["invalid_choice"] = _("That meeting is not held. Choose again.")

    def clean(self) -> dict[str, Any]:
        """Whoever comes to a meeting says who."""
        cleaned = super().clean() or {}
        if cleaned.get("meeting") and not cleaned.get("attending"):
            self.add_error("attending", _("Write who comes, so that there is room for everybody."))
        return cleaned


def _named(meeting: Meeting) -> str:
    starts = timezone.localtime(meeting.starts_at)
    where = meeting.place or meeting.link
    return f"{meeting.title}, {starts:%d.%m.%Y %H.%M}, {where}"


class AnswerSheet:
    """The whole answer as a person writes it: `form`, and a line for each contact person.

    `add` makes room for one more without looking at what is written so far.
    """

    def __init__(self, meetings: Sequence[Meeting], *, last: Answer | None = None) -> None:
        people = list(last.contacts.all()) if last else []
        self.form = AnswerForm(meetings=meetings, initial=_initial(last))
        rows = [{name: getattr(each, name) for name in CONTACT} for each in people] or [{}]
        self.contacts = [ContactForm(initial=row, prefix=f"c{n}") for n, row in enumerate(rows)]
        self.main = next((n for n, each in enumerate(people) if each.is_main), 0)
        self.problem = ""
        self.adds = False

    @classmethod
    def read(cls, meetings: Sequence[Meeting], data: Mapping[str, Any]) -> "AnswerSheet":
        """What was sent in."""
        self = cls(meetings)
        count = _count(data.get("rows", ""))
        self.adds = "add" in data
        self.main = _count(data.get("main", "")) - 1 if data.get("main") else 0
        if self.adds:
            count = min(count + 1, MOST_CONTACTS)
            self.form = AnswerForm(meetings=meetings, initial=dict(data.items()))
            self.contacts = [
                ContactForm(
                    prefix=f"c{n}", initial={name: data.get(f"c{n}-{name}", "") for name in CONTACT}
                )
                for n in range(count)
            ]
            return self
        self.form = AnswerForm(data, meetings=meetings)
        self.contacts = [ContactForm(data, prefix=f"c{n}") for n in range(count)]
        for each in self.contacts:
            each.empty_permitted = True
            each.use_required_attribute = False
        return self

    @property
    def has_room(self) -> bool:
        """Whether one more contact person can be added."""
        return len(self.contacts) < MOST_CONTACTS

    def is_valid(self) -> bool:
        """Whether it can be stored; `problem` says what concerns no single field."""
        fine = [self.form.is_valid(), *[each.is_valid() for each in self.contacts]]
        filled = [each for each in self.contacts if each.has_changed()]
        if self.form.cleaned_data.get("takes_part") == "yes" and not filled:
            self.problem = _("Write at least one contact person, so that we know whom to write to.")
        return all(fine) and not self.problem

    def said(self) -> Said:
        """The answer, once it is valid. Where no main contact person is chosen, it is the first."""
        form = self.form.cleaned_data
        filled = [n for n, each in enumerate(self.contacts) if each.has_changed()]
        main = self.main if self.main in filled else next(iter(filled), -1)
        return Said(
            takes_part=form["takes_part"] == "yes",
            people=[
                Person(**{k: self.contacts[n].cleaned_data[k] for k in CONTACT}, is_main=n == main)
                for n in filled
            ],
            remarks=form["remarks"],
            meeting=self.form.meetings.get(form["meeting"]),
            attending=form["attending"],
        )


def _initial(last: Answer | None) -> dict[str, object]:
    if last is None:
        return {}
    return {
        "takes_part": "yes" if last.takes_part else "no",
        "meeting": str(last.meeting_id or ""),
        "attending": last.attending,
        "remarks": last.remarks,
    }


def _count(text: str) -> int:
    """How many lines the form had; one where it does not say."""
    return min(int(text), MOST_CONTACTS) if re.fullmatch(r"[0-9]{1,2}", text) else 1
