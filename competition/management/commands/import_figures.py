"""Import one week's figures from a file: the whole road, or as much of it as is asked for."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from competition import publishing
from competition.models import Competition
from municipalities.models import Role, User
from signups import clock, imports, releases
from signups.lines import Total, whole_number
from signups.models import Release
from signups.weeks import Week


class Command(BaseCommand):
    help = "Import one week's figures: parsed, checked, stored as a draft; nothing on any problem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its dates, and how far it shall go."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--week", type=_week, required=True, help="as 2014-W42")
        parser.add_argument("--as-of", type=_day, required=True, help="as 2014-10-17")
        parser.add_argument("--competition", help="refuse a day outside this competition, as 2014")
        parser.add_argument(
            "--acknowledge", metavar="WHY", help="reason why warned figures are right"
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="who enters (else the first administrator)"
        )
        parser.add_argument("--approve-by", metavar="EMAIL", help="another person, who approves")
        parser.add_argument(
            "--national",
            type=_national,
            metavar="15+,15-24,EXEMPT",
            help="the country's control totals, as 2496000,,289000; an empty one is not checked",
        )
        parser.add_argument("--publish", action="store_true", help="publish what was approved")

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing: any problem rolls everything back and ends with exit code 1."""
        if options["publish"] and not options["approve_by"]:
            raise CommandError(
                "--publish needs --approve-by: figures are approved by another person."
            )
        if options["approve_by"] and not options["by"]:
            raise CommandError("--approve-by needs --by: two people, each by name.")
        now = clock.now()
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        try:
            with transaction.atomic():
                release = self._import(content, now, options)
                self._onwards(release, now, options)
        except releases.Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _import(self, content: bytes, now: datetime, options: dict[str, Any]) -> Release:
        if options["competition"]:
            _refuse_outside(options["competition"], options["as_of"])
        by = _person(options["by"])
        import_ = imports.receive(
            content=content,
            file_name=options["file"].name,
            week=options["week"],
            as_of=options["as_of"],
            by=by,
            now=now,
            national_total=options["national"],
        )
        examined = imports.examine(import_)
        if examined.parsed.problems:
            raise _Listed(map(str, examined.parsed.problems))
        for remark in examined.parsed.remarks:
            self.stdout.write(str(remark))
        if examined.warnings and not options["acknowledge"]:
            lines = [warning.text for warning in examined.warnings]
            raise _Listed([*lines, 'Acknowledge with --acknowledge "why".'])
        imports.note_examined(import_, examined, now=now)
        if examined.warnings:
            keys = [warning.key for warning in examined.warnings]
            imports.acknowledge(import_, keys=keys, reason=options["acknowledge"], by=by, now=now)
        imports.confirm(import_, by=by, now=now)
        release = imports.store(import_, examined, now=now)
        self.stdout.write(f"{release.week}: {len(examined.parsed.rows)} figures stored as a draft.")
        return release

    def _onwards(self, release: Release, now: datetime, options: dict[str, Any]) -> None:
        if options["approve_by"]:
            approver = _person(options["approve_by"])
            publishing.approve(release, by=approver, now=now)
            self.stdout.write(f"{release.week}: approved by {approver.email}.")
            if options["publish"]:
                publishing.publish(release, by=approver, now=now)
                self.stdout.write(f"{release.week}: published.")


class _Listed(CommandError):  # noqa: N818 - as its base
    """Several lines, of which Django's "CommandError: " shall not be glued before the first."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__("\n" + "\n".join(lines))


def _national(text: str) -> Total:
    figures = text.split(",")
    try:
        plus, young, exempt = (whole_number(f) if f.strip() else None for f in figures)
    except ValueError as error:
        raise ArgumentTypeError(
            f"{text!r} is not three whole numbers with commas between them, as 2496000,512000,289000"
        ) from error
    return Total(plus, young, exempt)


def _week(text: str) -> Week:
    try:
        return Week.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a week. Write it as 2014-W42.") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a day. Write it as 2014-10-17.") from error


def _person(email: str | None) -> User:
    people = User.objects.filter(is_active=True)
    found = (
        people.filter(email=email.lower()) if email else people.filter(role=Role.ADMINISTRATOR)
    ).first()
    if found is None:
        raise CommandError(f"There is no active person {email or 'with the role administrator'}.")
    return found


def _refuse_outside(slug: str, day: date) -> None:
    competition = Competition.objects.filter(pk=slug).first()
    if competition is None:
        raise CommandError(f"There is no competition {slug}.")
    if not competition.figures_from <= day <= competition.closing_as_of:
        raise CommandError(
            f"{day} lies outside {slug}: {competition.figures_from} to {competition.closing_as_of}."
        )
