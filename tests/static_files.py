"""Static files for the tests: each client of a process would look through all of them anew."""

from typing import Any

from whitenoise import WhiteNoise


def look_once() -> None:
    """From now on a folder is looked through once in this process."""
    look = WhiteNoise.update_files_dictionary
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            look(self, root, prefix)
            found[root, prefix] = dict(self.files)
        self.files.update(found[root, prefix])

    WhiteNoise.update_files_dictionary = once
