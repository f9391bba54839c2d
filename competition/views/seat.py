"""Who has a municipality's dashboard open: its own people, or somebody of the organiser who looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import Any, Concatenate

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from competition import reports
from competition.standings import Entrant
from competition.views.opening import Opening, find_competition, moment, opened
from competition.visibility import Viewer, Visibility
from municipalities.access import only, signed_in
from municipalities.models import Municipality, User
from signups import sightings
from signups.models import Figure, Release, Sighting

type View[**P] = Callable[Concatenate[HttpRequest, "Seat", P], HttpResponse]


class NoCompetition(Exception):  # noqa: N818  it is no fault
    """There is no competition yet that may be seen."""


@dataclass(frozen=True)
class Seat:
    """One municipality's dashboard, opened by `person`. Only its own people can act in its name."""

    request: HttpRequest
    municipality: Municipality
    person: User

    @property
    def can_act(self) -> bool:
        """Whether the person belongs to the municipality; the organiser only looks."""
        return self.person.municipality_id == self.municipality.code

    @property
    def viewer(self) -> Viewer:
        """What is shown is what the municipality's own people see."""
        return Viewer(municipality=self.municipality.code)

    def url(self, name: str, *args: Any) -> str:
        """The address of another page of the same dashboard, by its name."""
        if self.can_act:
            return reverse(name, args=args)
        return reverse(f"{name}_seen", args=[self.municipality.slug, *args])

    @cached_property
    def opening(self) -> Opening:
        """The race as the public may see it; what the municipality alone may see is never in it."""
        return opened(self.visibility)

    @cached_property
    def visibility(self) -> Visibility:
        """What the public may see now of the competition that it is shown. `NoCompetition` where there
        is none.
        """
        try:
            competition = find_competition(self.request)
        except Http404 as missing:
            raise NoCompetition from missing
        return Visibility(competition, moment(self.request))

    @property
    def own(self) -> Entrant:
        """The municipality in the race."""
        return self.opening.race.by_code[self.municipality.code]

    @cached_property
    def own_releases(self) -> list[Release]:
        """The releases whose own figure is shown, oldest first, the embargoed one among them. That
        somebody sees one which is not public is kept; each knows whether it `is_public`.
        """
        public = Exists(self.visibility.releases().filter(pk=OuterRef("pk")))
        releases = self.visibility.own_releases(self.viewer)
        found: list[Any] = list(releases.annotate(is_public=public))
        self._note([release for release in found if not release.is_public])
        return found

    @cached_property
    def own_figures(self) -> list[Figure]:
        """The own figures with their releases, newest first, the embargoed one among them; kept as
        above. Each knows the reports that wait for an answer, `asked`.
        """
        releases = self.visibility.own_releases(self.viewer)
        figures = Figure.objects.filter(
            municipality=self.municipality.code, release__in=releases.values("pk")
        )
        found: list[Any] = list(
            figures.select_related("release")
            .annotate(asked=ArraySubquery(reports.asked(self.municipality)))
            .order_by("-release__as_of")
        )
        public = {release.pk for release in self.opening.race.releases}
        self._note([each.release for each in found if each.release_id not in public])
        return found

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The own reports that wait for an answer; without a figure of its own they are asked for."""
        found: list[Any] = self.own_figures
        if found:
            return list(found[0].asked)
        return [each["asked"] for each in reports.asked(self.municipality)]

    def _note(self, hidden: Sequence[Release]) -> None:
        if hidden:
            page, now = Sighting.Page.DASHBOARD, self.visibility.now
            weeks = [release.week for release in hidden]
            sightings.note(*weeks, by=self.person, page=page, now=now)


def seated[**P](view: View[P]) -> Callable[..., HttpResponse]:
    """A page of the dashboard: the municipality's own under `/min-kommune/`, and the same page for the
    organiser to look at, where the address names the municipality (`whose`). Whoever only looks cannot
    send anything.
    """

    def opened(
        request: HttpRequest, /, *args: Any, whose: str | None = None, **kwargs: Any
    ) -> HttpResponse:
        def page(asked: HttpRequest) -> HttpResponse:
            seat = _take(asked, whose)
            if not seat.can_act and asked.method not in {"GET", "HEAD"}:
                raise PermissionDenied
            asked.seat = seat  # type: ignore[attr-defined]
            try:
                return view(asked, seat, *args, **kwargs)
            except NoCompetition:
                return render(asked, "dashboard/not_yet.html")

        return only("is_municipal_staff" if whose is None else "may_enter")(page)(request)

    update_wrapper(opened, view)
    return opened


def _take(request: HttpRequest, whose: str | None) -> Seat:
    person = signed_in(request)
    if whose is not None:
        return Seat(request, get_object_or_404(Municipality, slug=whose), person)
    assert person.municipality is not None  # noqa: S101  a constraint of the table
    return Seat(request, person.municipality, person)
