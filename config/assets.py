"""The asset build: from `node_modules` to `build/assets`, what the pages need and nothing more.

Run it as `python -m config.assets`. Four things come out:

- `css/dkfds.css`: the design system in the cascade layer `dkfds`, without its web fonts, its source
  map and the components that no page uses, with its pictures beside it in `img/`;
- `fonts/IBMPlexSans-*.woff2`: five weights, cut down to the characters of Danish and English text;
- `paper/*.ttf`: three of the weights as the setter of PDF files wants them;
- `vendor/plotly-basic.min.js`: the chart library.

The folder is made anew each time and put in place at once, so that a build that fails leaves the
one before it standing.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

BASE_DIR = Path(__file__).resolve().parent.parent
TARGET = BASE_DIR / "build" / "assets"
DKFDS = BASE_DIR / "node_modules" / "dkfds" / "dist"
PLOTLY = BASE_DIR / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"

PAPER_WEIGHTS = ("Regular", "SemiBold", "Light")
WEIGHTS = ("Light", "Regular", "Medium", "SemiBold", "Bold")
CHARACTERS = (
    *range(0x20, 0x7F),  # ASCII
    *range(0xA0, 0x180),  # Latin-1 with æ, ø, å, and Latin Extended-A for foreign names
    *range(0x2009, 0x200B),  # thin and hair space
    *range(0x2010, 0x2016),  # hyphens and dashes
    *range(0x2018, 0x201F),  # quotation marks
    *(0x2020, 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2060),
    *range(0x2190, 0x219A),  # arrows
    *(0x20AC, 0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),  # euro, minus, comparisons
    *(0x25B2, 0x25B3, 0x25BC, 0x25BD, 0x25CF, 0x25CB, 0x2713, 0x2715),  # marks of a change
)
# The licence reserves the name "Plex" for the untouched font: a subset carries another one inside.
RESERVED_NAME, OWN_NAME = "IBM Plex", "Kommune"
NAMES_SHOWN_TO_PEOPLE = (1, 3, 4, 6, 16, 21, 25)

# A class belongs to the family before its first hyphen or underscore. Rules that need a class of
# another family are left out: menus, dialogues, date pickers, icons, spacing utilities and so on.
FAMILIES = frozenset(
    {
        *("sr", "container", "row", "col", "no", "skipnav", "page"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "font", "displayheading", "bold", "nobullet"),
        *("form", "input", "checkbox", "radio", "focus", "disabled", "helptext", "textarea"),
        *("button", "search", "table", "structured", "alert", "details", "breadcrumbs"),
        *("pagination", "current", "active", "tag", "badge", "back", "function", "bordered"),
    }
)
RULE_BEGIN = re.compile(r"""["'{};]""")
CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
ADDRESS = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


class BuildError(Exception):
    """The assets cannot be built; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a style sheet: `prelude` (selectors or an at-rule) and `body`, which may nest.

    A statement without a body, such as `@charset`, has `body` None.
    """

    prelude: str
    body: str | None


def rules_of(css: str) -> Iterator[Rule]:
    """The rules of a style sheet, or of the inside of `@media`, in order."""
    text = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    depth = start = opened = position = 0
    while found := RULE_BEGIN.search(text, position):
        mark, position = found.group(), found.end()
        if mark in "\"'":
            position = text.index(mark, position) + 1
        elif mark == "{":
            depth += 1
            opened = position if depth == 1 else opened
        elif mark == "}":
            depth -= 1
            if depth == 0:
                yield Rule(text[start : opened - 1].strip(), text[opened : position - 1])
                start = position
        elif depth == 0:
            yield Rule(text[start : position - 1].strip(), None)
            start = position
    if depth != 0:
        raise BuildError("The design system's style sheet ends in the middle of a rule.")


