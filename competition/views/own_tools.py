"""What a municipality takes with it: press texts, code and pictures for its own site, and a status on
paper. All of it is of the newest public week, since it is made to be handed round.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competition import bulletin, embeds, own_titles, press, status_sheet
from competition.bulletin import Bulletin, Item
from competition.categories import Category
from competition.embeds import Widget
from competition.portraits import MunicipalityPortrait
from competition.views.embed import address
from competition.views.seat import Seat, seated


def _bulletin(seat: Seat) -> Bulletin | None:
    return bulletin.of(seat.opening.race, seat.opening.visibility, seat.own)


def _public_page(seat: Seat) -> str:
    """The municipality's public page, to be printed and sent: with the host."""
    path = reverse("municipality", args=[seat.opening.competition.slug, seat.municipality.slug])
    return seat.request.build_absolute_uri(path)


def _text(seat: Seat, found: Bulletin, item: Item) -> press.Text:
    return press.text(found, item, link=_public_page(seat), demo=settings.DEMO)


@seated
@require_safe
def press_kit(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Press texts with the week's numbers, badge and code, chart, picture and status sheet."""
    found = _bulletin(seat)
    own = seat.own
    return render(
        request,
        "dashboard/press.html",
        seat.opening.known
        | {
            "own": own,
            "release": found.release if found else None,
            "texts": [(item.category, _text(seat, found, item)) for item in found.items]
            if found
            else [],
            "badges": _badges(seat) if found else [],
            "portrait": MunicipalityPortrait(seat.opening.race, own),
            "public_page": _public_page(seat),
            "won": own_titles.won(seat.opening.race, seat.opening.visibility, own),
        },
    )


def _badges(seat: Seat) -> list[tuple[Category, str, str]]:
    """The badge of each category: its address and the code to paste."""
    found: list[tuple[Category, str, str]] = []
    for category in seat.opening.competition.used_categories:
        asked = {
            "vis": Widget.BADGE.value,
            "kategori": category.slug,
            "kommune": seat.municipality.slug,
            "sprog": get_language() or "da",
        }
        wish = embeds.wish(asked, seat.opening.race)
        url = seat.request.build_absolute_uri(address(seat.opening, wish))
        code = embeds.code(url, title=embeds.title_of(wish), height=wish.height)
        found.append((category, url, code))
    return found


@seated
@require_safe
def press_text(_request: HttpRequest, seat: Seat, category: Category) -> HttpResponse:
    """One press text as a file. Without one the file says why."""
    found = _bulletin(seat)
    items = {item.category: item for item in found.items} if found else {}
    text = _("There are no places yet.") + "\n"
    if found and category in items:
        text = _text(seat, found, items[category]).plain
    week = f"-{found.release.iso_week.slug}" if found else ""
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"presse-{seat.municipality.slug}-{category.slug}{week}.txt"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@seated
@require_safe
def status(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The week on one page, as PDF; a page that says so before there are places."""
    found = _bulletin(seat)
    if found is None:
        return render(request, "dashboard/no_places.html", seat.opening.known, status=404)
    now = seat.opening.visibility.now
    content = status_sheet.pdf(
        found,
        link=_public_page(seat),
        demo=settings.DEMO,
        days_left=(found.race.competition.closing_as_of - timezone.localtime(now).date()).days,
        now=now,
    )
    name = f"status-{seat.municipality.slug}-{found.release.iso_week.slug}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
