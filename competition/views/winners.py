"""Who won: what will be told when, then the regional winners by name, then everything for good."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from competition import cards, corrected, keys, laureates, prizes, timetable
from competition.caching import public_page
from competition.laureates import Prize
from competition.models import Competition, ResultRecord
from competition.results import Title
from competition.signing import key_id
from competition.views.opening import Opening, find_competition, moment, open_race
from competition.visibility import Visibility
from signups.releases import Refused


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of the key that results are signed with, to compare with; `is_old` where the
    site signs with another one by now.
    """

    text: str
    short: str
    is_old: bool = False


def public_key() -> PublicKey | None:
    """The site's key; None where the site has none yet."""
    try:
        key = keys.signing_key()
    except Refused:
        return None
    return PublicKey(key.public_key, key.key_id)


def _key_of(record: ResultRecord | None) -> PublicKey | None:
    """The key that signed, or the one that will."""
    if record is None:
        return public_key()
    signed, present = record.public_key, public_key()
    return PublicKey(signed, key_id(signed), is_old=present is None or present.text != signed)


@public_page
def winners(request: HttpRequest, competition: str) -> HttpResponse:
    """The winners as far as everybody may know them; before that, what will happen when."""
    opening = open_race(request, competition)
    visibility = opening.visibility
    record = visibility.record()
    found = laureates.titles(opening.race, visibility, record)
    known = {
        "record": record,
        "public_key": _key_of(record),
        "national": [title for title in found if title.region is None],
        "regional": [title for title in found if title.region is not None],
        "told": [] if visibility.is_announced else list(visibility.regional_winners()),
        "events": timetable.upcoming(visibility, opening.race.current),
        "notes": _corrected_since(opening) if record else [],
        "otherwise": laureates.otherwise(opening.race, found),
        "host": settings.SITE_URL,
    }
    return render(request, "public/winners.html", {**opening.known, **known})


def _corrected_since(opening: Opening) -> Sequence[corrected.Note]:
    """The corrections that came after the announcement, of the two weeks that decided."""
    if not any(entrant.mended for entrant in opening.race.entrants):
        return []
    competition = opening.competition
    deciding = {competition.baseline_as_of, competition.closing_as_of}
    return [
        note
        for note in corrected.notes(opening.visibility)
        if note.stands and note.correction.release.as_of in deciding
    ]


@public_page
def card(request: HttpRequest, competition: str) -> HttpResponse:
    """The picture of the page for those who share it."""
    opening = open_race(request, competition)
    visibility = opening.visibility
    found = laureates.titles(opening.race, visibility, visibility.record())
    told = [] if visibility.is_announced else list(visibility.regional_winners())
    made = cards.of_winners(visibility, found, told, demo=settings.DEMO)
    return HttpResponse(made, content_type="image/png")


@public_page
def record_file(request: HttpRequest, competition: str) -> HttpResponse:
    """The signed record byte for byte. Http404 before the announcement."""
    found = find_competition(request, competition)
    record = Visibility(found, moment(request)).record()
    if record is None:
        raise Http404(_("The result has not been announced."))
    name = f"resultat-{found.pk}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(record.document, content_type="application/json", headers=headers)


@public_page
def prize(request: HttpRequest, competition: str, prize: Prize) -> HttpResponse:
    """A winner's diploma, badge or press text. Http404 before the announcement, and for whoever did
    not win.
    """
    opening = open_race(request, competition)
    record = opening.visibility.record()
    found = laureates.titles(opening.race, opening.visibility, record)
    return hand_out(opening.competition, found, record, prize)


def hand_out(
    competition: Competition, found: Sequence[Title], record: ResultRecord | None, prize: Prize
) -> HttpResponse:
    """The file, named so that it says what it is. Http404 where nobody won so."""
    won = laureates.winner_of(found, prize)
    made_at = record.made_at if record else competition.announced_at
    if won is None or made_at is None:
        raise Http404(_("Nobody has been told to have won this."))
    title, line = won
    content, kind = prizes.make(prize.kind, competition, title, line, made_at=made_at)
    stem, ending = prize.kind.split(".")
    parts = (stem, prize.municipality, prize.region or prize.category.slug, str(competition.pk))
    headers = {"Content-Disposition": f'inline; filename="{"-".join(parts)}.{ending}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@public_page
def archive(request: HttpRequest) -> HttpResponse:
    """Every competition that has been held, with its winners."""
    current = find_competition(request)
    everyone = list(Competition.objects.public())
    seen = [Visibility(each, moment(request)) for each in everyone]
    past = laureates.past(seen)
    going_on = [each.competition for each in seen if not each.is_announced]
    known = {"competition": current, "past": past, "going_on": going_on}
    return render(request, "public/archive.html", known)
