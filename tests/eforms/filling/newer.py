"""A newer version of a form, as publishing would store it, made from a changed document."""

import copy
from collections.abc import Callable

from eforms.building.differences import differences, severity_of
from eforms.engine.schema import digest
from eforms.models import FormVersion, VersionPolicy


def publish(page, change: Callable[[dict], None], *, drafts_until=None) -> FormVersion:
    """Change a copy of the newest document and store it as the next version."""
    newest = page.versions.order_by("-number").first()
    document = copy.deepcopy(newest.schema)
    change(document)
    version = FormVersion.objects.create(
        page=page, number=newest.number + 1, schema=document, sha256=digest(document)
    )
    severity = severity_of(differences(newest.schema, document)) or ""
    VersionPolicy.objects.create(version=version, severity=severity, drafts_until=drafts_until)
    return version


def item(document: dict, code: str) -> dict:
    """Return a question or group of a document by code."""
    for section in document["sections"]:
        for part in section["items"]:
            for found in (part, *part.get("items", ())):
                if found["code"] == code:
                    return found
    raise KeyError(code)


def without(document: dict, code: str) -> dict:
    """Take an item out of a document and return it."""
    for section in document["sections"]:
        holders = [section, *(part for part in section["items"] if part["type"] == "group")]
        for holder in holders:
            for part in holder["items"]:
                if part["code"] == code:
                    holder["items"].remove(part)
                    return part
    raise KeyError(code)
