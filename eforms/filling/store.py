"""Attachments of a draft, as the question types ask for them."""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from eforms.applications import files, my_numbers
from eforms.applications.models import Attachment
from eforms.applications.submission import secret_ids
from eforms.engine.journey import Answers
from eforms.engine.schema import FormSchema, Question
from eforms.fields.base import FieldError
from eforms.filling.models import Draft


# Specification 6(2)②: 100 MB in total for one application.
APPLICATION_CAP = 100 * 1024 * 1024

FileValue = dict[str, Any]


class DraftStore:
    """Keeps files for a draft, and knows which files are the draft's own."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._kept: dict[int, tuple[UploadedFile, FileValue]] = {}
        self._held: dict[uuid.UUID, my_numbers.Held] = {}

    def save(self, question: Question, uploaded: UploadedFile, row_id: str | None) -> FileValue:
        """Seal a received file and return what the answer holds of it.

        A file handed in twice (a page that is worked off again) is kept once.

        Raises:
            FieldError: the files of the application would exceed 100 MB, or storage failed.
        """
        seen = self._kept.get(id(uploaded))
        if seen is not None:
            return seen[1]
        attachment = self._reserve(question, uploaded)
        try:
            files.save(attachment.pk, uploaded.chunks())
        except OSError as error:
            attachment.delete()
            raise FieldError(
                "ファイルを保存できませんでした。時間をおいて、もう一度選んでください。"
            ) from error
        value = as_value(attachment)
        self._kept[id(uploaded)] = (uploaded, value)
        return value

    def existing(self, question_id: str, row_id: str | None, ids: Iterable[str]) -> list[FileValue]:
        """Return the draft's own files of a question among ``ids``, in that order.

        Ids of other drafts, of other questions, and strings that are no id are passed over.
        """
        wanted = [known for known in map(_uuid, ids) if known is not None]
        if not wanted:
            return []
        found = {
            attachment.pk: as_value(attachment)
            for attachment in self.draft.attachments.filter(pk__in=wanted, question_id=question_id)
        }
        return [found[key] for key in dict.fromkeys(wanted) if key in found]

    def hold_secret(self, question: Question, row_id: str | None, number: str) -> dict[str, str]:
        """Take a checked number; :meth:`keep_secrets` keeps it, nothing else does.

        Raises:
            FieldError: the procedure is not (any more) one that may ask for My Numbers.
        """
        if not self.draft.version.page.my_number_task:
            raise FieldError(
                "この手続では、いまマイナンバーをお預かりできません。"
                "お手数ですが、問い合わせ先にご連絡ください。"
            )
        held = my_numbers.Held(uuid.uuid4(), question.id, row_id or "", number)
        self._held[held.id] = held
        return {"id": str(held.id)}

    def registered_secret(
        self, question_id: str, row_id: str | None, secret_id: str
    ) -> dict[str, str] | None:
        """Return the value of a number that is kept for this question (in this row)."""
        known = _uuid(secret_id)
        found = known is not None and self.draft.my_numbers.filter(
            pk=known, question_id=question_id, row_id=row_id or ""
        )
        return {"id": str(known)} if found and found.exists() else None

    def current_secret(self, question_id: str) -> str | None:
        """Return the id of the number that the draft's answers name for a question."""
        value = (self.draft.answers or {}).get(question_id)
        return value.get("id") if isinstance(value, dict) else None

    def keep_secrets(self, schema: FormSchema, answers: Answers) -> None:
        """Keep the held numbers that answers name and destroy the kept ones they do not name.

        Call it in the transaction that stores the answers.
        """
        my_numbers.follow(self.draft, secret_ids(schema, answers), self._held.values())
        self._held.clear()

    def _reserve(self, question: Question, uploaded: UploadedFile) -> Attachment:
        # The row is counted before the bytes are written: two uploads cannot both find room.
        digest = hashlib.sha256()
        for chunk in uploaded.chunks():
            digest.update(chunk)
        with transaction.atomic():
            Draft.objects.select_for_update().get(pk=self.draft.pk)
            used = self.draft.attachments.aggregate(total=Sum("size"))["total"] or 0
            if used + uploaded.size > APPLICATION_CAP:
                raise FieldError(
                    "添付できるファイルは、1件の申請で合わせて100MBまでです。"
                    "ほかのファイルを削除するか、小さいファイルを選んでください。"
                )
            return Attachment.objects.create(
                draft=self.draft,
                question_id=question.id,
                name=files.clean_name(uploaded.name or ""),
                content_type=uploaded.content_type or "application/octet-stream",
                size=uploaded.size,
                sha256=digest.hexdigest(),
            )


def remove(draft: Draft, ids: Iterable[uuid.UUID]) -> None:
    """Delete files of a draft that its answers do not name any more, rows and bytes.

    What has become part of an application stays.
    """
    gone = list(
        Attachment.objects.filter(pk__in=ids, draft_id=draft.pk, application=None).values_list(
            "pk", flat=True
        )
    )
    Attachment.objects.filter(pk__in=gone, application=None).delete()
    for attachment_id in gone:
        files.delete(attachment_id)


def remove_unsent(draft: Draft) -> None:
    """Delete the files of a draft that did not become part of its application."""
    remove(draft, list(draft.attachments.filter(application=None).values_list("pk", flat=True)))


def as_value(attachment: Attachment) -> FileValue:
    """Return what an answer holds of a file."""
    return {
        "id": str(attachment.pk),
        "name": attachment.name,
        "size": attachment.size,
        "content_type": attachment.content_type,
        "sha256": attachment.sha256,
    }


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
