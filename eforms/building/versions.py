"""Reading the versions of a form. Versions never change, so a process keeps them once read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from eforms.building.stored import FormVersion
from eforms.building.translations import in_language
from eforms.engine.schema import FormSchema


KEPT = 200
JAPANESE = "ja"
_schemas: dict[tuple[UUID, str], FormSchema] = {}


def current_version(page: Any) -> FormVersion | None:
    """Return the newest version of a FormPage, or ``None`` when it was never published.

    Its ``schema`` is read only when somebody asks for it: :func:`schema_of` seldom does.
    """
    return FormVersion.objects.filter(page_id=page.pk).defer("schema").order_by("-number").first()


def successor(version: FormVersion, *, now: datetime) -> FormVersion | None:
    """Return the version to which drafts on an older one are to be carried; None: stay.

    That is the newest one that can be reached without passing a version that waits for its date.
    """
    newer = (
        FormVersion.objects.filter(page_id=version.page_id, number__gt=version.number)
        .defer("schema")
        .select_related("policy")
        .order_by("number")
    )
    found = None
    for candidate in newer:
        policy = getattr(candidate, "policy", None)
        if policy is None or (policy.drafts_until is not None and policy.drafts_until > now):
            break
        found = candidate
    return found


def schema_of(version: FormVersion, language: str | None = None) -> FormSchema:
    """Return the form of a version, in the language spoken now or in ``language``.

    Staff, programs and tasks are spoken to in Japanese, citizens as they chose. Ids and rules are
    the same in every language, so that answers fit all of them.
    """
    language = language or get_language() or JAPANESE
    key = (version.pk, language)
    schema = _schemas.get(key)
    if schema is None:
        document = version.schema
        if language != JAPANESE:
            document = in_language(document, language)
        schema = FormSchema.from_json(document)
        if len(_schemas) >= KEPT:
            _schemas.clear()
        _schemas[key] = schema
    return schema
