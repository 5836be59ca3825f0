"""`manage.py dispose`: destroy what must not be kept any longer."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eforms.applications.disposal import destroy_due_numbers
from eforms.filling import expiry_warnings, held_pages
from eforms.filling.codes import delete_old as delete_old_codes
from eforms.filling.expiry import delete_expired
from eforms.filling.sweeping import sweep


logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Destroys the My Numbers of expired drafts and of applications past their retention, and "
        "deletes drafts that expired a week ago, with their files; both leave lines in the audit "
        "log. Warns by mail a week before a draft expires, and removes what broken uploads left "
        "behind. Meant to run once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now, self.failed = timezone.now(), []
        with self.part("My Numbers"):
            self.stdout.write(f"My Numbers destroyed: {destroy_due_numbers(now)}")
        with self.part("warnings"):
            self.stdout.write(f"Drafts that expire soon, owners told: {expiry_warnings.warn(now)}")
        with self.part("held pages"):
            self.stdout.write(f"Pages held too long removed: {held_pages.delete_old(now)}")
        with self.part("drafts"):
            deleted = delete_expired(now)
            self.stdout.write(f"Expired drafts deleted: {deleted.drafts}")
            self.stdout.write(f"Files of expired drafts deleted: {deleted.files}")
        with self.part("codes"):
            self.stdout.write(f"Old codes of guests deleted: {delete_old_codes(now)}")
        with self.part("uploads"):
            swept = sweep(now)
            self.stdout.write(f"Unfinished uploads removed: {swept.unfinished}")
            self.stdout.write(f"Files that nothing names removed: {swept.unnamed}")
        if self.failed:
            raise CommandError(f"dispose: not done: {', '.join(self.failed)}; see the log")

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Do a part of the work; when it breaks, the others are done all the same."""
        try:
            yield
        except Exception:
            logger.exception("dispose: %s", name)
            self.failed.append(name)
