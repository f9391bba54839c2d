"""PDF files and pictures, set by Typst: the one place that knows it.

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
    moment = now.astimezone(UTC).replace(microsecond=0)
    compiler = _compiler(sheet, json.dumps(values, ensure_ascii=False))
    made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    return _bytes(made)


def png(sheet: str, values: str) -> bytes:
    """The sheet `sheet` (`card`), of one page, with these values (JSON), a pixel to the point."""
    return _bytes(_compiler(sheet, values).compile(format="png", ppi=72.0))


def svg(sheet: str, values: str) -> bytes:
    """The sheet `sheet` (`badge`), of one page, with these values (JSON), as an SVG whose letters are
    drawn: it needs no font.
    """
    return _bytes(_compiler(sheet, values).compile(format="svg"))


def _compiler(sheet: str, values: str) -> typst.Compiler:
    return typst.Compiler(
        (SHEETS / f"{sheet}.typ").read_bytes(),
        root=str(SHEETS),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": values},
    )


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made
