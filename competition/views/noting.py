"""Who saw a week's figures before the public: kept by every page and file that shows them."""

from django.http import HttpRequest

from competition.views.opening import moment, organisers_competition
from competition.visibility import Visibility
from signups import sightings
from signups.drafts import Draft
from signups.models import Sighting


def note_early(request: HttpRequest, page: Sighting.Page, *weeks: str) -> None:
    """Keep that somebody sees figures of these weeks, as far as they are not public."""
    visibility = Visibility(organisers_competition(request), moment(request))
    hidden = set(weeks) - set(visibility.releases().values_list("week", flat=True))
    sightings.note(*hidden, by=request.user, page=page, now=visibility.now)


def note_draft(request: HttpRequest, page: Sighting.Page, draft: Draft) -> None:
    """The same of a week and the one before it, which stands beside it and may be early as well."""
    before = [draft.previous_release.week] if draft.previous_release else []
    note_early(request, page, draft.release.week, *before)
