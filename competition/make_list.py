#!/usr/bin/env python3
"""Danner listen til lodtrækningen. / Makes the list for the draw.

    python lodtraekning_liste.py borgere.txt             # danner lodtraekning-liste.txt
    python lodtraekning_liste.py --kontrol lodtraekning-liste.txt
    python lodtraekning_liste.py --vis 287,701 lodtraekning-liste.txt

Programmet sender intet og henter intet. Det læser en fil med én borger pr. linje, sætter en tilfældig
linje ("salt") øverst, gemmer resultatet i en ny fil på din egen maskine og skriver de to ting, som
arrangøren skal have: hvor mange der står på listen, og filens SHA-256. Listen bliver hos jer.

This program needs Python 3.9 or later and nothing else. It sends nothing and fetches nothing. It reads
a file with one citizen a line, puts a line of random digits (the salt) on top, keeps that as a new file,
and prints what the organiser is told: how many there are, and the SHA-256 of the file.

Exit code: 0 = done, 1 = something must be mended first, 2 = the command could not be read.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pathlib
import re
import secrets
import sys
from typing import List, Optional, Sequence

OUTPUT = "lodtraekning-liste.txt"
SALT = re.compile(r"salt: [0-9a-f]{64}")
MARK = b"\xef\xbb\xbf"  # what some programs put in front of UTF-8
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
SHOWN = 10  # how many faults are listed


class StopError(Exception):
    """What must be mended before there is a list."""


def citizens_in(content: bytes) -> List[str]:
    """The lines of a file as people make it: UTF-8 or the old Windows letters, any line end, and empty
    lines at the end passed over.
    """
    content = content.removeprefix(MARK)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    return [line.strip() for line in lines]


def check(citizens: Sequence[str]) -> None:
    """StopError for a list that could be read in two ways, or gives somebody two chances."""
    if not any(citizens):
        raise StopError("Filen er tom.")
    if SALT.fullmatch(citizens[0]):
        raise StopError("Filen har allerede et salt: den er en færdig liste. Brug --kontrol.")
    faults = [f"linje {n}: tom" for n, line in enumerate(citizens, start=1) if not line]
    first: dict[str, int] = {}
    for number, line in enumerate(citizens, start=1):
        if line in first and line:
            faults.append(f"linje {number}: den samme som linje {first[line]}")
        first.setdefault(line, number)
    if faults:
        more = f"\n  … og {len(faults) - SHOWN} mere" if len(faults) > SHOWN else ""
        listed = "\n  ".join(faults[:SHOWN])
        raise StopError(f"Ret filen, og prøv igen:\n  {listed}{more}")


def made(citizens: Sequence[str]) -> bytes:
    """The file's bytes: the salt, then one citizen a line, UTF-8, every line ended by a line feed."""
    lines = [f"salt: {secrets.token_hex(32)}", *citizens]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def read_list(path: str) -> List[str]:
    """The citizens of a finished list. StopError where it is none, or was changed by an editor."""
    content = pathlib.Path(path).read_bytes()
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise StopError(f"{path} er ikke længere i UTF-8.") from None
    if not SALT.fullmatch(lines[0]) or lines[-1] or len(lines) < 3:
        raise StopError(f"{path} er ikke en liste, som dette program har dannet.")
    return lines[1:-1]


def tell(path: str) -> None:
    """The two things that the organiser is told."""
    digest = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    print(f"Antal på listen:  {len(read_list(path))}")
    print(f"SHA-256:          {digest}")


def make(source: str, output: str) -> None:
    """Make the list, and never over another one."""
    citizens = citizens_in(pathlib.Path(source).read_bytes())
    check(citizens)
    try:
        # For its owner alone: it is a list of people.
        with os.fdopen(os.open(output, NEW_FILE, 0o600), "wb") as file:
            file.write(made(citizens))
    except FileExistsError:
        raise StopError(
            f"{output} findes allerede. Er der givet tilsagn med den, skal den blive, som den er."
        ) from None
    print(f"Listen er gemt i {output}. Gem den uændret, og vis den til ingen.")
    tell(output)


def show(path: str, numbers: str) -> None:
    """Who stands at the drawn ordinals."""
    citizens = read_list(path)
    for written in numbers.split(","):
        number = int(written) if written.strip().isdecimal() else 0
        if not 1 <= number <= len(citizens):
            raise StopError(f"{written.strip()} er ikke et nummer på listen.")
        print(f"nr. {number}: {citizens[number - 1]}")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Make a list, check one, or show who was drawn."""
    parser = argparse.ArgumentParser(description="Danner listen til lodtrækningen.")
    parser.add_argument("file", help="filen med én borger pr. linje, eller den færdige liste")
    parser.add_argument("--til", default=OUTPUT, metavar="FIL", help=f"ellers {OUTPUT}")
    parser.add_argument("--kontrol", action="store_true", help="skriv antal og SHA-256 igen")
    parser.add_argument("--vis", metavar="NUMRE", help="skriv, hvem der står på numrene")
    options = parser.parse_args(arguments)
    try:
        if options.vis is not None:
            show(options.file, options.vis)
        elif options.kontrol:
            tell(options.file)
        else:
            make(options.file, options.til)
    except OSError as error:
        print(f"Filen kan ikke læses eller gemmes: {error.strerror}.", file=sys.stderr)
        return 1
    except StopError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
