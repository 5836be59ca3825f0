"""The applicant's side of a correction: what is asked, what was typed, and sending it once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from eforms.applications import actors, changes, correction_steps, files, quarantine
from eforms.applications.corrections import Correction, Place, open_correction, place_of
from eforms.applications.files import Stored
from eforms.applications.models import Application, Attachment
from eforms.building.versions import schema_of
from eforms.engine.journey import Answers, Journey
from eforms.engine.schema import FormSchema, Question
from eforms.fields import file_checks, file_kinds
from eforms.fields.asked import Answered, work_off
from eforms.fields.base import FieldError
from eforms.fields.display import summary
from eforms.fields.input_errors import InputError
from eforms.filling.guests import Applicant
from eforms.filling.store import APPLICATION_CAP, MOST_FILES, FileStore, FileValue, as_value


class Incomplete(Exception):
    """What was typed does not pass any more."""

    def __init__(self, errors: list[InputError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


class CorrectionStore(FileStore):
    """Keeps files that come with a correction, and knows those that the application has."""

    def __init__(self, correction: Correction) -> None:
        super().__init__()
        self.correction = correction

    def room(self) -> int:
        """Return how many bytes of files the correction may still get."""
        used = self.correction.attachments.aggregate(total=Sum("size"))["total"] or 0
        return APPLICATION_CAP - used

    def _register(
        self, question: Question, name: str, kind: file_kinds.FileKind, stored: Stored
    ) -> FileValue:
        try:
            with transaction.atomic():
                Correction.objects.select_for_update().get(pk=self.correction.pk)
                used = self.correction.attachments.aggregate(total=Sum("size"), number=Count("pk"))
                full = (used["total"] or 0) + stored.size > APPLICATION_CAP
                if full or used["number"] >= MOST_FILES:
                    raise FieldError(file_checks.no_room(name))
                attachment = Attachment.objects.create(
                    id=stored.id,
                    correction=self.correction,
                    question_id=question.id,
                    name=name,
                    content_type=kind.content_type,
                    size=stored.size,
                    sha256=stored.sha256,
                    scan=quarantine.first_state(),
                )
        except BaseException:
            files.delete(stored.id)
            raise
        return as_value(attachment)

    def existing(self, question_id: str, row_id: str | None, ids: Iterable[str]) -> list[FileValue]:
        """Return the files among ``ids`` that the question has or has just got, in that order."""
        known = {str(one.pk): one for one in own_files(self.correction) if _opens(one, question_id)}
        return [as_value(known[key]) for key in dict.fromkeys(ids) if key in known]

    def hold_secret(self, question: Question, row_id: str | None, number: str) -> dict[str, str]:
        """Refuse: a My Number is not taken this way.

        Raises:
            FieldError: always, with the way out.
        """
        raise FieldError(
            _("この画面では、マイナンバーをお預かりできません。担当課にお問い合わせください。")
        )

    def registered_secret(
        self, question_id: str, row_id: str | None, secret_id: str
    ) -> dict[str, str] | None:
        """Return nothing: no My Number can be asked for."""
        return None

    def current_secret(self, question_id: str) -> str | None:
        """Return nothing."""
        return None


def own_files(correction: Correction) -> Iterable[Attachment]:
    """Return the files that the application has or that came for the correction."""
    mine = Attachment.objects.filter(application_id=correction.application_id, replaced_at=None)
    return [*mine, *Attachment.objects.filter(correction=correction, application=None)]


def _opens(attachment: Attachment, question_id: str) -> bool:
    return attachment.question_id == question_id and quarantine.open_to_owner(attachment)


@dataclass
class Correcting:
    """An open correction of an application, as its applicant works on it."""

    application: Application
    correction: Correction

    def __post_init__(self) -> None:
        self.schema: FormSchema = schema_of(self.application.version)
        # The form's rules are decided as of the day it came, for ever (docs/schema.md).
        self.today = timezone.localdate(self.application.received_at)
        self.before = Journey(
            self.schema, self.application.answers, self.application.applicant_kind, self.today
        )

    @property
    def inputs(self) -> dict[str, list[str]] | None:
        """What was typed so far, by input name; None before anything was."""
        return (self.correction.typed or {}).get("inputs")

    @property
    def opened(self) -> list[Place]:
        """What was asked beside, because of an answer, when the page was last shown."""
        return [place_of(key) for key in (self.correction.typed or {}).get("opened", ())]

    def read(
        self, data: Any, uploads: Any = None, store: CorrectionStore | None = None
    ) -> Answered:
        """Check what a browser sent; files are kept, nothing else."""
        return work_off(
            self.schema,
            self.application.answers,
            self.application.applicant_kind,
            set(self.correction.places),
            data,
            uploads,
            store or CorrectionStore(self.correction),
            today=self.today,
        )

    def read_kept(self) -> Answered:
        """Check what was typed so far, or the old answers when nothing was."""
        if self.inputs is None:
            return Answered(
                self.application.answers,
                self.before,
                [place for place in self.in_order() if place in set(self.correction.places)],
                [],
                {},
            )
        return self.read(MultiValueDict(self.inputs))

    def in_order(self) -> list[Place]:
        """Return every place of the form as it was sent, in reading order."""
        found = []
        for row in (row for part in summary(self.schema, self.before) for row in part.rows):
            if row.group_id and Place(row.group_id) not in found:
                found.append(Place(row.group_id))
            if Place(row.question_id, row.row_id) not in found:
                found.append(Place(row.question_id, row.row_id))
        return found

    def keep(self, inputs: dict[str, list[str]], opened: Iterable[Any], now: datetime) -> None:
        """Keep what was typed. Raises ``NotAsked`` or ``TooLate`` when it cannot be answered."""
        typed = {"inputs": inputs, "opened": [str(Place(*place)) for place in opened]}
        self.correction = correction_steps.keep_typed(
            self.application.pk, self.correction.pk, typed, now=now
        )

    def newly_opened(self, answered: Answered) -> list[Place]:
        """Return what the answers open that the page has not shown yet."""
        shown = {*self.correction.places, *self.opened}
        return [Place(*place) for place in answered.places if Place(*place) not in shown]

    def beside(self, answered: Answered) -> list[Place]:
        """Return what is asked beside, because of an answer."""
        asked = set(self.correction.places)
        return [Place(*place) for place in answered.places if Place(*place) not in asked]


def send(
    application: Application,
    correction: Correction,
    applicant: Applicant,
    *,
    seen: str | None,
    now: Any = timezone.now,
) -> Application:
    """Send what was typed as the answer to a correction; once, whoever presses how often.

    Raises:
        correction_steps.NotAsked, TooLate, Changed: see there.
        Incomplete: it does not pass.
    """

    def rework(locked: Application, asked: Correction) -> Answers:
        work = Correcting(locked, asked)
        answered = work.read_kept()
        errors = list(answered.errors)
        if work.inputs is None or work.newly_opened(answered):
            raise correction_steps.Changed
        if errors:
            raise Incomplete(errors)
        return answered.answers

    return correction_steps.answer(
        application.pk,
        correction.pk,
        actor=actors.applicant(applicant),
        seen=seen,
        rework=rework,
        now=now,
    )


def told(application: Application, now: datetime) -> dict[str, Any]:
    """Return what an application's page tells of corrections: asked for, and answered before."""
    found = open_correction(application)
    return {
        "correction": found,
        "correction_in_time": found is not None and found.is_open_at(now),
        "corrected": changes.answered(application),
    }
