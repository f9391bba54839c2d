"""Load the participants of a competition."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competition import participants
from competition.models import Competition
from municipalities.loading import LoadingError
from municipalities.models import User
from signups import clock


class Command(BaseCommand):
    help = "Loads who takes part from CSV (code, name). Can be run again; takes nobody out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the competition."""
        parser.add_argument("file", type=Path, help="a CSV file with the columns code and name")
        parser.add_argument("--competition", required=True, help="the competition, as 2014")
        late = parser.add_argument_group("after the enrolment deadline")
        late.add_argument("--by", metavar="EMAIL", help="who changes the participants")
        late.add_argument("--confirmed-by", metavar="EMAIL", help="another person, who approves it")
        late.add_argument("--reason", metavar="WHY", default="", help="why so late")

    def handle(self, **options: Any) -> None:
        """Load, and say what was new and the same."""
        competition = Competition.objects.filter(slug=options["competition"]).first()
        if competition is None:
            raise CommandError(f"There is no competition “{options['competition']}”.")
        try:
            content = options["file"].read_bytes()
            counted, remarks = participants.load(
                competition, content=content, now=clock.now(), late=_late(options)
            )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except LoadingError as error:
            raise CommandError(str(error)) from error
        for remark in remarks:
            self.stdout.write(remark)
        self.stdout.write(f"Participants: {counted}.")


def _late(options: dict[str, Any]) -> participants.LateChange | None:
    """The two people and the reason, where they are given."""
    if not options["by"] and not options["confirmed_by"]:
        return None
    by, confirmed_by = (
        User.objects.filter(email=(options[name] or "").lower(), is_active=True).first()
        for name in ("by", "confirmed_by")
    )
    if by is None or confirmed_by is None:
        raise CommandError("--by and --confirmed-by each name an active person.")
    return participants.LateChange(by=by, confirmed_by=confirmed_by, reason=options["reason"])
