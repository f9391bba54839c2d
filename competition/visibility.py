"""What a visitor may see. Every way out of the site asks here, and only here.

The closing release stays hidden until the announcement; the public board stands still at the last
published week. Drafts and approved releases are the organiser's alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from competition.models import Award, Competition, MovedPlace, ResultRecord
from municipalities.models import Municipality, Role, User
from signups.models import Correction, Release


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: one municipality's own people, or anybody else."""

    municipality: str | None = None

    @classmethod
    def of(cls, user: object) -> "Viewer":
        """The viewer that a signed-in (or anonymous) person is."""
        if isinstance(user, User) and user.is_active and user.role == Role.STAFF:
            return cls(municipality=user.municipality_id)
        return PUBLIC


PUBLIC = Viewer()


@dataclass(frozen=True, slots=True)
class Visibility:
    """The policy for one competition at one moment. Of a planned one the public sees nothing at all."""

    competition: Competition
    now: datetime

    @property
    def is_announced(self) -> bool:
        """Whether the winners have been announced, and with them the closing figures."""
        announced_at = self.competition.announced_at
        return announced_at is not None and announced_at <= self.now

    @property
    def is_past_closing(self) -> bool:
        """Whether the closing day is over, in Copenhagen."""
        return timezone.localtime(self.now).date() > self.competition.closing_as_of

    @property
    def holds_back(self) -> bool:
        """Whether the embargo is on: the race is over and the winners are not yet told."""
        return self.is_past_closing and not self.is_announced

    @property
    def regions_are_told(self) -> bool:
        """Whether everybody may know who won in the regions: the names, and nothing else before the
        announcement.
        """
        told_at = self.competition.regions_told_at
        return self.is_announced or (told_at is not None and told_at <= self.now)

    def regional_winners(self) -> QuerySet[Municipality]:
        """Those who won in their region, as soon as everybody may know them, by the alphabet. The
        municipalities alone: no figure and no place is read, so that nothing can tell who of them won
        the country.
        """
        won = self.won().filter(region__isnull=False)
        return (
            Municipality.objects.filter(pk__in=won.values("municipality"))
            .select_related("region")
            .order_by("sort_key", "code")
        )

    def won(self) -> QuerySet[Award]:
        """The first places that everybody may know of: who won what, without a figure. The regional
        ones alone until the announcement, and none before they are told.
        """
        if not self.regions_are_told:
            return Award.objects.none()
        first = Award.objects.filter(record=self._newest_record(), place=1)
        return first if self.is_announced else first.filter(region__isnull=False)

    def record(self) -> ResultRecord | None:
        """The signed result with every winner in it, once it is announced; None before, and where a
        competition was announced without one.
        """
        return self._newest_record().first() if self.is_announced else None

    def _newest_record(self) -> QuerySet[ResultRecord]:
        # Older ones were taken back; regional winners that were told are the same in all of them.
        return ResultRecord.objects.filter(competition=self.competition).order_by("-number")[:1]

    def releases(self) -> QuerySet[Release]:
        """The releases whose figures and places the public may see, oldest first; none of a
        competition that is only planned.

        Releases are the country's, not one competition's: a closing release that any competition
        holds back is hidden in every other one as well.
        """
        held_back = Competition.objects.public().exclude(announced_at__lte=self.now)
        told = (
            Competition.objects.filter(closing_as_of=OuterRef("as_of"), announced_at__lte=self.now)
            .order_by("-announced_at")
            .values("announced_at")[:1]
        )
        shown = self._published().exclude(as_of__in=held_back.values("closing_as_of"))
        # PostgreSQL passes over what is empty, so that without an embargo the publication counts.
        return shown.annotate(public_at=Greatest("published_at", Subquery(told)))

    def corrections(self) -> QuerySet[Correction]:
        """The corrections of figures that the public may see, the newest first."""
        return (
            Correction.objects.confirmed()
            .filter(release__in=self.releases())
            .select_related("release", "municipality")
            .order_by("-confirmed_at", "-pk")
        )

    def moved_places(self) -> QuerySet[MovedPlace]:
        """The places that corrections moved, of the weeks that the public may see."""
        return MovedPlace.objects.filter(
            competition=self.competition, release__in=self.releases()
        ).select_related("release", "municipality")

    def is_public(self, release: Release) -> bool:
        """Whether everybody may see the release's figures."""
        return self.releases().filter(pk=release.pk).exists()

    def public_from(self, release: Release) -> datetime | None:
        """The moment when everybody could see the release: its publication, or the announcement where
        any competition held it back. None while it is not public. What came from `releases` knows it.
        """
        known: datetime | None = getattr(release, "public_at", None)
        if known is None:
            found = self.releases().filter(pk=release.pk).first()
            known = getattr(found, "public_at", None)
        return known

    def releases_with(self, release: Release) -> QuerySet[Release]:
        """The public releases and one that is not public yet, for the organiser to look ahead."""
        public = self.releases().values("pk")
        return Release.objects.filter(Q(pk__in=public) | Q(pk=release.pk)).order_by("as_of")

    def _published(self) -> QuerySet[Release]:
        competition = self.competition
        if competition.state == Competition.State.PLANNED:
            return Release.objects.none()
        return (
            Release.objects.published()
            .filter(
                as_of__range=(competition.figures_from, competition.closing_as_of),
                published_at__lte=self.now,
            )
            .order_by("as_of")
        )

    def own_releases(self, viewer: Viewer) -> QuerySet[Release]:
        """The releases whose own figure a municipality's people may see, oldest first: published
        ones with the closing one among them, since it is theirs. Never a place derived from it.
        """
        return self.releases() if viewer.municipality is None else self._published()
