"""`manage.py demo`: the demo city, from nothing to a served site (`make demo` calls it)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.demo import load, server, welcome


class Command(BaseCommand):
    help = "Loads the demo city and serves it on http://127.0.0.1:8000. For the demo alone."
    # The database may not exist yet.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="load only")
        parser.add_argument(
            "--background", action="store_true", help="return when the site answers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "だれでも知っているパスワードを登録するため、make demo で動かしてください。\n"
                "This loads well-known passwords. Run it by `make demo`"
                " (DJANGO_SETTINGS_MODULE=config.settings.demo)."
            )
        port = options["port"]
        try:
            if not options["no_serve"]:
                server.check_free(port)
            load.prepare(self._report)
            load.load(self._report, address=server.address(port))
            if options["no_serve"]:
                return
            pid = server.start(port) if options["background"] else None
        except server.ServerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(welcome.text(port, pid))
        self.stdout.flush()
        if pid is None:
            server.serve(port)

    def _report(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
