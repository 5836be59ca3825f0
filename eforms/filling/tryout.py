"""Trying a form out: a walk through what stands in the editor, with answers nobody keeps.

All of it travels with the page, in one signed text; neither the database nor the session nor the
disk ever sees an answer or a file of it.
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from django.core import signing

from eforms.building.compiler import compile_form
from eforms.engine.journey import ROW, Answers, Journey
from eforms.engine.schema import FormSchema, Question, Section
from eforms.fields import registry
from eforms.fields.base import FileValue


SALT = "eforms.tryout"
HOURS = 12
# Of the page, what the screens show.
SHOWN = ("title", "contact_name", "contact_phone", "contact_email", "fee_text", "signature")


class Stale(Exception):
    """The text that travels with the page is too old, or not ours."""


@dataclass
class Tryout:
    """Where somebody is: the form's document, facts of the page, the kind, the answers so far."""

    document: dict[str, Any]
    page: dict[str, str]
    kind: str = ""
    answers: Answers = field(default_factory=dict)
    place: str = ""  # the id of the section one is at

    @classmethod
    def of_page(cls, page: Any) -> "Tryout":
        """Begin with a FormPage as it stands."""
        facts = {name: getattr(page, name) or "" for name in SHOWN}
        return cls(compile_form(page), facts)

    @classmethod
    def unpack(cls, text: str, user_id: int) -> "Tryout":
        """Read what came back with a page.

        Raises:
            Stale: it is too old, was made for somebody else, or was changed.
        """
        try:
            values = signing.loads(text, salt=f"{SALT}.{user_id}", max_age=HOURS * 3600)
            return cls(**values)
        except (signing.BadSignature, TypeError) as error:
            raise Stale from error

    def pack(self, user_id: int) -> str:
        """Return the text that travels with the page."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return signing.dumps(values, salt=f"{SALT}.{user_id}", compress=True)

    @cached_property
    def schema(self) -> FormSchema:
        """The form, half-built as it may be."""
        return FormSchema.from_json(self.document, whole=False)

    @property
    def mark(self) -> uuid.UUID:
        """A name for this very form, as versions have one."""
        return uuid.UUID(hashlib.sha256(repr(self.document).encode()).hexdigest()[:32])

    @property
    def journey(self) -> Journey:
        """The form walked with the answers so far."""
        return Journey(self.schema, self.answers, self.kind)

    def carried_over(self, before: "Tryout") -> None:
        """Take over where one was and what was answered before the form was edited.

        Answers of questions whose type or options changed are left behind.
        """
        known, present = _parts(before.document), _parts(self.document)
        same = {key for key, part in present.items() if known.get(key) == part}
        if before.kind in self.schema.applicant_kinds:
            self.kind = before.kind
        self.answers = {
            key: _same_rows(value, same) if isinstance(value, list) else value
            for key, value in before.answers.items()
            if key in same
        }
        if self.schema.section(before.place):
            self.place = before.place


def _parts(document: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer's shape depends on: item id → type and options."""
    return {
        item.id: (item.type, getattr(item, "options", None))
        for item in FormSchema.from_json(document, whole=False).walk()
    }


def _same_rows(value: list, same: set[str]) -> list:
    if not all(isinstance(row, dict) and ROW in row for row in value):
        return value
    return [{key: part for key, part in row.items() if key == ROW or key in same} for row in value]


class DroppingStore:
    """A store that looks at files and lets go of them: only name and size are told further."""

    def __init__(self, schema: FormSchema, answers: Answers, kept: Sequence[str] = ()) -> None:
        self.known = {file["id"]: file for file in _files(schema, answers)}
        for text in kept:  # as the page itself told it: id|size|name
            identity, size, name = (text.split("|", 2) + ["", ""])[:3]
            if size.isascii() and size.isdigit():
                self.known.setdefault(identity, _file(identity, name, int(size), ""))

    def save(self, question: Question, uploaded: Any, row_id: str | None) -> FileValue:
        """Tell what came; nothing is kept of it."""
        return _file(str(uuid.uuid4()), uploaded.name or "", uploaded.size, uploaded.content_type)

    def existing(self, question_id: str, row_id: str | None, ids: Iterable[str]) -> list[FileValue]:
        """Return what was told of these files."""
        return [self.known[identity] for identity in ids if identity in self.known]

    def hold_secret(self, question: Question, row_id: str | None, number: str) -> dict[str, str]:
        """Tell that a number came; nothing is kept of it."""
        return {"id": str(uuid.uuid4())}

    def registered_secret(
        self, question_id: str, row_id: str | None, secret_id: str
    ) -> dict[str, str] | None:
        """Return what stands for a number that came before."""
        return {"id": secret_id[:36]}

    def current_secret(self, question_id: str) -> str | None:
        """Return None: programs do not try out."""
        return None


def _file(identity: str, name: str, size: int, content_type: str | None) -> FileValue:
    return {
        "id": identity[:36],
        "name": name[:200],
        "size": size,
        "content_type": content_type or "",
        "sha256": "",
    }


def _files(schema: FormSchema, answers: Answers) -> Iterable[FileValue]:
    for question in schema.questions():
        if registry.get(question.type).value_kind != "file":
            continue
        group = schema.group_of(question.id)
        rows = [answers] if group is None else answers.get(group.id) or []
        for row in rows:
            yield from row.get(question.id) or ()


def place_of(schema: FormSchema, journey: Journey, place: str) -> Section | None:
    """Return the section one is at: the asked one, else the first shown, None without any."""
    found = schema.section(place)
    return found or next(iter(journey.sections), None) or next(iter(schema.sections), None)
