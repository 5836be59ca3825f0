"""Attachments of a draft, as the question types ask for them."""

import json
import time
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from eforms.applications import files, my_numbers, quarantine
from eforms.applications.files import Stored
from eforms.applications.models import Attachment
from eforms.applications.submission import secret_ids
from eforms.engine.journey import Answers
from eforms.engine.schema import FormSchema, Question
from eforms.fields import file_checks, file_kinds
from eforms.fields.base import FieldError
from eforms.filling.models import Draft
from eforms.filling.uploads import ReceivedFile
from eforms.inspection.process import Busy, Examined, examined
from eforms.inspection.refusal import Reason, Refused


APPLICATION_CAP = file_checks.APPLICATION_MEGABYTES * file_checks.MEGABYTE
# No form asks for as many; it keeps somebody from storing a hundred thousand tiny ones.
MOST_FILES = 300
# A file that the page it was sent from has not saved by then is not going to be.
STRAY_AFTER = timedelta(hours=1)

# Seconds for the examinations of one request: the files of a page come one after the other, and
# whoever sends fifty that take their time must not hold a thread for a quarter of an hour.
EXAMINING = 60

FileValue = dict[str, Any]


class FileStore:
    """Examines files that came in and keeps them; what they are kept for, the heirs know.

    ``busy`` tells afterwards whether a file was only refused because there was no time for it now.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[UploadedFile, FileValue]] = {}
        self._spent = 0.0
        self.busy = False

    def save(self, question: Question, uploaded: UploadedFile, row_id: str | None) -> FileValue:
        """Examine a received file, keep it, and return what the answer holds of it.

        A file handed in twice (a page that is worked off again) is kept once. A picture is kept
        upright and without what does not belong to it, a HEIC as JPEG.

        Raises:
            Refused: the examination found a reason.
            FieldError: the files of the application would exceed 100 MB, storage failed, or there
                is no time for it now (``busy``).
        """
        seen = self._kept.get(id(uploaded))
        if seen is not None:
            return seen[1]
        name = files.clean_name(uploaded.name or "")
        kind = file_kinds.kind_of(name)
        if kind is None:
            raise Refused(Reason.OTHER_KIND)
        found, stored = self._examined(uploaded, name, kind)
        if found.extension != kind.extension:
            name = f"{name.rpartition('.')[0]}.{found.extension}"
        value = self._register(question, name, file_kinds.KINDS[found.extension], stored)
        if isinstance(uploaded, ReceivedFile) and uploaded.stored == stored:
            uploaded.taken = True
        self._kept[id(uploaded)] = (uploaded, value)
        return value

    def _examined(
        self, uploaded: UploadedFile, name: str, kind: file_kinds.FileKind
    ) -> tuple[Examined, Stored]:
        begun = time.monotonic()
        try:
            if self.busy or self._spent > EXAMINING:
                raise Busy
            with examined(kind.extension, uploaded.chunks()) as found:
                return found, self._stored(uploaded, found)
        except Busy as error:
            self.busy = True
            raise FieldError(file_checks.busy(name)) from error
        except OSError as error:
            raise FieldError(file_checks.not_kept(name)) from error
        finally:
            self._spent += time.monotonic() - begun

    def _stored(self, uploaded: UploadedFile, found: Examined) -> Stored:
        if found.rewritten is not None:
            return files.save(None, found.rewritten)
        if isinstance(uploaded, ReceivedFile) and uploaded.stored is not None:
            return uploaded.stored
        return files.save(None, uploaded.chunks())

    def _register(
        self, question: Question, name: str, kind: file_kinds.FileKind, stored: Stored
    ) -> FileValue:
        """Make the attachment of bytes that are stored; without one they go again."""
        raise NotImplementedError


class DraftStore(FileStore):
    """Keeps files for a draft, and knows which files are the draft's own."""

    def __init__(self, draft: Draft, upload_key: str = "") -> None:
        """``upload_key`` names the one upload that is being stored, to know it when it repeats."""
        super().__init__()
        self.draft = draft
        self.upload_key = upload_key
        self._held: dict[uuid.UUID, my_numbers.Held] = {}

    def room(self) -> int:
        """Return how many bytes of files the draft may still get."""
        used = self.draft.attachments.aggregate(total=Sum("size"))["total"] or 0
        if used > APPLICATION_CAP // 2:
            remove_unnamed(self.draft.pk, timezone.now() - STRAY_AFTER)
            used = self.draft.attachments.aggregate(total=Sum("size"))["total"] or 0
        return APPLICATION_CAP - used

    def keep(self, question: Question, name: str, content: Iterable[bytes]) -> FileValue:
        """Keep a file that we made ourselves, without examining it."""
        kind = file_kinds.kind_of(name) or file_kinds.KINDS["txt"]
        return self._register(question, files.clean_name(name), kind, files.save(None, content))

    def uploaded_before(self) -> FileValue | None:
        """Return what an earlier try of this very upload has stored, if any."""
        found = self.upload_key and self.draft.attachments.filter(upload_key=self.upload_key)
        return as_value(found[0]) if found else None

    def _register(
        self, question: Question, name: str, kind: file_kinds.FileKind, stored: Stored
    ) -> FileValue:
        try:
            # Counted under the draft's lock: two uploads cannot both find the last room.
            with transaction.atomic():
                Draft.objects.select_for_update().get(pk=self.draft.pk)
                used = self.draft.attachments.aggregate(total=Sum("size"), number=Count("pk"))
                full = (used["total"] or 0) + stored.size > APPLICATION_CAP
                if full or used["number"] >= MOST_FILES:
                    raise FieldError(file_checks.no_room(name))
                attachment = Attachment.objects.create(
                    id=stored.id,
                    draft=self.draft,
                    question_id=question.id,
                    name=name,
                    content_type=kind.content_type,
                    size=stored.size,
                    sha256=stored.sha256,
                    scan=quarantine.first_state(),
                    upload_key=self.upload_key,
                )
        except IntegrityError:
            # The same upload, tried again while the first try was still on its way.
            files.delete(stored.id)
            before = self.uploaded_before()
            if before is None:
                raise
            return before
        except BaseException:
            files.delete(stored.id)
            raise
        return as_value(attachment)

    def existing(self, question_id: str, row_id: str | None, ids: Iterable[str]) -> list[FileValue]:
        """Return the draft's own files of a question among ``ids``, in that order.

        Ids of other drafts, of other questions, of infected files, and strings that are no id are
        passed over.
        """
        wanted = [known for known in map(_uuid, ids) if known is not None]
        if not wanted:
            return []
        found = {
            attachment.pk: as_value(attachment)
            for attachment in self.draft.attachments.filter(pk__in=wanted, question_id=question_id)
            if quarantine.open_to_owner(attachment)
        }
        return [found[key] for key in dict.fromkeys(wanted) if key in found]

    def hold_secret(self, question: Question, row_id: str | None, number: str) -> dict[str, str]:
        """Take a checked number; :meth:`keep_secrets` keeps it, nothing else does.

        Raises:
            FieldError: the procedure is not (any more) one that may ask for My Numbers, or it does
                not say how long it keeps them.
        """
        page = self.draft.version.page
        if not page.my_number_task or page.retention_days is None:
            raise FieldError(
                _(
                    "この手続では、いまマイナンバーをお預かりできません。お手数ですが、"
                    "問い合わせ先にご連絡ください。"
                )
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


def remove(draft: Draft, ids: Iterable[uuid.UUID]) -> int:
    """Delete files of a draft that its answers do not name any more, rows and bytes.

    What is named, what a newer version of the form set aside, and what has become part of an
    application stay. Returns how many went.
    """
    ids = list(ids)
    if not ids:
        return 0
    return _remove(draft.pk, Q(pk__in=ids), ("answers", "orphans"))


def remove_unsent(draft: Draft) -> int:
    """Delete the files of a sent draft that did not become part of its application."""
    return _remove(draft.pk, Q(), ())


def remove_unnamed(draft_id: uuid.UUID, before: datetime) -> int:
    """Delete files of a draft, older than ``before``, that nothing in it names; return how many.

    They stay behind when a page is left between an upload and the next saving of the page.
    """
    return _remove(draft_id, Q(created_at__lt=before), ("answers", "unchecked", "orphans"))


def _remove(draft_id: uuid.UUID, which: Q, naming: tuple[str, ...]) -> int:
    """Judge by the draft as it is under its lock: one read before may have been overtaken."""
    with transaction.atomic():
        stored = Draft.objects.select_for_update().filter(pk=draft_id).first()
        if stored is None:
            return 0
        named = json.dumps([getattr(stored, column) for column in naming])
        loose = Attachment.objects.filter(which, draft_id=draft_id, application=None)
        gone = [pk for pk in loose.values_list("pk", flat=True) if str(pk) not in named]
        Attachment.objects.filter(pk__in=gone).delete()
        # Rows that come back with a failed transaction must find their bytes.
        transaction.on_commit(lambda: files.delete_all(gone))
    return len(gone)


def all_there(draft: Draft, ids: Collection[uuid.UUID]) -> bool:
    """Tell whether a draft still has all these files; for a writer that holds its lock."""
    return draft.attachments.filter(pk__in=ids).count() == len(ids)


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
