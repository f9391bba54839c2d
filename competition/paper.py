"""PDF files, set by Typst: the one place that knows it.

A document is a Typst file in `data/paper` and values, which it reads as JSON: nothing that a person
wrote is ever read as Typst.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst
from django.conf import settings

SHEETS = Path(__file__).resolve().parent / "data" / "paper"
FAMILY = "Kommune Sans"


class NoFonts(RuntimeError):  # noqa: N818 - what is wrong, in a word
    """The fonts for paper are not built; the message says what to do."""


@cache
def _fonts() -> typst.Fonts:
    folder = Path(settings.STATIC_ROOT) / "paper"
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
    if FAMILY not in found.families():
        raise NoFonts("The fonts for paper are missing: build the assets and run collectstatic.")
    return found


def pdf(sheet: str, values: Mapping[str, object], *, now: datetime) -> bytes:
    """The sheet `sheet` (`letter`) with these values, as an accessible PDF (PDF/UA-1)."""
    source = (SHEETS / f"{sheet}.typ").read_bytes()
    compiler = typst.Compiler(
        source,
        root=str(SHEETS),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
    )
    moment = now.astimezone(UTC).replace(microsecond=0)
    made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made
