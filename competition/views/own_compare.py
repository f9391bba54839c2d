"""The municipality beside others: its neighbours, its region, those of like size, or chosen ones."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import comparing, peers, wording
from competition.comparing import Choice
from competition.own_race import OwnRace
from competition.views.compare import passed_over
from competition.views.own_page import known, own_race
from competition.views.seat import Seat, seated


@seated
@require_safe
def compare(request: HttpRequest, seat: Seat) -> HttpResponse:
    """`med` says with whom; `kommuner` names the chosen ones. A form's own way of writing them is led
    to the address that can be passed on.
    """
    own = own_race(seat)
    asked = request.GET.getlist("kommuner")
    choice = comparing.chosen(own.race, asked)
    if len(asked) > 1:
        return redirect(_address(seat, "valgte", choice.address))
    kind = peers.kind_of(own, "valgte" if asked else request.GET.get("med", ""))
    found = peers.peers(own, peers.others(own, kind, choice))
    drawn = peers.drawn(own, found)
    series, figure = peers.curves(own, drawn)
    context = known(seat, own) | {
        "kind": kind,
        "kinds": [(k, _title(k, own), _address(seat, k, ""), k == kind) for k in peers.KINDS],
        "peers": found,
        "is_alone": len(found) == 1,
        "climbers": peers.climbers(found),
        "quickest": peers.quickest(found),
        "choice": choice,
        "passed_over": passed_over(choice),
        "most": comparing.MOST,
        "regions": _by_region(own),
        "drawn": list(enumerate(drawn.entrants, start=1)),
        "names": wording.joined([e.name for e in drawn.entrants]),
        "series": series,
        "figure": figure,
        "file": "-".join(e.slug for e in drawn.entrants),
        "csv_url": _csv(own, drawn),
    }
    return render(request, "dashboard/compare.html", context)


def _title(kind: str, own: OwnRace) -> str:
    return {
        "naboer": _("Neighbours in the table"),
        "region": own.own.region.name,
        "stoerrelse": _("Of like size"),
        "valgte": _("Chosen by you"),
    }[kind]


def _address(seat: Seat, kind: str, chosen: str) -> str:
    asked = {"med": kind} if not chosen else {"kommuner": chosen}
    return f"{seat.url('own_compare')}?{urlencode(asked, safe=',')}"


def _csv(own: OwnRace, choice: Choice) -> str:
    query = urlencode({"kommuner": choice.address}, safe=",")
    return f"{reverse('compare_csv', args=[own.race.competition.slug])}?{query}"


def _by_region(own: OwnRace) -> list[tuple[object, list[object]]]:
    """All others that can be chosen, by region."""
    return [
        (r, [e for e in own.race.entrants if e.region.code == r.code and e.code != own.own.code])
        for r in own.race.regions
    ]
