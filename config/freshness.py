"""Whether something that was built is still what its sources say: so that a second run is quick."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(sources: Iterable[Path]) -> str:
    """A digest of names, sizes and times of all files below `sources` (files or folders)."""
    digest = hashlib.sha256()
    for source in sources:
        files = sorted(source.rglob("*")) if source.is_dir() else [source]
        for file in files:
            if file.is_file():
                state = file.stat()
                digest.update(f"{file}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_current(stamp: Path, fingerprint: str) -> bool:
    """Whether `stamp` remembers this fingerprint."""
    return stamp.exists() and stamp.read_text() == fingerprint


def remember(stamp: Path, fingerprint: str) -> None:
    """Write the fingerprint of what was just built."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)
