"""`manage.py dispose`: destroy what must not be kept any longer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from eforms.applications.disposal import destroy_due_numbers
from eforms.filling.sweeping import sweep


class Command(BaseCommand):
    help = (
        "Destroys the My Numbers of expired drafts and of applications past their retention. "
        "Each leaves a line in the audit log. Also removes what broken uploads left behind. "
        "Meant to run once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep(timezone.now())
        self.stdout.write(f"Unfinished uploads removed: {swept.unfinished}")
        self.stdout.write(f"Files that nothing names removed: {swept.unnamed}")
        self.stdout.write(f"My Numbers destroyed: {destroy_due_numbers(timezone.now())}")
