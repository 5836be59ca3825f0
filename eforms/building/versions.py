"""Reading the versions of a form. Versions never change, so a process keeps them once read."""

from typing import Any
from uuid import UUID

from eforms.building.stored import FormVersion
from eforms.engine.schema import FormSchema


KEPT = 200
_schemas: dict[UUID, FormSchema] = {}


def current_version(page: Any) -> FormVersion | None:
    """Return the newest version of a FormPage, or ``None`` when it was never published.

    Its ``schema`` is read only when somebody asks for it: :func:`schema_of` seldom does.
    """
    return FormVersion.objects.filter(page_id=page.pk).defer("schema").order_by("-number").first()


def schema_of(version: FormVersion) -> FormSchema:
    """Return the form of a version."""
    schema = _schemas.get(version.pk)
    if schema is None:
        schema = FormSchema.from_json(version.schema)
        if len(_schemas) >= KEPT:
            _schemas.clear()
        _schemas[version.pk] = schema
    return schema
