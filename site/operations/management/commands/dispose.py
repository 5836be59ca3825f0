"""`manage.py dispose`: destroy what must not be kept any longer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from eforms.applications.disposal import destroy_due_numbers


class Command(BaseCommand):
    help = (
        "Destroys the My Numbers of expired drafts and of applications past their retention. "
        "Each leaves a line in the audit log. Meant to run once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"My Numbers destroyed: {destroy_due_numbers(timezone.now())}")
