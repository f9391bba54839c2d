"""How a public page opens: the competition that the address means, and the race as it may be seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from competition import races
from competition.models import Competition
from competition.standings import Race
from competition.visibility import Visibility
from signups import clock

NOT_RUNNING = (Competition.State.PLANNED, Competition.State.ANNOUNCED)


class PublicRequest(HttpRequest):
    """A request as our middleware hands it over: with the moment."""

    now: datetime
    competition: Competition


@dataclass(frozen=True, slots=True)
class Opening:
    """A competition at one moment, and what the public may see of it."""

    competition: Competition
    visibility: Visibility
    race: Race

    @property
    def known(self) -> dict[str, Any]:
        """What the template of every public page is handed."""
        return {
            "competition": self.competition,
            "visibility": self.visibility,
            "race": self.race,
            "release": self.race.current,
        }


def moment(request: HttpRequest) -> datetime:
    """The moment that the request is answered at, by the site's own clock."""
    found: datetime | None = getattr(request, "now", None)
    return found or clock.now()


def find_competition(request: HttpRequest, slug: str | None = None) -> Competition:
    """The public competition of that address, or the current one: the newest whose figures are shown,
    else the newest. One that is only planned is not there. Kept on the request for the menu. Http404
    where there is none.
    """
    everyone = list(Competition.objects.public())
    request.rounds = everyone  # type: ignore[attr-defined]
    today = moment(request).date()
    shown = [c for c in everyone if c.figures_from <= today]
    wanted = [c for c in everyone if c.slug == slug] if slug else [*shown, *everyone]
    return _kept(request, wanted)


def organisers_competition(request: HttpRequest) -> Competition:
    """The competition that the organiser is at work with: the one that runs; else the next one
    planned, once its first figures are due; else the newest. Http404 where there is none.
    """
    everyone = list(Competition.objects.all())
    today = moment(request).date()
    shown = [c for c in everyone if c.figures_from <= today]
    runs = [c for c in shown if c.state not in NOT_RUNNING]
    planned = [c for c in shown if c.state == Competition.State.PLANNED]
    return _kept(request, [*runs, *planned, *shown, *everyone])


def any_competition(request: HttpRequest, slug: str) -> Competition:
    """The competition of that address, planned ones too: for the organiser, and for whoever is
    invited. Http404 where there is none.
    """
    return _kept(request, list(Competition.objects.filter(slug=slug)))


def _kept(request: HttpRequest, wanted: list[Competition]) -> Competition:
    if not wanted:
        raise Http404(_("There is no such competition."))
    request.competition = wanted[0]  # type: ignore[attr-defined]
    return wanted[0]


def open_race(request: HttpRequest, slug: str | None = None) -> Opening:
    """The race of a competition as the public may see it now: three queries. Http404 as above."""
    competition = find_competition(request, slug)
    visibility = Visibility(competition, moment(request))
    return opened(visibility)


def opened(visibility: Visibility) -> Opening:
    """The race as the public may see it, with who is told to have won."""
    competition = visibility.competition
    race = races.load(competition, visibility.releases(), won=visibility.won())
    return Opening(competition, visibility, race)
