"""`manage.py verify_audit`: recompute the hash chain of the audit log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.verify import verify


class Command(BaseCommand):
    help = (
        "Recomputes the audit log's hash chain; ends with 1 at the first bad entry. "
        "Keep the printed anchor outside of the database and give it to the next run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", default="", help="number:hash that an earlier run printed")

    def handle(self, *args: Any, anchor: str, **options: Any) -> None:
        try:
            found = verify(anchor)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if found.first_bad:
            self.stdout.write(f"sound before it: {found.entries}")
            raise CommandError(f"BAD at {found.first_bad}", returncode=1)
        self.stdout.write(f"ok: {found.entries} entries")
        self.stdout.write(f"anchor: {found.anchor}")
