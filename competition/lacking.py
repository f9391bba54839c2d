"""What a competition lacks on its way: before it opens, and before its result is final."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competition import keys, population
from competition.models import Competition, LateProposal
from municipalities.models import Municipality
from signups.models import Correction, Release
from signups.releases import Refused

type Part = Literal["population", "participants", "dates", "week", "corrections", "key"]


@dataclass(frozen=True, slots=True)
class Lack:
    """What a competition lacks, and where it is mended: a `part` of the set-up, the `week` of a
    release, the `corrections`, or the `key` that results are signed with. One that `stops` must be mended before the step is taken.
    """

    text: str
    part: Part
    stops: bool = False
    week: str = ""


def before_opening(competition: Competition, *, now: datetime) -> list[Lack]:
    """What a competition that is not over lacks by now; what stops an opening comes first."""
    found = [
        *_lacks_of_population(competition),
        *_lacks_of_dates(competition, now),
        *_lacks_of_baseline(competition, now),
        *corrected_alone(competition),
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


def corrected_alone(competition: Competition) -> list[Lack]:
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


# --- before the result is final -------------------------------------------------------------------
def before_finalizing(competition: Competition) -> list[Lack]:
    """What stands in the way of a final result, all of it at once; nothing where it can be signed."""
    days = (competition.baseline_as_of, competition.closing_as_of)
    found = [lack for day in days for lack in _lacks_of_release(competition, day)]
    if not competition.participations.exists():
        found.append(Lack(_("No municipality takes part."), "participants", stops=True))
    found += _participants_without_population(competition)
    found += waiting_corrections(competition)
    waiting = competition.late_changes.filter(status=LateProposal.Status.OPEN)
    found += [
        Lack(
            _("A late change of participants waits: %(name)s.") % {"name": one.municipality},
            "participants",
            stops=True,
        )
        for one in waiting.select_related("municipality")
    ]
    return found + _no_key()


def _no_key() -> list[Lack]:
    try:
        keys.signing_key()
    except Refused as refusal:
        return [Lack(str(refusal), "key", stops=True)]
    return []


def _lacks_of_release(competition: Competition, day: date) -> list[Lack]:
    words = {"day": date_format(day, "j. F Y")}
    release = Release.objects.filter(as_of=day).first()
    if release is None or release.status != Release.Status.PUBLISHED:
        text = _("The figures as of %(day)s are not approved and published yet.") % words
        return [Lack(text, "week", stops=True, week=release.week if release else "")]
    there = Q(figures__release=release)
    lacking = Municipality.objects.filter(participations__competition=competition)
    names = lacking.annotate(counted=Count("figures", filter=there)).filter(counted=0)
    if not names:
        return []
    text = _("These participants have no figure as of %(day)s: %(names)s.")
    words["names"] = ", ".join(names.values_list("name", flat=True))
    return [Lack(text % words, "week", stops=True, week=release.week)]


def _participants_without_population(competition: Competition) -> list[Lack]:
    there = Q(
        populations__as_of=competition.population_as_of, populations__population_15_plus__gt=0
    )
    everyone = Municipality.objects.filter(participations__competition=competition)
    names = everyone.annotate(counted=Count("populations", filter=there)).filter(counted=0)
    if not names:
        return []
    text = _("These participants have no population of %(day)s: %(names)s.") % {
        "day": date_format(competition.population_as_of, "j. F Y"),
        "names": ", ".join(names.values_list("name", flat=True)),
    }
    return [Lack(text, "population", stops=True)]


def waiting_corrections(competition: Competition) -> list[Lack]:
    """The corrections of figures that decide which nobody has confirmed or withdrawn."""
    days = (competition.baseline_as_of, competition.closing_as_of)
    waiting = Correction.objects.filter(status=Correction.Status.PROPOSED, release__as_of__in=days)
    text = _("A correction waits: %(name)s, figures as of %(day)s.")
    return [
        Lack(
            text
            % {
                "name": one.municipality,
                "day": date_format(one.release.as_of, "j. F Y"),
            },
            "corrections",
            stops=True,
        )
        for one in waiting.select_related("municipality", "release").order_by("pk")
    ]
