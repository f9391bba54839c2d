"""Who has a municipality's dashboard open: its own people, or somebody of the organiser who looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import Any, Concatenate

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from competition.standings import Entrant
from competition.views.opening import Opening, open_race
from competition.visibility import Viewer
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
        try:
            return open_race(self.request)
        except Http404 as missing:
            raise NoCompetition from missing

    @property
    def own(self) -> Entrant:
        """The municipality in the race."""
        return self.opening.race.by_code[self.municipality.code]

    @cached_property
    def own_releases(self) -> list[Release]:
        """The releases whose own figure is shown, oldest first, the embargoed one among them. That
        somebody sees one which is not public is kept.
        """
        found = list(self.opening.visibility.own_releases(self.viewer))
        self._note(found)
        return found

    @cached_property
    def own_figures(self) -> list[Figure]:
        """The own figures with their releases, newest first, the embargoed one among them; kept as
        above.
        """
        releases = self.opening.visibility.own_releases(self.viewer)
        figures = Figure.objects.filter(
            municipality=self.municipality.code, release__in=releases.values("pk")
        )
        found = list(figures.select_related("release").order_by("-release__as_of"))
        self._note([figure.release for figure in found])
        return found

    def _note(self, seen: Sequence[Release]) -> None:
        public = {release.pk for release in self.opening.race.releases}
        hidden = [release.week for release in seen if release.pk not in public]
        if hidden:
            page, now = Sighting.Page.DASHBOARD, self.opening.visibility.now
            sightings.note(*hidden, by=self.person, page=page, now=now)


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
