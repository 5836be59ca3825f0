"""A newer version of a form, as publishing would store it, made from a changed document."""

import copy
from collections.abc import Callable

from django.utils import timezone

from eforms.building.differences import differences, severity_of
from eforms.engine.schema import digest
from eforms.filling import drafts
from eforms.models import Draft, FormVersion, VersionPolicy
from tests.eforms.filling.conftest import question


NEW = question("short_text", "job", "ご職業", required=True)


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


def with_new(document: dict) -> None:
    """Add a required question to the first section."""
    document["sections"][0]["items"].append(dict(NEW))


def stored(draft: Draft) -> Draft:
    """Return the draft as it lies in the database."""
    return Draft.objects.select_related("version").get(pk=draft.pk)


def load(draft: Draft) -> Draft:
    """Return the draft as a page reads it: carried to the version it belongs to."""
    return drafts.load(draft.pk, now=timezone.now())
