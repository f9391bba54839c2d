"""Load municipalities and their regions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from municipalities import loading


class Command(BaseCommand):
    help = "Loads municipalities and regions from CSV (code, name, region_code, region_name). Can be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One optional file; without it Denmark's 98."""
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=loading.MUNICIPALITIES_FILE,
            help="a CSV file; without it the 98 Danish municipalities",
        )

    def handle(self, **options: Any) -> None:
        """Load, and say what was new, changed and the same."""
        try:
            loaded = loading.load_municipalities(content=options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except loading.LoadingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Regions: {loaded.regions}.")
        self.stdout.write(f"Municipalities: {loaded.municipalities}.")
