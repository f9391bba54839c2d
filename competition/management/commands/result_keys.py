"""Make or show the key that results are signed with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competition import keys, signing
from signups.releases import Refused


class Command(BaseCommand):
    help = "Shows the public key that results are signed with; makes a new key if asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to make one."""
        parser.add_argument(
            "--make",
            action="store_true",
            help="print a new private key, which is kept nowhere, and its public key",
        )

    def handle(self, **options: Any) -> None:
        """The private half is printed only where it was just made."""
        if options["make"]:
            key = signing.new_key()
            self.stdout.write(f"RESULT_SIGNING_KEY={signing.as_text(key)}")
            self.stderr.write("Keep this line secret. It was written nowhere else.")
        else:
            try:
                key = keys.signing_key()
            except Refused as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"key id: {key.key_id}")
        self.stdout.write(f"public key: {key.public_key}")
        self.stdout.write(signing.public_pem(key.public_key).strip())