def selectors_of(prelude: str) -> list[str]:
    """The selectors of a rule, split at the commas that stand outside brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(prelude):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(prelude[start:index])
            start = index + 1
    return [*parts, prelude[start:]]


def is_needed(selector: str) -> bool:
    """Whether every class that the selector requires is of a family that the site uses."""
    required = re.sub(r":not\([^)]*\)", "", selector)
    return all(
        re.split(r"[-_]", name, maxsplit=1)[0] in FAMILIES for name in CLASS.findall(required)
    )


def trimmed(css: str) -> str:
    """The style sheet without web fonts and without the rules for components not in use."""
    kept = []
    for rule in rules_of(css):
        if rule.body is None or rule.prelude == "@font-face":
            continue
        if rule.prelude.startswith(("@media", "@supports")):
            if inner := trimmed(rule.body):
                kept.append(f"{rule.prelude}{{{inner}}}")
        elif rule.prelude.startswith("@"):
            kept.append(f"{rule.prelude}{{{rule.body}}}")
        elif needed := [part for part in selectors_of(rule.prelude) if is_needed(part)]:
            kept.append(f"{','.join(needed)}{{{rule.body}}}")
    return "".join(kept)


def copy_style_sheet(target: Path) -> None:
    """Write `css/dkfds.css` and the pictures that it refers to."""
    source = DKFDS / "css" / "dkfds.min.css"
    css = trimmed(source.read_text(encoding="utf-8"))
    for _, address in ADDRESS.findall(css):
        if address.startswith("data:"):
            continue
        picture = (source.parent / address).resolve()
        copy = (target / "css" / address).resolve()
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture, copy)
    (target / "css").mkdir(exist_ok=True)
    (target / "css" / "dkfds.css").write_text(f"@layer dkfds{{{css}}}\n", encoding="utf-8")


def subset_fonts(target: Path) -> None:
    """Write each weight of IBM Plex Sans with `CHARACTERS` only, and its licence beside them."""
    source = DKFDS / "fonts" / "IBMPlexSans" / "complete" / "woff2"
    (target / "fonts").mkdir()
    options = subset.Options()
    options.flavor = "woff2"
    options.name_IDs = ["*"]
    options.hinting = False
    for weight in WEIGHTS:
        with TTFont(source / f"IBMPlexSans-{weight}.woff2") as font:
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=CHARACTERS)
            cutter.subset(font)
            rename(font)
            font.flavor = "woff2"
            font.save(target / "fonts" / f"IBMPlexSans-{weight}.woff2")
    shutil.copyfile(source / "license.txt", target / "fonts" / "LICENSE.txt")


def paper_fonts(target: Path) -> None:
    """Write `PAPER_WEIGHTS` of the subset fonts as TrueType, unpacked, under the same own name."""
    (target / "paper").mkdir()
    for weight in PAPER_WEIGHTS:
        with TTFont(target / "fonts" / f"IBMPlexSans-{weight}.woff2") as font:
            font.flavor = None
            font.save(target / "paper" / f"KommuneSans-{weight}.ttf")


def rename(font: TTFont) -> None:
    """Give the font a name of its own where people see one; copyright and licence stay."""
    for record in font["name"].names:
        if record.nameID in NAMES_SHOWN_TO_PEOPLE:
            shown = str(record).replace(RESERVED_NAME, OWN_NAME)
            record.string = shown.replace(RESERVED_NAME.replace(" ", ""), OWN_NAME)


def build(target: Path) -> None:
    """Build everything into `target`. BuildError if the npm packages are not installed."""
    if not DKFDS.is_dir() or not PLOTLY.is_file():
        raise BuildError("The npm packages are not installed: run `npm ci` first.")
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    copy_style_sheet(fresh)
    subset_fonts(fresh)
    paper_fonts(fresh)
    (fresh / "vendor").mkdir()
    shutil.copyfile(PLOTLY, fresh / "vendor" / PLOTLY.name)
    if target.exists():
        shutil.rmtree(target)
    fresh.rename(target)


if __name__ == "__main__":
    try:
        build(TARGET)
    except BuildError as error:
        sys.exit(str(error))
