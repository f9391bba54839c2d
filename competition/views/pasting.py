"""A block from a spreadsheet, before it is written into the grid: where each line belongs."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from competition.views.approval import release_of
from municipalities.access import only
from municipalities.models import Municipality
from municipalities.names import Roster
from signups import pasting
from signups.lines import grouped
from signups.pasting import Placed, Spot
from signups.weeks import Week

MOST_LINES = 2_000
MOST_CELLS = 40
MOST_NAMED = 3


@only("may_enter")
@require_POST
def paste(request: HttpRequest, week: Week) -> HttpResponse:
    """Nothing is stored: `{"lines": [[cell]], "codes", "row", "column"}` gives the cells to fill, the
    country's total where a line says it, and a sentence on the lines that belong nowhere.
    """
    release_of(week)
    try:
        asked = json.loads(request.body)
        lines, spot = _lines(asked["lines"]), _spot(asked)
    except (ValueError, KeyError, TypeError, RecursionError):
        return HttpResponseBadRequest("lines")
    roster = Roster(Municipality.objects.values_list("code", "name"))
    placed = pasting.place(lines, roster=roster, spot=spot)
    cells = [
        [code, column, text]
        for code, texts in placed.cells.items()
        for column, text in texts.items()
    ]
    total = [grouped(int(text)) if text else "" for text in placed.total or ()]
    return JsonResponse({"cells": cells, "total": total or None, "told": told(placed)})


def _lines(lines: Any) -> list[list[str]]:
    """ValueError or TypeError for anything that is no block."""
    if not isinstance(lines, list) or len(lines) > MOST_LINES:
        raise ValueError(lines)
    return [[str(cell)[:80] for cell in line[:MOST_CELLS]] for line in lines]


def _spot(asked: dict[str, Any]) -> Spot:
    codes, row, column = [str(code) for code in asked["codes"]], asked["row"], asked["column"]
    if not isinstance(row, int) or not isinstance(column, int):
        raise TypeError(asked)
    if row not in range(len(codes)) or column not in range(pasting.FIELDS):
        raise ValueError(asked)
    return Spot(codes, row, column)


def told(placed: Placed) -> str:
    """What was not pasted and why, a sentence for each reason; empty where everything was."""
    return " ".join(_sentence(why, labels) for why, labels in placed.lost.items())


def _sentence(why: str, labels: Sequence[str]) -> str:
    n = len(labels)
    names = ", ".join(_("“%(label)s”") % {"label": label} for label in labels[:MOST_NAMED])
    texts = {
        "unknown": ngettext(
            "%(n)d line is of no known municipality and was left out: %(names)s.",
            "%(n)d lines are of no known municipality and were left out, such as %(names)s.",
            n,
        ),
        "not_shown": ngettext(
            "%(n)d line is of a municipality that is not shown and was left out: %(names)s.",
            "%(n)d lines are of municipalities that are not shown and were left out, such as %(names)s.",
            n,
        ),
        "twice": ngettext(
            "%(n)d line is of a municipality that came before and was left out: %(names)s.",
            "%(n)d lines are of municipalities that came before and were left out, such as %(names)s.",
            n,
        ),
        "no_numbers": ngettext(
            "%(n)d line holds no numbers and was left out: %(names)s.",
            "%(n)d lines hold no numbers and were left out, such as %(names)s.",
            n,
        ),
        "too_wide": ngettext(
            "%(n)d line has more numbers than there are fields and was left out: %(names)s.",
            "%(n)d lines have more numbers than there are fields and were left out, such as %(names)s.",
            n,
        ),
        "past_the_end": ngettext(
            "%(n)d line lies below the last row and was left out.",
            "%(n)d lines lie below the last row and were left out.",
            n,
        ),
        "total": _("The line “%(names)s” could not be read as a control total."),
    }
    return texts[why] % {"n": n, "names": names if why != "total" else labels[0]}
