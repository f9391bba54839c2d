"""The words around a ranking table: how many were found, what the curves and columns mean."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competition import sparks, wording
from competition.models import Competition
from competition.ranking import Unranked
from competition.rows import Board
from competition.standings import Race, Table


def of_table(race: Race, table: Table, board: Board, *, is_over: bool = False) -> dict[str, str]:
    """What the ranking page's template is handed beside the rows."""
    return {
        "hits": _hits(board, len(table.lines), is_over=is_over),
        "reading_note": _note(race, table),
        "numbers_label": _numbers_label(race, table),
        "unplaced_note": _unplaced_note(table),
        "percent_unit": wording.percent_unit(),
        "percent_gap": wording.percent_gap(),
    }


def not_yet(competition: Competition) -> str:
    """When the first places come."""
    return _("The first places come with the figures as of %(day)s.") % {
        "day": wording.full_weekday_text(competition.baseline_as_of)
    }


def _hits(board: Board, everybody: int, *, is_over: bool) -> str:
    if board.hits == everybody:
        took = ngettext(
            "%(count)s municipality took part",
            "%(count)s municipalities took part",
            len(board.ranked),
        )
        takes = ngettext(
            "%(count)s municipality takes part",
            "%(count)s municipalities take part",
            len(board.ranked),
        )
        count = wording.number(len(board.ranked) + len(board.unranked))
        return (took if is_over else takes) % {"count": count}
    return ngettext(
        "%(count)s municipality found", "%(count)s municipalities found", board.hits
    ) % {"count": wording.number(board.hits)}


def _note(race: Race, table: Table) -> str:
    """What curves and arrows show; what cannot be shown yet is not spoken of."""
    sentences = []
    shown = sparks.releases_shown(race, table)
    if len(shown) > 1:
        sentences.append(
            _(
                "The curves show the lead on the whole country since %(week)s, in percentage points: "
                "above the dotted line, faster than the country."
            )
            % {"week": wording.week_text(shown[0])}
        )
    before = race.before(table.release)
    if before and table.ranked:
        text = _("The arrows show places since %(week)s.") % {"week": wording.week_text(before)}
        sentences.append(text)
    return " ".join(sentences)


def _numbers_label(race: Race, table: Table) -> str:
    if table.category.kind == "growth":
        if race.baseline is None:
            return _("New registrations")
        return _("New registrations since %(week)s") % {"week": wording.week_text(race.baseline)}
    if table.category.key == "youth":
        return _("Registered of population 15–24")
    return _("Registered of population 15+")


def _unplaced_note(table: Table) -> str:
    reasons = {line.standing.reason for line in table.unranked}
    if reasons == {Unranked.BASELINE_WEEK}:
        return _("Growth is measured from this week. The first places come next week.")
    return _("They take part but cannot be ranked this week. The reason stands at each.")
