"""The columns of the files: names for machines as the API has them, headings for people, types.

What a column means is said once, in `competition.shapes`; here it is given a heading and a type.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy
from ninja import Schema

from competition import shapes

type Kind = Literal["text", "code", "whole", "decimal", "day", "yes or no"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` as the API has it; `required` where every row has a value."""

    name: str
    heading: Promise
    kind: Kind
    about: str
    required: bool = False

    def heading_in(self, language: str) -> str:
        """Its heading in Danish (`da`) or English (`en`)."""
        with translation.override(language):
            return str(self.heading)

    def about_in(self, language: str) -> str:
        """What it means, in that language."""
        with translation.override(language):
            return _(self.about)


def _column(
    shape: type[Schema], name: str, heading: Promise, kind: Kind, *, required: bool = False
) -> Column:
    about = shape.model_fields[name].description or ""
    return Column(name, heading, kind, about, required)


_week = (
    _column(shapes.Figures, "week", pgettext_lazy("column", "week"), "text", required=True),
    _column(shapes.Figures, "as_of", pgettext_lazy("column", "as of"), "day", required=True),
)
_place = (
    _column(
        shapes.FigureShape,
        "code",
        pgettext_lazy("column", "municipality code"),
        "code",
        required=True,
    ),
    _column(
        shapes.FigureShape, "name", pgettext_lazy("column", "municipality"), "text", required=True
    ),
    _column(
        shapes.FigureShape,
        "region_code",
        pgettext_lazy("column", "region code"),
        "code",
        required=True,
    ),
    _column(
        shapes.MunicipalityShape, "region", pgettext_lazy("column", "region"), "text", required=True
    ),
    _column(
        shapes.FigureShape,
        "participant",
        pgettext_lazy("column", "participant"),
        "yes or no",
        required=True,
    ),
)
FIGURES: Sequence[Column] = (
    *_week,
    *_place,
    _column(
        shapes.FigureShape, "population_15_plus", pgettext_lazy("column", "population 15+"), "whole"
    ),
    _column(
        shapes.FigureShape,
        "population_15_24",
        pgettext_lazy("column", "population 15-24"),
        "whole",
    ),
    _column(
        shapes.FigureShape, "registered_15_plus", pgettext_lazy("column", "registered 15+"), "whole"
    ),
    _column(
        shapes.FigureShape, "registered_15_24", pgettext_lazy("column", "registered 15-24"), "whole"
    ),
    _column(shapes.FigureShape, "exempt_15_plus", pgettext_lazy("column", "exempt 15+"), "whole"),
    _column(shapes.FigureShape, "status", pgettext_lazy("column", "status"), "text"),
)
STANDINGS: Sequence[Column] = (
    *_week,
    _column(
        shapes.Standings, "category", pgettext_lazy("column", "category"), "text", required=True
    ),
    _column(shapes.StandingShape, "place", pgettext_lazy("column", "place"), "whole"),
    _column(
        shapes.StandingShape,
        "place_in_region",
        pgettext_lazy("column", "place in region"),
        "whole",
    ),
    _column(
        shapes.StandingShape,
        "change_in_place",
        pgettext_lazy("column", "change in place"),
        "whole",
    ),
    *_place,
    _column(shapes.StandingShape, "numerator", pgettext_lazy("column", "numerator"), "whole"),
    _column(shapes.StandingShape, "denominator", pgettext_lazy("column", "denominator"), "whole"),
    _column(shapes.StandingShape, "value", pgettext_lazy("column", "value in per cent"), "decimal"),
    _column(shapes.UnrankedShape, "reason", pgettext_lazy("column", "reason"), "text"),
)
STATUSES = {
    "provisional": pgettext_lazy("status of a figure", "provisional"),
    "final": pgettext_lazy("status of a figure", "final"),
    "corrected": pgettext_lazy("status of a figure", "corrected"),
}
KINDS: dict[Kind, str] = {
    "text": gettext_noop("text"),
    "code": gettext_noop("code, as text"),
    "whole": gettext_noop("whole number"),
    "decimal": gettext_noop("decimal number"),
    "day": gettext_noop("day, as 2014-10-17"),
    "yes or no": gettext_noop("true or false"),
}
