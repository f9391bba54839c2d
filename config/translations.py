"""Whether every text of the site has its Danish: `python -m config.translations`.

The texts are gathered anew in a copy of the source, so that the catalogue of the working tree stays
as it is. What has no translation, or a fuzzy one, is named line by line, and the exit code is 1.
English is the language that the texts are written in: it needs no catalogue.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

BASE_DIR = Path(__file__).resolve().parent.parent
SOURCES = ("config", "competition", "signups", "municipalities", "templates", "static", "locale")
LANGUAGE = "da"


def gathered(copy: Path) -> Path:
    """The catalogue as it would be if it were gathered now, in a copy of the source."""
    for name in SOURCES:
        shutil.copytree(BASE_DIR / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(BASE_DIR / "manage.py", copy / "manage.py")
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "manage.py", "makemessages", "-l", LANGUAGE, "--no-obsolete"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"The texts cannot be gathered: {done.stderr.strip()}")
    return copy / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def faults_of(catalogue: Path) -> list[str]:
    """One line for each text that is untranslated, fuzzy, or names a placeholder that is none."""
    with catalogue.open("rb") as file:
        messages = read_po(file, locale=LANGUAGE)
    faults = [
        f"{error}: {message.id!r}" for message, errors in messages.check() for error in errors
    ]
    for message in messages:
        if not message.id:
            continue
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        where = f"{message.locations[0][0]}: " if message.locations else ""
        if not all(translations):
            faults.append(f"{where}untranslated: {message.id!r}")
        elif message.fuzzy:
            faults.append(f"{where}fuzzy: {message.id!r}")
    return faults


def main() -> int:
    """The exit code: 0 if the catalogue is complete."""
    with tempfile.TemporaryDirectory() as folder:
        faults = faults_of(gathered(Path(folder)))
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if faults:
        sys.stderr.write(
            f"{len(faults)} texts lack right Danish: run `make messages`, translate.\n"
        )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
