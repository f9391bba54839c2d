"""Load the population of one day."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from municipalities import loading


class Command(BaseCommand):
    help = "Loads the population from a FOLK1A file of Statistikbanken's. Can be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and its day."""
        parser.add_argument("file", type=Path, help="CSV from Statistikbanken, table FOLK1A")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            required=True,
            metavar="YYYY-MM-DD",
            help="the first day of the quarter to load, as 2014-01-01",
        )

    def handle(self, **options: Any) -> None:
        """Load, and say what was new, changed and the same, and what is good to know."""
        try:
            counted, remarks = loading.load_population(
                content=options["file"].read_bytes(), as_of=options["as_of"]
            )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except loading.LoadingError as error:
            raise CommandError(str(error)) from error
        for remark in remarks:
            self.stdout.write(remark)
        self.stdout.write(f"Population as of {options['as_of']}: {counted}.")
