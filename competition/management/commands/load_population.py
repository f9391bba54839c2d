"""Load the population of one day."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from competition import population
from competition.models import PopulationLoad
from municipalities import loading
from municipalities.loading import Counted, LoadingError
from signups import clock
from signups.releases import Refused


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
            counted, remarks = _load(options["file"], options["as_of"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except (LoadingError, Refused) as error:
            raise CommandError(str(error)) from error
        for remark in remarks:
            self.stdout.write(remark)
        self.stdout.write(f"Population as of {options['as_of']}: {counted}.")


@transaction.atomic
def _load(file: Path, as_of: date) -> tuple[Counted, list[str]]:
    """The same way in as on the page; whoever runs the command has looked at the file."""
    now = clock.now()
    load = population.receive(
        content=file.read_bytes(), file_name=file.name, as_of=as_of, by=None, now=now
    )
    if load.status != PopulationLoad.Status.READY:
        raise LoadingError(load.problems)
    if population.is_known(load):
        load.delete()
        return loading.load_population(content=bytes(load.content or b""), as_of=as_of)
    return population.store(load, by=None, now=now), load.remarks
