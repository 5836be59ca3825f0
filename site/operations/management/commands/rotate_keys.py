"""`manage.py rotate_keys`: seal everything with the active key, so that older keys can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.log import SYSTEM, record
from vault.keys import INDEX_ID, ring
from vault.rotation import Report, remaining, rotate


class Command(BaseCommand):
    help = (
        "Seals every encrypted value and private file with the first key of VAULT_KEYS. "
        "Can be stopped and started again, while the site runs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--count", action="store_true", help="only count what lies under other keys"
        )

    def handle(self, *args: Any, count: bool, **options: Any) -> None:
        keys = ring()
        report = Report(remaining=remaining()) if count else rotate(self.stdout.write)
        if not count:
            record(
                "vault.keys_rotated",
                actor=SYSTEM,
                result="ok" if report.complete else "incomplete",
                data={
                    "active": keys.active,
                    "resealed": report.resealed,
                    "damaged": len(report.damaged),
                    "remaining": report.remaining.total(),
                },
            )
            self.stdout.write(f"resealed with {keys.active}: {report.resealed}")
        for place in report.damaged:
            self.stderr.write(f"does not open: {place}")
        for kid, number in sorted(report.remaining.items()):
            self.stdout.write(f"under {kid}: {number}")
        self.stdout.write(f"remaining on other keys: {report.remaining.total()}")
        if not report.complete and not count:
            raise CommandError("Keep the old keys: not everything lies under the active key yet.")
        if report.complete and keys.index not in (INDEX_ID, keys.active):
            self.stdout.write(
                f"The key {keys.index} still makes the blind indexes: before it goes from the "
                f"ring, add it again under the id {INDEX_ID}. Backups need their old keys too."
            )
