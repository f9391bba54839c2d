"""Load the participants of a competition."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competition import participants
from competition.models import Competition
from municipalities.loading import LoadingError


class Command(BaseCommand):
    help = "Loads who takes part from CSV (code, name). Can be run again; takes nobody out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the competition."""
        parser.add_argument("file", type=Path, help="a CSV file with the columns code and name")
        parser.add_argument("--competition", required=True, help="the competition, as 2014")

    def handle(self, **options: Any) -> None:
        """Load, and say what was new and the same."""
        competition = Competition.objects.filter(slug=options["competition"]).first()
        if competition is None:
            raise CommandError(f"There is no competition “{options['competition']}”.")
        try:
            content = options["file"].read_bytes()
            counted, remarks = participants.load(competition, content=content)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except LoadingError as error:
            raise CommandError(str(error)) from error
        for remark in remarks:
            self.stdout.write(remark)
        self.stdout.write(f"Participants: {counted}.")
