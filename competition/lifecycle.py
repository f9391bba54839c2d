"""The deliberate acts in the life of a competition: the opening, which shows it to the public, and the
announcement, which ends the embargo.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competition import population, publishing, setting_up
from competition.models import Competition, SetUpStep
from competition.visibility import Visibility
from municipalities.models import Municipality, User
from signups import history
from signups.models import Correction, Release, Step
from signups.releases import Refused, record


@dataclass(frozen=True, slots=True)
class Lack:
    """What a competition lacks, and which part of the set-up it is mended in: `population`,
    `participants` or `dates`. One that `stops` must be mended before the opening.
    """

    text: str
    part: str
    stops: bool = False


def lacks(competition: Competition, *, now: datetime) -> list[Lack]:
    """What a competition that is not over lacks by now; what stops an opening comes first."""
    found = [
        *_lacks_of_population(competition),
        *_lacks_of_dates(competition, now),
        *_lacks_of_baseline(competition, now),
        *_corrected_alone(competition),
    ]
    if not competition.participations.exists():
        found.append(Lack(_("No municipality takes part yet."), "participants"))
    return sorted(found, key=lambda lack: not lack.stops)


def _lacks_of_population(competition: Competition) -> list[Lack]:
    missing = population.without(competition.population_as_of)
    day = date_format(competition.population_as_of, "j. F Y")
    if not missing:
        return []
    if len(missing) == Municipality.objects.count():
        text = _("The population of %(day)s is not there yet.") % {"day": day}
    else:
        text = _("These have no population of %(day)s: %(names)s.") % {
            "day": day,
            "names": ", ".join(missing),
        }
    return [Lack(text, "population", stops=True)]


def _lacks_of_dates(competition: Competition, now: datetime) -> list[Lack]:
    if competition.state != Competition.State.PLANNED:
        return []
    if competition.closing_as_of < timezone.localtime(now).date():
        return [Lack(_("The closing day is over. Choose a later one."), "dates", stops=True)]
    return []


def _lacks_of_baseline(competition: Competition, now: datetime) -> list[Lack]:
    first = competition.baseline_as_of
    if Release.objects.published().filter(as_of=first, published_at__lte=now).exists():
        return []
    day = date_format(first, "j. F Y")
    text = _("The figures as of %(day)s, which growth is measured from, are not published yet.")
    return [Lack(text % {"day": day}, "dates")]


def _corrected_alone(competition: Competition) -> list[Lack]:
    """Figures that decide, corrected by one person alone before they decided anything here."""
    days = (competition.baseline_as_of, competition.closing_as_of)
    alone = Correction.objects.confirmed().filter(
        release__as_of__in=days, confirmed_by=F("proposed_by")
    )
    if competition.state != Competition.State.PLANNED:
        return []
    text = _(
        "%(who)s alone corrected %(name)s in the figures as of %(day)s, which decide who wins."
    )
    return [
        Lack(
            text
            % {
                "who": one.confirmed_by,
                "name": one.municipality,
                "day": date_format(one.release.as_of, "j. F Y"),
            },
            "dates",
        )
        for one in alone.select_related("release", "municipality", "confirmed_by").order_by("pk")
    ]


@transaction.atomic
def open_(competition: Competition, *, by: User, now: datetime) -> None:
    """Show a planned competition to the public. `Refused` while something is missing that must be
    there. Weeks that are published already get their places in it, and the step names corrections of
    the figures that decide that one person made alone.
    """
    if not by.is_administrator:
        raise Refused(_("Only administrators open competitions."))
    competition = setting_up.locked(competition, by=by, now=now)
    if competition.state != Competition.State.PLANNED:
        raise Refused(_("The competition is open already."))
    stopping = [lack.text for lack in lacks(competition, now=now) if lack.stops]
    if stopping:
        raise Refused(" ".join(stopping))
    _refuse_public_closing(competition, now=now)
    alone = " ".join(lack.text for lack in _corrected_alone(competition))
    competition.state = Competition.State.OPEN
    competition.save()
    days = (competition.baseline_as_of, competition.closing_as_of)
    for release in Release.objects.published().filter(as_of__range=days).order_by("as_of"):
        publishing.store_places(competition, release)
    setting_up.record(SetUpStep.Action.OPENED, competition=competition, by=by, now=now, note=alone)


def _refuse_public_closing(competition: Competition, *, now: datetime) -> None:
    """Figures that everybody has seen cannot be held back until an announcement."""
    closing = Release.objects.published().filter(as_of=competition.closing_as_of).first()
    if closing is None:
        return
    others = Competition.objects.public()
    if any(Visibility(each, now).is_public(closing) for each in others):
        raise Refused(_("The closing figures are public already, so they cannot be held back."))


@transaction.atomic
def announce(competition: Competition, *, by: User, now: datetime) -> None:
    """Show the closing figures and the winners to everybody. `Refused` before the time of the
    announcement, or while the closing figures are not published.
    """
    history.told(by=by, now=now)
    competition = Competition.objects.select_for_update().get(pk=competition.pk)
    closing = Release.objects.published().filter(as_of=competition.closing_as_of).first()
    if not by.may_approve:
        raise Refused(_("Your role does not announce winners."))
    if competition.announced_at is not None and competition.announced_at <= now:
        raise Refused(_("The winners are announced already."))
    if closing is None:
        raise Refused(_("The closing figures are not approved and published yet."))
    without = _without_figures(competition)
    if without:
        raise Refused(
            _("These participants lack a figure in the first or the closing week: %(names)s.")
            % {"names": ", ".join(without)}
        )
    if now < competition.announcement_at:
        raise Refused(_("The time of the announcement has not come yet."))
    competition.state = Competition.State.ANNOUNCED
    competition.announced_at = now
    competition.save()
    record(Step.Action.ANNOUNCED, by=by, now=now, release=closing, note=str(competition))


def _without_figures(competition: Competition) -> list[str]:
    """The participants that have no figure at the baseline or at the closing, by name."""
    needed = (competition.baseline_as_of, competition.closing_as_of)
    counted = Count("figures", filter=Q(figures__release__as_of__in=needed))
    everyone = Municipality.objects.filter(participations__competition=competition)
    lacking = everyone.annotate(counted=counted).filter(counted__lt=len(needed))
    return list(lacking.values_list("name", flat=True))
