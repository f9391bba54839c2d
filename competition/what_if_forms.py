"""What somebody asks "what if" about: read from the address, nothing of it lost."""

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from competition import wording
from competition.own_race import OwnRace
from competition.scenario import Pace, Plan, Weekly
from competition.standings import Entrant

MOST = 1_000_000
LONGEST = 20
MOST_RIVALS = 8
AHEAD, BEHIND = 3, 2
RIVAL = "tempo-"
PACES = (
    ("sidste", _("as in the last week")),
    ("snit", _("as in the mean of the last three weeks")),
)
SPACES = re.compile(r"[\s.\u00a0\u202f']")


class PeopleField(forms.CharField):
    """A whole number of people as Danes write it: `1.200`, `1 200`. Empty is None."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(required=False, strip=True, **kwargs)  # type: ignore[arg-type]
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: object) -> int | None:  # type: ignore[override]
        text = SPACES.sub("", str(value or ""))
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > LONGEST:
            raise forms.ValidationError(
                gettext(
                    "Write a whole number of people, such as 250. A minus or decimals make no sense."
                )
            )
        if int(text) > MOST:
            raise forms.ValidationError(
                gettext("Write at most %(most)s.") % {"most": wording.number(MOST)}
            )
        return int(text)


class WhatIfForm(forms.Form):
    """So many more a week; the pace of the others; and neighbours with a pace of their own."""

    flere = PeopleField(
        label=_("More registrations a week"),
        help_text=_("On top of your own pace, all ages from 15"),
    )
    unge = PeopleField(
        label=_("Of them aged 15–24"), help_text=_("They count among the young as well")
    )
    tempo = forms.ChoiceField(
        label=_("Everybody else registers"), choices=PACES, required=False, initial="sidste"
    )

    def __init__(self, data: QueryDict, own: OwnRace) -> None:
        super().__init__(data)
        self.own = own
        self.rivals = _rivals(own, data)
        for rival in self.rivals:
            field = PeopleField(label=rival.name)
            self.fields[RIVAL + rival.slug] = field

    def clean(self) -> dict[str, object]:
        """The young are among all, so there cannot be more of them."""
        found: dict[str, object] = super().clean() or {}
        people, young = found.get("flere"), found.get("unge")
        if isinstance(young, int) and "flere" in found and young > (people or 0):  # type: ignore[operator]
            self.add_error(
                "unge",
                gettext(
                    "The young are counted among the registrations above: write at most as many here, "
                    "or more above."
                ),
            )
        return found

    @property
    def rival_fields(self) -> list[forms.BoundField]:
        return [self[RIVAL + rival.slug] for rival in self.rivals]

    @property
    def has_added(self) -> bool:
        """Whether one more neighbour was asked for."""
        return bool(self.data.get("nabo"))

    @property
    def others(self) -> list[Entrant]:
        """Who can still be given a pace of its own."""
        taken = {*(rival.code for rival in self.rivals), self.own.own.code}
        return [e for e in self.own.race.participants if e.code not in taken]

    def plan(self) -> Plan:
        """The scenario. What cannot be read counts as not written."""
        found: dict[str, object] = getattr(self, "cleaned_data", {})
        people, young = _whole(found.get("flere")), _whole(found.get("unge"))
        pace: Pace = "mean" if found.get("tempo") == "snit" else "last"
        rivals = {}
        for rival in self.rivals:
            asked = found.get(RIVAL + rival.slug)
            if isinstance(asked, int):
                rivals[rival.code] = Weekly(asked, _young_of(self.own, rival, asked))
        extra = Weekly(people, min(young, people))
        return Plan(self.own.own.code, extra, pace, rivals, starts=self.own.today)

    def query(self) -> list[tuple[str, str]]:
        """The scenario as it stands in the address: only what was asked for, as it was typed."""
        asked = [(name, self.data.get(name, "").strip()[:LONGEST]) for name in self.fields]
        return [
            (name, text) for name, text in asked if text and (name, text) != ("tempo", "sidste")
        ]


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _rivals(own: OwnRace, data: QueryDict) -> list[Entrant]:
    """The nearest in the main category, and whoever the address names."""
    near = [
        step.entrant
        for step in (own.main.steps(AHEAD, BEHIND) if own.main else [])
        if step.side != "own"
    ]
    named = [key.removeprefix(RIVAL) for key in data if key.startswith(RIVAL)]
    if added := data.get("nabo", ""):
        named.append(added)
    asked = [own.race.by_slug[slug] for slug in named if slug in own.race.by_slug]
    found = {e.code: e for e in [*near, *asked] if e.code != own.own.code and e.participant}
    return list(found.values())[:MOST_RIVALS]


def _young_of(own: OwnRace, rival: Entrant, people: int) -> int:
    """How many of a rival's registrations are young: as many as in its last weeks."""
    now = OwnRace(own.race, rival, own.visibility)
    everybody, young = now.pace("15_plus"), now.pace("15_24")
    if everybody is None or young is None or everybody.numerator <= 0:
        return 0
    return min(people, people * young.numerator // everybody.numerator)
