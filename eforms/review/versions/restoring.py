"""An old version brought back as a draft of its form: a new revision, never at once live."""

from typing import Any

from django.db import transaction

from eforms.building.compiler import compile_form
from eforms.building.differences import Change, differences
from eforms.building.models import FormPage
from eforms.building.stored import FormVersion, VersionSource


KINDS = {
    "individual": "for_individuals",
    "corporation": "for_corporations",
    "organization": "for_organizations",
}


def is_restorable(version: FormVersion) -> bool:
    """Return whether the editor's blocks of a version are known."""
    return VersionSource.objects.filter(version=version).exists()


def state_of(page: FormPage) -> str:
    """Return what tells whether somebody saved the form meanwhile."""
    latest = page.get_latest_revision()
    return f"{latest.pk}/{latest.created_at.isoformat()}" if latest else ""


@transaction.atomic
def restore(page: FormPage, version: FormVersion, user: Any, *, seen: str) -> list[Change] | None:
    """Save title, kinds of applicants and questions of a version as the newest draft of its form.

    Everything else of the form (window, contact, mails …) stays as it is now. Returns in what the
    draft differs from the version: nothing, unless question types have changed since. Returns
    None, and saves nothing, when the form is not as it was ``seen`` any more.
    """
    page = FormPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if state_of(page) != seen:
        return None
    draft = page.get_latest_revision_as_object()
    draft.title = draft.draft_title = version.schema["title"]
    for kind, field in KINDS.items():
        setattr(draft, field, kind in version.schema["applicant_kinds"])
    draft.body = FormPage._meta.get_field("body").to_python(version.source.body)
    revision = draft.save_revision(user=user, log_action=True, clean=False)
    return differences(version.schema, compile_form(revision.as_object()))
