"""Which page is writing: no two pages overwrite each other unnoticed."""

import secrets
from dataclasses import dataclass

from django.http import HttpRequest

from eforms.filling.models import Draft


@dataclass(frozen=True)
class PageMark:
    """Which page is writing: the revision it was made from, a token of its own, and the version.

    A page that wrote already (pressed twice, or gone back to) is no stranger to its own write.
    ``version`` is the form's version by number; None where the page did not say.
    """

    revision: int
    token: str
    version: int | None = None

    @classmethod
    def fresh(cls, draft: Draft) -> "PageMark":
        """Return the mark of a page that is being made now."""
        return cls(draft.revision, secrets.token_urlsafe(9), draft.version.number)

    @classmethod
    def posted(cls, revision: str, token: str, version: str = "") -> "PageMark":
        """Read a mark from a form; what is missing or strange counts as the oldest page."""
        return cls(number_of(revision) or 0, token[:24], number_of(version))

    def is_behind(self, draft: Draft, section_id: str) -> bool:
        """Tell whether another page has written this section since this one was made."""
        revision, token = draft.writers.get(section_id, (0, ""))
        return revision > self.revision and token != self.token


def mark_of(request: HttpRequest) -> PageMark:
    """Return the mark of a page that was posted."""
    return PageMark.posted(
        request.POST.get("revision", ""), request.POST.get("page", ""), request.GET.get("v", "")
    )


def number_of(text: str) -> int | None:
    """Return a number that a page sent, None for anything else."""
    known = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if known else None
