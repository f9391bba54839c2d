"""What reading a file finds: problems, which refuse it, and remarks, which are good to know.

Both are kept as plain data and put into words in the language of whoever reads them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STANDARD_HEADER = "kommunekode;kommune;tilmeldte 15+;tilmeldte 15-24;fritagne 15+"

_PROBLEMS: Mapping[str, Promise] = {
    "empty": _("The file is empty. Export it again and send the new file."),
    "no_rows": _("There are no municipalities below the headings. Export the file again."),
    "too_large": _(
        "The file is too large: at most %(detail)s MB can be read. Send only the week's figures."
    ),
    "encrypted": _("The file is locked with a password. Save it without one and send it again."),
    "not_a_table": _(
        "This is not a table that can be read (%(value)s). Save the figures as XLSX or CSV and send that file."
    ),
    "unreadable": _(
        "The file is damaged and cannot be read. Open it, save it anew as XLSX or CSV, and send that file."
    ),
    "too_many_columns": _(
        "The line has more than %(value)s columns. Send only the columns with the week's figures."
    ),
    "no_header": _(
        "The headings were not found. One of the first 20 lines must name the columns: %(detail)s"
    ),
    "missing_column": _(
        "The column “%(column)s” is missing. Add it, or give it that heading. These headings are there: %(detail)s"
    ),
    "column_twice": _("The columns “%(column)s” and “%(value)s” say the same. Keep one of them."),
    "unknown_municipality": _(
        "“%(value)s” is not a municipality that is known here. Correct its code or name."
    ),
    "code_and_name": _(
        "Code and name are of different municipalities: “%(value)s”. %(detail)s Correct one of them."
    ),
    "twice": _("%(value)s is in line %(detail)s already. Keep one of the two lines."),
    "missing_number": _(
        "The number is missing. Write it, or 0 if it is nobody. If the municipality has no figures at all, leave all three empty."
    ),
    "not_a_number": _("“%(value)s” is not a number. Write a whole number, such as 481822."),
    "negative": _("“%(value)s” is below zero. Write how many people it is, 0 or more."),
    "decimal": _(
        "“%(value)s” has decimals. Write how many people it is as a whole number, not a percentage."
    ),
    "too_many_people": _("“%(value)s” is more people than there are. Look for digits too many."),
    "young_above_all": _(
        "%(value)s registered aged 15-24 is more than the %(detail)s registered aged 15 and over. Correct one of the two."
    ),
    "extra_cells": _(
        "The line has more cells than there are headings (“%(value)s”). Take separators out of the numbers: 481822."
    ),
    "open_quote": _(
        "A quotation mark is opened in this line and closed in a later one. Remove it."
    ),
}

_REMARKS: Mapping[str, Promise] = {
    "extra_columns": _("These columns were not used: %(value)s"),
    "passed_over": _("%(value)s is not a municipality and was passed over."),
    "no_figures": _("%(value)s has no figures in the file and counts as missing."),
    "name_not_known": _(
        "The name “%(value)s” is not known here; the code decided that it is %(detail)s."
    ),
    "names_not_known": _("%(value)s more names are not known here; their codes decided."),
    "sheet": _("The figures were read from the sheet “%(value)s”; other sheets were not used."),
}


@dataclass(frozen=True, slots=True)
class _Finding:
    kind: str
    line: int | None = None
    column: str = ""
    value: str = ""
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it; `from_dict` makes it whole again."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Back from `as_dict`. TypeError or KeyError for anything else."""
        return cls(**data)

    def _words(self, texts: Mapping[str, Promise]) -> str:
        return str(texts[self.kind]) % {
            "column": self.column,
            "value": self.value,
            "detail": self.detail,
        }

    @property
    def where(self) -> str:
        """Line and column in the reader's language, as "Line 12, tilmeldte 15+"; empty for a whole file."""
        if self.line is None:
            return ""
        line = str(_("Line %(line)s")) % {"line": self.line}
        return f"{line}, {self.column}" if self.column else line


@dataclass(frozen=True, slots=True)
class Problem(_Finding):
    """Why a file is refused: what it is, where (line from 1, heading of the column), and the value.

    `line` is None and `column` empty where the problem is the whole file's.
    """

    @property
    def text(self) -> str:
        """One sentence in the reader's language that says what is wrong and what to do."""
        return self._words(_PROBLEMS)

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


@dataclass(frozen=True, slots=True)
class Remark(_Finding):
    """Something good to know about how a file was read; it stops nothing."""

    @property
    def text(self) -> str:
        """One sentence in the reader's language."""
        return self._words(_REMARKS)

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text
